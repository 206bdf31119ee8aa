"""Receipts on the officials' site: handed out again, corrected, registered, and their register."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts import scope
from accounts.models import Role
from audit.access_models import PersonalAccess
from audit.personal_access import AccessPurpose
from donations.corrections import correct_receipt
from donations.export_models import ExportFormat, ExportKind
from donations.exports import ExportAsk, ask_export, decide_export, download_export
from receipts.correct import CorrectedFacts
from receipts.issuer_models import IssuerRegistration
from receipts.models import Receipt, ReceiptReprint
from tests.admin.conftest import make_official
from tests.people import BUSAN_JUNG, SANCHEONG

SENT = {"_form_submitted": "True"}


def told(client, url: str, **form: str) -> list[str]:
    answer = client.post(url, {**SENT, **form}, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def test_a_clerk_hands_a_receipt_out_again_and_the_document_says_so(login, give, clerk):
    receipt, client = give().receipt, login(clerk)
    url = reverse("admin:receipts_receipt_reprint", args=[receipt.pk])

    assert told(client, url) == ["Reissued. Open the marked document below."]

    reprint = ReceiptReprint.objects.get()
    assert (reprint.nth, reprint.reprinted_by) == (1, clerk)
    page = client.get(reverse("admin:receipts_receipt_change", args=[receipt.pk])).content.decode()
    download = reverse("admin:receipts_receipt_download", args=[receipt.pk])
    assert f"{download}?show=1&amp;reissue=1" in page
    marked = text_of(client.get(download, {"reissue": "1"}).content)
    assert "재발급" in marked
    assert reprint.reprinted_on.isoformat() in marked
    assert receipt.number in marked
    assert "재발급" not in text_of(client.get(download).content)
    assert client.get(download, {"reissue": "2"}).status_code == 404


def test_a_manager_corrects_a_receipt_and_both_documents_say_so(login, give, manager):
    donation, client = give(), login(manager)
    url = reverse("admin:donations_donation_correct", args=[donation.pk])

    assert told(client, url, donor_name="홍길순", note="성명 오기") == [
        "The corrected receipt is issued. The portal is told."
    ]

    old, new = Receipt.objects.order_by("serial")
    page = client.get(reverse("admin:receipts_receipt_change", args=[old.pk])).content.decode()
    assert f"Replaced by {new.number}" in page
    download = [reverse("admin:receipts_receipt_download", args=[each.pk]) for each in (old, new)]
    own = reverse("admin:donations_donation_change", args=[donation.pk])
    for url in (own, reverse("admin:donations_donation_changelist")):
        shown = client.get(url).content.decode()
        assert (new.number in shown, old.number in shown) == (True, False)
        assert ("홍*순" in shown, "홍*동" in shown) == (True, False)
    led = client.get(reverse("admin:donations_donation_download", args=[donation.pk]))
    assert led["Location"] == download[1]
    before, after = (text_of(client.get(url).content) for url in download)
    assert new.number in before
    assert "REPLACED" in before
    assert old.number in after
    assert "정정 발급" in after
    assert "홍길순" in after
    again = told(client, reverse("admin:receipts_receipt_reprint", args=[old.pk]))
    assert "does not stand" in again[0]


def test_a_correction_of_nothing_comes_back_as_a_message(login, give, manager):
    donation = give()
    url = reverse("admin:donations_donation_correct", args=[donation.pk])

    (message,) = told(login(manager), url, note="?")

    assert "There is nothing to correct" in message
    assert Receipt.objects.count() == 1


def test_steps_need_their_role_and_one_s_own_local_government(
    login, give, clerk, other_manager, manager
):
    donation = give()
    reprint = reverse("admin:receipts_receipt_reprint", args=[donation.receipt_id])
    correct = reverse("admin:donations_donation_correct", args=[donation.pk])
    auditor = make_official(Role.AUDITOR)

    assert login(auditor).post(reprint, SENT).status_code == 403
    assert login(clerk).post(correct, {**SENT, "note": "x"}).status_code == 403
    other = login(other_manager)
    assert other.post(reprint, SENT).status_code == 404
    assert other.post(correct, {**SENT, "note": "x", "donor_name": "김"}).status_code == 404
    assert Receipt.objects.count() == 1
    assert not ReceiptReprint.objects.exists()


def test_a_manager_enters_what_the_local_government_has_registered(login, give, manager, clerk):
    before = give().receipt
    url = reverse("admin:receipts_issuerregistration_add")
    form = {
        "municipality": BUSAN_JUNG,
        "business_number": "123-83-00000",
        "address": "부산광역시 중구 중구로 120",
        "valid_from": "2026-01-01",
    }

    assert login(clerk).post(url, form).status_code == 403
    answer = login(manager).post(url, form, follow=True)

    assert answer.status_code == 200
    entered = IssuerRegistration.objects.get()
    assert (entered.municipality_id, entered.entered_by) == (BUSAN_JUNG, manager)
    after = Receipt.objects.get(pk=give().receipt_id)
    assert (after.issuer_business_number, after.issuer_address) == (
        "123-83-00000",
        "부산광역시 중구 중구로 120",
    )
    assert Receipt.objects.get(pk=before.pk).issuer_business_number == ""


@pytest.mark.parametrize(
    "changes", [{"business_number": "1238300000"}, {"municipality": SANCHEONG}]
)
def test_another_form_or_another_s_registration_is_refused(login, manager, changes):
    form = {
        "municipality": BUSAN_JUNG,
        "business_number": "123-83-00000",
        "valid_from": "2026-01-01",
    }

    login(manager).post(
        reverse("admin:receipts_issuerregistration_add"), {**form, **changes}, follow=True
    )

    assert not IssuerRegistration.objects.exists()


def test_the_register_shows_each_number_and_says_that_none_is_missing(login, give, manager):
    donation = give()
    give()
    give(recipient_code=SANCHEONG)
    correct_receipt(donation.pk, CorrectedFacts(donor_name="홍길순"), actor=manager)

    page = login(manager).get(reverse("admin:receipts_receipt_register"))

    shown = page.content.decode()
    assert page.context["statement"].text == "complete: 1..3"
    assert "Complete: the numbers 1 to 3 have each been given once." in shown
    assert [line.serial for line in page.context["lines"]] == [1, 2, 3]
    assert f'<a href="/admin/receipts/receipt/?q={donation.receipt.number}">' in shown
    assert "First page" not in shown
    assert [
        entry["link"]
        for group in page.context["sidebar_navigation"]
        for entry in group["items"]
        if entry["active"]
    ] == [reverse("admin:receipts_receipt_register")]
    assert "48860-2026-0000001" not in shown
    assert "홍" not in shown[shown.index('class="register"') :]


def test_the_register_of_another_and_of_no_year_is_not_found(login, give, manager, client):
    give()
    official = login(manager)
    url = reverse("admin:receipts_receipt_register")

    for of in (f"{SANCHEONG}-2026", f"{BUSAN_JUNG}-1999", "x"):
        assert official.get(url, {"of": of}).status_code == 404
    later = official.get(url, {"of": f"{BUSAN_JUNG}-2026", "after": "1"})
    assert (later.status_code, later.context["lines"]) == (200, [])
    assert "First page" in later.content.decode()
    assert client.get(url).status_code == 302
    assert login(make_official(Role.NATIONAL, None)).get(url).status_code == 404


def text_of(pdf: bytes) -> str:
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize("listing", ["receipts_receipt", "donations_donation"])
def test_a_corrected_receipt_and_a_cancellation_are_found_by_any_of_their_numbers(
    login, give, manager, listing
):
    donation, client = give(), login(manager)
    give()
    new = correct_receipt(donation.pk, CorrectedFacts(donor_name="홍길순"), actor=manager).receipt
    whole = {
        "receipts_receipt": {str(donation.receipt_id), str(new.pk)},
        "donations_donation": {str(donation.pk)},
    }
    url = reverse(f"admin:{listing}_changelist")

    for typed in (donation.receipt.number, f" {new.number} ", f"{new.number}-C"):
        found = client.get(url, {"q": typed}).context["cl"].result_list
        assert {str(row.pk) for row in found} == whole[listing], typed
    assert not client.get(url, {"q": "26110-2026-0000009"}).context["cl"].result_list


def test_a_download_is_on_record_with_the_data_that_the_document_shows(login, give, clerk, manager):
    donation, client = give(), login(clerk)
    address = CorrectedFacts(donor_address="서울 종로구 세종대로 1")
    new = correct_receipt(donation.pk, address, actor=manager).receipt

    for receipt in (donation.receipt_id, new.pk):
        client.get(reverse("admin:receipts_receipt_download", args=[receipt]))

    looks = PersonalAccess.objects.order_by("id").values_list("official", "data")
    assert list(looks) == [
        (clerk.pk, ["name", "birth_date"]),
        (clerk.pk, ["name", "birth_date", "address"]),
    ]


def test_an_address_that_was_corrected_is_the_one_that_is_shown_and_exported(
    login, give, clerk, manager
):
    donation = give()
    address = CorrectedFacts(donor_address="서울 종로구 세종대로 1")
    new = correct_receipt(donation.pk, address, actor=manager).receipt
    page = reverse("admin:donations_donation_show", args=[donation.pk])
    shown = login(clerk).post(page, {"purpose": "inquiry", "wanted": ["address"], "reason": "1"})
    assert "서울 종로구 세종대로 1" in shown.content.decode()
    ask = ExportAsk(
        kind=ExportKind.DONORS,
        file_format=ExportFormat.CSV,
        first_on=donation.donated_on,
        last_on=donation.donated_on,
        purpose=AccessPurpose.RECEIPT,
        reason="발송",
    )
    with scope.within(scope.scope_of(clerk)):
        export = ask_export(ask, actor=clerk)
    with scope.within(scope.scope_of(manager)):
        decide_export(export.pk, grant=True, actor=manager)
    with scope.within(scope.scope_of(clerk)):
        content = download_export(export.pk, actor=clerk).decode("utf-8-sig")

    assert new.number in content
    assert donation.receipt.number not in content
    assert "서울 종로구 세종대로 1" in content
