"""Too many failed tries close the log-in for a while, and no burst gets around it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from access import lock_out
from access.lock_out import LockedOut
from access.models import FailedTry, Step
from accounts import scope
from accounts.models import Role
from audit.models import AuditEvent
from tests.admin.conftest import PASSWORD, make_official
from tests.races import race

HERE, THERE = "10.1.2.3", "10.9.9.9"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def now():
    return timezone.now()


def fail(times: int, email: str, address: str = HERE, step: Step = Step.PASSWORD, *, now) -> None:
    for _number in range(times):
        lock_out.begin(email, address, step, now=now)


def test_five_wrong_passwords_close_the_account_for_that_address(official, now):
    fail(5, official.email, now=now)

    with pytest.raises(LockedOut) as refusal:
        lock_out.begin(official.email.upper(), HERE, Step.PASSWORD, now=now + MINUTE)
    assert refusal.value.facts == {"minutes": 14}
    assert FailedTry.objects.count() == 5
    lock_out.begin(official.email, THERE, Step.PASSWORD, now=now)
    lock_out.begin("kim@busan.example", HERE, Step.PASSWORD, now=now)


def test_the_lock_ends_by_itself(official, now):
    fail(5, official.email, now=now)
    with pytest.raises(LockedOut):
        lock_out.begin(official.email, HERE, Step.PASSWORD, now=now + 14 * MINUTE)

    lock_out.begin(official.email, HERE, Step.PASSWORD, now=now + 15 * MINUTE)


def test_tries_during_a_lock_do_not_prolong_it(official, now):
    fail(5, official.email, now=now)
    for minute in range(1, 15):
        with pytest.raises(LockedOut):
            lock_out.begin(official.email, HERE, Step.PASSWORD, now=now + minute * MINUTE)

    lock_out.begin(official.email, HERE, Step.PASSWORD, now=now + 15 * MINUTE)


def test_success_forgets_what_failed_from_there_and_not_elsewhere(official, now):
    fail(4, official.email, HERE, now=now)
    fail(4, official.email, THERE, now=now)

    lock_out.succeed(lock_out.begin(official.email, HERE, Step.PASSWORD, now=now))

    assert set(FailedTry.objects.values_list("address", flat=True)) == {THERE}


def test_many_addresses_do_not_get_around_it(official, now):
    for number in range(30):
        lock_out.begin(official.email, f"10.0.0.{number}", Step.PASSWORD, now=now)

    with pytest.raises(LockedOut):
        lock_out.begin(official.email, "10.0.1.1", Step.PASSWORD, now=now)


def test_one_address_cannot_try_many_accounts(db, now):
    for number in range(60):
        lock_out.begin(f"{number}@busan.example", HERE, Step.PASSWORD, now=now)

    with pytest.raises(LockedOut):
        lock_out.begin("one.more@busan.example", HERE, Step.PASSWORD, now=now)
    lock_out.begin("one.more@busan.example", THERE, Step.PASSWORD, now=now)


def test_codes_are_counted_over_all_addresses_and_over_the_day(official, now):
    for hour in range(4):
        at = now + hour * timedelta(hours=1)
        for number in range(5):
            lock_out.begin(official.email, f"10.0.0.{number}", Step.CODE, now=at)
        with pytest.raises(LockedOut):
            lock_out.begin(official.email, "10.0.1.1", Step.CODE, now=at)

    with pytest.raises(LockedOut):
        lock_out.begin(official.email, THERE, Step.CODE, now=now + timedelta(hours=23))
    lock_out.begin(official.email, THERE, Step.CODE, now=now + timedelta(hours=25))


def test_what_was_typed_as_e_mail_is_not_kept(db, now):
    lock_out.begin("my-secret-password", HERE, Step.PASSWORD, now=now)

    assert FailedTry.objects.filter(official=None).count() == 1
    assert "my-secret-password" not in str(FailedTry.objects.values().get())


def test_a_lock_is_in_the_audit_trail_once(official, now):
    fail(5, official.email, now=now)
    for _number in range(3):
        with pytest.raises(LockedOut):
            lock_out.begin(official.email, HERE, Step.PASSWORD, now=now)

    event = AuditEvent.objects.get(kind="official.locked_out")
    assert (event.subject, event.official, event.municipality_id, event.facts) == (
        f"official:{official.pk}",
        None,
        official.municipality_id,
        {"step": "password"},
    )


def test_unlocking_forgets_and_is_recorded(official, now):
    fail(5, official.email, now=now)
    assert lock_out.is_locked(official, now=now)
    manager = make_official(Role.MANAGER)

    assert lock_out.unlock(official, actor=manager)
    assert not lock_out.unlock(official, actor=manager)

    assert not lock_out.is_locked(official, now=now)
    lock_out.begin(official.email, HERE, Step.PASSWORD, now=now)
    assert AuditEvent.objects.get(kind="official.unlocked").official == manager


def test_old_tries_are_forgotten(official, now):
    fail(2, official.email, now=now - timedelta(days=1, minutes=1))
    fail(1, official.email, now=now)

    assert lock_out.forget_old_tries(now) == 2
    assert FailedTry.objects.count() == 1


def test_a_burst_gets_no_more_tries_than_the_limit(own_database, official, now):
    outcomes = race(
        lambda _number: lock_out.begin(official.email, HERE, Step.PASSWORD, now=now), 12
    )

    assert sum(isinstance(each, FailedTry) for each in outcomes) <= 5
    assert sum(isinstance(each, LockedOut) for each in outcomes) >= 7


def test_a_count_before_the_try_is_written_lets_a_burst_through(own_database, official, now):
    """The twin: asking first and writing afterwards."""
    from threading import Barrier

    together = Barrier(12)

    def ask_then_write(_number: int) -> bool:
        is_free = FailedTry.objects.filter(account=lock_out.account_of(official.email)).count() < 5
        together.wait(30)
        FailedTry.objects.create(
            account=lock_out.account_of(official.email),
            address=HERE,
            step=Step.PASSWORD,
            tried_at=now,
        )
        return is_free

    assert race(ask_then_write, 12) == [True] * 12


def test_the_page_refuses_even_the_right_password_while_locked(client, official):
    wrong = {"username": official.email, "password": "wrong"}
    for _number in range(5):
        assert "Please enter the correct" in client.post("/admin/login/", wrong).content.decode()

    answer = client.post("/admin/login/", {**wrong, "password": PASSWORD})

    assert answer.status_code == 200
    assert "Too many tries have failed. Try again in 15 minutes" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_unknown_account_is_locked_in_the_same_words(client, db):
    wrong = {"username": "nobody@busan.example", "password": "wrong"}
    for _number in range(5):
        client.post("/admin/login/", wrong)

    page = client.post("/admin/login/", wrong).content.decode()
    assert "Too many tries have failed. Try again in 15 minutes" in page


def test_wrong_codes_lock_out_too(client, official):
    from tests.admin.log_in import code_of

    client.force_login(official)
    code = code_of(official)
    for _number in range(5):
        page = client.post("/admin/second-factor/", {"code": "000000"}).content.decode()
        assert "This is not the code of now" in page

    page = client.post("/admin/second-factor/", {"code": code}).content.decode()

    assert "Too many tries have failed" in page
    assert client.get("/admin/").status_code == 302
    with scope.within(scope.SYSTEM):
        assert AuditEvent.objects.get(kind="official.locked_out").facts == {"step": "code"}


def test_the_lock_outlives_the_cache(client, official):
    from django.core.cache import cache

    fail(5, official.email, "127.0.0.1", now=timezone.now())
    cache.clear()

    page = client.post("/admin/login/", {"username": official.email, "password": PASSWORD})
    assert "Too many tries have failed" in page.content.decode()
