"""Personal data are planted at every door and looked for everywhere else (promise 9)."""

import base64
import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import scope
from accounts.models import Role
from audit.personal_access import AccessPurpose
from desk.bulk import job
from desk.bulk.models import BulkFile, BulkSource
from donations.acceptance import accept_donation
from donations.export_models import ExportFormat, ExportKind
from donations.exports import ExportAsk, ask_export, download_export
from donations.models import Donation
from tests.admin.conftest import login, make_official
from tests.api.conftest import client_of
from tests.desk.files import HEADINGS, line, rows_of, table
from tests.desk.test_counter import fields
from tests.people import HONG, make_body, make_offer, make_portal

__all__ = ["login"]

NAME = "꽃사슴나래"
NUMBER = "770717-1987654"
PHONE = "010-9876-1234"
EMAIL = "canary77@secret.example"
CANARIES = (NAME, NUMBER, PHONE, EMAIL)
COUNTER = {"name": NAME, "resident_number": NUMBER, "phone": PHONE, "email": EMAIL}
PERSON = {"name": NAME, "resident_number": NUMBER, "phone": PHONE, "email": EMAIL}


def forms(canary: str) -> set[str]:
    """Return how a text might be written where nobody thinks of it."""
    raw = canary.encode()
    return {
        canary,
        canary.replace("-", ""),
        quote(canary),
        json.dumps(canary)[1:-1],
        raw.hex(),
        base64.b64encode(raw).decode().rstrip("="),
    }


FORMS = frozenset(form for canary in CANARIES for form in forms(canary))


def found_in(text: str) -> set[str]:
    return {form for form in FORMS if form in text}


def around(text: str) -> list[str]:
    """Return what stands around each find, for whoever has to mend it."""
    return [text[max(0, (at := text.find(form)) - 200) : at + 60] for form in found_in(text)]


def tables() -> Iterator[tuple[str, str]]:
    """Yield every row of every table as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                yield table, row


def kept_outside() -> Iterator[tuple[str, str]]:
    """Yield what lies in cache and broker."""
    store = redis.Redis.from_url(settings.REDIS_URL)
    for key in store.scan_iter("*"):
        kind = store.type(key)
        values: Iterable[Any] = [store.get(key)] if kind == b"string" else []
        if kind == b"list":
            values = store.lrange(key, 0, -1)
        elif kind == b"hash":
            values = [part for pair in store.hgetall(key).items() for part in pair]
        for value in [key, *values]:
            yield key.decode(errors="replace"), (value or b"").decode(errors="replace")


def through_the_desk(desk: Client, office: Client) -> Iterator[str]:
    """Send the canaries through the counter and a bank's file; yield what may show none of them.

    A form that comes back with what was typed into it may; what follows it may not.
    """
    add = reverse("admin:desk_counterdonation_add")
    wrong = desk.post(add, fields(**COUNTER, amount="많이"))
    assert found_in(wrong.content.decode()), "the form keeps what was typed"
    taken = desk.post(add, fields(**COUNTER))
    assert taken.status_code == 302
    yield taken["Location"] + desk.get(taken["Location"]).content.decode()
    yield desk.get(reverse("admin:desk_counterdonation_changelist")).content.decode()

    add = reverse("admin:desk_bulkfile_add")
    source = reverse("admin:desk_bulksource_add")
    asked = {"name": "농협은행", "channel": "BANK_COUNTER", "payment_method": "counter"}
    office.post(source, asked)
    headings = [*HEADINGS, "전화번호", "이메일"]
    row = line(1, 성명=NAME, 주민등록번호=NUMBER, 기부일시="2026-10-06 14:00:00")
    rows = [
        [*row, PHONE, EMAIL],
        [*line(2, 성명=NAME, 주민등록번호=NUMBER, 기부금액="많이"), PHONE, EMAIL],
        [*line(3, 성명=NAME, 주민등록번호=NUMBER, 주소지=NAME), PHONE, EMAIL],
    ]
    for name, content in (
        (f"{NAME}.csv", table(*rows, headings=headings).encode("cp949")),
        ("half.csv", table(*rows, headings=headings).encode()[:-9]),
        ("no table.csv", f"{NAME} {NUMBER}".encode()),
    ):
        given = {"source": BulkSource.objects.get().pk, "is_declared": "on"}
        sent = desk.post(add, {**given, "file": SimpleUploadedFile(name, content)})
        yield str(sent.get("Location", "")) + sent.content.decode()
    file = BulkFile.objects.earliest("uploaded_at")
    page = reverse("admin:desk_bulkfile_change", args=[file.pk])
    columns = {name: str(at) for name, at in file.columns.items()}
    desk.post(page, {**columns, "method": "counter", "assign": "1"})
    yield desk.get(page).content.decode().replace(f"{NAME}.csv", "")
    opened = desk.get(reverse("admin:desk_bulkfile_row", args=[file.pk, 3]))
    assert found_in(opened.content.decode()), "the row that is opened is shown"
    desk.post(page, {"start": "1"})
    job.work_on(file.pk, "worker")
    yield desk.get(page).content.decode().replace(f"{NAME}.csv", "")
    yield desk.get(reverse("admin:desk_bulkfile_changelist")).content.decode()
    assert [row.state.value for row in rows_of(file)] == ["accepted", "refused", "refused"]

    merge = {
        "kept_number": NUMBER,
        "kept_name": NAME,
        "alias_number": "770717-5987654",
        "alias_name": NAME,
        "document": "증명",
    }
    desk.post(reverse("admin:donations_donormerge_add"), merge)
    bar = {"_form_submitted": "True", "resident_number": NUMBER, "name": NAME}
    bar |= {"relation": "work", "begins_on": "2027-01-01"}
    office.post(reverse("admin:donations_barredperson_bar"), bar)
    yield office.get(reverse("admin:donations_barredperson_changelist")).content.decode()


@pytest.fixture
def planted(own_database: str, login, caplog) -> list[str]:
    """Send the canaries through every door; return what came back that may show none of them."""
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    api = client_of(make_portal("창구"))
    body = make_body(donor=PERSON)

    def call(method: str, path: str, told: Any) -> Any:
        answer = getattr(api, method)(f"/api/v1/{path}", told, format="json")
        shown.append(answer.content.decode() + json.dumps(dict(answer.headers), default=str))
        return answer

    made = call("post", "donations", body)
    assert made.status_code == 201
    call("post", "donations", body)
    call("post", "donations", {**body, "amount_krw": 1})
    call("post", "donations", make_body(donor={**PERSON, "name": "남"}, portal_reference="W-2"))
    call("post", "donations", make_body(donor={**PERSON, "resident_number": NUMBER + "1"}))
    call("post", "donations/batch", {"donations": [make_body(donor=PERSON, portal_reference="B")]})
    call("post", "holds", make_body(donor=PERSON, portal_reference="H"))
    call("post", "eligibility", make_body(donor=PERSON))
    gift = Donation.objects.get(pk=made.json()["id"])
    call(
        "post",
        f"donations/{gift.pk}/returns",
        {"portal_reference": "R", "ground": "payment_error", "note": f"{NAME} {PHONE}"},
    )
    call("get", "events", None)
    call("get", "donations", None)

    clerk, manager = make_official(Role.CLERK), make_official(Role.MANAGER)
    desk, office = login(clerk), login(manager)
    donations = reverse("admin:donations_donation_changelist")
    found = desk.post(
        reverse("admin:donations_donation_find"), {"name": NAME, "born_on": "1977-07-17"}
    )
    shown.append(found["Location"])
    wrong_day = {"name": NAME, "born_on": "x"}
    desk.post(reverse("admin:donations_donation_find"), wrong_day)
    looked = desk.post(
        reverse("admin:donations_donation_show", args=[gift.pk]),
        {"purpose": "intake", "wanted": ["name", "resident_number", "phone"], "reason": NAME},
    )
    assert found_in(looked.content.decode()), "the page that is asked to does show"
    pages = (
        "/admin/",
        donations,
        found["Location"],
        reverse("admin:donations_donation_change", args=[gift.pk]),
        reverse("admin:receipts_receipt_change", args=[gift.receipt_id]),
        reverse("admin:receipts_receipt_changelist"),
        reverse("admin:audit_auditevent_changelist"),
        reverse("admin:audit_personalaccess_changelist"),
    )
    shown.extend(office.get(page).content.decode() for page in pages)
    with scope.within(scope.scope_of(clerk)):
        export = ask_export(
            ExportAsk(
                ExportKind.DONATIONS,
                ExportFormat.CSV,
                date(2026, 1, 1),
                date(2026, 12, 31),
                AccessPurpose.INQUIRY,
                NAME,
            ),
            actor=clerk,
        )
    with scope.within(scope.scope_of(clerk)):
        shown.append(download_export(export.pk, actor=clerk).decode("utf-8-sig"))
    shown.extend(through_the_desk(desk, office))
    desk.post("/admin/login/", {"username": EMAIL, "password": NAME})
    shown.append(desk.get("/metrics").content.decode())
    shown.append(
        desk.get(f"/verify/{quote(NAME)}/")
        .content.decode()
        .replace(quote(NAME), "")
        .replace(NAME, "")
    )
    scope.enter(scope.SYSTEM)
    return shown


def test_no_canary_is_found_but_where_it_was_asked_for(planted, caplog):
    assert [around(text) for text in planted if found_in(text)] == []
    # The page that answers "nothing at this address" may be logged with its address: a name in
    # an address is one that its sender put there.
    logged = [r.getMessage() for r in caplog.records if "/verify/" not in r.getMessage()]
    assert [line for line in logged if found_in(line)] == []
    assert {table for table, row in tables() if found_in(row)} == set()
    assert {key for key, value in kept_outside() if found_in(value)} == set()
    sessions = [json.dumps(each.get_decoded()) for each in Session.objects.all()]
    assert sessions
    assert [text for text in sessions if found_in(text)] == []


def test_the_search_would_find_what_it_looks_for(own_database):
    """The twin: a canary that lies in the open is seen by the same search."""
    person = replace(HONG, name=NAME)
    gift = accept_donation(make_offer(donor=person, portal_reference=EMAIL), actor=make_portal("x"))
    assert gift.is_new

    assert "donations_donation" in {table for table, row in tables() if found_in(row)}
