"""The small print of a report: how numbers were made, what is in doubt, where they are from."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.conversion import Rates, rates_by_year
from reports.documents import words
from reports.documents.facts import Facts
from reports.indicators.registry import DEFINITIONS
from reports.models import Country


@dataclass(frozen=True, slots=True)
class Source:
    """An address that numbers were read at, with the files and rows that hold them."""

    number: int
    url: str
    published_on: str
    places: str


def methods(facts: Facts) -> list[str]:
    """Return how the numbers were made, a paragraph each."""
    rates = rates_by_year()[facts.year]
    return [
        _(
            "Years. Korea counts January to December; Japan counts receipts from April to March, "
            "and users and relief by the calendar year of giving. Every number carries its own "
            "year basis, and years of the two countries are never added."
        ),
        _(
            "Age. Growth is counted from the launch year: Korea's first year is 2023, Japan's is "
            "FY2008."
        ),
        _market(rates),
        _parity(rates),
        _(
            "Missing is missing. A figure that was not published or not found is shown as not "
            "available with the reason, never as zero."
        ),
        _(
            "Standing. A computed value carries the weakest standing of its inputs, the local "
            "governments with data out of all, and the width that the rounding of its inputs "
            "leaves open. January's figures for the year before are provisional."
        ),
        _(
            "Concentration is measured over basic governments. Korea's rows by local government "
            "are a biased partial sample; no coefficient computed from them is shown as the "
            "nation's."
        ),
        _(
            "Other rules. What another cap, credit or ceiling would bring is a model that stands "
            "on assumptions of whoever asks, so it is no part of this report: see the page “What "
            "if” beside it."
        ),
    ]


def _market(rates: Rates) -> str:
    if rates.ecb is None:
        return _("Market rate. None was published for %(year)s.") % {"year": rates.year}
    return _(
        "Market rate. 100 yen = %(rate)s won: mean of the European Central Bank's reference rates "
        "of calendar year %(year)s, used for Japan's fiscal year of the same number too."
    ) % {"rate": f"{rates.ecb:,.2f}", "year": rates.year}


def _parity(rates: Rates) -> str:
    if rates.ppp is None:
        return _(
            "Purchasing power. No parity was published for %(year)s, so these columns are empty."
        ) % {"year": rates.year}
    return _(
        "Purchasing power. 100 yen = %(rate)s won: World Bank conversion factors of GDP, %(year)s."
    ) % {"rate": f"{rates.ppp:,.2f}", "year": rates.year}


def doubts(facts: Facts, language: str) -> list[str]:
    """Return, for each country, what is missing and what a reader must know of single values."""
    found = []
    for country in Country:
        for indicator, definition in DEFINITIONS.items():
            row = facts.row(indicator, country)
            name = f"{country.label}: {definition.texts.name(language)}"
            if row.value is None:
                sample = ""
                if row.sample is not None:
                    sample = " " + _("(the %(known)s that have one: %(value)s)") % {
                        "known": row.coverage.replace("/", " / "),
                        "value": words.number(row.sample, row.unit),
                    }
                found.append(f"{name} – {words.status_words(row.status)}{sample}")
            elif row.notes:
                found.append(f"{name} – {'; '.join(_(note) for note in row.notes)}")
    return found


def sources(facts: Facts) -> list[Source]:
    """Return every address that a number was read at, numbered, with the files that hold it."""
    places: dict[tuple[str, str], set[tuple[str, int]]] = {}
    for row in facts.rows:
        for source in row.sources:
            key = (source["url"], source["published_on"])
            places.setdefault(key, set()).add((source["file"], source["row"]))
    return [
        Source(number, url, published_on, _places(places[url, published_on]))
        for number, (url, published_on) in enumerate(sorted(places), start=1)
    ]


def _places(found: set[tuple[str, int]]) -> str:
    by_file: dict[str, list[int]] = {}
    for file, row in sorted(found):
        by_file.setdefault(file, []).append(row)
    parts = []
    for file, rows in by_file.items():
        named = [str(row) for row in rows if row]
        few = ", ".join(named[:6]) + (" …" if len(named) > len(named[:6]) else "")
        parts.append(f"{file}: {few}" if named else file)
    return "; ".join(parts)


def attributions() -> list[str]:
    """Return the attributions that the publishers ask for."""
    return [
        (
            "행정안전부, KOSIS, 각 지방자치단체 발표 자료를 가공 / Sources: MOIS, KOSIS and local "
            "government announcements, processed (KOGL type 1)"
        ),
        (
            "総務省「ふるさと納税に関する現況調査結果」を加工して作成 / Source: MIC (Japan), "
            "Survey on Furusato Nozei, processed (CC BY 4.0)"
        ),
        "European Central Bank; World Bank PA.NUS.PPP (CC BY 4.0)",
    ]
