"""Designated money goes to a project by a recorded decision, and only to its own purpose.

Two ways: money given for a purpose goes to a project of that purpose (KR-DSG-01), and what a
project holds beyond its need goes to another of the same purpose, as the council decided
(KR-DSG-10). Designated money never becomes general money here (KR-DSG-02).

The journal moves it from pot to pot in one entry; the project's running totals follow.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from uuid_utils.compat import uuid7

from accounts import scope
from accounts.models import User
from audit.record import record
from kernel.dates import seoul_date
from kernel.errors import NotFound
from ledger.balances import pot_krw
from ledger.models import Account, Kind
from ledger.posting import Posting, post
from projects.errors import (
    AmountNotAllowed,
    DayNotAllowed,
    NotEnoughLeft,
    NotThisFund,
    OtherPurpose,
    ReasonMissing,
    RoleMissing,
    StateConflict,
)
from projects.fund_years import MOST_KRW, lock_years, require_open
from projects.life import SPENDS
from projects.models import Assignment, FundProject, ProjectStatus, Purpose

MAY_ASSIGN = "projects.add_assignment"

TAKES = (ProjectStatus.APPROVED, *SPENDS)
"""States in which a project may be given designated money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentAsk:
    """From a purpose or from a project, to a project; and who decided it."""

    project_id: int
    amount_krw: int
    decided_on: date
    decision_reference: str
    from_purpose: str = ""
    from_project_id: int | None = None
    reason: str = ""


@transaction.atomic
def assign_designated_money(ask: AssignmentAsk, *, at: datetime, actor: User) -> Assignment:
    """Move designated money to a project, booked on the day of ``at``.

    Raises:
        RoleMissing: only managers enter such a decision.
        AmountNotAllowed: nothing, or beyond reason.
        ReasonMissing: the decision has no reference.
        DayNotAllowed: the decision is in the future.
        NotThisFund: a project is another's, or from nowhere.
        StateConflict: the project takes no money now.
        OtherPurpose: the money was given for another purpose.
        YearNotOpen, PeriodClosed: the books of today are closed.
        NotEnoughLeft: more than is there and not approved for something.
    """
    if actor.municipality is None:
        raise NotFound
    if not actor.has_perm(MAY_ASSIGN):
        raise RoleMissing
    if not 0 < ask.amount_krw <= MOST_KRW:
        raise AmountNotAllowed(most_krw=MOST_KRW)
    if not ask.decision_reference:
        raise ReasonMissing
    today = seoul_date(at)
    if ask.decided_on > today:
        raise DayNotAllowed(first="2023-01-01", last=today.isoformat())
    codes = actor.municipality.lineage_codes()
    scope.enter_until_commit(scope.SYSTEM)
    target, source = _projects(ask, codes)
    purpose = source.purpose_code if source else ask.from_purpose
    if target.purpose_code != purpose:
        raise OtherPurpose(
            purpose=str(Purpose(purpose).label),
            project_purpose=str(Purpose(target.purpose_code).label),
        )
    lineage = target.recipient.lineage_code
    require_open(lock_years(lineage), today.year)
    target, source = _locked(target), _locked(source) if source else None
    if target.status not in TAKES:
        raise StateConflict(state=target.get_status_display())
    left_krw = source.designated_left_krw if source else pot_krw(lineage, ask.from_purpose)
    if ask.amount_krw > left_krw:
        raise NotEnoughLeft(left_krw=max(left_krw, 0), asked_krw=ask.amount_krw)
    assignment = Assignment(
        id=uuid7(),
        municipality_id=target.recipient_id,
        from_purpose=ask.from_purpose,
        from_project=source,
        project=target,
        amount_krw=ask.amount_krw,
        decided_on=ask.decided_on,
        decision_reference=ask.decision_reference,
        reason=ask.reason,
        entered_by=actor,
        booked_on=today,
    )
    _write(assignment)
    record(
        "designated_money.assigned",
        f"project:{target.pk}",
        actor=actor,
        municipality_id=target.recipient_id,
        source=assignment.source,
        amount_krw=ask.amount_krw,
        decision=ask.decision_reference,
    )
    return assignment


def _projects(ask: AssignmentAsk, codes: list[str]) -> tuple[FundProject, FundProject | None]:
    """Return the project it goes to and the one it comes from, both of one fund of ``codes``."""
    ids = {ask.project_id, ask.from_project_id} - {None}
    own = FundProject.objects.select_related("recipient").filter(recipient_id__in=codes)
    found = own.in_bulk([each for each in ids if each is not None])
    target = found.get(ask.project_id)
    source = found.get(ask.from_project_id) if ask.from_project_id is not None else None
    comes_from_one = (source is not None) != (ask.from_purpose in Purpose.values)
    if target is None or not comes_from_one or target == source:
        raise NotThisFund
    if (source is None) != (ask.from_project_id is None):
        raise NotThisFund
    if source and source.recipient.lineage_code != target.recipient.lineage_code:
        raise NotThisFund
    return target, source


def _locked(project: FundProject) -> FundProject:
    return FundProject.objects.select_for_update().get(pk=project.pk)


def _write(assignment: Assignment) -> None:
    assignment.save(force_insert=True)
    for pot, debit, credit in (
        (assignment.source, Account.DESIGNATED_DONATIONS, Account.REASSIGNED),
        (assignment.project.designation, Account.REASSIGNED, Account.DESIGNATED_DONATIONS),
    ):
        post(
            Posting(
                entry=assignment.pk,
                municipality_id=assignment.municipality_id,
                booked_on=assignment.booked_on,
                kind=Kind.ASSIGNMENT,
                debit_account=debit,
                credit_account=credit,
                amount_krw=assignment.amount_krw,
                designation=pot,
            )
        )
    amount_krw = assignment.amount_krw
    FundProject.objects.filter(pk=assignment.project_id).update(
        assigned_krw=F("assigned_krw") + amount_krw
    )
    if assignment.from_project_id is not None:
        FundProject.objects.filter(pk=assignment.from_project_id).update(
            assigned_krw=F("assigned_krw") - amount_krw
        )
