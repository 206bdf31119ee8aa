"""The officials' list of donations and their home page, at two sizes of the tables.

The official is of a local government that carries on for another, so the rows on a page are of two
codes; each has a twentieth of all rows, and a day has its share of them. ``python -m
bench.admin_lists 1000000 10000000`` measures other sizes, on a stage of its own.
"""

import base64
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import offers
from bench.filling import ID, PAGE, SIZES, fill
from bench.load import press, request
from bench.rounds import QUICK, Row, percentile, say, shortened
from bench.stage import Stage, stage

SECONDS = 2 if QUICK else 10
CONNECTIONS = 2
"""A county has one or two officials at work."""

LINEAGE = ("12110", "46110")
"""A local government of 2026 and the one it carries on for."""
FIRST_DAY = date(2024, 1, 1)
DAYS = 900

OTHERS = 18

RECEIPT_ID, DONATION_ID = ID % "0003", ID % "0004"
DAY = f"(date '{FIRST_DAY}' + (n * 7919::bigint % {DAYS})::integer)"


def _tables(codes: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return how the rows differ, of as many local governments as ``codes``."""
    code = f"(ARRAY{list(codes)})[n % {len(codes)} + 1]"
    year = f"extract(year FROM {DAY})"
    return {
        "receipts_receipt": {
            "id": RECEIPT_ID,
            "source": DONATION_ID,
            "issuer_id": code,
            "year": year,
            "serial": f"1000 + n / {len(codes)}",
            "verify_code": "'desk-' || n",
            "donated_on": DAY,
        },
        "donations_donation": {
            "id": DONATION_ID,
            "portal_id": "%(portal)s",
            "portal_reference": "'desk-' || n",
            "receipt_id": RECEIPT_ID,
            "recipient_id": code,
            "donated_on": DAY,
            "tax_year": year,
        },
    }


def admin_lists(place: Stage, sizes: tuple[int, ...] = SIZES) -> list[Row]:
    """Look at pages at random depths, and at the home page, at each of ``sizes``."""
    from accounts import tokens
    from accounts.enrolment import enrol_portal
    from accounts.models import Role, User
    from regions.models import Municipality

    say("an official's pages")
    scopes = ["donations:write"]
    portal = enrol_portal("desk", scopes=scopes, channel="PORTAL", requires_hold=False).portal
    bearer = f"Bearer {tokens.issue(portal, scopes)}"
    gift = request("POST", "/api/v1/donations", authorization=bearer, body=offers.gift("desk"))
    press(place.port, [gift], connections=1, expected=frozenset({201}))
    official = User.objects.create_official(
        "desk@bench.example", "Apricot-river-9", role=Role.MANAGER, municipality_id=LINEAGE[0]
    )
    cookie = verified_cookie(official)
    others = Municipality.objects.filter(country="KR", level="basic").exclude(pk__in=LINEAGE)
    codes = [*LINEAGE, *others.order_by("pk").values_list("pk", flat=True)[:OTHERS]]
    rows: list[Row] = []
    before = 0
    for size in sizes:
        seconds = fill(place, _tables(codes), before, size, portal.pk)
        say(f"  {size:,} rows in each table, made in {seconds:.0f} s")
        rows += [
            _measure(place, cookie, f"officials' list at {size:,} rows", _somewhere(size)),
            _measure(place, cookie, f"officials' home at {size:,} rows", lambda: "/admin/"),
        ]
        before = size
    return rows


def _somewhere(size: int) -> Callable[[], str]:
    """Return a draw of pages of the list, each beginning on a day of its own."""

    def draw() -> str:
        on = FIRST_DAY + timedelta(days=random.randrange(DAYS))  # noqa: S311
        last = f"01900000-0004-7000-8000-{random.randrange(1, size):012x}"  # noqa: S311
        mark = base64.urlsafe_b64encode(json.dumps([on.isoformat(), last]).encode()).decode()
        return f"/admin/donations/donation/?after={mark.rstrip('=')}"

    return draw


def _measure(place: Stage, cookie: str, name: str, draw: Callable[[], str]) -> Row:
    def pages() -> Iterator[bytes]:
        while True:
            yield request("GET", draw(), cookie=cookie)

    press(place.port, pages(), seconds=1, connections=CONNECTIONS)
    outcome = press(place.port, pages(), seconds=SECONDS, connections=CONNECTIONS)
    alone = press(place.port, pages(), seconds=SECONDS, connections=1)
    told = {percent: shortened(1000 * percentile(alone.latencies, percent)) for percent in (50, 99)}
    return Row(
        name,
        "pages/s",
        ours=shortened(outcome.rate),
        naive=None,
        limit=None,
        note=f"{_queries(cookie, draw())} queries; one official alone: median {told[50]} ms, "
        f"p99 {told[99]} ms; {CONNECTIONS} at once; pages of {PAGE}, rows of two codes",
    )


def _queries(cookie: str, address: str) -> int:
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies.load(cookie)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return len(captured)


def verified_cookie(official: Any) -> str:
    """Return the cookie of a session in which ``official`` has shown a second factor."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django_otp import DEVICE_ID_SESSION_KEY

    from access import second_factor
    from access.models import Authenticator

    secret = second_factor.new_secret()
    second_factor.enrol(official, secret, second_factor.code_at(secret, time.time()))
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(official.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = official.get_session_auth_hash()
    session[DEVICE_ID_SESSION_KEY] = Authenticator.objects.get(user=official).persistent_id
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def main(sizes: list[str]) -> int:
    """Measure on a stage of its own."""
    with stage(with_twin=False) as place:
        import django

        django.setup()
        for row in admin_lists(place, tuple(map(int, sizes)) or SIZES):
            say(f"{row.name}: {row.ours:g} {row.unit}; {row.note}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
