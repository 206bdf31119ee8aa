"""What a paper is made of: tables of whole won, and texts, with names in three languages.

A total is the sum of the rows above it, and a column may follow from the others of its row, so a
spreadsheet can keep both alive.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AMOUNT = _("Amount (won)")


class Words(NamedTuple):
    """A text in Korean, English and Japanese; what officials enter is not in all of them."""

    ko: str
    en: str
    ja: str = ""

    def __str__(self) -> str:
        """Return the text in the reader's language; English, then Korean where it is missing."""
        own = {"ko": self.ko, "ja": self.ja}.get((translation.get_language() or "")[:2])
        return own or self.en or self.ko

    @property
    def both(self) -> list[str]:
        """The text in Korean and English, as a printed paper has it."""
        return [self.ko, self.en]


def words(text: str | Promise, **facts: object) -> Words:
    """Return a lazy translation in all languages."""
    said = []
    for language in Words._fields:
        with translation.override(language):
            said.append(str(text) % facts if facts else str(text))
    return Words(*said)


class Kind(StrEnum):
    """Which paper."""

    TRIAL_BALANCE = "trial-balance"
    SETTLEMENT = "settlement"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of won; ``follows`` says how it comes from the others: ``"B+C-D"``."""

    title: Words
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line; ``amounts`` are those of the columns, in order; None is one that is not known."""

    title: Words
    amounts: tuple[int | None, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and what they add up to."""

    title: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Words | None = None
    note: Words | None = None

    @property
    def sums(self) -> tuple[int, ...]:
        """The sums of the columns, of what is known."""
        return tuple(
            sum(row.amounts[place] or 0 for row in self.rows) for place in range(len(self.columns))
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A text under a title of its own; ``origin`` says where it comes from."""

    title: Words
    origin: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Chapter:
    """Texts that stand after the tables."""

    title: Words
    passages: tuple[Passage, ...]
    note: Words


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of one fund and year."""

    kind: Kind
    title: Words
    fund: Words
    year: int
    is_final: bool
    is_demo: bool
    basis: str
    tables: tuple[Table, ...]
    chapter: Chapter | None = None

    @property
    def name(self) -> str:
        """How a file of it is called, without its ending."""
        return f"{self.kind}-{self.year}"


def figure(value: int | None) -> str:
    """Return a figure as it is read; a dash for one that is not known."""
    return "–" if value is None else f"{value:,}"
