"""How people gave, in groups of like gifts, from published figures only.

Korea prints receipts, donations, the share at or below 100,000 won, once the share of exactly
100,000, and twice the donations at the cap. Japan prints users of the relief and what they
declared, and no sizes at all: there all are alike. What is not printed is assumed, and every
group says so. One donation is taken for one donor's year, for donors by size are not published.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.translation import gettext_noop as _

from reports.indicators.statistics import LAUNCH, Ask, Datum
from reports.models import Country, Nature

THRESHOLD_KRW = 100_000
CAP_2023_KRW = 5_000_000
FIRST_YEAR = 2023
BELOW, AT_THRESHOLD, ABOVE, AT_CAP, ALIKE = (
    "below_threshold",
    "at_threshold",
    "above_threshold",
    "at_cap",
    "all_alike",
)
COUNT_BELOW = _("number: what the share up to 100,000 won leaves; size: assumed (an input)")
COUNT_AT = _("number: the share of exactly 100,000 won as last printed, an input; size: as printed")
COUNT_CAP = _("number of donations at the cap as printed; size: the cap of those years")
LEFT_OVER = _("number and money: what the other groups leave of the printed totals")
MEAN_OF_USERS = _("all users alike: no sizes are published, so what differs by size is not seen")


@dataclass(frozen=True, slots=True)
class Group:
    """So many givers of ``amount`` each; ``note`` says what was printed and what assumed."""

    name: str
    givers: Fraction
    amount: Fraction
    nature: Nature
    note: str

    @property
    def total(self) -> Fraction:
        return self.givers * self.amount


@dataclass(frozen=True, slots=True)
class Giving:
    """The year's groups; they add up to ``modelled``, which stands for ``receipts`` as printed.

    ``last_year`` are the receipts of the year before; nothing in the launch year.
    """

    groups: tuple[Group, ...]
    receipts: Fraction
    last_year: Fraction
    gift_ratio: Fraction | None
    other_ratio: Fraction | None
    local_part: Fraction | None
    used: tuple[Datum, ...]

    @property
    def modelled(self) -> Fraction:
        return sum((group.total for group in self.groups), Fraction(0))


def giving(ask: Ask, mean_below: Fraction, share_at: Fraction | None) -> Giving | None:
    """Return how the nation gave in the year; None if the figures that it takes are not loaded.

    ``mean_below`` and ``share_at`` are Korea's: the size of gifts below 100,000 won, and exactly
    100,000 won in percent of donations (None: as last printed).
    """
    before = ask.find("amount", year=ask.year - 1)
    if before is None and ask.year > LAUNCH[ask.country]:
        return None
    found = _japanese(ask) if ask.country == Country.JAPAN else _korean(ask, mean_below, share_at)
    if found is None or before is None:
        return found
    return replace(found, last_year=before.value, used=(*found.used, before))


def share_at_threshold(ask: Ask) -> Datum | None:
    """Return the share of exactly 100,000 won of the year, or as it was last printed."""
    for year in range(ask.year, FIRST_YEAR - 1, -1):
        if found := ask.find("share_count_exactly_100k_won", year=year):
            return found
    return None


def _korean(ask: Ask, mean_below: Fraction, share_at: Fraction | None) -> Giving | None:
    amount, count = ask.find("amount"), ask.find("donation_count")
    up_to, printed = ask.find("share_count_up_to_100k_won"), share_at_threshold(ask)
    if amount is None or count is None or up_to is None or printed is None:
        return None
    share = printed.value if share_at is None else share_at
    small = count.value * up_to.value / 100
    at = min(count.value * share / 100, small)
    capped = ask.find("count_at_cap_5m_won")
    at_cap = capped.value if capped else Fraction(0)
    large = count.value - small - at_cap
    left = amount.value - at * THRESHOLD_KRW - (small - at) * mean_below - at_cap * CAP_2023_KRW
    if large <= 0 or left / large < THRESHOLD_KRW:
        return None
    groups = [
        Group(BELOW, small - at, mean_below, Nature.MODELLED, COUNT_BELOW),
        Group(AT_THRESHOLD, at, Fraction(THRESHOLD_KRW), Nature.MODELLED, COUNT_AT),
        Group(ABOVE, large, left / large, Nature.MODELLED, LEFT_OVER),
    ]
    if capped:
        groups.append(Group(AT_CAP, at_cap, Fraction(CAP_2023_KRW), Nature.MEASURED, COUNT_CAP))
    gifts = ask.find("gift_sales_amount")
    found = (amount, count, up_to, printed, capped, gifts)
    return Giving(
        tuple(groups),
        amount.value,
        last_year=Fraction(0),
        gift_ratio=gifts.value / amount.value * 100 if gifts else None,
        other_ratio=None,
        local_part=None,
        used=tuple(datum for datum in found if datum),
    )


def _japanese(ask: Ask) -> Giving | None:
    amount = ask.find("amount")
    users, declared = (
        ask.find_relief(name) for name in ("deduction_users", "donations_declared_by_users")
    )
    resident = ask.find_relief("resident_tax_deduction", "resident_tax_deduction_before_estimates")
    if amount is None or users is None or declared is None or resident is None:
        return None
    whole = declared.value - 2_000 * users.value
    gifts, cost = ask.find("cost_gift_procurement"), ask.find("cost_total")
    other = (cost.value - gifts.value) / amount.value * 100 if gifts and cost else None
    found = (amount, users, declared, resident, gifts, cost)
    mean = declared.value / users.value
    return Giving(
        (Group(ALIKE, users.value, mean, Nature.DERIVED, MEAN_OF_USERS),),
        amount.value,
        last_year=Fraction(0),
        gift_ratio=gifts.value / amount.value * 100 if gifts else None,
        other_ratio=other,
        local_part=resident.value / whole * 100,
        used=tuple(datum for datum in found if datum),
    )
