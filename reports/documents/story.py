"""What a report says in words, computed from its rows.

A sentence whose numbers are missing is left out, or says that they are.
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from reports.documents import words
from reports.documents.facts import Facts
from reports.indicators.statistics import LAUNCH
from reports.models import Country


def title(facts: Facts) -> str:
    """Return the title of the report."""
    return _("Hometown donations in Korea and Japan, %(year)s") % {"year": facts.year}


def headline(facts: Facts) -> str:
    """Return the sentence the report is about: growth at the same age, or that it is missing."""
    age = facts.year - LAUNCH[Country.KOREA] + 1
    korea = facts.value("growth_index", Country.KOREA)
    japan = facts.value("growth_index", Country.JAPAN, LAUNCH[Country.JAPAN] + age - 1)
    if korea is None or japan is None:
        return _("Growth at the same age cannot be compared: receipts of a year are missing.")
    if korea > japan:
        template = _(
            "In year %(age)s of its system Korea received %(korea)s times what it received in the "
            "first; Japan, at the same age, %(japan)s times: Korea grew faster than Japan did."
        )
    elif korea < japan:
        template = _(
            "In year %(age)s of its system Korea received %(korea)s times what it received in the "
            "first; Japan, at the same age, %(japan)s times: Korea grew more slowly than Japan did."
        )
    else:
        template = _(
            "In year %(age)s of its system Korea received %(korea)s times what it received in the "
            "first, and so did Japan at the same age."
        )
    return template % {"age": age, "korea": f"{korea:.2f}", "japan": f"{japan:.2f}"}


def points(facts: Facts) -> list[str]:
    """Return what the numbers of the year say, one sentence each."""
    found = [_receipts(facts), _per_head(facts), _size(facts), _december(facts), _spread(facts)]
    return [sentence for sentence in found if sentence]


def _receipts(facts: Facts) -> str:
    korea, japan = _both(facts, "total_receipts")
    if korea is None or japan is None:
        return ""
    before = facts.value("total_receipts", Country.KOREA, facts.year - 1)
    change = f" ({(korea / before - 1) * 100:+.0f} %)" if before else ""
    return _(
        "Receipts: Korea %(korea)s in %(year)s%(change)s; Japan %(japan)s in FY%(year)s "
        "(April to March)."
    ) % {
        "korea": words.money(korea, "KRW"),
        "japan": words.money(japan, "JPY"),
        "year": facts.year,
        "change": change.replace("-", "−"),
    }


def _per_head(facts: Facts) -> str:
    korea, japan = _both(facts, "receipts_per_head")
    if korea is None or japan is None:
        return ""
    row = facts.row("receipts_per_head", Country.JAPAN)
    if row.converted_ecb is None:
        return _("Per inhabitant: Korea %(korea)s won; Japan %(japan)s yen.") % {
            "korea": f"{korea:,.0f}",
            "japan": f"{japan:,.0f}",
        }
    return _(
        "Per inhabitant: Korea %(korea)s won; Japan %(japan)s yen, which is %(converted)s won at "
        "the mean market rate of %(year)s."
    ) % {
        "korea": f"{korea:,.0f}",
        "japan": f"{japan:,.0f}",
        "converted": f"{row.converted_ecb:,.0f}",
        "year": facts.year,
    }


def _size(facts: Facts) -> str:
    korea, japan = _both(facts, "mean_per_donation")
    if korea is None or japan is None:
        return ""
    return _(
        "A donation was %(korea)s won on average in Korea, where giving up to 100,000 won is "
        "credited in full, and %(japan)s yen in Japan, where all but 2,000 yen is, up to a "
        "ceiling that grows with income."
    ) % {"korea": f"{korea:,.0f}", "japan": f"{japan:,.0f}"}


def _december(facts: Facts) -> str:
    share = facts.value("year_end_share", Country.KOREA)
    if share is None:
        return ""
    return _("December brought %(share)s %% of Korea's receipts; Japan publishes no months.") % {
        "share": f"{share:.1f}"
    }


def _spread(facts: Facts) -> str:
    gini, top = (facts.value(name, Country.JAPAN) for name in ("gini", "top10_share"))
    if gini is None or top is None:
        return ""
    return _(
        "Japan's receipts are unevenly spread: Gini %(gini)s, the ten largest municipalities hold "
        "%(top)s %%. For Korea no Gini can be given: only %(known)s local governments have a "
        "figure, mostly those that did well."
    ) % {
        "gini": f"{gini:.3f}",
        "top": f"{top:.1f}",
        "known": facts.row("gini", Country.KOREA).coverage.replace("/", " / "),
    }


def _both(facts: Facts, indicator: str) -> tuple[Decimal | None, Decimal | None]:
    return facts.value(indicator, Country.KOREA), facts.value(indicator, Country.JAPAN)
