"""How much tax a year's donations may save: the national credit and the local one on top.

Sums are taken over the year and all local governments, as the law does (KR-TAX-12), in exact
fractions; only the results are whole won. Legal sources: 조세특례제한법 제58조 (national credit),
시행령 제53조의2 (three months after a special-disaster declaration), 지방세특례제한법
제167조의2 (a tenth of the national credit again). Nothing here reads the database or the clock.

What is not settled in law and decided here:

- Which money fills the low slices of a mixed year (KR-TAX-22): a parameter, ordinary money first
  unless asked otherwise. The setting ``TAX_CREDIT_MIXED_ORDER`` decides for API and command.
- Rounding (KR-TAX-27…29): the total is the floor of the exact sum of both credits, the national
  credit the floor of its exact value, the local credit the difference. Flooring both parts would
  lose a won of the first 100,000.
- Money above the annual cap cannot lawfully be taken in. It gets no credit; the last gifts of
  the year are the ones above it.

The result is the most that can be saved: the credit ends at the tax that is due (KR-TAX-05).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from math import floor

from kernel.dates import tax_year
from receipts.annual_cap import annual_cap_krw
from receipts.law import LOCAL_TAX_ARTICLE, law_version

CAP_ARTICLE = "고향사랑 기부금에 관한 법률 제8조제3항"
BUSINESS_LIMIT_KRW = 100_000
"""A business owner gets the credit up to here; the rest is a deduction (KR-TAX-23, KR-TAX-24)."""


class Order(StrEnum):
    """Which money fills the low slices of a year that has both kinds (KR-TAX-22)."""

    ORDINARY_FIRST = "ordinary_first"
    DISASTER_FIRST = "disaster_first"
    BY_DATE = "by_date"


@dataclass(frozen=True, slots=True)
class Gift:
    """One donation: whole won, its Seoul date, and whether the special-disaster rate is open."""

    amount_krw: int
    donated_on: date
    special_disaster: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """The national rate of a slice, exact and as the law writes it, and the local tenth of it."""

    national: Fraction
    national_text: str
    local_text: str

    @property
    def local(self) -> Fraction:
        """A tenth of the national rate, exact (KR-TAX-13)."""
        return Fraction(self.local_text)


FULL = Rate(Fraction(100, 110), "100/110", "10/110")
ORDINARY = Rate(Fraction(15, 100), "0.15", "0.015")
DISASTER = Rate(Fraction(30, 100), "0.3", "0.03")
MIDDLE = Rate(Fraction(40, 100), "0.4", "0.04")
NONE = Rate(Fraction(0), "0", "0")


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the year's total, from the end of the one before up to ``until_krw``."""

    bracket: str
    until_krw: int | None
    ordinary: Rate
    disaster: Rate


SLICES_FROM: dict[date, tuple[Slice, ...]] = {
    date(2023, 1, 1): (
        Slice("up_to_100000", 100_000, FULL, FULL),
        Slice("above_100000", None, ORDINARY, ORDINARY),
    ),
    date(2025, 1, 1): (
        Slice("up_to_100000", 100_000, FULL, FULL),
        Slice("above_100000", None, ORDINARY, DISASTER),
    ),
    date(2026, 1, 1): (
        Slice("up_to_100000", 100_000, FULL, FULL),
        Slice("100000_to_200000", 200_000, MIDDLE, MIDDLE),
        Slice("above_200000", None, ORDINARY, DISASTER),
    ),
}
"""First day of giving -> the slices of the year's total, oldest first (KR-TAX-08, -09, -10, -13).

(a) 조세특례제한법 제58조제1항, 지방세특례제한법 제167조의2제1항."""


@dataclass(frozen=True, slots=True)
class Line:
    """One part of the year's total under one rate; ``base_krw`` of it earns the two credits."""

    bracket: str
    base_krw: int
    national_rate: str
    local_rate: str
    national_krw: int
    local_krw: int
    legal_basis: str


@dataclass(frozen=True, slots=True)
class TaxCredit:
    """A year's credit. The lines' bases add up to ``total_krw``, their credits to the totals.

    ``local_floored_krw`` is the local credit floored by itself, as a tax form may ask for it; it
    can be one won less than ``local_krw`` (KR-TAX-29). ``is_mixed``: both kinds of money meet in a
    year in which they have different rates, so the result depends on the ``order`` (KR-TAX-22).
    ``deductible_krw`` is what a business owner may deduct from income instead (KR-TAX-23).
    """

    tax_year: int
    total_krw: int
    credit_total_krw: int
    national_krw: int
    local_krw: int
    local_floored_krw: int
    deductible_krw: int
    lines: tuple[Line, ...]
    order: Order
    is_business_owner: bool
    is_mixed: bool
    is_above_cap: bool


@dataclass(frozen=True, slots=True)
class _Part:
    bracket: str
    rate: Rate
    base_krw: int
    legal_basis: str


def tax_credit(
    gifts: Sequence[Gift],
    *,
    order: Order = Order.ORDINARY_FIRST,
    business_owner: bool = False,
) -> TaxCredit:
    """Return the credit of all ``gifts`` of one tax year.

    Raises:
        ValueError: no gifts, an amount below one won, more than one tax year, or a year before
            the scheme began.
    """
    if not gifts or any(gift.amount_krw < 1 for gift in gifts):
        raise ValueError("each year has at least one gift of at least one won")
    if len({tax_year(gift.donated_on) for gift in gifts}) > 1:
        raise ValueError("a credit is worked out for one tax year at a time")
    first_day = min(gift.donated_on for gift in gifts)
    total = sum(gift.amount_krw for gift in gifts)
    cap = annual_cap_krw(first_day)

    counted = _up_to(cap, sorted(gifts, key=lambda gift: gift.donated_on))
    slices = _slices_on(first_day)
    parts = _parts(slices, _in_order(counted, order), law_version(first_day))
    deductible = 0
    if business_owner:
        parts = [_as_business_owner(part) for part in parts]
        deductible = sum(part.base_krw for part in parts if part.rate is NONE)
    if total > cap:
        parts.append(_Part("above_cap", NONE, total - cap, CAP_ARTICLE))
    return _rounded(
        parts,
        year=tax_year(first_day),
        deductible_krw=deductible,
        order=order,
        is_business_owner=business_owner,
        is_mixed=not business_owner
        and len({gift.special_disaster for gift in gifts}) > 1
        and any(each.disaster is not each.ordinary for each in slices),
        is_above_cap=total > cap,
    )


def _slices_on(on: date) -> tuple[Slice, ...]:
    return [slices for start, slices in SLICES_FROM.items() if start <= on][-1]


def _up_to(cap_krw: int, gifts: Iterable[Gift]) -> list[Gift]:
    """Return the first ``cap_krw`` won of ``gifts``."""
    counted, left = [], cap_krw
    for gift in gifts:
        if left:
            amount = min(left, gift.amount_krw)
            counted.append(Gift(amount, gift.donated_on, gift.special_disaster))
            left -= amount
    return counted


def _in_order(gifts: list[Gift], order: Order) -> list[Gift]:
    if order is Order.BY_DATE:
        return gifts
    disaster_first = order is Order.DISASTER_FIRST
    return sorted(gifts, key=lambda gift: gift.special_disaster != disaster_first)


def _parts(slices: tuple[Slice, ...], gifts: list[Gift], law: str) -> list[_Part]:
    """Pour ``gifts`` into ``slices`` one after the other; money under one rate is one part."""
    poured: list[tuple[int, str, Rate, int]] = []
    filled = 0
    for gift in gifts:
        left = gift.amount_krw
        for place, each in enumerate(slices):
            room = left if each.until_krw is None else max(0, each.until_krw - filled)
            if base := min(left, room):
                rate = each.disaster if gift.special_disaster else each.ordinary
                special = rate is each.disaster and each.disaster is not each.ordinary
                name = f"{each.bracket}_special_disaster" if special else each.bracket
                poured.append((place, name, rate, base))
                filled += base
                left -= base
    poured.sort(key=lambda part: (part[0], part[1]))
    basis = f"{law}, {LOCAL_TAX_ARTICLE}"
    return [
        _Part(name, parts[0][2], sum(base for *_, base in parts), basis)
        for name, group in groupby(poured, key=lambda part: part[1])
        if (parts := list(group))
    ]


def _as_business_owner(part: _Part) -> _Part:
    """Take the credit from what is above 100,000: that part is a deduction (KR-TAX-23)."""
    if part.rate is FULL:
        return part
    return _Part(part.bracket, NONE, part.base_krw, part.legal_basis)


def _rounded(
    parts: list[_Part],
    *,
    year: int,
    deductible_krw: int,
    order: Order,
    is_business_owner: bool,
    is_mixed: bool,
    is_above_cap: bool,
) -> TaxCredit:
    national = [part.base_krw * part.rate.national for part in parts]
    local = [part.base_krw * part.rate.local for part in parts]
    credit_total_krw = floor(sum(national) + sum(local))
    national_krw = floor(sum(national))
    local_krw = credit_total_krw - national_krw
    shares = zip(parts, _shared(national_krw, national), _shared(local_krw, local), strict=True)
    return TaxCredit(
        tax_year=year,
        total_krw=sum(part.base_krw for part in parts),
        credit_total_krw=credit_total_krw,
        national_krw=national_krw,
        local_krw=local_krw,
        local_floored_krw=floor(sum(local)),
        deductible_krw=deductible_krw,
        lines=tuple(
            Line(
                bracket=part.bracket,
                base_krw=part.base_krw,
                national_rate=part.rate.national_text,
                local_rate=part.rate.local_text,
                national_krw=of_national,
                local_krw=of_local,
                legal_basis=part.legal_basis,
            )
            for part, of_national, of_local in shares
        ),
        order=order,
        is_business_owner=is_business_owner,
        is_mixed=is_mixed,
        is_above_cap=is_above_cap,
    )


def _shared(whole_krw: int, exact: list[Fraction]) -> list[int]:
    """Return ``exact`` as whole won that add up to ``whole_krw``.

    Each is floored; the won left over go to the largest remainders, the earlier line first. There
    are never more of them than lines, because ``floor(a + b) - floor(a) <= b + 1``.
    """
    shares = [floor(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: shares[place] - exact[place])
    for place in by_remainder[: whole_krw - sum(shares)]:
        shares[place] += 1
    return shares
