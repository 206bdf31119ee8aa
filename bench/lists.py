"""Fifty donations of a list, wherever in it, at several sizes of the table.

``python -m bench.lists 10000000`` measures other sizes on a stage of its own, without the twin,
which counts all rows for each page.
"""

import base64
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlencode

from bench import offers
from bench.filling import ID, PAGE, SIZES, fill
from bench.intake import Doors
from bench.load import Outcome, press, request
from bench.rounds import QUICK, Row, in_turn, percentile, say, shortened
from bench.stage import stage

SECONDS = 1 if QUICK else 2
CONNECTIONS = 4
IN_A_SERIES = 5_000_000
"""A series ends with seven digits."""

RECEIPT_ID, DONATION_ID = ID % "0001", ID % "0002"

OURS = {
    "receipts_receipt": {
        "id": RECEIPT_ID,
        "source": DONATION_ID,
        "issuer_id": f"(ARRAY{offers.RECIPIENTS})[1 + n / {IN_A_SERIES}]",
        "serial": f"{IN_A_SERIES} + mod(n, {IN_A_SERIES})",
        "verify_code": "'list-' || n",
    },
    "donations_donation": {
        "id": DONATION_ID,
        "portal_id": "%(portal)s",
        "portal_reference": "'list-' || n",
        "receipt_id": RECEIPT_ID,
    },
}
NAIVE = {
    "naive_slip": {
        "id": "1000000000 + n",
        "number": "'list-' || n",
        "verify_code": "'list-' || n",
    },
    "naive_gift": {
        "id": "1000000000 + n",
        "portal_reference": "'list-' || n",
        "slip_id": "1000000000 + n",
    },
}
"""Table -> the columns in which the rows differ from the one they are made after."""


def lists(doors: Doors) -> list[Row]:
    """Read pages at random depths, first of a smaller and then of a larger table."""
    say("lists of 50")
    first = doors.naive(offers.gift("first"))
    press(doors.stage.naive_port, [first], connections=1, expected=frozenset({201}))
    rows = _at_each(doors, SIZES, OURS | NAIVE)
    small, large = rows
    rows[1] = Row(
        large.name,
        large.unit,
        large.ours,
        large.naive,
        large.limit,
        note=f"{large.note}; {large.ours / small.ours:.0%} of the rate at {SIZES[0]:,}",
    )
    return rows


def _at_each(
    doors: Doors, sizes: Sequence[int], tables: Mapping[str, Mapping[str, str]]
) -> list[Row]:
    portal_id, bearer = _new_portal("list", "donations:read")
    rows: list[Row] = []
    before = 0
    for size in sizes:
        seconds = fill(doors.stage, tables, before, size, portal_id)
        say(f"  {size:,} rows in each table, made in {seconds:.0f} s")
        rows.append(_measure(doors, bearer, size, with_twin=tables != OURS))
        before = size
    return rows


def _measure(doors: Doors, bearer: str, size: int, *, with_twin: bool) -> Row:
    stage = doors.stage
    outcomes: dict[str, list[Outcome]] = {"ours": [], "naive": [], "limit": []}

    def pages(draw: Callable[[], str], authorization: str) -> Iterator[bytes]:
        while True:
            yield request("GET", draw(), authorization=authorization)

    def ours() -> str:
        last = f"01900000-0002-7000-8000-{random.randrange(PAGE + 1, size):012x}"  # noqa: S311
        cursor = base64.b64encode(urlencode({"p": last}).encode()).decode()
        return "/api/v1/donations?" + urlencode({"cursor": cursor})

    def naive() -> str:
        return f"/api/donations/?page={random.randrange(1, size // PAGE)}"  # noqa: S311

    def run(name: str, port: int, draw: Callable[[], str], authorization: str) -> float:
        outcome = press(port, pages(draw, authorization), seconds=SECONDS, connections=CONNECTIONS)
        outcomes[name].append(outcome)
        return outcome.rate

    turns: dict[str, Callable[[int], float]] = {
        "ours": lambda _round: run("ours", stage.port, ours, bearer),
        "limit": lambda _round: run("limit", stage.port, lambda: "/healthz", ""),
    }
    if with_twin:
        turns["naive"] = lambda _round: run("naive", stage.naive_port, naive, doors.naive_token)
    for warm_up in turns.values():
        warm_up(-1)
    for warm in outcomes.values():
        warm.clear()
    figures = in_turn(turns, rounds=2 if QUICK else 3)
    slowest = {
        name: shortened(
            1000 * percentile([each for outcome in done for each in outcome.latencies], 99)
        )
        for name, done in outcomes.items()
        if done
    }
    return Row(
        f"list of {PAGE} at {size:,} rows",
        "pages/s",
        ours=figures["ours"],
        naive=figures.get("naive"),
        limit=figures["limit"],
        note=f"p99 {slowest['ours']} ms, naive {slowest.get('naive', '–')} ms, {CONNECTIONS} "
        "connections, pages at random depths; limit: /healthz of the same server",
    )


def _new_portal(name: str, scope: str) -> tuple[int, str]:
    """Return the id of a new portal and how it says who it is."""
    from accounts import tokens
    from accounts.enrolment import enrol_portal

    portal = enrol_portal(name, scopes=[scope], channel="PORTAL", requires_hold=False).portal
    return portal.pk, f"Bearer {tokens.issue(portal, [scope])}"


def main(sizes: list[str]) -> int:
    """Measure on a stage of its own, without the twin."""
    with stage(with_twin=False) as place:
        import django

        django.setup()
        doors = Doors(place, _new_portal("bench", "donations:write")[1])
        first = doors.ours(offers.gift("first"))
        press(place.port, [first], connections=1, expected=frozenset({201}))
        for row in _at_each(doors, [int(size) for size in sizes], OURS):
            say(f"{row.name}: {row.ours:g} {row.unit}, limit {row.limit:g}; {row.note}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
