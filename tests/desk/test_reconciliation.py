"""A settlement file against our books: every difference is found, and gets its reason."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts import scope
from accounts.models import Portal, Role
from audit.models import AuditEvent
from desk.bulk.errors import ColumnsMissing, UploadedBefore
from desk.reconciliation.models import LineResolution, Reason, Settlement, SettlementLine
from desk.reconciliation.settling import (
    DaysTurned,
    LineUnreadable,
    NoteMissing,
    compare_file,
    portals_of,
    resolve_line,
)
from desk.waiting import waiting_for
from donations.return_errors import RoleMissing
from donations.return_models import Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from kernel.errors import NotFound
from tests.admin.conftest import make_official
from tests.desk.files import in_utf8
from tests.people import KIM, SANCHEONG

HEADINGS = ["거래번호", "금액", "거래일자"]
FIFTH = date(2026, 10, 5)


@pytest.fixture
def given(own_database, give):
    """Three gifts of the fifth of October to us, one to another: R-0001 to R-0004."""
    return [
        give(),
        give(donor=KIM, amount_krw=50_000),
        give(amount_krw=30_000),
        give(recipient_code=SANCHEONG, amount_krw=20_000),
    ]


def portal() -> Portal:
    return Portal.objects.get(name="위기브")


def compare(actor, *lines: list[str], **more) -> Settlement:
    asked = {"portal_id": portal().pk, "first_on": FIFTH, "last_on": FIFTH, **more}
    headings = asked.pop("headings", HEADINGS)
    return compare_file(in_utf8(*lines, headings=headings), actor=actor, **asked)


def found(settlement: Settlement) -> list[tuple[str, str, int | None, int | None]]:
    lines = settlement.lines.order_by("reference")
    return [(each.kind, each.reference, each.their_krw, each.our_krw) for each in lines]


def test_what_is_absent_on_either_side_or_differs_is_found(given, clerk):
    settlement = compare(
        clerk,
        ["R-0001", "100,000원", "2026-10-05"],
        ["R-0002", "55000", "2026-10-05"],
        ["R-0009", "10000", "2026-10-05"],
        ["R-0010", "10000", "2026-10-05"],
        ["R-0010", "-10000", "2026-10-05"],
    )

    assert found(settlement) == [
        ("amount", "R-0002", 55_000, 50_000),
        ("absent_there", "R-0003", None, 30_000),
        ("absent_here", "R-0009", 10_000, None),
    ]
    assert (settlement.their_number, settlement.their_krw) == (4, 165_000)
    assert (settlement.our_number, settlement.our_krw) == (3, 180_000)
    assert AuditEvent.objects.get(kind="settlement.compared").facts == {"differences": 3}


def test_a_payment_that_stands_under_another_day_agrees(given, clerk, give):
    give(donor=KIM, paid_at=given[0].paid_at.replace(day=6), amount_krw=7_000)

    settlement = compare(
        clerk,
        ["R-0001", "100000", "2026-10-05"],
        ["R-0002", "50000", "2026-10-05"],
        ["R-0003", "30000", "2026-10-05"],
        ["R-0005", "7000", "2026-10-05"],
    )

    assert found(settlement) == []


def test_a_returned_donation_agrees_with_its_payment_and_with_what_is_left(given, clerk, manager):
    ask = ReturnAsk(ground=Ground.COERCION)
    with scope.within(scope.scope_of(clerk)):
        case, _is_new = request_return(given[0].pk, ask, actor=clerk)
        approve_return(case.pk, gift_value_krw=30_000, actor=manager)
        pay_out_return(case.pk, actor=clerk)
    others = [["R-0002", "50000", "2026-10-05"], ["R-0003", "30000", "2026-10-05"]]
    paid = ["R-0001", "100000", "2026-10-05"]
    back = ["R-0001", "-70000", "2026-10-06"]

    assert found(compare(clerk, paid, *others)) == []
    assert found(compare(clerk, paid, back, *others)) == []
    assert found(compare(clerk, ["R-0001", "90000", "2026-10-05"], *others)) == [
        ("amount", "R-0001", 90_000, 100_000)
    ]


def test_each_line_gets_a_reason_that_stays_and_another_may_follow(given, clerk, manager):
    settlement = compare(clerk, ["R-0001", "100000", "2026-10-05"], ["R-0002", "50000", "20261005"])
    line = settlement.lines.get()
    assert [task.number for task in waiting_for(clerk)] == [1]

    with pytest.raises(NoteMissing):
        resolve_line(line.pk, Reason.OTHER, note=" ", actor=clerk)
    resolve_line(line.pk, Reason.THEIR_ERROR, actor=clerk)
    resolve_line(line.pk, Reason.OTHER, note="전화로 확인", actor=manager)

    assert [(each.reason, each.resolved_by) for each in line.resolutions.all()] == [
        ("other", manager),
        ("their_error", clerk),
    ]
    told = AuditEvent.objects.filter(kind="settlement_line.resolved").order_by("id")
    assert [event.facts["changes"]["reason"] for event in told] == [
        [None, "their_error"],
        ["their_error", "other"],
    ]
    assert not SettlementLine.objects.unresolved().exists()
    assert waiting_for(clerk) == []
    for table in ("desk_lineresolution", "desk_settlementline", "desk_settlement"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET municipality_id = '48860'"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_file_that_cannot_be_compared_leaves_nothing(given, clerk):
    with pytest.raises(ColumnsMissing):
        compare(clerk, ["a", "1", "x"], headings=["번호", "금액", "비고"])
    for line in (
        ["", "1", "2026-10-05"],
        ["R", "x", "2026-10-05"],
        ["R", "1", "?"],
        ["=R", "1", "2026-10-05"],
    ):
        with pytest.raises(LineUnreadable):
            compare(clerk, line)
    with pytest.raises(DaysTurned):
        compare(clerk, ["R", "1", "2026-10-05"], first_on=date(2026, 10, 6))
    assert not Settlement.objects.exists()

    compare(clerk, ["R", "1", "2026-10-05"])
    with pytest.raises(UploadedBefore):
        compare(clerk, ["R", "1", "2026-10-05"])
    assert Settlement.objects.count() == 1


def test_another_s_settlement_is_not_found_nor_a_portal_that_brought_nothing(
    given, clerk, other_manager, login
):
    settlement = compare(clerk, ["R-0001", "1", "2026-10-05"])
    stranger = make_official(Role.CLERK, "47130")

    assert [each.name for each in portals_of(clerk)] == ["위기브"]
    assert portals_of(stranger) == []
    with pytest.raises(NotFound):
        compare(stranger, ["R", "1", "2026-10-05"])
    with pytest.raises(NotFound):
        resolve_line(settlement.lines.all()[0].pk, Reason.RETURNED, actor=other_manager)
    with pytest.raises(RoleMissing):
        compare(make_official(Role.AUDITOR), ["R", "1", "2026-10-05"])
    with scope.within(scope.scope_of(other_manager)):
        assert not SettlementLine.objects.exists()
    address = reverse("admin:desk_settlement_change", args=[settlement.pk])
    assert login(other_manager).get(address).status_code == 404
    assert not LineResolution.objects.exists()


def test_an_official_compares_and_resolves_on_the_page(given, clerk, login):
    client = login(clerk)
    text = "거래번호,금액,거래일자\nR-0001,100000,2026-10-05\nR-0002,50000,2026-10-05\n"
    answer = client.post(
        "/admin/desk/settlement/add/",
        {
            "portal": portal().pk,
            "first_on": "2026-10-05",
            "last_on": "2026-10-05",
            "file": SimpleUploadedFile("정산.csv", text.encode("cp949")),
        },
    )
    settlement = Settlement.objects.get()
    address = reverse("admin:desk_settlement_change", args=[settlement.pk])
    assert (answer.status_code, answer["Location"]) == (302, address)

    line = settlement.lines.get()
    given_reason = {"line": line.pk, "reason": "their_error", "note": "통화함"}
    assert client.post(address, given_reason).status_code == 302
    page = client.get(address).content.decode()
    assert "통화함" in page
    assert client.get("/admin/desk/settlement/").context["cl"].result_list[0].number_open == 0
    assert client.post(address, {"line": "x", "reason": "nothing"}).status_code == 200
