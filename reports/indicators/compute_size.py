"""How large: receipts, donations, donors, growth, per head, per donation.

Every function answers one :class:`Ask` with an :class:`Outcome`; none reads a database.
"""

from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext_noop as _

from reports.indicators import formulas, inference
from reports.indicators.statistics import (
    BODIES,
    CURRENCY,
    LAUNCH,
    Ask,
    Datum,
    Outcome,
    Part,
    missing,
    share_of_rounding,
)
from reports.indicators.without_outliers import (
    beside,
    gift_in,
    people_without,
    total_without,
    variants,
)
from reports.models import Country, Nature, OutlierKind, Scope, YearBasis

NO_DIVISOR = _("the divisor is zero or was not found")
NO_RECEIPTS = _("no receipts of this area and year were found")
NO_COUNT = _("no number of donations of this area and year was found")
NO_DONORS = _("no number of donors of this area and year was found")
NO_POPULATION = _("no population of this area at the start of the year is loaded")
BEFORE_LAUNCH = _("the system had not begun")
NO_LAUNCH_YEAR = _("receipts of the first year were zero or were not found")
USERS_NOTE = _("users of the tax relief for donations of the calendar year")
USERS_LIVE_THERE = _("they live in the area; where they gave is not told")
NO_TAXPAYERS = _("not available: the number of taxpayers is not loaded")
SAMPLE_MEAN = _(
    "mean of the bodies that published, with its 95 % bootstrap interval: it stands above the mean "
    "of all because those that did well publish more"
)
PER_USER_NOTE = _("receipts April to March over users of the calendar year: approximate")
PASSED_ON = _(
    "taken by municipalities for one struck by a disaster and passed on to it; part of the receipts"
)
TAKARAZUKA_NOTE = _("Takarazuka's FY2024 holds about 25.4 billion yen from two residents")
TAKARAZUKA = ("282146", 2024)
"""The note stands beside every value of this body and year that its receipts are part of."""


def total_receipts(ask: Ask) -> Outcome:
    """Return the money received, and in Korea how far the bodies that published stand above all."""
    found = ask.find("amount")
    outcome = direct(found, NO_RECEIPTS)
    if found is None:
        return outcome
    without = variants(total_without(ask, found.value), CURRENCY[ask.country])
    outcome = beside(outcome, without, gift_in(ask))
    outcome = beside(outcome, *_passed_on(ask))
    return replace(outcome, parts=(*outcome.parts, *_means(ask, found)))


def _passed_on(ask: Ask) -> tuple[tuple[Part, ...], tuple[Datum, ...]]:
    """Return what was taken for bodies struck by a disaster, and the rows that say so.

    Nearly all bodies took nothing: they are named only where none took any.
    """
    if ask.place.scope == Scope.BODY:
        own = ask.find("disaster_proxy_amount")
        data: tuple[Datum, ...] = (own,) if own else ()
    else:
        told = ask.data.bodies(ask.country, "disaster_proxy_amount", ask.year)
        data = tuple(
            datum
            for code, datum in sorted(told.items())
            if ask.is_nation or code[:2] == ask.place.code[:2]
        )
    if not data:
        return (), ()
    total = sum((datum.value for datum in data), Fraction(0))
    unit = CURRENCY[ask.country]
    data = tuple(datum for datum in data if datum.value) or data
    return (Part("taken_for_stricken_bodies", total, unit, note=PASSED_ON),), data


def _means(ask: Ask, total: Datum) -> tuple[Part, ...]:
    """Return the mean of all Korean bodies beside that of the sample: the size of its bias."""
    if ask.country == Country.JAPAN or not ask.is_nation:
        return ()
    bodies = BODIES[ask.country]
    mean = Part("mean_per_body", total.value / bodies, "KRW")
    sample = [d.value for d in ask.data.bodies(ask.country, "amount", ask.year).values()]
    ends = inference.mean_of_sample(sample)
    if ends is None:
        return (mean,)
    middle = sum(sample, Fraction(0)) / len(sample)
    return (
        mean,
        Part("sample_mean_per_body", middle, "KRW", note=SAMPLE_MEAN),
        Part("sample_mean_low", ends[0], "KRW", Nature.MODELLED, SAMPLE_MEAN),
        Part("sample_mean_high", ends[1], "KRW", Nature.MODELLED, SAMPLE_MEAN),
    )


def donations(ask: Ask) -> Outcome:
    """Return the number of donations, not of persons (KR-STA-03)."""
    return direct(ask.find("donation_count"), NO_COUNT)


def donors(ask: Ask) -> Outcome:
    """Return persons: Korea's donors; in Japan the users of the relief for that year's giving."""
    found = _donors(ask)
    if ask.country == Country.KOREA:
        return direct(found, NO_DONORS)
    notes = (USERS_NOTE,) if ask.is_nation else (USERS_NOTE, USERS_LIVE_THERE)
    return direct(found, NO_DONORS, notes=notes, basis=YearBasis.CALENDAR)


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
    without = {
        kind: formulas.quotient(value, first.value)
        for kind, value in total_without(ask, now.value).items()
    }
    return beside(over(now, first, used=used), variants(without, "ratio"), gift_in(ask))


def receipts_per_head(ask: Ask) -> Outcome:
    """Return receipts over the population of the receiving area when the year began."""
    amount, people = ask.find("amount"), ask.data.population(ask.place, ask.year)
    if amount is None:
        return missing(NO_RECEIPTS)
    per_taxpayer = Part("per_taxpayer", None, CURRENCY[ask.country], note=NO_TAXPAYERS)
    found = replace(over(amount, people, NO_POPULATION), parts=(per_taxpayer,))
    if people is None:
        return found
    receipts, inhabitants = total_without(ask, amount.value), people_without(ask, people.value)
    without = {kind: formulas.quotient(receipts[kind], inhabitants[kind]) for kind in receipts}
    return beside(found, variants(without, f"{CURRENCY[ask.country]} per person"), gift_in(ask))


def mean_per_donation(ask: Ask) -> Outcome:
    """Return receipts over the number of donations."""
    amount, count = ask.find("amount"), ask.find("donation_count")
    if amount is None:
        return missing(NO_RECEIPTS)
    found = over(amount, count, NO_COUNT)
    if count is None:
        return found
    receipts = total_without(ask, amount.value)
    counts = total_without(ask, count.value, "donation_count")
    without = {kind: formulas.quotient(receipts[kind], counts[kind]) for kind in receipts}
    return beside(found, variants(without, f"{CURRENCY[ask.country]} per donation"), gift_in(ask))


def mean_per_donor(ask: Ask) -> Outcome:
    """Return receipts over donors; in Japan two clocks meet, so it is approximate."""
    amount, persons = ask.find("amount"), _donors(ask)
    if amount is None:
        return missing(NO_RECEIPTS)
    if ask.country == Country.KOREA:
        return over(amount, persons, NO_DONORS)
    if not ask.is_nation:
        return missing(_("users live where the tax is lost, not where the money is received"))
    found = over(amount, persons, NO_DONORS, status="approximate", notes=(PER_USER_NOTE,))
    receipts = total_without(ask, amount.value).get(OutlierKind.GIFT)
    if persons is None or receipts is None:
        return found
    without = {OutlierKind.GIFT: formulas.quotient(receipts, persons.value)}
    return beside(found, variants(without, "JPY per donor"), gift_in(ask))


def participation_rate(ask: Ask) -> Outcome:
    """Return donors in percent of the population."""
    persons, people = _donors(ask), ask.data.population(ask.place, ask.year)
    if persons is None:
        return missing(NO_DONORS)
    if ask.country == Country.KOREA and not ask.is_nation:
        return missing(_("donors to an area do not live there"))
    basis = YearBasis.CALENDAR
    found = over(persons, people, NO_POPULATION, scale=formulas.PERCENT, basis=basis)
    return replace(found, parts=(Part("of_taxpayers", None, "percent", note=NO_TAXPAYERS),))


def _donors(ask: Ask) -> Datum | None:
    if ask.country == Country.KOREA:
        return ask.find("donor_count")
    return ask.find_relief("deduction_users", "deduction_users_revised")


def direct(
    found: Datum | None,
    reason: str,
    notes: tuple[str, ...] = (),
    basis: YearBasis | None = None,
) -> Outcome:
    """Return a number just as it was published."""
    if found is None:
        return missing(reason)
    return Outcome(
        found.value, used=(found,), resolution=found.resolution, notes=notes, basis=basis
    )


def over(  # noqa: PLR0913
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
        return missing(reason or NO_DIVISOR)
    inputs = used or (part, whole)
    width = abs(value) * scale * share_of_rounding(*inputs) if len(inputs) > 1 else Fraction(0)
    return Outcome(
        value * scale,
        used=inputs,
        status=status,
        notes=notes,
        resolution=width,
        basis=basis,
    )
