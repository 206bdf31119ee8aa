"""The loaded figures as :class:`~reports.indicators.statistics.Statistics`, read when asked for.

One instance serves one answer, or many: it keeps what it has read, so it is made anew for each
data version (see :func:`data_version`), and when it has read a great deal.
"""

import csv
import hashlib
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from threading import RLock

from django.db.models import QuerySet

from regions.loading import DATA as REGIONS
from regions.models import JapaneseProfile, Municipality, Population, ReferenceVersion
from reports.indicators.statistics import (
    RECEIPT_BASIS,
    Datum,
    InMemory,
    Outlier,
    Place,
    Project,
    Reference,
    number,
)
from reports.models import (
    Country,
    Dataset,
    NamedOutlier,
    OutlierKind,
    PublishedFigure,
    PublishedProject,
    Scope,
    Source,
    YearBasis,
)

POPULATION_FILE = {Country.KOREA: "kr_population.csv", Country.JAPAN: "jp_population.csv"}
JAPAN_REGISTER = "basic_resident_register_total_incl_foreign"
NATION = "00000"
"""How Korea's files write the whole nation."""
PREFECTURES = 47
FEW_BODIES = 20
SHRINKING = ("2019-01-01", "2025-01-01")
"""The two days on which the register of every Japanese municipality is loaded."""
PRINTED = (
    "area",
    "metric",
    "value",
    "unit",
    "status",
    "resolution",
    "note",
    "source",
    "published_on",
    "dataset_id",
    "row",
)
"""The columns of a published number; no instances are made, for a report reads 67,000 of them."""
MOST_KEPT = 12_000
"""Numbers that are kept for later answers, at 0.4 kB each: more than a page reads that is not kept
itself. All that are loaded are 67,000."""
_width = lru_cache(maxsize=512)(number)
"""The steps that numbers are rounded to are few."""
one = sys.intern
"""Texts recur in thousands of rows and are kept once; apart they took half of all memory."""
_place = lru_cache(maxsize=8_192)(Place)
"""So do places: a line of figures is of one."""


def data_version() -> str:
    """Return the checksum of all loaded reference data; empty before the first load."""
    files = list(Dataset.objects.order_by("name").values_list("name", "sha256", "loader"))
    if not files:
        return ""
    regions = ReferenceVersion.objects.values_list("fingerprint", flat=True).first()
    return hashlib.sha256(repr((files, regions)).encode()).hexdigest()


def statistics_of(version: str) -> "Loaded":
    """Return the figures of a data version, for one answer; what it reads is kept for the next.

    One that has grown too large is left to the answers that are under way.
    """
    if _loaded(version).size() > MOST_KEPT:
        _loaded.cache_clear()
    return _loaded(version)


@lru_cache(maxsize=1)
def _loaded(version: str) -> "Loaded":
    return Loaded(version)


class Loaded:
    """All published figures of the database, each group of them read once."""

    def __init__(self, version: str) -> None:
        self.version = version
        self._memory = InMemory()
        self._read: set[tuple[object, ...]] = set()
        self._reading = RLock()
        self._bodies: dict[tuple[Country, str, int, YearBasis], Mapping[str, Datum]] = {}
        self._complete: set[str] = set()
        self._sources = {row.code: row for row in Source.objects.all()}

    def size(self) -> int:
        """Return how many numbers have been read."""
        bodies = sum(map(len, self._bodies.copy().values()))
        return bodies + len(self._memory.figures) + len(self._memory.populations)

    def find(self, place: Place, metric: str, year: int, basis: YearBasis) -> Datum | None:
        """Return one number; the nation's and the provinces' are read all at once."""
        if place.scope == Scope.BODY:
            if place.code in self._complete:
                return self._memory.find(place, metric, year, basis)
            return self._body_figures(place.country, metric, year, basis).get(place.code)
        with self._reading:
            if self._is_new(place.country, "totals"):
                self._read_totals(place.country)
        return self._memory.find(place, metric, year, basis)

    def read_ahead(self, places: Iterable[Place]) -> None:
        """Read all figures of the bodies among ``places`` in one query, for a page of values.

        Of many bodies usually one metric is asked for, and is read by metric instead.
        """
        codes = {place.code for place in places if place.scope == Scope.BODY}
        if len(codes) > FEW_BODIES:
            return
        with self._reading:
            wanted = codes - self._complete
            if not wanted:
                return
            figures = PublishedFigure.objects.filter(
                area__in=wanted, scope=Scope.BODY, is_whole_year=True
            )
            self._remember(figures)
            self._complete |= wanted

    def bodies(
        self, country: Country, metric: str, year: int, basis: YearBasis | None = None
    ) -> Mapping[str, Datum]:
        """Return the numbers of all bodies."""
        return self._body_figures(country, metric, year, basis or RECEIPT_BASIS[country])

    def population(self, place: Place, year: int) -> Datum | None:
        """Return the registered population: Korea's of December before, Japan's of 1 January."""
        with self._reading:
            if self._is_new(place.country, "population", year):
                self._read_population(place.country, year)
        return self._memory.population(place, year)

    def kinds(self) -> Mapping[str, str]:
        """Return the kind of each local government by code."""
        with self._reading:
            if self._is_new("kinds"):
                kinds = Municipality.objects.values_list("code", "kind")
                self._memory.kind_by_code.update(kinds)
        return self._memory.kinds()

    def projects(self, country: Country) -> Sequence[Project]:
        """Return the projects of all years."""
        with self._reading:
            if self._is_new(country, "projects"):
                rows = PublishedProject.objects.filter(country=country).order_by("dataset", "row")
                self._memory.all_projects[country] = [self._project(row) for row in rows]
        return self._memory.projects(country)

    def outliers(self, country: Country, year: int) -> Sequence[Outlier]:
        """Return the named outliers of a year."""
        with self._reading:
            if self._is_new(country, "outliers"):
                for row in NamedOutlier.objects.filter(country=country).order_by("row"):
                    self._memory.all_outliers.setdefault((country, row.year), []).append(
                        self._outlier(row)
                    )
        return self._memory.outliers(country, year)

    def grant_bodies(self) -> Collection[str]:
        """Return Japan's municipalities that receive the ordinary local allocation tax."""
        with self._reading:
            if self._is_new("grant"):
                granted = JapaneseProfile.objects.filter(grant_status_fy2024="grant")
                self._memory.receives_grant.update(granted.values_list("pk", flat=True))
        return self._memory.grant_bodies()

    def designated_cities(self) -> Collection[str]:
        """Return Japan's twenty designated cities."""
        with self._reading:
            if self._is_new("cities"):
                cities = JapaneseProfile.objects.filter(is_designated_city=True)
                self._memory.cities.update(cities.values_list("pk", flat=True))
        return self._memory.designated_cities()

    def declining(self, country: Country, year: int) -> Mapping[str, bool]:
        """Return whether each Japanese municipality had fewer persons in 2025 than in 2019.

        Both ends are needed, so years before the second are not answered.
        """
        if country != Country.JAPAN or year < int(SHRINKING[1][:4]):
            return {}
        with self._reading:
            if self._is_new(country, "declining"):
                self._memory.declines[country] = self._shrinking()
        return self._memory.declining(country, year)

    def _shrinking(self) -> dict[str, bool]:
        counts: dict[str, dict[str, int]] = {day: {} for day in SHRINKING}
        rows = Population.objects.filter(basis=JAPAN_REGISTER, as_of__in=SHRINKING)
        for code, as_of, persons in rows.values_list("area_id", "as_of", "figure"):
            if code is not None:
                counts[as_of][code] = persons
        before, after = (counts[day] for day in SHRINKING)
        return {code: after[code] < before[code] for code in after if code in before}

    def _project(self, row: PublishedProject) -> Project:
        def datum(value: int | None, metric: str) -> Datum | None:
            if value is None:
                return None
            reference = Reference(row.source, "", row.dataset_id, row.row)
            unit = "KRW" if row.country == Country.KOREA else "JPY"
            what = (row.note, metric, row.area)
            return Datum(number(value), unit, "published", number(1), reference, *what)

        target, raised = datum(row.target, "target"), datum(row.raised, "raised")
        return Project(row.area, row.year, row.is_designated, target, raised)

    def _outlier(self, row: NamedOutlier) -> Outlier:
        amount = None
        if row.amount is not None:
            reference = Reference(row.source, "", row.dataset_id, row.row)
            width = number(row.resolution or 0)
            what = (row.reason, "amount", row.area)
            amount = Datum(number(row.amount), "JPY", "approximate", width, reference, *what)
        return Outlier(row.area, OutlierKind(row.kind), amount, row.reason)

    def _is_new(self, *group: object) -> bool:
        if group in self._read:
            return False
        self._read.add(group)
        return True

    def _read_totals(self, country: Country) -> None:
        totals = PublishedFigure.objects.filter(
            country=country, is_whole_year=True, scope__in=[Scope.NATION, Scope.AREA]
        )
        self._remember(totals)

    def _remember(self, figures: QuerySet[PublishedFigure]) -> None:
        """Read figures; of two of the same question the one published later stays."""
        ordered = figures.order_by("published_on", "dataset_id")
        rows = ordered.values_list("country", "scope", "year", "year_basis", *PRINTED)
        for country, scope, year, basis, *printed in rows:
            datum = self._datum(*printed)
            at = _place(Country(country), Scope(scope), datum.area)
            self._memory.figures[at, datum.metric, year, YearBasis(basis)] = datum

    def _body_figures(
        self, country: Country, metric: str, year: int, basis: YearBasis
    ) -> Mapping[str, Datum]:
        key = (country, metric, year, basis)
        if key not in self._bodies:
            figures = PublishedFigure.objects.filter(
                country=country,
                metric=metric,
                scope=Scope.BODY,
                year=year,
                year_basis=basis,
                is_whole_year=True,
            )
            ordered = figures.order_by("area", "published_on", "dataset_id")
            data = (self._datum(*printed) for printed in ordered.values_list(*PRINTED))
            self._bodies[key] = {datum.area: datum for datum in data}
        return self._bodies[key]

    def _datum(  # noqa: PLR0913, PLR0917 - the columns of PRINTED
        self,
        area: str,
        metric: str,
        value: Decimal,
        unit: str,
        status: str,
        resolution: Decimal | None,
        note: str,
        source: str,
        published_on: str,
        dataset: str,
        row: int,
    ) -> Datum:
        known = self._sources.get(source.split("|", maxsplit=1)[0])
        url = known.url if known else one(source)
        reference = Reference(url, one(published_on), one(dataset), row)
        width = _width(resolution or Decimal(0))
        told = one(note), one(metric), one(area)
        return Datum(number(value), one(unit), one(status), width, reference, *told)

    def _read_population(self, country: Country, year: int) -> None:
        """Korea: registered persons for the nation and provinces, residents for municipalities.

        Only these bases are complete; the two differ by about 0.5 %.
        """
        as_of = f"{year - 1}-12" if country == Country.KOREA else f"{year}-01-01"
        rows = Population.objects.filter(country=country, as_of=as_of)
        prefectures = []
        lines = _population_lines(country, as_of)
        for row in rows.order_by("area_id", "basis"):
            code = row.area_id or ""
            upper = not code or code[2:5] == "000"
            wanted = "registered_total" if upper else "residents"
            if row.basis != (wanted if country == Country.KOREA else JAPAN_REGISTER):
                continue
            at = lines.get((code or NATION, row.basis), 0)
            reference = Reference(row.source_url, as_of, POPULATION_FILE[country], at)
            datum = Datum(
                number(row.figure),
                "persons",
                "official_table",
                number(1),
                reference,
                row.basis,
                "population",
                code,
            )
            scopes = [Scope.AREA, Scope.BODY] if upper else [Scope.BODY]
            for scope in scopes if code else [Scope.NATION]:
                self._memory.populations[Place(country, scope, code), year] = datum
            if country == Country.JAPAN and upper:
                prefectures.append(datum)
        if len(prefectures) == PREFECTURES:
            total = sum(datum.value for datum in prefectures)
            first = prefectures[0]
            self._memory.populations[Place(country), year] = Datum(
                number(0) + total,
                "persons",
                "official_table",
                number(1),
                replace(first.reference, row=0),
                first.note,
                "population",
            )


def _population_lines(country: Country, as_of: str) -> dict[tuple[str, str], int]:
    """Return the line of the file for each code and basis of a day: the table does not keep it."""
    with (REGIONS / POPULATION_FILE[country]).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        day, code, basis = (
            ("as_of", "code", "population_basis")
            if country == Country.KOREA
            else ("as_of_date", "code6", "basis")
        )
        return {(row[code], row[basis]): reader.line_num for row in reader if row[day] == as_of}
