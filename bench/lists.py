"""Fifty donations of a list, wherever in it, at two sizes of the table."""

import base64
import random
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from accounts import tokens
from accounts.enrolment import enrol_portal
from bench.filling import ID, PAGE, SIZES, fill
from bench.intake import Doors
from bench.load import Outcome, press, request
from bench.rounds import QUICK, Row, in_turn, percentile, say, shortened

SECONDS = 1 if QUICK else 2
CONNECTIONS = 4
RECEIPT_ID, DONATION_ID = ID % "0001", ID % "0002"

OURS = {
    "receipts_receipt": {
        "id": RECEIPT_ID,
        "source": DONATION_ID,
        "serial": "1000000 + n",
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
    portal = enrol_portal(
        "list", scopes=["donations:read"], channel="PORTAL", requires_hold=False
    ).portal
    bearer = f"Bearer {tokens.issue(portal, ['donations:read'])}"
    rows: list[Row] = []
    before = 0
    for size in SIZES:
        seconds = fill(doors.stage, OURS | NAIVE, before, size, portal.pk)
        say(f"  {size:,} rows in each table, made in {seconds:.0f} s")
        rows.append(_measure(doors, bearer, size))
        before = size
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


def _measure(doors: Doors, bearer: str, size: int) -> Row:
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

    run("ours", stage.port, ours, bearer), run("naive", stage.naive_port, naive, doors.naive_token)
    for warm in outcomes.values():
        warm.clear()
    figures = in_turn(
        {
            "ours": lambda _round: run("ours", stage.port, ours, bearer),
            "naive": lambda _round: run("naive", stage.naive_port, naive, doors.naive_token),
            "limit": lambda _round: run("limit", stage.port, lambda: "/healthz", ""),
        },
        rounds=2 if QUICK else 3,
    )
    slowest = {
        name: shortened(
            1000 * percentile([each for outcome in done for each in outcome.latencies], 99)
        )
        for name, done in outcomes.items()
    }
    return Row(
        f"list of {PAGE} at {size:,} rows",
        "pages/s",
        **figures,
        note=f"p99 {slowest['ours']} ms, naive {slowest['naive']} ms, {CONNECTIONS} connections, "
        "pages at random depths; limit: /healthz of the same server",
    )
