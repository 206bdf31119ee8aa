"""What it costs, who pays for it, and how it is given: cost, relief, flows, channels, bands."""

from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext_noop as _

from reports.indicators import formulas
from reports.indicators.compute_size import NO_RECEIPTS, direct, over
from reports.indicators.relief_model import (
    BEFORE,
    compensation,
    final_estimate,
    income_tax_part,
    korean_split,
    municipal_parts,
)
from reports.indicators.statistics import Ask, Datum, Outcome, Part, missing, share_of_rounding
from reports.indicators.without_outliers import beside, gift_in, less_the_gift, variants
from reports.models import Country, Nature, OutlierKind, Scope, YearBasis

NO_COST = _("no total cost of this area and year was published")
NO_COST_KOREA = _("the cost of raising donations is not published in Korea")
NO_RELIEF = _("no tax relief of this area and year was found")
NO_GIFTS = _("no value of gifts of this area and year was found")
NO_MONTHS = _("no monthly series is published")
NO_DECEMBER = _("no December receipts of this area and year were found")
RESIDENT_TAX = _("resident tax only: the income-tax part is not published")
RESTATED = _("restated series, not joined to the values first published")
LOWER = _("reported before the ministry's estimates: a lower bound")
BY_BODY = _("flows between local governments have no meaning for the whole nation")
NOT_BY_BODY = _("relief follows the donors' home and receipts do not: one body has no such ratio")
NOT_IN_KOREA = _("relief by the donors' home area is not published in Korea")
GIFTS_SOLD = _("gifts sold, as printed, over receipts")
BY_STATUTE = _("the municipal part by the statutory split of what was reported: a lower bound")
FROM_RATIO = _("receipts less the printed ratio of cost: the sum itself was not printed")
MUNICIPALITIES_ONLY = _("municipalities only, without the prefecture's office")
NO_PLATFORMS = _("receipts through private platforms of this year are not loaded")
TWO_SHARES = _("of the money; another release prints a share of donations")
ONLY_OF_DONATIONS = _(
    "only a share of donations was printed, not of the money; private platforms opened on "
    "2024-12-02"
)
BY_AMOUNT = _("share of the amount given online")
ONLINE = _("online share as printed")


def year_end_share(ask: Ask) -> Outcome:
    """Return the percent received in December."""
    if ask.country == Country.JAPAN:
        return missing(NO_MONTHS)
    if not ask.is_nation:
        return missing(NO_DECEMBER)
    two_months = ask.find("share_amount_nov_dec")
    parts = (Part("november_and_december", two_months.value, "percent"),) if two_months else ()
    found = direct(ask.find("share_amount_december"), NO_DECEMBER)
    return beside(found, parts, (two_months,) if two_months else ())


def cost_ratio(ask: Ask) -> Outcome:
    """Return the whole cost of raising in percent of receipts."""
    return _ratio(ask, "cost_total", NO_COST)


def gift_ratio(ask: Ask) -> Outcome:
    """Return gifts in percent of receipts: purchase cost in Japan, gifts sold in Korea."""
    if ask.country == Country.JAPAN:
        return _ratio(ask, "cost_gift_procurement", NO_GIFTS)
    gifts, amount = ask.find("gift_sales_amount"), ask.find("amount")
    if gifts is None or amount is None:
        return missing(NO_GIFTS)
    found = over(gifts, amount, scale=formulas.PERCENT, notes=(GIFTS_SOLD,))
    granted = ask.find("gift_points_granted")
    if granted is None:
        return found
    share = formulas.percent(granted.value, amount.value)
    return beside(found, (Part("points_granted_share", share, "percent"),), (granted,))


def platform_share(ask: Ask) -> Outcome:
    """Return the percent received through private platforms."""
    if ask.country == Country.KOREA:
        return _korean_platforms(ask)
    part, amount = ask.find("amount_received_via_portals"), ask.find("amount")
    if part is None or amount is None:
        return missing(NO_PLATFORMS)
    fees = ask.find("cost_paid_to_portals")
    share = formulas.percent(fees.value, part.value) if fees else None
    parts = (Part("fees_of_platform_receipts", share, "percent"),) if fees else ()
    return beside(over(part, amount, scale=formulas.PERCENT), parts, (fees,) if fees else ())


def _korean_platforms(ask: Ask) -> Outcome:
    """Return the share of the money; the share of donations stands beside it, never in its place.

    The two differ by a quarter, so a series of both would show a rise that nobody measured.
    """
    of_money = ask.find("share_amount_private_platforms")
    of_donations = ask.find("share_private_platforms")
    if of_donations is None:
        return direct(of_money, NO_PLATFORMS)
    part = (Part("share_of_donations", of_donations.value, "percent"),)
    if of_money is None:
        return missing(ONLY_OF_DONATIONS, parts=part, beside=(of_donations,))
    return beside(direct(of_money, NO_PLATFORMS, notes=(TWO_SHARES,)), part, (of_donations,))


def usable_amount(ask: Ask) -> Outcome:
    """Return receipts less cost; by the printed ratio where the cost itself was not printed."""
    amount, cost = ask.find("amount"), ask.find("cost_total")
    if amount is None:
        return missing(NO_RECEIPTS)
    if cost is not None:
        return less_the_gift(ask, less(amount, cost))
    ratio = ask.find("cost_total_ratio")
    if ratio is None:
        return missing(_no_cost(ask))
    return Outcome(
        amount.value * (formulas.PERCENT - ratio.value) / formulas.PERCENT,
        used=(amount, ratio),
        status="derived",
        notes=(FROM_RATIO,),
        resolution=amount.value * ratio.resolution / formulas.PERCENT,
    )


def usable_share(ask: Ask) -> Outcome:
    """Return what is left after cost in percent of receipts."""
    cost = cost_ratio(ask)
    if cost.value is None:
        return cost
    parts = tuple(
        replace(part, value=formulas.PERCENT - part.value) if part.value is not None else part
        for part in cost.parts
    )
    return replace(cost, value=formulas.PERCENT - cost.value, parts=parts)


def tax_relief(ask: Ask) -> Outcome:
    """Return the relief granted for donations of the calendar year."""
    found, notes = _relief(ask)
    if found is None:
        return missing(NO_RELIEF)
    outcome = direct(found, NO_RELIEF, notes=notes, basis=YearBasis.CALENDAR)
    if not ask.is_nation:
        return outcome
    if ask.country == Country.KOREA:
        return replace(outcome, parts=korean_split(ask))
    interval, parts = final_estimate(ask, found)
    return replace(outcome, interval=interval, parts=(*parts, *income_tax_part(ask, found)))


def loss_ratio(ask: Ask) -> Outcome:
    """Return the relief in percent of receipts."""
    if ask.country == Country.JAPAN and ask.place.scope == Scope.BODY:
        return missing(NOT_BY_BODY)
    (found, notes), amount = _relief(ask), ask.find("amount")
    if found is None or amount is None:
        return missing(NO_RELIEF)
    return over(found, amount, NO_RECEIPTS, scale=formulas.PERCENT, notes=notes)


def outflow(ask: Ask) -> Outcome:
    """Return the relief that residents of the area took: the tax it did not receive."""
    found = _outflow(ask)
    if isinstance(found, Outcome):
        return found
    notes = (BY_STATUTE,) if found.status == BEFORE and ask.place.scope == Scope.BODY else ()
    told = direct(found, NO_RELIEF, notes=notes, basis=YearBasis.CALENDAR)
    return replace(told, nature=Nature.DERIVED)


def net_flow(ask: Ask) -> Outcome:
    """Return receipts less outflow."""
    amount, lost = ask.find("amount"), _outflow(ask)
    if isinstance(lost, Outcome):
        return lost
    return missing(NO_RECEIPTS) if amount is None else less_the_gift(ask, less(amount, lost))


def net_after_cost(ask: Ask) -> Outcome:
    """Return receipts less cost less outflow."""
    amount, cost, lost = ask.find("amount"), ask.find("cost_total"), _outflow(ask)
    if isinstance(lost, Outcome):
        return lost
    if amount is None:
        return missing(NO_RECEIPTS)
    if cost is None:
        return missing(_no_cost(ask))
    found = less(amount, cost, lost)
    return less_the_gift(ask, replace(found, parts=compensation(ask, found)))


def simple_procedure_share(ask: Ask) -> Outcome:
    """Return one-stop users among users (Japan), or the online share (Korea), in percent."""
    if ask.country == Country.KOREA:
        by_amount = ask.find("share_online_amount")
        note = BY_AMOUNT if by_amount else ONLINE
        reason = _("no online share of this area and year was found")
        return direct(by_amount or ask.find("share_online"), reason, notes=(note,))
    for kind in ("", "_revised"):
        part = ask.find_relief(f"onestop_users{kind}")
        whole = ask.find_relief(f"deduction_users{kind}")
        if part and whole:
            return over(part, whole, scale=formulas.PERCENT, basis=YearBasis.CALENDAR)
    return missing(_("no number of one-stop users of this area and year was found"))


def small_donation_share(ask: Ask) -> Outcome:
    """Return the percent of donations at or below 100,000 won (10,000 yen)."""
    reason = _("donations by size are not published for this area and year")
    if ask.country == Country.JAPAN:
        return missing(reason)
    return direct(ask.find("share_count_up_to_100k_won"), reason)


def less(first: Datum, *rest: Datum) -> Outcome:
    """Return ``first`` less all the others."""
    used = (first, *rest)
    value = first.value - sum(datum.value for datum in rest)
    return Outcome(value, used=used, resolution=sum((d.resolution for d in used), Fraction(0)))


def _ratio(ask: Ask, metric: str, reason: str) -> Outcome:
    """Return a cost over receipts, or the ratio as printed where only that was published."""
    part, amount = ask.find(metric), ask.find("amount")
    if part is not None and amount is not None:
        return _share_without_gift(ask, part, amount)
    if ask.place.scope == Scope.AREA and ask.country == Country.JAPAN:
        return _municipal_ratio(ask, metric) or missing(reason)
    printed = ask.find(f"{metric}_ratio")
    return direct(printed, NO_COST_KOREA if ask.country == Country.KOREA else reason)


def _share_without_gift(ask: Ask, part: Datum, amount: Datum) -> Outcome:
    """Return a share of receipts, and what it is of receipts without a giant gift in them."""
    found, gifts = over(part, amount, scale=formulas.PERCENT), gift_in(ask)
    if not gifts:
        return found
    rest = amount.value - sum(gift.value for gift in gifts)
    without = {OutlierKind.GIFT: formulas.percent(part.value, rest)}
    return beside(found, variants(without, "percent"), gifts)


def _municipal_ratio(ask: Ask, metric: str) -> Outcome | None:
    """Return the ratio of a prefecture's municipalities, where only theirs was published."""
    part, amount = ask.find(f"{metric}_municipalities_only"), ask.find("amount_municipalities")
    if part is None or amount is None:
        return None
    found = formulas.percent(part.value, amount.value)
    return Outcome(
        found,
        used=(part, amount),
        notes=(MUNICIPALITIES_ONLY,),
        resolution=(found or 0) * share_of_rounding(part, amount),
    )


def _no_cost(ask: Ask) -> str:
    return NO_COST_KOREA if ask.country == Country.KOREA else NO_COST


def _relief(ask: Ask) -> tuple[Datum | None, tuple[str, ...]]:
    if ask.country == Country.KOREA:
        return ask.find("tax_relief_estimate"), ()
    names = ("resident_tax_deduction", "resident_tax_deduction_before_estimates")
    if found := ask.find_relief(*names):
        return found, (RESIDENT_TAX, LOWER) if found.status == BEFORE else (RESIDENT_TAX,)
    return ask.find_relief("resident_tax_deduction_revised"), (RESIDENT_TAX, RESTATED)


def _outflow(ask: Ask) -> Datum | Outcome:
    """Return what the area lost: a municipality its own part, a prefecture's area both parts."""
    if ask.country == Country.KOREA:
        return missing(NOT_IN_KOREA)
    if ask.is_nation:
        return missing(BY_BODY)
    whole_area = ask.place.scope == Scope.AREA
    if whole_area:
        return ask.find_relief("resident_tax_deduction") or missing(NO_RELIEF)
    printed = ask.find_relief("muni_tax_deduction")
    return printed or municipal_parts(ask).get(ask.place.code) or missing(NO_RELIEF)
