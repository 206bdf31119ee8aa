"""What each of a fund's papers says: tables of whole won with names in Korean and English.

All three faces (page, spreadsheet, PDF) show the same :class:`Paper`. A total is the sum of the
rows above it, and a column may follow from the others of its row, so a spreadsheet can keep both
alive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledger.balances import AccountLine
from ledger.models import Account
from projects.statement import DONATIONS, Statement


class Words(NamedTuple):
    """A text in both languages."""

    ko: str
    en: str

    def __str__(self) -> str:
        """Return the text in the reader's language."""
        return self.ko if (translation.get_language() or "").startswith("ko") else self.en


def words(text: str | Promise, **facts: object) -> Words:
    """Return a lazy translation in both languages."""
    with translation.override("ko"):
        korean = str(text) % facts if facts else str(text)
    with translation.override("en"):
        return Words(korean, str(text) % facts if facts else str(text))


class Kind(StrEnum):
    """Which paper."""

    TRIAL_BALANCE = "trial-balance"
    SETTLEMENT = "settlement"
    PUBLICATION = "publication"


TITLES = {
    Kind.TRIAL_BALANCE: _("Trial balance"),
    Kind.SETTLEMENT: _("Settlement of the fund"),
    Kind.PUBLICATION: _("Yearly publication"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of won; ``follows`` says how it comes from the others: ``"B+C-D"``."""

    title: Words
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line; ``amounts`` are those of the columns, in order."""

    title: Words
    amounts: tuple[int, ...]
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
        """The sums of the columns."""
        return tuple(
            sum(row.amounts[place] for row in self.rows) for place in range(len(self.columns))
        )


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

    @property
    def name(self) -> str:
        """How a file of it is called, without its ending."""
        return f"{self.kind}-{self.year}"


AMOUNT = _("Amount (won)")


def paper_of(kind: Kind, statement: Statement, *, is_final: bool, is_demo: bool) -> Paper:
    """Return a paper; ``is_final`` where its figures can no longer change."""
    build, basis = BUILDERS[kind]
    return Paper(
        kind=kind,
        title=words(TITLES[kind]),
        fund=Words(statement.fund_ko, statement.fund_en),
        year=statement.year,
        is_final=is_final,
        is_demo=is_demo,
        basis=basis,
        tables=build(statement),
    )


def _trial_balance(statement: Statement) -> tuple[Table, ...]:
    columns = (
        Column(words(_("Balance brought forward"))),
        Column(words(_("Debit"))),
        Column(words(_("Credit"))),
        Column(words(_("Balance")), "B+C-D"),
    )
    rows = tuple(_account_row(line) for line in statement.accounts)
    return (
        Table(
            words(_("Accounts of the fund")),
            columns,
            rows,
            words(_("Sum")),
            words(_("A balance is debit less credit; the sum of all balances is nothing.")),
        ),
    )


def _account_row(line: AccountLine) -> Row:
    return Row(
        words(line.account.label),
        (line.opening_krw, line.debit_krw, line.credit_krw, line.closing_krw),
        line.account.value,
    )


def _settlement(statement: Statement) -> tuple[Table, ...]:
    balance = Table(
        words(_("Overview")),
        (Column(words(AMOUNT)),),
        (
            Row(words(_("Carried in from the year before")), (statement.carried_in_krw,)),
            Row(words(_("Income")), (statement.income_krw,)),
            Row(words(_("Outlay")), (-statement.outlay_krw,)),
        ),
        words(_("Carried over to the next year")),
    )
    return (balance, _income(statement), _outlay(statement), _pots(statement), _ceilings(statement))


def _publication(statement: Statement) -> tuple[Table, ...]:
    donations = Table(
        words(_("Donations received")),
        (Column(words(AMOUNT)),),
        tuple(
            Row(Words(each.title_ko, each.title_en), (each.amount_krw,), each.code)
            for each in statement.income
            if each.code in DONATIONS
        ),
        words(_("Sum")),
        words(_("What went back to donors in the year is taken off.")),
    )
    return (
        donations,
        *_numbers(statement),
        _outlay(statement),
        _gift_cost(statement),
        _pots(statement),
        _ceilings(statement),
    )


def _numbers(statement: Statement) -> tuple[Table, ...]:
    """Return how many donations came for what; nothing where they were not counted."""
    if not statement.gifts:
        return ()
    columns = (
        Column(words(_("Donations (number)"))),
        Column(words(_("Returned (number)"))),
        Column(words(AMOUNT)),
    )
    return (
        Table(
            words(_("What donors gave for")),
            columns,
            tuple(
                Row(
                    Words(each.title_ko, each.title_en),
                    (each.received, each.returned, each.amount_krw),
                )
                for each in statement.gifts
            ),
            words(_("Sum")),
            words(
                _(
                    "By the day on which they were booked. A donation that went back is in both "
                    "numbers; the value of gifts that was kept of it stays in the amount."
                )
            ),
        ),
    )


def _gift_cost(statement: Statement) -> Table:
    cost = next(each for each in statement.outlay if each.code == Account.GIFT_COST)
    return Table(
        words(_("Gifts")),
        (Column(words(AMOUNT)),),
        (Row(Words(cost.title_ko, cost.title_en), (cost.amount_krw,), cost.code),),
        note=words(
            _(
                "Missing here: which gifts were given, and how many. The gift system keeps them, "
                "not these books; the government adds them to its publication. So it does with "
                "what the ministry or its head has named besides."
            )
        ),
    )


def _income(statement: Statement) -> Table:
    return Table(
        words(_("Income")),
        (Column(words(AMOUNT)),),
        tuple(
            Row(Words(each.title_ko, each.title_en), (each.amount_krw,), each.code)
            for each in statement.income
        ),
        words(_("Sum")),
        words(_("What went back to donors in the year is taken off.")),
    )


def _outlay(statement: Statement) -> Table:
    return Table(
        words(_("Use of the fund")),
        (Column(words(AMOUNT)),),
        tuple(
            Row(Words(each.title_ko, each.title_en), (each.amount_krw,), each.code)
            for each in statement.outlay
        ),
        words(_("Sum")),
    )


def _pots(statement: Statement) -> Table:
    columns = (
        Column(words(_("Carried in"))),
        Column(words(_("Received"))),
        Column(words(_("Assigned"))),
        Column(words(_("Spent"))),
        Column(words(_("Left")), "B+C+D-E"),
    )
    return Table(
        words(_("General and designated money")),
        columns,
        tuple(
            Row(
                Words(pot.title_ko, pot.title_en),
                (
                    pot.carried_in_krw,
                    pot.received_krw,
                    pot.moved_krw,
                    pot.spent_krw,
                    pot.left_krw,
                ),
            )
            for pot in statement.pots
        ),
        words(_("Sum")),
        words(_("Designated money is used for what it was given for, and for nothing else.")),
    )


def _ceilings(statement: Statement) -> Table:
    columns: Sequence[Column] = (
        Column(words(_("Base"))),
        Column(words(_("Percent"))),
        Column(words(_("Ceiling"))),
        Column(words(_("Spent"))),
        Column(words(_("Left")), "D-E"),
    )
    return Table(
        words(_("Ceilings of the law")),
        tuple(columns),
        tuple(
            Row(
                Words(each.title_ko, each.title_en),
                (each.base_krw, each.percent, each.ceiling_krw, each.spent_krw, each.left_krw),
            )
            for each in statement.ceilings
        ),
        note=words(
            _(
                "Raising and running: a share of the donations of the year before (Act art. 11(3))."
                " Gifts: a share of this year's (art. 11(4))."
            )
        ),
    )


BUILDERS = {
    Kind.TRIAL_BALANCE: (_trial_balance, "지방자치단체 기금관리기본법 제7조"),
    Kind.SETTLEMENT: (_settlement, "지방자치단체 기금관리기본법 제8조"),
    Kind.PUBLICATION: (_publication, "고향사랑 기부금에 관한 법률 시행령 제9조제1항"),
}
