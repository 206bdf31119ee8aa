"""A few numbers typed by hand, and what the indicators answer over them."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from reports.indicators.registry import Value, evaluate
from reports.indicators.statistics import Ask, Datum, InMemory, Place, Reference
from reports.models import Country, Scope, YearBasis

KOREA, JAPAN = Place(Country.KOREA), Place(Country.JAPAN)
TOWN, CITY = Place(Country.JAPAN, Scope.BODY, "015601"), Place(Country.JAPAN, Scope.BODY, "011002")
HOKKAIDO = Place(Country.JAPAN, Scope.AREA, "010006")
CAL, FY, TAX = YearBasis.CALENDAR, YearBasis.RECEIPT, YearBasis.TAX
MUNICIPALITIES = 1_741
Key = tuple[Place, str, int, YearBasis]


def told(value: int | str, unit: str = "JPY", status: str = "published", metric: str = "") -> Datum:
    reference = Reference("https://example.org/table", "2026-01", "file.csv", 1)
    return Datum(Fraction(value), unit, status, Fraction(0), reference, metric=metric)


def of(place: Place, year: int, basis: YearBasis, **values: int | str) -> dict[Key, Datum]:
    return {(place, name, year, basis): told(value) for name, value in values.items()}


def answer(indicator: str, place: Place, year: int, data: InMemory) -> Value:
    return evaluate(indicator, Ask(data, place, year))


def parts(value: Value) -> dict[str, Any]:
    return {part["name"]: part["value"] for part in value.parts}


def places_of(count: int) -> list[str]:
    """Codes of municipalities, none of which looks like a prefecture's."""
    return [f"{1 + n // 900:02d}{1 + n % 900:03d}0" for n in range(count)]


def bodies(amounts: Mapping[str, int], country: Country = Country.JAPAN) -> dict[Key, Datum]:
    basis = FY if country == Country.JAPAN else CAL
    year = 2025
    return {
        (Place(country, Scope.BODY, code), "amount", year, basis): told(amount)
        for code, amount in amounts.items()
    }
