"""The inputs of a what-if: each with its name, its bounds and what it means; none is hidden."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kernel.validation import Invalid
from reports.what_if.rules import Rules

NONE = "none"
"""How a limit that does not exist is written."""
MOST_MONEY = 10**12


class BadInput(Invalid):
    """An input of a what-if that cannot be read, or is out of its bounds."""

    detail = _("Correct the inputs named in “errors”.")


@dataclass(frozen=True, slots=True)
class Input:
    """One number that may be changed; ``is_open``: “none” may stand for it."""

    name: str
    label: object
    help: object
    least: int
    most: int
    is_money: bool = False
    is_open: bool = False

    def read(self, text: str) -> Fraction | None:
        """Return the number; None for “none”.

        Raises:
            ValueError: with what is wrong, in the language of now.
        """
        text = text.strip().replace(",", "")
        if self.is_open and text == NONE:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueError(_("Give a number.")) from None
        if not number.is_finite() or not self.least <= number <= self.most:
            raise ValueError(
                _("Give a number from %(least)s to %(most)s.")
                % {"least": f"{self.least:,}", "most": f"{self.most:,}"}
            )
        if self.is_money and number != number.to_integral_value():
            raise ValueError(_("Give a whole sum of money."))
        return Fraction(number)


def _sum(name: str, label: object, about: object = "") -> Input:
    return Input(name, label, about, 0, MOST_MONEY, is_money=True)


def _limit(name: str, label: object, about: object) -> Input:
    return Input(name, label, about, 0, MOST_MONEY, is_money=True, is_open=True)


def _percent(name: str, label: object, about: object = "", most: int = 100) -> Input:
    return Input(name, label, about, 0, most)


def _ceiling(name: str, label: object, about: object) -> Input:
    return Input(name, label, about, 0, 100, is_open=True)


RULES = (
    _limit("cap", _("Annual cap of a donor"), _("“none”: no cap")),
    _sum("own_share", _("Own share"), _("not relieved, per donor and year")),
    _limit("full_until", _("Relieved in full up to"), _("“none”: without an end")),
    _limit("middle_until", _("Middle slice up to"), _("“none”: there is no middle slice")),
    _percent("middle_rate", _("Rate of the middle slice (%)")),
    _percent("rest_rate", _("Rate above (%)")),
    _percent("local_part", _("Local part of the relief (%)"), _("what local tax bears")),
    _percent("gift_share", _("Ceiling on gifts (% of receipts)")),
    _ceiling(
        "cost_ceiling", _("Ceiling on all cost (% of receipts)"), _("gifts included; “none”: none")
    ),
    _ceiling(
        "running_share",
        _("Ceiling on cost beside gifts (% of last year's receipts)"),
        _("Korea: 15 to 10 by each government's size, here their mean; “none”: none"),
    ),
)
"""What a law says; the names are the fields of ``Rules``."""

BEHAVIOUR = (
    _percent(
        "response",
        _("Response to the return"),
        _("percent more givers for each percentage point that comes back more; 0: nobody reacts"),
        most=20,
    ),
    _percent(
        "follow",
        _("Following the full slice (%)"),
        _("of those who give exactly what is relieved in full, how many move with its end"),
    ),
    Input(
        "at_cap_times",
        _("Gifts at the cap, times"),
        _("what those at the old cap give if they may; known only for 2023 and 2024"),
        1,
        100,
    ),
    _percent("gift_worth", _("Worth of a gift to the giver (% of its price)"), most=200),
    _percent("gift_use", _("Ceiling on gifts that is used (%)"), most=500),
    _percent("other_use", _("Room for other cost that is used (%)")),
    Input(
        "mean_below",
        _("Mean of gifts below 100,000 won"),
        _("Korea; not published, assumed"),
        1,
        99_999,
        is_money=True,
    ),
    _percent(
        "share_at",
        _("Exactly 100,000 won (% of donations)"),
        _("Korea; last printed for 2023"),
    ),
    Input(
        "rate",
        _("Won per 100 yen"),
        _("to carry sums of one law into the other's money"),
        1,
        100_000,
    ),
)
"""How people act, and what was assumed where nothing is published."""

INPUTS = {each.name: each for each in (*RULES, *BEHAVIOUR)}


def read_inputs(texts: Mapping[str, str]) -> dict[str, Fraction | None]:
    """Return the inputs that were given; an empty one was not.

    Raises:
        BadInput: naming each that cannot be read, in both languages.
    """
    found: dict[str, Fraction | None] = {}
    errors: dict[str, dict[str, str]] = {}
    for name, each in INPUTS.items():
        text = texts.get(name, "")
        if not text.strip():
            continue
        for language in ("ko", "en"):
            with translation.override(language):
                try:
                    found[name] = each.read(text)
                except ValueError as problem:
                    errors.setdefault(name, {})[f"detail_{language}"] = str(problem)
    if errors:
        raise BadInput([{"pointer": f"/{name}", **words} for name, words in errors.items()])
    return found


def changed_rules(rules: Rules, given: Mapping[str, Fraction | None]) -> Rules:
    """Return ``rules`` with the inputs that name one of its fields."""
    changes = {
        each.name: _whole(given[each.name]) if each.is_money else given[each.name]
        for each in RULES
        if each.name in given
    }
    return replace(rules, **changes)  # type: ignore[arg-type]


def _whole(value: Fraction | None) -> int | None:
    return None if value is None else int(value)
