"""What stands at the left of the officials' site; an entry shows to those who may open it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def navigation(_request: HttpRequest) -> list[dict[str, Any]]:
    """Return the groups of links, in the form that the admin theme takes."""
    return [
        {
            "items": [
                {"title": _("Today"), "icon": "home", "link": reverse_lazy("admin:index")},
            ]
        },
        {
            "title": _("Donations"),
            "items": [
                {
                    "title": _("Take in at the counter"),
                    "icon": "point_of_sale",
                    "link": reverse_lazy("admin:desk_counterdonation_add"),
                    "permission": permitted("desk.add_counterdonation"),
                },
                {
                    "title": _("Take in a file"),
                    "icon": "upload_file",
                    "link": reverse_lazy("admin:desk_bulkfile_changelist"),
                    "permission": permitted("desk.view_bulkfile"),
                },
                page(_("Reconciliation"), "balance", "desk", "settlement"),
                page(_("List of donations"), "volunteer_activism", "donations", "donation"),
                page(_("Returns"), "undo", "donations", "donationreturn"),
                page(_("Barred relations"), "block", "donations", "barredperson"),
                page(_("Donor merges"), "merge", "donations", "donormerge"),
                page(_("Receipts"), "receipt_long", "receipts", "receipt")
                | {"active": is_open("/receipts/receipt/", but="/receipts/receipt/register/")},
                page(_("Exports"), "file_export", "donations", "export"),
                {
                    "title": _("Register of receipts"),
                    "icon": "format_list_numbered",
                    "link": reverse_lazy("admin:receipts_receipt_register"),
                    "permission": permitted("receipts.view_receipt"),
                },
                page(_("Year-end documents"), "folder_zip", "receipts", "yearendbatch"),
                page(_("Tax papers"), "request_quote", "desk", "taxyear"),
                page(_("Journal"), "menu_book", "ledger", "journaltransfer"),
            ],
        },
        {
            "title": _("The fund"),
            "items": [
                page(_("Fund projects"), "park", "projects", "fundproject"),
                page(_("Stories and letters"), "auto_stories", "projects", "projectstory"),
                page(_("Spending"), "payments", "projects", "spending"),
                page(_("Designated money"), "move_down", "projects", "assignment"),
                page(_("Other income"), "savings", "ledger", "otherincome"),
                page(_("Fiscal years"), "calendar_month", "ledger", "fundyear"),
                page(_("Report runs"), "monitoring", "reports", "reportrun"),
                page(_("Reports due"), "event", "reports", "duereport"),
                page(_("Subscribers"), "contact_mail", "reports", "subscriber"),
                page(_("Letters"), "outgoing_mail", "reports", "delivery"),
            ],
        },
        {
            "title": _("Administration"),
            "items": [
                page(_("Business number"), "domain", "receipts", "issuerregistration"),
                page(_("Officials"), "badge", "accounts", "user"),
                page(_("Invitations"), "person_add", "access", "invitation"),
                page(_("Changes of role"), "swap_horiz", "access", "rolechange"),
                page(_("Sources of files"), "account_balance", "desk", "bulksource"),
                page(_("Audit trail"), "history", "audit", "auditevent"),
                page(_("Access to personal data"), "visibility", "audit", "personalaccess"),
                page(_("Local governments"), "location_city", "regions", "municipality"),
            ],
        },
    ]


def page(title: Any, icon: str, app: str, model: str) -> dict[str, Any]:
    """Return the link to a list page, for those whose role carries its permission."""
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
        "permission": permitted(f"{app}.view_{model}"),
    }


def is_open(part: str, *, but: str) -> Callable[[HttpRequest], bool]:
    """Return the question whether a request's address holds ``part``, and not ``but`` beneath."""

    def opened(request: HttpRequest) -> bool:
        return part in request.path and but not in request.path

    return opened


def permitted(perm: str) -> Callable[[HttpRequest], bool]:
    """Return the question whether a request's official has ``perm``."""

    def may(request: HttpRequest) -> bool:
        return request.user.has_perm(perm)

    return may
