"""What the database itself holds of returns, whoever writes, and what stays secret of them."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts import scope
from donations.models import Donation
from donations.return_models import DonationReturn, Ground
from donations.returns import (
    ReturnAsk,
    approve_return,
    pay_out_return,
    refuse_return,
    request_return,
)
from tests.donations.return_cases import as_if_committed, broken


@pytest.mark.parametrize(
    ("refusal", "status", "columns"),
    [
        (
            "return_is_decided_by_another",
            "approved",
            "decided_by_id = requested_by_id, gift_value_krw = 0, returned_krw = 100000",
        ),
        (
            "does not account for the whole",
            "approved",
            "decided_by_id = %(second)s, gift_value_krw = 0, returned_krw = 99999",
        ),
        ("does not account for the whole", "approved", "decided_by_id = %(second)s"),
        ("return_says_what_was_decided", "refused", "refusal = 'x'"),
        ("return_says_what_was_decided", "refused", "decided_by_id = %(second)s, returned_krw = 1"),
        ("cannot go", "refused", "ground = 'coercion'"),
        ("cannot go", "paid_out", "paid_out_by_id = %(second)s"),
        ("cannot go", "requested", "note = ''"),
    ],
)
def test_the_database_itself_refuses_a_false_step(
    donation, manager, second, refusal, status, columns
):
    request_return(donation.pk, ReturnAsk(ground=Ground.RESIDENT, note="x"), actor=manager)

    with (
        pytest.raises(DatabaseError, match=refusal),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE donations_donationreturn"
            f" SET status = '{status}', decided_at = now(), {columns}",
            {"second": second.pk},
        )


def test_the_database_itself_wants_another_official_at_the_pay_out(donation, case, manager):
    approve_return(case.pk, actor=manager)

    with pytest.raises(IntegrityError, match="return_is_paid_out_by_another"), transaction.atomic():
        DonationReturn.objects.update(
            status="paid_out", paid_out_by=manager, paid_out_at=timezone.now()
        )


def test_a_pay_out_that_is_not_in_all_books_cannot_be_committed(donation, case, manager, clerk):
    approve_return(case.pk, actor=manager)

    for change in (
        lambda: DonationReturn.objects.update(
            status="paid_out", paid_out_by=clerk, paid_out_at=timezone.now()
        ),
        lambda: Donation.objects.update(status="returned"),
    ):
        with (
            pytest.raises(IntegrityError, match="booked, receipt taken back"),
            transaction.atomic(),
        ):
            as_if_committed(change)
    assert broken() == []


def test_what_was_returned_stays_returned(donation, case, manager, clerk):
    approve_return(case.pk, actor=manager)
    pay_out_return(case.pk, actor=clerk)

    for statement in (
        "UPDATE donations_donation SET status = 'accepted'",
        "UPDATE receipts_receiptcancellation SET reason = ''",
        "DELETE FROM receipts_receiptcancellation",
        "DELETE FROM donations_donationreturn",
    ):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_what_a_portal_or_an_official_writes_is_encrypted_at_rest(donation, case, manager):
    refuse_return(case.pk, reason="김철수의 주소가 다름", actor=manager)

    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM donations_donationreturn r")
        (row,) = cursor.fetchone()
    for secret in ("전입일", "김철수"):
        assert secret not in row


def test_each_session_reaches_its_own_returns_and_cancellations_only(
    donation, case, manager, clerk, portal, other_portal
):
    approve_return(case.pk, actor=manager)
    pay_out_return(case.pk, actor=clerk)

    for session, seen in [
        (scope.SYSTEM, 1),
        (f"portal:{portal.pk}", 1),
        (f"portal:{other_portal.pk}", 0),
        ("official:26110", 1),
        ("official:48860", 0),
        (scope.NOTHING, 0),
    ]:
        with scope.within(session), connection.cursor() as cursor:
            for table in ("donations_donationreturn", "receipts_receiptcancellation"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (seen,), (session, table)
    for session in (f"portal:{portal.pk}", "official:26110"):
        with scope.within(session), connection.cursor() as cursor:
            cursor.execute("UPDATE donations_donationreturn SET status = 'refused'")
            assert cursor.rowcount == 0
