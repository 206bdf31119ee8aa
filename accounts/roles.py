"""What each role of an official may do on the admin site: the whole table, and nothing beside it.

A permission is written as Django writes it, ``app.action_model``. What is not listed is refused,
so a new admin page is seen by nobody until it is entered here. *Which rows* a permission reaches
is another question: ``visible_to`` and row-level security answer it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an official may do. All but ``NATIONAL`` belong to one local government."""

    CLERK = "clerk", _("Clerk")
    MANAGER = "manager", _("Manager")
    AUDITOR = "auditor", _("Auditor")
    NATIONAL = "national", _("National (totals only)")


EVERYBODY = frozenset(
    {
        "regions.view_municipality",
        "projects.view_fundproject",
        "reports.view_reportrun",
        "reports.view_duereport",
    }
)
"""Nothing personal: who the local governments are, what they fund, how the scheme performs."""

BOOKS = frozenset(
    {
        "donations.view_donation",
        "donations.view_donationreturn",
        "donations.view_export",
        "receipts.view_receipt",
        "receipts.download_receipt",
        "receipts.view_yearendbatch",
        "desk.view_taxyear",
        "ledger.view_journaltransfer",
        "projects.view_projectstory",
        "ledger.view_fundyear",
        "ledger.view_otherincome",
        "projects.view_spending",
        "projects.view_assignment",
    }
)

RETURNS = frozenset({"donations.request_donationreturn", "donations.pay_donationreturn"})
"""Steps of a return; two different officials are needed whatever their roles (promise 11)."""

BARRED = frozenset({"donations.view_barredperson"})
"""Who may not give to one's own local government; a manager says so."""

COUNTER = frozenset(
    {"desk.view_counterdonation", "desk.add_counterdonation", "receipts.reprint_receipt"}
)
"""Taking donations in at the office, and handing receipts out again."""

PERSONS = frozenset({"donations.show_donor", "donations.ask_export"})
"""Seeing who donors are: for a purpose of the Decree, and written down each time."""

CONTROL = frozenset({"audit.view_auditevent", "audit.view_personalaccess"})
"""What a local government's own people did, and whose data they looked at."""

STAFF = frozenset(
    {
        "accounts.view_user",
        "accounts.invite_user",
        "accounts.switch_user",
        "access.view_invitation",
        "access.request_rolechange",
    }
)
"""Who works here: inviting and switching off; roles are asked for and decided by two."""

SECOND = frozenset(
    {"access.view_rolechange", "access.decide_rolechange", "donations.decide_export"}
)
"""Deciding about roles and exports, as a second official."""

PLANNING = frozenset({"projects.plan_fundproject"})
"""Drafting projects, entering votes, telling places and results."""

FILES = frozenset({"desk.view_bulkfile", "desk.add_bulkfile", "desk.view_bulksource"}) | {
    "desk.view_settlement",
    "desk.add_settlement",
}
"""Taking in a bank's or platform's file and comparing its settlements; a manager adds sources."""

READERS = frozenset(
    {
        "reports.view_subscriber",
        "reports.add_subscriber",
        "reports.change_subscriber",
        "reports.view_delivery",
        "reports.send_delivery",
    }
)
"""Who is sent reports by e-mail, and what became of each letter."""

AGAIN = frozenset({"reports.rerun_reportrun"})
"""Asking for a report once more."""

MONEY = frozenset(
    {
        "ledger.add_otherincome",
        "ledger.tell_fundyear",
        "projects.add_spending",
        "projects.request_spending",
        "projects.pay_spending",
    }
)
"""Asking for a fund's money, paying it, entering its income, and telling which gifts were given;
another official decides."""

DECIDING = frozenset(
    {
        "ledger.add_fundyear",
        "ledger.open_fundyear",
        "ledger.close_fundyear",
        "ledger.publish_fundyear",
        "projects.decide_spending",
        "projects.add_assignment",
    }
)
"""Deciding about a fund's money and its years."""

MERGES = frozenset({"donations.view_donormerge", "donations.request_donormerge"})
"""Asking to take two numbers for one person; a manager decides."""

YEAR_END = frozenset({"receipts.plan_yearendbatch", "receipts.download_yearendbatch"})
"""The year-end documents; whoever planned them does not approve them, whatever the role."""

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.CLERK: EVERYBODY
    | BOOKS
    | BARRED
    | RETURNS
    | COUNTER
    | PERSONS
    | PLANNING
    | FILES
    | MONEY
    | MERGES
    | YEAR_END,
    Role.MANAGER: EVERYBODY
    | BOOKS
    | BARRED
    | RETURNS
    | COUNTER
    | PERSONS
    | CONTROL
    | STAFF
    | SECOND
    | PLANNING
    | FILES
    | MERGES
    | READERS
    | AGAIN
    | MONEY
    | DECIDING
    | YEAR_END
    | {
        "desk.add_bulksource",
        "donations.decide_donationreturn",
        "donations.decide_donormerge",
        "donations.bar_barredperson",
        "donations.hold_donor",
        "projects.decide_fundproject",
        "receipts.correct_receipt",
        "receipts.add_issuerregistration",
        "receipts.view_issuerregistration",
        "receipts.decide_yearendbatch",
        "receipts.download_taxpaper",
    },
    Role.AUDITOR: EVERYBODY | BOOKS | BARRED | CONTROL | {"desk.view_settlement"} | SECOND,
    Role.NATIONAL: EVERYBODY | AGAIN,
}
"""Role -> permissions."""
