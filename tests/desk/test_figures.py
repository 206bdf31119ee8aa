"""The home page's figures, its chart, what waits, and what falls due."""

from datetime import date, datetime

import pytest
from django.utils import translation

from desk.charts import months_chart
from desk.due_dates import upcoming
from desk.figures import a_year_before, figures_of
from desk.tallies import Sum
from desk.waiting import waiting_for
from desk.won import short_won
from donations.return_models import Ground
from donations.returns import ReturnAsk, request_return
from tests.people import BUSAN_JUNG, KIM, SANCHEONG

TODAY = date(2026, 10, 5)


def test_the_figures_add_up_one_s_own_year(give):
    def on(day: str, amount_krw: int, **changes) -> None:
        give(
            paid_at=datetime.fromisoformat(f"{day}T12:00:00+09:00"),
            amount_krw=amount_krw,
            **changes,
        )

    on("2026-10-05", 100_000)
    on("2026-10-05", 50_000, donor=KIM)
    on("2026-10-01", 30_000)
    on("2026-01-01", 20_000)
    on("2025-10-05", 10_000)
    on("2025-10-06", 7_000)
    on("2025-12-31", 3_000)
    on("2024-12-31", 3_000)
    on("2026-10-05", 900_000, recipient_code=SANCHEONG)

    told = figures_of([BUSAN_JUNG], TODAY)

    assert told.today == Sum(2, 150_000)
    assert told.month == Sum(3, 180_000)
    assert told.year == Sum(4, 200_000)
    assert told.last_year_to_day == Sum(1, 10_000)
    assert told.last_year == Sum(3, 20_000)
    assert told.run_rate_krw == 400_000
    assert told.change_percent == 1_900
    assert told.months == [Sum(1, 20_000), *[Sum()] * 8, Sum(3, 180_000)]
    assert told.last_months[11] == Sum(1, 3_000)
    assert told.portals == [("위기브", Sum(4, 200_000))]


def test_without_a_last_year_there_is_no_estimate(give):
    give()

    told = figures_of([BUSAN_JUNG], TODAY)

    assert (told.run_rate_krw, told.change_percent) == (None, None)


@pytest.mark.parametrize(
    ("day", "before"),
    [("2026-10-05", "2025-10-05"), ("2028-02-29", "2027-02-28"), ("2025-02-28", "2024-02-28")],
)
def test_the_same_day_a_year_before(day, before):
    assert a_year_before(date.fromisoformat(day)) == date.fromisoformat(before)


@pytest.mark.parametrize(
    ("amount_krw", "korean", "english"),
    [
        (0, "0원", "0 won"),
        (9_999, "9,999원", "9,999 won"),
        (10_000, "1만원", "10,000 won"),
        (12_345_678, "1,234만원", "12.34 million won"),
        (100_000_000, "1억원", "100.00 million won"),
        (1_234_567_890, "12억 3,456만원", "1.23 billion won"),
        (-150_000, "-15만원", "-150,000 won"),
    ],
)
def test_a_summary_counts_in_man_and_eok(amount_krw, korean, english):
    with translation.override("ko"):
        assert short_won(amount_krw) == korean
    with translation.override("en"):
        assert short_won(amount_krw) == english


def test_a_chart_can_be_read_without_colours():
    chart = months_chart([Sum(1, 50_000)], [Sum(1, 100_000)] * 12, 2026)

    assert chart.count('fill="url(#before)"') == 12
    assert chart.count('fill="#17624a"') == 1
    assert 'role="img" aria-label="' in chart


def test_a_chart_of_nothing_is_a_chart():
    assert "<svg" in months_chart([Sum()], [Sum()] * 12, 2026)


def test_the_calendar_names_what_falls_due_in_sixty_days():
    assert [(due.on.isoformat(), due.basis) for due in upcoming(date(2026, 12, 20))] == [
        ("2027-01-10", "KR-RCP-05"),
        ("2027-02-10", "KR-FND-09"),
    ]
    assert [due.on.isoformat() for due in upcoming(date(2028, 2, 29))] == [
        "2028-02-29",
        "2028-03-20",
    ]
    assert upcoming(date(2026, 7, 1)) == []


def test_a_request_waits_for_another_official_and_not_for_who_made_it(
    own_database, give, clerk, manager
):
    donation = give()
    request_return(donation.pk, ReturnAsk(ground=Ground.COERCION), actor=manager)

    assert waiting_for(clerk) == []
    assert waiting_for(manager) == []

    other = give(donor=KIM)
    request_return(other.pk, ReturnAsk(ground=Ground.COERCION), actor=clerk)
    (task,) = waiting_for(manager)
    assert (task.number, task.address) == (
        1,
        "/admin/donations/donationreturn/?status__exact=requested",
    )
