"""The telephone rings: find a donation by what the caller knows, page by page, at any size."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import scope
from accounts.admin_base import OfficialsAdmin
from accounts.saved_filters import MOST, NoFilter, TooManyFilters, keep_filter
from audit.access_models import PersonalAccess
from donations.lookup import fill_some
from donations.models import Donor
from tests.people import BUSAN_JUNG, HONG, KIM, PAID_AT, SANCHEONG

LIST = "admin:donations_donation_changelist"
FIND = "admin:donations_donation_find"


def rows(client, address: str, query: dict[str, str] | None = None) -> list[str]:
    found = client.get(address, query or {}).context["cl"].result_list
    return [each.portal_reference for each in found]


def find(client, name: str, born_on: str):
    return client.post(reverse(FIND), {"name": name, "born_on": born_on})


@pytest.mark.parametrize("name", ["홍길동", "홍*동", " 홍*동 "])
@pytest.mark.parametrize(
    "born_on", ["1990-01-01", "19900101", "1990.01.01", "1990. 1. 1.", "900101", "1990년 1월 1일"]
)
def test_a_person_is_found_by_whole_or_masked_name_and_birth_date(
    login, clerk, give, name, born_on
):
    give(donor=KIM)
    own = give(donor=HONG)
    client = login(clerk)
    answer = find(client, name, born_on)

    assert answer.status_code == 302
    assert rows(client, answer["Location"]) == [own.portal_reference]
    for word in ("홍", "%ED%99%8D", "1990"):
        assert word not in answer["Location"]


def test_a_stranger_s_donations_are_not_found_by_the_same_name(login, clerk, give):
    give(donor=HONG, recipient_code=SANCHEONG)
    client = login(clerk)

    assert rows(client, find(client, "홍길동", "1990-01-01")["Location"]) == []
    with scope.within(f"official:{BUSAN_JUNG}"):
        assert not Donor.objects.exists()


def test_that_somebody_was_searched_for_is_on_record_without_the_name(login, clerk, give):
    give()
    find(login(clerk), "홍길동", "1990-01-01")

    row = PersonalAccess.objects.get()
    assert (row.kind, row.official, row.people, row.data) == (
        "search",
        clerk,
        0,
        ["name", "birth_date"],
    )
    assert "홍" not in row.subject


def test_amount_and_day_find_in_either_order(login, clerk, give):
    give(amount_krw=70_000)
    own = give(amount_krw=100_000)
    give(amount_krw=100_000, paid_at=PAID_AT - timedelta(days=1))
    client = login(clerk)

    for typed in (
        *("100000 2026-10-05", "2026-10-05 100,000", "100,000원 2026-10-05"),
        *("10만 2026. 10. 5.", "2026. 10. 5. 100,000원", "20261005 10만"),
    ):
        assert rows(client, reverse(LIST), {"q": typed}) == [own.portal_reference]
    for nothing in ("100000 2026-02-31", "5 2026-10-05", "'; --", "%"):
        assert rows(client, reverse(LIST), {"q": nothing}) == []


def test_the_hash_of_a_person_says_nothing_without_the_key(give):
    give()
    with connection.cursor() as cursor:
        cursor.execute("SELECT lookup_hash FROM donations_donor")
        (kept,) = cursor.fetchone()
    assert len(kept) == 64
    assert int(kept, 16)


def test_donors_from_before_become_findable(login, clerk, give):
    own = give()
    Donor.objects.update(lookup_hash="")
    client = login(clerk)
    assert rows(client, find(client, "홍길동", "1990-01-01")["Location"]) == []

    assert (fill_some(), fill_some()) == (1, 0)

    assert rows(client, find(client, "홍길동", "1990-01-01")["Location"]) == [own.portal_reference]


@pytest.fixture
def pages_of_two(monkeypatch):
    monkeypatch.setattr(OfficialsAdmin, "list_per_page", 2)


def test_pages_follow_each_other_without_gap_or_double(login, clerk, give, pages_of_two):
    given = [
        give(paid_at=PAID_AT - timedelta(days=number // 2)).portal_reference for number in range(5)
    ]
    client = login(clerk)
    address, seen, turns = reverse(LIST), [], []
    while address:
        cl = client.get(address).context["cl"]
        seen += [each.portal_reference for each in cl.result_list]
        turns.append(cl.newer)
        address = cl.older and reverse(LIST) + cl.older
    assert sorted(seen) == sorted(given)
    assert len(seen) == len(given)
    assert turns[0] is None

    back = client.get(reverse(LIST) + turns[-1]).context["cl"]
    assert [each.portal_reference for each in back.result_list] == seen[2:4]
    assert back.newer
    assert back.older


def test_a_row_that_arrives_meanwhile_moves_no_page(login, clerk, give, pages_of_two):
    for _number in range(4):
        give()
    client = login(clerk)
    first = client.get(reverse(LIST)).context["cl"]
    seen = [each.pk for each in first.result_list]
    give()

    second = client.get(reverse(LIST) + first.older).context["cl"].result_list

    assert not {each.pk for each in second} & set(seen)
    assert len(second) == 2


def test_no_page_is_counted_or_skipped_to(login, clerk, give, pages_of_two):
    for _number in range(5):
        give()
    client = login(clerk)
    older = client.get(reverse(LIST)).context["cl"].older
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(LIST) + older)

    told = [query["sql"].upper() for query in asked.captured_queries]
    assert not [sql for sql in told if "OFFSET" in sql or "COUNT(*)" in sql]
    assert len(told) <= 12


@pytest.mark.parametrize("mark", ["x", "", "W10", "WyJ4IiwgInkiXQ", "WzEsMl0", "%00", "..%2F"])
def test_a_mark_that_is_none_of_ours_leads_to_the_first_page(login, clerk, give, mark):
    own = give()
    for name in ("after", "before"):
        assert rows(login(clerk), reverse(LIST), {name: mark}) == [own.portal_reference]


def test_a_filter_is_kept_under_a_name_and_offered_again_to_its_owner_alone(
    login, clerk, manager, give
):
    give()
    client = login(clerk)
    told = {
        "page": "donations_donation_changelist",
        "name": "현금",
        "query": "status__exact=accepted",
    }
    answer = client.post(reverse("admin:saved_filters"), told)

    assert answer["Location"] == reverse(LIST) + "?status__exact=accepted"
    assert "?status__exact=accepted" in client.get(reverse(LIST)).content.decode()
    assert "현금" not in login(manager).get(reverse(LIST)).content.decode()
    client.post(reverse("admin:saved_filters"), {"page": told["page"], "drop": "현금"})
    clerk.refresh_from_db()
    assert clerk.saved_filters == []


def test_what_was_searched_for_is_not_kept(clerk):
    keep_filter("a_list", "x", "q=hong&person=abc&status=accepted&after=x", actor=clerk)
    clerk.refresh_from_db()
    assert clerk.saved_filters == [{"page": "a_list", "name": "x", "query": "status=accepted"}]
    with pytest.raises(NoFilter):
        keep_filter("a_list", "y", "q=hong", actor=clerk)


def test_there_is_room_for_twenty(clerk):
    for number in range(MOST):
        keep_filter("a_list", f"n{number}", "a=1", actor=clerk)
    with pytest.raises(TooManyFilters):
        keep_filter("a_list", "one more", "a=1", actor=clerk)
    keep_filter("a_list", "n0", "a=2", actor=clerk)


def test_a_filter_of_no_list_is_not_found(login, clerk):
    for page in ("nowhere", "//evil.example", "index/../x"):
        told = {"page": page, "name": "x", "query": "a=1"}
        assert login(clerk).post(reverse("admin:saved_filters"), told).status_code == 404


def test_a_birth_date_that_nobody_has_is_asked_for_again(login, clerk):
    client = login(clerk)

    for born_on in ("85033", "1985-02-31", "18991231", "2999-01-01", "8503151"):
        answer = find(client, "홍길동", born_on)
        assert answer.status_code == 200
        assert "Write the date of birth" in answer.content.decode()
    assert not PersonalAccess.objects.exists()


def test_no_list_offers_to_count_its_rows_by_filter(login, clerk, give):
    give()
    page = login(clerk).get(reverse(LIST), {"_facets": "True"})

    assert "?_facets=" not in login(clerk).get(reverse(LIST)).content.decode()
    assert not page.context["cl"].add_facets
