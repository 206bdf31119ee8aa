"""What it costs, who pays for it, and how it is given: cost, relief, flows, channels, bands."""

from fractions import Fraction

from django.utils.translation import gettext_noop as _

from reports.indicators import formulas
from reports.indicators.compute_size import NO_RECEIPTS, direct, over
from reports.indicators.statistics import Ask, Datum, Outcome, missing
from reports.models import Country, Scope, YearBasis

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
NOT_IN_KOREA = _("relief by the donors' home area is not published in Korea")
GIFTS_SOLD = _("gifts sold, as printed, over receipts")
BY_AMOUNT = _("share of the amount given online")
ONLINE = _("online share as printed")


def year_end_share(ask: Ask) -> Outcome:
    """Return the percent received in December."""
    if ask.country == Country.JAPAN:
        return missing(NO_MONTHS)
    if ask.is_nation:
        return direct(ask, ask.find("share_amount_december"), NO_DECEMBER)
    return missing(NO_DECEMBER)


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
    return over(ask, gifts, amount, scale=formulas.PERCENT, notes=(GIFTS_SOLD,))


def platform_share(ask: Ask) -> Outcome:
    """Return the percent received through private platforms."""
    part, amount = ask.find("amount_received_via_portals"), ask.find("amount")
    if part is None or amount is None:
        return missing(_("receipts through private platforms of this year are not loaded"))
    return over(ask, part, amount, scale=formulas.PERCENT)


def usable_amount(ask: Ask) -> Outcome:
    """Return receipts less the cost of raising them."""
    amount, cost = ask.find("amount"), ask.find("cost_total")
    if amount is None:
        return missing(NO_RECEIPTS)
    if cost is None:
        return missing(_no_cost(ask))
    return less(amount, cost)


def usable_share(ask: Ask) -> Outcome:
    """Return what is left after cost in percent of receipts."""
    cost = cost_ratio(ask)
    if cost.value is None:
        return cost
    return Outcome(formulas.PERCENT - cost.value, used=cost.used, resolution=cost.resolution)


def tax_relief(ask: Ask) -> Outcome:
    """Return the relief granted for donations of the calendar year."""
    found, notes = _relief(ask)
    if found is None:
        return missing(NO_RELIEF)
    return direct(ask, found, NO_RELIEF, notes=notes, basis=YearBasis.CALENDAR)


def loss_ratio(ask: Ask) -> Outcome:
    """Return the relief in percent of receipts."""
    if not ask.is_nation and ask.country == Country.JAPAN and ask.place.scope == Scope.BODY:
        return missing(NO_RELIEF)
    (found, notes), amount = _relief(ask), ask.find("amount")
    if found is None or amount is None:
        return missing(NO_RELIEF)
    return over(ask, found, amount, NO_RECEIPTS, scale=formulas.PERCENT, notes=notes)


def outflow(ask: Ask) -> Outcome:
    """Return the relief that residents of the area took: the tax it did not receive."""
    found = _outflow(ask)
    return found if isinstance(found, Outcome) else direct(ask, found, NO_RELIEF, notes=())


def net_flow(ask: Ask) -> Outcome:
    """Return receipts less outflow."""
    amount, lost = ask.find("amount"), _outflow(ask)
    if isinstance(lost, Outcome):
        return lost
    return missing(NO_RECEIPTS) if amount is None else less(amount, lost)


def net_after_cost(ask: Ask) -> Outcome:
    """Return receipts less cost less outflow."""
    amount, cost, lost = ask.find("amount"), ask.find("cost_total"), _outflow(ask)
    if isinstance(lost, Outcome):
        return lost
    if amount is None:
        return missing(NO_RECEIPTS)
    return missing(_no_cost(ask)) if cost is None else less(amount, cost, lost)


def simple_procedure_share(ask: Ask) -> Outcome:
    """Return one-stop users among users (Japan), or the online share (Korea), in percent."""
    if ask.country == Country.KOREA:
        by_amount = ask.find("share_online_amount")
        note = BY_AMOUNT if by_amount else ONLINE
        reason = _("no online share of this area and year was found")
        return direct(ask, by_amount or ask.find("share_online"), reason, notes=(note,))
    for kind in ("", "_revised"):
        part = ask.find_relief(f"onestop_users{kind}")
        whole = ask.find_relief(f"deduction_users{kind}")
        if part and whole:
            return over(ask, part, whole, scale=formulas.PERCENT, basis=YearBasis.CALENDAR)
    return missing(_("no number of one-stop users of this area and year was found"))


def small_donation_share(ask: Ask) -> Outcome:
    """Return the percent of donations at or below 100,000 won (10,000 yen)."""
    reason = _("donations by size are not published for this area and year")
    if ask.country == Country.JAPAN:
        return missing(reason)
    return direct(ask, ask.find("share_count_up_to_100k_won"), reason)


def less(first: Datum, *rest: Datum) -> Outcome:
    """Return ``first`` less all the others."""
    used = (first, *rest)
    value = first.value - sum(datum.value for datum in rest)
    return Outcome(value, used=used, resolution=sum((d.resolution for d in used), Fraction(0)))


def _ratio(ask: Ask, metric: str, reason: str) -> Outcome:
    """Return a cost over receipts, or the ratio as printed where only that was published."""
    part, amount = ask.find(metric), ask.find("amount")
    if part is not None and amount is not None:
        return over(ask, part, amount, scale=formulas.PERCENT)
    printed = ask.find(f"{metric}_ratio")
    return direct(ask, printed, NO_COST_KOREA if ask.country == Country.KOREA else reason)


def _no_cost(ask: Ask) -> str:
    return NO_COST_KOREA if ask.country == Country.KOREA else NO_COST


def _relief(ask: Ask) -> tuple[Datum | None, tuple[str, ...]]:
    if ask.country == Country.KOREA:
        return ask.find("tax_relief_estimate"), ()
    if found := ask.find_relief("resident_tax_deduction"):
        return found, (RESIDENT_TAX,)
    if found := ask.find_relief("resident_tax_deduction_before_estimates"):
        return found, (RESIDENT_TAX, LOWER)
    return ask.find_relief("resident_tax_deduction_revised"), (RESIDENT_TAX, RESTATED)


def _outflow(ask: Ask) -> Datum | Outcome:
    """Return what the area lost: a municipality its own part, a prefecture's area both parts."""
    if ask.country == Country.KOREA:
        return missing(NOT_IN_KOREA)
    if ask.is_nation:
        return missing(BY_BODY)
    whole_area = ask.place.scope == Scope.AREA
    metric = "resident_tax_deduction" if whole_area else "muni_tax_deduction"
    return ask.find_relief(metric) or missing(NO_RELIEF)
