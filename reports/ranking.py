"""All bodies of a country with a value, largest first; and which are of like size.

One metric is read for all bodies at once, and the result is kept for the version of the data, so
that a page of one body costs a few queries however many bodies there are. That of the newest years
is made before anybody asks (:func:`order_ahead`). ``data`` carries its version.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from regions.models import Level, Municipality
from reports.indicators.loaded import Loaded
from reports.indicators.registry import number_of
from reports.indicators.statistics import SINGLE_TIER, Ask, Place
from reports.kept import kept
from reports.models import Country, Scope

RANKED = (
    "total_receipts",
    "donations",
    "growth_index",
    "receipts_per_head",
    "mean_per_donation",
    "cost_ratio",
    "usable_share",
    "net_flow",
)
"""Indicators whose order among bodies says something."""
PEERS = 5
TIERS = (
    (Scope.BODY, Level.BASIC),
    (Scope.BODY, Level.METROPOLITAN),
    (Scope.AREA, None),
)
"""Who is ordered among whom."""


def codes_of(data: Loaded, country: Country, scope: Scope, tier: Level | None = None) -> list[str]:
    """Return the codes under which figures of a country's bodies or areas stand, by code."""
    return kept(
        f"codes:{data.version}:{country}:{scope}:{tier}", lambda: _codes(country, scope, tier)
    )


def _codes(country: Country, scope: Scope, tier: Level | None) -> list[str]:
    listed = Municipality.objects.filter(country=country)
    if scope == Scope.AREA or tier == Level.METROPOLITAN:
        listed = listed.filter(level=Level.METROPOLITAN)
    elif tier is not None:
        listed = listed.filter(level=tier) | listed.filter(pk__in=SINGLE_TIER)
    rows = listed.order_by("code").values_list("code", "lineage_code")
    return [code for code, lineage in rows if lineage in ("", code)]


def values_of(
    data: Loaded, indicator: str, country: Country, year: int, scope: Scope, codes: Sequence[str]
) -> list[tuple[str, Decimal]]:
    """Return code and value of those that have one, largest first."""
    found = []
    for code in codes:
        value = number_of(indicator, Ask(data, Place(country, scope, code), year))
        if value is not None:
            found.append((code, value))
    return sorted(found, key=lambda each: (-each[1], each[0]))


def ranks(
    data: Loaded, indicator: str, country: Country, year: int, scope: Scope, tier: Level | None
) -> dict[str, int]:
    """Return each body's place among those of its tier that have a value, from 1."""
    return kept(
        f"ranks:{data.version}:{indicator}:{country}:{year}:{scope}:{tier}",
        lambda: {
            code: at
            for at, (code, _value) in enumerate(
                values_of(
                    data, indicator, country, year, scope, codes_of(data, country, scope, tier)
                ),
                start=1,
            )
        },
    )


def population(data: Loaded, place: Place, year: int) -> int | None:
    """Return the inhabitants when the year began, or at the last count loaded before it."""
    for earlier in range(year, year - 8, -1):
        if found := data.population(place, earlier):
            return int(found.value)
    return None


def of_like_size(
    data: Loaded, inhabitants: int, country: Country, year: int, without: str
) -> list[tuple[str, int]]:
    """Return the bodies of a country nearest in population among those with receipts."""
    tier = Level.BASIC
    receiving = ranks(data, "total_receipts", country, year, Scope.BODY, tier)
    near = sorted(
        (abs(persons - inhabitants), code, persons)
        for code, persons in _sizes(data, country, year).items()
        if code in receiving and code != without
    )
    return [(code, persons) for _distance, code, persons in near[:PEERS]]


def order_ahead(data: Loaded, years: Mapping[Country, int]) -> None:
    """Keep what pages of all bodies of one year in each country ask for; nothing if it is kept."""
    for country, year in years.items():
        for scope, tier in TIERS:
            for indicator in RANKED:
                ranks(data, indicator, country, year, scope, tier)
        _sizes(data, country, year)


def _sizes(data: Loaded, country: Country, year: int) -> dict[str, int]:
    """Return the inhabitants of each basic government, as far as they are known."""
    return kept(
        f"sizes:{data.version}:{country}:{year}",
        lambda: {
            code: persons
            for code in codes_of(data, country, Scope.BODY, Level.BASIC)
            if (persons := population(data, Place(country, Scope.BODY, code), year))
        },
    )
