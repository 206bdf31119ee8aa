"""From a printed number of our own books to the sums of the journal that it is added up from.

First the year's numbers with how each is computed, the sums of all funds and each fund's receipts;
then one fund's sums. Months of a single fund are not shown: behind one may stand a single gift.
The entries themselves are for the officials of the fund.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from ledger.models import Account, Kind
from ledger.tallies import MonthSum
from regions.models import Municipality
from reports.documents import words
from reports.documents.tables import Table
from reports.indicators.registry import DEFINITIONS
from reports.models import Country, ReportRun
from reports.own_books import MONTHS, OwnBody, OwnBooks, closed_sums, own_books
from reports.runs import newest_done
from reports.views.answering import language_of, page, tag_of, unchanged

FIRST_YEAR, LAST_YEAR = 2023, 2100
HOW = {
    "total_receipts": gettext_noop(
        "credits less debits of the accounts 4100, 4200 and 4900, without the closing of the year"
    ),
    "donations": gettext_noop("entries of donations less entries of returns"),
    "mean_per_donation": gettext_noop("total receipts ÷ donations"),
    "designated_share": gettext_noop("credits less debits of 4200 ÷ total receipts × 100"),
    "year_end_share": gettext_noop("total receipts of December ÷ those of all twelve months × 100"),
    "gift_ratio": gettext_noop("debits less credits of 5100 ÷ total receipts × 100"),
    "cost_ratio": gettext_noop("debits less credits of 5100 and 5200 ÷ total receipts × 100"),
}
"""How each number is added up from the rows below it."""

Key = tuple[str, str, str]


@require_safe
def books(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year's numbers of our own books, and the sums that they are added up from."""
    found = _books_of(year)
    language, run = language_of(request), newest_done(year)
    tag = tag_of("books", language, str(year), found.sha256, str(run and run.pk))
    if same := unchanged(request, tag):
        return same
    sums = [each for months in closed_sums(year).values() for each in months]
    december = [each for each in sums if each.period.endswith("-12")]
    with translation.override(language):
        context = {
            "books": found,
            "lines": _numbers(found, language),
            "printed": _printed(run, found),
            "all": _sums_table(_("All funds, the year's closed months"), sums),
            "december": _sums_table(_("All funds, December"), december),
            "funds": _funds_table(found, language),
        }
    return page(request, "reports/books.html", context, tag)


@require_safe
def fund(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Show the sums of one fund's closed months of a year."""
    found = _books_of(year)
    place = Municipality.objects.filter(pk=code, country=Country.KOREA).first()
    body = next((each for each in found.bodies if place and each.code == place.lineage_code), None)
    if body is None or place is None:
        raise Http404
    language, run = language_of(request), newest_done(year)
    tag = tag_of("fund", language, str(year), code, found.sha256, str(run and run.pk))
    if same := unchanged(request, tag):
        return same
    with translation.override(language):
        context = {
            "books": found,
            "municipality": place,
            "lines": _numbers_of(body, language),
            "months": f"{body.months} / {MONTHS}",
            "printed": _printed(run, found),
            "sums": _sums_table(_("The year's closed months"), closed_sums(year)[body.code]),
        }
    return page(request, "reports/books_of_fund.html", context, tag)


def _books_of(year: int) -> OwnBooks:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return own_books(year)


def _printed(run: ReportRun | None, found: OwnBooks) -> dict[str, Any] | None:
    """Return the newest report of the year, and whether it was made of the same sums."""
    if run is None:
        return None
    return {"run": run, "same": run.inputs.get("own_books", {}).get("sha256") == found.sha256}


def _numbers(found: OwnBooks, language: str) -> list[dict[str, str]]:
    """Return each number of all funds together, with how it is added up."""
    return [
        {
            "id": indicator,
            "name": DEFINITIONS[indicator].texts.name(language),
            "number": words.number(answer.value, DEFINITIONS[indicator].unit_in(Country.KOREA)),
            "unit": words.unit_words(DEFINITIONS[indicator].unit_in(Country.KOREA)),
            "how": _(answer.reason) if answer.value is None else _(HOW[indicator]),
        }
        for indicator, answer in found.values.items()
    ]


def _numbers_of(body: OwnBody, language: str) -> list[dict[str, str]]:
    """Return what a report prints of a single fund."""
    numbers = {"total_receipts": body.amount_krw, "donations": body.donations}
    return [
        {
            "id": indicator,
            "name": DEFINITIONS[indicator].texts.name(language),
            "number": f"{number:,}".replace("-", "−"),
            "unit": words.unit_words(DEFINITIONS[indicator].unit_in(Country.KOREA)),
            "how": _(HOW[indicator]),
        }
        for indicator, number in numbers.items()
    ]


def _sums_table(title: str, sums: Iterable[MonthSum]) -> Table:
    """Return the sums by kind of entry and pair of accounts, months and funds added up."""
    added: dict[Key, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for each in sums:
        key = (each.kind, each.debit_account, each.credit_account)
        number, amount = added[key]
        added[key] = (number + each.number, amount + each.amount_krw)
    return Table(
        title=title,
        header=[_("Entry"), _("Debit"), _("Credit"), _("Entries"), _("Won")],
        rows=[
            [
                str(Kind(kind).label),
                _account(debit),
                _account(credit),
                f"{number:,}",
                f"{amount:,}",
            ]
            for (kind, debit, credit), (number, amount) in sorted(added.items())
        ],
        align="lllrr",
    )


def _account(code: str) -> str:
    return f"{code} {Account(code).label}"


def _funds_table(found: OwnBooks, language: str) -> Table:
    names = Municipality.objects.in_bulk([body.code for body in found.bodies])
    links = [reverse("books-of-fund", args=[found.year, body.code]) for body in found.bodies]
    return Table(
        title=_("Each fund"),
        header=[_("Local government"), _("Closed months"), _("Donations"), _("Receipts (won)")],
        rows=[
            [
                f"{names[body.code]} ({body.code})",
                f"{body.months} / {MONTHS}",
                f"{body.donations:,}".replace("-", "−"),
                f"{body.amount_krw:,}".replace("-", "−"),
            ]
            for body in found.bodies
        ],
        align="lrrr",
        links=[["", "", "", f"{link}?lang={language}"] for link in links],
    )
