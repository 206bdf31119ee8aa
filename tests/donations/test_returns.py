"""Returns: asked for once, decided and paid out by two officials, undone in every book at once."""

from uuid import uuid4

import pytest
from django.utils import timezone

from accounts import scope
from accounts.models import Role
from audit.models import AuditEvent
from donations.acceptance import accept_donation
from donations.models import DonorYear
from donations.return_errors import (
    AlreadyReturned,
    AnotherOfficialNeeded,
    GiftValueTooHigh,
    GoesBackInFull,
    ReturnReferenceReused,
    RoleMissing,
    StateConflict,
)
from donations.return_models import ARTICLES, DonationReturn, Ground
from donations.returns import (
    ReturnAsk,
    approve_return,
    pay_out_return,
    refuse_return,
    request_return,
)
from kernel.dates import seoul_date
from kernel.errors import NotFound
from ledger.closing import close_period
from ledger.models import JournalTransfer, Kind
from ledger.posting import PeriodClosed
from receipts.models import Receipt, ReceiptCancellation
from tests.donations.return_cases import ASK, broken, official
from tests.people import BUSAN_JUNG, SANCHEONG, make_offer


def test_a_return_undoes_the_donation_in_every_book(donation, case, manager, clerk, portal):
    facts = Receipt.objects.filter(pk=donation.receipt_id).values().get()
    approve_return(case.pk, gift_value_krw=30_000, actor=manager)

    paid = pay_out_return(case.pk, actor=clerk)

    assert (paid.status, paid.returned_krw, paid.gift_value_krw) == ("paid_out", 70_000, 30_000)
    donation.refresh_from_db()
    assert donation.status == "returned"
    assert DonorYear.objects.get().accepted_krw == 0
    contra = JournalTransfer.objects.get(kind=Kind.RETURN)
    assert (contra.entry, contra.municipality_id, contra.amount_krw) == (case.pk, "26110", 70_000)
    assert (contra.debit_account, contra.credit_account) == ("4100", "1100")
    assert contra.booked_on == seoul_date(timezone.now())
    taken_back = ReceiptCancellation.objects.get()
    assert taken_back.receipt == donation.receipt
    assert taken_back.number == "26110-2026-0000001-C"
    assert (taken_back.ground, taken_back.cancelled_by) == ("resident", clerk)
    assert "제14조제1항" in taken_back.reason
    assert "제4조제1항" in taken_back.reason
    assert Receipt.objects.filter(pk=donation.receipt_id).values().get() == facts
    assert broken() == []


def test_each_step_is_told_to_the_portal_that_reported_the_donation(
    donation, case, manager, clerk, portal
):
    approve_return(case.pk, actor=manager)
    pay_out_return(case.pk, actor=clerk)

    told = AuditEvent.objects.filter(portal=portal).order_by("id")
    assert [(event.kind, event.official) for event in told] == [
        ("donation.accepted", None),
        ("return.requested", None),
        ("return.approved", manager),
        ("return.paid_out", clerk),
        ("donation.returned", clerk),
        ("receipt.cancelled", clerk),
    ]
    assert {event.municipality_id for event in told} == {"26110"}
    for event in told[1:]:
        assert event.facts["donation_id"] == str(donation.pk)
        assert event.facts["portal_reference"] == donation.portal_reference
        for secret in ("홍길동", "전입일", "900101"):
            assert secret not in str(event.facts)


def test_approval_decides_and_moves_nothing(donation, case, manager):
    approve_return(case.pk, actor=manager)

    donation.refresh_from_db()
    assert donation.status == "accepted"
    assert DonorYear.objects.get().accepted_krw == 100_000
    assert not JournalTransfer.objects.filter(kind=Kind.RETURN).exists()
    assert not ReceiptCancellation.objects.exists()
    assert broken() == []


def test_a_refused_return_leaves_the_donation_and_may_be_asked_again(
    donation, case, manager, portal
):
    refuse_return(case.pk, reason="주소지가 다릅니다", actor=manager)

    case.refresh_from_db()
    assert (case.status, case.refusal, case.returned_krw) == ("refused", "주소지가 다릅니다", None)
    donation.refresh_from_db()
    assert donation.status == "accepted"
    again = ReturnAsk(ground=Ground.COERCION, portal_reference="R-2")
    assert request_return(donation.pk, again, actor=portal)[1]
    assert broken() == []


def test_a_repeat_returns_the_first_request_whatever_became_of_it(
    donation, case, manager, clerk, portal
):
    assert request_return(donation.pk, ASK, actor=portal) == (case, False)
    approve_return(case.pk, actor=manager)
    pay_out_return(case.pk, actor=clerk)

    assert request_return(donation.pk, ASK, actor=portal) == (case, False)
    assert DonationReturn.objects.count() == 1


def test_the_same_reference_with_other_content_is_refused(donation, case, portal):
    other = ReturnAsk(ground=Ground.COERCION, portal_reference=ASK.portal_reference)

    with pytest.raises(ReturnReferenceReused):
        request_return(donation.pk, other, actor=portal)


def test_a_second_return_is_refused_while_one_is_open_granted_or_paid_out(
    donation, case, manager, clerk, portal
):
    second = ReturnAsk(ground=Ground.COERCION, portal_reference="R-2")
    for step in (
        lambda: None,
        lambda: approve_return(case.pk, actor=manager),
        lambda: pay_out_return(case.pk, actor=clerk),
    ):
        step()
        with pytest.raises(AlreadyReturned):
            request_return(donation.pk, second, actor=portal)
    assert DonationReturn.objects.count() == 1


def test_what_is_another_s_is_not_found(donation, case, other_portal):
    stranger = official(Role.MANAGER, SANCHEONG)

    with pytest.raises(NotFound):
        request_return(donation.pk, ASK, actor=other_portal)
    with pytest.raises(NotFound):
        request_return(uuid4(), ASK, actor=donation.portal)
    for act in (
        lambda: request_return(donation.pk, ASK, actor=stranger),
        lambda: approve_return(case.pk, actor=stranger),
        lambda: refuse_return(case.pk, reason="x", actor=stranger),
        lambda: pay_out_return(case.pk, actor=stranger),
    ):
        with pytest.raises(NotFound):
            act()
    case.refresh_from_db()
    assert case.status == "requested"


def test_officials_act_in_their_own_scope(donation, case, manager, clerk):
    """The use cases look in the official's scope first and need nobody to open the system's."""
    with scope.within(scope.scope_of(manager)):
        approve_return(case.pk, actor=manager)
    with scope.within("official:48860"), pytest.raises(NotFound):
        pay_out_return(case.pk, actor=clerk)
    with scope.within(scope.scope_of(clerk)):
        pay_out_return(case.pk, actor=clerk)

    assert broken() == []


def test_each_step_needs_its_role(donation, case, manager, clerk):
    auditor = official(Role.AUDITOR)

    with pytest.raises(RoleMissing):
        approve_return(case.pk, actor=clerk)
    with pytest.raises(RoleMissing):
        refuse_return(case.pk, reason="x", actor=clerk)
    approve_return(case.pk, actor=manager)
    for act in (
        lambda: pay_out_return(case.pk, actor=auditor),
        lambda: request_return(donation.pk, ASK, actor=auditor),
    ):
        with pytest.raises(RoleMissing):
            act()


def test_two_different_officials_decide(donation, manager, second, clerk):
    case, _is_new = request_return(
        donation.pk, ReturnAsk(ground=Ground.SOLICITATION), actor=manager
    )
    for step in (
        lambda: approve_return(case.pk, actor=manager),
        lambda: refuse_return(case.pk, reason="x", actor=manager),
    ):
        with pytest.raises(AnotherOfficialNeeded):
            step()
    approve_return(case.pk, actor=second)
    with pytest.raises(AnotherOfficialNeeded):
        pay_out_return(case.pk, actor=second)

    assert pay_out_return(case.pk, actor=manager).status == "paid_out"
    assert broken() == []


def test_no_step_is_taken_twice(donation, case, manager, second, clerk):
    with pytest.raises(StateConflict):
        pay_out_return(case.pk, actor=clerk)
    approve_return(case.pk, actor=manager)
    with pytest.raises(StateConflict):
        approve_return(case.pk, actor=second)
    with pytest.raises(StateConflict):
        refuse_return(case.pk, reason="x", actor=second)
    pay_out_return(case.pk, actor=clerk)
    with pytest.raises(StateConflict):
        pay_out_return(case.pk, actor=second)


@pytest.mark.parametrize("ground", list(Ground))
def test_gifts_are_deducted_where_the_act_says_so(portal, manager, clerk, ground):
    """KR-RET-01: R1 to R6 deduct; a breach of the gift rules and a payment made twice do not."""
    donation = accept_donation(make_offer(), actor=portal).donation
    ask = ReturnAsk(ground=ground, portal_reference="R-1")
    case, _is_new = request_return(donation.pk, ask, actor=portal)

    if ground in {Ground.GIFT_BREACH, Ground.PAYMENT_ERROR}:
        with pytest.raises(GoesBackInFull):
            approve_return(case.pk, gift_value_krw=1, actor=manager)
        approve_return(case.pk, actor=manager)
        expected = 100_000
    else:
        approve_return(case.pk, gift_value_krw=30_000, actor=manager)
        expected = 70_000
    pay_out_return(case.pk, actor=clerk)

    assert JournalTransfer.objects.get(kind=Kind.RETURN).amount_krw == expected
    reason = ReceiptCancellation.objects.get().reason
    assert (ARTICLES.get(ground) or "이중 결제") in reason


@pytest.mark.parametrize("gift_value_krw", [-1, 100_001])
def test_gifts_are_worth_no_more_than_the_donation(case, manager, gift_value_krw):
    with pytest.raises(GiftValueTooHigh):
        approve_return(case.pk, gift_value_krw=gift_value_krw, actor=manager)

    case.refresh_from_db()
    assert case.status == "requested"


def test_where_gifts_used_everything_up_nothing_is_booked(donation, case, manager, clerk):
    approve_return(case.pk, gift_value_krw=100_000, actor=manager)
    pay_out_return(case.pk, actor=clerk)

    assert not JournalTransfer.objects.filter(kind=Kind.RETURN).exists()
    assert DonorYear.objects.get().accepted_krw == 0
    assert broken() == []


def test_a_closed_month_takes_no_pay_out(donation, case, manager, clerk):
    approve_return(case.pk, actor=manager)
    close_period(BUSAN_JUNG, f"{seoul_date(timezone.now()):%Y-%m}", actor=None)

    with pytest.raises(PeriodClosed):
        pay_out_return(case.pk, actor=clerk)

    case.refresh_from_db()
    assert case.status == "approved"
    assert DonorYear.objects.get().accepted_krw == 100_000
    assert broken() == []
