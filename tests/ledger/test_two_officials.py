"""Spending takes two officials, each in their role and of its own fund (promises 8 and 11)."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import scope
from accounts.models import Role
from audit.models import AuditEvent
from kernel.errors import NotFound
from projects.errors import (
    NotThisFund,
    RoleMissing,
    SecondOfficialNeeded,
    StateConflict,
)
from projects.models import Spending
from projects.paying import pay_spending, reverse_spending
from projects.spending import (
    approve_spending,
    refuse_spending,
    request_spending,
    withdraw_spending,
)
from tests.ledger.conftest import (
    NOW,
    TODAY,
    an_official,
    ask,
    booked,
    broken,
    make_laundry,
    money,
    open_year,
)
from tests.people import BUSAN_JUNG, SANCHEONG
from tests.races import race


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


def test_each_step_is_taken_once_however_many_take_it_at_once(own_database, give):
    """Four managers approve one spending, then four clerks pay it."""
    laundry = make_laundry()
    managers = [an_official(Role.MANAGER, number) for number in range(4)]
    clerks = [an_official(Role.CLERK, number) for number in range(4)]
    open_year(managers[0])
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerks[0])

    def decide(number: int) -> str:
        return approve_spending(spending.pk, at=NOW, actor=managers[number]).status

    def pay(number: int) -> str:
        return pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=clerks[number]).status

    for act, status in ((decide, "approved"), (pay, "paid")):
        outcomes = race(act, runners=4)
        assert outcomes.count(status) == 1
        assert sum(isinstance(each, StateConflict) for each in outcomes) == 3
    assert money(laundry) == (1_000_000, 100_000, 0, 100_000)
    assert booked() == [("spending", "5360", "1100", 100_000, laundry.designation)]
    kinds = AuditEvent.objects.filter(kind__startswith="spending.").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "spending.requested",
        "spending.approved",
        "spending.paid",
    ]
    assert broken() == []


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
