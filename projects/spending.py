"""Spending of a fund's money: asked for with evidence, decided by a second official.

    requested → approved → paid → paid back          requested → refused, withdrawn, expired
                approved → refused (taken back)      approved → approved (next fiscal year)

An approval binds the money: it counts against the project's money, against the general money of
the fund and against the ceiling of its year, so that what is approved can be paid. The request
looks at all three too, and says what is left before it refuses. Payments are in
:mod:`projects.paying`. Promises 11 and 12; KR-DSG-02, KR-FND-02, -04, -05.

Locks: the years of the fund, the spending, the project. What is looked up in an official's own
row-level scope goes on in scope ``system``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from accounts import scope
from accounts.models import Actor, User
from audit.changes import Changes, differences, values_of
from audit.record import record
from kernel.dates import seoul_date
from kernel.errors import NotFound
from ledger.balances import pot_krw
from ledger.models import PROJECT_LINES, Account, FundYear
from projects.errors import (
    AccountNotOfCategory,
    AmountNotAllowed,
    NotEnoughLeft,
    NotThisFund,
    ReasonMissing,
    RoleMissing,
    SecondOfficialNeeded,
    StateConflict,
)
from projects.evidence import Paper, check_papers, keep
from projects.fund_years import MOST_KRW, bind, lock_years, release, require_open
from projects.fund_years import require_below_ceiling as require_room
from projects.funds import fund_of, funds_of
from projects.life import SPENDS
from projects.models import (
    FIXED_ACCOUNTS,
    Category,
    FundProject,
    Source,
    Spending,
    SpendingStatus,
)

MAY_REQUEST = "projects.request_spending"
MAY_DECIDE = "projects.decide_spending"

KEPT_FOR = timedelta(days=30)
"""How long a request waits for a decision before it expires; our own choice."""

TOLD = ("status", "fiscal_year", "paid_on", "reversed_on")
"""Columns whose old and new values stand in the audit trail; why and for whom is not told."""

REQUESTED, APPROVED, REFUSED, PAID, REVERSED, WITHDRAWN, EXPIRED = SpendingStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingAsk:
    """What is asked for. A project's spending names project, account and source."""

    category: Category
    amount_krw: int
    what_for: str
    papers: Sequence[Paper]
    fund_code: str = ""
    """Of a merged predecessor whose money it is; empty for one's own, or the project's."""
    project_id: int | None = None
    site_id: int | None = None
    account: Account | None = None
    source: Source = Source.GENERAL
    payee: str = ""
    basis: str = ""
    is_demo: bool = False

    @property
    def books_on(self) -> Account | None:
        """The account it is booked on; none if nothing fits."""
        if self.category == Category.PROJECT:
            return self.account if self.account in PROJECT_LINES else None
        return FIXED_ACCOUNTS[self.category]


@transaction.atomic
def request_spending(ask: SpendingAsk, *, at: datetime, actor: User) -> Spending:
    """Ask for money of a fund that ``actor`` keeps; a project's own fund pays for it.

    Raises:
        RoleMissing: the role does not ask for money.
        AmountNotAllowed, AccountNotOfCategory, NotThisFund: what is asked does not fit together.
        EvidenceMissing, PaperTooLarge, PaperNotReadable: the papers.
        YearNotOpen: no plan was voted for the year of ``at``.
        StateConflict: the project does not spend now.
        NotEnoughLeft, CeilingReached: with what is left.
    """
    fund = fund_of(actor, ask.fund_code)
    if not actor.has_perm(MAY_REQUEST):
        raise RoleMissing
    if not 0 < ask.amount_krw <= MOST_KRW:
        raise AmountNotAllowed(most_krw=MOST_KRW)
    account = _account(ask)
    check_papers(ask.papers)
    kept = [each.lineage_code for each in funds_of(actor)]
    scope.enter_until_commit(scope.SYSTEM)
    today = seoul_date(at)
    project = _project_of(ask, kept)
    if project is not None and project.recipient.lineage_code != fund.lineage_code:
        fund = project.recipient
    years = lock_years(fund.lineage_code)
    year = require_open(years, today.year)
    spending = Spending(
        municipality=fund,
        lineage_code=fund.lineage_code,
        fiscal_year=today.year,
        category=ask.category,
        account=account,
        project=project,
        site_id=ask.site_id,
        source=ask.source,
        amount_krw=ask.amount_krw,
        what_for=ask.what_for,
        payee=ask.payee,
        basis=ask.basis,
        requested_by=actor,
        requested_at=at,
        is_demo=ask.is_demo,
    )
    locked = _lock_project(spending)
    _require_left(spending, locked)
    if spending.category != Category.PROJECT:
        _require_ceiling(spending, year, at)
    spending.save(force_insert=True)
    keep(spending, ask.papers, actor=actor)
    tell("spending.requested", spending, actor, papers=len(ask.papers))
    return spending


@transaction.atomic
def approve_spending(spending_id: UUID, *, at: datetime, actor: User) -> Spending:
    """Approve a request: the money is bound from now on, in the year of ``at``.

    Raises:
        NotFound, RoleMissing, StateConflict: as for every step.
        SecondOfficialNeeded: ``actor`` asked for it.
        YearNotOpen: the year of ``at`` has no plan, or is closed.
        NotEnoughLeft, CeilingReached: with what is left; nothing is bound.
    """
    spending, years = begin(spending_id, actor, MAY_DECIDE, REQUESTED)
    if spending.requested_by_id == actor.pk:
        raise SecondOfficialNeeded
    today = seoul_date(at)
    year = require_open(years, today.year)
    project = _lock_project(spending)
    _require_left(spending, project)
    bind(year, Category(spending.category), spending.amount_krw, today)
    _bind_project(spending, spending.amount_krw)
    changes = move(
        spending,
        APPROVED,
        decided_by=actor,
        decided_at=at,
        fiscal_year=today.year,
    )
    tell("spending.approved", spending, actor, changes)
    return spending


@transaction.atomic
def refuse_spending(spending_id: UUID, *, reason: str, at: datetime, actor: User) -> Spending:
    """Turn a request down.

    Raises:
        NotFound, RoleMissing, StateConflict: as for every step.
        SecondOfficialNeeded: ``actor`` asked for it; a request of one's own is withdrawn.
        ReasonMissing: no reason.
    """
    spending, _years = begin(spending_id, actor, MAY_DECIDE, REQUESTED)
    if spending.requested_by_id == actor.pk:
        raise SecondOfficialNeeded
    if not reason:
        raise ReasonMissing
    changes = move(spending, REFUSED, decided_by=actor, decided_at=at, refusal=reason)
    tell("spending.refused", spending, actor, changes)
    return spending


@transaction.atomic
def revoke_approval(spending_id: UUID, *, reason: str, actor: User) -> Spending:
    """Take an approval back before it is paid; what it bound is free again.

    Raises:
        NotFound, RoleMissing, StateConflict: as for every step.
        ReasonMissing: no reason.
    """
    spending, years = begin(spending_id, actor, MAY_DECIDE, APPROVED)
    if not reason:
        raise ReasonMissing
    free(spending, years.get(spending.fiscal_year))
    changes = move(spending, REFUSED, refusal=reason)
    tell("spending.approval_revoked", spending, actor, changes)
    return spending


@transaction.atomic
def withdraw_spending(spending_id: UUID, *, actor: User) -> Spending:
    """Withdraw a request of one's own that nobody has decided.

    Raises:
        NotFound: ``actor`` did not ask for it.
        RoleMissing, StateConflict: as for every step.
    """
    spending, _years = begin(spending_id, actor, MAY_REQUEST, REQUESTED)
    if spending.requested_by_id != actor.pk:
        raise NotFound
    tell("spending.withdrawn", spending, actor, move(spending, WITHDRAWN))
    return spending


@transaction.atomic
def carry_over_spending(spending_id: UUID, *, at: datetime, actor: User) -> Spending:
    """Take money that is promised but not paid into the next year (KR-FND-09, art. 12).

    Raises:
        NotFound, RoleMissing, StateConflict: as for every step; also while its year runs.
        YearNotOpen: the next year has no plan yet.
        CeilingReached: the ceiling of the next year does not hold it.
    """
    spending, years = begin(spending_id, actor, MAY_DECIDE, APPROVED)
    today = seoul_date(at)
    if today.year <= spending.fiscal_year:
        raise StateConflict(state=spending.get_status_display())
    year = require_open(years, spending.fiscal_year + 1)
    release(years.get(spending.fiscal_year), Category(spending.category), spending.amount_krw)
    bind(year, Category(spending.category), spending.amount_krw, today)
    changes = move(spending, APPROVED, fiscal_year=year.year)
    tell("spending.carried_over", spending, actor, changes)
    return spending


def expire_spendings(now: datetime) -> int:
    """Let requests expire that nobody has decided; return how many. For the schedule."""
    with transaction.atomic():
        scope.enter_until_commit(scope.SYSTEM)
        old = Spending.objects.filter(status=REQUESTED, requested_at__lt=now - KEPT_FOR)
        expired = 0
        for spending in old.select_for_update(skip_locked=True).order_by("pk"):
            tell("spending.expired", spending, None, move(spending, EXPIRED))
            expired += 1
        return expired


def general_left_krw(lineage_code: str) -> int:
    """Return general money of a fund that nothing is approved for yet.

    Exact while :func:`projects.fund_years.lock_years` holds.
    """
    promised = Spending.objects.filter(
        lineage_code=lineage_code, status=APPROVED, source=Source.GENERAL
    ).aggregate(sum=Sum("amount_krw", default=0))
    return pot_krw(lineage_code, "") - int(promised["sum"])


def begin(
    spending_id: UUID, actor: User, permission: str, status: SpendingStatus
) -> tuple[Spending, dict[int, FundYear]]:
    """Return a spending that stands at ``status`` and its fund's years, all locked until commit.

    Raises:
        NotFound: ``actor`` sees no such spending.
        RoleMissing: the role does not allow the step.
        StateConflict: it stands elsewhere.
    """
    seen = Spending.objects.visible_to(actor).filter(pk=spending_id).first()
    if seen is None:
        raise NotFound
    if not actor.has_perm(permission):
        raise RoleMissing
    scope.enter_until_commit(scope.SYSTEM)
    years = lock_years(seen.lineage_code)
    spending = Spending.objects.select_for_update().get(pk=spending_id)
    if spending.status != status:
        raise StateConflict(state=spending.get_status_display())
    return spending, years


def move(spending: Spending, status: SpendingStatus, **columns: object) -> Changes:
    """Take ``spending`` to ``status``, only from where it was read; return what that changed.

    Raises:
        StateConflict: another was faster.
    """
    rows = Spending.objects.filter(pk=spending.pk, status=spending.status)
    if rows.update(status=status, **columns) != 1:
        raise StateConflict(state=spending.get_status_display())
    before = values_of(spending, TOLD)
    for name, value in {"status": status, **columns}.items():
        setattr(spending, name, value)
    return differences(before, values_of(spending, TOLD))


def free(spending: Spending, year: FundYear | None) -> None:
    """Give back what the approval of ``spending`` bound."""
    _lock_project(spending)
    release(year, Category(spending.category), spending.amount_krw)
    _bind_project(spending, -spending.amount_krw)


def tell(
    kind: str,
    spending: Spending,
    actor: Actor,
    changes: Changes | None = None,
    **facts: object,
) -> None:
    """Write down what happened to ``spending``."""
    record(
        kind,
        f"spending:{spending.pk}",
        actor=actor,
        municipality_id=spending.municipality_id,
        portal=None,
        changes=changes,
        amount_krw=spending.amount_krw,
        category=spending.category,
        project=spending.project_id,
        **facts,
    )


def _account(ask: SpendingAsk) -> Account:
    account = ask.books_on
    of_project = ask.category == Category.PROJECT
    fits = (
        (ask.project_id is not None) == of_project
        and (of_project or (ask.source == Source.GENERAL and ask.site_id is None))
        and (ask.category != Category.TRANSFER or bool(ask.basis.strip()))
    )
    if account is None or not fits:
        raise AccountNotOfCategory
    return account


def _project_of(ask: SpendingAsk, kept: list[str]) -> FundProject | None:
    if ask.project_id is None:
        return None
    rows = FundProject.objects.select_related("recipient")
    own = rows.filter(recipient__lineage_code__in=kept)
    project = own.filter(pk=ask.project_id).first()
    if project is None:
        raise NotThisFund
    if ask.site_id is not None and not project.sites.filter(pk=ask.site_id).exists():
        raise NotThisFund
    return project


def _lock_project(spending: Spending) -> FundProject | None:
    if spending.project_id is None:
        return None
    return FundProject.objects.select_for_update().get(pk=spending.project_id)


def _require_left(spending: Spending, project: FundProject | None) -> None:
    """Pass if project and fund hold the money, and the project spends now."""
    if project is not None and project.status not in SPENDS:
        raise StateConflict(state=project.get_status_display())
    left_krw = left_for(spending, project)
    if spending.amount_krw > left_krw:
        raise NotEnoughLeft(left_krw=max(left_krw, 0), asked_krw=spending.amount_krw)


def left_for(spending: Spending, project: FundProject | None) -> int:
    """Return what may still be approved out of where ``spending`` takes its money."""
    if project is not None and spending.source == Source.DESIGNATED:
        return project.designated_left_krw
    general_krw = general_left_krw(spending.lineage_code)
    return general_krw if project is None else min(project.general_left_krw, general_krw)


def _require_ceiling(spending: Spending, year: FundYear, at: datetime) -> None:
    category = Category(spending.category)
    if category != Category.TRANSFER:
        require_room(year, category, spending.amount_krw, seoul_date(at))


def _bind_project(spending: Spending, amount_krw: int) -> None:
    if spending.project_id is None:
        return
    column = f"bound_{spending.source}_krw"
    FundProject.objects.filter(pk=spending.project_id).update(**{column: F(column) + amount_krw})
