"""What an indicator query asks for, checked; and the page of it that is answered.

A query is a product: indicators × places × years. It is counted but never spelled out, so that
a wide one costs no more than its page.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kernel.validation import Invalid, invalid_at
from regions.models import Level, Municipality
from reports.indicators.registry import DEFINITIONS
from reports.indicators.statistics import LAUNCH, Place
from reports.models import Country, Scope

FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_LIMIT, DEFAULT_LIMIT = 200, 100
MOST_VALUES = 200
"""Values of one filter in one query."""
CODE_LENGTH = {Country.KOREA: 5, Country.JAPAN: 6}


KNOWN = {
    "country": _("Give KR or JP."),
    "indicator": _("This value is not known. See /api/v1/indicators/definitions."),
    "scope": _("Give nation, area or body."),
}
"""What to do about a value that is none of those known."""


class BadQuery(Invalid):
    """A query that names something unknown."""

    detail = _("Correct the query parameters named in “errors”.")


@dataclass(frozen=True, slots=True)
class Asked:
    """One place as it was asked for (``region``), and the place whose figures answer."""

    region: str
    place: Place


@dataclass(frozen=True, slots=True)
class Query:
    """A checked query: what to evaluate, and which slice of it."""

    indicators: Sequence[str]
    places: Sequence[Asked]
    years: dict[Country, Sequence[int]]
    offset: int
    limit: int

    def page(self) -> tuple[list[tuple[str, Asked, int]], int]:
        """Return this page's questions in order, and how many there are in all."""
        sizes = [len(self.years[asked.place.country]) for asked in self.places]
        per_indicator = sum(sizes)
        total = per_indicator * len(self.indicators)
        found = []
        for at in range(self.offset, min(self.offset + self.limit, total)):
            which, rest = divmod(at, per_indicator)
            for asked, size in zip(self.places, sizes, strict=True):
                if rest < size:
                    years = self.years[asked.place.country]
                    found.append((self.indicators[which], asked, years[rest]))
                    break
                rest -= size
        return found, total


def read_query(params: QueryDict, newest: dict[Country, int]) -> Query:
    """Return the query in ``params``; ``newest`` is each country's last year with figures.

    Left out: all indicators, both countries, the nation, all years since launch.

    Raises:
        BadQuery: naming the parameter.
    """
    countries = [Country(c) for c in _values(params, "country", Country.values)] or list(Country)
    indicators = _values(params, "indicator", list(DEFINITIONS)) or list(DEFINITIONS)
    years = [_year(value) for value in _given(params, "year")]
    return Query(
        indicators,
        _places(params, countries),
        {c: years or range(LAUNCH[c], newest[c] + 1) for c in Country},
        _offset(params.get("cursor", "")),
        _limit(params.get("limit", "")),
    )


def cursor_at(offset: int) -> str:
    """Return the opaque cursor of a place in the answer."""
    return base64.urlsafe_b64encode(f"o{offset}".encode()).decode().rstrip("=")


def _given(params: QueryDict, name: str) -> list[str]:
    found = [v for value in params.getlist(name) for v in value.split(",") if v]
    if len(found) > MOST_VALUES:
        raise _bad(name, _("Give at most 200 values."))
    return list(dict.fromkeys(found))


def _values(params: QueryDict, name: str, known: Sequence[str]) -> list[str]:
    found = _given(params, name)
    for value in found:
        if value not in known:
            raise _bad(name, KNOWN[name])
    return found


def _year(value: str) -> int:
    if not (value.isascii() and value.isdigit() and FIRST_YEAR <= int(value[:9]) <= LAST_YEAR):
        raise _bad("year", _("Give a year as a whole number, for example 2025."))
    return int(value)


def _places(params: QueryDict, countries: list[Country]) -> list[Asked]:
    scopes = _values(params, "scope", Scope.values)
    if len(scopes) > 1:
        raise _bad("scope", _("Give one scope at a time."))
    codes = _given(params, "region")
    if codes and scopes == [Scope.NATION]:
        raise _bad("scope", _("Leave “region” out for the nation, or ask for area or body."))
    if codes:
        return [_asked(code, countries, scopes) for code in codes]
    if not scopes or scopes == [Scope.NATION]:
        return [Asked("", Place(country)) for country in countries]
    found = []
    for country in countries:
        listed = Municipality.objects.filter(country=country).order_by("code")
        if Scope.BODY not in scopes:
            listed = listed.filter(level=Level.METROPOLITAN)
        for municipality in listed:
            if municipality.lineage_code in ("", municipality.code):
                scope = Scope(scopes[0])
                place = Place(country, scope, municipality.code)
                found.append(Asked(municipality.code, place))
    return found


def _asked(code: str, countries: list[Country], scopes: list[str]) -> Asked:
    """Return the place behind a code; a code of another day leads to the figures' own code.

    An upper-tier code means the province or prefecture with all its municipalities, unless
    ``scope=body`` asks for its office alone.
    """
    country = Country.KOREA if len(code) == CODE_LENGTH[Country.KOREA] else Country.JAPAN
    found = Municipality.objects.filter(pk=code, country=country).first()
    if found is None or country not in countries:
        raise _bad(
            "region",
            _("No local government of that country has this code. See /api/v1/regions."),
        )
    scope = Scope.BODY
    if found.level == Level.METROPOLITAN and scopes != [Scope.BODY]:
        scope = Scope.AREA
    return Asked(code, Place(country, scope, found.lineage_code or code))


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        if text[:1] == "o" and text[1:].isdigit() and len(text) < len("o1234567890"):
            return int(text[1:])
    except ValueError:
        pass
    raise _bad("cursor", _("Use the cursor of “next” or “previous” as it is."))


def _limit(value: str) -> int:
    if not value:
        return DEFAULT_LIMIT
    if not (value.isascii() and value.isdigit() and int(value[:9]) > 0):
        raise _bad("limit", _("Give a whole number from 1 to 200."))
    return min(int(value[:9]), MOST_LIMIT)


def _bad(name: str, message: object) -> BadQuery:
    return BadQuery(invalid_at(f"/{name}", message).errors)
