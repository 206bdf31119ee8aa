"""Judge a set of offers: first what needs no lock, then what does.

Between the two the donors' rows are made and locked. A refusal is noted on its case and changes
nothing for the others; what is under lock is decided in the order of the offers, as if each had
come alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.models import Portal
from donations import donors, errors
from donations.allowance import LockedYear, YearKey, lock_years
from donations.barred import Bars
from donations.donors import Known
from donations.eligibility import Cleared, examine, terms_for
from donations.holds import holds_named
from donations.models import Donor, Hold, HoldStatus
from donations.offer import Offer
from kernel.dates import tax_year
from kernel.errors import DomainError
from ledger.posting import PeriodClosed, closed_among, period_of
from projects.designation import lock_projects
from receipts.annual_cap import annual_cap_krw


@dataclass(slots=True)
class Case:
    """One offer on its way, and what has been found so far.

    Attributes:
        ground: what the offer rests on; set by :func:`clear`.
        donor: set by :func:`clear`, for a newcomer by :func:`enrol`.
        hold: the hold that the gift uses up; set by :func:`fit`.
        year: the donor's year, locked; set by :func:`fit`.
        remaining_krw: what the donor may still give after it; set by :func:`fit`.
    """

    offer: Offer
    refusal: DomainError | None = None
    is_newcomer: bool = False
    ground: Cleared = field(init=False)
    donor: Donor = field(init=False)
    hold: Hold | None = None
    year: LockedYear = field(init=False)
    remaining_krw: int = 0


def clear(
    cases: Sequence[Case],
    portal: Portal,
    known: Known,
    listed: Bars,
    now: datetime,
    *,
    may_be_closed: bool,
) -> None:
    """Refuse what can be refused without a lock; say who of the rest gives for the first time.

    Closed months are asked for only if ``may_be_closed``: the trigger on the journal finds the
    rare one, and one question less is asked of all others.
    """
    offers = [case.offer for case in cases]
    terms = terms_for(offers, now)
    months = [(each.recipient_code, each.donated_on) for each in offers] if may_be_closed else []
    closed = closed_among(months) if months else set()
    requires_hold = portal.requires_hold
    is_alone = len(cases) == 1  # beside others, those before it count first
    for case in cases:
        offer = case.offer
        found = examine(offer, terms)
        if requires_hold and offer.hold_id is None:
            found.refusals.append(errors.HoldRequired())
        try:
            case.ground = found.cleared(offer)
            donor = known.donor_of(offer.donor, portal)
            if donor is None:
                _check_newcomer(offer)
                case.is_newcomer = True
            else:
                case.donor = donor
            person = offer.donor.identity_hash if donor is None else donor.identity_hash
            if on_list := listed.refusal(person, offer.recipient_code, offer.donated_on):
                raise on_list
            if closed:
                month = (offer.recipient_code, period_of(offer.donated_on))
                if month in closed:
                    raise PeriodClosed(municipality=month[0], period=month[1])
            if is_alone and donor is not None:
                _check_room(offer, known.years.get(donor.id, {}))
        except DomainError as refusal:
            case.refusal = refusal


def _check_newcomer(offer: Offer) -> None:
    """Refuse somebody's first gift before a row is made for them."""
    if offer.hold_id is not None:
        raise errors.UnknownHold
    cap_krw = annual_cap_krw(offer.donated_on)
    if offer.amount_krw > cap_krw:
        raise errors.AnnualCapExceeded(
            cap_krw=cap_krw, remaining_krw=cap_krw, year=tax_year(offer.donated_on)
        )


def _check_room(offer: Offer, years: Mapping[str, tuple[int, int]]) -> None:
    """Refuse what a year that is full already cannot take, without waiting for its lock.

    ``years`` were read before it was asked which references are known, so nobody is refused here
    for a gift of their own that filled the year and is now reported again. What a hold or a project
    decides is decided under their locks.
    """
    if offer.hold_id is not None or offer.project_id is not None:
        return
    year = tax_year(offer.donated_on)
    cap_krw, accepted_krw = years.get(str(year), (0, 0))
    remaining_krw = cap_krw - accepted_krw
    if cap_krw and offer.amount_krw > remaining_krw:
        raise errors.AnnualCapExceeded(
            cap_krw=cap_krw, remaining_krw=max(0, remaining_krw), year=year
        )


def enrol(cases: Sequence[Case], portal: Portal) -> set[int]:
    """Give the newcomers among ``cases`` their rows; return the ids of the rows made just now."""
    newcomers = [case for case in cases if case.is_newcomer]
    if not newcomers:
        return set()
    rows, made = donors.enrol([case.offer.donor for case in newcomers], portal)
    known = Known({}, rows)
    for case in newcomers:
        try:
            donor = known.donor_of(case.offer.donor, portal)
        except DomainError as refusal:
            case.refusal = refusal
        else:
            assert donor is not None, "a row was made or read a moment ago"  # noqa: S101
            case.donor = donor
    return made


def fit(cases: Sequence[Case], newcomers: Collection[int], portal: Portal, now: datetime) -> bool:
    """Lock the donors' years, then the projects, and refuse what does not fit.

    ``newcomers`` are the donors that this transaction has made. The years of those that fit say
    what has to be added; nothing is written to them yet. Returns whether a year had to be made for
    its lock.
    """
    cases = [case for case in cases if case.refusal is None]
    holds = holds_named([case.offer.hold_id for case in cases if case.offer.hold_id], portal)
    years = lock_years(
        {(case.donor.person_id, tax_year(case.offer.donated_on)) for case in cases}
        | {(hold.person_id, hold.tax_year) for hold in holds.values()},
        [*(case.donor for case in cases), *(hold.donor for hold in holds.values())],
        newcomers,
    )
    if holds:
        holds = holds_named(list(holds), portal)  # as they stand now that their years are locked
    projects = lock_projects(
        [case.offer.project_id for case in cases if case.offer.project_id is not None]
    )
    for case in cases:
        try:
            project = projects.get(case.offer.project_id or 0)
            if project is not None:
                project.require_open()
            _fit(case, years, holds, now)
            if project is not None:
                project.raised_krw += case.offer.amount_krw
        except DomainError as refusal:
            case.refusal = refusal
    return any(year.is_new for year in years.values())


def _fit(
    case: Case, years: Mapping[YearKey, LockedYear], holds: Mapping[UUID, Hold], now: datetime
) -> None:
    offer = case.offer
    case.year = years[case.donor.person_id, tax_year(offer.donated_on)]
    hold, kept_in = None, None
    if offer.hold_id is not None:
        hold = _hold_of(case, holds)
        kept_in = years[hold.person_id, hold.tax_year]
        if hold.status == HoldStatus.LIVE and hold.expires_at <= now:
            kept_in.free_expired(now)
            hold.status = HoldStatus.EXPIRED
    if hold is None or kept_in is None or hold.status != HoldStatus.LIVE:
        case.year.take(offer.amount_krw, now)
    else:
        kept_in.more_held_krw -= hold.amount_krw
        try:
            case.year.take(offer.amount_krw, now)
        except errors.AnnualCapExceeded:
            kept_in.more_held_krw += hold.amount_krw
            raise
        hold.status = HoldStatus.USED
        case.hold = hold
    case.remaining_krw = case.year.remaining_krw


def _hold_of(case: Case, holds: Mapping[UUID, Hold]) -> Hold:
    hold = holds.get(case.offer.hold_id) if case.offer.hold_id else None
    if hold is None or hold.person_id != case.donor.person_id:
        raise errors.UnknownHold
    if hold.status == HoldStatus.USED:
        raise errors.HoldUsed
    return hold
