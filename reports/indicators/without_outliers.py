"""Values with and without the outliers that are named: one giant gift, a peak before the rules.

A giant gift is money alone: the donations, the people and the cost stay, for how many donations it
was and what it cost is not told. A body that is left out is left out of all of them.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext_noop as _

from reports.indicators.statistics import CURRENCY, Ask, Datum, Outcome, Outlier, Part, Place
from reports.models import OutlierKind, Scope

WITHOUT_GIFT = "without_outlier_gift"
WITHOUT_BODIES = "without_outlier_bodies"
GIFT_NOTE = _("without about 25.4 billion yen that Takarazuka had from two residents")
BODIES_NOTE = _("without Izumisano, Oyama, Koya and Miyaki, the peak before the rules of 2019")
NOTES = {OutlierKind.GIFT: GIFT_NOTE, OutlierKind.BODY: BODIES_NOTE}
NAMES = {OutlierKind.GIFT: WITHOUT_GIFT, OutlierKind.BODY: WITHOUT_BODIES}


def outliers_of(ask: Ask) -> dict[OutlierKind, list[Outlier]]:
    """Return the named outliers that are in the place's receipts, by what is left out."""
    found: dict[OutlierKind, list[Outlier]] = {}
    for outlier in ask.data.outliers(ask.country, ask.year):
        is_inside = (
            ask.is_nation
            or outlier.area == ask.place.code
            or (ask.place.scope == Scope.AREA and outlier.area[:2] == ask.place.code[:2])
        )
        if is_inside and not (outlier.kind == OutlierKind.BODY and ask.place.scope == Scope.BODY):
            found.setdefault(OutlierKind(outlier.kind), []).append(outlier)
    return found


def amounts_without(
    ask: Ask, amounts: Mapping[str, Datum]
) -> dict[OutlierKind, dict[str, Fraction]]:
    """Return the receipts of bodies without the outliers, for each kind that the year has."""
    found = {}
    for kind, outliers in outliers_of(ask).items():
        values = {code: datum.value for code, datum in amounts.items()}
        for outlier in outliers:
            if outlier.area not in values:
                continue
            if outlier.amount is None:
                del values[outlier.area]
            else:
                values[outlier.area] -= outlier.amount.value
        found[kind] = values
    return found


def total_without(ask: Ask, total: Fraction, metric: str = "amount") -> dict[OutlierKind, Fraction]:
    """Return a place's sum of ``metric`` without the outliers, for each kind that the year has.

    A body whose own figure is not known leaves nothing out.
    """
    present = outliers_of(ask)
    of_bodies = ask.data.bodies(ask.country, metric, ask.year) if present else {}
    found = {}
    for kind, outliers in present.items():
        taken = Fraction(0)
        for outlier in outliers:
            whole = of_bodies.get(outlier.area)
            if outlier.amount is not None:
                taken += outlier.amount.value if metric == "amount" else 0
            elif whole is not None:
                taken += whole.value
        found[kind] = total - taken
    return found


def people_without(ask: Ask, people: Fraction) -> dict[OutlierKind, Fraction]:
    """Return a place's population without that of bodies left out."""
    found = {}
    for kind, outliers in outliers_of(ask).items():
        whole = people
        for outlier in outliers:
            at = Place(ask.country, Scope.BODY, outlier.area)
            if outlier.amount is None and (own := ask.data.population(at, ask.year)):
                whole -= own.value
        found[kind] = whole
    return found


def gift_in(ask: Ask) -> tuple[Datum, ...]:
    """Return the giant gifts that are in the place's receipts."""
    gifts = outliers_of(ask).get(OutlierKind.GIFT, [])
    return tuple(outlier.amount for outlier in gifts if outlier.amount is not None)


def less_the_gift(ask: Ask, found: Outcome) -> Outcome:
    """Return a sum of money with what it is without the giant gift, where there is one in it."""
    gifts = gift_in(ask)
    if found.value is None or not gifts:
        return found
    without = found.value - sum(gift.value for gift in gifts)
    return beside(found, variants({OutlierKind.GIFT: without}, CURRENCY[ask.country]), gifts)


def beside(found: Outcome, parts: tuple[Part, ...], data: tuple[Datum, ...]) -> Outcome:
    """Return ``found`` with further parts, and the numbers that they rest on."""
    if not parts:
        return found
    return replace(found, parts=(*found.parts, *parts), beside=(*found.beside, *data))


def variants(values: Mapping[OutlierKind, Fraction | None], unit: str) -> tuple[Part, ...]:
    """Return each value without outliers as a part that says what was left out."""
    return tuple(
        Part(NAMES[kind], value, unit, note=NOTES[kind])
        for kind, value in values.items()
        if value is not None
    )
