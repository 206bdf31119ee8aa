"""People come and go, and what they may do changes: never by one official alone (promise 11)."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.invitations import accept_invitation, invite, withdraw
from access.models import Authenticator, Invitation, RoleChange
from access.role_changes import (
    decide_role_change,
    request_role_change,
    reset_access,
    switch_off,
    withdraw_role_change,
)
from access.staff_errors import (
    LinkVoid,
    NothingToChange,
    NotOneself,
    RanOut,
    SecondOfficialNeeded,
    StepNotAllowed,
)
from accounts import scope
from accounts.enrolment import EmailTaken
from accounts.models import Role, User
from audit.models import AuditEvent
from kernel.errors import NotFound
from tests.admin.conftest import (
    PASSWORD,
    clerk,
    client,
    login,
    make_official,
    manager,
    other_manager,
)
from tests.people import BUSAN_JUNG, SANCHEONG
from tests.races import race

__all__ = ["clerk", "client", "login", "manager", "other_manager"]


@pytest.fixture
def auditor(db: None) -> User:
    return make_official(Role.AUDITOR)


def within(official: User):
    return scope.within(scope.scope_of(official))


def test_who_was_invited_sets_a_password_and_becomes_a_clerk(login, client, manager):
    page = login(manager).post(
        reverse("admin:accounts_user_invite"), {"email": "Neu@Busan.example", "name": "김새별"}
    )
    found = re.search(r'value="(http[^"]+/admin/invitation/[^"]+)"', page.content.decode())
    assert found
    link = found[1]
    token = link.rstrip("/").rpartition("/")[2]

    first = client.get(link)
    assert (first.status_code, first["Location"]) == (302, "/admin/invitation/")
    assert "neu@busan.example" in client.get("/admin/invitation/").content.decode()
    answer = client.post("/admin/invitation/", {"password": PASSWORD, "again": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/")
    official = User.objects.get(email="neu@busan.example")
    assert (official.role, official.municipality_id, official.name) == (
        "clerk",
        BUSAN_JUNG,
        "김새별",
    )
    assert official.check_password(PASSWORD)
    assert not Authenticator.objects.filter(user=official).exists()
    assert Invitation.objects.get().official == official
    kinds = AuditEvent.objects.filter(municipality=BUSAN_JUNG).values_list("kind", flat=True)
    assert {"official.invited", "official.created"} <= set(kinds)
    with pytest.raises(LinkVoid):
        accept_invitation(token, PASSWORD)


def test_a_link_is_kept_as_a_checksum(manager):
    with within(manager):
        made = invite("neu@busan.example", "", actor=manager)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(i)::text FROM access_invitation i")
        assert made.token not in cursor.fetchone()[0]


def test_a_link_that_ran_out_was_withdrawn_or_never_was_lets_nobody_in(client, manager):
    with within(manager):
        old = invite("a@busan.example", "", actor=manager)
        gone = invite("b@busan.example", "", actor=manager)
        withdraw(gone.invitation.pk, actor=manager)
    late = timezone.now() + timedelta(days=3, seconds=1)

    for token, now in ((old.token, late), (gone.token, None), ("made-up", None)):
        with pytest.raises(LinkVoid):
            accept_invitation(token, PASSWORD, now=now)
    client.get(f"/admin/invitation/{gone.token}/")
    assert client.get("/admin/invitation/").status_code == 404
    assert User.objects.count() == 1


def test_a_weak_password_uses_up_no_link(manager):
    with within(manager):
        made = invite("neu@busan.example", "", actor=manager)

    with pytest.raises(ValidationError):
        accept_invitation(made.token, "short")
    assert accept_invitation(made.token, PASSWORD).role == "clerk"


def test_a_link_that_two_use_at_once_lets_one_in(own_database):
    manager = make_official(Role.MANAGER)
    made = invite("neu@busan.example", "", actor=manager)

    outcomes = race(lambda _number: accept_invitation(made.token, PASSWORD), runners=3)

    assert sum(isinstance(each, User) for each in outcomes) == 1
    assert sum(isinstance(each, LinkVoid) for each in outcomes) == 2


def test_only_managers_invite_and_nobody_who_is_there_already(clerk, manager, auditor):
    for official in (clerk, auditor):
        with within(official), pytest.raises(StepNotAllowed):
            invite("neu@busan.example", "", actor=official)
    with within(manager), pytest.raises(EmailTaken):
        invite(clerk.email, "", actor=manager)
    assert not Invitation.objects.exists()


def test_an_invitation_of_another_government_is_not_found(manager, other_manager):
    with within(manager):
        made = invite("neu@busan.example", "", actor=manager)
    with within(other_manager), pytest.raises(NotFound):
        withdraw(made.invitation.pk, actor=other_manager)


def test_who_is_switched_off_is_out_at_once_and_stays_in_the_books(login, manager, clerk):
    at_work = login(clerk)
    assert at_work.get("/admin/").status_code == 200

    answer = login(manager).post(
        reverse("admin:accounts_user_switch_off", args=[clerk.pk]), {"_form_submitted": "1"}
    )

    assert answer.status_code in {200, 302}
    assert at_work.get("/admin/").status_code == 302
    clerk.refresh_from_db()
    assert (clerk.is_active, clerk.role) == (False, "clerk")
    event = AuditEvent.objects.get(kind="official.switched_off")
    assert (event.official, event.subject) == (manager, f"official:{clerk.pk}")
    assert event.facts["changes"] == {"is_active": [True, False]}


def test_nobody_switches_off_themselves_a_stranger_or_twice(manager, clerk, other_manager):
    with within(manager):
        with pytest.raises(NotOneself):
            switch_off(manager.pk, actor=manager)
        with pytest.raises(NotFound):
            switch_off(other_manager.pk, actor=manager)
        switch_off(clerk.pk, actor=manager)
        with pytest.raises(NothingToChange):
            switch_off(clerk.pk, actor=manager)
    with within(clerk), pytest.raises(NotFound):
        switch_off(manager.pk, actor=clerk)


def test_a_role_is_changed_by_two_officials(manager, clerk, auditor):
    with within(manager):
        change = request_role_change(clerk.pk, Role.MANAGER, actor=manager)
    clerk.refresh_from_db()
    assert clerk.role == "clerk"

    with within(auditor):
        decide_role_change(change.pk, grant=True, actor=auditor)

    clerk.refresh_from_db()
    assert clerk.role == "manager"
    event = AuditEvent.objects.get(kind="role_change.approved")
    assert (event.official, event.facts) == (
        auditor,
        {
            "changes": {"role": ["clerk", "manager"], "status": ["requested", "approved"]},
            "before": "clerk",
            "after": "manager",
            "change": change.pk,
        },
    )


def test_neither_the_one_who_asked_nor_the_one_it_is_about_decides(manager, clerk, auditor):
    second = User.objects.create(
        email="second@busan.example", role=Role.MANAGER, municipality_id=BUSAN_JUNG
    )
    with within(manager):
        own = request_role_change(second.pk, Role.CLERK, actor=manager)
    with within(manager), pytest.raises(SecondOfficialNeeded):
        decide_role_change(own.pk, grant=True, actor=manager)
    with within(second), pytest.raises(NotOneself):
        decide_role_change(own.pk, grant=True, actor=second)
    with within(clerk), pytest.raises(StepNotAllowed):
        decide_role_change(own.pk, grant=True, actor=clerk)
    second.refresh_from_db()
    assert second.role == "manager"
    assert RoleChange.objects.get().status == "requested"


def test_the_database_wants_two_officials_too(manager, clerk):
    with within(manager):
        change = request_role_change(clerk.pk, Role.MANAGER, actor=manager)
    for decider in (manager, clerk):
        with pytest.raises(DatabaseError, match="role_is"), transaction.atomic():
            RoleChange.objects.filter(pk=change.pk).update(
                status="approved", decided_by=decider, decided_at=timezone.now()
            )


def test_a_request_that_nobody_decided_in_a_week_gives_no_role(manager, clerk, auditor):
    with within(manager):
        change = request_role_change(clerk.pk, Role.MANAGER, actor=manager)
    late = timezone.now() + timedelta(days=7, seconds=1)

    with within(auditor), pytest.raises(RanOut):
        decide_role_change(change.pk, grant=True, actor=auditor, now=late)

    clerk.refresh_from_db()
    assert clerk.role == "clerk"


def test_of_two_who_decide_at_once_one_is_too_late(own_database):
    manager, clerk = make_official(Role.MANAGER), make_official(Role.CLERK)
    deciders = [
        User.objects.create(
            email=f"a{n}@example.org", role=Role.AUDITOR, municipality_id=BUSAN_JUNG
        )
        for n in range(2)
    ]
    change = request_role_change(clerk.pk, Role.AUDITOR, actor=manager)

    outcomes = race(
        lambda n: decide_role_change(change.pk, grant=n == 0, actor=deciders[n]), runners=2
    )

    assert sum(isinstance(each, NothingToChange) for each in outcomes) == 1


def test_who_asked_for_another_role_withdraws_it_until_it_is_decided(manager, clerk, auditor):
    second = User.objects.create(
        email="second@example.org", role=Role.MANAGER, municipality_id=BUSAN_JUNG
    )
    with within(manager):
        change = request_role_change(clerk.pk, Role.MANAGER, actor=manager)
    with within(second), pytest.raises(NotFound):
        withdraw_role_change(change.pk, actor=second)
    with within(manager):
        withdraw_role_change(change.pk, actor=manager)

    change.refresh_from_db()
    clerk.refresh_from_db()
    assert (change.status, change.decided_by, clerk.role) == ("withdrawn", None, Role.CLERK)
    event = AuditEvent.objects.get(kind="role_change.withdrawn")
    assert event.official == manager
    assert event.facts["changes"] == {"status": ["requested", "withdrawn"]}
    for refused in (
        lambda: withdraw_role_change(change.pk, actor=manager),
        lambda: decide_role_change(change.pk, grant=True, actor=auditor),
    ):
        with scope.within(scope.SYSTEM), pytest.raises(NothingToChange):
            refused()
    with scope.within(scope.SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        RoleChange.objects.filter(pk=change.pk).update(decided_by=auditor)


@pytest.mark.usefixtures("own_database")
def test_withdrawing_and_granting_at_once_one_of_them_comes_first(manager, clerk, auditor):
    change = request_role_change(clerk.pk, Role.MANAGER, actor=manager)
    takes = (
        lambda: withdraw_role_change(change.pk, actor=manager),
        lambda: decide_role_change(change.pk, grant=True, actor=auditor),
    )

    outcomes = race(lambda n: takes[n](), runners=2)

    change.refresh_from_db()
    clerk.refresh_from_db()
    assert sum(isinstance(each, NothingToChange) for each in outcomes) == 1
    assert (change.status, clerk.role) in {("withdrawn", "clerk"), ("approved", "manager")}


def test_the_page_offers_to_withdraw_to_nobody_but_whoever_asked(login, manager, clerk, auditor):
    change = request_role_change(clerk.pk, Role.MANAGER, actor=manager)
    page = reverse("admin:access_rolechange_change", args=[change.pk])
    take = reverse("admin:access_rolechange_withdraw", args=[change.pk])
    sent = {"_form_submitted": "True"}

    assert f"/{change.pk}/withdraw" not in login(auditor).get(page).content.decode()
    client = login(manager)
    assert f"/{change.pk}/withdraw" in client.get(page).content.decode()
    answer = client.post(take, sent, follow=True)
    assert [str(each) for each in answer.context["messages"]] == ["The request is withdrawn."]
    assert f"/{change.pk}/withdraw" not in answer.content.decode()


def test_who_was_switched_off_comes_back_by_two_officials(manager, clerk, auditor):
    with within(manager):
        switch_off(clerk.pk, actor=manager)
        change = request_role_change(clerk.pk, Role.CLERK, actor=manager)
    with within(auditor):
        decide_role_change(change.pk, grant=True, actor=auditor)

    clerk.refresh_from_db()
    assert clerk.is_active


def test_a_role_of_the_nation_is_not_given_by_a_county(manager, clerk):
    with within(manager), pytest.raises(StepNotAllowed):
        request_role_change(clerk.pk, Role.NATIONAL, actor=manager)


def test_an_official_of_a_merged_government_is_moved_by_the_successor_s(db):
    """Jeollanam-do (46000) became part of Jeonnam-Gwangju (12000) on 2026-07-01."""
    old = make_official(Role.CLERK, "46000")
    manager, auditor = make_official(Role.MANAGER, "12000"), make_official(Role.AUDITOR, "12000")
    with within(manager):
        change = request_role_change(old.pk, Role.CLERK, actor=manager)
    with within(auditor):
        decide_role_change(change.pk, grant=True, actor=auditor)

    old.refresh_from_db()
    assert (old.municipality_id, old.role) == ("12000", "clerk")
    stranger = make_official(Role.MANAGER, SANCHEONG)
    with within(stranger), pytest.raises(NotFound):
        request_role_change(old.pk, Role.AUDITOR, actor=stranger)


def test_a_manager_ends_a_lock_and_lets_a_new_authenticator_be_set_up(login, manager, clerk):
    login(clerk)
    assert Authenticator.objects.filter(user=clerk).exists()

    with within(manager):
        reset_access(clerk.pk, actor=manager)

    assert not Authenticator.objects.filter(user=clerk).exists()
    with within(manager), pytest.raises(NothingToChange):
        reset_access(clerk.pk, actor=manager)
