"""What follows from other rules, under behaviour that is stated and never hidden.

Per group of givers, in this order: a part of those at the end of the fully relieved slice follows
that end to where it is moved; those at the old cap give a multiple if they may; nobody gives above
the cap; and more or fewer people give as the return to the giver rises or falls. All else stays:
no new givers of another kind, no moves between local governments, no change of income.

Exact fractions in, exact fractions out; nothing here reads the database or the clock.
"""

from dataclasses import dataclass
from fractions import Fraction

from reports.what_if.giving import AT_CAP, AT_THRESHOLD, Giving, Group
from reports.what_if.rules import ALL, Rules


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How givers and local governments act. The defaults are: as before.

    Attributes:
        gift_use: percent of the ceiling on gifts that is spent on them.
        other_use: percent of what the ceilings leave beside gifts that is spent.
        gift_worth: what a gift is worth to the giver, in percent of its price.
        response: percent more givers for each percentage point more return to the giver.
        follow: percent of givers at the end of the fully relieved slice who follow it.
        at_cap_times: how many times the old cap those at it give, if they may.
    """

    gift_use: Fraction
    other_use: Fraction
    gift_worth: Fraction = ALL
    response: Fraction = Fraction(0)
    follow: Fraction = Fraction(0)
    at_cap_times: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Result:
    """A year under one set of rules. ``net_local``: what local governments together gain."""

    givers: Fraction
    receipts: Fraction
    relief: Fraction
    relief_local: Fraction
    gift_cost: Fraction
    other_cost: Fraction
    mean_return: Fraction

    @property
    def relief_national(self) -> Fraction:
        return self.relief - self.relief_local

    @property
    def usable(self) -> Fraction:
        return self.receipts - self.gift_cost - self.other_cost

    @property
    def gift_ratio(self) -> Fraction:
        return self.gift_cost / self.receipts * ALL if self.receipts else Fraction(0)

    @property
    def other_ratio(self) -> Fraction:
        return self.other_cost / self.receipts * ALL if self.receipts else Fraction(0)

    @property
    def usable_share(self) -> Fraction:
        return self.usable / self.receipts * ALL if self.receipts else Fraction(0)

    @property
    def net_local(self) -> Fraction:
        return self.usable - self.relief_local

    @property
    def net_public(self) -> Fraction:
        return self.usable - self.relief


def result(given: Giving, before: Rules, after: Rules, behaviour: Behaviour) -> Result:
    """Return the year of ``given`` under ``after``; ``before`` are the rules it was given under.

    The groups stand for the printed receipts: what they leave out of them moves in proportion.
    """
    moved = [
        (_responding(group, changed, before, after, behaviour), changed)
        for group in given.groups
        for changed in _changed(group, before, after, behaviour)
    ]
    modelled = sum((givers * changed.amount for givers, changed in moved), Fraction(0))
    scale = given.receipts / given.modelled
    receipts = modelled * scale
    relief = sum((givers * after.relief(changed.amount) for givers, changed in moved), Fraction(0))
    gift_cost = receipts * gift_ratio(after, behaviour) / ALL
    worth = gift_ratio(after, behaviour) * behaviour.gift_worth / ALL
    return Result(
        givers=sum((givers for givers, _changed in moved), Fraction(0)),
        receipts=receipts,
        relief=relief,
        relief_local=relief * after.local_part / ALL,
        gift_cost=gift_cost,
        other_cost=room(given, after, receipts, gift_cost) * behaviour.other_use / ALL,
        mean_return=relief / modelled * ALL + worth if modelled else Fraction(0),
    )


def gift_ratio(rules: Rules, behaviour: Behaviour) -> Fraction:
    """Return what is spent on gifts, in percent of receipts; never above the ceiling of all."""
    most = ALL if rules.cost_ceiling is None else rules.cost_ceiling
    return min(rules.gift_share * behaviour.gift_use / ALL, most)


def room(given: Giving, rules: Rules, receipts: Fraction, gift_cost: Fraction) -> Fraction:
    """Return what the rules leave for cost beside gifts, in money.

    A ceiling on all cost leaves what gifts do not take of it; one on running cost is a share of
    the receipts of the year before, which other rules for this year do not change.
    """
    limits = [receipts - gift_cost]
    if rules.cost_ceiling is not None:
        limits.append(receipts * rules.cost_ceiling / ALL - gift_cost)
    if rules.running_share is not None:
        limits.append(given.last_year * rules.running_share / ALL)
    return max(min(limits), Fraction(0))


def return_of(amount: Fraction, rules: Rules, behaviour: Behaviour) -> Fraction:
    """Return what comes back to the giver of ``amount``, in percent: relief and gift."""
    if not amount:
        return Fraction(0)
    worth = gift_ratio(rules, behaviour) * behaviour.gift_worth / ALL
    return rules.relief(amount) / amount * ALL + worth


def _changed(group: Group, before: Rules, after: Rules, behaviour: Behaviour) -> list[Group]:
    """Return the group with its sizes under the new rules: one group, or those who move apart."""
    amount = group.amount
    if group.name == AT_CAP and before.cap is not None:
        amount *= behaviour.at_cap_times
    stay = _sized(group, group.givers, amount, after)
    end, new_end = before.full_until, after.full_until
    if group.name != AT_THRESHOLD or not behaviour.follow or new_end is None or end == new_end:
        return [stay]
    part = group.givers * behaviour.follow / ALL
    moving = _sized(group, part, Fraction(new_end), after)
    return [_sized(group, group.givers - part, amount, after), moving]


def _sized(group: Group, givers: Fraction, amount: Fraction, rules: Rules) -> Group:
    within = amount if rules.cap is None else min(amount, Fraction(rules.cap))
    return Group(group.name, givers, within, group.nature, group.note)


def _responding(
    old: Group, changed: Group, before: Rules, after: Rules, behaviour: Behaviour
) -> Fraction:
    gained = return_of(changed.amount, after, behaviour) - return_of(old.amount, before, behaviour)
    return max(changed.givers * (1 + behaviour.response * gained / ALL), Fraction(0))
