"""What a new table would change, and the change itself: all of it or nothing.

Figures are compared with those in effect. Whatever was published before stays; a report uses the
figure published last and names it.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from audit.record import record
from kernel.dates import seoul_date
from regions.reading import BrokenReference
from reports.importing import checking, tables
from reports.importing.rates import rates_of_table
from reports.importing.reading import read_table
from reports.importing.tables import Kind, Publication
from reports.loading.figures import Figure
from reports.loading.files import Row, unique
from reports.loading.rates import Rate
from reports.loading.write import copy_figures
from reports.models import Country, Dataset, ExchangeRate, PublishedFigure, Scope, YearBasis

IMPORTER = 1
"""Version of the reading, kept as the ``loader`` of the dataset."""
TEN_TIMES = 10
NAMES = {Country.KOREA: "Korea", Country.JAPAN: "Japan"}
WIDEST_FIRST = (Scope.NATION, Scope.AREA, Scope.BODY)
Key = tuple[str, str, str, str, int, str]


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure that is published anew with another value."""

    figure: Figure
    was: Decimal
    was_published_on: str
    takes_effect: bool


@dataclass(slots=True)
class Plan:
    """What a table would change; ``is_known`` says that this very file was taken in before."""

    file: str
    sha256: str
    publication: Publication
    new: list[Figure] = field(default_factory=list)
    restated: list[Restated] = field(default_factory=list)
    same: list[Figure] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    is_known: bool = False

    @property
    def figures(self) -> list[Figure]:
        return [*self.new, *(each.figure for each in self.restated), *self.same]

    def as_json(self) -> dict[str, Any]:
        """Return the plan for programs; of figures, each that is new or restated."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "dataset": self.publication.dataset,
            "published_on": self.publication.published_on,
            "new": [_figure_json(figure) for figure in self.new],
            "restated": [
                _figure_json(each.figure)
                | {
                    "was": f"{each.was.normalize():f}",
                    "was_published_on": each.was_published_on,
                    "takes_effect": each.takes_effect,
                }
                for each in self.restated
            ],
            "same": len(self.same),
            "rates": len(self.rates),
            "notices": self.notices,
            "is_known": self.is_known,
        }


def plan(path: Path, source: str, published: date, *, is_partial: bool = False) -> Plan:
    """Return what the table at ``path`` would change; nothing is written.

    Raises:
        BrokenReference: naming the file and the row.
    """
    if published > seoul_date(timezone.now()):
        raise BrokenReference(path.name, None, f"published on {published}, which is to come")
    if not source.strip():
        raise BrokenReference(path.name, None, "the source is not named")
    rows = read_table(path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    name = f"import-{published}-{sha256[:12]}.csv"
    found = Plan(path.name, sha256, Publication(source.strip(), published.isoformat(), name))
    found.is_known = Dataset.objects.filter(name=name).exists()
    kind = tables.kind_of(rows)
    if kind is not None:
        _compare(found, _by_body(rows, kind, found, is_partial=is_partial))
    elif rows[0].cells.keys() >= tables.NATIONAL:
        unique(rows, "year", "metric")
        _compare(found, tables.national(rows, found.publication))
    elif rows[0].cells.keys() >= tables.RATES:
        found.rates = rates_of_table(rows, found.publication)
    else:
        raise BrokenReference(path.name, 1, "the columns are not those of a table that is known")
    return found


def apply(found: Plan, *, using: str = "owner") -> int:
    """Store the table of a plan; return how many figures are stored, none if it is known.

    Everything in one transaction, under the lock of loading; repeating it writes nothing.

    Raises:
        BrokenReference: figures of the same day of publication are there already.
    """
    publication = found.publication
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports.loading'))")
        if Dataset.objects.using(using).filter(name=publication.dataset).exists():
            return 0
        _refuse_twice(found, using)
        Dataset.objects.using(using).create(
            name=publication.dataset,
            sha256=found.sha256,
            rows=len(found.figures) + len(found.rates),
            loader=IMPORTER,
            is_imported=True,
            source=publication.source,
            published_on=publication.published_on,
        )
        copy_figures(cursor, found.figures)
        ExchangeRate.objects.using(using).bulk_create(
            ExchangeRate(
                year=rate.year,
                series=rate.series,
                krw_per_100jpy=rate.krw_per_100jpy,
                krw_per_usd=rate.krw_per_usd,
                jpy_per_usd=rate.jpy_per_usd,
                source=rate.source,
                note=rate.note,
                published_on=publication.published_on,
                dataset_id=publication.dataset,
            )
            for rate in found.rates
        )
    record(
        "statistics.imported",
        f"dataset:{publication.dataset}",
        actor=None,
        file=found.file,
        sha256=found.sha256,
        figures=len(found.figures),
    )
    return len(found.figures) + len(found.rates)


def _by_body(rows: list[Row], kind: Kind, found: Plan, *, is_partial: bool) -> list[Figure]:
    year = rows[0].year(kind.year, kind.first_year, int(found.publication.published_on[:4]))
    before = _received(kind, year - 1)
    bodies, totals = checking.check(rows, kind, found.publication, before, is_partial=is_partial)
    publication = found.publication
    figures = [
        figure for row in bodies for figure in tables.figures_of(row, kind, Scope.BODY, publication)
    ]
    for row in totals:
        scope = Scope.NATION if row.text(kind.code) == kind.nation else Scope.AREA
        figures += tables.figures_of(row, kind, scope, publication)
    if not is_partial:
        figures += _sums(bodies, totals, kind, publication)
    found.notices += _notices(bodies, kind, year, before)
    return figures


def _sums(
    bodies: list[Row], totals: list[Row], kind: Kind, publication: Publication
) -> list[Figure]:
    """Return the sums of a whole table that it does not print itself: upper tiers, the nation."""
    printed = {row.text(kind.code) for row in totals}
    uppers = sorted(row.text(kind.code) for row in bodies if row.text(kind.code)[2:5] == "000")
    found: list[Figure] = []
    for code in uppers:
        if code not in printed:
            parts = [row for row in bodies if row.text(kind.code)[:2] == code[:2]]
            found += tables.derived(kind, parts, Scope.AREA, code, publication)
    if kind.nation not in printed:
        found += tables.derived(kind, bodies, Scope.NATION, "", publication)
    return found


def _received(kind: Kind, year: int) -> dict[str, Decimal]:
    figures = PublishedFigure.objects.filter(
        country=kind.country,
        scope=Scope.BODY,
        metric="amount",
        year=year,
        is_whole_year=True,
    ).exclude(year_basis=YearBasis.TAX)
    return dict(figures.order_by("published_on", "dataset").values_list("area", "value"))


def _notices(bodies: list[Row], kind: Kind, year: int, before: dict[str, Decimal]) -> list[str]:
    """Return what is no mistake by itself and should be looked at."""
    found = []
    for row in bodies:
        amount, earlier = row.whole(kind.amount) or 0, before.get(row.text(kind.code))
        if amount and earlier and not earlier / TEN_TIMES < amount < earlier * TEN_TIMES:
            found.append(
                f"row {row.number}: {row.text(kind.code)} received {amount}, "
                f"the year before {earlier.normalize():f}"
            )
    other = Country.JAPAN if kind.country == Country.KOREA else Country.KOREA
    first = bodies[0].number if bodies else 2
    counterpart = PublishedFigure.objects.filter(
        country=other, scope=Scope.NATION, metric="amount", year=year, is_whole_year=True
    )
    if not counterpart.exists():
        found.append(
            f"row {first}: {NAMES[other]} has no receipts of {year} yet; reports of {year} will "
            "say so"
        )
    if not ExchangeRate.objects.filter(year=year, series="ecb").exists():
        found.append(
            f"row {first}: no market rate of {year} is loaded; reports of {year} convert nothing"
        )
    return found


def _compare(found: Plan, figures: list[Figure]) -> None:
    """Sort ``figures`` into new, restated and unchanged."""
    in_effect: dict[Key, tuple[Decimal, str]] = {}
    stored = PublishedFigure.objects.filter(
        country__in={figure.country for figure in figures},
        metric__in={figure.metric for figure in figures},
        year__in={figure.year for figure in figures},
        is_whole_year=True,
    )
    columns = ("country", "scope", "area", "metric", "year", "year_basis", "value", "published_on")
    for *key, value, published_on in stored.order_by("published_on", "dataset").values_list(
        *columns
    ):
        in_effect[tuple(key)] = (value, published_on)
    for figure in figures:
        key = (
            str(figure.country),
            str(figure.scope),
            figure.area,
            figure.metric,
            figure.year,
            str(figure.year_basis),
        )
        known = in_effect.get(key)
        if known is None:
            found.new.append(figure)
        elif known[0] == figure.value:
            found.same.append(figure)
        else:
            is_later = figure.published_on >= known[1]
            found.restated.append(Restated(figure, known[0], known[1], is_later))
    found.restated.sort(key=lambda each: WIDEST_FIRST.index(each.figure.scope))
    if late := sum(not each.takes_effect for each in found.restated):
        found.notices.append(
            f"{late} figures were published before those in effect; they are kept and not used"
        )


def _refuse_twice(found: Plan, using: str) -> None:
    """Refuse a table whose figures have the publication date of others that are there."""
    keys = {(f.country, f.metric, f.scope, f.year, f.area): f.row for f in found.figures}
    same_day = PublishedFigure.objects.using(using).filter(
        published_on=found.publication.published_on, is_whole_year=True
    )
    columns = ("country", "metric", "scope", "year", "area")
    for key in same_day.values_list(*columns):
        if row := keys.get(key):
            raise BrokenReference(
                found.file, row, "another table of the same day holds this figure already"
            )
    rates = {(rate.year, str(rate.series)) for rate in found.rates}
    old = ExchangeRate.objects.using(using).filter(published_on=found.publication.published_on)
    if twice := rates & set(old.values_list("year", "series")):
        raise BrokenReference(found.file, None, f"a rate of {min(twice)} of the same day is there")


def _figure_json(figure: Figure) -> dict[str, Any]:
    return {
        "country": figure.country,
        "scope": figure.scope,
        "area": figure.area,
        "metric": figure.metric,
        "year": figure.year,
        "value": f"{Decimal(figure.value).normalize():f}",
        "unit": figure.unit,
        "row": figure.row,
    }
