"""All indicators by id, and the one way to evaluate them.

An indicator that cannot be computed from what is loaded is defined all the same: it answers that
it is not available, and why.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from reports.indicators import (
    compute_cost,
    compute_origin,
    compute_projects,
    compute_rules,
    compute_size,
    compute_spread,
    formulas,
)
from reports.indicators.definitions import TEXTS, Texts
from reports.indicators.statistics import (
    BODIES,
    CURRENCY,
    LAUNCH,
    NOT_AVAILABLE,
    RECEIPT_BASIS,
    Ask,
    Datum,
    Outcome,
    Part,
    Reference,
    missing,
    nature_of,
    references,
    weakest,
)
from reports.models import Country, Nature, Scope, YearBasis

MONEY = "money"
"""A unit that is whole won or whole yen, as the country has it."""
MONEY_PER_PERSON, MONEY_PER_DONATION, MONEY_PER_DONOR = "per person", "per donation", "per donor"
MONIES = tuple(CURRENCY.values())
PLACES = {
    "count": 0,
    "persons": 0,
    MONEY: 0,
    "ratio": 6,
    "percent": 6,
    "index": 6,
    "points": 4,
    MONEY_PER_PERSON: 4,
    MONEY_PER_DONATION: 4,
    MONEY_PER_DONOR: 4,
}
"""Decimals that a value is kept with; how many are printed is the document's choice."""

Formula = Callable[[Ask], Outcome]
SUPPLIERS = _("no source says where the suppliers of gifts are")
OWN_RECORDS = _("it needs records of single donations, which are not published")
LOCAL_FINANCE = _("it needs the revenue of every local government, which is not loaded")


@dataclass(frozen=True, slots=True)
class Definition:
    """What an indicator means. ``number`` is that of the study it was first listed in."""

    id: str
    number: int
    unit: str
    compute: Formula
    texts: Texts

    def unit_in(self, country: Country) -> str:
        """Return the unit of a value: JPY, KRW, JPY per person, percent, …"""
        if self.unit == MONEY:
            return CURRENCY[country]
        if self.unit.startswith("per "):
            return f"{CURRENCY[country]} {self.unit}"
        return self.unit


@dataclass(frozen=True, slots=True)
class Value:
    """One value with all that travels with it; ``value`` is None when not available."""

    indicator: str
    country: Country
    scope: Scope
    region: str
    year: int
    year_basis: YearBasis
    value: Decimal | None
    unit: str
    coverage: str
    status: str
    resolution: Decimal | None
    sample: Decimal | None
    notes: tuple[str, ...]
    nature: Nature = Nature.DERIVED
    interval: tuple[Decimal | None, Decimal | None, str] | None = None
    parts: tuple[dict[str, Any], ...] = ()
    sources: tuple[Reference, ...] = field(default=())

    @property
    def age(self) -> int:
        """Return the year of the system, the launch year being 1."""
        return self.year - LAUNCH[self.country] + 1

    @property
    def is_available(self) -> bool:
        return self.value is not None


def _unavailable(reason: str) -> Formula:
    return lambda _ask: missing(reason)


_COMPUTED: tuple[tuple[str, int, str, Formula], ...] = (
    ("total_receipts", 1, MONEY, compute_size.total_receipts),
    ("donations", 2, "count", compute_size.donations),
    ("donors", 3, "persons", compute_size.donors),
    ("growth_index", 4, "ratio", compute_size.growth_index),
    ("receipts_per_head", 5, MONEY_PER_PERSON, compute_size.receipts_per_head),
    ("mean_per_donation", 6, MONEY_PER_DONATION, compute_size.mean_per_donation),
    ("mean_per_donor", 6, MONEY_PER_DONOR, compute_size.mean_per_donor),
    ("participation_rate", 7, "percent", compute_size.participation_rate),
    ("gini", 8, "index", compute_spread.gini),
    ("top10_share", 9, "percent", compute_spread.top10_share),
    ("top100_share", 9, "percent", compute_spread.top100_share),
    ("hhi", 9, "points", compute_spread.hhi),
    ("year_end_share", 10, "percent", compute_cost.year_end_share),
    ("cost_ratio", 11, "percent", compute_cost.cost_ratio),
    ("gift_ratio", 12, "percent", compute_cost.gift_ratio),
    ("local_share", 12, "percent", _unavailable(SUPPLIERS)),
    ("platform_share", 13, "percent", compute_cost.platform_share),
    ("usable_amount", 14, MONEY, compute_cost.usable_amount),
    ("usable_share", 14, "percent", compute_cost.usable_share),
    ("tax_relief", 15, MONEY, compute_cost.tax_relief),
    ("outflow", 16, MONEY, compute_cost.outflow),
    ("net_flow", 16, MONEY, compute_cost.net_flow),
    ("net_after_cost", 17, MONEY, compute_cost.net_after_cost),
    ("loss_ratio", 18, "percent", compute_cost.loss_ratio),
    ("depopulating_share", 19, "percent", compute_spread.depopulating_share),
    ("non_capital_share", 20, "percent", compute_spread.non_capital_share),
    ("redistribution_effect", 21, "points", _unavailable(LOCAL_FINANCE)),
    ("designated_share", 22, "percent", compute_projects.designated_share),
    ("project_attainment", 23, "percent", compute_projects.project_attainment),
    ("simple_procedure_share", 24, "percent", compute_cost.simple_procedure_share),
    ("repeat_rate", 25, "percent", _unavailable(OWN_RECORDS)),
    ("small_donation_share", 26, "percent", compute_cost.small_donation_share),
    ("origin_destination", 27, MONEY, compute_origin.origin_destination),
    ("transparency_score", 28, "points", compute_projects.transparency_score),
    ("rule_margin", 29, "percentage points", compute_rules.rule_margin),
)

DEFINITIONS: dict[str, Definition] = {
    id_: Definition(id_, number, unit, compute, TEXTS[id_])
    for id_, number, unit, compute in _COMPUTED
}
"""Every indicator by its id, in the order of the study."""

PER_BODY = (
    "total_receipts",
    "donations",
    "donors",
    "growth_index",
    "receipts_per_head",
    "mean_per_donation",
    "mean_per_donor",
    "participation_rate",
    "cost_ratio",
    "gift_ratio",
    "usable_amount",
    "usable_share",
    "tax_relief",
    "outflow",
    "net_flow",
    "net_after_cost",
    "designated_share",
    "project_attainment",
    "simple_procedure_share",
    "transparency_score",
    "rule_margin",
)
"""Indicators that can have a value for a single local government."""


def evaluate(indicator: str, ask: Ask) -> Value:
    """Return one value of one indicator.

    Raises:
        KeyError: there is no such indicator.
    """
    definition = DEFINITIONS[indicator]
    found = _answer(definition, ask)
    places = _places(definition)
    covered, of = _coverage(found, ask)
    status = weakest(found.used, found.status)
    if found.value is None:
        status = f"{NOT_AVAILABLE}: {found.reason}"
    return Value(
        indicator=indicator,
        country=ask.country,
        scope=ask.place.scope,
        region=ask.place.code,
        year=ask.year,
        year_basis=found.basis or RECEIPT_BASIS[ask.country],
        value=None if found.value is None else formulas.rounded(found.value, places),
        unit=definition.unit_in(ask.country),
        coverage=f"{covered}/{of}",
        status=status,
        resolution=formulas.significant(found.resolution) if found.resolution else None,
        sample=None if found.sample is None else formulas.rounded(found.sample, places),
        notes=found.notes,
        nature=nature_of(found),
        interval=_interval(found, places),
        parts=tuple(_part(part) for part in found.parts),
        sources=tuple(references((*found.used, *found.beside))),
    )


def number_of(indicator: str, ask: Ask) -> Decimal | None:
    """Return the number of a value alone, for whoever compares those of many places.

    Raises:
        KeyError: there is no such indicator.
    """
    definition = DEFINITIONS[indicator]
    found = _answer(definition, ask).value
    return None if found is None else formulas.rounded(found, _places(definition))


def inputs_of(indicator: str, ask: Ask) -> tuple[Datum, ...]:
    """Return every published number that a value or its parts rest on, with its file and row.

    Raises:
        KeyError: there is no such indicator.
    """
    found = _answer(DEFINITIONS[indicator], ask)
    return (*found.used, *found.beside)


def _places(definition: Definition) -> int:
    return PLACES.get(definition.unit, 4)


def _interval(found: Outcome, places: int) -> tuple[Decimal | None, Decimal | None, str] | None:
    if found.interval is None:
        return None
    low, high = (
        None if end is None else formulas.rounded(end, places)
        for end in (found.interval.low, found.interval.high)
    )
    return low, high, found.interval.method


def _part(part: Part) -> dict[str, Any]:
    """Return a part as JSON; a value keeps the decimals of its unit."""
    value: int | float | None = None
    if part.value is not None:
        places = PLACES.get(part.unit, 0 if part.unit in MONIES else 4)
        rounded = formulas.rounded(part.value, places)
        value = int(rounded) if rounded == rounded.to_integral_value() else float(rounded)
    return {
        "name": part.name,
        "value": value,
        "unit": part.unit,
        "nature": str(part.nature),
        "note": part.note,
    }


def _answer(definition: Definition, ask: Ask) -> Outcome:
    if ask.year < LAUNCH[ask.country]:
        return missing(compute_size.BEFORE_LAUNCH)
    found = definition.compute(ask)
    if found.value is None and not found.reason:
        found = replace(found, reason=compute_size.NO_DIVISOR)
    if (ask.place.code, ask.year) == compute_size.TAKARAZUKA and any(
        datum.metric == "amount" for datum in found.used
    ):
        found = replace(found, notes=(*found.notes, compute_size.TAKARAZUKA_NOTE))
    return found


def _coverage(found: Outcome, ask: Ask) -> tuple[int, int]:
    """Return the bodies with data and all bodies; a nation's own figure covers all of them."""
    of = found.of or (BODIES[ask.country] if ask.is_nation else 1)
    if found.covered is not None:
        return found.covered, of
    return (of if found.value is not None else 0), of
