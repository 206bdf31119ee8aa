"""What is different between two runs of a report, and why.

Reasons, each told only if it can be shown: ``code`` (the version of the computation), ``data`` (a
file that a value cites is another one), ``restatement`` (the same figure is now cited from a later
publication), ``rates`` (only a conversion moved), ``own_books`` (the closed books moved).
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from reports.models import Origin, ReportRun
from reports.runs import as_json

Row = dict[str, Any]
Key = tuple[str, str, str, str, str, int]
CONVERSIONS = frozenset({"converted_ecb", "converted_ppp"})
NO_REASON = "unexplained"


@dataclass(frozen=True, slots=True)
class InputChange:
    """One input that is not what it was; None where it was not, or is no more."""

    input: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RowChange:
    """One value that is not what it was; ``before`` or ``after`` is None if there is none."""

    key: Key
    fields: list[str]
    before: Row | None
    after: Row | None
    why: list[str]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is different between run ``a`` and run ``b``."""

    a: str
    b: str
    data_sha256: tuple[str, str]
    inputs: list[InputChange] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)
    same_rows: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows changed, by reason."""
        found: dict[str, int] = {}
        for row in self.rows:
            for reason in row.why:
                found[reason] = found.get(reason, 0) + 1
        return dict(sorted(found.items()))


def changes_between(a: ReportRun, b: ReportRun) -> Changes:
    """Return what is different in ``b`` from ``a``, both finished."""
    inputs = _input_changes(a.inputs, b.inputs)
    moved = _Moved(inputs)
    before, after = _rows(a), _rows(b)
    found: list[RowChange] = []
    for key in [*before, *(key for key in after if key not in before)]:
        change = _row_change(key, before.get(key), after.get(key), moved)
        if change is not None:
            found.append(change)
    return Changes(
        a=str(a.pk),
        b=str(b.pk),
        data_sha256=(a.data_sha256, b.data_sha256),
        inputs=inputs,
        rows=found,
        same_rows=len(before.keys() | after.keys()) - len(found),
    )


def _rows(run: ReportRun) -> dict[Key, Row]:
    found = {}
    for row in run.rows.order_by("position"):
        key = (row.origin, row.indicator, row.country, row.scope, row.region, row.year)
        found[key] = as_json(row)
    return found


def _input_changes(before: Row, after: Row, path: str = "") -> list[InputChange]:
    found: list[InputChange] = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            found += _input_changes(old, new, f"{path}{name}/")
        else:
            found.append(InputChange(f"{path}{name}", old, new))
    return found


class _Moved:
    """Which inputs are other ones."""

    def __init__(self, inputs: list[InputChange]) -> None:
        names = [change.input for change in inputs]
        self.code = "code_version" in names
        self.year = "year" in names
        self.own_books = any(name.startswith("own_books/") for name in names)
        self.rates = any(name.startswith("krw_per_100jpy/") for name in names)
        self.files = {name.partition("/")[2] for name in names if name.startswith("datasets/")}
        self.regions = "regions" in names


def _row_change(key: Key, before: Row | None, after: Row | None, moved: _Moved) -> RowChange | None:
    if before is None or after is None:
        fields = []
    else:
        fields = [name for name in before if before[name] != after.get(name)]
        if not fields:
            return None
    return RowChange(key, fields, before, after, _why(key, fields, before, after, moved))


def _why(
    key: Key, fields: list[str], before: Row | None, after: Row | None, moved: _Moved
) -> list[str]:
    if key[0] == Origin.OWN_BOOKS and moved.own_books:
        return ["own_books"]
    if moved.rates and fields and set(fields) <= CONVERSIONS:
        return ["rates"]
    cited = _cited(before) | _cited(after)
    reasons = []
    if before and after and _is_restated(before, after):
        reasons.append("restatement")
    if {file for file, _row in cited} & moved.files or (moved.files and not cited):
        reasons.append("data")
    if moved.regions:
        reasons.append("regions")
    if moved.year and (before is None or after is None):
        reasons.append("year")
    if not reasons and moved.code:
        reasons.append("code")
    return reasons or [NO_REASON]


def _cited(row: Row | None) -> set[tuple[str, int]]:
    return {(source["file"], source["row"]) for source in (row or {}).get("sources", [])}


def _is_restated(before: Row, after: Row) -> bool:
    """Say whether a value is now from a later publication than it was."""
    newest = [
        max((source["published_on"] for source in row["sources"]), default="")
        for row in (before, after)
    ]
    return newest[0] < newest[1]
