import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.db.models import F

from accounts import scope
from accounts.models import Role, User
from receipts.models import Receipt, ReceiptSeries
from receipts.register import statement
from tests import servers
from tests.races import race
from tests.receipts import twenty
from tests.receipts.conftest import GANGJIN, SANCHEONG
from tests.receipts.issuing import issue_receipt, issue_receipts


@pytest.mark.django_db
def test_a_receipt_holds_every_fact_it_shows(make_facts):
    facts = make_facts(
        donor_address="서울특별시 종로구",
        donor_resident_number="9001011234567",
        designation="마을 공동빨래방",
        disaster_declared_on=date(2026, 2, 1),
        disaster_ends_on=date(2026, 5, 1),
        disaster_cause="Wildfire",
    )

    issued = issue_receipt(facts)

    kept = Receipt.objects.get(pk=issued.pk)
    for name in facts.__dataclass_fields__:
        assert getattr(kept, name) == getattr(facts, name), name
    assert kept.number == issued.number == "46810-2026-0000001"
    assert (kept.year, kept.serial) == (2026, 1)
    assert kept.legal_ground == "고향사랑 기부금에 관한 법률"
    assert kept.law_version == "조세특례제한법 제58조 (법률 제21223호)"
    assert kept.verify_code == issued.verify_code
    assert len(kept.verify_code) == 28


@pytest.mark.django_db
def test_it_is_issued_on_the_day_in_seoul(make_facts):
    issued = issue_receipt(make_facts(issued_at=datetime(2026, 3, 10, 15, 0, tzinfo=UTC)))

    assert issued.issued_on == date(2026, 3, 11)


@pytest.mark.django_db
def test_a_gift_of_old_year_reported_in_the_new_is_numbered_in_the_old(make_facts):
    late = issue_receipt(
        make_facts(
            donated_on=date(2025, 12, 31), issued_at=datetime(2025, 12, 31, 16, 0, tzinfo=UTC)
        )
    )

    assert late.number == "46810-2025-0000001"
    assert late.issued_on == date(2026, 1, 1)


@pytest.mark.django_db
def test_each_issuer_and_year_counts_for_itself(make_facts):
    numbers = [
        issue_receipt(make_facts(**changes)).number
        for changes in (
            {},
            {},
            {"issuer_id": SANCHEONG},
            {"donated_on": date(2025, 5, 5)},
            {},
        )
    ]

    assert numbers == [
        "46810-2026-0000001",
        "46810-2026-0000002",
        "48860-2026-0000001",
        "46810-2025-0000001",
        "46810-2026-0000003",
    ]


@pytest.mark.django_db
def test_issuing_asks_for_the_numbers_of_all_and_writes_all(make_facts, django_assert_num_queries):
    with django_assert_num_queries(2):
        issue_receipts([make_facts(), make_facts(issuer_id=SANCHEONG), make_facts()])


@pytest.mark.django_db
def test_the_numbers_of_a_set_are_those_that_the_database_makes(make_facts):
    issue_receipt(make_facts())
    facts = [
        make_facts(),
        make_facts(issuer_id=SANCHEONG),
        make_facts(),
        make_facts(donated_on=date(2025, 5, 5)),
    ]

    issued = issue_receipts(facts)

    numbers = [
        "46810-2026-0000002",
        "48860-2026-0000001",
        "46810-2026-0000003",
        "46810-2025-0000001",
    ]
    assert [receipt.number for receipt in issued] == numbers
    kept = dict(Receipt.objects.values_list("source", "number"))
    assert [kept[each.source] for each in facts] == numbers


def test_a_set_is_issued_on_one_day(make_facts):
    tomorrow = make_facts(issued_at=datetime(2026, 3, 11, 16, 0, tzinfo=UTC))

    with pytest.raises(ValueError, match="too many values"):
        issue_receipts([make_facts(), tomorrow])


@pytest.mark.django_db
def test_a_donation_gets_one_receipt_and_the_second_try_takes_no_number(make_facts):
    facts = make_facts()
    issue_receipt(facts)

    with pytest.raises(IntegrityError, match="receipt_once_per_source"), transaction.atomic():
        issue_receipt(facts)

    assert ReceiptSeries.objects.get().last_number == 1


@pytest.mark.django_db
def test_personal_data_is_encrypted_at_rest(make_facts):
    facts = make_facts(donor_address="세종대로 1", donor_resident_number="9001011234567")
    issue_receipt(facts)

    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM receipts_receipt r")
        (row,) = cursor.fetchone()
    for secret in ("홍길동", "홍*동", "1990-01-01", "세종대로", "9001011234567"):
        assert secret not in row


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE receipts_receipt SET amount_krw = amount_krw + 1",
        "UPDATE receipts_receipt SET name_masked = ''",
        "DELETE FROM receipts_receipt",
        "DELETE FROM receipts_receiptseries",
        "UPDATE receipts_receiptseries SET last_number = 0",
        "UPDATE receipts_receiptseries SET year = 2025",
    ],
)
def test_what_was_issued_stays(make_facts, statement):
    issued = issue_receipt(make_facts())

    with (
        pytest.raises(IntegrityError, match=r"stays as issued|only counts up"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Receipt.objects.get().amount_krw == issued.amount_krw
    assert ReceiptSeries.objects.get().last_number == 1


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("table", ["receipts_receipt", "receipts_receiptseries"])
def test_not_even_the_owner_of_the_tables_empties_them(table):
    with (
        pytest.raises(IntegrityError, match=r"stays as issued|only counts up"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
def test_a_receipt_is_seen_by_its_issuer_only(make_facts):
    issue_receipt(make_facts())

    for seen, session in [
        (1, scope.SYSTEM),
        (1, f"official:{GANGJIN}"),
        (1, f"official:{SANCHEONG},{GANGJIN}"),
        (0, f"official:{SANCHEONG}"),
        (0, "portal:987654"),
        (0, scope.NOTHING),
    ]:
        with scope.within(session):
            assert Receipt.objects.count() == seen, session


@pytest.mark.django_db
@pytest.mark.parametrize("session", [f"official:{GANGJIN}", "portal:1", scope.NOTHING])
def test_only_the_service_issues(make_facts, session):
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        scope.within(session),
        transaction.atomic(),
    ):
        issue_receipt(make_facts())

    assert not Receipt.objects.exists()


@pytest.mark.django_db
def test_officials_start_from_what_their_government_issued(make_facts):
    issue_receipt(make_facts())
    official = User(role=Role.CLERK, municipality_id=GANGJIN)
    other = User(role=Role.CLERK, municipality_id=SANCHEONG)
    national = User(role=Role.NATIONAL)

    assert Receipt.objects.visible_to(official).count() == 1
    assert not Receipt.objects.visible_to(other).exists()
    assert not Receipt.objects.visible_to(national).exists()


class RolledBackError(Exception):
    """Raised to roll a transaction back."""


@pytest.mark.usefixtures("own_database")
def test_numbers_have_no_gap_and_no_double_when_many_issue_at_once(make_facts):
    facts = make_facts()

    def issue(runner):
        for turn in range(5):
            try:
                with transaction.atomic():
                    issue_receipt(replace(facts, source=uuid4()))
                    if (runner + turn) % 3 == 0:
                        raise RolledBackError
            except RolledBackError:
                continue

    outcomes = race(issue, 12)

    assert outcomes == [None] * 12
    kept = sum((runner + turn) % 3 != 0 for runner in range(12) for turn in range(5))
    serials = Receipt.objects.order_by("serial").values_list("serial", flat=True)
    assert list(serials) == list(range(1, kept + 1))
    assert ReceiptSeries.objects.get().last_number == kept


@pytest.mark.usefixtures("own_database")
def test_without_the_series_lock_two_would_take_one_number_and_one_of_them_fails(make_facts):
    """The twin: read, add one, write. It shows that the race is real and the constraint holds."""
    issue_receipt(make_facts())
    both_have_read = threading.Barrier(2)

    def issue_naively(_runner):
        with transaction.atomic():
            last = Receipt.objects.order_by("-serial").values_list("serial", flat=True)[0]
            both_have_read.wait(30)
            issued = Receipt.objects.get(serial=1)
            ReceiptSeries.objects.update(last_number=F("last_number") + 1)
            return Receipt.objects.create(
                **{
                    field.attname: getattr(issued, field.attname)
                    for field in Receipt._meta.local_concrete_fields
                    if field.attname not in {"id", "number"}
                }
                | {"source": uuid4(), "serial": last + 1, "verify_code": uuid4().hex},
            )

    outcomes = race(issue_naively, 2)

    assert sum(isinstance(outcome, Receipt) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1
    assert Receipt.objects.count() == 2


@pytest.mark.django_db
def test_a_receipt_whose_number_the_series_has_not_given_out_is_refused(make_facts):
    issued = issue_receipt(make_facts())
    issued.pk, issued.source, issued.serial, issued.verify_code = uuid4(), uuid4(), 7, "another"
    issued._state.adding = True

    with pytest.raises(IntegrityError, match="not given out"), transaction.atomic():
        issued.save(force_insert=True)

    assert Receipt.objects.count() == 1


def test_twenty_processes_that_issue_for_one_body_at_once_leave_no_gap(own_database):
    environment = {**os.environ, "DATABASE_URL": servers.url_of(own_database)}

    subprocess.run(  # noqa: S603
        [sys.executable, "-m", twenty.__name__, "20"],
        cwd=servers.ROOT,
        env=environment,
        check=True,
        timeout=300,
    )

    kept = twenty.IN_A_SET * sum(
        not twenty.is_rolled_back(runner, turn)
        for runner in range(20)
        for turn in range(twenty.SETS)
    )
    found = statement(GANGJIN, 2026)
    assert (found.is_complete, found.last_number, kept) == (True, kept, 81)
    serials = Receipt.objects.order_by("serial").values_list("serial", flat=True)
    assert list(serials) == list(range(1, kept + 1))
