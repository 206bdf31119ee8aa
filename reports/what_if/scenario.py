"""One question to the model: whose year, which rules, which inputs; and its whole answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError
from kernel.validation import invalid_at
from reports.conversion import Rates
from reports.indicators.statistics import Ask, Place, Statistics
from reports.models import Country
from reports.what_if.giving import Giving, giving, share_at_threshold
from reports.what_if.inputs import BadInput, changed_rules, read_inputs
from reports.what_if.model import Behaviour, Result, result, room
from reports.what_if.rules import ALL, Rules, rules_in_force, running_share

MEAN_BELOW_KRW = Fraction(50_000)
"""Mean of Korean gifts below 100,000 won unless another is given: the middle, for want of any."""
FIRST_YEAR, LAST_YEAR = 2008, 2100


OWN, OTHER = "own", "other"
"""Whose rules the year is put under before single inputs change them; or those of a named year."""


class NoBasis(DomainError):
    """The published figures that the model stands on are not there for that year."""

    code = "invalid"
    status = 422
    title = _("No what-if can be made for this year")
    detail = _(
        "The receipts, numbers and relief of %(year)s that the model starts from are not all "
        "loaded for this country."
    )


@dataclass(frozen=True, slots=True)
class Scenario:
    """A question with its answer: the year as it was, and under the other rules."""

    country: Country
    year: int
    rules: str
    given: Giving
    before: Rules
    after: Rules
    behaviour: Behaviour
    assumed: dict[str, Fraction | None]
    as_it_was: Result
    as_it_would_be: Result
    changed: tuple[str, ...]


def scenario(data: Statistics, texts: Mapping[str, str], rates: Mapping[int, Rates]) -> Scenario:
    """Return the answer to the question in ``texts`` (country, year, rules and any input).

    ``rates`` has the market rate of each year.

    Raises:
        BadInput: naming each input that cannot be read.
        NoBasis: the year cannot be modelled.
    """
    country = _country(texts.get("country") or Country.KOREA)
    rules = _rules(texts.get("rules") or OWN)
    year = _year(texts.get("year") or "2025")
    inputs = read_inputs(texts)
    ask = Ask(data, Place(country), year)
    mean_below = inputs.get("mean_below") or MEAN_BELOW_KRW
    given = giving(ask, mean_below, inputs.get("share_at"))
    if given is None:
        raise NoBasis(year=str(year))
    market = rates[year].ecb
    rate = inputs.get("rate") or (None if market is None else Fraction(market))
    before = rules_in_force(country, year, given.local_part or ALL, _running(ask, Fraction(1)))
    after = changed_rules(_other_rules(rules, before, ask, rate), inputs)
    behaviour = _behaviour(given, before, inputs)
    printed = share_at_threshold(ask)
    assumed: dict[str, Fraction | None] = {"rate": rate}
    if country == Country.KOREA:
        assumed["mean_below"] = mean_below
        share = inputs.get("share_at")
        assumed["share_at"] = share if share is not None else printed.value if printed else None
    return Scenario(
        country,
        year,
        rules,
        given,
        before,
        after,
        behaviour,
        assumed,
        as_it_was=result(given, before, before, behaviour),
        as_it_would_be=result(given, before, after, behaviour),
        changed=tuple(inputs),
    )


def _other_rules(rules: str, before: Rules, ask: Ask, rate: Fraction | None) -> Rules:
    if rules == OWN:
        return before
    if rules != OTHER:
        running = _running(ask, Fraction(1))
        return _of_year(ask.country, int(rules), before.local_part, running)
    if rate is None:
        raise _bad("rate", _("No rate of that year was published: give one."))
    won_per_yen = rate / ALL
    if ask.country == Country.KOREA:
        there = giving(Ask(ask.data, Place(Country.JAPAN), ask.year), MEAN_BELOW_KRW, None)
        local_part = there.local_part if there and there.local_part else ALL
        japanese = rules_in_force(Country.JAPAN, ask.year, local_part)
        return japanese.in_other_money(won_per_yen)
    running = _running(ask, won_per_yen)
    return _of_year(Country.KOREA, ask.year, ALL, running).in_other_money(1 / won_per_yen)


def _running(ask: Ask, won: Fraction) -> Fraction:
    """Return Korea's ceiling on running cost over the receipts of the place's year before."""
    total = ask.find("amount", year=ask.year - 1)
    bodies = ask.data.bodies(ask.country, "amount", ask.year - 1)
    known = [datum.value * won for datum in bodies.values()]
    return running_share(total.value * won if total else Fraction(0), known)


def _of_year(country: Country, year: int, local_part: Fraction, running: Fraction) -> Rules:
    try:
        return rules_in_force(country, year, local_part, running)
    except ValueError:
        raise _bad("rules", _("Korea's system had not begun in that year.")) from None


def _behaviour(given: Giving, before: Rules, inputs: Mapping[str, Fraction | None]) -> Behaviour:
    """Return how everybody acts: as was observed in the year unless an input says otherwise.

    Where the cost beside gifts was not published (Korea), all the room for it is taken as used.
    """
    gifts = before.gift_share if given.gift_ratio is None else given.gift_ratio
    left = room(given, before, given.receipts, given.receipts * gifts / ALL)
    observed = {
        "gift_use": _of(given.gift_ratio, before.gift_share),
        "other_use": _of(given.other_ratio, left / given.receipts * ALL),
    }
    chosen = {
        name: value
        for name in ("response", "follow", "at_cap_times", "gift_worth", "gift_use", "other_use")
        if (value := inputs.get(name)) is not None
    }
    return Behaviour(**{**observed, **chosen})


def _of(ratio: Fraction | None, ceiling: Fraction) -> Fraction:
    return ALL if ratio is None or not ceiling else ratio / ceiling * ALL


def _country(text: str) -> Country:
    if text in Country.values:
        return Country(text)
    raise _bad("country", format_lazy("{} {}", _("Choose one of:"), ", ".join(Country.values)))


def _rules(text: str) -> str:
    if text in (OWN, OTHER) or _is_year(text):
        return text
    raise _bad("rules", _("Give “own”, “other”, or the year whose rules shall hold."))


def _year(text: str) -> int:
    if _is_year(text):
        return int(text)
    raise _bad("year", _("Give a year, for example 2025."))


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:9]) <= LAST_YEAR


def _bad(name: str, message: object) -> BadInput:
    return BadInput(invalid_at(f"/{name}", message).errors)
