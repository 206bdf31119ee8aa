"""How it is spread: concentration, and the shares of areas.

Concentration is that of the basic governments (Japan's 1,741 municipalities; Korea's 226 with
Sejong and Jeju), because an upper tier's office is another kind of body. Korea's bodies are a
partial sample of those that did well: nothing computed from it is the nation's.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import isqrt

from django.utils.translation import gettext_noop as _

from reports.indicators import formulas, inference
from reports.indicators.compute_size import NO_RECEIPTS, direct
from reports.indicators.statistics import (
    BODIES,
    SINGLE_TIER,
    Ask,
    Datum,
    Interval,
    Outcome,
    Part,
    Place,
    missing,
    share_of_rounding,
)
from reports.indicators.without_outliers import amounts_without, variants
from reports.models import Country, Nature, Scope
from reports.numerics import Band

MUNICIPALITIES = 1_741
"""Japan's cities, wards, towns and villages."""
TOP_TEN, TOP_HUNDRED = 10, 100
CAPITAL_PREFECTURES = ("110001", "120006", "130001", "140007")
"""Saitama, Chiba, Tokyo, Kanagawa."""
TOWNS_AND_VILLAGES = ("町", "村")

ROOT_SCALE = 1_000
BANDS = (
    ("bodies_amount_lt_100m", 0, 100_000_000),
    ("bodies_amount_100m_300m", 100_000_000, 300_000_000),
    ("bodies_amount_300m_500m", 300_000_000, 500_000_000),
    ("bodies_amount_500m_1bn", 500_000_000, 1_000_000_000),
    ("bodies_amount_ge_1bn", 1_000_000_000, None),
)
"""Metric, from, below: what the ministry counted all 243 bodies into."""

BOOTSTRAP = _("95 % bootstrap interval of the sample: chance only, not its bias")
FROM_BANDS = _(
    "bounds over all 243 bodies of both tiers, from the total, the ten largest and the number of "
    "bodies in each range"
)
FROM_TOP = _("bounds over all 243 bodies of both tiers, from the total and the ten largest")
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
BASIC = _("of the receipts of basic local governments, without the offices of the upper tier")
MUNICIPAL = _("of the receipts of municipalities, without prefectural governments")
TOWNS_NOTE = _("stand-in for depopulated areas: towns and villages, of municipal receipts")
FALLEN = _("fewer persons on the register on 1 January 2025 than on 1 January 2019")
DECLINE_NOTE = _("89 areas times their printed mean, over the nation's total")


def gini(ask: Ask) -> Outcome:
    """Return the Gini coefficient of receipts over all basic governments.

    Korea has one when a table of all bodies is loaded; else what it can lie between is given.
    """
    if ask.is_nation and ask.country == Country.KOREA and not _is_whole(ask):
        return _korean_gini(ask)
    return _measure(ask, formulas.gini, "index", _by_root_of_population)


def hhi(ask: Ask) -> Outcome:
    """Return the Herfindahl–Hirschman index of receipts over all basic governments."""
    return _measure(ask, formulas.hhi, "points", _if_all_were_alike)


def top100_share(ask: Ask) -> Outcome:
    """Return the share of the hundred largest."""
    return _measure(ask, lambda amounts: formulas.top_share(amounts, TOP_HUNDRED), "percent")


def top10_share(ask: Ask) -> Outcome:
    """Return the share of the ten largest; in Korea, without a table of all bodies, from a printed
    mean, or a lower bound.
    """
    if ask.country == Country.JAPAN or not ask.is_nation or _is_whole(ask):
        return _measure(ask, lambda amounts: formulas.top_share(amounts, TOP_TEN), "percent")
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
        return direct(ask.find("share_amount_non_capital_regions"), NO_RECEIPTS)
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
        basic = ask.find("decline_area_share_of_basic")
        return Outcome(
            value,
            used=(part, total),
            status="derived",
            notes=(DECLINE_NOTE,),
            resolution=width,
            parts=(Part("of_basic_governments", basic.value, "percent"),) if basic else (),
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
        parts=_of_shrinking(ask, amounts),
    )


def _of_shrinking(ask: Ask, amounts: Mapping[str, Datum]) -> tuple[Part, ...]:
    """Return the percent received where the population fell, and how many such bodies there are."""
    falls = ask.data.declining(ask.country, ask.year)
    known = {code: datum for code, datum in amounts.items() if code in falls}
    if not known:
        return ()
    received = sum(d.value for code, d in known.items() if falls[code])
    share = formulas.percent(received, sum(d.value for d in known.values()))
    shrinking = formulas.percent(sum(falls[code] for code in known), len(known))
    return (
        Part("receipts_where_population_fell", share, "percent", note=FALLEN),
        Part("bodies_where_population_fell", shrinking, "percent", note=FALLEN),
    )


Measure = Callable[[Sequence[Fraction]], Fraction | None]
Further = Callable[[Ask, Mapping[str, Datum]], tuple[Part, ...]]


def _measure(ask: Ask, measure: Measure, unit: str, further: Further | None = None) -> Outcome:
    if not ask.is_nation:
        return missing(ONLY_NATION)
    sample = _basic_by_code(ask)
    if ask.country == Country.KOREA and not _is_whole(ask):
        known = len(ask.data.bodies(ask.country, "amount", ask.year))
        reason, of = BIASED if known else NO_RECEIPTS, BODIES[ask.country]
        return missing(reason, covered=known, of=of, used=tuple(sample.values()))
    of = MUNICIPALITIES if ask.country == Country.JAPAN else len(sample)
    if len(sample) < of:
        return missing(NO_RECEIPTS, covered=len(sample), of=of)
    without = {
        kind: measure(list(values.values()))
        for kind, values in amounts_without(ask, sample).items()
    }
    return Outcome(
        measure([datum.value for datum in sample.values()]),
        used=tuple(sample.values()),
        covered=len(sample),
        of=of,
        notes=(MUNICIPAL if ask.country == Country.JAPAN else BASIC,),
        parts=(*variants(without, unit), *(further(ask, sample) if further else ())),
    )


def _korean_gini(ask: Ask) -> Outcome:
    """Return the sample's coefficient as a sample, and bounds of the nation's over all bodies."""
    sample = _basic(ask)
    known = len(ask.data.bodies(ask.country, "amount", ask.year))
    total = ask.find("amount")
    if not known or total is None:
        return missing(NO_RECEIPTS)
    amounts = [datum.value for datum in sample]
    parts: tuple[Part, ...] = ()
    if ends := inference.gini_of_sample(amounts):
        parts = tuple(
            Part(name, end, "index", Nature.MODELLED, BOOTSTRAP)
            for name, end in zip(("sample_low", "sample_high"), ends, strict=True)
        )
    return missing(
        BIASED,
        covered=known,
        of=BODIES[ask.country],
        sample=formulas.gini(amounts),
        used=(*sample, total),
        interval=_bounds(ask, total),
        nature=Nature.MODELLED,
        parts=parts,
    )


def _bounds(ask: Ask, total: Datum) -> Interval | None:
    bands = _bands(ask)
    mean = ask.find("avg_amount_top10_basic")
    amounts = sorted((d.value for d in _basic(ask)), reverse=True)[:TOP_TEN]
    top = int(sum(amounts)) if len(amounts) == TOP_TEN else 0
    if mean is not None:
        top = max(top, int((mean.value - mean.resolution / 2) * TOP_TEN))
    ends = inference.gini_bounds(
        BODIES[ask.country],
        int(total.value),
        top=(TOP_TEN, top) if top else None,
        bands=tuple(bands),
    )
    if ends is None:
        return None
    return Interval(*ends, FROM_BANDS if bands else FROM_TOP)


def _bands(ask: Ask) -> list[Band]:
    """Return how many bodies lie in which range, where all ranges were printed (2023)."""
    found = []
    for metric, low, high in BANDS:
        datum = ask.find(metric)
        if datum is None:
            return []
        found.append(Band(int(datum.value), low, high))
    return found


def _by_root_of_population(ask: Ask, sample: Mapping[str, Datum]) -> tuple[Part, ...]:
    """Return the coefficient of receipts ÷ √population, as the Nissei institute has it."""
    rooted = []
    for code, datum in sample.items():
        people = ask.data.population(Place(ask.country, Scope.BODY, code), ask.year)
        if people is None or not people.value:
            return ()
        rooted.append(datum.value * ROOT_SCALE / isqrt(int(people.value) * ROOT_SCALE**2))
    return (Part("gini_by_root_of_population", formulas.gini(rooted), "index"),)


def _if_all_were_alike(_ask: Ask, sample: Mapping[str, Datum]) -> tuple[Part, ...]:
    return (Part("hhi_if_all_alike", Fraction(formulas.HHI_SCALE, len(sample)), "points"),)


def _is_whole(ask: Ask) -> bool:
    """Say whether the receipts of all Korean bodies of that year are loaded."""
    known = ask.data.bodies(ask.country, "amount", ask.year)
    return ask.country == Country.KOREA and len(known) >= BODIES[Country.KOREA]


def _basic_by_code(ask: Ask) -> dict[str, Datum]:
    if ask.country == Country.JAPAN:
        return _municipal(ask)
    bodies = ask.data.bodies(ask.country, "amount", ask.year)
    return {code: datum for code, datum in sorted(bodies.items()) if is_basic(code)}


def _basic(ask: Ask) -> list[Datum]:
    return list(_basic_by_code(ask).values())


def is_basic(code: str) -> bool:
    """Say whether a Korean code is a basic government's, Sejong's or Jeju's."""
    return not code.endswith("000") or code in SINGLE_TIER


def _municipal(ask: Ask) -> dict[str, Datum]:
    """Return the receipts of Japan's municipalities, without prefectural governments."""
    bodies = ask.data.bodies(ask.country, "amount", ask.year)
    return {code: d for code, d in sorted(bodies.items()) if code[2:5] != "000"}


def _find_area(ask: Ask, code: str, metric: str) -> Datum | None:
    return Ask(ask.data, Place(ask.country, Scope.AREA, code), ask.year).find(metric)
