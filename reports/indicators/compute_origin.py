"""Between which regions money moves: Korea's capital region and the rest, as printed.

Single donations by home are not published in either country. Korea's ministry printed the four
cells of a matrix for 2024 and two sums of it for 2025; Japan's survey tells only whether a donor
lives inside or outside the receiving body's area.
"""

from fractions import Fraction

from django.utils.translation import gettext_noop as _

from reports.indicators import formulas
from reports.indicators.statistics import BODIES, Ask, Datum, Outcome, Part, missing
from reports.models import Country

NO_FLOWS = _("no amounts by the donors' home region of this year were found")
INSIDE_ONLY = _("Japan's survey tells donors of the body's own area from all others, no more")
CAPITAL_TO_REST = _("from residents of the capital region to the rest of the country")
CELLS = (
    "capital_to_noncapital",
    "capital_to_capital",
    "noncapital_to_noncapital",
    "noncapital_to_capital",
)


def origin_destination(ask: Ask) -> Outcome:
    """Return what the capital region gave the rest, with all four cells of the matrix."""
    if ask.country == Country.JAPAN:
        return _inside_and_outside(ask)
    if not ask.is_nation:
        return missing(NO_FLOWS)
    return _by_shares(ask) or _by_sums(ask) or missing(NO_FLOWS)


def _by_shares(ask: Ask) -> Outcome | None:
    total = ask.find("amount")
    shares = {cell: ask.find(f"share_flow_{cell}") for cell in CELLS}
    known = {cell: datum for cell, datum in shares.items() if datum}
    if total is None or len(known) < len(CELLS):
        return None
    used = (*known.values(), total)
    parts = tuple(
        Part(cell, datum.value * total.value / 100, "KRW") for cell, datum in known.items()
    )
    width = known[CELLS[0]].resolution * total.value / 100
    return Outcome(
        parts[0].value, used=used, notes=(CAPITAL_TO_REST,), parts=parts, resolution=width
    )


def _by_sums(ask: Ask) -> Outcome | None:
    """Fill the matrix from the two sums and one cell that were printed for 2025."""
    total, given = ask.find("amount"), ask.find("amount_given_by_capital_residents")
    across = ask.find("amount_capital_residents_to_noncapital")
    outside = ask.find("amount_non_capital_regions")
    if total is None or given is None or across is None or outside is None:
        return None
    within = given.value - across.value
    rest = outside.value - across.value
    values = (across.value, within, rest, total.value - outside.value - within)
    width = sum((d.resolution for d in (total, given, across, outside)), Fraction(0))
    parts = tuple(Part(cell, value, "KRW") for cell, value in zip(CELLS, values, strict=True))
    return Outcome(
        across.value,
        used=(across, given, outside, total),
        notes=(CAPITAL_TO_REST,),
        parts=parts,
        resolution=width,
    )


def _inside_and_outside(ask: Ask) -> Outcome:
    if not ask.is_nation:
        pairs = [(ask.find("amount"), ask.find("amount_from_outside"))]
    else:
        amounts = ask.data.bodies(ask.country, "amount", ask.year)
        outside = ask.data.bodies(ask.country, "amount_from_outside", ask.year)
        pairs = [(amounts.get(code), datum) for code, datum in outside.items()]
    known: list[tuple[Datum, Datum]] = [(a, o) for a, o in pairs if a and o]
    if not known:
        return missing(NO_FLOWS)
    received = sum((a.value for a, _o in known), Fraction(0))
    from_outside = sum((o.value for _a, o in known), Fraction(0))
    parts = (
        Part("from_outside", from_outside, "JPY"),
        Part("from_inside", received - from_outside, "JPY"),
        Part("from_inside_share", formulas.percent(received - from_outside, received), "percent"),
    )
    return missing(
        INSIDE_ONLY,
        parts=parts,
        covered=len(known) if ask.is_nation else None,
        of=BODIES[ask.country] if ask.is_nation else None,
    )
