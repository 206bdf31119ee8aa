"""Donations over HTTP: single, by one donor at once, in batches; and the question before them."""

import json
from dataclasses import dataclass
from itertools import repeat
from statistics import median
from typing import Any

import psycopg
from django.http import HttpResponse
from django.test import Client

from bench import offers
from bench.copying import copy_batch
from bench.load import CONNECTIONS, press, request
from bench.recorded import pgbench, record, script
from bench.rounds import QUICK, Row, in_turn, say, shortened
from bench.stage import Stage

SECONDS = 1 if QUICK else 3
MOST_A_SECOND = 1500
"""How many requests are made ready for each second of a round."""
HOT = 100
HOT_ACCEPTED = 20
CALLS_AT_ONCE = 4
"""Two would go to one and the same process every other time, and leave a core idle."""
ROWS, CALLS = (100, 4) if QUICK else (1000, 64)


@dataclass(frozen=True, slots=True)
class Doors:
    """How the two services are reached."""

    stage: Stage
    bearer: str

    @property
    def naive_token(self) -> str:
        """The Authorization of the twin."""
        return f"Token {self.stage.naive_token}"

    def ours(self, body: object, path: str = "donations") -> bytes:
        """Return a POST to the service."""
        return request("POST", f"/api/v1/{path}", authorization=self.bearer, body=body)

    def naive(self, body: object, path: str = "donations/") -> bytes:
        """Return the same POST to its twin."""
        return request("POST", f"/api/{path}", authorization=self.naive_token, body=body)


def single(doors: Doors, new: str) -> Row:
    """Report one donation a request, each of another donor; ``new`` is what pgbench runs."""
    say("single donations")
    stage, most = doors.stage, SECONDS * MOST_A_SECOND

    def ours(number: int) -> float:
        bodies = [doors.ours(body) for body in offers.gifts(f"s{number}", most)]
        return press(stage.port, bodies, seconds=SECONDS, expected=frozenset({201})).rate

    def naive(number: int) -> float:
        bodies = [doors.naive(body) for body in offers.gifts(f"s{number}", most // 3)]
        return press(stage.naive_port, bodies, seconds=SECONDS, expected=frozenset({201})).rate

    def limit(_number: int) -> float:
        return pgbench(new, stage.application_url, SECONDS)

    ours(-1), naive(-1)
    figures = in_turn({"ours": ours, "naive": naive, "limit": limit})
    return Row(
        "single donation",
        "donations/s",
        **figures,
        note=f"{CONNECTIONS} connections; limit: the same {new.count(chr(10)) - 1} statements, "
        "prepared, with COMMIT, through pgbench",
    )


def hot(doors: Doors, again: str) -> Row:
    """One person gives a million a hundred times at once; exactly twenty fit under the cap.

    ``again`` is what pgbench runs.
    """
    say("one donor, 100 gifts at once")
    stage = doors.stage

    def at_once(port: int, messages: list[bytes], refused: int) -> float:
        outcome = press(port, messages, connections=HOT, expected=frozenset({201, refused}))
        accepted = outcome.statuses.count(201)
        if accepted != HOT_ACCEPTED or len(outcome.statuses) != HOT:
            raise RuntimeError(f"{accepted} of {HOT} were accepted, not {HOT_ACCEPTED}")
        return outcome.rate

    def gifts(number: int) -> list[dict[str, Any]]:
        donor = offers.person()
        return [
            offers.gift(f"h{number}-{index}", donor=donor, amount_krw=1_000_000)
            for index in range(HOT)
        ]

    figures = in_turn(
        {
            "ours": lambda number: at_once(stage.port, [*map(doors.ours, gifts(number))], 422),
            "naive": lambda number: at_once(
                stage.naive_port, [*map(doors.naive, gifts(number))], 400
            ),
            "limit": lambda _number: pgbench(again, stage.application_url, min(SECONDS, 2)),
        }
    )
    return Row(
        "one donor, 100 at once",
        "answers/s",
        **figures,
        note=f"exactly {HOT_ACCEPTED} of {HOT} accepted in every round, in both; limit: the "
        "statements of accepted gifts of one donor, all waiting for one row",
    )


def batch(doors: Doors, naive_single: float | None) -> Row:
    """Report many donations in one request, several requests at once."""
    say("batches")
    stage, path = doors.stage, "donations/batch"

    def ours(number: int) -> float:
        bodies = [
            doors.ours({"donations": list(offers.gifts(f"b{number}-{call}", ROWS))}, path)
            for call in range(CALLS)
        ]
        return ROWS * press(stage.port, bodies, connections=CALLS_AT_ONCE).rate

    def limit(number: int) -> float:
        return ROWS * CALLS / copy_batch(stage.owner_url, f"b{number}-", number)

    # The batch of a round has to be there before it is copied, so these two do not change places.
    def both(number: int) -> float:
        rate = ours(number)
        copied.append(limit(number))
        return rate

    copied: list[float] = []
    figures = in_turn({"ours": both}, rounds=1 if QUICK else 3)
    return Row(
        "batch intake",
        "rows/s",
        ours=figures["ours"],
        naive=naive_single,
        limit=shortened(median(copied)),
        note=f"{ROWS:,} rows a call, {CALLS_AT_ONCE} calls at once; naive: single posts to the "
        "twin, which has no batch; limit: COPY of the same rows into the same tables, with their "
        "triggers",
    )


def eligibility(doors: Doors) -> Row:
    """Ask whether a gift could be given."""
    say("eligibility")
    stage, seconds = doors.stage, max(1, SECONDS - 1)
    questions = [offers.question() for _ in range(seconds * 3000)]
    to_ours = [doors.ours(question, "eligibility") for question in questions]
    to_naive = [doors.naive(question, "donations/eligibility/") for question in questions]
    bare = request("GET", "/healthz")
    figures = in_turn(
        {
            "ours": lambda _number: press(stage.port, to_ours, seconds=seconds).rate,
            "naive": lambda _number: press(stage.naive_port, to_naive, seconds=seconds).rate,
            "limit": lambda _number: press(stage.port, repeat(bare), seconds=seconds).rate,
        }
    )
    return Row(
        "eligibility",
        "answers/s",
        **figures,
        note="limit: /healthz of the same server, which does no work",
    )


def recorded_scripts(doors: Doors) -> tuple[str, str]:
    """Return the pgbench scripts of a new donor's gift and of a known donor's next one."""
    donor = offers.person()
    _send(Client(SERVER_NAME="127.0.0.1"), doors, offers.gift("warm"))
    scripts = []
    for reference, is_new in (("recorded-new", True), ("recorded-again", False)):
        body = offers.gift(reference, donor=donor, amount_krw=100, recipient_code="26110")
        statements = record(
            lambda client, body=body: _send(client, doors, body),  # type: ignore[misc]
            expected=201,
        )
        with psycopg.connect(doors.stage.superuser_url) as connection:
            found = connection.execute(
                "SELECT d.id, d.receipt_id, d.donor_id, o.identity_hash, r.verify_code"
                " FROM donations_donation d JOIN receipts_receipt r ON r.id = d.receipt_id"
                " JOIN donations_donor o ON o.id = d.donor_id WHERE portal_reference = %s",
                [reference],
            ).fetchone()
        assert found is not None, "a donation was accepted a moment ago"  # noqa: S101
        values = {"donation": str(found[0]), "receipt": str(found[1]), "code": found[4]}
        values["reference"] = reference
        if is_new:
            values["identity"] = found[3]
        scripts.append(script(statements, values, found[2] if is_new else None))
    return scripts[0], scripts[1]


def _send(client: Client, doors: Doors, body: dict[str, Any]) -> HttpResponse:
    answer: Any = client.post(
        "/api/v1/donations",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": doors.bearer},
    )
    return answer  # type: ignore[no-any-return]
