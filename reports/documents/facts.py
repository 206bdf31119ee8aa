"""A finished run's rows, found by what one asks for, and the names of the places in them."""

from dataclasses import dataclass, field
from decimal import Decimal

from regions.models import Municipality
from reports.indicators.statistics import LAUNCH
from reports.models import Country, Origin, ReportRow, ReportRun, Scope


@dataclass
class Facts:
    """The rows of a run, found by indicator, country, year and area."""

    run: ReportRun
    rows: list[ReportRow]
    by_key: dict[tuple[str, str, str, int], ReportRow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.rows:
            if row.origin == Origin.PUBLISHED:
                self.by_key[row.indicator, row.country, row.region, row.year] = row

    @property
    def year(self) -> int:
        return self.run.year

    def row(
        self, indicator: str, country: Country, year: int | None = None, region: str = ""
    ) -> ReportRow:
        """Return one published row."""
        return self.by_key[indicator, country, region, year or self.year]

    def value(
        self, indicator: str, country: Country, year: int | None = None, region: str = ""
    ) -> Decimal | None:
        """Return one published value; None if it is missing."""
        row = self.by_key.get((indicator, country, region, year or self.year))
        return None if row is None else row.value

    def series(self, indicator: str, country: Country) -> list[tuple[int, Decimal | None]]:
        """Return the nation's values from the launch year to the year of the report."""
        years = range(LAUNCH[country], self.year + 1)
        return [(year, self.value(indicator, country, year)) for year in years]

    def areas(self, country: Country) -> list[str]:
        """Return the codes of provinces or prefectures, by code."""
        found = {r.region for r in self.rows if r.country == country and r.scope == Scope.AREA}
        return sorted(found)

    def own(self) -> list[ReportRow]:
        """Return the nation's rows from our own books."""
        return [row for row in self.rows if row.origin == Origin.OWN_BOOKS and not row.region]

    def reconciled(self) -> list[ReportRow]:
        """Return the rows of our own books that stand beside a published figure of the same."""
        return [row for row in self.rows if row.origin == Origin.OWN_BOOKS and row.parts]


def facts_of(run: ReportRun) -> Facts:
    """Return a finished run's rows, in one query."""
    return Facts(run, list(run.rows.order_by("position")))


def area_names(language: str) -> dict[str, str]:
    """Return the names of provinces and prefectures, so that the reader can read them.

    Japanese ones in Korean keep both scripts; Korean ones in Japanese are romanised.
    """
    found = {}
    for place in Municipality.objects.filter(level="metropolitan"):
        if language == "en" or (language == "ja" and place.country == Country.KOREA):
            found[place.code] = place.name_en
        elif place.country == Country.KOREA:
            found[place.code] = place.name_ko
        elif language == "ja":
            found[place.code] = place.name_ja
        else:
            found[place.code] = f"{place.name_ja} ({place.name_en})"
    return found


def government_names(facts: Facts, language: str) -> dict[str, str]:
    """Return the names of the governments whose own books stand in the report."""
    codes = [row.region for row in facts.reconciled() if row.region]
    found = Municipality.objects.filter(code__in=codes)
    return {
        place.code: place.short_ko or place.name_ko if language == "ko" else place.name_en
        for place in found
    }
