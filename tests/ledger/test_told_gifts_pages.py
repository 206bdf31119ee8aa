"""Gifts and named items on the page of a fiscal year: entered until it is published (KR-PUB-01)."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from kernel.dates import seoul_date
from ledger.models import FundYearStatus
from projects.models import GivenGift, NamedItem
from projects.publication import keep_gifts
from projects.year_end import close_fund_year
from tests.ledger.conftest import an_official, open_year
from tests.ledger.test_money_pages import SENT, told
from tests.people import BUSAN_JUNG


def sent(
    *gifts: Mapping[str, object], items: Sequence[Mapping[str, object]] = ()
) -> dict[str, object]:
    """Return the form of a year's page as the browser sends it."""
    form: dict[str, object] = {}
    for prefix, rows in (("given_gifts", gifts), ("named_items", items)):
        form[f"{prefix}-TOTAL_FORMS"] = len(rows)
        form[f"{prefix}-INITIAL_FORMS"] = sum("id" in row for row in rows)
        for number, row in enumerate(rows):
            form |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return form


def test_gifts_are_entered_on_the_page_of_the_year_and_looked_at_once_published(
    login, give, clerk, manager
):
    today = seoul_date(timezone.now())
    year = open_year(manager, today.year - 1, last_year_krw=0)
    give(1_000_000, f"{year.year}-11-11")
    close_fund_year(year.pk, at=timezone.now(), actor=manager)
    change = reverse("admin:ledger_fundyear_change", args=[year.pk])
    publish = reverse("admin:ledger_fundyear_publish", args=[year.pk])
    apples = {"kind_ko": "사과", "kind_en": "Apples", "number": "12", "cost_krw": ""}

    page = login(clerk).get(change).content.decode()
    assert "Not entered: the publication would say so." in page
    dialog = login(manager).get(publish, headers={"HX-Request": "true"}).content.decode()
    assert "No gifts are entered. Publish without them" in dialog
    login(manager).post(publish, SENT)
    year.refresh_from_db()
    assert year.status == FundYearStatus.CLOSED

    none = login(clerk).post(change, sent({**apples, "number": "0"}))
    assert none.status_code == 200
    costly = login(clerk).post(change, sent({**apples, "cost_krw": "1"}))
    assert costly.status_code == 200
    page = costly.content.decode()
    assert f"come to 1 won; the books of {year.year} show 0 won." in page
    assert 'value="Apples"' in page
    assert not GivenGift.objects.exists()
    stranger = an_official(Role.MANAGER, region=BUSAN_JUNG)
    assert login(stranger).post(change, sent(apples)).status_code == 404
    auditor = an_official(Role.AUDITOR)
    assert login(auditor).get(change).status_code == 200
    assert login(auditor).post(change, sent(apples)).status_code == 403
    assert not GivenGift.objects.exists()

    named = {
        "named_by": "minister",
        "named_on": today.isoformat(),
        "title_ko": "기금 운용 현황",
        "text_ko": "공개합니다.",
    }
    head = {"named_by": "head", "named_on": "2026-03-25"}
    early = login(clerk).post(change, sent(apples, items=({**named, **head},)))
    assert early.status_code == 200
    assert "names what is published from March 26, 2026 on." in early.content.decode()
    assert not GivenGift.objects.exists()
    assert not NamedItem.objects.exists()

    login(clerk).post(change, sent(apples, items=(named,)))
    assert GivenGift.objects.get().number == 12
    assert NamedItem.objects.get().named_on == today
    page = login(manager).get(change).content.decode()
    assert "Kinds: 1 · given: 12 · no cost entered · booked: 0 won" in page
    assert (
        "Publish without them"
        not in login(manager).get(publish, headers={"HX-Request": "true"}).content.decode()
    )
    assert told(login(manager), publish) == ["The year is published."]

    page = login(clerk).get(change).content.decode()
    assert "사과" in page
    assert 'name="given_gifts-0-number"' not in page
    row = GivenGift.objects.get()
    late = login(manager).post(change, sent({**apples, "id": row.pk, "number": "13"}))
    assert late.status_code == 403
    assert GivenGift.objects.get().number == 12


def test_a_gift_that_costs_too_much_is_taken_out_on_the_page(login, give, clerk, manager):
    """Entered while the books still moved, it is more than they show once they are closed."""
    today = seoul_date(timezone.now())
    year = open_year(manager, today.year - 1, last_year_krw=0)
    give(1_000_000, f"{year.year}-11-11")
    gift = GivenGift(fund_year=year, kind_ko="배", number=1, cost_krw=5)
    keep_gifts(year.pk, kept=[gift], actor=clerk)
    close_fund_year(year.pk, at=timezone.now(), actor=manager)
    change = reverse("admin:ledger_fundyear_change", args=[year.pk])
    row = {"id": gift.pk, "kind_ko": "배", "number": "2", "cost_krw": "5"}

    kept = login(clerk).post(change, sent(row))
    assert kept.status_code == 200
    assert GivenGift.objects.get().number == 1
    out = login(clerk).post(change, sent({**row, "DELETE": "on"}))
    assert out.status_code == 302
    assert not GivenGift.objects.exists()
