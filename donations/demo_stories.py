"""The demo's three laundry rooms, each through its whole year, as three counties pay for them.

Names, places and results with a source follow published reports (korea.md 6.1). Persons, votes,
sums and results without a source are invented, and every row is marked as demo.

- Gokseong: donors designate to two rooms; from the plan to the publication, and its next season.
- Yeongam: a mobile laundry, whose running costs donors carry; the campaign is open.
- Jeonnam: rooms that province and counties pay for half and half, from general money.
"""

from datetime import date

from accounts.models import Portal
from donations.demo_acts import (
    Bill,
    Campaign,
    County,
    agree,
    at,
    donate,
    measure,
    spend,
    tell,
)
from donations.demo_plans import (
    GIVEN_GIFTS,
    GOKSEONG_PLAN,
    GOKSEONG_SITES,
    JEONNAM_PLAN,
    JEONNAM_SITES,
    LETTER,
    NAMED_ITEM,
    RESULTS,
    STORY,
    YEONGAM_PLAN,
    YEONGAM_SITES,
)
from ledger.models import Account, FundYear
from projects import life
from projects.assignment import AssignmentAsk, assign_designated_money
from projects.fund_years import open_fund_year
from projects.income import IncomeFacts, enter_income
from projects.models import (
    FundingLine,
    FundProject,
    GivenGift,
    NamedBy,
    NamedItem,
    ProjectResult,
    ProjectSite,
    ProjectStory,
    Source,
)
from projects.planning import keep_funding, keep_sites, plan_next_season, plan_project
from projects.publication import keep_gifts, keep_items
from projects.year_end import close_fund_year, publish_fund_year

GOKSEONG, YEONGAM = "46720", "46830"

SEASON_TWO = date(2026, 7, 1)


def plan(told: dict[str, object], sites: list[dict[str, str]], county: County) -> FundProject:
    """Draft a project with its places."""
    project = plan_project(FundProject(**told, is_demo=True), actor=county.clerk)
    keep_sites(
        project.pk,
        kept=[ProjectSite(project=project, **site) for site in sites],
        actor=county.clerk,
    )
    return project


def results_of(name: str) -> list[ProjectResult]:
    """Return the results of a project, unsaved."""
    return [ProjectResult(**told) for told in RESULTS[name]]


def open_gokseong(county: County) -> tuple[FundProject, FundProject]:
    """Open both seasons of Gokseong's rooms; the second is copied from the first."""
    first = plan(GOKSEONG_PLAN, GOKSEONG_SITES, county)
    line = FundingLine(project=first, source="designated", planned_krw=200_000_000)
    keep_funding(first.pk, kept=[line], actor=county.clerk)
    agree(first, date(2024, 6, 12), 14, county)
    life.open_project(first.pk, today=date(2024, 7, 25), actor=county.manager)
    second = plan_next_season(
        first.pk,
        target_krw=150_000_000,
        opens_on=SEASON_TWO,
        closes_on=date(2026, 12, 31),
        actor=county.clerk,
    )
    agree(second, date(2026, 6, 10), 21, county)
    life.open_project(second.pk, today=SEASON_TWO, actor=county.manager)
    open_year(2025, county, last_year_krw=0)
    return first, second


def open_year(year: int, county: County, last_year_krw: int | None = None) -> FundYear:
    """Open a fiscal year on the council's vote of the December before."""
    return open_fund_year(
        year,
        plan_reference=f"의회 {year - 1}-기금운용계획",
        planned_on=date(year - 1, 12, 18),
        at=at(date(year, 1, 2)),
        actor=county.manager,
        last_year_krw=last_year_krw,
    )


def year_of(year: int, county: County) -> FundYear:
    """Return a fiscal year of the county's fund."""
    return FundYear.objects.visible_to(county.manager).get(year=year)


def end_year(year: int, county: County, *, publish: bool) -> None:
    """Close a fiscal year after its last payments, and publish it in February."""
    row = year_of(year, county)
    close_fund_year(row.pk, at=at(date(year + 1, 2, 11)), actor=county.manager)
    if publish:
        publish_fund_year(row.pk, at=at(date(year + 1, 2, 25)), actor=county.manager)


def give_gifts(county: County) -> None:
    """Pay for gifts out of what the general account sent, and tell which ones were given."""
    day = date(2025, 11, 3)
    enter_income(
        IncomeFacts(
            account=Account.TRANSFERS_IN,
            amount_krw=3_000_000,
            received_on=day,
            paid_in_on=day,
            reference="일반회계 전입 2025-17",
        ),
        at=at(day),
        actor=county.clerk,
    )
    bill = Bill(Account.GIFT_COST, 2_400_000, date(2025, 12, 5), "답례품", source=Source.GENERAL)
    spend(None, county, bill)
    year = year_of(2025, county)
    gifts = [GivenGift(fund_year=year, **told) for told in GIVEN_GIFTS]
    keep_gifts(year.pk, kept=gifts, actor=county.clerk)


def name_item(county: County) -> None:
    """Enter what the head of the county names to be published, which is lawful by then."""
    day = date(2026, 4, 15)
    year = year_of(2026, county)
    item = NamedItem(fund_year=year, named_by=NamedBy.HEAD, named_on=day, **NAMED_ITEM)
    keep_items(year.pk, kept=[item], at=at(day), actor=county.clerk)


def tell_gokseong(first: FundProject, second: FundProject, county: County, portal: Portal) -> None:
    """From gifts of 188.6 million won to two rooms, their letters, and the next season."""
    donate(
        Campaign(
            "gokseong",
            1,
            GOKSEONG,
            date(2025, 2, 10),
            [1_000_000] * 188 + [600_000],
            project_id=first.pk,
        ),
        portal=portal,
    )
    rooms = list(first.sites.all())
    for room, day in zip(rooms, (date(2025, 5, 20), date(2025, 6, 24)), strict=True):
        works = Bill(Account.WORKS, 38_000_000, day, "빨래방 공사", room.pk)
        machines = Bill(Account.EQUIPMENT, 21_000_000, day, "세탁기·건조기", room.pk)
        for bill in (works, machines):
            spend(first, county, bill)
    for bill in (
        Bill(Account.EQUIPMENT, 42_600_000, date(2025, 7, 8), "수거·배달 차량"),
        Bill(Account.OPERATION, 9_400_000, date(2025, 12, 12), "세제·전기·수도"),
    ):
        spend(first, county, bill)
    give_gifts(county)
    end_year(2025, county, publish=True)
    open_year(2026, county)
    name_item(county)
    soap = Bill(Account.OPERATION, 11_600_000, date(2026, 5, 14), "세제·전기·수도")
    spend(first, county, soap)
    life.close_project(first.pk, today=SEASON_TWO, actor=county.manager)
    life.run_project(first.pk, actor=county.manager)
    measure(first, county, results_of("gokseong"))
    letter = ProjectStory(project=first, kind="letter", told_on=date(2025, 9, 4), **LETTER)
    tell(letter, county, "빨래방 그림", "A drawing of the laundry room")
    first.refresh_from_db()
    life.settle_project(first.pk, actor=county.manager)
    assign_designated_money(
        AssignmentAsk(
            project_id=second.pk,
            from_project_id=first.pk,
            amount_krw=first.designated_left_krw,
            decided_on=date(2026, 9, 15),
            decision_reference="의회 2026-88",
            reason="1차 모금 잔액을 2차 사업에 사용",
        ),
        at=at(date(2026, 9, 21)),
        actor=county.manager,
    )
    life.publish_project(first.pk, actor=county.manager)


def open_yeongam(county: County) -> FundProject:
    """Open the mobile laundry's campaign."""
    project = plan(YEONGAM_PLAN, YEONGAM_SITES, county)
    line = FundingLine(project=project, source="designated", planned_krw=120_000_000)
    keep_funding(project.pk, kept=[line], actor=county.clerk)
    agree(project, date(2025, 11, 5), 31, county)
    life.open_project(project.pk, today=date(2025, 12, 3), actor=county.manager)
    open_year(2025, county, last_year_krw=0)
    return project


def tell_yeongam(project: FundProject, county: County, portal: Portal) -> None:
    """Running costs month by month while gifts come in; a change of target with its reason."""
    donate(
        Campaign("yeongam", 2, YEONGAM, date(2025, 12, 3), [500_000] * 120, project_id=project.pk),
        portal=portal,
    )
    end_year(2025, county, publish=False)
    open_year(2026, county)
    for month in range(2, 11):
        day = date(2026, month, 25)
        for account, amount_krw, what_for in (
            (Account.STAFF, 3_200_000, "운전·세탁 인력 인건비"),
            (Account.OPERATION, 1_150_000, "연료·세제·차량 정비"),
        ):
            spend(project, county, Bill(account, amount_krw, day, what_for))
    life.change_target(
        project.pk,
        target_krw=130_000_000,
        closes_on=date(2026, 12, 31),
        today=date(2026, 9, 1),
        reason="찾아가는 마을이 늘어 운영비가 더 듭니다.",
        actor=county.manager,
    )
    measure(project, county, results_of("yeongam"))
    story = ProjectStory(project=project, kind="story", told_on=date(2026, 10, 2), **STORY)
    tell(story, county, "이동빨래차 그림", "A drawing of the laundry at work")


def tell_jeonnam(county: County) -> FundProject:
    """Four more rooms at 30 million won each: half by the province, half by its county."""
    open_fund_year(
        2026,
        plan_reference="통합특별시의회 2026-1",
        planned_on=date(2026, 7, 1),
        at=at(SEASON_TWO),
        actor=county.manager,
        last_year_krw=0,
    )
    enter_income(
        IncomeFacts(
            account=Account.TRANSFERS_IN,
            amount_krw=240_000_000,
            received_on=date(2026, 7, 2),
            paid_in_on=date(2026, 7, 2),
            reference="전라남도·광주광역시 고향사랑기금 승계",
        ),
        at=at(date(2026, 7, 2)),
        actor=county.clerk,
    )
    project = plan(JEONNAM_PLAN, [site for site, _payer in JEONNAM_SITES], county)
    paid_for = [(site["place"], payer) for site, payer in JEONNAM_SITES if payer]
    lines = [
        FundingLine(
            project=project, source=source, payer_id=payer, planned_krw=15_000_000, note=place
        )
        for place, county_code in paid_for
        for source, payer in (("general_money", None), ("lower_share", county_code))
    ]
    keep_funding(project.pk, kept=lines, actor=county.clerk)
    agree(project, date(2026, 7, 8), 3, county)
    life.run_project(project.pk, actor=county.manager)
    sites = {site.place: site.pk for site in project.sites.all()}
    for number, (place, _payer) in enumerate(paid_for[:3]):
        bill = Bill(
            Account.SHARE,
            15_000_000,
            date(2026, 8, 10 + number),
            f"{place} 공동빨래방 분담금",
            sites[place],
            Source.GENERAL,
        )
        spend(project, county, bill)
    measure(project, county, results_of("jeonnam"))
    return project
