"""A year's papers: trial balance, settlement and publication as page, spreadsheet and PDF."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts import scope
from projects.fund_papers.files import paper_of_year
from projects.fund_papers.pdf import pdf_of
from projects.fund_papers.shapes import Kind as PaperKind
from projects.fund_papers.xlsx import xlsx_of
from projects.models import FundProject, Purpose
from projects.statement import statement_of, statement_published
from projects.year_end import close_fund_year, publish_fund_year
from tests.donations.return_cases import return_whole
from tests.ledger.conftest import CLOSING_DAY, a_year, at, broken
from tests.people import SANCHEONG


def test_a_publication_stays_as_it_was_published(give, laundry, clerk, manager):
    """KR-PUB-01."""
    year = a_year(give, laundry, clerk, manager)
    close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)
    published = publish_fund_year(year.pk, at=at("2027-02-20"), actor=manager)

    assert published.publication is not None
    assert published.publication["cash_krw"] == 31_240_000
    FundProject.objects.filter(pk=laundry.pk).update(name_ko="새 이름")
    paper = paper_of_year(published, PaperKind.PUBLICATION, is_demo=False)
    told = {row.title.ko for table in paper.tables for row in table.rows}
    assert "마을빨래방" in told
    assert "새 이름" not in told
    assert statement_published(published.publication).carried_out_krw == 31_240_000
    assert broken() == []


def test_anybody_reads_what_was_published_and_nothing_else(give, laundry, clerk, manager):
    """KR-PUB-01: a page, a spreadsheet and a PDF, in the scope of nobody."""
    year = a_year(give, laundry, clerk, manager)
    address = reverse("fund-year", args=[SANCHEONG, 2026])
    files = [reverse("fund-year-file", args=[SANCHEONG, 2026, each]) for each in ("pdf", "xlsx")]

    def seen() -> list[int]:
        with scope.within(scope.NOTHING):
            answers = [Client().get(each) for each in (address, *files)]
        scope.enter(scope.SYSTEM)
        return [answer.status_code for answer in answers]

    assert seen() == [404, 404, 404]
    close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)
    assert seen() == [404, 404, 404]
    publish_fund_year(year.pk, at=at("2027-02-20"), actor=manager)
    assert seen() == [200, 200, 200]

    pages = [Client().get(each).content.decode() for each in (address, reverse("fund-years"))]
    assert "6,200,000" in pages[0]
    assert "마을빨래방" in pages[0]
    assert "산청군" in pages[1]
    with scope.within(scope.NOTHING), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fundyear")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM ledger_journaltransfer")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE ledger_fundyear SET plan_reference = 'x'")
        assert cursor.rowcount == 0
    scope.enter(scope.SYSTEM)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_spreadsheet_keeps_its_sums_alive(give, laundry, clerk, manager, kind):
    year = a_year(give, laundry, clerk, manager)
    paper = paper_of_year(year, kind, is_demo=False)

    content = xlsx_of(paper)

    assert content == xlsx_of(paper)
    formulas = [
        c.value for row in load_workbook(BytesIO(content)).worksheets[0] for c in row if c.value
    ]
    values = [
        c.value
        for row in load_workbook(BytesIO(content), data_only=True).worksheets[0]
        for c in row
        if c.value is not None
    ]
    assert any(str(each).startswith("=SUM(B") for each in formulas)
    expected = {
        PaperKind.TRIAL_BALANCE: 31_240_000,
        PaperKind.SETTLEMENT: 31_240_000,
        PaperKind.PUBLICATION: 15_800_000,
    }
    assert expected[kind] in values
    assert "#" not in "".join(map(str, values))


def test_a_trial_balance_comes_to_nothing(give, laundry, clerk, manager):
    year = a_year(give, laundry, clerk, manager)

    (table,) = paper_of_year(year, PaperKind.TRIAL_BALANCE, is_demo=False).tables

    opening, debit, credit, closing = table.sums
    assert (opening, closing) == (0, 0)
    assert debit == credit


def test_a_publication_tells_how_many_donations_came_for_what(give, laundry, clerk, manager):
    """KR-PUB-01: by what they were given for, those that went back, too; never of another year."""
    year = a_year(give, laundry, clerk, manager)
    back = give(300_000, project_id=laundry.pk)
    return_whole(back, manager, clerk)

    statement = statement_of(year)

    assert [
        (each.title_ko, each.received, each.returned, each.amount_krw) for each in (statement.gifts)
    ] == [
        ("일반 재원", 1, 0, 10_000_000),
        (str(Purpose.P1.label), 1, 0, 2_000_000),
        ("마을빨래방", 2, 1, 5_000_000),
    ]
    paper = paper_of_year(year, PaperKind.PUBLICATION, is_demo=False)
    table = next(each for each in paper.tables if each.title.en == "What donors gave for")
    assert table.sums == (4, 1, 17_000_000)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_paper_is_set_in_korean_and_english(give, laundry, clerk, manager, kind):
    year = a_year(give, laundry, clerk, manager)
    paper = paper_of_year(year, kind, is_demo=False)

    document = pdf_of(paper)

    assert document == pdf_of(paper)
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages)
    for word in (*paper.title.both, *paper.fund.both, "2026", "마감 전"):
        assert word in text
    if kind != PaperKind.TRIAL_BALANCE:
        assert "마을빨래방" in text
        assert "6,200,000" in text
