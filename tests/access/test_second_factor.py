"""Codes of an authenticator, each good once; recovery codes; what is kept of them."""

import pyotp
import pytest
from django.db import connection

from access import second_factor as factor
from access.models import Authenticator, RecoveryCode
from accounts import scope
from audit.models import AuditEvent
from tests.access.conftest import NOON
from tests.races import race

STEP = factor.STEP_SECONDS


def enrolled(official, secret) -> list[str]:
    return factor.enrol(official, secret, pyotp.TOTP(secret).at(NOON), now=NOON)


def kinds() -> list[str]:
    return list(AuditEvent.objects.order_by("id").values_list("kind", flat=True))


def test_an_authenticator_of_another_maker_makes_the_same_codes(secret):
    for moment in (0, 59, NOON, NOON + 29, 2_000_000_000):
        assert factor.code_at(secret, moment) == pyotp.TOTP(secret).at(int(moment))


def test_the_picture_holds_what_authenticators_read(official, secret):
    read = pyotp.parse_uri(factor.provisioning_uri(official, secret))

    assert (read.secret, read.name, read.issuer) == (secret, "hong@busan.example", "Hometown")


def test_enrolment_needs_a_code_of_the_new_authenticator(official, secret):
    with pytest.raises(factor.WrongCode):
        factor.enrol(official, secret, pyotp.TOTP(factor.new_secret()).at(NOON), now=NOON)
    assert not Authenticator.objects.exists()
    assert kinds() == []

    codes = enrolled(official, secret)

    assert len(set(codes)) == RecoveryCode.objects.count() == 10
    assert Authenticator.objects.get().secret == secret
    assert kinds() == ["second_factor.enrolled"]


def test_a_code_is_good_once(official, secret):
    enrolled(official, secret)
    later = NOON + STEP
    code = pyotp.TOTP(secret).at(later)

    assert factor.show(official, code, now=later).user == official
    for again in (later, later + STEP):
        with pytest.raises(factor.WrongCode):
            factor.show(official, code, now=again)


def test_the_code_of_the_enrolment_does_not_log_in(official, secret):
    enrolled(official, secret)

    with pytest.raises(factor.WrongCode):
        factor.show(official, pyotp.TOTP(secret).at(NOON), now=NOON)


@pytest.mark.parametrize(
    ("steps_off", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_phone_s_clock_may_be_off_by_one_step(official, secret, steps_off, fits):
    enrolled(official, secret)
    moment = NOON + 10 * STEP
    code = pyotp.TOTP(secret).at(moment + steps_off * STEP)

    if fits:
        factor.show(official, code, now=moment)
    else:
        with pytest.raises(factor.WrongCode):
            factor.show(official, code, now=moment)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "١٢٣٤٥٦", "-12345", "000 00", "x" * 24])
def test_what_is_no_code_is_refused(official, secret, typed):
    enrolled(official, secret)

    with pytest.raises(factor.WrongCode):
        factor.show(official, typed, now=NOON + STEP)
    assert RecoveryCode.objects.count() == 10


def test_a_recovery_code_lets_in_once_however_it_is_typed(official, secret):
    first, second, *_rest = enrolled(official, secret)

    factor.show(official, first, now=NOON)
    factor.show(official, second.replace("-", "").upper(), now=NOON)

    for used in (first, second):
        with pytest.raises(factor.WrongCode):
            factor.show(official, used, now=NOON)
    assert RecoveryCode.objects.count() == 8
    assert kinds()[1:] == ["second_factor.recovery_code_used"] * 2


def test_another_official_s_codes_are_worth_nothing(official, secret, db):
    from accounts.models import Role
    from tests.admin.conftest import make_official

    codes = enrolled(official, secret)
    other = make_official(Role.MANAGER)
    enrolled(other, factor.new_secret())

    for typed in (codes[0], pyotp.TOTP(secret).at(NOON + STEP)):
        with pytest.raises(factor.WrongCode):
            factor.show(other, typed, now=NOON + STEP)


def test_new_recovery_codes_make_the_old_ones_void(official, secret):
    old = enrolled(official, secret)
    new = factor.renew_recovery_codes(Authenticator.objects.get())

    assert not set(old) & set(new)
    with pytest.raises(factor.WrongCode):
        factor.show(official, old[0], now=NOON)
    factor.show(official, new[0], now=NOON)


def test_the_database_holds_neither_secret_nor_codes(official, secret):
    codes = enrolled(official, secret)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(a::text, ' ') || string_agg(r::text, ' ')"
            " FROM access_authenticator a, access_recoverycode r"
        )
        kept = cursor.fetchone()[0]

    for plain in [secret, *codes, *(code.replace("-", "") for code in codes)]:
        assert plain not in kept


def test_of_two_who_show_the_same_code_at_once_one_is_refused(own_database, official, secret):
    enrolled(official, secret)
    later = NOON + STEP
    code = pyotp.TOTP(secret).at(later)

    outcomes = race(lambda _number: factor.show(official, code, now=later), 6)

    assert sum(isinstance(each, Authenticator) for each in outcomes) == 1
    assert sum(isinstance(each, factor.WrongCode) for each in outcomes) == 5


def test_without_the_condition_two_would_pass(own_database, official, secret, monkeypatch):
    """The twin: the same, with the step written whatever stands there."""
    from threading import Barrier

    enrolled(official, secret)
    later = NOON + STEP
    code = pyotp.TOTP(secret).at(later)
    together = Barrier(2)

    def show_carelessly(_number: int) -> bool:
        device = Authenticator.objects.get(user=official)
        step = factor.step_of(secret, code, later, after=device.last_step)
        together.wait(30)
        device.last_step = step
        device.save()
        return step is not None

    assert race(show_carelessly, 2) == [True, True]


def test_one_recovery_code_used_twice_at_once_lets_in_once(own_database, official, secret):
    code = enrolled(official, secret)[0]

    outcomes = race(lambda _number: factor.show(official, code, now=NOON), 6)

    assert sum(isinstance(each, Authenticator) for each in outcomes) == 1
    scope.enter(scope.SYSTEM)
    assert kinds().count("second_factor.recovery_code_used") == 1


def test_of_two_who_enrol_at_once_one_keeps_the_authenticator(own_database, official):
    secrets = [factor.new_secret() for _number in range(4)]

    def enrol(number: int) -> list[str]:
        own = secrets[number]
        return factor.enrol(official, own, pyotp.TOTP(own).at(NOON), now=NOON)

    outcomes = race(enrol, 4)

    assert sum(isinstance(each, list) for each in outcomes) == 1
    assert sum(isinstance(each, factor.AlreadyEnrolled) for each in outcomes) == 3
    assert Authenticator.objects.count() == 1
    assert RecoveryCode.objects.count() == 10
