"""A receipt is handed out again under its number, each time with a mark and a row."""

import threading

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import Role, User
from audit.models import AuditEvent
from kernel.dates import seoul_date
from kernel.errors import NotFound
from receipts.cancel import cancel_receipt
from receipts.errors import AlreadyCancelled, ReceiptRoleMissing
from receipts.models import Receipt, ReceiptReprint
from receipts.reprint import reprint_receipt
from tests.races import race
from tests.receipts.conftest import GANGJIN, SANCHEONG
from tests.receipts.issuing import issue_receipt
from tests.receipts.test_cancel import facts as cancellation


def official(role: Role = Role.CLERK, region: str | None = GANGJIN) -> User:
    return User.objects.create(
        email=f"{role}-{region}@x.example".lower(), role=role, municipality_id=region
    )


@pytest.mark.django_db
def test_each_time_is_a_row_with_its_number_and_its_day(make_facts):
    receipt, clerk = issue_receipt(make_facts()), official()

    first = reprint_receipt(receipt.pk, actor=clerk)
    second = reprint_receipt(receipt.pk, actor=clerk)

    today = seoul_date(timezone.now())
    assert [(each.nth, each.reprinted_on, each.reprinted_by) for each in (first, second)] == [
        (1, today, clerk),
        (2, today, clerk),
    ]
    assert Receipt.objects.get().number == "46810-2026-0000001"
    assert list(AuditEvent.objects.order_by("id").values_list("kind", "subject", "facts")) == [
        (
            "receipt.reprinted",
            "receipt:46810-2026-0000001",
            {
                "receipt": "46810-2026-0000001",
                "nth": nth,
                "reprinted_on": today.isoformat(),
            },
        )
        for nth in (1, 2)
    ]


@pytest.mark.django_db
def test_a_cancelled_receipt_is_not_handed_out_again(make_facts):
    receipt, clerk = issue_receipt(make_facts()), official()
    cancel_receipt(receipt, cancellation(), actor=clerk)

    with pytest.raises(AlreadyCancelled) as refused:
        reprint_receipt(receipt.pk, actor=clerk)

    assert (refused.value.status, refused.value.code) == (409, "state_conflict")
    assert not ReceiptReprint.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_it_needs_the_role_and_one_s_own_local_government(make_facts):
    receipt = issue_receipt(make_facts())

    for actor, refusal in [
        (official(Role.AUDITOR), ReceiptRoleMissing),
        (official(Role.MANAGER, SANCHEONG), NotFound),
        (official(Role.NATIONAL, None), NotFound),
    ]:
        with pytest.raises(refusal):
            reprint_receipt(receipt.pk, actor=actor)
    assert not ReceiptReprint.objects.exists()


@pytest.mark.django_db
def test_a_reissue_stays_as_written_and_is_written_by_the_service_only(make_facts):
    receipt, clerk = issue_receipt(make_facts()), official()
    reprint_receipt(receipt.pk, actor=clerk)

    for change in (
        lambda: ReceiptReprint.objects.update(nth=7),
        lambda: ReceiptReprint.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="stays as issued"), transaction.atomic():
            change()
    for seen, session in [(1, f"official:{GANGJIN}"), (0, f"official:{SANCHEONG}"), (0, "")]:
        with scope.within(session):
            assert ReceiptReprint.objects.count() == seen
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        scope.within(f"official:{GANGJIN}"),
        transaction.atomic(),
    ):
        ReceiptReprint.objects.create(
            receipt=receipt,
            nth=2,
            reprinted_at=timezone.now(),
            reprinted_on=seoul_date(timezone.now()),
            reprinted_by=clerk,
        )


@pytest.mark.usefixtures("own_database")
def test_reissues_at_once_are_numbered_without_gap(make_facts):
    receipt, clerk = issue_receipt(make_facts()), official()

    race(lambda _runner: reprint_receipt(receipt.pk, actor=clerk).nth, 6)

    assert list(ReceiptReprint.objects.values_list("nth", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.usefixtures("own_database")
def test_without_the_lock_two_would_take_one_number_and_one_of_them_fails(make_facts):
    """The twin: count, then write; the race is real and the constraint holds."""
    receipt, clerk = issue_receipt(make_facts()), official()
    both_have_counted = threading.Barrier(2)

    def reprint_naively(_runner):
        with transaction.atomic():
            nth = receipt.reprints.count() + 1
            both_have_counted.wait(30)
            now = timezone.now()
            return ReceiptReprint.objects.create(
                receipt=receipt,
                nth=nth,
                reprinted_at=now,
                reprinted_on=seoul_date(now),
                reprinted_by=clerk,
            )

    outcomes = race(reprint_naively, 2)

    assert sorted(type(each).__name__ for each in outcomes) == ["IntegrityError", "ReceiptReprint"]
    assert ReceiptReprint.objects.count() == 1
