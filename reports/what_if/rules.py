"""What a system of relief grants and allows, as numbers that can be changed.

Korea: the credit of 조세특례제한법 제58조 and 지방세특례제한법 제167조의2 in slices of the
year's sum, the annual cap (Act art. 8(3)), gifts up to 30 % (Act art. 11(4)), running cost up to
15 to 10 % of *last* year's donations, by each government's own size (Act art. 11(3), KR-FND-04);
the two ceilings are apart (KR-FND-06). Japan: all but 2,000 yen is relieved, up to a ceiling by
income; gifts up to 30 %, everything up to 50 % of receipts, falling to 40 % (see
:mod:`reports.indicators.compute_rules`).

Money is in whole units of the country's own currency. Nothing here reads the database or the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from ledger.ceilings import RUNNING_COST_TIERS, running_cost_percent
from receipts.annual_cap import annual_cap_krw
from receipts.tax_credit import SLICES_FROM
from reports.indicators.compute_rules import GIFT_LIMIT, JAPAN_COST_LIMIT
from reports.indicators.relief_model import OWN_SHARE_JPY
from reports.models import Country

ALL = Fraction(100)
KOREA_LOCAL_PART = Fraction(100, 11)
"""Percent of Korea's relief that is local tax: a tenth of the national credit on top of it."""
HIGHEST_RUNNING = Fraction(max(percent for _upto, percent in RUNNING_COST_TIERS))


@dataclass(frozen=True, slots=True)
class Rules:
    """What a donor gets back and what may be spent; shares in percent.

    The relief of a year's gift is nothing up to ``own_share``, everything up to ``full_until``,
    ``middle_rate`` up to ``middle_until``, ``rest_rate`` above. ``cost_ceiling`` bounds all cost,
    of the year's receipts; ``running_share`` bounds what is no gift, of last year's. None: no such
    end or limit.
    """

    cap: int | None
    own_share: int
    full_until: int | None
    middle_until: int | None
    middle_rate: Fraction
    rest_rate: Fraction
    local_part: Fraction
    gift_share: Fraction
    cost_ceiling: Fraction | None
    running_share: Fraction | None

    def relief(self, amount: Fraction) -> Fraction:
        """Return the relief for ``amount`` given in a year, national and local together."""
        full_end = amount if self.full_until is None else Fraction(self.full_until)
        middle_end = full_end if self.middle_until is None else Fraction(self.middle_until)
        middle_end = max(full_end, middle_end)
        full = max(min(amount, full_end) - self.own_share, Fraction(0))
        middle = max(min(amount, middle_end) - full_end, Fraction(0)) * self.middle_rate / ALL
        rest = max(amount - middle_end, Fraction(0)) * self.rest_rate / ALL
        return full + middle + rest

    def in_other_money(self, rate: Fraction) -> "Rules":
        """Return the same rules with every sum of money times ``rate``, to whole units."""

        def at(amount: int | None) -> int | None:
            return None if amount is None else round(amount * rate)

        return replace(
            self,
            cap=at(self.cap),
            own_share=round(self.own_share * rate),
            full_until=at(self.full_until),
            middle_until=at(self.middle_until),
        )


def running_share(total: Fraction, of_bodies: Iterable[Fraction]) -> Fraction:
    """Return the ceiling on running cost over last year's donations, in percent of them all.

    Each government has the rate of its own size (KR-FND-04); what those that are known leave of
    the ``total`` is taken at the highest rate, that of the small. In won.
    """
    known = list(of_bodies)
    rest = max(total - sum(known), Fraction(0))
    whole = sum(known, rest)
    if not whole:
        return HIGHEST_RUNNING
    ceilings = sum(amount * running_cost_percent(int(amount)) for amount in known)
    return (ceilings + rest * HIGHEST_RUNNING) / whole


def rules_in_force(
    country: Country, year: int, local_part: Fraction = ALL, running: Fraction = HIGHEST_RUNNING
) -> Rules:
    """Return the rules of ``year``.

    Japan's ``local_part`` is not in a law but comes out of giving, and Korea's ``running`` share
    out of how last year's donations were spread (:func:`running_share`).

    Raises:
        ValueError: Korea's system had not begun.
    """
    if country == Country.KOREA:
        return _korean(year, running)
    gift_from, gift_limit = GIFT_LIMIT[Country.JAPAN]
    limits = [limit for first, limit in JAPAN_COST_LIMIT.items() if first <= year]
    return Rules(
        cap=None,
        own_share=OWN_SHARE_JPY,
        full_until=None,
        middle_until=None,
        middle_rate=Fraction(0),
        rest_rate=Fraction(0),
        local_part=local_part,
        gift_share=gift_limit if year >= gift_from else ALL,
        cost_ceiling=limits[-1] if limits else ALL,
        running_share=None,
    )


def _korean(year: int, running: Fraction) -> Rules:
    on = date(year, 12, 31)
    slices = [found for first, found in SLICES_FROM.items() if first <= on]
    if not slices:
        raise ValueError(f"the donation scheme had not begun in {year}")
    full, *middle, rest = slices[-1]
    _first, gift_limit = GIFT_LIMIT[Country.KOREA]
    return Rules(
        cap=annual_cap_krw(on),
        own_share=0,
        full_until=full.until_krw,
        middle_until=middle[0].until_krw if middle else None,
        middle_rate=_percent(middle[0].ordinary.national) if middle else Fraction(0),
        rest_rate=_percent(rest.ordinary.national),
        local_part=KOREA_LOCAL_PART,
        gift_share=gift_limit,
        cost_ceiling=None,
        running_share=running,
    )


def _percent(national: Fraction) -> Fraction:
    """Return a national rate with the local tenth of it on top, in percent."""
    return national * Fraction(11, 10) * ALL
