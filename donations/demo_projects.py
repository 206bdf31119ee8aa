"""The demo's fund projects: the three ways in which a laundry room is paid for.

Names, places and results follow published reports (korea.md 6.1); every result names its source.
Sums raised are the demo's own and no real figure.
"""

from datetime import date
from typing import Any

from projects.models import FundProject, ProjectResult, ProjectSite, ProjectStatus

GOKSEONG, GOKSEONG_NOW = "46720", "12720"
YEONGAM_NOW = "12800"
JEONNAM_NOW = "12000"
JEJU = "50000"

PROJECTS: list[dict[str, Any]] = [
    {
        "recipient_id": GOKSEONG,
        "name_ko": "어르신 돌봄을 위한 마을빨래방",
        "name_en": "Village laundry rooms that care for the elderly",
        "purpose": "고령화율이 높은 마을 두 곳에 이불 빨래방과 수거·배달 차량을 마련합니다.",
        "purpose_code": "P1",
        "season": 1,
        "target_krw": 200_000_000,
        "opens_on": date(2024, 7, 25),
        "closes_on": date(2026, 6, 30),
    },
    {
        "recipient_id": GOKSEONG_NOW,
        "name_ko": "어르신 돌봄을 위한 마을빨래방",
        "name_en": "Village laundry rooms that care for the elderly",
        "purpose": "새 빨래방을 열고, 세탁물을 모으고 돌려드리며 안부를 살핍니다.",
        "purpose_code": "P1",
        "season": 2,
        "target_krw": 150_000_000,
        "opens_on": date(2026, 7, 1),
        "closes_on": None,
    },
    {
        "recipient_id": YEONGAM_NOW,
        "name_ko": "기찬이동빨래방",
        "name_en": "Gichan mobile laundry",
        "purpose": "2.5톤 이동빨래차로 마을을 찾아가 이불을 빨아 드립니다.",
        "purpose_code": "P1",
        "season": 2,
        "target_krw": 120_000_000,
        "opens_on": date(2026, 7, 1),
        "closes_on": None,
    },
    {
        "recipient_id": JEJU,
        "name_ko": "곶자왈 숲 지키기",
        "name_en": "Keep the Gotjawal forest",
        "purpose": "사유지 곶자왈을 사들여 숲을 보전합니다.",
        "purpose_code": "P4",
        "season": 1,
        "target_krw": 500_000_000,
        "opens_on": date(2025, 1, 1),
        "closes_on": None,
    },
]

JOINT: dict[str, Any] = {
    "recipient_id": JEONNAM_NOW,
    "name_ko": "마을 공동빨래방",
    "name_en": "Community laundry rooms",
    "purpose": "도와 시·군이 절반씩 부담해 마을마다 공동빨래방을 엽니다 (일반기금사업).",
    "purpose_code": "P4",
    "kind": "general",
    "status": ProjectStatus.RUNNING,
}

SITES = [
    ("완도군 청산면", "open", "2025-02"),
    ("여수시 남면", "open", "2025"),
    ("강진군 성전면", "open", "2025"),
    ("함평군 함평읍", "open", "2025"),
    ("완도군 노화읍", "selected", ""),
    ("완도군 소안면", "selected", ""),
    ("무안군 청계면 구로마을", "open", "2025-12"),
    ("고흥군 동일면", "selected", ""),
    ("담양군 고서면", "open", "2026-02"),
]

RESULTS = [
    (
        "기찬이동빨래방",
        "이불 빨래",
        "Quilt washes",
        1878,
        "회",
        date(2025, 11, 30),
        "https://www.news1.kr/amp/local/gwangju-jeonnam/6000511",
    ),
    (
        "마을 공동빨래방",
        "이용(첫 네 곳, 약)",
        "Uses of the first four sites, about",
        6000,
        "회",
        date(2025, 6, 30),
        "https://mpmbc.co.kr/NewsArticle/1469660",
    ),
]


def make_projects() -> dict[str, int]:
    """Make what is missing; return the recipient's code -> id of each designated project."""
    for facts in PROJECTS:
        key = {name: facts[name] for name in ("recipient_id", "name_ko", "season")}
        FundProject.objects.get_or_create(
            **key,
            defaults={**facts, "kind": "designated", "status": ProjectStatus.OPEN, "is_demo": True},
        )
    joint, is_new = FundProject.objects.get_or_create(
        recipient_id=JOINT["recipient_id"],
        name_ko=JOINT["name_ko"],
        defaults={**JOINT, "is_demo": True},
    )
    if is_new:
        ProjectSite.objects.bulk_create(
            ProjectSite(project=joint, place=place, status=status, opened_on=opened_on)
            for place, status, opened_on in SITES
        )
        for name_ko, metric_ko, metric_en, value, unit, as_of, source_url in RESULTS:
            ProjectResult.objects.create(
                project=FundProject.objects.get(name_ko=name_ko, is_demo=True),
                metric_ko=metric_ko,
                metric_en=metric_en,
                value=value,
                unit=unit,
                as_of=as_of,
                source_url=source_url,
            )
    designated = FundProject.objects.filter(kind="designated", is_demo=True)
    return dict(designated.values_list("recipient_id", "pk"))


def settle_past_seasons() -> None:
    """Close the season whose last day is over, once its gifts are in."""
    FundProject.objects.filter(
        recipient_id=GOKSEONG, is_demo=True, status=ProjectStatus.OPEN
    ).update(status=ProjectStatus.RUNNING)
