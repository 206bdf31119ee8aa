"""The settlement of a fund's year (기금 결산): where money came from, where it went, what is left.

All figures are read from the journal; projects lend their names. Whole won. What was carried in
is what every pot held at the end of the year before, and what older books handed over. Returns
are taken off the donations of the year in which they were paid out.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledger.balances import AccountLine, account_lines, donated_krw, donation_counts, pots
from ledger.ceilings import GIFT_COST_PERCENT, running_cost_percent
from ledger.models import NEUTRAL, PROJECT_LINES, Account, FundYear, FundYearStatus
from projects.fund_years import ceiling_krw
from projects.models import Category, FundProject, GivenGift, NamedItem, Purpose

DONATIONS = (Account.GENERAL_DONATIONS, Account.DESIGNATED_DONATIONS)
INCOME = (*DONATIONS, Account.INTEREST, Account.TRANSFERS_IN)
OUTLAY = (Account.GIFT_COST, Account.RUNNING_COST, *PROJECT_LINES, Account.TRANSFERS_OUT)

DERIVED = {"carried_out_krw", "cash_krw"}
"""What a publication says besides, for whoever reads it elsewhere."""

GENERAL_POT: str | Promise = _("General money")


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name in both languages."""

    title_ko: str
    title_en: str

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        is_korean = (translation.get_language() or "").startswith("ko")
        return self.title_ko if is_korean else self.title_en


@dataclass(frozen=True, slots=True)
class Amount(Named):
    """One named amount."""

    amount_krw: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class PotYear(Named):
    """One pot in one year: ``moved_krw`` is what decisions brought in less what they took away."""

    designation: str
    carried_in_krw: int
    received_krw: int
    moved_krw: int
    spent_krw: int

    @property
    def left_krw(self) -> int:
        """What it holds at the end of the year."""
        return self.carried_in_krw + self.received_krw + self.moved_krw - self.spent_krw


@dataclass(frozen=True, slots=True)
class Gifts(Named):
    """The donations to one pot in one year: how many came, how many went back, and of how much."""

    designation: str
    received: int
    returned: int
    amount_krw: int


@dataclass(frozen=True, slots=True)
class Provided(Named):
    """Return gifts of one kind, as entered; ``cost_krw`` is None where no cost was."""

    number: int
    cost_krw: int | None


@dataclass(frozen=True, slots=True)
class Item(Named):
    """What was named to be published besides; ``named_on`` is a day as ``2026-04-01``."""

    named_by: str
    named_on: str
    text_ko: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Ceiling(Named):
    """A statutory ceiling, what it rests on and what was spent below it."""

    base_krw: int
    percent: int
    ceiling_krw: int
    spent_krw: int

    @property
    def left_krw(self) -> int:
        """What could still have been spent."""
        return self.ceiling_krw - self.spent_krw


@dataclass(frozen=True, slots=True)
class Statement:
    """One fiscal year of one fund."""

    fund_ko: str
    fund_en: str
    year: int
    status: str
    plan_reference: str
    carried_in_krw: int
    income: tuple[Amount, ...]
    outlay: tuple[Amount, ...]
    pots: tuple[PotYear, ...]
    ceilings: tuple[Ceiling, ...]
    accounts: tuple[AccountLine, ...]
    gifts: tuple[Gifts, ...] = ()
    """Donations by designation; a publication of before they were counted has none."""
    provided: tuple[Provided, ...] = ()
    """Return gifts; none means that they were not entered."""
    items: tuple[Item, ...] = ()

    @property
    def income_krw(self) -> int:
        """All that came in in the year, returns taken off."""
        return sum(each.amount_krw for each in self.income)

    @property
    def outlay_krw(self) -> int:
        """All that was spent in the year."""
        return sum(each.amount_krw for each in self.outlay)

    @property
    def carried_out_krw(self) -> int:
        """What is left for the next year."""
        return self.carried_in_krw + self.income_krw - self.outlay_krw

    @property
    def donated_krw(self) -> int:
        """The donations of the year, returns taken off."""
        return sum(each.amount_krw for each in self.income if each.code in DONATIONS)

    @property
    def cash_krw(self) -> int:
        """What is in the treasury by the cash account; the same as what is carried out."""
        return sum(each.closing_krw for each in self.accounts if each.account == Account.CASH)

    def as_published(self) -> dict[str, Any]:
        """Return the figures as they are kept with a publication; accounts are for the office."""
        facts = asdict(self)
        del facts["accounts"], facts["status"]
        return {**facts, "carried_out_krw": self.carried_out_krw, "cash_krw": self.cash_krw}


def statement_of(year: FundYear) -> Statement:
    """Return the settlement of a fiscal year by the books as they stand."""
    lines = account_lines(year.lineage_code, year.year)
    before = pots(year.lineage_code, year.year - 1)
    brought_in = -sum(_moved(each) for each in lines if each.account == Account.CARRIED_OVER)
    outlay = _by_account(lines, OUTLAY, sign=1)
    spent = {each.code: each.amount_krw for each in outlay}
    return Statement(
        fund_ko=year.municipality.native_name,
        fund_en=year.municipality.name_en,
        year=year.year,
        status=year.status,
        plan_reference=year.plan_reference,
        carried_in_krw=sum(before.values()) + brought_in,
        income=_by_account(lines, INCOME, sign=-1),
        outlay=outlay,
        pots=_pots(lines, before),
        ceilings=(
            _ceiling(year, Category.RUNNING, spent.get(Account.RUNNING_COST, 0)),
            _ceiling(year, Category.GIFTS, spent.get(Account.GIFT_COST, 0)),
        ),
        accounts=tuple(_summed(lines)),
        gifts=_gifts(year),
        provided=tuple(
            Provided(each.kind_ko, each.kind_en, each.number, each.cost_krw)
            for each in GivenGift.objects.filter(fund_year=year)
        ),
        items=tuple(
            Item(
                each.title_ko,
                each.title_en,
                named_by=each.named_by,
                named_on=each.named_on.isoformat(),
                text_ko=each.text_ko,
                text_en=each.text_en,
            )
            for each in NamedItem.objects.filter(fund_year=year)
        ),
    )


def statement_published(publication: dict[str, Any]) -> Statement:
    """Return the settlement as it was published: the figures of that day."""
    facts = {name: value for name, value in publication.items() if name not in DERIVED}
    return Statement(
        **{
            **facts,
            "status": FundYearStatus.PUBLISHED,
            "income": tuple(Amount(**each) for each in facts["income"]),
            "outlay": tuple(Amount(**each) for each in facts["outlay"]),
            "pots": tuple(PotYear(**each) for each in facts["pots"]),
            "ceilings": tuple(Ceiling(**each) for each in facts["ceilings"]),
            "accounts": (),
            "gifts": tuple(Gifts(**each) for each in facts.get("gifts", ())),
            "provided": tuple(Provided(**each) for each in facts.get("provided", ())),
            "items": tuple(Item(**each) for each in facts.get("items", ())),
        }
    )


def _moved(line: AccountLine) -> int:
    return line.debit_krw - line.credit_krw


def _in_both(title: str | Promise) -> tuple[str, str]:
    with translation.override("ko"):
        korean = str(title)
    with translation.override("en"):
        return korean, str(title)


def _project_in_both(project: FundProject) -> tuple[str, str]:
    with translation.override("ko"):
        korean = project.full_name
    with translation.override("en"):
        return korean, project.full_name


def _by_account(
    lines: Iterable[AccountLine], accounts: Iterable[Account], *, sign: int
) -> tuple[Amount, ...]:
    sums = dict.fromkeys(accounts, 0)
    for line in lines:
        if line.account in sums:
            sums[line.account] += sign * _moved(line)
    shown = [each for each in sums.items() if each[1] or each[0] not in PROJECT_LINES]
    return tuple(Amount(*_in_both(account.label), krw, account) for account, krw in shown)


def _pots(lines: Iterable[AccountLine], before: dict[str, int]) -> tuple[PotYear, ...]:
    carried_in = dict(before)
    received: dict[str, int] = {}
    moved: dict[str, int] = {}
    spent: dict[str, int] = {}
    for line in lines:
        if line.account in OUTLAY:
            spent[line.designation] = spent.get(line.designation, 0) + _moved(line)
        elif line.account == Account.REASSIGNED:
            moved[line.designation] = moved.get(line.designation, 0) + _moved(line)
        elif line.account == Account.CARRIED_OVER:
            carried_in[line.designation] = carried_in.get(line.designation, 0) - _moved(line)
        elif line.account not in NEUTRAL:
            received[line.designation] = received.get(line.designation, 0) - _moved(line)
    names = _names({*carried_in, *received, *moved, *spent})
    rows = (
        PotYear(
            *names[pot],
            designation=pot,
            carried_in_krw=carried_in.get(pot, 0),
            received_krw=received.get(pot, 0) - moved.get(pot, 0),
            moved_krw=moved.get(pot, 0),
            spent_krw=spent.get(pot, 0),
        )
        for pot in sorted(names)
    )
    return tuple(
        row
        for row in rows
        if row.carried_in_krw or row.received_krw or row.moved_krw or row.spent_krw
    )


def _gifts(year: FundYear) -> tuple[Gifts, ...]:
    counts = donation_counts(year.lineage_code, year.year)
    names = _names([each.designation for each in counts])
    return tuple(
        Gifts(
            *names[each.designation],
            designation=each.designation,
            received=each.received,
            returned=each.returned,
            amount_krw=each.amount_krw,
        )
        for each in counts
    )


def _names(designations: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return pot -> its name in Korean and English."""
    names = {}
    ids = [each.partition(":")[2] for each in designations if each.startswith("project:")]
    projects = FundProject.objects.in_bulk([int(each) for each in ids])
    for each in designations:
        project = projects.get(int(each.partition(":")[2])) if each.startswith("project:") else None
        if project is not None:
            names[each] = _project_in_both(project)
        elif each in Purpose.values:
            names[each] = _in_both(Purpose(each).label)
        else:
            names[each] = _in_both(GENERAL_POT) if not each else (each, each)
    return names


def _ceiling(year: FundYear, category: Category, spent_krw: int) -> Ceiling:
    if category == Category.GIFTS:
        base_krw = donated_krw(year.lineage_code, year.year)
        percent = GIFT_COST_PERCENT
    else:
        told_krw = year.last_year_krw
        base_krw = donated_krw(year.lineage_code, year.year - 1) if told_krw is None else told_krw
        percent = running_cost_percent(base_krw)
    return Ceiling(
        *_in_both(category.label),
        base_krw=base_krw,
        percent=percent,
        ceiling_krw=ceiling_krw(year, category, date(year.year, 12, 31)),
        spent_krw=spent_krw,
    )


def _summed(lines: Iterable[AccountLine]) -> Iterable[AccountLine]:
    """Yield one line for each account, its designations added up."""
    sums: dict[Account, list[int]] = {}
    for line in lines:
        row = sums.setdefault(line.account, [0, 0, 0])
        for place, value in enumerate((line.opening_krw, line.debit_krw, line.credit_krw)):
            row[place] += value
    for account in sorted(sums):
        yield AccountLine("", account, *sums[account])
