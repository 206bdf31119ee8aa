"""One value as people see it: its number, all that travels with it, and where it leads."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from reports.conversion import Rates, converted
from reports.documents import words
from reports.documents.addresses import value_path
from reports.documents.tables import bounded
from reports.indicators.registry import DEFINITIONS, Value
from reports.indicators.statistics import CURRENCY
from reports.models import Country, Nature

OTHER = {Country.KOREA: Country.JAPAN, Country.JAPAN: Country.KOREA}


@dataclass(frozen=True, slots=True)
class Shown:
    """A value in the language of now; ``number`` says that it is missing if it is."""

    value: Value
    name: str
    number: str
    unit: str
    year: str
    basis: str
    standing: str
    nature: str
    interval: str
    sample: str
    width: str
    market: str
    ppp: str
    href: str


def shown(value: Value, rates: Rates, language: str) -> Shown:
    """Return ``value`` ready for a page."""
    other = CURRENCY[OTHER[value.country]]
    return Shown(
        value=value,
        name=DEFINITIONS[value.indicator].texts.name(language),
        number=bounded(value.value, value.unit, value.status),
        unit=words.unit_words(value.unit),
        year=words.year_words(value.year, value.year_basis),
        basis=words.basis_words(value.year_basis),
        standing=words.status_words(value.status),
        nature=str(Nature(value.nature).label),
        interval=interval_words(value.interval, value.unit),
        sample="" if value.sample is None else words.number(value.sample, value.unit),
        width=width_words(value.resolution, value.unit),
        market=_other(value, rates.ecb, other),
        ppp=_other(value, rates.ppp, other),
        href=value_path(value.country, value.indicator, value.year, value.region, value.scope),
    )


def interval_words(interval: tuple[Decimal | None, Decimal | None, str] | None, unit: str) -> str:
    """Return where a value may lie, and what that rests on; empty if nothing is known."""
    if interval is None:
        return ""
    low, high, method = interval
    ends = tuple("…" if end is None else words.number(end, unit) for end in (low, high))
    return "{}–{} ({})".format(*ends, _(method))


def width_words(width: Decimal | None, unit: str) -> str:
    """Return the width that the rounding of the inputs leaves open, with two digits."""
    return "" if not width else f"{width:,f} {words.unit_words(unit)}"


def _other(value: Value, rate: Decimal | None, currency: str) -> str:
    found = converted(value.value, value.unit, rate)
    if found is None:
        return ""
    return f"{words.number(found, currency)} {words.unit_words(currency)}"
