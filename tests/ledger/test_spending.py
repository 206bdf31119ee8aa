"""Spending: asked for with evidence, decided by another official, never above the money."""

from datetime import timedelta

import pytest
from django.db import connection

from audit.models import AuditEvent
from kernel.errors import NotFound
from ledger.models import Account, FundYear
from projects.errors import (
    AccountNotOfCategory,
    AmountNotAllowed,
    EvidenceMissing,
    NotEnoughLeft,
    NotThisFund,
    ReasonMissing,
    StateConflict,
    YearNotOpen,
)
from projects.evidence import content_of
from projects.models import Category, Evidence, FundProject, ProjectSite, Source, Spending
from projects.paying import pay_spending
from projects.spending import (
    KEPT_FOR,
    approve_spending,
    expire_spendings,
    refuse_spending,
    request_spending,
    revoke_approval,
    withdraw_spending,
)
from tests.ledger.conftest import (
    INVOICE,
    NOW,
    TODAY,
    ask,
    ask_for,
    booked,
    broken,
    check_deferred,
    make_laundry,
    money,
    open_year,
    paid,
    picture,
)
from tests.people import BUSAN_JUNG


def test_a_spending_goes_from_request_to_payment(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)

    spending = request_spending(ask(laundry, 700_000), at=NOW, actor=clerk)
    assert money(laundry) == (1_000_000, 0, 0, 0)
    approve_spending(spending.pk, at=NOW, actor=manager)
    assert money(laundry) == (1_000_000, 700_000, 0, 0)
    assert booked() == []
    pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=clerk)

    pot = f"project:{laundry.pk}"
    assert money(laundry) == (1_000_000, 700_000, 0, 700_000)
    assert booked() == [("spending", "5360", "1100", 700_000, pot)]
    spending.refresh_from_db()
    assert (spending.status, spending.decided_by, spending.paid_by) == ("paid", manager, clerk)
    events = AuditEvent.objects.filter(subject=f"spending:{spending.pk}").order_by("id")
    assert [(event.kind, event.facts.get("changes")) for event in events] == [
        ("spending.requested", None),
        ("spending.approved", {"status": ["requested", "approved"]}),
        (
            "spending.paid",
            {"status": ["approved", "paid"], "paid_on": [None, TODAY.isoformat()]},
        ),
    ]
    check_deferred()
    assert broken() == []


def test_evidence_and_payee_are_encrypted_at_rest_and_readable_again(give, laundry, year, clerk):
    give(1_000_000, project_id=laundry.pk)

    request_spending(ask(laundry), at=NOW, actor=clerk)

    evidence = Evidence.objects.get()
    assert content_of(evidence) == picture()
    assert (evidence.name, evidence.content_type, evidence.size) == (
        "세탁기 계산서.png",
        "image/png",
        len(picture()),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT e::text, s::text FROM projects_evidence e, projects_spending s")
        written = "".join(cursor.fetchone())
    for secret in ("계산서", "김철수", "PNG", picture().hex()[:16]):
        assert secret not in written


@pytest.mark.parametrize("amount_krw", [0, -1, 10**18, 10**30])
def test_an_amount_that_nobody_spends_is_refused(give, laundry, year, clerk, amount_krw):
    give(1_000_000, project_id=laundry.pk)

    with pytest.raises(AmountNotAllowed):
        request_spending(ask(laundry, amount_krw), at=NOW, actor=clerk)

    assert not Spending.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"account": None},
        {"account": Account.GIFT_COST},
        {"account": Account.CASH},
        {"project_id": None},
        {"category": Category.GIFTS},
        {"category": Category.RUNNING, "project_id": None},
        {"category": Category.TRANSFER, "project_id": None, "source": Source.GENERAL},
    ],
)
def test_account_project_and_source_go_together(give, laundry, year, clerk, changes):
    give(1_000_000, project_id=laundry.pk)

    with pytest.raises(AccountNotOfCategory):
        request_spending(ask(laundry, **changes), at=NOW, actor=clerk)


@pytest.mark.parametrize("papers", [[], [INVOICE.__class__("leer.pdf", b"")]])
def test_no_evidence_no_money(give, laundry, year, clerk, papers):
    give(1_000_000, project_id=laundry.pk)

    with pytest.raises(EvidenceMissing):
        request_spending(ask(laundry, papers=papers), at=NOW, actor=clerk)

    assert not Spending.objects.exists()


def test_the_project_and_the_site_are_the_fund_s_own(give, laundry, year, clerk):
    give(1_000_000, project_id=laundry.pk)
    theirs = make_laundry(recipient_id=BUSAN_JUNG)
    their_site = ProjectSite.objects.create(project=theirs, place="부산", status="open")

    for asked in (ask(theirs), ask(laundry, site_id=their_site.pk)):
        with pytest.raises(NotThisFund):
            request_spending(asked, at=NOW, actor=clerk)


def test_without_a_plan_for_the_year_nothing_is_spent(give, laundry, manager, clerk):
    give(1_000_000, project_id=laundry.pk)
    open_year(manager, 2025)

    with pytest.raises(YearNotOpen):
        request_spending(ask(laundry), at=NOW, actor=clerk)


def test_what_is_left_is_said_before_the_refusal(give, laundry, year, clerk, manager):
    """Designated money, KR-DSG-02: 1,000,000 given, 700,000 approved, 300,000 left."""
    give(1_000_000, project_id=laundry.pk)
    first = request_spending(ask(laundry, 700_000), at=NOW, actor=clerk)
    second = request_spending(ask(laundry, 700_000), at=NOW, actor=clerk)
    approve_spending(first.pk, at=NOW, actor=manager)

    with pytest.raises(NotEnoughLeft) as at_the_decision:
        approve_spending(second.pk, at=NOW, actor=manager)
    with pytest.raises(NotEnoughLeft) as at_the_request:
        request_spending(ask(laundry, 300_001), at=NOW, actor=clerk)

    for refused, asked_krw in ((at_the_decision, 700_000), (at_the_request, 300_001)):
        assert refused.value.facts == {"left_krw": 300_000, "asked_krw": asked_krw}
    second.refresh_from_db()
    assert second.status == "requested"
    assert money(laundry) == (1_000_000, 700_000, 0, 0)
    request_spending(ask(laundry, 300_000), at=NOW, actor=clerk)


def test_designated_money_pays_for_its_own_project_only(give, laundry, year, clerk, manager):
    """KR-DSG-02: neither another project nor running cost reaches it; general money is apart."""
    give(1_000_000, project_id=laundry.pk)
    give(500_000, purpose="P1")
    forest = make_laundry(name_ko="숲", kind="general", status="running", general_krw=900_000)

    for asked in (
        ask(forest, 1, source=Source.DESIGNATED),
        ask(forest, 1, source=Source.GENERAL),
        ask(laundry, 1, source=Source.GENERAL),
        ask_for(Category.TRANSFER, 1, basis="조례 제5조"),
    ):
        with pytest.raises(NotEnoughLeft) as refused:
            request_spending(asked, at=NOW, actor=clerk)
        assert refused.value.facts["left_krw"] == 0

    give(400_000)
    paid(ask(forest, 400_000, source=Source.GENERAL), clerk, manager)
    assert money(forest) == (0, 0, 400_000, 400_000)
    assert booked() == [("spending", "5360", "1100", 400_000, "")]
    assert broken() == []


def test_general_money_is_promised_once(give, laundry, year, clerk, manager):
    """Two projects with 800,000 each out of 1,000,000 of general money."""
    give(1_000_000)
    forests = [
        make_laundry(name_ko=name, kind="general", status="running", general_krw=800_000)
        for name in ("숲", "길")
    ]
    asked = [
        request_spending(ask(each, 800_000, source=Source.GENERAL), at=NOW, actor=clerk)
        for each in forests
    ]
    approve_spending(asked[0].pk, at=NOW, actor=manager)

    with pytest.raises(NotEnoughLeft) as refused:
        approve_spending(asked[1].pk, at=NOW, actor=manager)

    assert refused.value.facts["left_krw"] == 200_000


def test_no_step_is_taken_twice_or_from_elsewhere(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    steps = {
        "approve": lambda: approve_spending(spending.pk, at=NOW, actor=manager),
        "refuse": lambda: refuse_spending(spending.pk, reason="x", at=NOW, actor=manager),
        "withdraw": lambda: withdraw_spending(spending.pk, actor=clerk),
        "revoke": lambda: revoke_approval(spending.pk, reason="x", actor=manager),
        "pay": lambda: pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=clerk),
    }
    for name in ("revoke", "pay"):
        with pytest.raises(StateConflict):
            steps[name]()
    steps["approve"]()
    for name in ("approve", "refuse", "withdraw"):
        with pytest.raises(StateConflict):
            steps[name]()
    steps["pay"]()
    for step in steps.values():
        with pytest.raises(StateConflict):
            step()
    assert money(laundry) == (1_000_000, 100_000, 0, 100_000)


def test_a_refusal_has_a_reason_and_a_withdrawal_is_one_s_own(
    give, laundry, year, clerk, second_clerk, manager
):
    give(1_000_000, project_id=laundry.pk)
    refused, withdrawn = (
        request_spending(ask(laundry), at=NOW, actor=clerk) for _number in range(2)
    )

    with pytest.raises(ReasonMissing):
        refuse_spending(refused.pk, reason="", at=NOW, actor=manager)
    refuse_spending(refused.pk, reason="견적 없음", at=NOW, actor=manager)
    with pytest.raises(NotFound):
        withdraw_spending(withdrawn.pk, actor=second_clerk)
    withdraw_spending(withdrawn.pk, actor=clerk)

    states = {each.pk: each.status for each in Spending.objects.all()}
    assert states == {refused.pk: "refused", withdrawn.pk: "withdrawn"}
    assert money(laundry) == (1_000_000, 0, 0, 0)
    assert broken() == []


def test_an_approval_that_is_taken_back_frees_money_and_ceiling(
    give, laundry, year, clerk, manager
):
    give(1_000_000, project_id=laundry.pk)
    give(1_000_000)
    spendings = [
        request_spending(asked, at=NOW, actor=clerk)
        for asked in (ask(laundry, 1_000_000), ask_for(Category.GIFTS, 600_000))
    ]
    for each in spendings:
        approve_spending(each.pk, at=NOW, actor=manager)

    for each in spendings:
        revoke_approval(each.pk, reason="계약 해제", actor=manager)

    assert money(laundry) == (1_000_000, 0, 0, 0)
    assert FundYear.objects.get().gift_bound_krw == 0
    paid(ask(laundry, 1_000_000), clerk, manager)
    assert broken() == []


def test_a_request_that_nobody_decides_expires(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)
    old = request_spending(ask(laundry), at=NOW, actor=clerk)
    fresh = request_spending(ask(laundry), at=NOW + timedelta(seconds=1), actor=clerk)

    assert expire_spendings(NOW + KEPT_FOR) == 0
    assert expire_spendings(NOW + KEPT_FOR + timedelta(milliseconds=1)) == 1

    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.status, fresh.status) == ("expired", "requested")
    with pytest.raises(StateConflict):
        approve_spending(old.pk, at=NOW, actor=manager)


@pytest.mark.parametrize("status", ["draft", "approved", "settled", "published", "cancelled"])
def test_a_project_spends_only_while_it_runs(give, laundry, year, clerk, status):
    give(1_000_000, project_id=laundry.pk)
    FundProject.objects.update(status=status)

    with pytest.raises(StateConflict):
        request_spending(ask(laundry), at=NOW, actor=clerk)
