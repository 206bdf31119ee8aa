"""How numbers, places and statuses are written in each language.

Summaries write money as people say it (1,515억 원, KRW 151.5 bn, 1兆3,314億円); tables write whole
numbers. A value that is missing is written as missing.
"""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language, gettext, gettext_noop, pgettext

from reports.indicators.statistics import NOT_AVAILABLE
from reports.models import Nature, ReportRow, YearBasis

HUNDRED_MILLION = 10**8
TRILLION = 10**12
BILLION, MILLION = 10**9, 10**6
FEW = 1_000
LARGE_RATIO = 10

STATUS_WORDS = {
    "biased_partial_sample": gettext_noop("biased partial sample"),
    "lower_bound": gettext_noop("lower bound"),
    "partial_sample": gettext_noop("partial sample"),
    "stand_in": gettext_noop("stand-in"),
    "estimate": gettext_noop("estimate"),
    "approximate": gettext_noop("approximate"),
    "secondary": gettext_noop("from a re-posted report"),
    "reported_before_estimates": gettext_noop("before estimates (lower bound)"),
    "derived": gettext_noop("derived"),
    "truncated": gettext_noop("truncated"),
    "provisional": gettext_noop("provisional"),
    "press": gettext_noop("from the press"),
    "published": gettext_noop("published"),
    "restated": gettext_noop("restated"),
    "official_local": gettext_noop("official (local)"),
    "official_table": gettext_noop("official table"),
    "closed_periods": gettext_noop("closed months"),
    "closed_periods_demonstration": gettext_noop("closed months, demonstration data"),
}
LOWER_BOUNDS = ("lower_bound", "reported_before_estimates")
UNIT_WORDS = {
    "count": gettext_noop("number of donations"),
    "persons": gettext_noop("persons"),
    "ratio": gettext_noop("times the first year"),
    "percent": "%",
    "index": gettext_noop("index, 0 to 1"),
    "points": gettext_noop("points"),
    "projects": gettext_noop("number of projects"),
    "months": gettext_noop("months"),
    "percentage points": gettext_noop("percentage points"),
    "KRW": gettext_noop("won"),
    "JPY": gettext_noop("yen"),
    "KRW per person": gettext_noop("won per person"),
    "JPY per person": gettext_noop("yen per person"),
    "KRW per donation": gettext_noop("won per donation"),
    "JPY per donation": gettext_noop("yen per donation"),
    "KRW per donor": gettext_noop("won per donor"),
    "JPY per donor": gettext_noop("yen per donor"),
}


def unit_words(unit: str) -> str:
    """Return a unit in the language of now."""
    return gettext(UNIT_WORDS[unit]) if UNIT_WORDS.get(unit, "%") != "%" else "%"


def status_words(status: str) -> str:
    """Return a status as people read it; of a missing value, the reason."""
    if status.startswith(NOT_AVAILABLE):
        reason = status.partition(": ")[2]
        return gettext("not available: %(reason)s") % {"reason": gettext(reason)}
    return gettext(STATUS_WORDS[status])


def nature_words(nature: str) -> str:
    """Return measured, derived or modelled: the word before what it means."""
    return str(Nature(nature).label).partition(":")[0]


def standing_words(row: ReportRow) -> str:
    """Return a row's standing; nothing more of a missing one, whose number says so."""
    return "" if row.value is None else status_words(row.status)


def missing_words() -> str:
    """Return what stands in place of a value that is not available."""
    return pgettext("in place of a number", "not available")


def money(value: Decimal, currency: str) -> str:
    """Return a sum of money as people say it, to about four digits."""
    language = get_language() or "en"
    sign = "−" if value < 0 else ""
    size = abs(value)
    if language == "ko":
        return f"{sign}{_myriads(size, '조 ', '억')} {'원' if currency == 'KRW' else '엔'}"
    if language == "ja":
        return f"{sign}{_myriads(size, '兆', '億')}{'ウォン' if currency == 'KRW' else '円'}"
    scaled, word = (size / BILLION, "bn") if size >= BILLION else (size / MILLION, "m")
    return f"{sign}{currency} {scaled:,.1f} {word}"


def _myriads(size: Decimal, trillion: str, hundred_million: str) -> str:
    units = size / HUNDRED_MILLION
    if size >= TRILLION:
        whole, rest = divmod(round(units), 10_000)
        return f"{whole:,}{trillion}{rest:,}{hundred_million}"
    return f"{units:,.0f}{hundred_million}" if units >= FEW else f"{units:,.1f}{hundred_million}"


def short(value: Decimal | None, unit: str) -> str:
    """Return a value for a summary, with its unit."""
    if value is None:
        return missing_words()
    if unit in ("KRW", "JPY"):
        return money(value, unit)
    if unit == "percent":
        return f"{value:,.1f} %"
    if unit in ("index", "ratio", "points"):
        return number(value, unit)
    if unit[:3] in ("KRW", "JPY"):
        return f"{value:,.0f} {unit_words(unit[:3])}"
    return f"{value:,.0f}"


def number(value: Decimal | None, unit: str) -> str:
    """Return a value for a table whose heading names the unit: as many digits as make sense."""
    if value is None:
        return missing_words()
    if unit == "index":
        return f"{value:.3f}"
    if unit == "ratio":
        return f"{value:,.2f}" if value < LARGE_RATIO else f"{value:,.1f}"
    if unit in ("percent", "points", "percentage points"):
        return f"{value:,.1f}"
    return f"{value:,.0f}".replace("-", "−")


def plain_number(value: Fraction) -> str:
    """Return a published number as it was printed: whole, or with the decimals it has."""
    if value.denominator == 1:
        return f"{value.numerator:,}".replace("-", "−")
    return f"{float(value):,}"


def year_words(year: int, basis: str) -> str:
    """Return a year with the months it means: 2025, or FY2025 (April to March)."""
    if basis == YearBasis.CALENDAR:
        return str(year)
    return gettext("FY%(year)s") % {"year": year}


def basis_words(basis: str) -> str:
    """Return which twelve months a year means, in full."""
    return str(YearBasis(basis).label)
