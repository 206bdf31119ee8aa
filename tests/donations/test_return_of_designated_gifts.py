"""Returns that touch a project, and a whole year with one in it."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Role
from donations.acceptance import accept_donation
from donations.errors import AnnualCapExceeded
from donations.models import Donation, DonorYear
from donations.return_errors import ProjectMoneySpent
from donations.returns import approve_return, pay_out_return, request_return
from kernel.dates import seoul_date
from ledger.balances import donated_krw, pots
from ledger.models import JournalTransfer, Kind
from projects.models import FundProject
from receipts.models import Receipt, ReceiptCancellation
from tests.donations.return_cases import ASK, broken, official, return_whole
from tests.people import BUSAN_JUNG, HONG, KIM, SANCHEONG, make_offer


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


@pytest.mark.parametrize("to_project", [True, False])
def test_what_gifts_cost_a_designated_donation_is_general_money_again(portal, laundry, to_project):
    """KR-RET-02 and KR-FND-08: general money paid for the gift, so the deduction is its own."""
    manager, clerk = official(Role.MANAGER, SANCHEONG), official(Role.CLERK, SANCHEONG)
    named = {"project_id": laundry.pk} if to_project else {"purpose": "P1"}
    pot = f"project:{laundry.pk}" if to_project else "P1"
    gifts = [
        accept_donation(
            make_offer(recipient_code=SANCHEONG, portal_reference=f"D-{donor.name}", donor=donor)
            if donor is KIM
            else make_offer(recipient_code=SANCHEONG, **named),
            actor=portal,
        ).donation
        for donor in (HONG, KIM)
    ]
    case, _is_new = request_return(gifts[0].pk, ASK, actor=portal)
    approve_return(case.pk, gift_value_krw=30_000, actor=manager)

    pay_out_return(case.pk, actor=clerk)

    assert pots(SANCHEONG) == {"": 130_000}
    entry = JournalTransfer.objects.filter(entry=case.pk).order_by("id")
    assert list(
        entry.values_list("kind", "debit_account", "credit_account", "amount_krw", "designation")
    ) == [
        ("return", "4200", "1100", 70_000, pot),
        ("assignment", "4200", "4900", 30_000, pot),
        ("assignment", "4900", "4100", 30_000, ""),
    ]
    assert donated_krw(SANCHEONG, seoul_date(timezone.now()).year) == 130_000
    assert broken() == []


def test_a_deduction_that_went_elsewhere_is_found_out(portal, laundry):
    manager, clerk = official(Role.MANAGER, SANCHEONG), official(Role.CLERK, SANCHEONG)
    offer = make_offer(recipient_code=SANCHEONG, project_id=laundry.pk)
    case, _is_new = request_return(
        accept_donation(offer, actor=portal).donation.pk, ASK, actor=portal
    )
    approve_return(case.pk, gift_value_krw=30_000, actor=manager)
    pay_out_return(case.pk, actor=clerk)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_journaltransfer (entry, municipality_id, booked_on, kind,"
            " debit_account, credit_account, amount_krw, designation)"
            " SELECT t.entry, t.municipality_id, t.booked_on, t.kind, moved.debit, moved.credit,"
            " t.amount_krw, moved.pot FROM ledger_journaltransfer t,"
            " (VALUES ('4100', '4900', ''), ('4900', '4200', 'P4')) moved (debit, credit, pot)"
            " WHERE t.credit_account = '4100' AND t.kind = 'assignment'"
        )

    assert [each.partition(":")[0] for each in broken()] == [
        "every purpose's pot holds what was given for it less what was assigned",
        "what gifts cost a returned designation is general money again",
    ]


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
