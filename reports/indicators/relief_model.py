"""What is modelled around the tax relief: the final sum, the State's part, the compensation.

Nothing here was published as such. Every part says that it is modelled and what it rests on:

- Japan's relief of the newest tax year is printed before the ministry's estimates. For thirty
  municipalities the final sum is known; their ratio, drawn again by bootstrap, estimates the rest.
- The income-tax part is what is left of donations declared − 2,000 yen a user after the
  resident-tax part, if every donor stayed within the limits.
- Three quarters of a municipality's loss are counted in its local allocation tax if it receives
  one. What was really paid is not published body by body.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext_noop as _

from reports.indicators import inference
from reports.indicators.statistics import Ask, Datum, Interval, Outcome, Part
from reports.models import Country, Nature, Scope, YearBasis

OWN_SHARE_JPY = 2_000
"""A donor's own share in Japan, per year."""
COMPENSATED = Fraction(3, 4)
OTHER_PART, CITY_PART = Fraction(6, 10), Fraction(8, 10)
"""Share of the resident-tax relief that the municipality bears, not its prefecture."""
FINAL = _("estimate of the final sum from thirty municipalities whose final relief is known")
INCOME_TAX = _(
    "modelled: donations declared less 2,000 yen a user less the resident-tax part, as if every "
    "donor stayed within the limits"
)
AFTER_COMPENSATION = _(
    "modelled: three quarters of the municipal loss come back to bodies that receive the local "
    "allocation tax"
)
BEFORE = "reported_before_estimates"


def korean_split(ask: Ask) -> tuple[Part, ...]:
    """Return the State's and the local governments' part of Korea's estimate."""
    return tuple(
        Part(name, found.value, "KRW", Nature.MODELLED)
        for name, metric in (
            ("national_part", "tax_relief_national_estimate"),
            ("local_part", "tax_relief_local_estimate"),
        )
        if (found := ask.find(metric))
    )


def final_estimate(ask: Ask, reported: Datum) -> tuple[Interval | None, tuple[Part, ...]]:
    """Return an estimate of the final relief where only a lower bound was printed."""
    if reported.status != BEFORE:
        return None, ()
    year = ask.year + 1
    final = ask.data.bodies(ask.country, "resident_tax_deduction_final", year, basis=YearBasis.TAX)
    before = ask.data.bodies(ask.country, "resident_tax_deduction", year, basis=YearBasis.TAX)
    known = [code for code in sorted(final) if code in before]
    wholes = [before[code].value for code in known]
    if not known or not all(wholes):
        return None, ()
    finals = [final[code].value for code in known]
    ends = inference.ratio_of_sums(finals, wholes)
    ratio = sum(finals, Fraction(0)) / sum(wholes, Fraction(0))
    estimate = Part("final_estimate", reported.value * ratio, "JPY", Nature.MODELLED, FINAL)
    if ends is None:
        return None, (estimate,)
    low, high = (reported.value * end for end in ends)
    return Interval(low, high, FINAL), (estimate,)


def income_tax_part(ask: Ask, resident: Datum) -> tuple[Part, ...]:
    """Return the State's part of Japan's relief, modelled."""
    declared, users = (
        ask.find_relief(name) for name in ("donations_declared_by_users", "deduction_users")
    )
    if declared is None or users is None:
        return ()
    relief = declared.value - OWN_SHARE_JPY * users.value
    return (Part("income_tax_part", relief - resident.value, "JPY", Nature.MODELLED, INCOME_TAX),)


def compensation(ask: Ask, net: Outcome) -> tuple[Part, ...]:
    """Return the net with the compensation by the local allocation tax, modelled."""
    if ask.country == Country.KOREA or net.value is None:
        return ()
    lost = municipal_parts(ask)
    if not lost:
        return ()
    grant = ask.data.grant_bodies()
    back = sum((d.value * COMPENSATED for code, d in lost.items() if code in grant), Fraction(0))
    value = net.value + back
    return (Part("after_compensation", value, "JPY", Nature.MODELLED, AFTER_COMPENSATION),)


def municipal_parts(ask: Ask) -> Mapping[str, Datum]:
    """Return what each municipality of the place bears of the relief, as published.

    Where only the whole was published it is split as the law does: a municipality bears 60 % of
    the resident-tax relief, a designated city 80 %.
    """
    if printed := _tax(ask, "muni_tax_deduction"):
        return printed
    cities = ask.data.designated_cities()
    return {
        code: replace(datum, value=datum.value * (CITY_PART if code in cities else OTHER_PART))
        for code, datum in _tax(ask, "resident_tax_deduction").items()
    }


def _tax(ask: Ask, metric: str) -> Mapping[str, Datum]:
    """Return a figure of the following tax year for each municipality of the place."""
    if ask.place.scope == Scope.BODY:
        own = ask.find_relief(metric)
        return {ask.place.code: own} if own else {}
    bodies = ask.data.bodies(ask.country, metric, ask.year + 1, basis=YearBasis.TAX)
    return {code: d for code, d in bodies.items() if code[:2] == ask.place.code[:2]}
