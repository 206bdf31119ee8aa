"""The three ways in which a laundry room is paid for, each played through its year to the won.

Gokseong: donors designate 188.6 million won to two rooms (korea.md 6.1, model 2). Yeongam: donors
carry what a mobile laundry costs to run (model 3). Jeonnam: province and counties pay 15 million
won each a room, and only the province's half is its fund's (model 1).

Plan, votes, opening, gifts over the API's use case, close, spending with two officials, results,
settlement, publication; at the end all books agree.
"""

import json
from datetime import date

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Sum

from accounts.models import Portal, Role, User
from donations.demo_acts import Bill, Campaign, County, agree, at, donate, measure, spend
from donations.models import Donation
from donations.path import path_of
from ledger.balances import pot_krw
from ledger.models import Account, FundYear, JournalTransfer
from projects import life
from projects.assignment import AssignmentAsk, assign_designated_money
from projects.errors import NotEnoughLeft, OpenRequests, OtherPurpose, ResultMissing
from projects.fund_years import open_fund_year
from projects.income import IncomeFacts, enter_income
from projects.models import (
    Category,
    FundingLine,
    FundProject,
    ProjectResult,
    ProjectSite,
    Source,
)
from projects.planning import keep_funding, keep_sites, plan_next_season, plan_project
from projects.public import funding_of, spent_by_line
from projects.spending import SpendingAsk, refuse_spending, request_spending
from projects.statement import statement_of
from projects.year_end import close_fund_year, publish_fund_year
from tests.accounts.conftest import SystemClient
from tests.ledger.conftest import INVOICE, broken
from tests.people import make_portal

GOKSEONG, YEONGAM, JEONNAM = "46720", "46830", "46000"
GANGJIN, HAMPYEONG, WANDO = "46810", "46860", "46890"


@pytest.fixture
def portal(db: None) -> Portal:
    return make_portal("위기브")


def county(code: str) -> County:
    """Return a clerk and a manager of the local government ``code``."""
    clerk, manager = (
        User.objects.create(email=f"{role}@{code}.example", role=role, municipality_id=code)
        for role in (Role.CLERK, Role.MANAGER)
    )
    return County(clerk, manager)


def open_year(year: int, officials: County, last_year_krw: int | None = 0) -> FundYear:
    return open_fund_year(
        year,
        plan_reference=f"군의회 {year - 1}-99",
        planned_on=date(year - 1, 12, 18),
        at=at(date(year, 1, 2)),
        actor=officials.manager,
        last_year_krw=last_year_krw,
    )


def draft(officials: County, **changes: object) -> FundProject:
    plan: dict[str, object] = {
        "name_ko": "마을빨래방",
        "name_en": "Village laundry rooms",
        "purpose": "어르신 이불 빨래",
        "purpose_code": "P1",
        "kind": "designated",
        **changes,
    }
    return plan_project(FundProject(**plan), actor=officials.clerk)


def rooms(project: FundProject, officials: County, *places: str) -> list[ProjectSite]:
    kept = [ProjectSite(project=project, place=place, status="selected") for place in places]
    keep_sites(project.pk, kept=kept, actor=officials.clerk)
    return kept


def washes(value: int, as_of: date) -> ProjectResult:
    return ProjectResult(
        metric_ko="이불 빨래", metric_en="Quilt washes", value=value, unit="회", as_of=as_of
    )


def told(project: FundProject) -> dict[str, object]:
    """Return what the API tells of the project."""
    answer = SystemClient().get(f"/api/v1/projects/{project.pk}").json()
    names = ("status", "target_krw", "raised_krw", "spent_krw", "donor_count")
    return {name: answer[name] for name in names}


def test_gokseong_s_two_rooms_of_designated_money(portal):
    officials = county(GOKSEONG)
    open_year(2025, officials)
    project = draft(
        officials,
        target_krw=200_000_000,
        opens_on=date(2025, 1, 2),
        closes_on=date(2025, 4, 15),
        may_close_early=True,
    )
    sites = rooms(project, officials, "죽곡면", "삼기면")
    line = FundingLine(project=project, source="designated", planned_krw=200_000_000)
    keep_funding(project.pk, kept=[line], actor=officials.clerk)
    agree(project, date(2024, 12, 4), 7, officials)
    life.open_project(project.pk, today=date(2025, 1, 2), actor=officials.manager)

    # 188.6 million won by 15 April: twelve gifts, no donor above the cap of 20 million.
    amounts = [18_000_000] * 10 + [8_000_000, 600_000]
    gifts = Campaign("G", 1, GOKSEONG, date(2025, 2, 3), amounts, project_id=project.pk)
    donate(gifts, portal=portal)
    life.close_project(project.pk, today=date(2025, 4, 15), actor=officials.manager)
    life.run_project(project.pk, actor=officials.manager)

    for bill in (
        Bill(Account.WORKS, 38_000_000, date(2025, 5, 20), "공사", sites[0].pk),
        Bill(Account.WORKS, 36_500_000, date(2025, 6, 3), "공사", sites[1].pk),
        Bill(Account.EQUIPMENT, 42_000_000, date(2025, 6, 10), "세탁기·건조기"),
        Bill(Account.EQUIPMENT, 41_900_000, date(2025, 7, 1), "배달 차량"),
        Bill(Account.OPERATION, 12_200_000, date(2025, 11, 28), "운영"),
    ):
        spend(project, officials, bill)
    with pytest.raises(NotEnoughLeft) as refused:
        spend(project, officials, Bill(Account.STAFF, 18_000_001, date(2025, 12, 1), "인건비"))
    assert refused.value.facts == {"left_krw": 18_000_000, "asked_krw": 18_000_001}

    for site in sites:
        site.status, site.opened_on = "open", "2025-07"
    keep_sites(project.pk, kept=sites, actor=officials.clerk)
    measure(project, officials, [washes(312, date(2025, 9, 30)), washes(701, date(2025, 12, 31))])
    life.settle_project(project.pk, actor=officials.manager)
    life.publish_project(project.pk, actor=officials.manager)

    assert told(project) == {
        "status": "published",
        "target_krw": 200_000_000,
        "raised_krw": 188_600_000,
        "spent_krw": 170_600_000,
        "donor_count": 12,
    }
    lines = spent_by_line(project)
    assert [(line.account, line.designated_krw, line.general_krw) for line in lines] == [
        ("기금사업: 장비·차량", 83_900_000, 0),
        ("기금사업: 토지·건물·공사", 74_500_000, 0),
        ("기금사업: 물건비·운영비", 12_200_000, 0),
    ]
    assert pot_krw(GOKSEONG, project.designation) == 18_000_000
    assert pot_krw(GOKSEONG, "") == 0

    # The first gift paid the first room; the last 18 million lie there still.
    first, last = (
        path_of(Donation.objects.get(portal_reference=f"DEMO-G-{number:04d}")) for number in (0, 11)
    )
    assert [(part.site, part.amount_krw) for part in first.spent] == [(sites[0], 18_000_000)]
    assert (last.spent_krw, last.waiting_krw) == (0, 600_000)

    # The year closes with the rest carried over, and the council gives it to the next season.
    year = FundYear.objects.get(lineage_code=GOKSEONG, year=2025)
    close_fund_year(year.pk, at=at(date(2026, 2, 11)), actor=officials.manager)
    publish_fund_year(year.pk, at=at(date(2026, 2, 27)), actor=officials.manager)
    open_year(2026, officials, None)
    second = plan_next_season(
        project.pk,
        target_krw=100_000_000,
        opens_on=date(2026, 3, 2),
        closes_on=date(2026, 12, 31),
        actor=officials.clerk,
    )
    agree(second, date(2026, 2, 4), 8, officials)
    assign_designated_money(
        AssignmentAsk(
            project_id=second.pk,
            from_project_id=project.pk,
            amount_krw=18_000_000,
            decided_on=date(2026, 2, 27),
            decision_reference="군의회 2026-4",
        ),
        at=at(date(2026, 3, 2)),
        actor=officials.manager,
    )

    second.refresh_from_db()
    assert (second.assigned_krw, second.designated_left_krw) == (18_000_000, 18_000_000)
    assert pot_krw(GOKSEONG, project.designation) == 0
    assert path_of(last.donation).waiting == {second.designation: 600_000}
    statement = json.loads(json.dumps(statement_of(year).as_published(), cls=DjangoJSONEncoder))
    assert statement == FundYear.objects.get(pk=year.pk).publication
    assert broken() == []


def test_yeongam_s_mobile_laundry_runs_on_gifts(portal):
    officials = county(YEONGAM)
    open_year(2025, officials)
    project = draft(
        officials,
        name_ko="기찬이동빨래방",
        target_krw=120_000_000,
        opens_on=date(2025, 1, 6),
        closes_on=date(2025, 12, 31),
        when_short="second_campaign",
    )
    agree(project, date(2024, 12, 4), 7, officials)
    life.open_project(project.pk, today=date(2025, 1, 6), actor=officials.manager)
    donate(
        Campaign("Y", 2, YEONGAM, date(2025, 1, 6), [1_000_000] * 20, project_id=project.pk),
        portal=portal,
    )

    # Running costs are paid while the campaign is open, from what has come in.
    for month in range(2, 12):
        day = date(2025, month, 25)
        spend(project, officials, Bill(Account.STAFF, 1_200_000, day, "인건비"))
        spend(project, officials, Bill(Account.OPERATION, 437_500, day, "연료·세제"))
    with pytest.raises(NotEnoughLeft):
        spend(project, officials, Bill(Account.STAFF, 3_625_001, date(2025, 12, 2), "인건비"))
    donate(
        Campaign("Y2", 3, YEONGAM, date(2025, 12, 1), [500_000] * 25, project_id=project.pk),
        portal=portal,
    )
    life.change_target(
        project.pk,
        target_krw=40_000_000,
        closes_on=date(2025, 12, 31),
        today=date(2025, 12, 26),
        reason="차량 기증으로 운영비만 필요",
        actor=officials.manager,
    )
    assert life.close_due_projects(date(2026, 1, 1)) == 1
    life.run_project(project.pk, actor=officials.manager)
    measure(project, officials, [washes(1878, date(2025, 11, 30))])

    # An open request keeps the project from being settled.
    ask = SpendingAsk(
        category=Category.PROJECT,
        project_id=project.pk,
        account=Account.STAFF,
        source=Source.DESIGNATED,
        amount_krw=1_200_000,
        what_for="12월 인건비",
        papers=[INVOICE],
    )
    waiting = request_spending(ask, at=at(date(2025, 12, 29)), actor=officials.clerk)
    with pytest.raises(OpenRequests):
        life.settle_project(project.pk, actor=officials.manager)
    refuse_spending(waiting.pk, reason="중복", at=at(date(2025, 12, 30)), actor=officials.manager)
    life.settle_project(project.pk, actor=officials.manager)
    life.publish_project(project.pk, actor=officials.manager)

    assert told(project) == {
        "status": "published",
        "target_krw": 40_000_000,
        "raised_krw": 32_500_000,
        "spent_krw": 16_375_000,
        "donor_count": 45,
    }
    assert pot_krw(YEONGAM, project.designation) == 16_125_000
    booked = JournalTransfer.objects.filter(designation=project.designation)
    by_account = dict(
        booked.filter(credit_account=Account.CASH)
        .values_list("debit_account")
        .annotate(sum=Sum("amount_krw"))
    )
    assert by_account == {Account.STAFF: 12_000_000, Account.OPERATION: 4_375_000}
    assert broken() == []


def test_jeonnam_s_joint_rooms_of_15_and_15_million_won(portal):
    officials = county(JEONNAM)
    open_year(2025, officials)
    enter_income(
        IncomeFacts(
            account=Account.CARRIED_OVER,
            amount_krw=50_000_000,
            received_on=date(2025, 1, 2),
            paid_in_on=date(2025, 1, 2),
            reference="2024 결산",
        ),
        at=at(date(2025, 1, 2)),
        actor=officials.clerk,
    )
    donate(Campaign("J", 4, JEONNAM, date(2025, 1, 6), [2_000_000] * 10), portal=portal)
    donate(Campaign("P", 5, JEONNAM, date(2025, 1, 6), [3_000_000], purpose="P1"), portal=portal)
    project = draft(officials, name_ko="마을 공동빨래방", purpose_code="P4", kind="general")
    counties = {"완도 청산": WANDO, "강진 성전": GANGJIN, "함평읍": HAMPYEONG, "완도 소안": WANDO}
    sites = rooms(project, officials, *counties)
    lines = [
        FundingLine(project=project, source=source, payer_id=payer, planned_krw=15_000_000)
        for code in counties.values()
        for source, payer in (("general_money", None), ("lower_share", code))
    ]
    keep_funding(project.pk, kept=lines, actor=officials.clerk)
    agree(project, date(2025, 1, 8), 2, officials)

    project.refresh_from_db()
    assert project.general_krw == 60_000_000
    shares = funding_of(project)
    assert (shares.fund_krw, shares.others_krw) == (60_000_000, 60_000_000)

    life.run_project(project.pk, actor=officials.manager)
    for number, site in enumerate(sites[:3]):
        spend(
            project,
            officials,
            Bill(
                Account.SHARE,
                15_000_000,
                date(2025, 2, 10 + number),
                "도비 분담금",
                site.pk,
                Source.GENERAL,
            ),
        )
    # Money given for another purpose does not fill up what is missing.
    with pytest.raises(OtherPurpose):
        assign_designated_money(
            AssignmentAsk(
                project_id=project.pk,
                from_purpose="P1",
                amount_krw=3_000_000,
                decided_on=date(2025, 3, 1),
                decision_reference="도의회",
            ),
            at=at(date(2025, 3, 3)),
            actor=officials.manager,
        )
    life.settle_project(project.pk, actor=officials.manager)
    with pytest.raises(ResultMissing):
        life.publish_project(project.pk, actor=officials.manager)
    measure(
        project,
        officials,
        [
            ProjectResult(
                metric_ko="이용",
                metric_en="Uses",
                value=6000,
                unit="회",
                as_of=date(2025, 6, 30),
                source_url="https://mpmbc.co.kr/NewsArticle/1469660",
            )
        ],
    )
    life.publish_project(project.pk, actor=officials.manager)

    # The fourth room was not paid: its 15 million go back to general money at the settlement.
    project.refresh_from_db()
    assert (project.general_krw, project.spent_krw) == (45_000_000, 45_000_000)
    assert told(project)["status"] == "published"
    assert pot_krw(JEONNAM, "") == 50_000_000 + 20_000_000 - 45_000_000
    assert pot_krw(JEONNAM, "P1") == 3_000_000
    paid = JournalTransfer.objects.filter(debit_account=Account.SHARE)
    assert [(row.amount_krw, row.designation) for row in paid.order_by("id")] == [
        (15_000_000, "")
    ] * 3
    assert broken() == []
