"""Take two numbers for one person, and take them apart again; two officials each time.

A merge moves the alias's years into those of the donor that is kept, and nothing else: donations,
receipts and journal stay as they are, so all totals are equal before and after. Together the two
may turn out to have given more than the cap (KR-CAP-01). The law names no ground to return such
gifts; so the official who decides has to say that it is known, and the year keeps its excess: it
takes nothing more, and its CHECK is never broken.

Locks: both donors, in the order of their keys, then their years, then projects. Intake locks the
donors it read in the same order (:func:`donations.allowance.lock_years`), so a gift by either
number is counted before the merge or after it, never beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import User
from audit.changes import Changes, moved
from audit.record import record
from donations import identity
from donations.allowance import KEEP_YEARS
from donations.errors import ACT
from donations.merge_models import DonorMerge, MergeStatus
from donations.models import Donation, DonationStatus, Donor, DonorYear, Hold, HoldStatus
from donations.return_errors import AnotherOfficialNeeded, RoleMissing, StateConflict
from kernel.constraints import constraint_of
from kernel.errors import DomainError, NotFound
from projects.designation import count_person_twice, lock_projects

MAY_REQUEST_MERGE = "donations.request_donormerge"
MAY_DECIDE_MERGE = "donations.decide_donormerge"

VALID_FOR = timedelta(days=14)
"""How long a request may wait; after that the documents are to be looked at again."""


class AlreadyMerged(DomainError):
    """One of the two is part of a merge."""

    code = "already_merged"
    status = 409
    title = _("One of the two is merged already")
    detail = _("A merge with one of the two numbers is requested or done. Look at that one first.")


class MergeExpired(StateConflict):
    """It waited too long."""

    title = _("The request has run out")
    detail = _("The request has waited longer than fourteen days. Ask again with the documents.")


class SecondOfficialNeeded(AnotherOfficialNeeded):
    """The same official asked for it."""

    detail = _("Two different officials must act on a merge; you have asked for it yourself.")


class TogetherAboveCap(DomainError):
    """Both numbers together gave more than one person may."""

    code = "annual_cap_exceeded"
    title = _("Together they are above the annual cap")
    detail = _(
        "As one person they would have given: %(years)s. Say that you have seen it; the year then "
        "takes nothing more."
    )
    legal_basis = f"{ACT} 제8조제3항"


@dataclass(frozen=True, slots=True)
class Numbers:
    """The two numbers of a person, each with the name under which it is known."""

    kept_number: str
    kept_name: str
    alias_number: str
    alias_name: str


@dataclass(slots=True)
class YearTogether:
    """What both have given in one year, holds counted."""

    tax_year: int
    cap_krw: int
    kept_krw: int = 0
    alias_krw: int = 0

    @property
    def excess_krw(self) -> int:
        """By how much both together are above the cap."""
        return max(0, self.kept_krw + self.alias_krw - self.cap_krw)


@transaction.atomic(durable=True)
def request_merge(numbers: Numbers, *, document: str, note: str = "", actor: User) -> DonorMerge:
    """Ask to take two numbers for one person, on the ground of a document.

    Whoever asks must have received something from one of the two: nobody asks about strangers.

    Raises:
        RoleMissing: ``actor`` may not ask.
        NotFound: a number is unknown, bears another name, or neither has given to us.
        AlreadyMerged: one of the two is part of a merge.
    """
    if not actor.has_perm(MAY_REQUEST_MERGE) or actor.municipality is None:
        raise RoleMissing
    codes = actor.municipality.lineage_codes()
    scope.enter_until_commit(scope.SYSTEM)
    kept = _known(numbers.kept_number, numbers.kept_name)
    alias = _known(numbers.alias_number, numbers.alias_name)
    gave_to_us = Donation.objects.filter(donor__in=[kept, alias], recipient_id__in=codes)
    if kept == alias or not gave_to_us.exists():
        raise NotFound
    if _is_merged([kept.pk, alias.pk]):
        raise AlreadyMerged
    now = timezone.now()
    try:
        with transaction.atomic():
            merge = DonorMerge.objects.create(
                municipality=actor.municipality,
                kept=kept,
                alias=alias,
                kept_name_masked=kept.name_masked,
                alias_name_masked=alias.name_masked,
                document=document,
                note=note,
                requested_by=actor,
                requested_at=now,
                expires_at=now + VALID_FOR,
            )
    except IntegrityError as conflict:
        if constraint_of(conflict) != "donor_merged_once":
            raise
        raise AlreadyMerged from conflict
    _tell("merge.requested", merge, actor)
    return merge


@transaction.atomic(durable=True)
def refuse_merge(merge_id: UUID, *, actor: User) -> None:
    """Turn a request down; both stay as they are.

    Raises:
        NotFound, RoleMissing, StateConflict, AnotherOfficialNeeded: as for an approval.
    """
    merge = _locked(merge_id, MergeStatus.REQUESTED, actor)
    if merge.requested_by_id == actor.pk:
        raise SecondOfficialNeeded
    _move(merge, MergeStatus.REFUSED, decided_by=actor, decided_at=timezone.now())
    _tell("merge.refused", merge, actor, moved(MergeStatus.REQUESTED, merge.status))


@transaction.atomic(durable=True)
def approve_merge(merge_id: UUID, *, accept_excess: bool = False, actor: User) -> None:
    """Take both for one person from now on.

    Raises:
        NotFound: ``actor`` sees no such merge.
        RoleMissing: ``actor`` may not decide.
        StateConflict: it is decided already; MergeExpired: it waited too long.
        AnotherOfficialNeeded: ``actor`` asked for it.
        TogetherAboveCap: and ``accept_excess`` does not say that it is known.
    """
    merge = _locked(merge_id, MergeStatus.REQUESTED, actor)
    now = timezone.now()
    if merge.requested_by_id == actor.pk:
        raise SecondOfficialNeeded
    if merge.expires_at <= now:
        raise MergeExpired(state=merge.get_status_display())
    _lock_donors(merge)
    if _is_merged([merge.kept_id, merge.alias_id], but=merge):
        raise AlreadyMerged
    years = _years_together(merge, lock=True)
    above = [year for year in years if year.excess_krw]
    if above and not accept_excess:
        told = ", ".join(
            f"{each.tax_year}: {each.kept_krw + each.alias_krw:,} / {each.cap_krw:,}"
            for each in above
        )
        raise TogetherAboveCap(years=told)
    Donor.objects.filter(pk=merge.alias_id).update(alias_of=merge.kept_id)
    _pour(merge, {year.tax_year: year.excess_krw for year in years})
    _recount(merge, apart=False)
    _move(
        merge,
        MergeStatus.MERGED,
        decided_by=actor,
        decided_at=now,
        excess_accepted=bool(above),
    )
    changes = moved(MergeStatus.REQUESTED, merge.status)
    if above:
        changes["excess_accepted"] = [False, True]
    _tell("merge.approved", merge, actor, changes, [each.tax_year for each in above])


@transaction.atomic(durable=True)
def request_undo(merge_id: UUID, *, actor: User) -> None:
    """Ask to take a merge apart again.

    Raises:
        NotFound: ``actor`` sees no such merge.
        RoleMissing: ``actor`` may not ask.
        StateConflict: there is nothing to undo.
    """
    merge = _locked(merge_id, MergeStatus.MERGED, actor, MAY_REQUEST_MERGE)
    _move(merge, MergeStatus.UNDO_REQUESTED, undo_requested_by=actor)
    _tell("merge.undo_requested", merge, actor, moved(MergeStatus.MERGED, merge.status))


@transaction.atomic(durable=True)
def undo_merge(merge_id: UUID, *, actor: User) -> None:
    """Take a merge apart: each number has its own gifts and holds again, also those since.

    Raises:
        NotFound, RoleMissing: as for an approval.
        StateConflict: nobody asked for it.
        AnotherOfficialNeeded: ``actor`` asked for it.
    """
    merge = _locked(merge_id, MergeStatus.UNDO_REQUESTED, actor)
    if merge.undo_requested_by_id == actor.pk:
        raise SecondOfficialNeeded
    _lock_donors(merge)
    _years_together(merge, lock=True)
    Donor.objects.filter(pk=merge.alias_id).update(alias_of=None)
    _part(merge)
    _recount(merge, apart=True)
    _move(merge, MergeStatus.UNDONE, undone_by=actor, undone_at=timezone.now())
    _tell("merge.undone", merge, actor, moved(MergeStatus.UNDO_REQUESTED, merge.status))


def years_together(merge: DonorMerge) -> list[YearTogether]:
    """Return what both have given by year, over all local governments, for who decides."""
    with transaction.atomic():
        scope.enter_until_commit(scope.SYSTEM)
        return _years_together(merge, lock=False)


def _known(number: str, name: str) -> Donor:
    try:
        identity.birth_date(number)
    except identity.NotAResidentNumber as problem:
        raise NotFound from problem
    donor = Donor.objects.filter(identity_hash=identity.identity_hash(number)).first()
    if donor is None or not identity.same_name(donor.name, identity.tidy_name(name)):
        raise NotFound
    return donor


def _is_merged(donors: list[int], but: DonorMerge | None = None) -> bool:
    others = DonorMerge.objects.filter(
        status__in=[MergeStatus.REQUESTED, MergeStatus.MERGED, MergeStatus.UNDO_REQUESTED]
    )
    if but is not None:
        others = others.exclude(pk=but.pk)
    return (others.filter(alias__in=donors) | others.filter(kept__in=donors)).exists()


def _locked(
    merge_id: UUID, status: MergeStatus, actor: User, permission: str = MAY_DECIDE_MERGE
) -> DonorMerge:
    """Return the merge, locked until commit, and go on in scope ``system``."""
    if not DonorMerge.objects.visible_to(actor).filter(pk=merge_id).exists():
        raise NotFound
    if not actor.has_perm(permission):
        raise RoleMissing
    scope.enter_until_commit(scope.SYSTEM)
    merge = DonorMerge.objects.select_for_update().get(pk=merge_id)
    if merge.status != status:
        raise StateConflict(state=merge.get_status_display())
    return merge


def _lock_donors(merge: DonorMerge) -> None:
    """Wait for every gift of either that is on its way, and keep new ones waiting."""
    pair = [merge.kept_id, merge.alias_id]
    donors = Donor.objects.select_for_update().filter(pk__in=pair).order_by("pk")
    list(donors.values_list("pk", flat=True))


def _years_together(merge: DonorMerge, *, lock: bool) -> list[YearTogether]:
    pair = [merge.kept_id, merge.alias_id]
    rows = DonorYear.objects.filter(donor__in=pair).order_by("donor_id", "tax_year")
    if lock:
        rows = rows.select_for_update()
    years: dict[int, YearTogether] = {}
    for row in rows:
        year = years.setdefault(row.tax_year, YearTogether(row.tax_year, row.cap_krw))
        counted = row.accepted_krw + row.held_krw
        if row.donor_id == merge.kept_id:
            year.kept_krw += counted
        else:
            year.alias_krw += counted
    return [years[each] for each in sorted(years)]


def _pour(merge: DonorMerge, excess: dict[int, int]) -> None:
    """Move the alias's sums into the years of the donor that is kept."""
    for row in DonorYear.objects.filter(donor=merge.alias_id).order_by("tax_year"):
        moved = {"accepted_krw": row.accepted_krw, "held_krw": row.held_krw}
        DonorYear.objects.filter(pk=row.pk).update(accepted_krw=0, held_krw=0)
        DonorYear.objects.get_or_create(
            donor_id=merge.kept_id, tax_year=row.tax_year, defaults={"cap_krw": row.cap_krw}
        )
        kept = DonorYear.objects.filter(donor=merge.kept_id, tax_year=row.tax_year)
        _add(kept.get().pk, moved["accepted_krw"], moved["held_krw"], excess[row.tax_year])


def _part(merge: DonorMerge) -> None:
    """Give the alias's own gifts and live holds back to its own years."""
    own: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for index, (rows, status) in enumerate(
        (
            (Donation.objects.filter(donor=merge.alias_id), DonationStatus.ACCEPTED),
            (Hold.objects.filter(donor=merge.alias_id), HoldStatus.LIVE),
        )
    ):
        summed = rows.filter(status=status).values("tax_year").annotate(n=Sum("amount_krw"))
        for each in summed.order_by("tax_year"):
            own[each["tax_year"]][index] = each["n"]
    for year, (accepted_krw, held_krw) in sorted(own.items()):
        kept = DonorYear.objects.get(donor=merge.kept_id, tax_year=year)
        _add(kept.pk, -accepted_krw, -held_krw, kept.excess_krw)
        alias, _is_new = DonorYear.objects.get_or_create(
            donor_id=merge.alias_id, tax_year=year, defaults={"cap_krw": kept.cap_krw}
        )
        _add(alias.pk, accepted_krw, held_krw, 0)


def _add(year: int, accepted_krw: int, held_krw: int, excess_krw: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEEP_YEARS, [accepted_krw, held_krw, excess_krw, year])


def _recount(merge: DonorMerge, *, apart: bool) -> None:
    """Count the person once, or twice, in the projects that both gave to."""

    def given(donor: int) -> Iterable[int]:
        gifts = Donation.objects.filter(donor=donor, status=DonationStatus.ACCEPTED)
        return gifts.exclude(project=None).values_list("project_id", flat=True)

    both = sorted(set(given(merge.kept_id)) & set(given(merge.alias_id)))
    if both:
        lock_projects(both)
        count_person_twice(both, apart=apart)


def _move(merge: DonorMerge, status: MergeStatus, **columns: object) -> None:
    merge.status = status
    for name, value in columns.items():
        setattr(merge, name, value)
    merge.save(update_fields=["status", *columns])


def _tell(
    kind: str,
    merge: DonorMerge,
    actor: User,
    changes: Changes | None = None,
    above_cap: Sequence[int] = (),
) -> None:
    """Write down what happened; ``above_cap`` are the years in which both are above the cap."""
    record(
        kind,
        f"merge:{merge.pk}",
        actor=actor,
        municipality_id=merge.municipality_id,
        changes=changes,
        above_cap=list(above_cap),
    )
