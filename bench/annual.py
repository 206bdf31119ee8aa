"""The annual report over our own books at two sizes of the journal, and the rebuild of its sums.

The naive way scans the journal, whose rows are a third of a donation's, so the naive figure is
better than that of a scan over donations. The limit is one query of nothing over the same
connection.
"""

import time
from collections.abc import Callable
from datetime import date

import psycopg
from django.db import connection
from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from psycopg import sql

from accounts import scope
from bench.rounds import QUICK, Row, in_turn, say, shortened
from bench.stage import Stage
from ledger.models import ClosedPeriod, JournalTransfer
from ledger.tallies import MONTHS
from reports.own_books import own_books

SIZES = (20_000, 100_000) if QUICK else (1_000_000, 10_000_000)
YEAR = 2024
FILL = """
INSERT INTO ledger_journaltransfer (entry, municipality_id, booked_on, kind, debit_account,
    credit_account, amount_krw, designation, posted_at)
SELECT uuidv7(), codes[1 + n %% cardinality(codes)], %(first)s::date + (n %% 366)::int, 'donation',
    '1100', '4100', 10000 + 1000 * (n %% 90), '', now()
FROM generate_series(%(a)s::bigint, %(b)s::bigint) n,
    (SELECT array_agg(code ORDER BY code) AS codes FROM regions_municipality
     WHERE country = 'KR' AND valid_to IS NULL) places
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = 'ledger_journaltransfer'::regclass AND NOT indisprimary
"""


def annual(stage: Stage) -> list[Row]:
    """Report one year, first over a smaller and then over a larger journal."""
    say("annual report over our own books")
    rows: list[Row] = []
    before = 0
    with scope.within(scope.SYSTEM):
        for size in SIZES:
            _fill(stage, before, size)
            rows += _measure(size)
            before = size
    small, large = rows[0], rows[2]
    rows[2] = Row(
        large.name,
        large.unit,
        large.ours,
        large.naive,
        large.limit,
        note=f"{large.note}; {large.ours / small.ours:.0%} of the rate at {SIZES[0]:,}",
    )
    return rows


def _measure(size: int) -> list[Row]:
    began = time.perf_counter()
    MONTHS.rebuild()
    MONTHS.fold()
    rebuilt = time.perf_counter() - began
    expected = sum(10_000 + 1_000 * (n % 90) for n in range(1, size + 1))
    if own_books(YEAR).amount_krw != expected or _naive() != expected:
        raise RuntimeError("the sums are not those of the journal")
    figures = in_turn(
        {
            "ours": lambda _round: _rate(lambda: own_books(YEAR), 5),
            "naive": lambda _round: _rate(_naive, 1),
            "limit": lambda _round: _rate(_nothing, 200),
        },
        rounds=2 if QUICK else 3,
    )
    return [
        Row(
            f"annual report's own books at {size:,} entries",
            "reports/s",
            **figures,
            note=f"{1000 / figures['ours']:.0f} ms, naive {1000 / figures['naive']:.0f} ms; "
            "naive: scan of the journal; limit: one empty query",
        ),
        Row(
            f"rebuild of the months' sums, {size:,} entries",
            "entries/s",
            ours=shortened(size / rebuilt),
            naive=None,
            limit=None,
            note=f"{rebuilt:.1f} s, recounted and compared while intake could go on",
        ),
    ]


def _naive() -> int:
    """Add the journal up as one would without kept sums."""
    closed = set(ClosedPeriod.objects.values_list("municipality_id", "period"))
    by_month = (
        JournalTransfer.objects.filter(
            kind="donation", booked_on__range=(date(YEAR, 1, 1), date(YEAR, 12, 31))
        )
        .annotate(month=TruncMonth("booked_on"))
        .values_list("municipality", "month")
        .annotate(Count("entry", distinct=True), Sum("amount_krw"))
    )
    return sum(
        amount for fund, month, _count, amount in by_month if (fund, f"{month:%Y-%m}") in closed
    )


def _nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _rate(once: Callable[[], object], times: int) -> float:
    began = time.perf_counter()
    for _time in range(times):
        once()
    return times / (time.perf_counter() - began)


def _fill(stage: Stage, before: int, size: int) -> None:
    """Add entries up to ``size``; their triggers are passed by, as the rebuild is measured.

    The journal's indexes are made again afterwards, which takes a fifth of keeping them up.
    """
    began = time.perf_counter()
    with psycopg.connect(stage.superuser_url, autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("SET synchronous_commit = off")
        indexes = owner.execute(INDEXES).fetchall()
        for name, _definition in indexes:
            owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        owner.execute(FILL, {"a": before + 1, "b": size, "first": date(YEAR, 1, 1)})
        for _name, definition in indexes:
            owner.execute(definition)
        owner.execute(
            "INSERT INTO ledger_closedperiod (municipality_id, period)"
            " SELECT code, format('%%s-%%s', %s::text, lpad(m::text, 2, '0'))"
            " FROM regions_municipality, generate_series(1, 12) m"
            " WHERE country = 'KR' AND valid_to IS NULL ON CONFLICT DO NOTHING",
            [YEAR],
        )
        owner.execute("VACUUM (ANALYZE) ledger_journaltransfer")
    say(f"  {size:,} entries, made in {time.perf_counter() - began:.0f} s")
