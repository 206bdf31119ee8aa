"""An auditor reads Gokseong's 2026: what was issued, returned, handed out again and corrected.

On 1 July the county carries on under another code, as all of Jeonnam does. What was certified
before reads the same afterwards, each code has a register of its own, and every book agrees.
"""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from django.db.models import Sum
from pypdf import PdfReader

from accounts.models import Role, User
from donations.acceptance import accept_donation
from donations.books import check_books
from donations.corrections import correct_receipt
from donations.errors import IdentityMismatch
from donations.exports import decide_export
from donations.models import Donation
from donations.return_models import Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from donations.tax_papers import ask_tax_paper, take_granted_paper
from donations.tax_year import completeness_of
from donations.year_end import plan_year_end
from ledger.models import JournalTransfer
from receipts import tasks
from receipts.correct import CorrectedFacts
from receipts.errors import AlreadyCancelled
from receipts.issuers import register_issuer
from receipts.models import Receipt, State
from receipts.register import entries, statement, totals
from receipts.render import render_receipt
from receipts.reprint import reprint_receipt
from receipts.statement import statement_of
from receipts.tax_office.export import Paper, Reason
from receipts.year_end.models import BatchStatus
from receipts.year_end.plan import approve_batch
from receipts.year_end.run import folder_of
from regions.errors import RecipientNotInForce
from regions.models import Municipality
from tests.people import HONG, KIM, make_offer, make_portal

BEFORE, AFTER = "46720", "12720"


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T14:00:00+09:00")


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    """Where documents and papers go; nothing is sent to a worker."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    monkeypatch.setattr(tasks.make_year_end, "delay", lambda _batch: None)
    return tmp_path


@pytest.mark.usefixtures("own_database")
def test_an_auditor_reads_a_year_with_a_merger_in_it(folder):  # noqa: PLR0915 - a whole year
    portal = make_portal("위기브")
    # Officials belong to the government of today; what its predecessor received is theirs too.
    clerk, manager, treasurer, auditor = (
        User.objects.create(email=f"{name}@gokseong.example", role=role, municipality_id=AFTER)
        for name, role in (
            ("clerk", Role.CLERK),
            ("manager", Role.MANAGER),
            ("treasurer", Role.CLERK),
            ("auditor", Role.AUDITOR),
        )
    )
    references = iter(range(1, 100))

    def give(day: str, **changes) -> Donation:
        offer = make_offer(
            portal_reference=f"Y-{next(references)}",
            **{"recipient_code": BEFORE, "paid_at": on(day), **changes},
        )
        return accept_donation(offer, actor=portal).donation

    # January to May: five gifts; the county has told its business number from May on only.
    hong = give("2026-01-15", amount_krw=100_000)
    kim = give("2026-02-20", donor=KIM, amount_krw=200_000)
    give("2026-03-03", amount_krw=50_000)
    paid_again = give("2026-03-03", amount_krw=50_000)
    give("2026-05-05", donor=KIM, amount_krw=30_000)

    # The second payment of March was a mistake: it goes back, and its receipt is cancelled.
    ask = ReturnAsk(ground=Ground.PAYMENT_ERROR, portal_reference="R-1")
    case, _is_new = request_return(paid_again.pk, ask, actor=portal)
    approve_return(case.pk, actor=manager)
    pay_out_return(case.pk, actor=treasurer)
    with pytest.raises(AlreadyCancelled):
        reprint_receipt(paid_again.receipt_id, actor=clerk)

    # Kim has lost hers; Hong's name was misspelt.
    reprint_receipt(kim.receipt_id, actor=clerk)
    correction = correct_receipt(
        hong.pk, CorrectedFacts(donor_name="홍길순", note="성명 오기"), actor=manager
    )
    assert correction.receipt.number == "46720-2026-0000006"

    # 1 July: the old code takes nothing more; the new one begins at 1.
    with pytest.raises(RecipientNotInForce):
        give("2026-07-01")
    later = {"recipient_code": AFTER, "amount_krw": 70_000}
    with pytest.raises(IdentityMismatch):
        give("2026-08-15", **later)
    august = give("2026-08-15", donor=replace(HONG, name="홍길순"), **later)
    assert august.receipt.number == "12720-2026-0000001"

    # What was certified before the merger reads the same, whatever becomes of the names since.
    document = render_receipt(Receipt.objects.with_state().get(pk=kim.receipt_id))
    old_name = kim.receipt.issuer_name_ko
    Municipality.objects.filter(pk=BEFORE).update(name_ko="다른 이름", name_en="Another name")
    kept = Receipt.objects.with_state().get(pk=kim.receipt_id)
    assert (kept.issuer_name_ko, kept.issuer_id) == (old_name, BEFORE)
    assert render_receipt(kept) == document

    # In autumn the successor registers its number and corrects once more, in the old register.
    register_issuer(
        BEFORE,
        business_number="123-83-00000",
        address="전라남도 곡성군",
        valid_from=on("2026-05-01").date(),
        actor=manager,
    )
    again = correct_receipt(hong.pk, CorrectedFacts(), actor=manager).receipt
    assert (again.number, again.issuer_name_ko) == ("46720-2026-0000007", old_name)
    assert (again.donor_name, again.issuer_business_number) == ("홍길순", "123-83-00000")

    # The registers are complete, and say what became of each number.
    assert statement(BEFORE, 2026).text == "complete: 1..7"
    assert statement(AFTER, 2026).text == "complete: 1..1"
    assert [line.state for line in entries(BEFORE, 2026)] == [
        State.REPLACED,
        State.ISSUED,
        State.ISSUED,
        State.CANCELLED,
        State.ISSUED,
        State.REPLACED,
        State.ISSUED,
    ]
    found = totals(BEFORE, 2026)
    assert (found.standing, found.replaced, found.cancelled, found.reprints) == (4, 2, 1, 1)

    # What stands is what the fund has: given less given back.
    assert found.standing_krw == 100_000 + 200_000 + 50_000 + 30_000
    booked = JournalTransfer.objects.filter(municipality_id=BEFORE)
    given = booked.filter(kind="donation").aggregate(Sum("amount_krw"))["amount_krw__sum"]
    back = booked.filter(kind="return").aggregate(Sum("amount_krw"))["amount_krw__sum"]
    assert given - back == found.standing_krw

    # Hong's year: two local governments' codes, the corrected name, the returned gift apart.
    sources = Donation.objects.filter(donor=hong.donor_id).values_list("pk", flat=True)
    year = statement_of(list(sources), 2026, is_over=False)
    assert (year.total_krw, year.returned_krw) == (100_000 + 50_000 + 70_000, 50_000)
    assert [one.code for one in year.recipients] == [AFTER, BEFORE]
    assert year.credit is not None
    # 2026: 100,000 in full, 100,000 × 0.44, 20,000 × 0.165
    assert year.credit.credit_total_krw == 100_000 + 44_000 + 3_300
    assert HONG.name not in {each.donor_name for each in year.receipts if each.source == hong.pk}

    assert [check for check in check_books() if not check.ok] == []

    # January: a document for each person, planned, approved by another, made.
    batch = plan_year_end(2026, actor=clerk, today=date(2027, 1, 4))
    assert (batch.documents, batch.receipts, batch.amount_krw) == (2, 5, 450_000)
    approve_batch(batch.pk, actor=manager)
    tasks.make(batch.pk, "worker")
    batch.refresh_from_db()
    assert batch.status == BatchStatus.DONE
    with zipfile.ZipFile(folder_of(batch) / batch.file_name) as bundle:
        pages = {
            name: [page.extract_text() for page in PdfReader(io.BytesIO(bundle.read(name))).pages]
            for name in bundle.namelist()
            if name != "manifest.csv"
        }
    shown = [
        [next(each for each in numbers if each in page) for page in document]
        for numbers, document in zip(
            batch.papers.order_by("position").values_list("numbers", flat=True),
            pages.values(),
            strict=True,
        )
    ]
    assert shown == [
        ["12720-2026-0000001", "46720-2026-0000003", "46720-2026-0000007"],
        ["46720-2026-0000002", "46720-2026-0000005"],
    ]

    # The tax office's papers are complete, and the ledger leaves by two officials.
    for code, number, sum_krw in ((BEFORE, 4, 380_000), (AFTER, 1, 70_000)):
        papers = completeness_of(code, 2026)
        assert papers.ok
        assert (papers.listed, papers.listed_krw, papers.journal_krw) == (number, sum_krw, sum_krw)
    ledger = ask_tax_paper(Paper.LEDGER, BEFORE, 2026, reason=Reason.AUDIT, actor=manager)
    decide_export(ledger.pk, grant=True, actor=auditor)
    path = take_granted_paper(ledger.pk, folder, actor=manager)
    (sheet,) = openpyxl.load_workbook(path).worksheets
    listed = [cell.value for row in sheet for cell in row]
    assert [listed.count(each) for each in (100_000, 200_000, 50_000, 30_000)] == [1, 1, 1, 1]
    assert "홍길순" in listed

    assert [check for check in check_books() if not check.ok] == []
