"""Who a donor is: masked, until somebody says what for; and then it is on record (promise 10)."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts import scope
from accounts.models import Role
from audit.access_models import PersonalAccess
from audit.models import AuditEvent
from tests.admin.conftest import make_official
from tests.people import BUSAN_JUNG, SANCHEONG

CHROME = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0"
ASK = {"purpose": "inquiry", "wanted": ["name", "phone"], "reason": "민원 2026-15"}


def address(donation) -> str:
    return reverse("admin:donations_donation_show", args=[donation.pk])


@pytest.fixture
def donation(give):
    return give(recipient_code=BUSAN_JUNG)


def test_a_look_shows_what_was_asked_for_and_nothing_else(login, clerk, donation):
    client = login(clerk)
    before = client.get(address(donation)).content.decode()
    answer = client.post(
        address(donation), ASK, REMOTE_ADDR="10.1.2.3", headers={"User-Agent": CHROME}
    )

    page = answer.content.decode()
    assert "홍길동" not in before
    assert "홍길동" in page
    assert "010-1234-5678" in page
    assert "900101" not in page
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    row = PersonalAccess.objects.get()
    assert (row.kind, row.purpose, row.reason, row.data) == (
        "show",
        "inquiry",
        "민원 2026-15",
        ["name", "phone"],
    )
    assert (row.official, row.subject, row.person) == (
        clerk,
        f"donation:{donation.pk}",
        donation.donor_id,
    )
    assert (row.municipality_id, row.address, row.agent) == (BUSAN_JUNG, "10.1.2.3", "desktop")


def test_the_reason_is_encrypted_at_rest(login, clerk, donation):
    login(clerk).post(address(donation), ASK)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM audit_personalaccess a")
        (kept,) = cursor.fetchone()
    for word in ("민원", "홍길동", "010-1234"):
        assert word not in kept


@pytest.mark.parametrize("missing", ["purpose", "wanted", "reason"])
def test_without_purpose_data_or_reason_nothing_is_shown_or_recorded(
    login, clerk, donation, missing
):
    asked = {name: value for name, value in ASK.items() if name != missing}
    page = login(clerk).post(address(donation), asked).content.decode()

    assert "홍길동" not in page
    assert not PersonalAccess.objects.exists()


def test_a_resident_number_is_shown_for_a_purpose_of_the_decree_only(login, clerk, donation):
    client = login(clerk)

    for purpose in ("inquiry", "return"):
        asked = {**ASK, "purpose": purpose, "wanted": ["resident_number"]}
        page = client.post(address(donation), asked).content.decode()
        assert "1234567" not in page
        assert "The Decree does not list this purpose" in page
        assert not PersonalAccess.objects.exists()
    for number, purpose in enumerate(("intake", "receipt", "form", "register", "system"), 1):
        asked = {**ASK, "purpose": purpose, "wanted": ["resident_number"]}
        assert "900101-1234567" in client.post(address(donation), asked).content.decode()
        assert PersonalAccess.objects.count() == number


def test_the_database_holds_the_line_of_the_decree_too(clerk, donation):
    with pytest.raises(DatabaseError, match="resident_number_is_for"), transaction.atomic():
        PersonalAccess.objects.create(
            kind="show", purpose="inquiry", data=["resident_number"], subject="x"
        )


def test_an_auditor_sees_no_donor_and_a_stranger_no_donation(login, donation):
    auditor = make_official(Role.AUDITOR)
    stranger = make_official(Role.CLERK, SANCHEONG)

    assert login(auditor).post(address(donation), ASK).status_code == 403
    assert login(stranger).post(address(donation), ASK).status_code == 404
    assert not PersonalAccess.objects.exists()


def test_looks_are_read_by_the_manager_of_the_government_whose_donors_they_are(
    login, clerk, manager, other_manager, donation
):
    login(clerk).post(address(donation), ASK)
    listing = reverse("admin:audit_personalaccess_changelist")
    row = PersonalAccess.objects.get()

    assert len(login(manager).get(listing).context["cl"].result_list) == 1
    assert len(login(other_manager).get(listing).context["cl"].result_list) == 0
    with scope.within(f"official:{SANCHEONG}"):
        assert not PersonalAccess.objects.exists()
    own = reverse("admin:audit_personalaccess_change", args=[row.pk])
    assert "민원 2026-15" in login(manager).get(own).content.decode()
    assert login(other_manager).get(own).status_code == 404


@pytest.mark.parametrize("change", ["UPDATE {} SET subject = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_record_of_access_is_append_only(login, clerk, donation, change):
    login(clerk).post(address(donation), ASK)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format("audit_personalaccess"))
    assert PersonalAccess.objects.get().subject == f"donation:{donation.pk}"


def test_an_event_says_from_where_it_came(login, clerk):
    login(clerk)

    event = AuditEvent.objects.filter(kind="official.logged_in").latest("id")
    assert (event.address, event.agent) == ("127.0.0.1", "")
