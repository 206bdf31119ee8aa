"""Spending: asked for with evidence, decided and paid by two officials, never above the money."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F

from accounts import scope
from accounts.models import Role
from audit.models import AuditEvent
from donations.books import ask_all
from kernel.errors import NotFound
from ledger.closing import close_period
from ledger.models import Account, FundYear, JournalTransfer, Kind
from ledger.posting import PeriodClosed, PotOverdrawn
from projects.errors import (
    AccountNotOfCategory,
    AmountNotAllowed,
    CeilingReached,
    DayNotAllowed,
    EvidenceMissing,
    NotEnoughLeft,
    NotThisFund,
    ReasonMissing,
    RoleMissing,
    SecondOfficialNeeded,
    StateConflict,
    YearNotOpen,
)
from projects.evidence import content_of
from projects.models import Category, Evidence, FundProject, ProjectSite, Source, Spending
from projects.paying import pay_spending, reverse_spending
from projects.spending import (
    KEPT_FOR,
    approve_spending,
    carry_over_spending,
    expire_spendings,
    refuse_spending,
    request_spending,
    revoke_approval,
    withdraw_spending,
)
from tests.ledger.conftest import (
    INVOICE,
    NOW,
    an_official,
    ask,
    ask_for,
    at,
    make_laundry,
    open_year,
    paid,
    picture,
)
from tests.people import BUSAN_JUNG, SANCHEONG
from tests.races import race

TODAY = date(2026, 10, 20)


def broken() -> list[str]:
    """Return what ``check_books`` would complain about now."""
    with connection.cursor() as cursor:
        return [f"{each.name}: {each.detail}" for each in ask_all(cursor) if not each.ok]


def money(project: FundProject) -> tuple[int, int, int, int]:
    """Return raised, bound out of designated and of general money, spent."""
    project.refresh_from_db()
    return (
        project.raised_krw,
        project.bound_designated_krw,
        project.bound_general_krw,
        project.spent_krw,
    )


def booked() -> list[tuple[str, str, str, int, str]]:
    """Return the spendings and reversals of the journal."""
    rows = JournalTransfer.objects.filter(kind__in=[Kind.SPENDING, Kind.REVERSAL]).order_by("id")
    return list(
        rows.values_list("kind", "debit_account", "credit_account", "amount_krw", "designation")
    )


def check_deferred() -> None:
    """Have the deferred triggers look now, as at a commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


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
    assert list(
        AuditEvent.objects.filter(subject=f"spending:{spending.pk}")
        .order_by("id")
        .values_list("kind", flat=True)
    ) == ["spending.requested", "spending.approved", "spending.paid"]
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


def test_the_ceiling_of_running_cost_is_that_of_last_year_s_donations(give, manager, clerk):
    """KR-FND-04: 20,000,000 in 2025 at 15 % are 3,000,000 for 2026."""
    give(20_000_000, "2025-11-11")
    open_year(manager)
    paid(ask_for(Category.RUNNING, 2_900_000), clerk, manager)

    with pytest.raises(CeilingReached) as refused:
        request_spending(ask_for(Category.RUNNING, 100_001), at=NOW, actor=clerk)

    assert refused.value.facts == {
        "year": "2026",
        "ceiling_krw": 3_000_000,
        "left_krw": 100_000,
        "asked_krw": 100_001,
    }
    paid(ask_for(Category.RUNNING, 100_000), clerk, manager)
    assert FundYear.objects.get().running_bound_krw == 3_000_000
    assert broken() == []


def test_a_fund_new_to_these_books_says_what_it_received_the_year_before(give, manager, clerk):
    """1,000,000,001 won at 13 % (KR-FND-04): 130,000,000."""
    give(5_000_000)
    year = open_year(manager, last_year_krw=1_000_000_001)

    assert year.running_ceiling_krw == 130_000_000
    paid(ask_for(Category.RUNNING, 5_000_000), clerk, manager)


def test_in_the_first_year_nothing_may_be_spent_on_running(give, year, clerk):
    give(5_000_000)

    with pytest.raises(CeilingReached) as refused:
        request_spending(ask_for(Category.RUNNING, 1), at=NOW, actor=clerk)

    assert refused.value.facts["ceiling_krw"] == 0


def test_the_ceiling_of_gifts_grows_with_this_year_s_donations(give, year, clerk, manager):
    """KR-FND-05: 30 % of 1,000,000, then of 1,100,000."""
    give(1_000_000)
    paid(ask_for(Category.GIFTS, 300_000), clerk, manager)
    with pytest.raises(CeilingReached) as refused:
        request_spending(ask_for(Category.GIFTS, 1), at=NOW, actor=clerk)
    assert refused.value.facts["left_krw"] == 0

    give(100_000)

    paid(ask_for(Category.GIFTS, 30_000), clerk, manager)
    row = FundYear.objects.get()
    assert (row.gift_bound_krw, row.gift_ceiling_krw) == (330_000, 330_000)
    assert broken() == []


def test_two_different_officials_act(give, laundry, year, manager, second_manager, clerk):
    """Promise 11: who asked does not decide, who decided does not pay, who paid does not undo."""
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=manager)

    with pytest.raises(SecondOfficialNeeded):
        approve_spending(spending.pk, at=NOW, actor=manager)
    with pytest.raises(SecondOfficialNeeded):
        refuse_spending(spending.pk, reason="x", at=NOW, actor=manager)
    approve_spending(spending.pk, at=NOW, actor=second_manager)
    with pytest.raises(SecondOfficialNeeded):
        pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=second_manager)
    pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=clerk)
    with pytest.raises(SecondOfficialNeeded):
        reverse_spending(spending.pk, returned_on=TODAY, reason="오납", at=NOW, actor=clerk)


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("spending_is_decided_by_another", "status = 'approved', decided_by_id = requested_by_id"),
        ("spending_says_who_did_what", "status = 'approved'"),
        ("spending_says_who_did_what", "status = 'refused'"),
        ("cannot go", "status = 'paid', paid_by_id = requested_by_id, paid_on = '2026-10-20'"),
        ("cannot go", "amount_krw = amount_krw + 1"),
        ("cannot go", "status = 'withdrawn', amount_krw = 1"),
    ],
)
def test_the_database_itself_wants_two_officials(give, laundry, year, clerk, promise, columns):
    give(1_000_000, project_id=laundry.pk)
    request_spending(ask(laundry), at=NOW, actor=clerk)

    with (
        pytest.raises(IntegrityError, match=promise),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE projects_spending SET {columns}")


def test_the_database_itself_wants_another_official_at_payment_and_return(
    give, laundry, year, clerk, manager
):
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)

    with pytest.raises(IntegrityError, match="spending_is_paid_by_another"), transaction.atomic():
        Spending.objects.update(status="paid", paid_by=manager, paid_on=TODAY)
    pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=clerk)
    with (
        pytest.raises(IntegrityError, match="spending_is_paid_back_by_another"),
        transaction.atomic(),
    ):
        Spending.objects.update(
            status="reversed", reversed_by=clerk, reversed_on=TODAY, reversal=spending.pk
        )


def test_a_spending_begins_as_a_request_whoever_writes(give, laundry, year, clerk, manager):
    with pytest.raises(IntegrityError, match="begins as a request"), transaction.atomic():
        Spending.objects.create(
            municipality_id=SANCHEONG,
            lineage_code=SANCHEONG,
            fiscal_year=2026,
            category="project",
            account="5360",
            project=laundry,
            source="designated",
            amount_krw=1,
            what_for="x",
            requested_by=clerk,
            requested_at=NOW,
            decided_by=manager,
            status="approved",
        )


def test_a_payment_that_is_not_booked_cannot_be_committed(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)

    def pay_without_booking() -> None:
        Spending.objects.update(status="paid", paid_by=clerk, paid_on=TODAY)
        check_deferred()

    with pytest.raises(IntegrityError, match="0 booked"), transaction.atomic():
        pay_without_booking()


def test_each_step_needs_its_role_and_its_own_fund(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)
    auditor = an_official(Role.AUDITOR)
    stranger = an_official(Role.MANAGER, 3, BUSAN_JUNG)
    national = an_official(Role.NATIONAL, region=None)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)

    for actor, refusal in ((auditor, RoleMissing), (national, NotFound), (stranger, NotThisFund)):
        with pytest.raises(refusal):
            request_spending(ask(laundry), at=NOW, actor=actor)
    with pytest.raises(RoleMissing):
        approve_spending(spending.pk, at=NOW, actor=clerk)
    for actor in (stranger, national):
        for step in (
            lambda actor=actor: approve_spending(spending.pk, at=NOW, actor=actor),
            lambda actor=actor: refuse_spending(spending.pk, reason="x", at=NOW, actor=actor),
            lambda actor=actor: pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=actor),
            lambda actor=actor: withdraw_spending(spending.pk, actor=actor),
        ):
            with pytest.raises(NotFound):
                step()


def test_officials_act_in_their_own_scope(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)

    with scope.within(scope.scope_of(clerk)):
        spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    with scope.within(scope.scope_of(manager)):
        approve_spending(spending.pk, at=NOW, actor=manager)
    with scope.within(scope.scope_of(clerk)):
        pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=clerk)

    assert broken() == []


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


@pytest.mark.parametrize("paid_on", ["2026-10-19", "2026-10-21", "2025-12-31", "2027-01-01"])
def test_a_payment_is_booked_between_its_approval_and_today(
    give, laundry, year, clerk, manager, paid_on
):
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)

    with pytest.raises(DayNotAllowed):
        pay_spending(spending.pk, paid_on=date.fromisoformat(paid_on), at=NOW, actor=clerk)

    assert booked() == []


def test_a_closed_month_takes_no_payment(give, laundry, year, clerk, manager):
    """Promise 4."""
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)
    close_period(SANCHEONG, "2026-10", actor=manager)

    with pytest.raises(PeriodClosed):
        pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=clerk)

    spending.refresh_from_db()
    assert (spending.status, booked()) == ("approved", [])
    assert money(laundry) == (1_000_000, 100_000, 0, 0)
    assert broken() == []


@pytest.mark.parametrize(
    ("entered", "is_booked"), [("2027-01-05", True), ("2027-02-10", True), ("2027-02-11", False)]
)
def test_the_cash_office_of_a_year_works_until_10_february(
    give, laundry, year, clerk, manager, entered, is_booked
):
    """KR-FND-09: what was paid in December is entered by 10 February."""
    give(1_000_000, project_id=laundry.pk)
    open_year(manager, 2027, opened="2026-12-20")
    spending = request_spending(ask(laundry), at=at("2026-12-28"), actor=clerk)
    approve_spending(spending.pk, at=at("2026-12-28"), actor=manager)

    def pay() -> None:
        pay_spending(spending.pk, paid_on=date(2026, 12, 30), at=at(entered), actor=clerk)

    if is_booked:
        pay()
        spending.refresh_from_db()
        assert (spending.fiscal_year, spending.paid_on) == (2026, date(2026, 12, 30))
    else:
        with pytest.raises(DayNotAllowed) as refused:
            pay()
        assert refused.value.facts["first"] == "2027-01-01"


def test_money_that_comes_back_is_the_project_s_again(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)
    spending = paid(ask(laundry, 700_000), clerk, manager)

    reverse_spending(spending.pk, returned_on=TODAY, reason="반품", at=NOW, actor=manager)

    pot = f"project:{laundry.pk}"
    assert money(laundry) == (1_000_000, 0, 0, 0)
    assert booked() == [
        ("spending", "5360", "1100", 700_000, pot),
        ("reversal", "1100", "5360", 700_000, pot),
    ]
    with pytest.raises(StateConflict):
        reverse_spending(spending.pk, returned_on=TODAY, reason="반품", at=NOW, actor=manager)
    check_deferred()
    assert broken() == []
    paid(ask(laundry, 1_000_000), clerk, manager)


@pytest.mark.parametrize(
    ("returned_on", "booked_on", "still_counts_krw"),
    [
        ("2026-12-31", date(2026, 12, 31), 0),
        ("2027-01-15", date(2026, 12, 31), 0),
        ("2027-01-16", date(2027, 1, 16), 300_000),
    ],
)
def test_expenses_come_back_into_their_year_for_15_days(
    give, year, clerk, manager, returned_on, booked_on, still_counts_krw
):
    """KR-FND-09: within 15 days of the end of 2026 it is 2026's; then it is 2027's."""
    give(1_000_000)
    open_year(manager, 2027, opened="2026-12-20")
    spending = paid(ask_for(Category.GIFTS, 300_000), clerk, manager, "2026-12-20")

    reverse_spending(
        spending.pk,
        returned_on=date.fromisoformat(returned_on),
        reason="취소",
        at=at("2027-01-20"),
        actor=manager,
    )

    assert JournalTransfer.objects.get(kind=Kind.REVERSAL).booked_on == booked_on
    assert FundYear.objects.get(year=2026).gift_bound_krw == still_counts_krw
    assert broken() == []


def test_promised_money_goes_on_to_the_next_year(give, year, clerk, manager):
    """KR-FND-09 (art. 12): approved in 2026, paid in 2027, and counted there."""
    give(1_000_000)
    spending = request_spending(ask_for(Category.GIFTS, 300_000), at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)
    with pytest.raises(StateConflict):
        carry_over_spending(spending.pk, at=NOW, actor=manager)
    with pytest.raises(YearNotOpen):
        carry_over_spending(spending.pk, at=at("2027-01-10"), actor=manager)
    open_year(manager, 2027)
    with pytest.raises(CeilingReached):
        carry_over_spending(spending.pk, at=at("2027-01-10"), actor=manager)
    give(1_000_000, "2026-10-06")
    revoke_approval(spending.pk, reason="이월 불가", actor=manager)
    assert broken() == []


def test_a_project_s_promise_goes_on_to_the_next_year(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)
    open_year(manager, 2027, opened="2026-12-20")

    carry_over_spending(spending.pk, at=at("2027-01-10"), actor=manager)
    pay_spending(spending.pk, paid_on=date(2027, 1, 11), at=at("2027-01-11"), actor=clerk)

    spending.refresh_from_db()
    assert spending.fiscal_year == 2027
    assert broken() == []


def test_a_pot_that_was_emptied_by_returns_pays_nothing(give, year, clerk, manager, second_clerk):
    """General money was approved, then a gift went back: the payment finds the pot too small."""
    from donations.return_models import Ground
    from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return

    donation = give(1_000_000)
    forest = make_laundry(name_ko="숲", kind="general", status="running", general_krw=900_000)
    asked = ask(forest, 900_000, source=Source.GENERAL)
    spending = request_spending(asked, at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)
    case, _is_new = request_return(donation.pk, ReturnAsk(ground=Ground.RESIDENT), actor=clerk)
    approve_return(case.pk, actor=manager)
    pay_out_return(case.pk, actor=clerk)

    with pytest.raises(NotEnoughLeft) as refused:
        pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=clerk)

    assert refused.value.facts["left_krw"] == 0
    spending.refresh_from_db()
    assert spending.status == "approved"


def test_a_gift_that_was_spent_on_running_the_fund_cannot_go_back(give, year, clerk, manager):
    from donations.return_models import Ground
    from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return

    donation = give(1_000_000)
    paid(ask_for(Category.GIFTS, 300_000), clerk, manager)
    case, _is_new = request_return(donation.pk, ReturnAsk(ground=Ground.RESIDENT), actor=clerk)
    approve_return(case.pk, actor=manager)

    with pytest.raises(PotOverdrawn):
        pay_out_return(case.pk, actor=clerk)

    donation.refresh_from_db()
    assert donation.status == "accepted"
    assert broken() == []


def _fifty_requests(project: FundProject, clerk) -> list[Spending]:
    return [request_spending(ask(project, 100_000), at=NOW, actor=clerk) for _number in range(50)]


def test_fifty_spendings_at_once_do_not_overdraw_a_project(own_database, give, manager):
    """Promise 12: 1,000,000 given, fifty approvals and payments of 100,000; ten go through."""
    project = make_laundry()
    give(1_000_000, project_id=project.pk)
    open_year(manager)
    clerk = an_official(Role.CLERK)
    asked = _fifty_requests(project, clerk)

    def spend(number: int) -> str:
        approve_spending(asked[number].pk, at=NOW, actor=manager)
        return pay_spending(asked[number].pk, paid_on=TODAY, at=NOW, actor=clerk).status

    outcomes = race(spend, runners=50)

    assert outcomes.count("paid") == 10
    assert sum(isinstance(each, NotEnoughLeft) for each in outcomes) == 40
    assert money(project) == (1_000_000, 1_000_000, 0, 1_000_000)
    assert broken() == []


def test_gift_cost_at_once_stays_below_its_ceiling(own_database, give, manager):
    give(1_000_000)
    open_year(manager)
    clerk = an_official(Role.CLERK)
    asked = [
        request_spending(ask_for(Category.GIFTS, 100_000), at=NOW, actor=clerk)
        for _number in range(8)
    ]

    outcomes = race(
        lambda number: approve_spending(asked[number].pk, at=NOW, actor=manager).status, runners=8
    )

    assert outcomes.count("approved") == 3
    assert sum(isinstance(each, CeilingReached) for each in outcomes) == 5
    assert FundYear.objects.get().gift_bound_krw == 300_000
    assert broken() == []


def test_without_lock_and_constraint_the_race_overdraws(own_database, give, manager):
    """The twin: look, then write, as one would naively; it shows that the race is real."""
    project = make_laundry()
    give(300_000, project_id=project.pk)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE projects_fundproject DROP CONSTRAINT project_is_not_overspent")

    def spend(_number: int) -> str:
        with transaction.atomic():
            left_krw = FundProject.objects.get(pk=project.pk).designated_left_krw
            if left_krw < 100_000:
                return "refused"
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.2)")
            FundProject.objects.filter(pk=project.pk).update(
                bound_designated_krw=F("bound_designated_krw") + 100_000
            )
            return "approved"

    outcomes = race(spend, runners=8)

    assert outcomes.count("approved") > 3
    project.refresh_from_db()
    assert project.designated_left_krw < 0


def test_the_database_itself_never_overdraws_a_pot(give, laundry, year):
    """Promise 12 below the ORM: whoever writes the journal."""
    give(1_000_000, project_id=laundry.pk)

    with (
        pytest.raises(IntegrityError, match="would be overdrawn by 1 won"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO ledger_journaltransfer (entry, municipality_id, booked_on, kind,"
            " debit_account, credit_account, amount_krw, designation) VALUES"
            " (gen_random_uuid(), %s, '2026-10-20', 'spending', '5360', '1100', 1000001, %s)",
            [SANCHEONG, f"project:{laundry.pk}"],
        )


def test_each_session_reaches_its_own_spendings_and_papers_only(give, laundry, year, clerk):
    """Promise 8, below the ORM."""
    give(1_000_000, project_id=laundry.pk)
    request_spending(ask(laundry), at=NOW, actor=clerk)

    tables = (
        "projects_spending",
        "projects_evidence",
        "ledger_fundyear",
        "ledger_journaltransfer",
    )
    for session, seen in [
        (scope.SYSTEM, 1),
        (f"official:{SANCHEONG}", 1),
        (f"official:{BUSAN_JUNG}", 0),
        ("portal:1", 0),
        (scope.NOTHING, 0),
    ]:
        with scope.within(session), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (seen,), (session, table)
    with scope.within(f"official:{BUSAN_JUNG}"), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_spending SET status = 'withdrawn'")
        assert cursor.rowcount == 0
