"""How large: receipts, donations, donors, growth, per head, per donation.

Every function answers one :class:`Ask` with an :class:`Outcome`; none reads a database.
"""

from fractions import Fraction

from django.utils.translation import gettext_noop as _

from reports.indicators import formulas
from reports.indicators.statistics import (
    LAUNCH,
    Ask,
    Datum,
    Outcome,
    missing,
    share_of_rounding,
)
from reports.models import Country, YearBasis

NO_RECEIPTS = _("no receipts of this area and year were found")
NO_COUNT = _("no number of donations of this area and year was found")
NO_DONORS = _("no number of donors of this area and year was found")
NO_POPULATION = _("no population of this area at the start of the year is loaded")
BEFORE_LAUNCH = _("the system had not begun")
NO_LAUNCH_YEAR = _("receipts of the first year were zero or were not found")
USERS_NOTE = _("users of the tax relief for donations of the calendar year")
PER_USER_NOTE = _("receipts April to March over users of the calendar year: approximate")
TAKARAZUKA_NOTE = _("Takarazuka's FY2024 holds about 25.4 billion yen from two residents")
TAKARAZUKA = ("282146", 2024)


def total_receipts(ask: Ask) -> Outcome:
    """Return the money received."""
    return direct(ask, ask.find("amount"), NO_RECEIPTS)


def donations(ask: Ask) -> Outcome:
    """Return the number of donations, not of persons (KR-STA-03)."""
    return direct(ask, ask.find("donation_count"), NO_COUNT)


def donors(ask: Ask) -> Outcome:
    """Return persons: Korea's donors; in Japan the users of the relief for that year's giving."""
    found = _donors(ask)
    if ask.country == Country.KOREA:
        return direct(ask, found, NO_DONORS)
    return direct(ask, found, NO_DONORS, notes=(USERS_NOTE,), basis=YearBasis.CALENDAR)


def growth_index(ask: Ask) -> Outcome:
    """Return receipts over those of the launch year (Korea 2023, Japan FY2008)."""
    launch = LAUNCH[ask.country]
    if ask.year < launch:
        return missing(BEFORE_LAUNCH)
    now, first = ask.find("amount"), ask.find("amount", year=launch)
    if now is None:
        return missing(NO_RECEIPTS)
    if first is None or not first.value:
        return missing(NO_LAUNCH_YEAR)
    used = (now, first) if ask.year != launch else (now,)
    return over(ask, now, first, used=used)


def receipts_per_head(ask: Ask) -> Outcome:
    """Return receipts over the population of the receiving area when the year began."""
    amount, people = ask.find("amount"), ask.data.population(ask.place, ask.year)
    if amount is None:
        return missing(NO_RECEIPTS)
    return over(ask, amount, people, NO_POPULATION)


def mean_per_donation(ask: Ask) -> Outcome:
    """Return receipts over the number of donations."""
    amount, count = ask.find("amount"), ask.find("donation_count")
    if amount is None:
        return missing(NO_RECEIPTS)
    return over(ask, amount, count, NO_COUNT)


def mean_per_donor(ask: Ask) -> Outcome:
    """Return receipts over donors; in Japan two clocks meet, so it is approximate."""
    amount, persons = ask.find("amount"), _donors(ask)
    if amount is None:
        return missing(NO_RECEIPTS)
    if ask.country == Country.KOREA:
        return over(ask, amount, persons, NO_DONORS)
    if not ask.is_nation:
        return missing(_("users live where the tax is lost, not where the money is received"))
    return over(ask, amount, persons, NO_DONORS, status="approximate", notes=(PER_USER_NOTE,))


def participation_rate(ask: Ask) -> Outcome:
    """Return donors in percent of the population."""
    persons, people = _donors(ask), ask.data.population(ask.place, ask.year)
    if persons is None:
        return missing(NO_DONORS)
    if ask.country == Country.KOREA and not ask.is_nation:
        return missing(_("donors to an area do not live there"))
    basis = YearBasis.CALENDAR
    return over(ask, persons, people, NO_POPULATION, scale=formulas.PERCENT, basis=basis)


def _donors(ask: Ask) -> Datum | None:
    if ask.country == Country.KOREA:
        return ask.find("donor_count")
    return ask.find_relief("deduction_users", "deduction_users_revised")


def direct(
    ask: Ask,
    found: Datum | None,
    reason: str,
    notes: tuple[str, ...] = (),
    basis: YearBasis | None = None,
) -> Outcome:
    """Return a number just as it was published."""
    if found is None:
        return missing(reason)
    if (ask.place.code, ask.year) == TAKARAZUKA:
        notes = (*notes, TAKARAZUKA_NOTE)
    return Outcome(
        found.value, used=(found,), resolution=found.resolution, notes=notes, basis=basis
    )


def over(  # noqa: PLR0913
    ask: Ask,
    part: Datum,
    whole: Datum | None,
    reason: str = "",
    *,
    scale: int = 1,
    used: tuple[Datum, ...] | None = None,
    status: str = "",
    notes: tuple[str, ...] = (),
    basis: YearBasis | None = None,
) -> Outcome:
    """Return ``part`` ÷ ``whole`` × ``scale``, with the width its inputs' rounding gives it."""
    value = None if whole is None else formulas.quotient(part.value, whole.value)
    if whole is None or value is None:
        return missing(reason or _("the divisor is zero or was not found"))
    inputs = used or (part, whole)
    width = abs(value) * scale * share_of_rounding(*inputs) if len(inputs) > 1 else Fraction(0)
    if (ask.place.code, ask.year) == TAKARAZUKA:
        notes = (*notes, TAKARAZUKA_NOTE)
    return Outcome(
        value * scale,
        used=inputs,
        status=status,
        notes=notes,
        resolution=width,
        basis=basis,
    )
