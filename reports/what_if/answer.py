"""The answer of the model as JSON, with every input, every assumption and every source."""

from fractions import Fraction
from typing import Any

from reports.indicators import formulas
from reports.indicators.statistics import CURRENCY, references
from reports.models import Nature
from reports.what_if.giving import Group
from reports.what_if.inputs import NONE, RULES
from reports.what_if.model import Behaviour, Result
from reports.what_if.rules import Rules
from reports.what_if.scenario import Scenario

MONEY = (
    "receipts",
    "relief",
    "relief_national",
    "relief_local",
    "gift_cost",
    "other_cost",
    "usable",
    "net_local",
    "net_public",
)
SHARES = ("usable_share", "mean_return")
LINES = ("givers", *MONEY, *SHARES)
"""What a result has, in the order it is shown in."""


def as_json(found: Scenario) -> dict[str, Any]:
    """Return the whole answer; every number of the two results is modelled."""
    return {
        "nature": str(Nature.MODELLED),
        "country": str(found.country),
        "year": found.year,
        "currency": CURRENCY[found.country],
        "rules": found.rules,
        "changed_inputs": list(found.changed),
        "rules_before": rules_json(found.before),
        "rules_after": rules_json(found.after),
        "assumptions": {
            **behaviour_json(found.behaviour),
            **{name: _number(value) for name, value in found.assumed.items()},
        },
        "giving": [_group(group) for group in found.given.groups],
        "last_year_receipts": round(found.given.last_year),
        "before": result_json(found.as_it_was),
        "after": result_json(found.as_it_would_be),
        "difference": {
            name: _rounded(
                name, getattr(found.as_it_would_be, name) - getattr(found.as_it_was, name)
            )
            for name in LINES
        },
        "sources": [source.as_json() for source in references(found.given.used)],
    }


def rules_json(rules: Rules) -> dict[str, int | float | str]:
    """Return the rules; “none” where there is no such limit."""
    found: dict[str, int | float | str] = {}
    for each in RULES:
        value = getattr(rules, each.name)
        found[each.name] = NONE if value is None else _number(Fraction(value)) or 0
    return found


def behaviour_json(behaviour: Behaviour) -> dict[str, int | float | None]:
    """Return how everybody was taken to act."""
    names = ("response", "follow", "at_cap_times", "gift_worth", "gift_use", "other_use")
    return {name: _number(getattr(behaviour, name)) for name in names}


def result_json(result: Result) -> dict[str, int | float]:
    """Return a year's result: whole units of money, shares in percent."""
    found = {name: _rounded(name, getattr(result, name)) for name in LINES}
    found["gift_ratio"] = _number(result.gift_ratio) or 0
    found["other_ratio"] = _number(result.other_ratio) or 0
    return found


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "givers": round(group.givers),
        "amount": _number(group.amount),
        "nature": str(group.nature),
        "note": group.note,
    }


def _rounded(name: str, value: Fraction) -> int | float:
    if name in SHARES:
        return _number(value) or 0
    return round(value)


def _number(value: Fraction | None) -> int | float | None:
    """Return a number to four decimals; whole if it is whole."""
    if value is None:
        return None
    decimal = formulas.rounded(value, 4)
    return int(decimal) if decimal == decimal.to_integral_value() else float(decimal)
