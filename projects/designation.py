"""What a donor may designate, and from when.

The Act lets a donor name a project of the local government, or one of the four purposes
themselves (art. 8-2, KR-DSG-01). Designated money may be used only for what it was given for
(art. 11(2), KR-DSG-02), so the journal keeps it apart.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError
from projects.models import FundProject, ProjectKind, ProjectStatus, WhenReached
from regions.snapshot import snapshot

LEGAL_FROM = date(2024, 2, 20)
"""First day on which a donation may be designated; (a) Act No. 20314 art. 8-2 (KR-DSG-01)."""


class DesignationNotOpen(DomainError):
    """The project takes no donations, or designation had not begun."""

    code = "designation_not_open"
    title = _("This designation is not open")
    detail = _("The project does not take designated donations now.")
    legal_basis = "고향사랑 기부금에 관한 법률 제8조의2"


class DesignationNotBegun(DesignationNotOpen):
    """The donation is older than designation itself."""

    detail = _("Donations can be designated from %(begins_on)s.")


class NoSuchProject(DesignationNotOpen):
    """Nothing public has that id."""

    detail = _("There is no project %(project_id)s. GET /api/v1/projects lists the open ones.")


class ProjectOfAnother(DesignationNotOpen):
    """The project is not the recipient's."""

    detail = _("The project belongs to %(recipient_code)s, not to the recipient of this donation.")


class ProjectNotYetOpen(DesignationNotOpen):
    """Too early."""

    detail = _("The project takes donations from %(opens_on)s.")


class ProjectFull(DesignationNotOpen):
    """It closes at its target, and has reached it."""

    detail = _("The project has reached its target of %(target_krw)s won and takes no more.")


class ProjectClosed(DesignationNotOpen):
    """Too late."""

    detail = _("The project took donations until %(closes_on)s.")


def projects_named(ids: Collection[int]) -> Mapping[int, FundProject]:
    """Return those projects of ``ids`` that are public."""
    if not ids:
        return {}
    return FundProject.objects.exclude(status=ProjectStatus.DRAFT).in_bulk(set(ids))


def check_project(
    project_id: int, recipient_id: str, on: date, public: Mapping[int, FundProject]
) -> FundProject:
    """Return the project, if it takes a donation to ``recipient_id`` paid on ``on``.

    ``public`` is what :func:`projects_named` returned for the id.

    Raises:
        DesignationNotOpen: and why, in one of its subclasses.
    """
    project = public.get(project_id)
    if project is None:
        raise NoSuchProject(project_id=str(project_id))
    if not _is_one_fund(project.recipient_id, recipient_id):
        raise ProjectOfAnother(recipient_code=project.recipient_id)
    if project.opens_on and on < project.opens_on:
        raise ProjectNotYetOpen(opens_on=project.opens_on.isoformat())
    if project.closes_on and on > project.closes_on:
        raise ProjectClosed(closes_on=project.closes_on.isoformat())
    if project.kind != ProjectKind.DESIGNATED or project.status != ProjectStatus.OPEN:
        raise DesignationNotOpen
    if (
        project.when_reached == WhenReached.CLOSE
        and project.target_krw is not None
        and project.raised_krw >= project.target_krw
    ):
        raise ProjectFull(target_krw=project.target_krw)
    return project


def _is_one_fund(project_of: str, recipient_id: str) -> bool:
    """Say whether two codes are one local government: a change of code does not end a campaign."""
    known = snapshot().municipalities
    ours, theirs = known.get(project_of), known.get(recipient_id)
    return project_of == recipient_id or (
        ours is not None and theirs is not None and ours.lineage_code == theirs.lineage_code
    )


def check_begun(on: date) -> None:
    """Refuse a designation of a day on which nothing could be designated.

    ``DESIGNATION_FROM`` may name a later day than the law's, such as the national portal's
    service start of 2024-06-04 (KR-DSG-04).

    Raises:
        DesignationNotBegun: with the first possible day.
    """
    begins_on = max(LEGAL_FROM, settings.DESIGNATION_FROM)
    if on < begins_on:
        raise DesignationNotBegun(begins_on=begins_on.isoformat())


@dataclass(slots=True)
class LockedProject:
    """A project whose running totals this transaction has locked, and what it adds to them."""

    is_open: bool
    raised_krw: int
    closes_at_krw: int | None

    def require_open(self) -> None:
        """Pass if the project takes another gift.

        The gift that reaches the target is taken whole; a project that closes there takes none
        after it (KR-DSG-09).

        Raises:
            DesignationNotOpen: it closed, or reached its target, a moment ago.
        """
        if not self.is_open:
            raise DesignationNotOpen
        if self.closes_at_krw is not None and self.raised_krw >= self.closes_at_krw:
            raise ProjectFull(target_krw=self.closes_at_krw)


def lock_projects(ids: Collection[int]) -> dict[int, LockedProject]:
    """Lock the running totals of projects until the transaction ends.

    In the order of the ids, so that two sets with projects in common cannot deadlock.
    """
    if not ids:
        return {}
    locked = FundProject.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")
    return {
        project.pk: LockedProject(
            is_open=project.status == ProjectStatus.OPEN,
            raised_krw=project.raised_krw,
            closes_at_krw=(
                project.target_krw if project.when_reached == WhenReached.CLOSE else None
            ),
        )
        for project in locked
    }


def receive(project_id: int, amount_krw: int, *, new_donors: int) -> None:
    """Add gifts to the running totals of a project that :func:`lock_projects` has locked."""
    FundProject.objects.filter(pk=project_id).update(
        raised_krw=F("raised_krw") + amount_krw,
        donor_count=F("donor_count") + Value(new_donors),
    )


def take_back(project_id: int, amount_krw: int, *, donor_leaves: bool) -> bool:
    """Take a returned gift out of the project's running totals; False if it is bound already.

    Works whatever the project's status. Locks its row until the transaction ends.
    """
    left = Q(bound_designated_krw__lte=F("raised_krw") + F("assigned_krw") - amount_krw)
    return (
        FundProject.objects.filter(left, pk=project_id).update(
            raised_krw=F("raised_krw") - amount_krw,
            donor_count=F("donor_count") - Value(int(donor_leaves)),
        )
        == 1
    )


def count_person_twice(ids: Collection[int], *, apart: bool) -> None:
    """Count a person who has two numbers as two donors of the projects, or as one again."""
    more = 1 if apart else -1
    FundProject.objects.filter(pk__in=ids).update(donor_count=F("donor_count") + Value(more))
