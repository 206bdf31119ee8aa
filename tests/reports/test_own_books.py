"""Our own books: summed as entries arrive, closed months only, beside what others published."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import scope
from accounts.models import Role
from ledger.models import Account, ClosedPeriod, JournalTransfer, Kind, MonthDelta, MonthTally
from ledger.tallies import MONTHS, closed_months
from reports import runs, tasks
from reports.own_books import NO_GIFT_COST, NOT_ALL_MONTHS, own_books
from tests.admin.conftest import make_official
from tests.races import race

pytestmark = pytest.mark.django_db

GANGJIN, GOKSEONG = "46810", "46720"


def book(
    amount_krw: int,
    booked_on: date,
    kind: Kind = Kind.DONATION,
    *,
    fund: str = GANGJIN,
    debit: Account = Account.CASH,
    credit: Account = Account.GENERAL_DONATIONS,
) -> None:
    JournalTransfer.objects.create(
        entry=uuid4(),
        municipality_id=fund,
        booked_on=booked_on,
        kind=kind,
        debit_account=debit,
        credit_account=credit,
        amount_krw=amount_krw,
    )


def close(year: int, *months: int, fund: str = GANGJIN) -> None:
    for month in months:
        ClosedPeriod.objects.create(municipality_id=fund, period=f"{year}-{month:02}")


def test_returns_leave_both_the_sum_and_the_number():
    book(100_000, date(2025, 3, 1))
    book(50_000, date(2025, 3, 2))
    book(
        50_000, date(2025, 4, 2), Kind.RETURN, debit=Account.GENERAL_DONATIONS, credit=Account.CASH
    )
    close(2025, 3, 4)
    books = own_books(2025)
    assert (books.amount_krw, books.donations) == (100_000, 1)
    assert books.values["mean_per_donation"].value == 100_000


def test_interest_and_the_closing_of_the_year_are_no_donations():
    book(100_000, date(2025, 12, 1))
    book(7_000, date(2025, 12, 5), Kind.INCOME, credit=Account.INTEREST)
    book(
        100_000,
        date(2025, 12, 31),
        Kind.CLOSING,
        debit=Account.GENERAL_DONATIONS,
        credit=Account.CARRIED_OVER,
    )
    close(2025, 12)
    assert own_books(2025).amount_krw == 100_000


def test_money_that_changes_its_designation_is_counted_once():
    book(80_000, date(2025, 5, 1), credit=Account.DESIGNATED_DONATIONS)
    book(20_000, date(2025, 5, 1))
    close(2025, 5)
    books = own_books(2025)
    assert books.values["designated_share"].value == 80
    assert books.amount_krw == 100_000


def test_the_share_of_december_waits_for_all_twelve_months():
    book(30_000, date(2025, 6, 1))
    book(70_000, date(2025, 12, 1))
    close(2025, 6, 12)
    missing = own_books(2025).values["year_end_share"]
    assert (missing.value, missing.reason) == (None, NOT_ALL_MONTHS)
    close(2025, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11)
    assert own_books(2025).values["year_end_share"].value == 70


def test_costs_that_were_never_booked_are_missing_and_not_zero():
    book(100_000, date(2025, 6, 1))
    close(2025, 6, 7)
    missing = own_books(2025).values["gift_ratio"]
    assert (missing.value, missing.reason) == (None, NO_GIFT_COST)
    book(25_000, date(2025, 8, 1), Kind.SPENDING, debit=Account.GIFT_COST, credit=Account.CASH)
    close(2025, 8)
    assert own_books(2025).values["gift_ratio"].value == 25
    assert own_books(2025).values["local_share"].value is None


def test_a_government_whose_code_changed_is_one():
    book(40_000, date(2026, 6, 30), fund=GOKSEONG)
    book(60_000, date(2026, 7, 1), fund="12720")
    close(2026, 6, fund=GOKSEONG)
    close(2026, 7, fund="12720")
    books = own_books(2026)
    (body,) = books.bodies
    assert (body.code, body.amount_krw, body.months) == (GOKSEONG, 100_000, 2)


def test_what_both_sources_tell_stands_side_by_side_and_is_never_added(documents_folder):
    book(300_000, date(2025, 3, 1), fund=GOKSEONG)
    close(2025, 3, fund=GOKSEONG)
    run = runs.request_run(2025)
    tasks.make(run.pk, claimant="test")

    own = run.rows.filter(origin="own_books")
    nation = own.get(indicator="total_receipts", region="")
    assert nation.value == 300_000
    parts = {part["name"]: part["value"] for part in nation.parts}
    assert parts == {
        "published": 151_500_000_000,
        "own_less_published": 300_000 - 151_500_000_000,
        "closed_months": 1,
        "months_of_the_year": 243 * 12,
    }
    published = run.rows.get(
        origin="published", indicator="total_receipts", country="KR", region="", year=2025
    )
    assert published.value == 151_500_000_000
    of_fund = own.get(indicator="total_receipts", region=GOKSEONG)
    assert of_fund.value == 300_000
    assert (of_fund.scope, of_fund.coverage) == ("body", "1/1")
    assert [part["name"] for part in of_fund.parts][:2] == ["published", "own_less_published"]


def test_an_official_cannot_write_a_sum_and_sees_their_own_only():
    book(1_000, date(2025, 1, 5), fund=GOKSEONG)
    book(2_000, date(2025, 1, 5), fund="26110")
    MONTHS.fold()
    book(4_000, date(2025, 1, 5), fund="26110")
    with scope.within(scope.scope_of(make_official(Role.MANAGER))):
        assert set(MonthTally.objects.values_list("municipality_id", flat=True)) == {"26110"}
        assert MonthTally.objects.update(amount_krw=0) == 0
        # An entry booked within an official's scope is summed all the same.
        book(8_000, date(2025, 1, 6), fund="26110")
    close(2025, 1, fund="26110")
    assert own_books(2025).amount_krw == 14_000
    assert MONTHS.differences() == []
    with scope.within(scope.NOTHING):
        assert not MonthDelta.objects.exists()
        assert own_books(2025).amount_krw == 14_000


def test_a_rebuild_mends_the_months_too(capsys):
    book(100_000, date(2025, 1, 5))
    MONTHS.fold()
    MonthTally.objects.update(amount_krw=99_999)
    assert [row[-2:] for row in MONTHS.differences()] == [(0, 1)]
    with pytest.raises(SystemExit):
        call_command("rebuild_tallies", "--check")
    call_command("rebuild_tallies")
    assert "1 sums differed" in capsys.readouterr().out
    assert MONTHS.differences() == []


ENTRIES = st.tuples(
    st.sampled_from([Kind.DONATION, Kind.RETURN, Kind.INCOME]),
    st.integers(min_value=1, max_value=10_000_000),
    st.integers(min_value=0, max_value=364),
    st.sampled_from([GANGJIN, GOKSEONG, "26110"]),
    st.booleans(),
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ENTRIES, max_size=12))
def test_sums_equal_a_full_recount_whatever_arrives_in_whatever_order(entries):
    for kind, amount_krw, day, fund, folds in entries:
        accounts = {Kind.RETURN: (Account.GENERAL_DONATIONS, Account.CASH)}.get(
            kind, (Account.CASH, Account.GENERAL_DONATIONS)
        )
        if kind == Kind.RETURN:  # a pot never pays out more than it holds
            book(amount_krw, date(2025, 1, 1) + timedelta(day), fund=fund)
        book(
            amount_krw,
            date(2025, 1, 1) + timedelta(day),
            kind,
            fund=fund,
            debit=accounts[0],
            credit=accounts[1],
        )
        if folds:
            MONTHS.fold()
    assert MONTHS.differences() == []


def test_folding_while_entries_arrive_loses_and_doubles_nothing(own_database):
    def work(number: int) -> None:
        for _turn in range(5):
            if number % 3 == 0:
                MONTHS.fold()
            else:
                book(1_000, date(2025, 1, 5))

    assert race(work, 6) == [None] * 6
    close(2025, 1)
    assert sum(each.amount_krw for each in closed_months(2025)) == 20_000
    MONTHS.fold()
    assert MONTHS.differences() == []


def test_a_month_of_a_year_without_published_figures_is_reported_from_our_books(documents_folder):
    book(300_000, date(2026, 9, 1), fund="12720")
    close(2026, 9, fund="12720")
    run = runs.request_run(2026)
    tasks.make(run.pk, claimant="test")
    run.refresh_from_db()
    assert run.documents_made_at is not None, run.error
    total = run.rows.get(origin="own_books", indicator="total_receipts", region="")
    assert total.value == 300_000
    for country in ("KR", "JP"):
        row = run.rows.get(
            origin="published", indicator="total_receipts", country=country, region="", year=2026
        )
        assert row.value is None
        assert row.status.startswith("not_available: ")
    assert len(list(documents_folder.rglob("korea-japan-2026*"))) == 11


def test_a_number_of_our_own_books_leads_to_the_sums_it_is_added_up_from_in_two_clicks(
    client, documents_folder
):
    book(250_000, date(2025, 3, 1), fund=GOKSEONG)
    book(50_000, date(2025, 3, 2), fund=GOKSEONG)
    book(
        50_000,
        date(2025, 4, 1),
        Kind.RETURN,
        fund=GOKSEONG,
        debit=Account.GENERAL_DONATIONS,
        credit=Account.CASH,
    )
    close(2025, 3, 4, fund=GOKSEONG)
    tasks.make(runs.request_run(2025).pk, claimant="test")
    report = client.get("/reports/korea-japan-2025/?lang=en").content.decode()
    assert 'href="/reports/books/2025/?lang=en#total_receipts">250,000<' in report
    assert f'href="/reports/books/2025/{GOKSEONG}/?lang=en#total_receipts">250,000<' in report

    books = client.get("/reports/books/2025/?lang=en").content.decode()
    assert "the newest report was made of these sums" in books
    assert "credits less debits of the accounts 4100, 4200 and 4900" in books
    assert f'href="/reports/books/2025/{GOKSEONG}/?lang=en">250,000<' in books
    # December's share says why there is none
    assert "not all twelve months are closed in our own books" in books
    fund = client.get(f"/reports/books/2025/{GOKSEONG}/?lang=en").content.decode()
    rows = re.findall(
        r">([A-Z][a-z ]+)</th><td>(\d{4}) [^<]+</td><td>(\d{4}) [^<]+</td>"
        r'<td class="figure">(\d+)</td><td class="figure">([\d,]+)</td>',
        fund,
    )
    assert rows == [
        ("Donation", "1100", "4100", "2", "300,000"),
        ("Return of a donation", "4100", "1100", "1", "50,000"),
    ]

    with scope.within(scope.SYSTEM):
        book(70_000, date(2025, 5, 1), fund=GOKSEONG)
        close(2025, 5, fund=GOKSEONG)
    later = client.get("/reports/books/2025/?lang=en").content.decode()
    assert "months were closed after the newest report" in later
    assert ">320,000<" in later


def test_an_open_month_and_a_fund_without_a_closed_one_are_not_to_be_seen(client):
    book(90_000, date(2025, 3, 1))
    books = client.get("/reports/books/2025/?lang=en").content.decode()
    assert "90,000" not in books
    assert "no month of this year is closed in our own books" in books
    for path in (f"2025/{GANGJIN}/", "2025/99999/", "1999/", "2025/011002/"):
        assert client.get(f"/reports/books/{path}").status_code == 404
    with scope.within(scope.SYSTEM):
        close(2025, 3)
    successor = client.get(f"/reports/books/2025/{GANGJIN}/")
    assert (successor.status_code, "90,000" in successor.content.decode()) == (200, True)
