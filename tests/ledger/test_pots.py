"""A pot pays out what it holds and not a won more, whoever writes (promise 12)."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F
from uuid_utils.compat import uuid7

from accounts import scope
from accounts.models import Role
from ledger.balances import pots
from ledger.models import Account, Kind
from ledger.posting import Posting, PotOverdrawn, post
from ledger.tallies import MONTHS
from projects.errors import NotEnoughLeft
from projects.models import FundProject, Spending
from projects.paying import pay_spending
from projects.spending import approve_spending, request_spending
from regions.models import Municipality
from tests.ledger.conftest import (
    NOW,
    TODAY,
    an_official,
    ask,
    broken,
    make_laundry,
    money,
    open_year,
)
from tests.people import SANCHEONG
from tests.races import race

GOKSEONG, GOKSEONG_SINCE_JULY = "46720", "12720"


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


def take_at_once(runners: int) -> list[Any]:
    """Have 100,000 won of general money taken out by many who ask nobody."""

    def take_out(_number: int) -> str:
        with transaction.atomic():
            post(
                Posting(
                    uuid7(),
                    SANCHEONG,
                    date(2026, 10, 20),
                    Kind.SPENDING,
                    Account.RUNNING_COST,
                    Account.CASH,
                    100_000,
                )
            )
        return "taken"

    return race(take_out, runners=runners)


def test_the_database_itself_never_overdraws_a_pot_at_once(own_database, give):
    give(300_000)

    outcomes = take_at_once(12)

    assert outcomes.count("taken") == 3
    assert sum(isinstance(each, PotOverdrawn) for each in outcomes) == 9
    assert pots(SANCHEONG) == {}


def test_without_its_lock_the_database_overdraws_a_pot(own_database, give):
    """The twin: the same trigger, which waits for nobody."""
    give(300_000)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('ledger_refuse_overdraft'::regproc)")
        (function,) = cursor.fetchone()
        assert "PERFORM pg_advisory_xact_lock" in function
        cursor.execute(
            function.replace("PERFORM pg_advisory_xact_lock", "PERFORM hashtext(''); --")
        )
        cursor.execute(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$;"
            "CREATE TRIGGER q_after_the_look AFTER INSERT ON ledger_journaltransfer"
            " FOR EACH STATEMENT EXECUTE FUNCTION wait()"
        )

    outcomes = take_at_once(8)

    assert outcomes.count("taken") > 3
    assert pots(SANCHEONG)[""] < 0


def take(*rows: tuple[str, str, str, int, str]) -> None:
    """Have rows written into the journal by one statement, by somebody who asks nobody."""
    with transaction.atomic(), connection.cursor() as cursor:
        values = ", ".join(
            ["(gen_random_uuid(), %s, '2026-10-20', %s, %s, %s, %s, %s)"] * len(rows)
        )
        cursor.execute(
            "INSERT INTO ledger_journaltransfer (entry, municipality_id, booked_on, kind,"
            f" debit_account, credit_account, amount_krw, designation) VALUES {values}",
            [each for row in rows for each in (SANCHEONG, *row)],
        )


def test_a_pot_is_judged_by_all_that_a_statement_takes_from_it(give, laundry, year):
    """Each row alone would pass."""
    give(1_000_000, project_id=laundry.pk)
    pot = f"project:{laundry.pk}"

    with pytest.raises(IntegrityError, match="would be overdrawn by 200000 won"):
        take(*[("spending", "5360", "1100", 600_000, pot)] * 2)

    assert pots(SANCHEONG) == {pot: 1_000_000}
    take(*[("spending", "5360", "1100", 500_000, pot)] * 2)
    assert pots(SANCHEONG) == {}


def test_every_pot_that_a_statement_takes_from_is_judged(give, laundry, year):
    """General money holds out, the purpose does not; money towards another pot counts, too."""
    give(1_000_000)
    give(500_000, purpose="P1")

    with pytest.raises(IntegrityError, match=r'pot "P1" of fund .* overdrawn by 1 won'):
        take(
            ("spending", "5200", "1100", 1_000_000, ""),
            ("assignment", "4200", "4900", 500_001, "P1"),
            ("assignment", "4900", "4200", 500_001, f"project:{laundry.pk}"),
        )


@pytest.mark.parametrize("folds_after", [0, 1, 2, 3])
def test_a_pot_holds_the_same_whatever_of_its_sums_is_folded(give, laundry, year, folds_after):
    pot = f"project:{laundry.pk}"
    for number in range(3):
        if number == folds_after:
            MONTHS.fold()
        give(
            100_000 * (number + 1),
            ("2025-12-31", "2026-01-01", "2026-10-05")[number],
            project_id=laundry.pk,
        )
    if folds_after == 3:
        MONTHS.fold()

    assert pots(SANCHEONG) == {pot: 600_000}
    assert pots(SANCHEONG, 2025) == {pot: 100_000}
    with pytest.raises(IntegrityError, match="would be overdrawn by 1 won"):
        take(("spending", "5360", "1100", 600_001, pot))
    assert MONTHS.differences() == []


def test_a_fund_keeps_its_pot_when_its_code_changes(year):
    """Given to 46720, paid by 12720: one lineage, whatever scope the session is in."""
    post(
        Posting(
            uuid7(),
            GOKSEONG,
            date(2026, 6, 30),
            Kind.DONATION,
            Account.CASH,
            Account.GENERAL_DONATIONS,
            100_000,
        )
    )
    spent = Posting(
        uuid7(),
        GOKSEONG_SINCE_JULY,
        date(2026, 7, 1),
        Kind.SPENDING,
        Account.RUNNING_COST,
        Account.CASH,
        60_000,
    )
    with scope.within(f"official:{GOKSEONG_SINCE_JULY}"):
        post(spent)
        with pytest.raises(PotOverdrawn), transaction.atomic():
            post(spent)
    assert pots(Municipality.objects.get(code=GOKSEONG_SINCE_JULY).lineage_code) == {"": 40_000}
