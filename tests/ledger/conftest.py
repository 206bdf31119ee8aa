"""A county whose fund has money: two clerks, two managers, a laundry project that runs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from PIL import Image

from accounts.models import Portal, Role, User
from donations.acceptance import accept_donation
from donations.books import ask_all
from donations.models import Donation
from donations.offer import Person
from kernel.dates import SEOUL
from ledger.models import Account, FundYear, JournalTransfer, Kind
from projects.assignment import AssignmentAsk, assign_designated_money
from projects.evidence import Paper
from projects.fund_years import open_fund_year
from projects.income import IncomeFacts, enter_income
from projects.models import Category, FundProject, Source, Spending
from projects.paying import pay_spending
from projects.spending import SpendingAsk, approve_spending, request_spending
from tests.admin.conftest import client, login
from tests.people import HONG, SANCHEONG, make_offer, make_portal

__all__ = ["client", "login"]


def at(day: str, hour: int = 10) -> datetime:
    """Return the instant of a Seoul day and hour."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=SEOUL)


NOW = at("2026-10-20")


def picture() -> bytes:
    """Return a scanned invoice: one white PNG."""
    file = BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "PNG")
    return file.getvalue()


INVOICE = Paper("세탁기 계산서.png", picture())


def person(number: int) -> Person:
    """Return a donor of their own."""
    return replace(HONG, resident_number=f"80010{number % 9 + 1}-1{number:06d}", name="홍길동")


def an_official(role: Role, number: int = 1, region: str | None = SANCHEONG) -> User:
    return User.objects.create(
        email=f"{role}-{number}-{region}@example.org".lower(), role=role, municipality_id=region
    )


@pytest.fixture
def clerk(db: None) -> User:
    return an_official(Role.CLERK)


@pytest.fixture
def second_clerk(db: None) -> User:
    return an_official(Role.CLERK, 2)


@pytest.fixture
def manager(db: None) -> User:
    return an_official(Role.MANAGER)


@pytest.fixture
def second_manager(db: None) -> User:
    return an_official(Role.MANAGER, 2)


@pytest.fixture
def portal(db: None) -> Portal:
    return make_portal("위기브")


@pytest.fixture
def give(portal: Portal) -> Callable[..., Donation]:
    """Have gifts accepted, to the county unless told, each from a donor of its own."""
    numbers = iter(range(1, 1000))

    def accept(amount_krw: int, day: str = "2026-10-05", **changes: Any) -> Donation:
        number = next(numbers)
        facts = {
            "portal_reference": f"G-{number}",
            "donor": person(number),
            "recipient_code": SANCHEONG,
            "amount_krw": amount_krw,
            "paid_at": at(day, 14),
        }
        offer = make_offer(**{**facts, **changes})
        return accept_donation(offer, actor=portal).donation

    return accept


@pytest.fixture
def laundry(db: None) -> FundProject:
    return make_laundry()


def make_laundry(**changes: Any) -> FundProject:
    columns = {
        "recipient_id": SANCHEONG,
        "name_ko": "마을빨래방",
        "name_en": "Village laundry room",
        "purpose": "어르신 이불 빨래",
        "purpose_code": "P1",
        "kind": "designated",
        "status": "open",
        "target_krw": 30_000_000,
        "opens_on": date(2024, 7, 1),
    }
    return FundProject.objects.create(**{**columns, **changes})


def open_year(
    manager: User,
    year: int = 2026,
    last_year_krw: int | None = None,
    opened: str = "",
    fund_code: str = "",
) -> FundYear:
    return open_fund_year(
        year,
        plan_reference=f"군의회 제{year}-1호",
        planned_on=date(year - 1, 12, 15),
        at=at(opened or f"{year}-01-02"),
        actor=manager,
        last_year_krw=last_year_krw,
        fund_code=fund_code,
    )


@pytest.fixture
def year(manager: User) -> FundYear:
    return open_year(manager)


def ask(
    project: FundProject | None = None, amount_krw: int = 100_000, **changes: Any
) -> SpendingAsk:
    """Return a request for washing machines out of designated money, changed as asked."""
    facts: dict[str, Any] = {
        "category": Category.PROJECT,
        "amount_krw": amount_krw,
        "what_for": "세탁기 두 대",
        "papers": [INVOICE],
        "project_id": project.pk if project else None,
        "account": Account.EQUIPMENT,
        "source": Source.DESIGNATED,
        "payee": "산청전자 김철수",
    }
    return SpendingAsk(**{**facts, **changes})


def ask_for(category: Category, amount_krw: int, **changes: Any) -> SpendingAsk:
    """Return a request that names no project."""
    return ask(None, amount_krw, category=category, account=None, source=Source.GENERAL, **changes)


def paid(asked: SpendingAsk, clerk: User, manager: User, day: str = "2026-10-20") -> Spending:
    """Have a spending requested by the clerk, approved by the manager and paid by the clerk."""
    spending = request_spending(asked, at=at(day, 9), actor=clerk)
    approve_spending(spending.pk, at=at(day, 10), actor=manager)
    return pay_spending(spending.pk, paid_on=date.fromisoformat(day), at=at(day, 15), actor=clerk)


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


CLOSING_DAY = at("2027-01-21")


def interest(amount_krw: int = 1_000, day: str = "2026-10-19", **changes) -> IncomeFacts:
    on = date.fromisoformat(day)
    facts = {
        "account": Account.INTEREST,
        "amount_krw": amount_krw,
        "received_on": on,
        "paid_in_on": on,
        "reference": "농협 이자 통지",
    }
    return IncomeFacts(**{**facts, **changes})


def from_purpose(project: FundProject, amount_krw: int, **changes) -> AssignmentAsk:
    facts = {
        "project_id": project.pk,
        "amount_krw": amount_krw,
        "decided_on": date(2026, 10, 1),
        "decision_reference": "기금운용심의위 2026-3",
        "from_purpose": "P1",
    }
    return AssignmentAsk(**{**facts, **changes})


def a_year(give, laundry, clerk, manager) -> FundYear:
    """Play 2026 of a county to the won.

    2025: 30,000,000 general. 2026: 10,000,000 general, 5,000,000 for the laundry, 2,000,000 for
    the purpose P1; 40,000 of interest. Running 4,500,000 (15 % of 30,000,000), gifts 5,100,000
    (30 % of 17,000,000), 1,500,000 assigned from P1, a washing machine for 6,200,000.
    Left: 47,040,000 - 15,800,000 = 31,240,000.
    """
    give(15_000_000, "2025-11-11")
    give(15_000_000, "2025-12-12")
    year = open_year(manager)
    give(10_000_000)
    give(5_000_000, project_id=laundry.pk)
    give(2_000_000, purpose="P1")
    enter_income(interest(40_000), at=NOW, actor=clerk)
    paid(ask_for(Category.RUNNING, 4_500_000), clerk, manager)
    paid(ask_for(Category.GIFTS, 5_100_000), clerk, manager)
    assign_designated_money(from_purpose(laundry, 1_500_000), at=NOW, actor=manager)
    paid(ask(laundry, 6_200_000), clerk, manager)
    return year
