"""How far a year stayed from the legal limits on gifts and on cost, in percentage points.

Japan: since the designation of 2019-06-01 a gift costs at most 30 % of receipts and everything at
most 50 %; from the designation of October 2026 the share a body can use must be at least 52.5 %,
rising to 60 % from 2029, so the ceiling on cost falls from 47.5 to 40 %. Korea: gifts at most 30 %
of the year's donations (Act art. 11(4), KR-FND-05); running cost at most 10 to 15 % of last year's,
by its size (Act art. 11(3), Decree art. 7(2), KR-FND-04).
"""

from fractions import Fraction

from django.utils.translation import gettext_noop as _

from ledger.ceilings import running_cost_percent
from reports.indicators.compute_cost import cost_ratio, gift_ratio
from reports.indicators.statistics import Ask, Outcome, Part, missing
from reports.models import Country, Scope

NO_LIMIT = _("no legal limit was in force")
NO_SHARES = _("neither the gift nor the cost ratio of this area and year is known")
NEAREST = _("the smaller of the margins known; each stands beside it")

GIFT_LIMIT = {Country.JAPAN: (2019, Fraction(30)), Country.KOREA: (2023, Fraction(30))}
"""First year and percent of receipts."""
JAPAN_COST_LIMIT = {
    2019: Fraction(50),
    2027: Fraction("47.5"),
    2028: Fraction(45),
    2029: Fraction("42.5"),
    2030: Fraction(40),
}
"""First whole fiscal year -> percent of receipts; designations begin in October before."""


def rule_margin(ask: Ask) -> Outcome:
    """Return the legal limit less the value, of gifts or cost, whichever is nearer."""
    first, gift_limit = GIFT_LIMIT[ask.country]
    if ask.year < first:
        return missing(NO_LIMIT)
    shares = [("gift_margin", gift_limit, gift_ratio(ask))]
    if (cost_limit := cost_limit_of(ask)) is not None:
        shares.append(("cost_margin", cost_limit, cost_ratio(ask)))
    known = [
        (name, limit - found.value, found)
        for name, limit, found in shares
        if found.value is not None
    ]
    ceiling = running_cost_ceiling(ask)
    parts = tuple(Part(name, margin, "percentage points") for name, margin, _found in known)
    if ceiling is not None:
        parts += (Part("running_cost_ceiling", ceiling, "percent"),)
    if not known:
        return missing(NO_SHARES, parts=parts)
    _name, nearest, of = min(known, key=lambda each: each[1])
    return Outcome(
        nearest,
        used=tuple(datum for _n, _m, found in known for datum in found.used),
        status=of.status,
        notes=(NEAREST, *of.notes),
        parts=parts,
        resolution=of.resolution,
    )


def cost_limit_of(ask: Ask) -> Fraction | None:
    """Return the ceiling on the whole cost in percent of receipts; Korea has none such."""
    if ask.country == Country.KOREA:
        return None
    in_force = [limit for first, limit in JAPAN_COST_LIMIT.items() if first <= ask.year]
    return in_force[-1] if in_force else None


def running_cost_ceiling(ask: Ask) -> Fraction | None:
    """Return what a Korean body may spend on running, in percent of last year's donations."""
    if ask.country == Country.JAPAN or ask.place.scope != Scope.BODY:
        return None
    before = ask.find("amount", year=ask.year - 1)
    if before is None:
        return None
    return Fraction(running_cost_percent(int(before.value)))
