"""The loaded figures as :class:`~reports.indicators.statistics.Statistics`, read when asked for.

One instance serves one answer, or many: it keeps what it has read, so it is made anew for each
data version (see :func:`data_version`).
"""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from threading import RLock

from regions.models import Municipality, Population, ReferenceVersion
from reports.indicators.statistics import (
    RECEIPT_BASIS,
    Datum,
    InMemory,
    Place,
    Reference,
    number,
)
from reports.models import Country, Dataset, PublishedFigure, Scope, Source, YearBasis

POPULATION_FILE = {Country.KOREA: "kr_population.csv", Country.JAPAN: "jp_population.csv"}
JAPAN_REGISTER = "basic_resident_register_total_incl_foreign"
PREFECTURES = 47


def data_version() -> str:
    """Return the checksum of all loaded reference data; empty before the first load."""
    files = list(Dataset.objects.order_by("name").values_list("name", "sha256", "loader"))
    if not files:
        return ""
    regions = ReferenceVersion.objects.values_list("fingerprint", flat=True).first()
    return hashlib.sha256(repr((files, regions)).encode()).hexdigest()


@lru_cache(maxsize=2)
def statistics_of(version: str) -> "Loaded":
    """Return the figures of a data version; a process keeps the two newest."""
    return Loaded(version)


class Loaded:
    """All published figures of the database, each group of them read once."""

    def __init__(self, version: str) -> None:
        self.version = version
        self._memory = InMemory()
        self._read: set[tuple[object, ...]] = set()
        self._reading = RLock()
        self._bodies: dict[tuple[Country, str, int, YearBasis], Mapping[str, Datum]] = {}
        self._sources = {row.code: row for row in Source.objects.all()}

    def find(self, place: Place, metric: str, year: int, basis: YearBasis) -> Datum | None:
        """Return one number; the nation's and the provinces' are read all at once."""
        if place.scope == Scope.BODY:
            return self._body_figures(place.country, metric, year, basis).get(place.code)
        with self._reading:
            if self._is_new(place.country, "totals"):
                self._read_totals(place.country)
        return self._memory.find(place, metric, year, basis)

    def bodies(self, country: Country, metric: str, year: int) -> Mapping[str, Datum]:
        """Return the numbers of all bodies, on the receipt basis."""
        return self._body_figures(country, metric, year, RECEIPT_BASIS[country])

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

    def _is_new(self, *group: object) -> bool:
        if group in self._read:
            return False
        self._read.add(group)
        return True

    def _read_totals(self, country: Country) -> None:
        totals = PublishedFigure.objects.filter(
            country=country, is_whole_year=True, scope__in=[Scope.NATION, Scope.AREA]
        )
        for figure in totals.order_by("published_on"):
            at = Place(country, Scope(figure.scope), figure.area)
            key = (at, figure.metric, figure.year, YearBasis(figure.year_basis))
            self._memory.figures[key] = self._datum(figure)

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
            ordered = figures.order_by("area", "published_on")
            self._bodies[key] = {figure.area: self._datum(figure) for figure in ordered}
        return self._bodies[key]

    def _datum(self, figure: PublishedFigure) -> Datum:
        url = figure.source
        if known := self._sources.get(figure.source.split("|")[0]):
            url = known.url
        return Datum(
            value=number(figure.value),
            unit=figure.unit,
            status=figure.status,
            resolution=number(figure.resolution or 0),
            reference=Reference(url, figure.published_on, figure.dataset_id, figure.row),
            note=figure.note,
        )

    def _read_population(self, country: Country, year: int) -> None:
        """Korea: registered persons for the nation and provinces, residents for municipalities.

        Only these bases are complete; the two differ by about 0.5 %.
        """
        as_of = f"{year - 1}-12" if country == Country.KOREA else f"{year}-01-01"
        rows = Population.objects.filter(country=country, as_of=as_of)
        prefectures = []
        for row in rows.order_by("area_id", "basis"):
            code = row.area_id or ""
            upper = not code or code[2:5] == "000"
            wanted = "registered_total" if upper else "residents"
            if row.basis != (wanted if country == Country.KOREA else JAPAN_REGISTER):
                continue
            reference = Reference(row.source_url, as_of, POPULATION_FILE[country], 0)
            datum = Datum(
                number(row.figure), "persons", "official_table", number(1), reference, row.basis
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
                first.reference,
                first.note,
            )
