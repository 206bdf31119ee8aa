"""What each of a fund's papers says.

All three faces (page, spreadsheet, PDF) show the same :class:`Paper`.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ledger.balances import AccountLine
from projects.fund_papers.gifts import gift_tables, named_items
from projects.fund_papers.names import name_of
from projects.fund_papers.shapes import AMOUNT, Column, Kind, Paper, Row, Table, Words, words
from projects.statement import DONATIONS, Statement

TITLES = {
    Kind.TRIAL_BALANCE: _("Trial balance"),
    Kind.SETTLEMENT: _("Settlement of the fund"),
    Kind.PUBLICATION: _("Yearly publication"),
}


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
        chapter=named_items(statement) if kind == Kind.PUBLICATION else None,
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
            Row(name_of(each), (each.amount_krw,), each.code)
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
        *gift_tables(statement),
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
                    name_of(each),
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


def _income(statement: Statement) -> Table:
    return Table(
        words(_("Income")),
        (Column(words(AMOUNT)),),
        tuple(Row(name_of(each), (each.amount_krw,), each.code) for each in statement.income),
        words(_("Sum")),
        words(_("What went back to donors in the year is taken off.")),
    )


def _outlay(statement: Statement) -> Table:
    return Table(
        words(_("Use of the fund")),
        (Column(words(AMOUNT)),),
        tuple(Row(name_of(each), (each.amount_krw,), each.code) for each in statement.outlay),
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
                name_of(pot),
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
                name_of(each),
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
