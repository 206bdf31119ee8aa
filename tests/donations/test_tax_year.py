"""The papers of a year hold every valid donation once; they leave by two officials."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import scope
from accounts.models import Role, User
from audit.access_models import PersonalAccess
from audit.models import AuditEvent
from donations.acceptance import accept_donation
from donations.export_models import Export
from donations.exports import ExportConflict, NotTheAsker, decide_export, download_export
from donations.models import Donation
from donations.return_errors import RoleMissing
from donations.return_models import Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from donations.tax_papers import (
    SecondOfficialGrants,
    TaxRoleMissing,
    ask_tax_paper,
    take_granted_paper,
    take_paper_without_persons,
)
from donations.tax_year import completeness_of, received_krw
from kernel.errors import NotFound
from receipts.tax_office.export import Paper, Reason
from tests.books import book_without_a_donation
from tests.people import BUSAN_JUNG, HONG, KIM, SANCHEONG, make_offer, make_portal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_database")]


def official(role: Role, region: str = BUSAN_JUNG) -> User:
    return User.objects.create(
        email=f"{role}-{region}@example.org", role=role, municipality_id=region
    )


@pytest.fixture
def year():
    """Hong gave twice and Kim once in 2025; Kim's gift went back."""
    portal = make_portal("위기브")

    def give(reference: str, person, amount_krw: int, day: str) -> Donation:
        offer = make_offer(
            portal_reference=reference,
            donor=person,
            amount_krw=amount_krw,
            paid_at=datetime.fromisoformat(f"{day}T10:00:00+09:00"),
        )
        return accept_donation(offer, actor=portal).donation

    given = [
        give("A-1", HONG, 100_000, "2025-03-01"),
        give("A-2", KIM, 50_000, "2025-03-02"),
        give("A-3", HONG, 30_000, "2025-12-31"),
        give("A-4", HONG, 10_000, "2026-01-01"),
    ]
    manager, clerk = official(Role.MANAGER), official(Role.CLERK)
    case, _is_new = request_return(
        given[1].pk, ReturnAsk(Ground.COERCION, portal_reference="R-1"), actor=portal
    )
    with scope.within(scope.scope_of(manager)):
        approve_return(case.pk, gift_value_krw=10_000, actor=manager)
    with scope.within(scope.scope_of(clerk)):
        pay_out_return(case.pk, actor=clerk)
    return given


def test_papers_donations_and_journal_agree_also_after_a_return(year):
    found = completeness_of(BUSAN_JUNG, 2025)

    assert found.ok
    assert (found.donations, found.listed) == (2, 2)
    assert found.donations_krw == found.listed_krw == found.journal_krw == 130_000
    assert received_krw([BUSAN_JUNG], 2025) == 130_000
    assert received_krw([BUSAN_JUNG], 2023) is None


def test_an_entry_of_the_journal_without_a_donation_is_found_out(year):
    book_without_a_donation(BUSAN_JUNG, date(2025, 5, 1), 7_000)

    found = completeness_of(BUSAN_JUNG, 2025)

    assert not found.ok
    assert (found.donations_krw, found.journal_krw) == (130_000, 137_000)


def ask(paper: Paper, actor: User, reason: Reason = Reason.FILING) -> Export:
    with scope.within(scope.scope_of(actor)):
        return ask_tax_paper(paper, BUSAN_JUNG, 2025, reason=reason, actor=actor)


def grant(export: Export, actor: User) -> None:
    with scope.within(scope.scope_of(actor)):
        decide_export(export.pk, grant=True, actor=actor)


def take(export: Export, folder: Path, actor: User) -> Path:
    with scope.within(scope.scope_of(actor)):
        return take_granted_paper(export.pk, folder, actor=actor)


def test_a_paper_with_resident_numbers_takes_a_second_official_and_leaves_a_record(year, tmp_path):
    manager, auditor = User.objects.get(role=Role.MANAGER), official(Role.AUDITOR)
    export = ask(Paper.ELECTRONIC_CSV, manager)
    assert (export.rows, export.status) == (2, "requested")
    with pytest.raises(ExportConflict):
        take(export, tmp_path, manager)
    with pytest.raises(NotTheAsker):
        grant(export, manager)
    assert list(tmp_path.iterdir()) == []
    assert not PersonalAccess.objects.exists()
    grant(export, auditor)

    path = take(export, tmp_path, manager)

    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [row[3] for row in rows[2:-1]] == ["9001011234567", "9001011234567"]
    event = AuditEvent.objects.get(kind="tax_paper.exported")
    assert event.official == manager
    assert event.facts == {
        "paper": "csv",
        "reason": "filing",
        "receipts": 2,
    }
    looked = PersonalAccess.objects.get()
    assert (looked.official, looked.people, looked.purpose) == (manager, 2, "receipt")
    assert sorted(looked.data) == ["address", "name", "resident_number"]
    told = AuditEvent.objects.filter(subject=f"export:{export.pk}").order_by("id")
    assert [each.kind for each in told] == [
        "export.asked",
        "export.approved",
        "export.downloaded",
    ]


def test_a_granted_paper_goes_out_three_times_to_whoever_asked_and_within_its_days(year, tmp_path):
    manager, auditor = User.objects.get(role=Role.MANAGER), official(Role.AUDITOR)
    colleague = User.objects.create(
        email="second@example.org", role=Role.MANAGER, municipality_id=BUSAN_JUNG
    )
    export = ask(Paper.LEDGER, manager)
    grant(export, auditor)

    for refusal, actor in ((NotTheAsker, colleague), (RoleMissing, auditor)):
        with pytest.raises(refusal):
            take(export, tmp_path, actor)
    later = timezone.now() + timedelta(days=4)
    with pytest.raises(ExportConflict), scope.within(scope.scope_of(manager)):
        take_granted_paper(export.pk, tmp_path, actor=manager, now=later)
    with pytest.raises(NotFound), scope.within(scope.scope_of(manager)):
        download_export(export.pk, actor=manager)
    for _time in range(3):
        take(export, tmp_path, manager)
    with pytest.raises(ExportConflict):
        take(export, tmp_path, manager)

    assert PersonalAccess.objects.count() == 3


def test_the_totals_sheet_names_nobody_and_is_handed_out_at_once(year, tmp_path):
    manager = User.objects.get(role=Role.MANAGER)
    with scope.within(scope.scope_of(manager)):
        take_paper_without_persons(
            Paper.TOTALS, BUSAN_JUNG, 2025, tmp_path, reason=Reason.AUDIT, actor=manager
        )
        with pytest.raises(SecondOfficialGrants):
            take_paper_without_persons(
                Paper.LEDGER, BUSAN_JUNG, 2025, tmp_path, reason=Reason.AUDIT, actor=manager
            )
        with pytest.raises(NotFound):
            ask_tax_paper(Paper.TOTALS, BUSAN_JUNG, 2025, reason=Reason.AUDIT, actor=manager)

    assert [path.name for path in tmp_path.iterdir()] == ["totals-26110-2025.xlsx"]
    assert AuditEvent.objects.get(kind="tax_paper.exported").facts["reason"] == "audit"
    assert not PersonalAccess.objects.exists()


def test_a_clerk_and_another_government_take_no_paper(year, tmp_path):
    clerk, stranger = User.objects.get(role=Role.CLERK), official(Role.MANAGER, SANCHEONG)

    for actor, refusal in ((clerk, TaxRoleMissing), (stranger, NotFound)):
        with pytest.raises(refusal):
            ask(Paper.LEDGER, actor)
        with scope.within(scope.scope_of(actor)), pytest.raises(refusal):
            take_paper_without_persons(
                Paper.TOTALS, BUSAN_JUNG, 2025, tmp_path, reason=Reason.AUDIT, actor=actor
            )

    assert list(tmp_path.iterdir()) == []
    assert not Export.objects.exists()
    assert not AuditEvent.objects.filter(kind="tax_paper.exported").exists()


def test_the_command_proves_asks_and_writes(year, tmp_path, capsys):
    manager, auditor = User.objects.get(role=Role.MANAGER), official(Role.AUDITOR)
    asked = ("tax_papers", "--region", BUSAN_JUNG, "--year", "2025", "--json")
    who = ("--official", manager.email, "--out", str(tmp_path))
    call_command(*asked, *who, *("--paper", "ledger", "--paper", "totals", "--reason", "audit"))

    answer = json.loads(capsys.readouterr().out)
    assert answer["complete"] is True
    assert answer["electronic_due_on"] == "2026-01-10"
    assert [path.rpartition("/")[2] for path in answer["written"]] == ["totals-26110-2025.xlsx"]
    export = Export.objects.get()
    assert answer["asked"] == [str(export.pk)]
    with pytest.raises(CommandError, match="decided, was downloaded"):
        call_command(*asked, *who, "--export", str(export.pk))
    grant(export, auditor)
    call_command(*asked, *who, "--export", str(export.pk))

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ledger-26110-2025.xlsx",
        "totals-26110-2025.xlsx",
    ]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    with pytest.raises(CommandError, match="asks for --official"):
        call_command(*asked, "--paper", "ledger")
