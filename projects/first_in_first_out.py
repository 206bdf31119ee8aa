"""Which payments a gift went into: designated money is spent in the order in which it came.

The gifts of a pot are laid end to end on one line, oldest first, and what was paid out of the pot
on another, oldest first. Where a gift lies beside a payment, that part of it was spent on it. So
every won of the pot is spent once, the parts of all gifts add up to each payment, and it can be
told for one gift without looking at the others, but for their sum (ADR 0020).

Whole won. Knows nothing of gifts or payments but amounts and order.
"""

from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple


class Outflow(NamedTuple):
    """Something paid out of a pot."""

    key: Hashable
    amount_krw: int


class Part(NamedTuple):
    """A part of an outflow: how far into it it begins, and how much it is."""

    key: Hashable
    offset_krw: int
    amount_krw: int


def parts(start_krw: int, amount_krw: int, outflows: Iterable[Outflow]) -> Iterator[Part]:
    """Yield what became of ``amount_krw`` that lie behind ``start_krw`` of older money.

    ``outflows`` come oldest first. What they do not reach is in the pot still.
    """
    end_krw = start_krw + amount_krw
    paid_krw = 0
    for outflow in outflows:
        begins_krw, paid_krw = paid_krw, paid_krw + outflow.amount_krw
        first, last = max(start_krw, begins_krw), min(end_krw, paid_krw)
        if first < last:
            yield Part(outflow.key, first - begins_krw, last - first)
        if paid_krw >= end_krw:
            return
