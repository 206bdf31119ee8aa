"""The typed data that indicators are computed from, and what travels with every number.

A :class:`Datum` is one published number with its status, resolution and source. A
:class:`Statistics` finds them; in tests it is filled by hand, in the service by ``loaded``.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from reports.models import Country, Nature, OutlierKind, Scope, YearBasis

NOT_AVAILABLE = "not_available"

WEAKEST_FIRST = (
    "biased_partial_sample",
    "lower_bound",
    "partial_sample",
    "stand_in",
    "estimate",
    "approximate",
    "secondary",
    "reported_before_estimates",
    "derived",
    "truncated",
    "provisional",
    "press",
    "published",
    "restated",
    "official_local",
    "official_table",
)
"""How far a number can be leant on; the status of a result is that of its weakest input."""

ESTIMATES = ("estimate",)
"""Standings of inputs that somebody estimated: what rests on them is modelled."""

LAUNCH = {Country.KOREA: 2023, Country.JAPAN: 2008}
"""First year of each system, on its own year basis."""
RECEIPT_BASIS = {Country.KOREA: YearBasis.CALENDAR, Country.JAPAN: YearBasis.RECEIPT}
CURRENCY = {Country.KOREA: "KRW", Country.JAPAN: "JPY"}
BODIES = {Country.KOREA: 243, Country.JAPAN: 1_788}
"""All local governments of both tiers."""
SINGLE_TIER = ("36000", "50000")
"""Sejong and Jeju: upper-tier governments without basic ones below, counted among the basic."""


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """Where a number is printed (``url``) and where it stands in our files (``file``, ``row``).

    ``row`` is 0 when a whole file went into the number.
    """

    url: str
    published_on: str
    file: str
    row: int

    def as_json(self) -> dict[str, str | int]:
        """Return it as published by the API."""
        return {
            "url": self.url,
            "published_on": self.published_on,
            "file": self.file,
            "row": self.row,
        }


@dataclass(frozen=True, slots=True)
class Datum:
    """One number as published; ``resolution`` is the step it was rounded to.

    ``metric`` and ``area`` say which number of its row it is.
    """

    value: Fraction
    unit: str
    status: str
    resolution: Fraction
    reference: Reference
    note: str = ""
    metric: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A project that donors could choose; None: not published."""

    area: str
    year: int | None
    is_designated: bool
    target: Datum | None
    raised: Datum | None


@dataclass(frozen=True, slots=True)
class Outlier:
    """A receipt that values are shown with and without: one gift, or all that a body received."""

    area: str
    kind: OutlierKind
    amount: Datum | None
    reason: str


class Statistics(Protocol):
    """Where published numbers are found."""

    def find(self, place: "Place", metric: str, year: int, basis: YearBasis) -> Datum | None:
        """Return one number, or None if it was not published."""

    def bodies(
        self, country: Country, metric: str, year: int, basis: YearBasis | None = None
    ) -> Mapping[str, Datum]:
        """Return the numbers of all bodies that have one, by code; on the basis of receipts."""

    def population(self, place: "Place", year: int) -> Datum | None:
        """Return the persons registered on the day before ``year`` begins or its 1 January."""

    def kinds(self) -> Mapping[str, str]:
        """Return the kind (市, 町, 군, …) of each local government by code."""

    def projects(self, country: Country) -> Sequence[Project]:
        """Return the projects of all years."""

    def outliers(self, country: Country, year: int) -> Sequence[Outlier]:
        """Return the named outliers of a year."""

    def grant_bodies(self) -> Collection[str]:
        """Return Japan's municipalities that receive the ordinary local allocation tax."""

    def designated_cities(self) -> Collection[str]:
        """Return Japan's twenty designated cities, which bear more of the relief."""

    def declining(self, country: Country, year: int) -> Mapping[str, bool]:
        """Return whether each municipality lost population in the years up to ``year``."""


@dataclass(frozen=True, slots=True)
class Place:
    """A nation, a province with all its municipalities, or one body alone."""

    country: Country
    scope: Scope = Scope.NATION
    code: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One indicator's question: where and which year."""

    data: Statistics
    place: Place
    year: int

    @property
    def country(self) -> Country:
        return self.place.country

    @property
    def is_nation(self) -> bool:
        return self.place.scope == Scope.NATION

    def find(self, *metrics: str, year: int | None = None) -> Datum | None:
        """Return the first of ``metrics`` that was published, on the receipt basis."""
        basis = RECEIPT_BASIS[self.country]
        for metric in metrics:
            if found := self.data.find(self.place, metric, year or self.year, basis):
                return found
        return None

    def find_relief(self, *metrics: str) -> Datum | None:
        """Return the first of ``metrics`` published for donations of the calendar year asked for.

        Japan assesses it in the fiscal year after.
        """
        if self.country == Country.KOREA:
            return self.find(*metrics)
        for metric in metrics:
            found = self.data.find(self.place, metric, self.year + 1, YearBasis.TAX)
            if found:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Part:
    """A number that belongs to a value: a cell, a variant, a value without an outlier.

    ``value`` is None when it is not available, and ``note`` then says why.
    """

    name: str
    value: Fraction | None
    unit: str
    nature: Nature = Nature.DERIVED
    note: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a value may lie, and what that rests on; an open end is None."""

    low: Fraction | None
    high: Fraction | None
    method: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an indicator answers.

    ``value`` is None when it is not available; ``reason`` then says why. ``sample`` is a value of
    a partial sample that must not be taken for the whole. ``used`` are the numbers it rests on,
    ``beside`` those that only its parts rest on. ``nature`` is told from ``used`` unless it is
    given.
    """

    value: Fraction | None
    reason: str = ""
    used: tuple[Datum, ...] = ()
    beside: tuple[Datum, ...] = ()
    covered: int | None = None
    of: int | None = None
    status: str = ""
    sample: Fraction | None = None
    notes: tuple[str, ...] = ()
    resolution: Fraction | None = None
    basis: YearBasis | None = None
    parts: tuple[Part, ...] = ()
    interval: Interval | None = None
    nature: Nature | None = None


def missing(reason: str, **rest: object) -> Outcome:
    """Return the outcome that there is no value, and why."""
    return Outcome(None, reason=reason, **rest)  # type: ignore[arg-type]


def nature_of(outcome: Outcome) -> Nature:
    """Say how far a value stands from what was measured: its own word, or that of its inputs."""
    if outcome.nature is not None:
        return outcome.nature
    if any(datum.status in ESTIMATES for datum in outcome.used):
        return Nature.MODELLED
    is_printed = len(outcome.used) == 1 and outcome.value == outcome.used[0].value
    if is_printed and outcome.used[0].status not in ("derived", "secondary"):
        return Nature.MEASURED
    return Nature.DERIVED


def weakest(used: Iterable[Datum], status: str = "") -> str:
    """Return the weakest status of the numbers used and of ``status`` itself."""
    found = {datum.status for datum in used} | ({status} if status else set())
    return min(found, key=WEAKEST_FIRST.index) if found else NOT_AVAILABLE


def share_of_rounding(*parts: Datum) -> Fraction:
    """Return the relative width that the rounding of ``parts`` gives to their quotient."""
    return sum((d.resolution / abs(d.value) for d in parts if d.value), Fraction(0))


def references(used: Iterable[Datum]) -> list[Reference]:
    """Return where the numbers are from, sorted; many rows of one file are one reference."""
    rows: dict[tuple[str, str, str], set[int]] = {}
    for datum in used:
        at = datum.reference
        rows.setdefault((at.url, at.published_on, at.file), set()).add(at.row)
    return sorted(
        Reference(*key, row=next(iter(numbers)) if len(numbers) == 1 else 0)
        for key, numbers in rows.items()
    )


@dataclass
class InMemory:
    """A :class:`Statistics` over dictionaries."""

    figures: dict[tuple[Place, str, int, YearBasis], Datum] = field(default_factory=dict)
    populations: dict[tuple[Place, int], Datum] = field(default_factory=dict)
    kind_by_code: dict[str, str] = field(default_factory=dict)
    all_projects: dict[Country, list[Project]] = field(default_factory=dict)
    all_outliers: dict[tuple[Country, int], list[Outlier]] = field(default_factory=dict)
    receives_grant: set[str] = field(default_factory=set)
    cities: set[str] = field(default_factory=set)
    declines: dict[Country, dict[str, bool]] = field(default_factory=dict)

    def find(self, place: Place, metric: str, year: int, basis: YearBasis) -> Datum | None:
        return self.figures.get((place, metric, year, basis))

    def bodies(
        self, country: Country, metric: str, year: int, basis: YearBasis | None = None
    ) -> Mapping[str, Datum]:
        basis = basis or RECEIPT_BASIS[country]
        return {
            place.code: datum
            for (place, name, of, on), datum in self.figures.items()
            if place.country == country
            and place.scope == Scope.BODY
            and (name, of, on) == (metric, year, basis)
        }

    def population(self, place: Place, year: int) -> Datum | None:
        return self.populations.get((place, year))

    def kinds(self) -> Mapping[str, str]:
        return self.kind_by_code

    def projects(self, country: Country) -> Sequence[Project]:
        return self.all_projects.get(country, [])

    def outliers(self, country: Country, year: int) -> Sequence[Outlier]:
        return self.all_outliers.get((country, year), [])

    def grant_bodies(self) -> Collection[str]:
        return self.receives_grant

    def designated_cities(self) -> Collection[str]:
        return self.cities

    def declining(self, country: Country, year: int) -> Mapping[str, bool]:  # noqa: ARG002
        return self.declines.get(country, {})


def number(value: Decimal | int) -> Fraction:
    """Return a number of the database as an exact fraction."""
    return Fraction(value)
