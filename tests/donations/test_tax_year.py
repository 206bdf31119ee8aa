"""The papers of a year hold every valid donation once; they are handed out with a reason."""

import csv
import io
import json
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from accounts import scope
from accounts.models import Role, User
from audit.access_models import PersonalAccess
from audit.models import AuditEvent
from donations.acceptance import accept_donation
from donations.models import Donation
from donations.return_models import Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from donations.tax_year import completeness_of, received_krw
from kernel.errors import NotFound
from ledger.models import Account, JournalTransfer, Kind
from receipts.tax_office.export import Paper, Reason, TaxRoleMissing, export_paper
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
    JournalTransfer.objects.create(
        entry=uuid4(),
        municipality_id=BUSAN_JUNG,
        booked_on=date(2025, 5, 1),
        kind=Kind.DONATION,
        debit_account=Account.CASH,
        credit_account=Account.GENERAL_DONATIONS,
        amount_krw=7_000,
    )

    found = completeness_of(BUSAN_JUNG, 2025)

    assert not found.ok
    assert (found.donations_krw, found.journal_krw) == (130_000, 137_000)


def test_the_electronic_file_holds_resident_numbers_and_leaves_a_record(year, tmp_path):
    manager, path = User.objects.get(role=Role.MANAGER), tmp_path / "file.csv"
    with scope.within(scope.scope_of(manager)):
        number = export_paper(
            Paper.ELECTRONIC_CSV,
            BUSAN_JUNG,
            2025,
            path,
            reason=Reason.FILING,
            actor=manager,
        )

    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert number == 2
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


def test_a_clerk_and_another_government_take_no_paper(year, tmp_path):
    path = tmp_path / "file.xlsx"
    clerk, stranger = User.objects.get(role=Role.CLERK), official(Role.MANAGER, SANCHEONG)

    for actor, refusal in ((clerk, TaxRoleMissing), (stranger, NotFound)):
        with scope.within(scope.scope_of(actor)), pytest.raises(refusal):
            export_paper(Paper.LEDGER, BUSAN_JUNG, 2025, path, reason=Reason.AUDIT, actor=actor)

    assert not path.exists()
    assert not AuditEvent.objects.filter(kind="tax_paper.exported").exists()


def test_the_command_proves_and_writes(year, tmp_path, capsys):
    manager = User.objects.get(role=Role.MANAGER)
    asked = ("tax_papers", "--region", BUSAN_JUNG, "--year", "2025", "--json")
    call_command(
        *asked,
        *("--paper", "ledger", "--paper", "totals", "--out", str(tmp_path)),
        *("--reason", "audit", "--official", manager.email),
    )

    answer = json.loads(capsys.readouterr().out)
    assert answer["complete"] is True
    assert answer["electronic_due_on"] == "2026-01-10"
    assert [path.rpartition("/")[2] for path in answer["written"]] == [
        "ledger-26110-2025.xlsx",
        "totals-26110-2025.xlsx",
    ]
    with pytest.raises(CommandError, match="asks for --official"):
        call_command(*asked, "--paper", "ledger")
