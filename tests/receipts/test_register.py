"""The register says whether every number is there, from the rows themselves."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from receipts.cancel import cancel_receipt
from receipts.correct import CorrectedFacts, replace_receipt
from receipts.models import State
from receipts.register import entries, statement, totals, years_of
from receipts.reprint import reprint_receipt
from tests.receipts.conftest import GANGJIN, SANCHEONG
from tests.receipts.issuing import issue_receipt, issue_receipts
from tests.receipts.test_cancel import NIGHT_IN_SEOUL
from tests.receipts.test_cancel import facts as cancellation
from tests.receipts.test_reprint import official


@pytest.fixture
def year(db, make_facts):
    """Issue four receipts; reissue the first, cancel the second, correct the third."""
    clerk = official()
    receipts = issue_receipts([make_facts() for _ in range(4)])
    reprint_receipt(receipts[0].pk, actor=clerk)
    cancel_receipt(receipts[1], cancellation(), actor=clerk)
    facts = CorrectedFacts(donor_name="홍길순", name_masked="홍*순")
    replace_receipt(receipts[2].source, facts, actor=clerk, at=NIGHT_IN_SEOUL)
    return receipts


def test_every_number_has_its_line_and_what_became_of_it(year):
    lines = list(entries(GANGJIN, 2026))

    assert [line.number[-1] for line in lines] == ["1", "2", "3", "4", "5"]
    assert [line.state for line in lines] == [
        State.ISSUED,
        State.CANCELLED,
        State.REPLACED,
        State.ISSUED,
        State.ISSUED,
    ]
    assert lines[0].reprints == 1
    assert lines[1].cancellation == "46810-2026-0000002-C"
    assert lines[1].cancelled_on == date(2026, 4, 1)
    assert lines[2].replaced_by == lines[4].number == "46810-2026-0000005"
    assert lines[4].replaces == lines[2].number
    assert [line.serial for line in entries(GANGJIN, 2026, after=2, limit=2)] == [3, 4]
    assert not list(entries(SANCHEONG, 2026))


def test_the_sums_count_what_stands_apart_from_what_does_not(year):
    found = totals(GANGJIN, 2026)

    assert (found.issued, found.standing, found.replaced, found.cancelled) == (5, 3, 1, 1)
    assert (found.standing_krw, found.cancelled_krw) == (300_000, 100_000)
    assert found.reprints == 1


def test_a_year_is_complete_and_one_without_receipts_says_so(year):
    assert statement(GANGJIN, 2026).is_complete
    assert statement(GANGJIN, 2026).text == "complete: 1..5"
    assert statement(GANGJIN, 2025).text == "no receipt was issued"
    assert years_of([GANGJIN, SANCHEONG]) == [(GANGJIN, 2026)]


@pytest.mark.usefixtures("own_database")
def test_a_missing_number_is_named_and_not_assumed_away(make_facts):
    """The triggers make this impossible; a restored backup might not have them."""
    issue_receipts([make_facts() for _ in range(5)])
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE receipts_receipt DISABLE TRIGGER receipt_stays_as_issued;"
            "DELETE FROM receipts_receipt WHERE serial IN (2, 5)"
        )

    found = statement(GANGJIN, 2026)

    assert (found.is_complete, found.missing) == (False, (2, 5))
    assert "INCOMPLETE: 3 receipts, last number 5, highest 4, missing: 2, 5" in found.text
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("receipts_register", region=GANGJIN, year=2026, json=True, stdout=out)
    assert ended.value.code == 1
    assert json.loads(out.getvalue())["missing"] == [2, 5]


@pytest.mark.usefixtures("own_database")
def test_the_command_prints_one_document_without_a_name(make_facts):
    issue_receipt(make_facts())
    out, plain = io.StringIO(), io.StringIO()

    call_command("receipts_register", region=GANGJIN, year=2026, json=True, stdout=out)
    call_command("receipts_register", region=GANGJIN, year=2026, stdout=plain)

    document = json.loads(out.getvalue())
    assert document["issuer"]["code"] == GANGJIN
    assert (document["complete"], document["statement"]) == (True, "complete: 1..1")
    assert document["totals"]["standing_krw"] == 100_000
    assert document["receipts"] == [
        {
            "serial": 1,
            "number": "46810-2026-0000001",
            "issued_on": "2026-03-11",
            "donated_on": "2026-03-10",
            "amount_krw": 100_000,
            "state": "issued",
            "cancellation": None,
            "cancelled_on": None,
            "replaced_by": None,
            "replaced_on": None,
            "replaces": None,
            "reprints": 0,
            "last_reprinted_on": None,
        }
    ]
    assert "complete: 1..1" in plain.getvalue()
    assert "홍" not in out.getvalue() + plain.getvalue()


@pytest.mark.usefixtures("own_database")
def test_a_code_of_nobody_is_refused():
    with pytest.raises(CommandError, match="no Korean local government with the code 99999"):
        call_command("receipts_register", region="99999", year=2026)
