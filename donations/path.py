"""The path of a donor's won: for what it was given, what it was spent on, and where it lies now.

Designated money is followed by the rule of :mod:`projects.first_in_first_out`, through
assignments from pot to pot. Gifts that went back and payments that came back are as if they had
never been. General money is not followed won by won: the law binds it to nothing.

Says nothing of the donor, and of a payment only its day, its account and its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, Sum

from donations.models import Donation, DonationStatus
from ledger.models import Account
from projects.first_in_first_out import Outflow, parts
from projects.models import (
    Assignment,
    FundProject,
    ProjectSite,
    Source,
    Spending,
    SpendingStatus,
)


@dataclass(frozen=True, slots=True)
class Spent:
    """A part of the gift, and the payment it went into."""

    amount_krw: int
    paid_on: date
    account: str
    paid_krw: int
    site: ProjectSite | None
    project: FundProject


@dataclass(frozen=True, slots=True)
class Moved:
    """A part of the gift that a decision gave to a project."""

    amount_krw: int
    booked_on: date
    decided_on: date
    decision_reference: str
    project: FundProject


@dataclass(slots=True)
class Path:
    """What became of one gift."""

    donation: Donation
    spent: list[Spent] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    waiting: dict[str, int] = field(default_factory=dict)
    """Pot -> what of the gift lies in it still."""

    @property
    def is_designated(self) -> bool:
        """Say whether the donor bound the money to something."""
        return self.donation.project_id is not None or self.donation.purpose != ""

    @property
    def is_returned(self) -> bool:
        """Say whether the donation went back."""
        return self.donation.status == DonationStatus.RETURNED

    @property
    def spent_krw(self) -> int:
        """What of the gift is paid out."""
        return sum(part.amount_krw for part in self.spent)

    @property
    def waiting_krw(self) -> int:
        """What of the gift is not spent yet."""
        return sum(self.waiting.values())

    @property
    def projects(self) -> list[FundProject]:
        """The projects that the gift has reached, in the order in which it did."""
        reached = [
            self.donation.project,
            *(move.project for move in self.moved),
            *(part.project for part in self.spent),
        ]
        return list({project.pk: project for project in reached if project is not None}.values())


@dataclass(frozen=True, slots=True)
class Pot:
    """Designated money of one project, or of one purpose in one fund."""

    lineage_code: str
    project_id: int | None
    purpose: str

    @property
    def name(self) -> str:
        """Its name in the journal."""
        return self.purpose or f"project:{self.project_id}"

    def in_it(self) -> Q:
        """Return which donations were given to it."""
        if self.project_id is not None:
            return Q(project=self.project_id)
        return Q(purpose=self.purpose, recipient__lineage_code=self.lineage_code)

    def out_of_it(self) -> Q:
        """Return which assignments took from it."""
        if self.project_id is not None:
            return Q(from_project=self.project_id)
        return Q(from_purpose=self.purpose, municipality__lineage_code=self.lineage_code)


def path_of(donation: Donation) -> Path:
    """Return the path of ``donation``; looks at other people's gifts, so needs scope ``system``."""
    path = Path(donation)
    if path.is_designated and not path.is_returned:
        pot = Pot(donation.recipient.lineage_code, donation.project_id, donation.purpose)
        start_krw = _before(pot, donation.donated_on, donation.pk)
        _follow(path, pot, start_krw, donation.amount_krw, frozenset())
    return path


def _follow(
    path: Path, pot: Pot, start_krw: int, amount_krw: int, followed: frozenset[UUID]
) -> None:
    left_krw = amount_krw
    outflows = _outflows(pot)
    told = [Outflow(number, each.amount_krw) for number, each in enumerate(outflows)]
    for part in parts(start_krw, amount_krw, told):
        outflow = outflows[int(str(part.key))]
        if isinstance(outflow, Spending):
            path.spent.append(_spent(outflow, part.amount_krw))
        elif outflow.pk in followed:
            continue
        else:
            path.moved.append(_moved(outflow, part.amount_krw))
            goal = Pot(pot.lineage_code, outflow.project_id, "")
            at_krw = _before(goal, outflow.booked_on, outflow.pk) + part.offset_krw
            _follow(path, goal, at_krw, part.amount_krw, followed | {outflow.pk})
        left_krw -= part.amount_krw
    if left_krw:
        path.waiting[pot.name] = path.waiting.get(pot.name, 0) + left_krw


def _before(pot: Pot, on: date, key: UUID) -> int:
    """Return what came into ``pot`` before the gift or assignment ``key`` of the day ``on``."""
    gifts = Donation.objects.filter(pot.in_it(), status=DonationStatus.ACCEPTED)
    older = gifts.filter(Q(donated_on__lt=on) | Q(donated_on=on, pk__lt=key))
    came_krw = older.aggregate(sum=Sum("amount_krw", default=0))["sum"]
    if pot.project_id is not None:
        moved = Assignment.objects.filter(project=pot.project_id)
        older_moves = moved.filter(Q(booked_on__lt=on) | Q(booked_on=on, pk__lt=key))
        came_krw += older_moves.aggregate(sum=Sum("amount_krw", default=0))["sum"]
    return int(came_krw)


def _outflows(pot: Pot) -> list[Spending | Assignment]:
    """Return payments and assignments out of ``pot``, oldest first."""
    found: list[tuple[date, UUID, Spending | Assignment]] = [
        (each.booked_on, each.pk, each)
        for each in Assignment.objects.filter(pot.out_of_it()).select_related("project__recipient")
    ]
    found += [(each.paid_on or date.max, each.pk, each) for each in _payments(pot)]
    return [each for _on, _key, each in sorted(found, key=lambda told: told[:2])]


def _payments(pot: Pot) -> Iterator[Spending]:
    if pot.project_id is None:
        return
    yield from (
        Spending.objects.filter(
            project=pot.project_id, source=Source.DESIGNATED, status=SpendingStatus.PAID
        )
        .select_related("site", "project__recipient")
        .defer("payee")
    )


def _spent(payment: Spending, amount_krw: int) -> Spent:
    assert payment.paid_on is not None  # noqa: S101
    assert payment.project is not None  # noqa: S101
    return Spent(
        amount_krw=amount_krw,
        paid_on=payment.paid_on,
        account=str(Account(payment.account).label),
        paid_krw=payment.amount_krw,
        site=payment.site,
        project=payment.project,
    )


def _moved(assignment: Assignment, amount_krw: int) -> Moved:
    return Moved(
        amount_krw=amount_krw,
        booked_on=assignment.booked_on,
        decided_on=assignment.decided_on,
        decision_reference=assignment.decision_reference,
        project=assignment.project,
    )
