"""A county with two planners, and its laundry project at any step."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import Role, User
from donations.acceptance import accept_donation
from donations.models import Donation
from projects import life
from projects.models import ApprovalBody, FundProject
from projects.planning import plan_project
from tests.admin.conftest import client, login, make_official
from tests.people import SANCHEONG, make_offer, make_portal

__all__ = ["client", "login"]

TODAY = date(2026, 10, 5)
"""The day on which everybody here acts; Hong pays on it, too."""

PLAN: dict[str, Any] = {
    "name_ko": "마을빨래방",
    "name_en": "Village laundry room",
    "purpose": "어르신 이불 빨래",
    "purpose_code": "P1",
    "kind": "designated",
    "target_krw": 30_000_000,
    "opens_on": date(2026, 7, 1),
    "closes_on": date(2026, 12, 31),
}


def at_step(project: FundProject, status: str) -> FundProject:
    """Put the row of a project to ``status`` without its history."""
    FundProject.objects.filter(pk=project.pk).update(status=status)
    project.refresh_from_db()
    return project


@pytest.fixture
def clerk(db: None) -> User:
    return make_official(Role.CLERK, SANCHEONG)


@pytest.fixture
def manager(db: None) -> User:
    return make_official(Role.MANAGER, SANCHEONG)


@pytest.fixture
def plan(clerk: User) -> Callable[..., FundProject]:
    """Have the clerk draft a project, changed as asked."""

    def draft(**changes: Any) -> FundProject:
        return plan_project(FundProject(**{**PLAN, **changes}), actor=clerk)

    return draft


@pytest.fixture
def agreed(plan: Callable[..., FundProject], clerk: User) -> Callable[..., FundProject]:
    """Draft a project to which committee and council have agreed."""

    def voted(**changes: Any) -> FundProject:
        project = plan(**changes)
        for body in (ApprovalBody.COMMITTEE, ApprovalBody.COUNCIL):
            life.enter_approval(
                project.pk,
                body=body,
                decided_on=date(2026, 5, 20),
                document_reference=f"2026-{body}-7",
                today=TODAY,
                actor=clerk,
            )
        return project

    return voted


@pytest.fixture
def opened(agreed: Callable[..., FundProject], manager: User) -> Callable[..., FundProject]:
    """Open a project for donations by all its steps."""

    def taken(**changes: Any) -> FundProject:
        project = agreed(**changes)
        life.approve_project(project.pk, actor=manager)
        life.open_project(project.pk, today=TODAY, actor=manager)
        project.refresh_from_db()
        return project

    return taken


@pytest.fixture
def give(db: None) -> Callable[..., Donation]:
    """Have a donation to Sancheong accepted; changed as asked, each under its own reference."""
    portal = make_portal("위기브")
    numbers = iter(range(1, 1000))

    def accept(**changes: Any) -> Donation:
        told = {"recipient_code": SANCHEONG, "portal_reference": f"P-{next(numbers):04d}"}
        return accept_donation(make_offer(**{**told, **changes}), actor=portal).donation

    return accept
