"""A county whose fund has money: two clerks, two managers, a laundry project that runs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from accounts.models import Portal, Role, User
from donations.acceptance import accept_donation
from donations.models import Donation
from donations.offer import Person
from kernel.dates import SEOUL
from ledger.models import Account, FundYear
from projects.evidence import Paper
from projects.fund_years import open_fund_year
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
    """Have gifts to the county accepted, each from a donor of its own."""
    numbers = iter(range(1, 1000))

    def accept(amount_krw: int, day: str = "2026-10-05", **changes: Any) -> Donation:
        number = next(numbers)
        offer = make_offer(
            portal_reference=f"G-{number}",
            donor=person(number),
            recipient_code=SANCHEONG,
            amount_krw=amount_krw,
            paid_at=at(day, 14),
            **changes,
        )
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
    manager: User, year: int = 2026, last_year_krw: int | None = None, opened: str = ""
) -> FundYear:
    return open_fund_year(
        year,
        plan_reference=f"군의회 제{year}-1호",
        planned_on=date(year - 1, 12, 15),
        at=at(opened or f"{year}-01-02"),
        actor=manager,
        last_year_krw=last_year_krw,
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
