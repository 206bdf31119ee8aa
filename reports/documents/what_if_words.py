"""The answer of the model as tables for people, in the language of now."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.documents import words
from reports.documents.tables import Table
from reports.models import Nature
from reports.what_if.answer import LINES, SHARES
from reports.what_if.inputs import NONE, RULES

LINE_WORDS = {
    "givers": gettext_noop("Givers"),
    "receipts": gettext_noop("Receipts of the year"),
    "relief": gettext_noop("Tax expenditure: relief in all"),
    "relief_national": gettext_noop("of it national tax"),
    "relief_local": gettext_noop("of it local tax"),
    "gift_cost": gettext_noop("Spent on gifts"),
    "other_cost": gettext_noop("Spent on raising and running"),
    "usable": gettext_noop("Usable amount"),
    "net_local": gettext_noop("Net local gain: usable amount less local tax forgone"),
    "net_public": gettext_noop("Net of all public money: usable amount less all relief"),
    "usable_share": gettext_noop("Usable share (%)"),
    "mean_return": gettext_noop("What comes back to givers, relief and gift (%)"),
}
GROUP_WORDS = {
    "below_threshold": gettext_noop("below 100,000 won"),
    "at_threshold": gettext_noop("exactly 100,000 won"),
    "above_threshold": gettext_noop("above 100,000 won"),
    "at_cap": gettext_noop("at the cap of 5 million won"),
    "all_alike": gettext_noop("all users, taken as alike"),
}


def lines(answer: dict[str, Any]) -> Table:
    """Return both results and their difference, line by line."""
    before, after, difference = answer["before"], answer["after"], answer["difference"]
    rows = [
        [
            _(LINE_WORDS[name]),
            _number(before[name], name),
            _number(after[name], name),
            _number(difference[name], name, signed=True),
        ]
        for name in LINES
    ]
    currency = words.unit_words(answer["currency"])
    return Table(
        title=_("Model: the year under both rules"),
        header=[
            _("in %(currency)s") % {"currency": currency},
            _("As it was, modelled"),
            _("Under the other rules, modelled"),
            _("Difference"),
        ],
        rows=rows,
        align="lrrr",
        note=_(
            "A model. Nothing here was measured under the other rules, and the first column is a "
            "model of the year too: only receipts are as printed."
        ),
    )


def rules_table(answer: dict[str, Any]) -> Table:
    """Return the rules on both sides."""
    before, after = answer["rules_before"], answer["rules_after"]
    return Table(
        title=_("The rules"),
        header=[_("Rule"), _("As it was"), _("Changed")],
        rows=[
            [str(each.label), _rule(before[each.name]), _rule(after[each.name])] for each in RULES
        ],
        align="lrr",
    )


def groups_table(answer: dict[str, Any]) -> Table:
    """Return the groups of givers that the model stands on, and what of them was published."""
    return Table(
        title=_("How people gave: what the model starts from"),
        header=[_("Group"), _("Givers"), _("Each gave"), _("Nature"), _("What was published")],
        rows=[
            [
                _(GROUP_WORDS[group["name"]]),
                f"{group['givers']:,}",
                f"{group['amount']:,.0f}",
                str(Nature(group["nature"]).label),
                _(group["note"]),
            ]
            for group in answer["giving"]
        ],
        align="lrrll",
        note=_("One donation is taken for one donor's year: donors by size are not published."),
    )


def _rule(value: Any) -> str:
    return _("none") if value == NONE else f"{Decimal(str(value)):,f}"


def _number(value: float, name: str, *, signed: bool = False) -> str:
    places = 1 if name in SHARES else 0
    sign = "+" if signed else ""
    return f"{value:{sign},.{places}f}".replace("-", "−")
