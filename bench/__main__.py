"""``python -m bench``: one run of everything, or of the parts named behind it.

``QUICK=1`` for a look whether it works.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from bench.rounds import QUICK, Row, say
from bench.stage import Stage, stage

if TYPE_CHECKING:
    from bench.intake import Doors

PARTS = ("intake", "papers", "year_end", "lists", "officials", "annual")
RESULTS = Path(__file__).resolve().parent / "results" / "latest.json"
ROOM_FOR_DONORS = 900_000_001
"""Donors are numbered from here, so that a donor's number is no other number by chance."""


def main(asked: list[str]) -> int:
    """Measure what is asked for; everything if nothing is."""
    if unknown := set(asked) - set(PARTS):
        say(f"Not known: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
        return 2
    began = time.monotonic()
    with stage() as place:
        rows = _run(place, asked)
    RESULTS.parent.mkdir(exist_ok=True)
    text = json.dumps([row.as_json() for row in rows], indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    _show(rows)
    say(f"{time.monotonic() - began:.0f} s, {'quick, ' if QUICK else ''}{_machine()}")
    say(f"written: {RESULTS.relative_to(Path.cwd())}")
    return 0


def _run(place: Stage, asked: list[str]) -> list[Row]:
    import django

    django.setup()
    with psycopg.connect(place.owner_url, autocommit=True) as owner:
        owner.execute(f"ALTER SEQUENCE donations_donor_id_seq RESTART {ROOM_FOR_DONORS}")

    from accounts import tokens
    from accounts.enrolment import enrol_portal
    from bench import admin_lists, annual, intake, lists, papers, year_end

    scopes = ["donations:write", "donations:read"]
    portal = enrol_portal("bench", scopes=scopes, channel="PORTAL", requires_hold=False).portal
    doors = intake.Doors(place, f"Bearer {tokens.issue(portal, scopes)}")
    recorded = intake.recorded_scripts(doors)  # the first donations, which others are made after
    parts: dict[str, Callable[[], list[Row]]] = {
        "intake": lambda: _intake(doors, *recorded),
        "papers": lambda: [
            make(place) for make in (papers.receipts, papers.many, papers.fresh, papers.signed)
        ],
        "year_end": lambda: [year_end.year_end(place)],
        "lists": lambda: lists.lists(doors),
        "officials": lambda: admin_lists.admin_lists(place),
        "annual": lambda: annual.annual(place),
    }
    return [row for name in asked or parts for row in parts[name]()]


def _intake(doors: "Doors", new: str, again: str) -> list[Row]:
    from bench import bulk, intake

    first = intake.single(doors, new)
    batch = intake.batch(doors, first.naive)
    return [
        first,
        intake.hot(doors, again),
        batch,
        bulk.bulk(batch.naive, batch.limit),
        intake.eligibility(doors),
    ]


def _show(rows: list[Row]) -> None:
    head = ("", "unit", "ours", "naive", "limit", "r_naive", "r_limit")
    lines = [head] + [
        (
            row.name,
            row.unit,
            *(
                "–" if value is None else f"{value:,g}"
                for value in (row.ours, row.naive, row.limit, row.r_naive, row.r_limit)
            ),
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))


def _machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {sys.platform}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
