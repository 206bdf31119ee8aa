"""Times in which a local government may take nothing in, by order of the ministry.

The ministry may restrict fundraising and intake for at most one year when a local government or
its official breaks art. 6 or 7 (KR-SAN-01). Intake then stops through every door (KR-SAN-05);
what comes in all the same goes back (ground R2 of KR-RET-01). Both ends of a period count; the
day that decides is the Seoul day of the payment.

A restriction binds the government that it names, under all its codes, and whoever carries on for
it, also in part: rights and duties pass to the successor (KR-LG-08, (c)). The safe error is to
refuse: money can be given again later, but money taken in under a restriction must be returned.
The setting ``RESTRICTION_BINDS_SUCCESSORS`` turns that off; then only the code named is bound.

Legal source: 고향사랑 기부금에 관한 법률 제4조제2항, 제14조제1항제2호.
"""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from kernel.constraints import constraint_of
from regions import errors, snapshot
from regions.models import Country, IntakeRestriction, Municipality, ReferenceVersion
from regions.periods import Period

REFUSALS: dict[str, type[errors.RestrictionRefused]] = {
    "intake_restriction_once_a_day": errors.RestrictionOverlaps,
    "intake_restriction_ends_after_it_begins": errors.RestrictionTooLong,
    "intake_restriction_at_most_one_year": errors.RestrictionTooLong,
}
"""Constraint -> what to say of it."""


def check_unrestricted(code: str, on: date) -> None:
    """Pass if the local government ``code`` may take a donation of the Seoul day ``on``.

    Raises:
        RecipientRestricted: with the first and the last day of the restriction.
    """
    for bound, period in _periods(code):
        if period.covers(on):
            raise errors.RecipientRestricted(code, bound, period)


def _periods(code: str) -> Iterator[tuple[str, Period]]:
    """Yield the restrictions that bind ``code``, each with the code it was laid on."""
    known = snapshot.snapshot()
    if not known.restrictions:
        return
    bound = known.lineage_codes(code) if settings.RESTRICTION_BINDS_SUCCESSORS else [code]
    for each in bound:
        for period in known.restrictions.get(each, ()):
            yield each, period


def restrict_intake(
    code: str, starts_on: date, ends_on: date, *, ground: str, notice_url: str = ""
) -> IntakeRestriction:
    """Lay a restriction on a local government; every process sees it at its next request.

    Raises:
        RestrictionRefused: the code is not a Korean local government on the first day, the
            period is no period or longer than a year, or it overlaps another one.
    """
    municipality = Municipality.objects.filter(pk=code, country=Country.KR).first()
    if municipality is None or not municipality.is_in_force(starts_on):
        raise errors.RestrictionOfNobody(region_code=code, on=starts_on.isoformat())
    try:
        with transaction.atomic():
            restriction = IntakeRestriction.objects.create(
                municipality=municipality,
                starts_on=starts_on,
                ends_on=ends_on,
                ground=ground,
                notice_url=notice_url,
            )
            ReferenceVersion.objects.update(revision=F("revision") + 1)
    except IntegrityError as problem:
        refusal = REFUSALS.get(constraint_of(problem) or "")
        if refusal is None:
            raise
        raise refusal(
            region_code=code, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat()
        ) from problem
    transaction.on_commit(snapshot.forget)
    return restriction
