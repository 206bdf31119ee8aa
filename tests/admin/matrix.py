"""Who may open which page, and whose rows it reaches: one line for a model or route.

``test_matrix`` walks the addresses of the service and fails for one that has no line here. To add
a page of the officials' site, add its model to :data:`MODELS`; an action of the model goes into
``actions``. To add a call of the API, add it to :data:`API`. Everything else follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.models import Role

CLERK, MANAGER, AUDITOR, NATIONAL = Role.CLERK, Role.MANAGER, Role.AUDITOR, Role.NATIONAL
NOBODY: frozenset[Role] = frozenset()
DESK = frozenset({CLERK, MANAGER})
BOOKS = frozenset({CLERK, MANAGER, AUDITOR})
CONTROL = frozenset({MANAGER, AUDITOR})
ALL = frozenset(Role)

SHARED = ""
"""In place of a column: the rows are the same for everybody."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one model.

    Attributes:
        column: leads from the model to the code of the local government that a row belongs to.
        seen_by: the roles that open its list and its rows.
        added_by: the roles that open the page on which one is made.
        actions: further pages of one row, by name -> the roles that open them.
        lists: further pages without a row, by name -> the roles that open them.
        only: what narrows the model's table to its rows.
        open_to_national: the national official sees the rows of every local government.
    """

    column: str
    seen_by: frozenset[Role]
    added_by: frozenset[Role] = NOBODY
    actions: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    lists: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    only: Mapping[str, str] = field(default_factory=dict)
    open_to_national: bool = False


MODELS: dict[str, Pages] = {
    "access_invitation": Pages(
        "municipality_id", frozenset({MANAGER}), actions={"withdraw": frozenset({MANAGER})}
    ),
    "access_rolechange": Pages(
        "municipality_id",
        CONTROL,
        actions={
            **dict.fromkeys(("approve", "refuse"), CONTROL),
            "withdraw": frozenset({MANAGER}),
        },
    ),
    "accounts_user": Pages(
        "municipality_id",
        frozenset({MANAGER}),
        actions=dict.fromkeys(("change_role", "reset_access", "switch_off"), frozenset({MANAGER})),
        lists={"invite": frozenset({MANAGER})},
    ),
    "audit_auditevent": Pages("municipality_id", CONTROL),
    "audit_personalaccess": Pages("municipality_id", CONTROL, lists={"review": CONTROL}),
    "desk_bulkfile": Pages("municipality_id", DESK, DESK),
    "desk_bulksource": Pages("municipality_id", DESK, frozenset({MANAGER})),
    "desk_settlement": Pages("municipality_id", BOOKS, DESK),
    "donations_donormerge": Pages("municipality_id", DESK, DESK),
    "desk_counterdonation": Pages(
        "recipient_id", DESK, DESK, actions={"done": DESK}, only={"channel": "LG_OFFICE"}
    ),
    "donations_barredperson": Pages(
        "municipality_id",
        BOOKS,
        actions={"lift": frozenset({MANAGER})},
        lists={"bar": frozenset({MANAGER})},
    ),
    "donations_donation": Pages(
        "recipient_id",
        BOOKS,
        actions={
            "download": BOOKS,
            "show": DESK,
            "correct": frozenset({MANAGER}),
            "ask_return": DESK,
            "keep": frozenset({MANAGER}),
            "release": frozenset({MANAGER}),
        },
        lists={"find": BOOKS},
    ),
    "donations_donationreturn": Pages(
        "donation__recipient_id",
        BOOKS,
        actions={"approve": frozenset({MANAGER}), "refuse": frozenset({MANAGER}), "pay_out": DESK},
    ),
    "donations_export": Pages(
        "municipality_id",
        BOOKS,
        actions={**dict.fromkeys(("approve", "refuse"), CONTROL), "download": DESK},
        lists={"ask": DESK},
    ),
    "desk_taxyear": Pages("issuer_id", BOOKS),
    "ledger_fundyear": Pages(
        "municipality_id",
        BOOKS,
        frozenset({MANAGER}),
        actions=dict.fromkeys(("close", "publish"), frozenset({MANAGER})),
    ),
    "ledger_journaltransfer": Pages("municipality_id", BOOKS),
    "ledger_otherincome": Pages("municipality_id", BOOKS, DESK, actions={"reverse": DESK}),
    "projects_assignment": Pages("municipality_id", BOOKS, frozenset({MANAGER})),
    "projects_fundproject": Pages(
        "recipient_id",
        ALL,
        added_by=DESK,
        actions={
            **dict.fromkeys(("enter_approval", "next_season"), DESK),
            **dict.fromkeys(
                (
                    "approve",
                    "open",
                    "change_target",
                    "close",
                    "run",
                    "add_general_money",
                    "settle",
                    "publish",
                    "cancel",
                ),
                frozenset({MANAGER}),
            ),
        },
        open_to_national=True,
    ),
    "projects_projectstory": Pages(
        "project__recipient_id",
        BOOKS,
        DESK,
        actions=dict.fromkeys(("publish", "take_back"), frozenset({MANAGER})),
    ),
    "projects_spending": Pages(
        "municipality_id",
        BOOKS,
        DESK,
        actions={
            **dict.fromkeys(("withdraw", "pay", "reverse"), DESK),
            **dict.fromkeys(("approve", "refuse", "revoke", "carry_over"), frozenset({MANAGER})),
        },
    ),
    "receipts_issuerregistration": Pages(
        "municipality_id", frozenset({MANAGER}), frozenset({MANAGER})
    ),
    "receipts_receipt": Pages(
        "issuer_id",
        BOOKS,
        actions={"download": BOOKS, "reprint": DESK},
        lists={"register": BOOKS},
    ),
    "receipts_yearendbatch": Pages(
        "issuer_id",
        BOOKS,
        actions={
            "approve": frozenset({MANAGER}),
            "withdraw": DESK,
            "download": DESK,
        },
        lists={"plan": DESK},
    ),
    "regions_municipality": Pages(SHARED, ALL),
    "reports_delivery": Pages("subscriber__municipality_id", frozenset({MANAGER})),
    "reports_duereport": Pages(SHARED, ALL),
    "reports_reportrun": Pages(SHARED, ALL),
    "reports_subscriber": Pages(
        "municipality_id", frozenset({MANAGER}), added_by=frozenset({MANAGER})
    ),
}
"""``app_model`` as in the names of admin pages."""

FOR_NOBODY = {
    "accounts_portal",
    "auth_group",
    "oauth2_provider_accesstoken",
    "oauth2_provider_grant",
    "oauth2_provider_idtoken",
    "oauth2_provider_refreshtoken",
}
"""Models that libraries register and no role opens."""

SITE = {
    "index": 200,
    "search": 200,
    "my_account": 200,
    "session": 200,
    "password_change": 200,
    "password_change_done": 200,
    "jsi18n": 200,
    "autocomplete": 403,
    "login": 302,
    "second_factor": 302,
}
"""Pages of the officials' site itself -> what an official who is logged in gets."""

SITE_APART = {
    "logout": "takes POST only and ends the session",
    "leave": "takes POST only and ends the session",
    "desk_bulkfile_row": "by a number too: tests/desk/test_bulk_pages.py",
    "app_list": "leads to lists, which have their own lines",
    "invitation": "for somebody who is no official yet",
    "invitation_link": "for somebody who is no official yet",
    "saved_filters": "takes POST only and is about one's own filters",
    "ledger_fundyear_file": "by two names: tests/ledger/test_money_pages.py",
    "ledger_fundyear_paper": "by two names: tests/ledger/test_money_pages.py",
    "projects_spending_evidence": "by the name of a paper: tests/ledger/test_money_pages.py",
    "view_on_site": "no model has an address of its own",
}
"""Pages that say nothing about rows -> why they are not called here."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API.

    Attributes:
        scopes: method -> the scope that it needs; an empty one is public.
        path: its address below ``/api/v1/``, with the names of :class:`tests.admin.world.World`.
        body: what is posted, where the call looks at that before it looks for the row.
        own: the address leads to rows of the portal that reported them; to another it is 404.
    """

    scopes: Mapping[str, str]
    path: str
    own: bool = False
    body: Mapping[str, str] = field(default_factory=dict)


API: dict[str, Call] = {
    "regions": Call({"get": ""}, "regions"),
    "region": Call({"get": ""}, "regions/26110"),
    "tax-credit": Call({"post": ""}, "tax-credit"),
    "receipt": Call({"get": "receipts:read"}, "receipts/{receipt}", own=True),
    "receipt-pdf": Call({"get": "receipts:read"}, "receipts/{receipt}/pdf", own=True),
    "api-verify": Call({"get": ""}, "verify/x"),
    "api-statement": Call({"get": "receipts:read"}, "donors/{donor}/statements/{year}", own=True),
    "api-statement-pdf": Call(
        {"get": "receipts:read"}, "donors/{donor}/statements/{year}/pdf", own=True
    ),
    "api-projects": Call({"get": ""}, "projects"),
    "api-project": Call({"get": ""}, "projects/{project}"),
    "api-donations": Call({"get": "donations:read", "post": "donations:write"}, "donations"),
    "api-donation-batch": Call({"post": "donations:write"}, "donations/batch"),
    "api-donation": Call({"get": "donations:read"}, "donations/{donation}", own=True),
    "api-returns": Call(
        {"get": "donations:read", "post": "donations:write"},
        "donations/{donation}/returns",
        own=True,
        body={"portal_reference": "R-1", "ground": "payment_error"},
    ),
    "api-return": Call(
        {"get": "donations:read"}, "donations/{donation}/returns/{donation_return}", own=True
    ),
    "api-events": Call({"get": "donations:read"}, "events"),
    "api-holds": Call({"post": "donations:write"}, "holds"),
    "api-hold": Call({"delete": "donations:write"}, "holds/{hold}", own=True),
    "api-eligibility": Call({"post": "donations:write"}, "eligibility"),
    "indicators": Call({"get": ""}, "indicators"),
    "indicator-definitions": Call({"get": ""}, "indicators/definitions"),
    "report-runs": Call({"get": ""}, "reports"),
    "report-run": Call({"get": ""}, "reports/{nothing}"),
    "report-artifact": Call({"get": ""}, "reports/{nothing}/artifacts/pdf"),
}
"""Name of the route -> the call."""

PUBLIC = {
    "home",
    "token",
    "verify",
    "verify-code",
    "projects",
    "project",
    "project-picture",
    "fund-years",
    "fund-year",
    "fund-year-file",
    "project-examples",
    "donation-path",
    "explore",
    "books",
    "books-of-fund",
    "data",
    "data-file",
    "data-row",
    "definitions",
    "definition",
    "places",
    "place",
    "value",
    "value-of-place",
    "what-if",
    "what-if-api",
    "reports",
    "report",
    "report-unsubscribe",
    "set_language",
    "schema",
    "api-docs",
    "healthz",
    "readyz",
    "metrics",
}
"""Pages for everybody: nothing personal, no rows by scope."""

WITHOUT_ROW_LEVEL_SECURITY = {
    "accounts_user": "the log-in looks an official up before there is a scope",
    "accounts_portal": "a token names its portal before there is a scope",
    "access_authenticator": "read at the log-in; its secret is encrypted",
    "access_failedtry": "counted at the log-in; holds keyed hashes",
    "oauth2_provider_accesstoken": "the library's; checksums only, never read (ADR 0008)",
    "oauth2_provider_grant": "the library's; stays empty",
    "oauth2_provider_idtoken": "the library's; stays empty",
    "oauth2_provider_refreshtoken": "the library's; stays empty",
    "oauth2_provider_devicegrant": "the library's; stays empty",
    "django_admin_log": "Django's; nothing is written to it",
    "receipts_receiptseries": "last numbers, no person; written in scope system alone",
}
"""Tables that lead to a local government, portal, official or person, and whose rows every scope
sees -> why that is right."""

SEEN_BY_OTHERS = {
    "ledger_fundyear": "published, except years that are open or closed",
    "projects_fundproject": "published, except drafts",
}
"""Guarded tables of which every scope sees rows of others -> why."""
