"""How it is spread: concentration, and the shares of areas.

Concentration is that of the basic governments (Japan's 1,741 municipalities; Korea's 226 with
Sejong and Jeju), because an upper tier's office is another kind of body. Korea's bodies are a
partial sample of those that did well: nothing computed from it is the nation's.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from django.utils.translation import gettext_noop as _

from reports.indicators import formulas
from reports.indicators.compute_size import NO_RECEIPTS, direct
from reports.indicators.statistics import (
    BODIES,
    SINGLE_TIER,
    Ask,
    Datum,
    Outcome,
    Place,
    missing,
    share_of_rounding,
)
from reports.models import Country, Scope

MUNICIPALITIES = 1_741
"""Japan's cities, wards, towns and villages."""
TOP_TEN, TOP_HUNDRED = 10, 100
CAPITAL_PREFECTURES = ("110001", "120006", "130001", "140007")
"""Saitama, Chiba, Tokyo, Kanagawa."""
TOWNS_AND_VILLAGES = ("町", "村")

ONLY_NATION = _("it is a measure of the whole nation only")
BIASED = _(
    "biased partial sample: only some local governments published their receipts, "
    "mostly those that did well"
)
TOP_OF_SAMPLE = _(
    "the ten largest of a biased partial sample over the nation's total: "
    "the true share is at least this"
)
PRINTED_MEAN = _("ten times the printed mean of the ten largest basic governments")
MUNICIPAL = _("of the receipts of municipalities, without prefectural governments")
TOWNS_NOTE = _("stand-in for depopulated areas: towns and villages, of municipal receipts")
DECLINE_NOTE = _("89 areas times their printed mean, over the nation's total")


def gini(ask: Ask) -> Outcome:
    """Return the Gini coefficient of receipts over all basic governments."""
    return _measure(ask, formulas.gini)


def hhi(ask: Ask) -> Outcome:
    """Return the Herfindahl–Hirschman index of receipts over all basic governments."""
    return _measure(ask, formulas.hhi)


def top100_share(ask: Ask) -> Outcome:
    """Return the share of the hundred largest."""
    return _measure(ask, lambda amounts: formulas.top_share(amounts, TOP_HUNDRED))


def top10_share(ask: Ask) -> Outcome:
    """Return the share of the ten largest; in Korea from a printed mean, or a lower bound."""
    if ask.country == Country.JAPAN or not ask.is_nation:
        return _measure(ask, lambda amounts: formulas.top_share(amounts, TOP_TEN))
    total, mean = ask.find("amount"), ask.find("avg_amount_top10_basic")
    sample = _basic(ask)
    if total is None:
        return missing(NO_RECEIPTS)
    if mean is not None:
        value = formulas.percent(mean.value * TOP_TEN, total.value)
        width = (value or 0) * share_of_rounding(mean, total)
        return Outcome(
            value, used=(mean, total), status="derived", notes=(PRINTED_MEAN,), resolution=width
        )
    known = len(ask.data.bodies(ask.country, "amount", ask.year))
    if len(sample) < TOP_TEN:
        return missing(BIASED, covered=known, of=BODIES[ask.country])
    largest = sorted(sample, key=lambda datum: datum.value, reverse=True)[:TOP_TEN]
    return Outcome(
        formulas.percent(sum(d.value for d in largest), total.value),
        used=(*largest, total),
        status="lower_bound",
        covered=known,
        of=BODIES[ask.country],
        notes=(TOP_OF_SAMPLE,),
    )


def non_capital_share(ask: Ask) -> Outcome:
    """Return the percent received outside the capital region."""
    if not ask.is_nation:
        return missing(ONLY_NATION)
    if ask.country == Country.KOREA:
        return direct(ask, ask.find("share_amount_non_capital_regions"), NO_RECEIPTS)
    total = ask.find("amount")
    capital = [_find_area(ask, code, "amount") for code in CAPITAL_PREFECTURES]
    found = [datum for datum in capital if datum]
    if total is None or len(found) < len(CAPITAL_PREFECTURES):
        return missing(NO_RECEIPTS)
    outside = total.value - sum(d.value for d in found)
    return Outcome(formulas.percent(outside, total.value), used=(*found, total))


def depopulating_share(ask: Ask) -> Outcome:
    """Return the percent received by areas in population decline; in Japan by a stand-in."""
    if not ask.is_nation:
        return missing(ONLY_NATION)
    if ask.country == Country.KOREA:
        part, total = ask.find("decline_area_total"), ask.find("amount")
        if part is None or total is None:
            return missing(_("no receipts of the population-decline areas were found"))
        value = formulas.percent(part.value, total.value)
        width = (value or 0) * share_of_rounding(part, total)
        return Outcome(
            value, used=(part, total), status="derived", notes=(DECLINE_NOTE,), resolution=width
        )
    kinds = ask.data.kinds()
    amounts = _municipal(ask)
    if not amounts:
        return missing(NO_RECEIPTS)
    small = sum(d.value for code, d in amounts.items() if kinds.get(code) in TOWNS_AND_VILLAGES)
    return Outcome(
        formulas.percent(small, sum(d.value for d in amounts.values())),
        used=tuple(amounts.values()),
        status="stand_in",
        covered=len(amounts),
        of=MUNICIPALITIES,
        notes=(TOWNS_NOTE,),
    )


def designated_share(ask: Ask) -> Outcome:
    """Return the percent of receipts that came for one named project."""
    amount = ask.find("amount")
    if ask.country == Country.KOREA:
        return missing(_("designated donations are printed only as a sum over several years"))
    if not ask.is_nation:
        part = ask.find("cf_amount")
        parts = {ask.place.code: part} if part else {}
    else:
        parts = dict(ask.data.bodies(ask.country, "cf_amount", ask.year))
    if amount is None or not parts:
        return missing(_("crowdfunding-type receipts of this year are not loaded"))
    used = tuple(parts.values())
    return Outcome(
        formulas.percent(sum(d.value for d in used), amount.value),
        used=(*used, amount),
        covered=len(parts),
        of=len(ask.data.bodies(ask.country, "amount", ask.year)) if ask.is_nation else 1,
    )


def _measure(ask: Ask, measure: Callable[[Sequence[Fraction]], Fraction | None]) -> Outcome:
    if not ask.is_nation:
        return missing(ONLY_NATION)
    sample = _basic(ask)
    value = measure([datum.value for datum in sample])
    if ask.country == Country.KOREA:
        known = len(ask.data.bodies(ask.country, "amount", ask.year))
        reason, of = BIASED if known else NO_RECEIPTS, BODIES[ask.country]
        shown = value if measure is formulas.gini else None
        return missing(reason, covered=known, of=of, sample=shown, used=tuple(sample))
    if len(sample) < MUNICIPALITIES:
        return missing(NO_RECEIPTS, covered=len(sample), of=MUNICIPALITIES)
    return Outcome(
        value, used=tuple(sample), covered=len(sample), of=MUNICIPALITIES, notes=(MUNICIPAL,)
    )


def _basic(ask: Ask) -> list[Datum]:
    if ask.country == Country.JAPAN:
        return list(_municipal(ask).values())
    bodies = ask.data.bodies(ask.country, "amount", ask.year)
    return [d for code, d in sorted(bodies.items()) if is_basic(code)]


def is_basic(code: str) -> bool:
    """Say whether a Korean code is a basic government's, Sejong's or Jeju's."""
    return not code.endswith("000") or code in SINGLE_TIER


def _municipal(ask: Ask) -> dict[str, Datum]:
    """Return the receipts of Japan's municipalities, without prefectural governments."""
    bodies = ask.data.bodies(ask.country, "amount", ask.year)
    return {code: d for code, d in sorted(bodies.items()) if code[2:5] != "000"}


def _find_area(ask: Ask, code: str, metric: str) -> Datum | None:
    return Ask(ask.data, Place(ask.country, Scope.AREA, code), ask.year).find(metric)
