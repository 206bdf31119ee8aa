"""Which report falls due when, on hand-made calendars."""

from datetime import datetime, timedelta

from celery.schedules import crontab

from config.celery import app
from kernel.dates import SEOUL
from reports.schedule import DAYS, Edition, fallen_due


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def test_a_new_service_makes_only_what_fell_due_last():
    now = seoul("2026-11-25T12:00")
    periods = {edition: [due.period for due in fallen_due(edition, None, now)] for edition in DAYS}
    assert periods == {
        Edition.MONTHLY: ["2026-10"],
        Edition.QUARTERLY: ["2026-Q3"],
        Edition.PROVISIONAL: ["2025"],
        Edition.FINAL: ["2025"],
    }


def test_december_and_the_fourth_quarter_fall_due_in_the_year_after_and_report_the_year_before():
    now = seoul("2027-01-05T04:00")
    (month,) = fallen_due(Edition.MONTHLY, now - timedelta(days=20), now)
    (quarter,) = fallen_due(Edition.QUARTERLY, now - timedelta(days=20), now)
    assert (month.period, month.year, month.due_at) == ("2026-12", 2026, seoul("2027-01-03T04:00"))
    assert (quarter.period, quarter.year) == ("2026-Q4", 2026)


def test_nothing_is_due_a_minute_early():
    after = seoul("2026-12-20T00:00")
    assert fallen_due(Edition.PROVISIONAL, after, seoul("2027-01-15T04:29")) == []
    (due,) = fallen_due(Edition.PROVISIONAL, after, seoul("2027-01-15T04:30"))
    assert (due.period, due.year) == ("2026", 2026)


def test_a_service_that_stood_still_over_new_year_makes_up_for_every_month():
    missed = fallen_due(Edition.MONTHLY, seoul("2026-10-03T04:00"), seoul("2027-02-10T00:00"))
    assert [due.period for due in missed] == ["2026-10", "2026-11", "2026-12", "2027-01"]
    assert [due.year for due in missed] == [2026, 2026, 2026, 2027]


def test_the_hour_is_that_of_seoul_wherever_the_clock_is_read():
    utc = datetime.fromisoformat("2026-12-31T20:00+00:00")  # 1 January 05:00 in Seoul
    missed = fallen_due(Edition.MONTHLY, seoul("2026-12-03T04:00"), utc)
    assert missed == []
    (due,) = fallen_due(Edition.MONTHLY, seoul("2026-12-03T04:00"), utc + timedelta(days=2))
    assert due.period == "2026-12"


def test_beat_fires_at_the_hour_of_each_edition_in_seoul_time():
    assert str(app.conf.timezone) == "Asia/Seoul"
    for edition, days in DAYS.items():
        entry = app.conf.beat_schedule[f"reports: {edition}"]
        assert entry["task"] == "reports.tasks.catch_up"
        assert entry["schedule"] == crontab(
            month_of_year=",".join(map(str, days.months)),
            day_of_month=str(days.day),
            hour=str(days.at.hour),
            minute=str(days.at.minute),
        )
