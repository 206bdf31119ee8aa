"""A bank's file from upload to receipts: every row judged, each taken in once, nothing kept."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts import scope
from accounts.models import Role
from audit.models import AuditEvent
from desk.bulk import decisions, job
from desk.bulk.decisions import assign_columns, close_file, correct_row, decide_row, start
from desk.bulk.erasure import KEPT_FOR, erase_old
from desk.bulk.errors import BulkStateConflict, ColumnsMissing, UploadedBefore
from desk.bulk.models import BulkChunk, BulkFile
from desk.bulk.reading import counts_of
from desk.bulk.sources import SourceTaken
from donations.books import check_books
from donations.models import Donation
from donations.return_errors import RoleMissing
from kernel.errors import NotFound
from tests.admin.conftest import make_official
from tests.desk.files import (
    HEADINGS,
    codes,
    examined,
    in_utf8,
    line,
    person,
    rows_of,
    source_of,
    states,
    uploaded,
    written,
)
from tests.people import BUSAN_JUNG, HONG


def run(file: BulkFile, actor) -> BulkFile:
    start(file.pk, actor=actor)
    job.work_on(file.pk, "test")
    file.refresh_from_db()
    return file


def test_a_file_becomes_donations_of_its_source(source, clerk):
    file = examined(in_utf8(line(1), line(2)), source, clerk)
    assert (states(file), written()) == (["ready", "ready"], (0, 0, 0))

    run(file, clerk)

    assert file.status == "done"
    assert states(file) == ["accepted", "accepted"]
    donation = Donation.objects.get(portal_reference="B-00001")
    assert (donation.portal, donation.recipient_id, donation.amount_krw) == (
        source.portal,
        BUSAN_JUNG,
        100_000,
    )
    assert (donation.channel, donation.payment_method) == ("BANK_COUNTER", "counter")
    assert donation.pledge_signed_at == donation.paid_at
    assert written() == (2, 2, 2)
    accepted = AuditEvent.objects.filter(kind="donation.accepted")
    assert {event.official for event in accepted} == {clerk}
    assert all(check.ok for check in check_books())


def test_a_dry_run_names_everything_against_every_row_and_writes_nothing(source, clerk, give):
    give(donor=HONG, amount_krw=19_950_000)
    before = written()
    file = examined(
        in_utf8(
            line(1),
            line(2, 주소지="26110", 기부금액="50"),
            line(3, 성명="㈜고향", 주민등록번호="900231-1234567", 기부금액="천원"),
            line(4, 주민등록번호=HONG.resident_number),
            line(5, 기부일시="2022-12-31"),
            line(6, 주소지="없는시"),
            line(7, 성명="김철수", 주민등록번호=HONG.resident_number, 기부금액="10000"),
        ),
        source,
        clerk,
    )

    assert [codes(row) for row in rows_of(file)] == [
        [],
        ["own_residence", "below_minimum"],
        ["cell_invalid"] * 3,
        ["annual_cap_exceeded"],
        ["date_out_of_range"],
        ["place_unknown"],
        ["identity_mismatch"],
    ]
    korean = rows_of(file)[1].refusals[0]
    assert "주민" in korean["ko"]
    assert korean["law"] == "고향사랑 기부금에 관한 법률 제4조제1항"
    assert counts_of(file)["refused"] == 6
    assert written() == before


def test_a_name_of_a_hundred_characters_is_refused_with_what_to_write_instead(source, clerk):
    before = written()
    file = examined(in_utf8(line(1, 성명="홍" * 100), line(2, 성명="홍" * 60)), source, clerk)

    long, longest = rows_of(file)
    (refusal,) = long.refusals
    assert (refusal["code"], longest.refusals) == ("cell_invalid", [])
    assert "이름은 60자까지입니다." in refusal["ko"]
    assert "A name has at most 60 characters." in refusal["en"]
    assert written() == before


def test_the_cap_counts_the_rows_above(source, clerk):
    row = {"주민등록번호": person(1), "기부금액": "1,000만"}
    file = examined(
        in_utf8(
            *(line(n, **row, 기부일시=f"2026-10-0{n}") for n in (1, 2)),
            line(3, **row, 기부일시="2026-10-03"),
            line(4, **row, 기부일시="2025-10-03"),
        ),
        source,
        clerk,
    )

    assert states(file) == ["ready", "ready", "refused", "ready"]
    assert codes(rows_of(file)[2]) == ["annual_cap_exceeded"]


def test_rows_for_others_are_refused_one_by_one(source, clerk):
    headings = [*HEADINGS, "자치단체코드"]
    file = examined(
        in_utf8([*line(1), "26110"], [*line(2), "48860"], [*line(3), ""], headings=headings),
        source,
        clerk,
    )

    assert states(file) == ["ready", "refused", "ready"]
    assert codes(rows_of(file)[1]) == ["not_ours"]


def test_a_likely_double_is_shown_and_the_official_decides(source, clerk, give):
    earlier = give(donor=HONG)
    same = {"주민등록번호": HONG.resident_number}
    file = examined(
        in_utf8(line(1, **same), line(2), line(3, 주민등록번호=person(2), 거래번호="B-9")),
        source,
        clerk,
    )

    first, second, third = rows_of(file)
    assert (first.state, first.like) == (
        "doubtful",
        {"donation": str(earlier.pk), "receipt": earlier.receipt.number},
    )
    assert (second.state, third.state, third.like) == ("ready", "doubtful", {"row": 3})

    run(file, clerk)
    assert states(file) == ["doubtful", "accepted", "doubtful"]

    decide_row(file.pk, first.number, take_in=True, actor=clerk)
    decide_row(file.pk, third.number, take_in=False, actor=clerk)
    run(file, clerk)
    assert states(file) == ["accepted", "accepted", "left"]
    decided = AuditEvent.objects.filter(kind="bulk_row.decided").order_by("id")
    assert [(event.official, event.facts["row"], event.facts["taken_in"]) for event in decided] == [
        (clerk, 2, True),
        (clerk, 4, False),
    ]
    assert [event.facts["changes"] for event in decided] == [
        {"state": ["doubtful", "ready"]},
        {"state": ["doubtful", "left"]},
    ]


def test_what_became_like_another_since_the_dry_run_is_left_for_the_official(source, clerk, give):
    file = examined(in_utf8(line(1, 주민등록번호=HONG.resident_number)), source, clerk)
    assert states(file) == ["ready"]

    give(donor=HONG)
    run(file, clerk)

    assert states(file) == ["doubtful"]
    assert Donation.objects.count() == 1


def test_the_same_file_twice_is_refused_and_a_reference_counts_once(source, clerk):
    run(examined(in_utf8(line(1)), source, clerk), clerk)

    with pytest.raises(UploadedBefore):
        uploaded(in_utf8(line(1)), source, clerk)
    file = examined(in_utf8(line(1), line(1, 기부금액="200000"), line(2), line(2)), source, clerk)

    assert states(file) == ["repeated", "refused", "ready", "refused"]
    assert codes(rows_of(file)[1]) == ["reference_reused"]
    assert codes(rows_of(file)[3]) == ["reference_twice"]
    run(file, clerk)
    assert Donation.objects.count() == 2


def test_a_row_is_corrected_in_the_page(source, clerk):
    file = examined(in_utf8(line(1, 기부금액="많이"), line(2)), source, clerk)
    assert states(file) == ["refused", "ready"]
    number = rows_of(file)[0].number

    assert correct_row(file.pk, number, line(1), actor=clerk) == "ready"
    run(file, clerk)

    assert states(file) == ["accepted", "accepted"]
    corrected = AuditEvent.objects.get(kind="bulk_row.corrected")
    assert corrected.facts == {
        "row": 2,
        "columns": ["기부금액"],
        "changes": {"state": ["refused", "ready"]},
    }
    with pytest.raises(BulkStateConflict):
        correct_row(file.pk, number, line(1), actor=clerk)


def test_a_corrected_file_takes_in_what_is_new_and_nothing_twice(source, clerk):
    headings = HEADINGS[1:]
    without = [line(n)[1:] for n in (1, 2)]
    broken = [line(3, 주소지="없는시")[1:]]
    first = run(examined(in_utf8(*without, *broken, headings=headings), source, clerk), clerk)
    assert states(first) == ["accepted", "accepted", "refused"]

    second = examined(
        in_utf8(*without, line(3)[1:], headings=headings), source, clerk, corrects=first
    )

    assert states(second) == ["repeated", "repeated", "ready"]
    run(second, clerk)
    assert Donation.objects.count() == 3
    first.refresh_from_db()
    assert first.status == "closed"


def test_a_row_without_a_declaration_or_a_form_is_refused(source, clerk):
    file = examined(in_utf8(line(1)), source, clerk, is_declared=False)
    assert codes(rows_of(file)[0]) == ["cell_invalid"]

    headings = [*HEADINGS, "기탁서작성일", "동의일시", "제한관계없음"]
    told = [
        [*line(1), "2026-10-05 13:50", "2026-10-05 13:50", "예"],
        [*line(2), "2026-10-05 14:10", "2026-10-05 13:50", "예"],
        [*line(3), "2026-10-04", "2026-10-04", "아니오"],
        [*line(4), "", "예", "예"],
    ]
    file = examined(in_utf8(*told, headings=headings), source, clerk, is_declared=False)
    assert [codes(row) for row in rows_of(file)] == [
        [],
        ["pledge_missing"],
        ["barred_relation"],
        ["pledge_missing"],
    ]


def test_personal_data_are_sealed_and_go_when_they_are_no_longer_needed(source, clerk):
    file = examined(in_utf8(line(1), line(2, 기부금액="x")), source, clerk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed || outcomes::text FROM desk_bulkchunk")
        (kept,) = cursor.fetchone()
        assert "홍길동" not in kept
        assert person(1) not in kept
    run(file, clerk)
    assert [bool(row.cells) for row in rows_of(file)] == [False, True]

    close_file(file.pk, actor=clerk)

    assert set(BulkChunk.objects.values_list("sealed", flat=True)) == {""}
    assert states(file) == ["accepted", "refused"]
    with pytest.raises(BulkStateConflict):
        start(file.pk, actor=clerk)


def test_a_file_that_nobody_closed_is_erased_after_thirty_days(source, clerk):
    file = examined(in_utf8(line(1)), source, clerk)
    scope.enter(scope.SYSTEM)

    assert erase_old(timezone.now()) == 0
    assert erase_old(timezone.now() + KEPT_FOR) == 1

    file.refresh_from_db()
    assert (file.status, BulkChunk.objects.get().sealed) == ("closed", "")
    assert uploaded(in_utf8(line(1)), source, clerk).row_count == 1


def test_what_every_donation_needs_must_have_a_column(source, clerk):
    file = uploaded(in_utf8(line(1)), source, clerk)
    columns = {name: at for name, at in file.columns.items() if name != "amount"}

    with pytest.raises(ColumnsMissing) as refused:
        assign_columns(file.pk, columns, payment_method="card", actor=clerk)

    assert "금액" in str(refused.value)
    assert BulkFile.objects.get().status == "uploaded"


def test_the_columns_of_a_source_are_remembered(source, clerk):
    headings = ["번호", "누구", "식별", "어디", "얼마", "언제"]
    file = uploaded(in_utf8(line(1), headings=headings), source, clerk)
    assert file.columns == {}
    names = ["reference", "name", "resident_number", "residence", "amount", "paid_at"]
    columns = {name: at for at, name in enumerate(names)}
    assign_columns(file.pk, columns, payment_method="card", actor=clerk)

    again = uploaded(in_utf8(line(2)[::-1], headings=headings[::-1]), source, clerk)

    assert again.columns == {name: 5 - at for name, at in columns.items()}
    assert again.payment_method == "card"
    (event,) = AuditEvent.objects.filter(kind="bulk_source.columns_changed")
    assert event.facts["changes"]["amount"] == [None, "얼마"]
    assert event.facts["changes"]["payment_method"] == ["counter", "card"]


def test_another_s_file_and_source_are_not_found(source, clerk, other_manager):
    file = examined(in_utf8(line(1)), source, clerk)

    for step in (
        lambda: uploaded(in_utf8(line(2)), source, other_manager),
        lambda: start(file.pk, actor=other_manager),
        lambda: decide_row(file.pk, 2, take_in=True, actor=other_manager),
        lambda: correct_row(file.pk, 2, line(1), actor=other_manager),
        lambda: close_file(file.pk, actor=other_manager),
        lambda: decisions.file_of(file.pk, other_manager),
    ):
        with pytest.raises(NotFound):
            step()
    with scope.within(scope.scope_of(other_manager)):
        assert not BulkFile.objects.exists()
        assert not BulkChunk.objects.exists()
    with scope.within(scope.scope_of(clerk)):
        assert BulkFile.objects.exists()


def test_only_clerks_and_managers_upload_and_only_managers_add_sources(source, clerk, manager):
    with pytest.raises(RoleMissing):
        uploaded(in_utf8(line(1)), source, make_official(Role.AUDITOR))
    with pytest.raises(RoleMissing):
        source_of(clerk, "다른 은행")
    with pytest.raises(SourceTaken):
        source_of(manager)
