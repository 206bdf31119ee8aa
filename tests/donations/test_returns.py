"""Returns: asked for once, decided and paid out by two officials, undone in every book at once."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import Role, User
from audit.models import AuditEvent
from donations.acceptance import Acceptance, accept_donation
from donations.books import ask_all
from donations.errors import AnnualCapExceeded
from donations.models import Donation, DonorYear
from donations.return_errors import (
    AlreadyReturned,
    AnotherOfficialNeeded,
    GiftValueTooHigh,
    GoesBackInFull,
    ProjectMoneySpent,
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
from projects.models import FundProject
from receipts.models import Receipt, ReceiptCancellation
from tests.people import BUSAN_JUNG, HONG, KIM, SANCHEONG, make_offer, make_portal
from tests.races import race

ASK = ReturnAsk(ground=Ground.RESIDENT, note="전입일이 기부일보다 앞섬", portal_reference="R-1")


def official(role: Role, region: str = BUSAN_JUNG, name: str = "a") -> User:
    return User.objects.create(
        email=f"{name}-{role}-{region}@example.org", role=role, municipality_id=region
    )


@pytest.fixture
def manager(db) -> User:
    return official(Role.MANAGER)


@pytest.fixture
def second(db) -> User:
    return official(Role.MANAGER, name="second")


@pytest.fixture
def clerk(db) -> User:
    return official(Role.CLERK)


@pytest.fixture
def donation(portal) -> Donation:
    return accept_donation(make_offer(), actor=portal).donation


@pytest.fixture
def case(donation, portal) -> DonationReturn:
    return request_return(donation.pk, ASK, actor=portal)[0]


def return_whole(donation: Donation, manager: User, clerk: User) -> DonationReturn:
    """Have a donation returned from request to pay-out."""
    ask = ReturnAsk(ground=Ground.PAYMENT_ERROR, portal_reference=f"R-{donation.pk}")
    case, _is_new = request_return(donation.pk, ask, actor=donation.portal)
    approve_return(case.pk, actor=manager)
    return pay_out_return(case.pk, actor=clerk)


def broken() -> list[str]:
    with connection.cursor() as cursor:
        return [f"{check.name}: {check.detail}" for check in ask_all(cursor) if not check.ok]


def as_if_committed(change: Callable[[], object]) -> None:
    change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


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


@pytest.fixture
def laundry(db) -> FundProject:
    return FundProject.objects.create(
        recipient_id=SANCHEONG,
        name_ko="마을빨래방",
        name_en="Village laundry room",
        purpose="어르신 이불 빨래",
        purpose_code="P1",
        kind="designated",
        status="open",
        target_krw=30_000_000,
        opens_on="2025-07-01",
    )


def test_a_project_loses_what_was_returned_and_its_donor_with_the_last_gift(portal, laundry):
    manager, clerk = official(Role.MANAGER, SANCHEONG), official(Role.CLERK, SANCHEONG)
    gifts = [
        accept_donation(
            make_offer(
                donor=donor,
                recipient_code=SANCHEONG,
                project_id=laundry.pk,
                portal_reference=f"D-{number}",
                amount_krw=amount_krw,
            ),
            actor=portal,
        ).donation
        for number, (donor, amount_krw) in enumerate(
            [(HONG, 100_000), (HONG, 50_000), (KIM, 7_000)]
        )
    ]

    seen = []
    for gift in gifts:
        return_whole(gift, manager, clerk)
        laundry.refresh_from_db()
        seen.append((laundry.raised_krw, laundry.donor_count))
        assert broken() == []

    assert seen == [(57_000, 2), (7_000, 1), (0, 0)]
    contra = JournalTransfer.objects.filter(kind=Kind.RETURN).values_list(
        "debit_account", "designation"
    )
    assert set(contra) == {("4200", f"project:{laundry.pk}")}
    again = make_offer(
        recipient_code=SANCHEONG, project_id=laundry.pk, portal_reference="D-9", amount_krw=9_000
    )
    accept_donation(again, actor=portal)
    laundry.refresh_from_db()
    assert (laundry.raised_krw, laundry.donor_count) == (9_000, 1)
    assert broken() == []


def test_a_project_that_spent_the_money_gives_nothing_back(portal, laundry):
    manager, clerk = official(Role.MANAGER, SANCHEONG), official(Role.CLERK, SANCHEONG)
    offer = make_offer(recipient_code=SANCHEONG, project_id=laundry.pk)
    donation = accept_donation(offer, actor=portal).donation
    FundProject.objects.update(bound_designated_krw=1)

    with pytest.raises(ProjectMoneySpent):
        return_whole(donation, manager, clerk)

    donation.refresh_from_db()
    assert donation.status == "accepted"
    FundProject.objects.update(bound_designated_krw=0)
    assert broken() == []


def test_a_worked_year_gift_return_allowance_back_and_gift_again(portal, manager, clerk):
    """A donor at the cap is returned a double payment and may give as much once more.

    20,000,000 cap; 12,000,000 + 8,000,000 given; one won more is refused. The 8,000,000 was paid
    twice by mistake and goes back: 8,000,000 free again. 8,000,001 is refused, 8,000,000 is not.
    The fund received 28,000,000 and returned 8,000,000; it keeps 20,000,000.
    """

    def give(reference: str, amount_krw: int) -> Donation:
        offer = make_offer(portal_reference=reference, amount_krw=amount_krw)
        return accept_donation(offer, actor=portal).donation

    give("W-1", 12_000_000)
    twice = give("W-2", 8_000_000)
    with pytest.raises(AnnualCapExceeded):
        give("W-3", 1_000)

    return_whole(twice, manager, clerk)

    assert DonorYear.objects.get().accepted_krw == 12_000_000
    with pytest.raises(AnnualCapExceeded) as refused:
        give("W-4", 8_000_001)
    assert refused.value.facts["remaining_krw"] == 8_000_000
    assert give("W-5", 8_000_000).remaining_krw == 0

    booked = JournalTransfer.objects.filter(municipality=BUSAN_JUNG)
    received = sum(each.amount_krw for each in booked.filter(debit_account="1100"))
    paid = sum(each.amount_krw for each in booked.filter(credit_account="1100"))
    assert (received, paid, received - paid) == (28_000_000, 8_000_000, 20_000_000)
    assert list(Receipt.objects.order_by("serial").values_list("serial", flat=True)) == [1, 2, 3]
    assert ReceiptCancellation.objects.get().receipt == twice.receipt
    assert broken() == []


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


def test_returns_asked_at_once_are_one(own_database):
    portal = make_portal("portal")
    donation = accept_donation(make_offer(), actor=portal).donation

    def ask(number: int) -> tuple[DonationReturn, bool]:
        each = ReturnAsk(ground=Ground.RESIDENT, portal_reference=f"R-{number}")
        return request_return(donation.pk, each, actor=portal)

    outcomes = race(ask, runners=12)

    assert sum(isinstance(outcome, tuple) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyReturned) for outcome in outcomes) == 11
    assert broken() == []


def test_one_request_repeated_at_once_is_one_request_and_equal_answers(own_database):
    portal = make_portal("portal")
    donation = accept_donation(make_offer(), actor=portal).donation

    outcomes = race(lambda _number: request_return(donation.pk, ASK, actor=portal), runners=12)

    assert {case.pk for case, _is_new in outcomes} == {DonationReturn.objects.get().pk}
    assert sum(is_new for _case, is_new in outcomes) == 1


def test_without_the_constraint_two_returns_of_one_donation_are_open(own_database):
    """The twin: look, then write, as one would naively; it shows that the race is real."""
    from django.db import connections

    portal = make_portal("portal")
    donation = accept_donation(make_offer(), actor=portal).donation
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP INDEX donation_goes_back_once")

    def ask(number: int) -> str:
        with transaction.atomic():
            scope.enter_until_commit(scope.SYSTEM)
            if DonationReturn.objects.filter(donation=donation).exists():
                return "refused"
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.2)")
            DonationReturn.objects.create(
                donation=donation,
                portal=portal,
                portal_reference=f"R-{number}",
                ground=Ground.RESIDENT,
                requested_at=timezone.now(),
            )
            return "requested"

    outcomes = race(ask, runners=4)

    assert outcomes.count("requested") > 1
    assert DonationReturn.objects.count() > 1


def test_a_return_decided_and_paid_out_by_many_at_once_is_done_once(own_database):
    portal = make_portal("portal")
    donation = accept_donation(make_offer(), actor=portal).donation
    case, _is_new = request_return(donation.pk, ASK, actor=portal)
    officials = [official(Role.MANAGER, name=f"m{number}") for number in range(8)]

    approved = race(lambda number: approve_return(case.pk, actor=officials[number]), runners=4)
    paid = race(lambda number: pay_out_return(case.pk, actor=officials[4 + number]), runners=4)

    for outcomes in (approved, paid):
        assert sum(isinstance(outcome, DonationReturn) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, StateConflict) for outcome in outcomes) == 3
    assert JournalTransfer.objects.filter(kind=Kind.RETURN).count() == 1
    assert ReceiptCancellation.objects.count() == 1
    assert broken() == []


def test_returns_against_donations_of_the_same_donor_keep_the_books(own_database):
    """Gifts of two years to one project, returned while the donor gives again."""
    portal = make_portal("portal")
    manager, clerk = official(Role.MANAGER, SANCHEONG), official(Role.CLERK, SANCHEONG)
    project = FundProject.objects.create(
        recipient_id=SANCHEONG,
        name_ko="마을빨래방",
        name_en="Village laundry room",
        purpose="빨래",
        purpose_code="P1",
        kind="designated",
        status="open",
        target_krw=30_000_000,
        opens_on="2025-01-01",
    )
    days = ("2025-10-05T14:00:00+09:00", "2026-10-05T14:00:00+09:00")

    def give(reference: str, day: str) -> Donation:
        offer = make_offer(
            portal_reference=reference,
            paid_at=datetime.fromisoformat(day),
            recipient_code=SANCHEONG,
            project_id=project.pk,
            amount_krw=4_000_000,
        )
        return accept_donation(offer, actor=portal).donation

    cases = []
    for number in range(6):
        donation = give(f"W-{number}", days[number % 2])
        ask = ReturnAsk(ground=Ground.RESIDENT, portal_reference=f"R-{number}")
        case, _is_new = request_return(donation.pk, ask, actor=portal)
        approve_return(case.pk, gift_value_krw=1_000, actor=manager)
        cases.append(case)

    def act(number: int) -> object:
        if number < 6:
            return pay_out_return(cases[number].pk, actor=clerk)
        return give(f"N-{number}", days[number % 2])

    outcomes = race(act, runners=14)

    assert sum(isinstance(outcome, DonationReturn) for outcome in outcomes) == 6
    unexpected = [
        outcome
        for outcome in outcomes
        if not isinstance(outcome, DonationReturn | Donation | Acceptance | AnnualCapExceeded)
    ]
    assert unexpected == []
    assert broken() == []
