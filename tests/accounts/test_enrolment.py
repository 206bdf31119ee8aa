"""``create_portal`` and ``create_official``, as the contract prints them."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Portal, User
from audit.models import AuditEvent

PASSWORD = "Namdo-apricot-7"


@pytest.fixture
def create_official(db, monkeypatch):
    def run(*arguments: str, password: str = PASSWORD) -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        out = io.StringIO()
        call_command("create_official", *arguments, "--password-stdin", "--json", stdout=out)
        return json.loads(out.getvalue())

    return run


def create_portal(*arguments: str) -> Any:
    out = io.StringIO()
    call_command("create_portal", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_portal_has_all_scopes_unless_some_are_named(db):
    made = create_portal("위기브")

    assert set(made) == {"client_id", "client_secret", "scopes"}
    assert made["scopes"] == [
        "donations:write",
        "donations:read",
        "receipts:read",
        "projects:read",
        "reports:read",
    ]
    portal = Portal.objects.get(client_id=made["client_id"])
    assert (portal.name, portal.channel_code) == ("위기브", f"PLATFORM:{portal.pk}")
    assert not portal.requires_hold
    event = AuditEvent.objects.get(kind="portal.created")
    assert event.subject == f"portal:{portal.pk}"
    assert str(made["client_secret"]) not in json.dumps(event.facts)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("PORTAL", "PORTAL"),
        ("BANK_COUNTER", "BANK_COUNTER"),
        ("LG_OFFICE", "LG_OFFICE"),
        ("PLATFORM:wegive", "PLATFORM:wegive"),
        ("BANK_APP:nh", "BANK_APP:nh"),
    ],
)
def test_a_portal_reports_through_a_channel(db, asked, written):
    made = create_portal("x", "--channel", asked, "--scopes", "donations:read", "--require-hold")

    portal = Portal.objects.get()
    assert (portal.channel_code, portal.requires_hold) == (written, True)
    assert made["scopes"] == ["donations:read"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--channel", "PIGEON"],
        ["--channel", "PORTAL:7"],
        ["--channel", "PLATFORM:"],
        ["--scopes", "donations:read admin"],
        ["--scopes", ""],
    ],
)
def test_a_portal_with_what_does_not_exist_is_refused(db, arguments):
    with pytest.raises(CommandError):
        create_portal("x", *arguments)

    assert not Portal.objects.exists()
    assert not AuditEvent.objects.exists()


def test_an_official_belongs_to_one_local_government(create_official):
    made = create_official("Clerk@Gokseong.example", "--region", "12720", "--role", "clerk")

    official = User.objects.get()
    assert made == {
        "id": official.pk,
        "email": "clerk@gokseong.example",
        "region": "12720",
        "role": "clerk",
    }
    assert official.check_password(PASSWORD)
    assert AuditEvent.objects.get(kind="official.created").municipality_id == "12720"


def test_the_national_role_belongs_to_none(create_official):
    made = create_official("n@example.org", "--role", "national")

    assert (made["region"], made["role"]) == (None, "national")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--role", "national", "--region", "26110"], "no local government"),
        (["--role", "clerk"], "name its code"),
        (["--role", "clerk", "--region", "99999"], "99999"),
        (["--role", "clerk", "--region", "131016"], "131016"),
        (["--role", "clerk", "--region", "46000"], "successors: 12000"),
    ],
)
def test_a_region_that_does_not_fit_is_refused(create_official, arguments, says):
    with pytest.raises(CommandError, match=says):
        create_official("a@example.org", *arguments)

    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password", ["", "short-1", "1234567890", "password123", "clerk@busan.example"]
)
def test_a_password_against_the_rules_is_refused(create_official, password):
    with pytest.raises(CommandError):
        create_official(
            "clerk@busan.example", "--role", "clerk", "--region", "26110", password=password
        )

    assert not User.objects.exists()


def test_an_e_mail_is_taken_once_whatever_its_case(create_official):
    create_official("a@example.org", "--role", "clerk", "--region", "26110")

    with pytest.raises(CommandError, match=r"a@example\.org already"):
        create_official(
            "A@Example.org", "--role", "manager", "--region", "26110", password="Other-apricot-8"
        )

    official = User.objects.get()
    assert official.role == "clerk"
    assert official.check_password(PASSWORD)


def test_what_is_no_e_mail_is_refused(create_official):
    with pytest.raises(CommandError):
        create_official("not an e-mail", "--role", "clerk", "--region", "26110")

    assert not User.objects.exists()
