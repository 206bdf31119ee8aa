"""What a publication tells besides the books: gifts provided, and items named (KR-PUB-01)."""

from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts import scope
from accounts.models import Role
from audit.models import AuditEvent
from kernel.errors import NotFound
from ledger.models import FundYear, FundYearStatus
from projects.errors import (
    AmountNotAllowed,
    DayInFuture,
    GiftsCostMoreThanBooked,
    GiftToldTwice,
    HeadNamesLater,
    NotThisFund,
    RoleMissing,
    StateConflict,
)
from projects.fund_papers.files import paper_of_year
from projects.fund_papers.shapes import Kind
from projects.fund_papers.xlsx import xlsx_of
from projects.models import GivenGift, NamedItem
from projects.publication import GiftsTold, gifts_told, keep_gifts, keep_items
from projects.statement import statement_of, statement_published
from projects.year_end import close_fund_year, publish_fund_year
from tests.ledger.conftest import CLOSING_DAY, NOW, a_year, an_official, at, broken, open_year
from tests.people import BUSAN_JUNG, SANCHEONG
from tests.races import race

PUBLISHING_DAY = at("2027-02-20")


def rice(year: FundYear, **changes) -> GivenGift:
    facts = {"kind_ko": "지리산 쌀 10kg", "kind_en": "Jirisan rice 10 kg", "number": 120}
    return GivenGift(**{**facts, "fund_year": year, "cost_krw": 3_600_000, **changes})


def persimmons(year: FundYear, **changes) -> GivenGift:
    return GivenGift(**{"fund_year": year, "kind_ko": "산청 곶감", "number": 40, **changes})


def item(year: FundYear, named_by: str = "head", named_on: str = "2026-09-01") -> NamedItem:
    return NamedItem(
        fund_year=year,
        named_by=named_by,
        named_on=date.fromisoformat(named_on),
        title_ko="기금심의위원회 운영",
        text_ko="2026년에 세 번 열었습니다.\r\n위원은 아홉 명입니다.",
    )


def published(year: FundYear, manager) -> FundYear:
    close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)
    return publish_fund_year(year.pk, at=PUBLISHING_DAY, actor=manager)


def test_gifts_are_told_changed_and_taken_out_until_the_year_is_published(year, clerk):
    keep_gifts(year.pk, kept=[rice(year), persimmons(year)], actor=clerk)
    first, second = GivenGift.objects.visible_to(clerk)
    gone, second.number = first.pk, 45
    keep_gifts(year.pk, kept=[second], dropped=[first], actor=clerk)

    assert list(GivenGift.objects.values_list("kind_ko", "number", "cost_krw")) == [
        ("산청 곶감", 45, None)
    ]
    entered, changed = AuditEvent.objects.filter(kind="fund_year.gifts_changed").order_by("id")
    assert (entered.subject, entered.facts["kept"], entered.municipality_id) == (
        f"fund_year:{SANCHEONG}:2026",
        2,
        SANCHEONG,
    )
    assert changed.facts["changes"][str(second.pk)] == {"number": [40, 45]}
    assert changed.facts["changes"][str(gone)]["cost_krw"] == [3_600_000, None]
    assert gifts_told(year) == GiftsTold(1, 45, None, 0)


def test_what_cannot_be_told_is_refused_and_nothing_is_written(year, clerk, manager):
    other = open_year(an_official(Role.MANAGER, region=BUSAN_JUNG))
    stranger = an_official(Role.CLERK, region=BUSAN_JUNG)
    auditor = an_official(Role.AUDITOR)
    keep_gifts(year.pk, kept=[persimmons(year)], actor=clerk)
    events = AuditEvent.objects.count()

    for kept, actor, refusal in (
        ([rice(year)], stranger, NotFound),
        ([rice(year)], auditor, RoleMissing),
        ([rice(other)], clerk, NotThisFund),
        ([rice(year, cost_krw=0)], clerk, AmountNotAllowed),
        ([rice(year, cost_krw=10**14)], clerk, AmountNotAllowed),
        ([rice(year), rice(year)], clerk, GiftToldTwice),
        ([rice(year, kind_ko="산청 곶감")], manager, GiftToldTwice),
    ):
        with pytest.raises(refusal):
            keep_gifts(year.pk, kept=kept, actor=actor)
    for wrong, of_item in (
        (item(year, named_on="2026-03-25"), HeadNamesLater),
        (item(year, named_on="2026-10-21"), DayInFuture),
        (item(other), NotThisFund),
    ):
        with pytest.raises(of_item):
            keep_items(year.pk, kept=[wrong], at=NOW, actor=clerk)
    with pytest.raises(NotFound):
        keep_items(year.pk, kept=[item(year)], at=NOW, actor=stranger)

    assert list(GivenGift.objects.values_list("kind_ko", flat=True)) == ["산청 곶감"]
    assert not NamedItem.objects.exists()
    assert AuditEvent.objects.count() == events


def test_the_head_names_items_from_26_march_2026_and_the_minister_always_did(year, clerk):
    """KR-PUB-01: the day counts, in the use case and in the database."""
    first = item(year, named_on="2026-03-26")
    older = item(year, "minister", "2024-02-01")

    keep_items(year.pk, kept=[first, older], at=NOW, actor=clerk)

    assert NamedItem.objects.count() == 2
    assert AuditEvent.objects.get(kind="fund_year.items_changed").facts["kept"] == 2
    with pytest.raises(IntegrityError, match="head_names_items_from_its_day"), transaction.atomic():
        NamedItem.objects.filter(pk=first.pk).update(named_on=date(2026, 3, 25))
    with translation.override("ko"):
        assert str(HeadNamesLater(first="2026-03-26")).startswith(
            "지방자치단체의 장은 2026. 3. 26.부터"
        )


def test_gifts_cost_no_more_than_the_closed_books_show(give, laundry, clerk, manager):
    """KR-PUB-01: 5,100,000 won are booked; while the year is open its books still move."""
    year = a_year(give, laundry, clerk, manager)
    keep_gifts(year.pk, kept=[rice(year, cost_krw=5_100_001)], actor=clerk)
    assert gifts_told(year) == GiftsTold(1, 120, 5_100_001, 5_100_000)
    close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)

    with pytest.raises(GiftsCostMoreThanBooked) as refused:
        publish_fund_year(year.pk, at=PUBLISHING_DAY, actor=manager)
    assert refused.value.facts == {
        "year": "2026",
        "entered_krw": 5_100_001,
        "booked_krw": 5_100_000,
    }
    assert refused.value.detail_in("ko") == (
        "입력한 답례품 비용의 합계는 5,100,001원이고, "
        "2026년 장부의 답례품 비용은 5,100,000원입니다. 입력한 내용을 바로잡으십시오."
    )
    year.refresh_from_db()
    assert (year.status, year.publication) == (FundYearStatus.CLOSED, None)

    gift = GivenGift.objects.get()
    gift.cost_krw = 5_100_000
    keep_gifts(year.pk, kept=[gift], actor=clerk)
    with pytest.raises(GiftsCostMoreThanBooked):
        keep_gifts(year.pk, kept=[persimmons(year, cost_krw=1)], actor=clerk)
    assert GivenGift.objects.get().cost_krw == 5_100_000
    assert publish_fund_year(year.pk, at=PUBLISHING_DAY, actor=manager).status == "published"
    assert broken() == []


def test_a_publication_shows_gifts_and_items_on_page_sheet_and_pdf(give, laundry, clerk, manager):
    """KR-PUB-01."""
    year = a_year(give, laundry, clerk, manager)
    keep_gifts(year.pk, kept=[rice(year), persimmons(year)], actor=clerk)
    keep_items(year.pk, kept=[item(year)], at=NOW, actor=clerk)
    year = published(year, manager)

    paper = paper_of_year(year, Kind.PUBLICATION, is_demo=False)
    table = next(each for each in paper.tables if each.title.en == "Gifts provided")
    assert [(row.title.ko, row.amounts) for row in table.rows] == [
        ("지리산 쌀 10kg", (120, 3_600_000)),
        ("산청 곶감", (40, None)),
    ]
    assert table.sums == (160, 3_600_000)
    with scope.within(scope.NOTHING):
        page, sheet, document = (
            Client(headers={"Accept-Language": "ko"}).get(address)
            for address in (
                reverse("fund-year", args=[SANCHEONG, 2026]),
                reverse("fund-year-file", args=[SANCHEONG, 2026, "xlsx"]),
                reverse("fund-year-file", args=[SANCHEONG, 2026, "pdf"]),
            )
        )
        japanese = Client(headers={"Accept-Language": "ja"}).get(
            reverse("fund-year", args=[SANCHEONG, 2026])
        )
    scope.enter(scope.SYSTEM)
    words = (
        "지리산 쌀 10kg",
        "산청 곶감",
        "3,600,000",
        "지방자치단체가 답례품 시스템의 자료로 입력",
        "기금심의위원회 운영",
        "지방자치단체의 장이 2026-09-01에 정함",
        "위원은 아홉 명입니다.",
    )
    html = page.content.decode()
    text = "".join(part.extract_text() for part in PdfReader(BytesIO(document.content)).pages)
    for word in words:
        assert word in html
        assert word.replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert '<td class="number">–</td>' in html
    assert "입력되지 않음" not in html
    for word in (
        "4100</span> 一般寄附",
        "返礼品の提供内訳",
        "Jirisan rice 10 kg",
        "산청 곶감",
        "地方自治体の長が2026-09-01に定めた事項",
    ):
        assert word in japanese.content.decode()
    assert "General money" not in japanese.content.decode()
    rows = [
        [cell for cell in row if cell is not None]
        for row in load_workbook(BytesIO(sheet.content), data_only=True)
        .worksheets[0]
        .iter_rows(values_only=True)
    ]
    assert ["지리산 쌀 10kg", 120, 3_600_000] in rows
    assert ["산청 곶감", 40, "–"] in rows
    assert ["합계", 160, 3_600_000] in rows
    assert ["2026년에 세 번 열었습니다.\n위원은 아홉 명입니다."] in [row[1:] for row in rows]


def test_a_long_text_stands_whole_in_a_row_of_the_sheet_that_a_sheet_can_have(year, clerk):
    long = item(year)
    long.text_ko = "가" * 2000
    keep_items(year.pk, kept=[long], at=NOW, actor=clerk)

    made = xlsx_of(paper_of_year(year, Kind.PUBLICATION, is_demo=False))

    sheet = load_workbook(BytesIO(made)).worksheets[0]
    (row,) = [row for row in sheet.iter_rows() if row[1].value == "가" * 2000]
    assert sheet.row_dimensions[row[0].row or 0].height == 408.75


def test_a_cost_that_nobody_entered_has_no_column(year, clerk):
    keep_gifts(year.pk, kept=[persimmons(year)], actor=clerk)

    paper = paper_of_year(year, Kind.PUBLICATION, is_demo=False)

    table = next(each for each in paper.tables if each.title.en == "Gifts provided")
    assert [column.title.en for column in table.columns] == ["Given (number)"]
    assert (table.rows[0].amounts, str(table.rows[0].title)) == ((40,), "산청 곶감")
    with translation.override("en"):
        assert str(table.rows[0].title) == "산청 곶감"


def test_gifts_that_were_not_entered_are_said_to_be_missing_and_never_none(
    give, laundry, clerk, manager
):
    year = published(a_year(give, laundry, clerk, manager), manager)

    paper = paper_of_year(year, Kind.PUBLICATION, is_demo=False)

    assert year.publication is not None
    assert (year.publication["provided"], year.publication["items"]) == ([], [])
    assert "Gifts provided" not in [each.title.en for each in paper.tables]
    (gifts,) = [each for each in paper.tables if each.title.en == "Gifts"]
    assert gifts.note is not None
    assert gifts.note.ko.startswith("입력되지 않음: 어떤 답례품을 몇 개 제공했는지")
    assert paper.chapter is not None
    assert paper.chapter.note.en.startswith("Not entered:")
    older = {k: v for k, v in year.publication.items() if k not in {"provided", "items"}}
    assert statement_published(older).provided == ()


def test_what_was_published_stays_whoever_writes(give, laundry, clerk, manager):
    """KR-PUB-01, and below the ORM; another year of the same fund takes entries still."""
    year = a_year(give, laundry, clerk, manager)
    keep_gifts(year.pk, kept=[rice(year)], actor=clerk)
    keep_items(year.pk, kept=[item(year)], at=NOW, actor=clerk)
    following = open_year(manager, 2027, opened="2026-12-20")
    keep_gifts(following.pk, kept=[persimmons(following)], actor=clerk)
    year = published(year, manager)
    before = statement_of(year)

    with pytest.raises(StateConflict):
        keep_gifts(year.pk, kept=[persimmons(year)], actor=manager)
    with pytest.raises(StateConflict):
        keep_items(year.pk, kept=(), dropped=list(year.named_items.all()), at=NOW, actor=manager)
    mine, next_one = f"fund_year_id = {year.pk}", f"fund_year_id = {following.pk}"
    columns = "fund_year_id, kind_ko, kind_en, number"
    for statement in (
        f"UPDATE projects_givengift SET number = 1 WHERE {mine}",
        f"DELETE FROM projects_givengift WHERE {mine}",
        f"UPDATE projects_givengift SET {mine}, kind_ko = 'x' WHERE {next_one}",
        f"UPDATE projects_givengift SET {next_one} WHERE {mine}",
        f"INSERT INTO projects_givengift ({columns}) VALUES ({year.pk}, 'x', '', 1)",
        f"UPDATE projects_nameditem SET text_ko = 'x' WHERE {mine}",
        f"DELETE FROM projects_nameditem WHERE {mine}",
    ):
        with (
            pytest.raises(IntegrityError, match="what was published stays"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    gift = following.given_gifts.get()
    gift.number = 41
    keep_gifts(following.pk, kept=[gift], actor=clerk)
    assert statement_of(year) == before
    assert broken() == []


def test_each_session_reaches_the_entries_of_its_own_fund_only(give, year, clerk, manager):
    """Promise 8, below the ORM: of a published year, too, whose own row is everybody's to see."""
    give(1_000_000, "2026-05-01")
    keep_gifts(year.pk, kept=[rice(year, cost_krw=None)], actor=clerk)
    keep_items(year.pk, kept=[item(year)], at=NOW, actor=clerk)
    published(year, manager)

    for session, number in [
        (scope.SYSTEM, 1),
        (f"official:{SANCHEONG}", 1),
        (f"official:{BUSAN_JUNG}", 0),
        ("portal:1", 0),
        (scope.NOTHING, 0),
    ]:
        with scope.within(session), connection.cursor() as cursor:
            for table in ("projects_givengift", "projects_nameditem"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (number,), (session, table)
    stranger = an_official(Role.MANAGER, region=BUSAN_JUNG)
    assert not GivenGift.objects.visible_to(stranger).exists()


def test_nothing_is_told_beside_a_publication_under_way(own_database, give, clerk, manager):
    """Six entries while the year is published: each is in what was published, or refused."""
    give(1_000_000, "2025-12-30")
    year = open_year(manager, 2025)
    close_fund_year(year.pk, at=NOW, actor=manager)

    def act(number: int) -> object:
        if number == 3:
            return publish_fund_year(year.pk, at=NOW, actor=manager)
        gift = persimmons(year, kind_ko=f"곶감 {number}", number=number + 1)
        return keep_gifts(year.pk, kept=[gift], actor=clerk)

    outcomes = race(act, runners=7)

    assert {type(each) for each in outcomes} <= {FundYear, type(None), StateConflict}
    year.refresh_from_db()
    assert year.publication is not None
    entered = list(year.given_gifts.values_list("kind_ko", flat=True))
    assert len(entered) == outcomes.count(None)
    assert [each["title_ko"] for each in year.publication["provided"]] == entered
    assert broken() == []


def test_the_check_of_the_books_sees_a_publication_that_tells_something_else(
    own_database, give, clerk, manager
):
    """The triggers make each of these impossible; a restored backup might not have them."""
    give(1_000_000, "2025-12-30")
    year = open_year(manager, 2025)
    keep_gifts(year.pk, kept=[persimmons(year)], actor=clerk)
    keep_items(year.pk, kept=[item(year)], at=NOW, actor=clerk)
    close_fund_year(year.pk, at=NOW, actor=manager)
    publish_fund_year(year.pk, at=NOW, actor=manager)
    assert broken() == []
    with_cost = "jsonb_set(publication, '{provided,0,cost_krw}', '1')"

    for spoil, mend in (
        ("projects_givengift SET number = 41", "projects_givengift SET number = 40"),
        ("projects_nameditem SET text_en = 'x'", "projects_nameditem SET text_en = ''"),
        ("projects_givengift SET cost_krw = 1", f"ledger_fundyear SET publication = {with_cost}"),
    ):
        write_below_triggers(spoil)
        told = [each.partition(":")[0] for each in broken()]
        assert told == [
            "every publication tells what was entered for it, and no more gift cost than was booked"
        ]
        write_below_triggers(mend)
        # A cost that both tell is still more than the nothing that was booked.
        assert (broken() != []) == ("cost_krw" in spoil)


def write_below_triggers(change: str) -> None:
    table = change.partition(" ")[0]
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {change}")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
