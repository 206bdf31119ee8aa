"""What is left of a fund's money, pot by pot: shown before anybody asks for more than there is."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from ledger.balances import pots
from ledger.models import FundYear, FundYearStatus
from projects.fund_years import left_below_ceiling
from projects.funds import funds_of
from projects.life import SPENDS
from projects.models import Category, FundProject, Purpose, Spending
from projects.spending import general_left_krw, left_for
from projects.statement import Amount


def money_left(official: User, on: date) -> list[Amount]:
    """Return what may still be approved out of the funds of ``official``, in the reader's language.

    Reads in the official's own scope.
    """
    funds = funds_of(official)
    lines: list[Amount] = []
    for fund in funds:
        name = f"{fund}: " if len(funds) > 1 else ""
        lines += [_line(name + title, krw) for title, krw in _in_fund(fund.lineage_code, on)]
    projects = FundProject.objects.visible_to(official).filter(status__in=SPENDS)
    for project in projects.order_by("name_ko", "season"):
        for title, krw in (
            (_("%(project)s: designated money"), project.designated_left_krw),
            (_("%(project)s: general money"), project.general_left_krw),
        ):
            if krw:
                lines.append(_line(title % {"project": project.full_name}, krw))
    return lines


def _in_fund(lineage_code: str, on: date) -> Iterator[tuple[str, int]]:
    yield _("General money of the fund"), general_left_krw(lineage_code)
    year = FundYear.objects.filter(
        lineage_code=lineage_code, year=on.year, status=FundYearStatus.OPEN
    ).first()
    if year is not None:
        for category in (Category.RUNNING, Category.GIFTS):
            title = _("Below the ceiling of %(year)s: %(category)s") % {
                "year": year.year,
                "category": category.label,
            }
            yield title, max(left_below_ceiling(year, category, on), 0)
    held = pots(lineage_code)
    for purpose in Purpose:
        if held.get(purpose):
            yield _("Given for: %(purpose)s") % {"purpose": purpose.label}, held[purpose]


def left_of(spending: Spending, on: date) -> list[Amount]:
    """Return what is left where ``spending`` takes its money, and below its ceiling."""
    lines = [_line(spending.get_source_display(), left_for(spending, spending.project))]
    category = Category(spending.category)
    year = FundYear.objects.filter(lineage_code=spending.lineage_code, year=on.year).first()
    if year is not None and category in {Category.RUNNING, Category.GIFTS}:
        lines.append(_line(_("Ceiling of the law"), max(left_below_ceiling(year, category, on), 0)))
    return lines


def _line(title: str, amount_krw: int) -> Amount:
    return Amount(title, title, amount_krw)
