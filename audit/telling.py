"""How a change is read: the column by its name, old and new values in the words of the pages.

The tables are named and not imported: the audit trail lies beneath what it tells of.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from audit.models import AuditEvent

TABLES: dict[str, tuple[str, ...]] = {
    "bulk_file": ("desk.BulkFile",),
    "bulk_source": ("desk.BulkSource",),
    "donation": ("donations.Donation",),
    "donor": ("donations.LegalHold",),
    "export": ("donations.Export",),
    "fund_year": ("ledger.FundYear", "projects.GivenGift", "projects.NamedItem"),
    "income": ("ledger.OtherIncome",),
    "invitation": ("access.Invitation",),
    "merge": ("donations.DonorMerge",),
    "official": ("accounts.User",),
    "project": (
        "projects.FundProject",
        "projects.ProjectStory",
        "projects.ProjectSite",
        "projects.FundingLine",
        "projects.ProjectResult",
    ),
    "relation": ("donations.BarredPerson",),
    "report": ("reports.Subscriber", "reports.Delivery"),
    "return": ("donations.DonationReturn",),
    "role_change": ("access.RoleChange", "accounts.User"),
    "settlement_line": ("desk.LineResolution",),
    "spending": ("projects.Spending",),
    "year_end": ("receipts.YearEndBatch",),
}
"""First part of a kind -> the tables whose columns its changes are of."""


def lines_of(event: AuditEvent) -> Iterator[tuple[str, str, str]]:
    """Yield column, old and new value of each change that ``event`` tells."""
    thing = event.kind.partition(".")[0]
    for name, told in (event.facts.get("changes") or {}).items():
        if isinstance(told, dict):
            for column, values in told.items():
                label, before, after = _line(thing, column, values)
                yield f"{label} ({name})", before, after
        else:
            yield _line(thing, name, told)


def _line(thing: str, column: str, values: list[Any]) -> tuple[str, str, str]:
    field = _field(thing, column)
    before, after = values
    label = capfirst(str(field.verbose_name)) if field else column
    return label, _shown(before, field), _shown(after, field)


def _field(thing: str, name: str) -> "Field[Any, Any] | None":
    for label in TABLES.get(thing, ()):
        try:
            found = apps.get_model(label)._meta.get_field(name.removesuffix("_id"))
        except FieldDoesNotExist:
            continue
        return found if isinstance(found, Field) else None
    return None


def _shown(value: Any, field: "Field[Any, Any] | None") -> str:
    choices = dict(field.flatchoices) if field else {}
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in choices:
        return str(choices[value])
    if isinstance(value, int) and (field is None or field.name.endswith("_krw")):
        return f"{value:,}"
    return _day(value) if field and "Date" in field.get_internal_type() else str(value)


def _day(text: str) -> str:
    at = parse_datetime(text)
    if at is not None and at.tzinfo is not None:
        return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
    on = parse_date(text)
    return date_format(on) if on else text
