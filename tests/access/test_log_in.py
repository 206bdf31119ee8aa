"""The way in, page by page: password, code, session; and the ways that are shut."""

import re
import time

import pyotp
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from access import sessions
from access.models import Authenticator, RecoveryCode
from access.second_factor import digest_of, renew_recovery_codes
from accounts.addresses import address_of
from accounts.models import Role, User
from audit.models import AuditEvent
from tests.admin.conftest import PASSWORD
from tests.admin.log_in import code_of, show_code
from tests.people import BUSAN_JUNG

LOG_IN = "/admin/login/"
CODE = "/admin/second-factor/"


def secret_on(page: str) -> str:
    """Return the secret that an enrolment page shows."""
    (secret,) = re.findall(r'data-secret="([A-Z2-7]{32})"', page)
    return secret


def password(client: Client, official: User, **extra: str):
    return client.post(LOG_IN, {"username": official.email, "password": PASSWORD, **extra})


def test_the_first_log_in_leads_through_enrolment(client, official):
    answer = client.post(
        f"{LOG_IN}?next=/admin/receipts/receipt/",
        {"username": official.email, "password": PASSWORD, "next": "/admin/receipts/receipt/"},
        follow=True,
    )
    assert answer.redirect_chain[-1][0] == f"{CODE}?next=%2Fadmin%2Freceipts%2Freceipt%2F"
    page = answer.content.decode()
    secret = secret_on(page)
    assert 'src="data:image/svg+xml' in page

    address = answer.redirect_chain[-1][0]
    codes_page = client.post(address, {"code": pyotp.TOTP(secret).now()})

    text = codes_page.content.decode()
    assert len(re.findall(r"<code>[a-z2-7]{4}(?:-[a-z2-7]{4}){3}</code>", text)) == 10
    assert 'href="/admin/receipts/receipt/"' in text
    assert client.get("/admin/").status_code == 200
    assert secret not in str(dict(client.session))
    kinds = AuditEvent.objects.order_by("id").values_list("kind", "official")
    assert list(kinds) == [
        ("second_factor.enrolled", official.pk),
        ("official.logged_in", official.pk),
    ]


def test_a_wrong_first_code_keeps_the_same_secret(client, official):
    password(client, official)
    secrets = {
        secret_on(page.content.decode())
        for page in (client.get(CODE), client.post(CODE, {"code": "000000"}), client.get(CODE))
    }

    assert len(secrets) == 1
    assert not Authenticator.objects.exists()
    assert not secrets & set(map(str, client.session.values()))


def test_each_session_that_enrols_is_shown_a_secret_of_its_own(official):
    secrets = set()
    for _number in range(2):
        client = Client()
        password(client, official)
        page = client.get(CODE).content.decode()
        secrets.add(secret_on(page))

    assert len(secrets) == 2


def test_whoever_has_an_authenticator_is_not_shown_a_new_one(client, official):
    code_of(official)
    password(client, official)
    page = client.get(CODE).content.decode()

    assert "data-secret" not in page
    assert "data:image" not in page


@pytest.mark.parametrize(
    "url", ["/admin/", "/admin/donations/donation/", "/admin/my-account/", "/admin/search/?s=x"]
)
def test_a_password_alone_opens_nothing(client, official, url):
    password(client, official)

    assert client.get(url).status_code == 302
    assert client.get(url, follow=True).redirect_chain[-1][0].startswith(CODE)


def test_a_password_and_a_code_open_the_site(client, official):
    assert password(client, official)["Location"] == "/admin/"
    assert show_code(client, official)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get(CODE)["Location"] == "/admin/"


def test_a_stranger_is_asked_for_the_password_first(client, db):
    assert client.get(CODE)["Location"].startswith(LOG_IN)
    assert client.post(CODE, {"code": "000000"})["Location"].startswith(LOG_IN)


def test_the_session_is_renewed_at_both_steps(client, official):
    client.get(LOG_IN)
    client.session.save()
    keys = [client.session.session_key]
    password(client, official)
    keys.append(client.session.session_key)
    show_code(client, official)
    keys.append(client.session.session_key)

    assert len(set(keys)) == 3
    for old in keys[:2]:
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = old
        assert thief.get("/admin/").status_code == 302


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_the_way_in_leads_nowhere_else(client, official, following):
    password(client, official)
    answer = client.post(f"{CODE}?next={following}", {"code": code_of(official)})

    assert answer["Location"] == "/admin/"


@pytest.mark.parametrize("url", [LOG_IN, CODE, "/admin/second-factor/leave/", "/admin/my-account/"])
def test_each_form_of_the_log_in_refuses_what_another_site_sends(official, url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(official)
    session = client.session
    session["otp_device_id"] = None
    session.save()
    if "my-account" in url:
        code_of(official)
        session["otp_device_id"] = Authenticator.objects.get().persistent_id
        session.save()

    assert client.post(url, {"code": "000000"}).status_code == 403


def test_a_removed_authenticator_ends_the_verification_of_every_session(client, official):
    password(client, official)
    show_code(client, official)
    call_command("reset_second_factor", official.email.upper())

    assert client.get("/admin/").status_code == 302
    page = client.get("/admin/", follow=True).content.decode()
    assert "data-secret" in page
    assert AuditEvent.objects.filter(kind="second_factor.removed", official=None).count() == 1


def test_somebody_else_can_log_in_in_place_of_who_has_no_code(client, official):
    password(client, official)
    assert client.post("/admin/second-factor/leave/")["Location"] == LOG_IN
    assert client.get(LOG_IN).status_code == 200


def test_a_recovery_code_lets_in_and_says_how_many_are_left(client, official):
    password(client, official)
    code_of(official)
    device = Authenticator.objects.get()
    code, *others = renew_recovery_codes(device)
    for other in others[:8]:
        RecoveryCode.objects.get(digest=digest_of(device, other.replace("-", ""))).delete()

    page = client.post(CODE, {"code": code}, follow=True).content.decode()

    assert "Recovery codes left: 1." in page


def test_my_account_makes_new_codes_and_changes_the_phone_for_a_code_only(client, official):
    password(client, official)
    show_code(client, official)
    before = set(RecoveryCode.objects.values_list("digest", flat=True))

    assert (
        "This is not the code" in client.post("/admin/my-account/", {"code": "1"}).content.decode()
    )
    assert set(RecoveryCode.objects.values_list("digest", flat=True)) == before
    client.post("/admin/my-account/", {"code": code_of(official), "new_codes": "1"})
    assert not set(RecoveryCode.objects.values_list("digest", flat=True)) & before
    answer = client.post("/admin/my-account/", {"code": code_of(official), "other_phone": "1"})

    assert answer["Location"] == CODE
    assert not Authenticator.objects.exists()


def test_a_session_ends_after_half_an_hour_without_use(client, official):
    password(client, official)
    show_code(client, official)
    session = client.session
    session[sessions.USED] = int(time.time()) - 30 * 60
    session.save()

    answer = client.get("/admin/receipts/receipt/?q=1", follow=True)

    assert answer.redirect_chain == [
        ("/admin/login/?next=%2Fadmin%2Freceipts%2Freceipt%2F%3Fq%3D1&ended=idle", 302)
    ]
    assert "You were logged out after 30 minutes without use." in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_session_ends_after_eight_hours_however_busy(client, official):
    password(client, official)
    show_code(client, official)
    session = client.session
    session[sessions.BEGAN] = int(time.time()) - 8 * 3600
    session.save()

    answer = client.post("/admin/my-account/", {"code": "1"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/admin/login/?next=%2Fadmin%2F&ended=absolute"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("began", "used", "ended", "noted"),
    [
        (0, 0, None, 0),
        (0, 59, None, 59),
        (100, 100, None, 100),
        (0, 1000, sessions.Ended.IDLE, 1000),
        (0, 28700, sessions.Ended.ABSOLUTE, 28700),
    ],
)
def test_a_session_s_times(began, used, ended, noted):
    now = {0: 59, 59: 118, 100: 159, 1000: 2800, 28700: 28800}[used]
    session = {sessions.BEGAN: began, sessions.USED: used}

    assert sessions.use(session, now) == ended
    assert session == {sessions.BEGAN: began, sessions.USED: noted}


def test_use_is_noted_once_a_minute():
    session = {sessions.BEGAN: 0, sessions.USED: 0}

    assert sessions.use(session, 60) is None
    assert session[sessions.USED] == 60


def test_a_new_password_is_another_one(client, official):
    password(client, official)
    show_code(client, official)
    asked = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}

    page = client.post("/admin/password_change/", asked).content.decode()

    assert "This is the password that you have now." in page
    other = {**asked, "new_password1": "Persimmon-hill-4", "new_password2": "Persimmon-hill-4"}
    assert client.post("/admin/password_change/", other).status_code == 302
    official.refresh_from_db()
    assert official.check_password("Persimmon-hill-4")
    assert client.get("/admin/").status_code == 200


def test_a_changed_password_ends_the_other_sessions(client, official):
    password(client, official)
    show_code(client, official)
    official.set_password("Persimmon-hill-4")
    official.save()

    assert client.get("/admin/").status_code == 302


def test_the_demo_s_officials_need_a_code_which_a_command_shows(client, db, settings, capsys):
    settings.DEMO = True
    demo = User.objects.create_official(
        "demo@hometown.demo", PASSWORD, role=Role.CLERK, municipality_id=BUSAN_JUNG
    )
    with pytest.raises(CommandError):
        call_command("one_time_code", "demo@hometown.demo")
    code_of(demo)
    password(client, demo)
    assert "one_time_code demo@hometown.demo" in client.get(CODE).content.decode()

    for _time in range(2):
        client.post("/admin/second-factor/leave/")
        password(client, demo)
        call_command("one_time_code", "Demo@hometown.demo")
        code = capsys.readouterr().out.strip()
        assert client.post(CODE, {"code": code}).status_code == 302


def test_no_command_shows_the_code_of_a_real_official(official, db, settings):
    code_of(official)
    settings.DEMO = True
    with pytest.raises(CommandError):
        call_command("one_time_code", official.email)
    settings.DEMO = False
    official.email = "real@hometown.demo"
    official.save()
    with pytest.raises(CommandError):
        call_command("one_time_code", official.email)


@pytest.mark.parametrize(
    ("connection", "header", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "<script>", ""),
        ("", "198.51.100.1", ""),
        ("2001:db8::1", "", "2001:db8::1"),
    ],
)
def test_an_address_is_believed_of_our_proxies_only(settings, connection, header, address):
    import ipaddress

    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/8")]
    request = RequestFactory().get(
        "/", REMOTE_ADDR=connection, **({"HTTP_X_FORWARDED_FOR": header} if header else {})
    )

    assert address_of(request) == address
