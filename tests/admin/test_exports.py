"""A file of donations leaves with a reason, a mark and a count; with persons, by two officials."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import scope
from accounts.models import Role, User
from audit.access_models import PersonalAccess
from audit.models import AuditEvent
from audit.personal_access import AccessPurpose
from donations import exports
from donations.export_models import Export, ExportFormat, ExportKind
from donations.exports import (
    ExportAsk,
    ExportConflict,
    NotTheAsker,
    TooLarge,
    ask_export,
    decide_export,
    download_export,
)
from donations.return_errors import RoleMissing
from kernel.errors import NotFound
from tests.admin.conftest import make_official
from tests.people import HONG, SANCHEONG

ASK = ExportAsk(
    kind=ExportKind.DONORS,
    file_format=ExportFormat.CSV,
    first_on=date(2026, 10, 1),
    last_on=date(2026, 10, 31),
    purpose=AccessPurpose.RECEIPT,
    reason="연말 영수증 일괄 발송 홍길동",
)


def ask(actor: User, **changes) -> Export:
    from dataclasses import replace

    with scope.within(scope.scope_of(actor)):
        return ask_export(replace(ASK, **changes), actor=actor)


def decide(export: Export, actor: User, *, grant: bool = True, **when) -> Export:
    with scope.within(scope.scope_of(actor)):
        return decide_export(export.pk, grant=grant, actor=actor, **when)


def download(export: Export, actor: User, **when) -> bytes:
    with scope.within(scope.scope_of(actor)):
        return download_export(export.pk, actor=actor, **when)


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_file_with_persons_takes_a_second_official_and_is_on_record(clerk, manager, give):
    own = give()
    give(recipient_code=SANCHEONG)
    export = ask(clerk)
    assert (export.status, export.rows) == ("requested", 1)
    with pytest.raises(ExportConflict):
        download(export, clerk)
    assert not PersonalAccess.objects.exists()
    decide(export, manager)

    mark, _names, *rows = table(download(export, clerk))

    assert str(export.pk) in mark
    assert str(clerk) in mark
    assert len(rows) == 1
    assert rows[0][0] == own.receipt.number
    assert {"홍길동", "1990-01-01", "010-1234-5678"} <= set(rows[0])
    assert "1234567" not in "".join(rows[0])
    access = PersonalAccess.objects.get()
    assert (access.kind, access.official, access.people, access.purpose) == (
        "export",
        clerk,
        1,
        "receipt",
    )
    assert access.data == ["name", "birth_date", "phone", "email", "address"]
    downloaded = AuditEvent.objects.get(kind="export.downloaded")
    assert downloaded.facts["changes"] == {"downloads": [0, 1]}
    granted = AuditEvent.objects.get(kind="export.approved")
    assert granted.facts["changes"]["status"] == ["requested", "approved"]
    kinds = AuditEvent.objects.filter(subject=f"export:{export.pk}").values_list("kind", flat=True)
    assert list(kinds.order_by("id")) == ["export.asked", "export.approved", "export.downloaded"]


def test_who_asks_does_not_decide_and_who_decides_does_not_download(manager, clerk, give):
    give()
    export = ask(manager)
    with pytest.raises(NotTheAsker):
        decide(export, manager)
    second = User.objects.create(
        email="second@example.org", role=Role.AUDITOR, municipality_id=manager.municipality_id
    )
    decide(export, second)
    with pytest.raises(RoleMissing):
        download(export, second)
    with pytest.raises(NotTheAsker):
        download(export, clerk)
    with pytest.raises(ExportConflict):
        decide(export, second)


def test_the_database_wants_a_second_official_for_persons(clerk, manager, give):
    give()
    export = ask(clerk)
    for changes in ({"status": "approved"}, {"decided_by": clerk}):
        with pytest.raises(DatabaseError, match="export_"), transaction.atomic():
            Export.objects.filter(pk=export.pk).update(**changes)


def test_masked_names_up_to_a_thousand_rows_are_free(clerk, give, monkeypatch):
    give()
    export = ask(clerk, kind=ExportKind.DONATIONS)
    assert export.status == "approved"
    text = download(export, clerk).decode("utf-8-sig")
    assert "홍*동" in text
    assert "홍길동" not in text
    monkeypatch.setattr(exports, "FREE_ROWS", 0)
    assert ask(clerk, kind=ExportKind.DONATIONS).status == "requested"
    monkeypatch.setattr(exports, "MOST_ROWS", 0)
    with pytest.raises(TooLarge):
        ask(clerk, kind=ExportKind.DONATIONS)


def test_it_goes_out_three_times_and_not_after_its_time(clerk, manager, give):
    give()
    export = ask(clerk, kind=ExportKind.DONATIONS)
    late = timezone.now() + timedelta(days=3, seconds=1)
    with pytest.raises(ExportConflict):
        download(export, clerk, now=late)
    for _time in range(3):
        download(export, clerk)
    with pytest.raises(ExportConflict):
        download(export, clerk)
    export.refresh_from_db()
    assert export.downloads == 3
    assert PersonalAccess.objects.count() == 3
    old = ask(clerk)
    with pytest.raises(ExportConflict):
        decide(old, manager, now=timezone.now() + timedelta(days=7, seconds=1))


def test_no_cell_is_a_formula(clerk, manager, give):
    from dataclasses import replace

    give(donor=replace(HONG, name='=HYPERLINK("http://evil.example")'), portal_reference="+1+1")
    for file_format in (ExportFormat.CSV, ExportFormat.XLSX):
        export = ask(clerk, file_format=file_format)
        decide(export, manager)
        content = download(export, clerk)
        if file_format == ExportFormat.CSV:
            cells = [cell for row in table(content) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        else:
            sheet = openpyxl.load_workbook(io.BytesIO(content)).active
            assert sheet is not None
            assert [c.value for row in sheet for c in row if c.data_type == "f"] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"file_format": ExportFormat.XML},
        {"kind": ExportKind.LEDGER},
        {"kind": ExportKind.ELECTRONIC, "file_format": ExportFormat.XML},
    ],
)
def test_the_tax_office_s_papers_are_not_asked_for_here(clerk, manager, changes):
    for official in (clerk, manager):
        with pytest.raises(NotFound):
            ask(official, **changes)

    assert not Export.objects.exists()


def test_another_government_s_export_is_not_found_and_the_reason_is_encrypted(
    login, clerk, other_manager, give
):
    give()
    export = ask(clerk)
    for act in (decide, download):
        with pytest.raises(NotFound):
            act(export, other_manager)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM donations_export e")
        assert "홍길동" not in cursor.fetchone()[0]


def test_from_asking_to_the_file_in_the_pages(login, clerk, manager, give):
    give()
    client = login(clerk)
    told = {
        "kind": "donors",
        "file_format": "xlsx",
        "first_on": "2026-10-01",
        "last_on": "2026-10-31",
        "purpose": "receipt",
        "reason": "발송",
    }
    answer = client.post(reverse("admin:donations_export_ask"), told)
    assert answer.status_code == 302
    export = Export.objects.get()
    login(manager).post(
        reverse("admin:donations_export_approve", args=[export.pk]), {"_form_submitted": "on"}
    )
    file = client.get(reverse("admin:donations_export_download", args=[export.pk]))

    assert file["Content-Disposition"] == (
        'attachment; filename="donors-2026-10-01-2026-10-31.xlsx"'
    )
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    assert sheet is not None
    assert sheet.max_row == 3
    assert make_official(Role.AUDITOR).has_perm("donations.decide_export")


def test_whoever_asked_is_offered_the_file_and_others_the_decision(login, manager, give):
    """Nobody decides about their own request, so the page does not say that they could."""
    give()
    other = make_official(Role.AUDITOR)
    export = ask(manager)
    page = reverse("admin:donations_export_change", args=[export.pk])

    def offered(official: User) -> set[str]:
        shown = login(official).get(page).content.decode()
        return {
            name
            for name in ("approve", "refuse", "download")
            if reverse(f"admin:donations_export_{name}", args=[export.pk]) in shown
        }

    assert (offered(manager), offered(other)) == (set(), {"approve", "refuse"})
    scope.enter(scope.SYSTEM)
    decide(export, other)
    assert (offered(manager), offered(other)) == ({"download"}, set())
