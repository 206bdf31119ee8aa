"""The reference tables in memory: every donation asks them, and they change a few times a year.

A process reads the tables once. At the start of each request or task the snapshot falls due: the
next use of it asks the database for the fingerprint of the loaded data (one query on one row) and
reads the tables anew if that has changed. So a change by ``load_reference`` or by
:mod:`regions.restrictions` is seen by the next request of every process, and a request, even one
of a thousand donations, pays one small query.

While nothing has been loaded there is no fingerprint, and nothing is kept. Rows written past
those two are not noticed: call :func:`forget`.
"""

import itertools
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper

from kernel.round_trips import run_prepared
from regions.models import (
    IntakeRestriction,
    Municipality,
    ParentLink,
    PopulationDeclineArea,
    SpecialDisasterDeclaration,
    Succession,
)
from regions.periods import Period, period_of
from regions.windows import Window


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything about local governments that decides on a donation, at one fingerprint.

    Treat the :class:`Municipality` objects in it as read-only: all threads share them.
    """

    fingerprint: str
    municipalities: Mapping[str, Municipality]
    parents: Mapping[str, Sequence[tuple[Period, str]]]
    predecessors: Mapping[str, Sequence[str]]
    successors: Mapping[str, Sequence[str]]
    windows_by_lineage: Mapping[str, Sequence[Window]]
    declines_by_lineage: Mapping[str, Sequence[tuple[Period, str]]]
    restrictions: Mapping[str, Sequence[Period]]

    def lineage_codes(self, code: str) -> list[str]:
        """Return ``code`` and the codes of all before it, nearest first, then by code."""
        return _reach(code, self.predecessors)

    def successors_in_force(self, code: str, on: date) -> list[str]:
        """Return who carries on for ``code`` on the day ``on``, by code; itself left out."""
        return sorted(
            later
            for later in _reach(code, self.successors)[1:]
            if self.municipalities[later].is_in_force(on)
        )

    def parent_on(self, code: str, on: date) -> Municipality | None:
        """Return the government above ``code`` on the day ``on``."""
        for period, parent in self.parents.get(code, ()):
            if period.covers(on):
                return self.municipalities[parent]
        return None

    def windows(self, code: str) -> Sequence[Window]:
        """Return all special-disaster windows of the government with ``code``, oldest first."""
        municipality = self.municipalities.get(code)
        return self.windows_by_lineage.get(municipality.lineage_code, ()) if municipality else ()

    def population_decline(self, code: str, on: date) -> str | None:
        """Return ``decline``, ``concern`` or None for the government with ``code`` on ``on``."""
        lineage = self.municipalities[code].lineage_code
        for period, category in self.declines_by_lineage.get(lineage, ()):
            if period.covers(on):
                return category
        return None


class _Kept:
    """What this process holds, for which database, and the number of the last check."""

    snapshot: Snapshot | None = None
    database: tuple[object, ...] = ()
    checked: int = 0


class _Mine(threading.local):
    """The number of this thread's request or task; 0 outside of one, where nothing falls due."""

    number: int = 0


_mine = _Mine()
_numbers = itertools.count(1)
"""Requests, tasks and checks take a number when they begin. A check answers for all before it: of
requests at the same moment one asks, and as a rule the others need not."""


def expire(**_signal: object) -> None:
    """Have the next use in this thread ask the database whether the data has changed."""
    _mine.number = next(_numbers)


def forget() -> None:
    """Have the next use read the tables anew."""
    _Kept.snapshot = None


def snapshot() -> Snapshot:
    """Return the reference tables as they are loaded; see the module about how fresh they are."""
    database = _database()
    kept = _Kept.snapshot
    if kept is not None and _Kept.database == database:
        stands = take_note(look_for_changes())
        if stands and _Kept.snapshot is kept:  # no other thread has read anew meanwhile
            return kept
    number = next(_numbers)
    fresh = read()
    _Kept.database = database
    _Kept.snapshot = fresh if fresh.fingerprint else None
    _Kept.checked = number  # last: no other thread takes the old snapshot for checked
    return fresh


class Look(NamedTuple):
    """A question that was sent, and its number."""

    number: int
    answer: CursorWrapper


def look_for_changes() -> Look | None:
    """Ask whether what is kept still stands; None if this request knows already.

    :func:`take_note` reads the answer. Both together are what the first use of :func:`snapshot`
    does; apart, the question travels with others of the caller's.
    """
    if _Kept.checked >= _mine.number:
        return None
    return Look(next(_numbers), run_prepared(FINGERPRINT, []))


def take_note(look: Look | None) -> bool:
    """Hear the answer to ``look``; tell whether what is kept stands for this request."""
    if look is not None:
        kept = _Kept.snapshot
        if kept is None or _told(look.answer) != kept.fingerprint:
            return False
        _Kept.checked = max(_Kept.checked, look.number)
    return True


def _database() -> tuple[object, ...]:
    settings = connections.settings[DEFAULT_DB_ALIAS]  # not of the thread's connection: quicker
    return settings["HOST"], settings["PORT"], settings["NAME"]


FINGERPRINT = 'SELECT fingerprint, revision FROM "regions_referenceversion" ORDER BY id LIMIT 1'
"""Asked once a request or task: through the ORM it is a tenth of what a donation takes."""


def fingerprint() -> str:
    """Return the fingerprint of the data; empty when nothing has been loaded."""
    return _told(run_prepared(FINGERPRINT, []))


def _told(answer: CursorWrapper) -> str:
    row = answer.fetchone()
    return f"{row[0]}.{row[1]}" if row else ""


def read() -> Snapshot:
    """Read the tables, all as of one load."""
    while True:
        before = fingerprint()
        try:
            tables = _read(before)
        except KeyError:  # a load was committed between two tables
            if fingerprint() == before:
                raise
            continue
        if fingerprint() == before:
            return tables


COLUMNS = [column.attname for column in Municipality._meta.concrete_fields]


class _Once(dict[Any, Any]):
    """One object for all that are equal: three thousand rows say much alike, in every process."""

    def __missing__(self, told: Any) -> Any:
        self[told] = told
        return told


def _read(mark: str) -> Snapshot:
    once = _Once()
    municipalities = {}
    for row in Municipality.objects.all().iterator():
        for name in COLUMNS:
            setattr(row, name, once[getattr(row, name)])
        municipalities[row.code] = row

    parents: dict[str, list[tuple[Period, str]]] = defaultdict(list)
    for link in ParentLink.objects.values_list("child_id", "parent_id", "valid_from", "valid_to"):
        child, parent, first, last = (once[each] for each in link)
        parents[child].append(once[once[Period(first, last)], parent])

    predecessors: dict[str, list[str]] = defaultdict(list)
    successors: dict[str, list[str]] = defaultdict(list)
    for before, after in Succession.objects.order_by("predecessor_id", "successor_id").values_list(
        "predecessor_id", "successor_id"
    ):
        predecessors[after].append(before)
        successors[before].append(after)

    windows: dict[str, list[Window]] = defaultdict(list)
    for declared in SpecialDisasterDeclaration.objects.order_by("declared_on", "cause"):
        windows[municipalities[declared.area_id].lineage_code].append(
            Window(
                declared_on=declared.declared_on,
                scope=declared.scope,
                category=declared.category,
                cause=declared.cause,
                source_url=declared.source_url,
            )
        )

    declines: dict[str, list[tuple[Period, str]]] = defaultdict(list)
    for area in PopulationDeclineArea.objects.order_by("designated_on"):
        declines[municipalities[area.area_id].lineage_code].append(
            (period_of(area.designated_on, area.designated_until), area.category)
        )

    restrictions: dict[str, list[Period]] = defaultdict(list)
    for laid in IntakeRestriction.objects.order_by("starts_on"):
        restrictions[laid.municipality_id].append(Period(laid.starts_on, laid.ends_on))
    return Snapshot(
        fingerprint=mark,
        municipalities=municipalities,
        parents={child: tuple(links) for child, links in parents.items()},
        predecessors=predecessors,
        successors=successors,
        windows_by_lineage=windows,
        declines_by_lineage=declines,
        restrictions=restrictions,
    )


def _reach(code: str, steps: Mapping[str, Sequence[str]]) -> list[str]:
    reached = [code]
    for at in reached:  # grows while it is walked: breadth first
        reached += [onward for onward in steps.get(at, ()) if onward not in reached]
    return reached
