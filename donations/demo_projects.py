"""The demo's fund projects: three laundry rooms that are told whole, and a forest.

Told once: a project that is there already is left as it is.
"""

from dataclasses import dataclass
from datetime import date

from accounts.models import Portal, Role, User
from donations.demo_acts import County
from donations.demo_plans import GOKSEONG_PLAN, JEONNAM_PLAN, YEONGAM_PLAN
from donations.demo_stories import (
    open_gokseong,
    open_yeongam,
    tell_gokseong,
    tell_jeonnam,
    tell_yeongam,
)
from projects.models import FundProject, ProjectStatus

GOKSEONG, GOKSEONG_NOW = "46720", "12720"
YEONGAM, YEONGAM_NOW = "46830", "12800"
JEONNAM_NOW = "12000"
JEJU = "50000"

FOREST = {
    "recipient_id": JEJU,
    "name_ko": "곶자왈 숲 지키기",
    "name_en": "Keep the Gotjawal forest",
    "purpose": "사유지 곶자왈을 사들여 숲을 보전합니다.",
    "purpose_en": "Buys Gotjawal forest in private hands, to keep it.",
    "purpose_code": "P4",
    "kind": "designated",
    "status": ProjectStatus.OPEN,
    "season": 1,
    "target_krw": 500_000_000,
    "opens_on": date(2025, 1, 1),
}


@dataclass(frozen=True, slots=True)
class DemoProjects:
    """The designated projects of the demo, as its donors name them."""

    gokseong: FundProject
    gokseong_next: FundProject
    yeongam: FundProject
    forest: FundProject

    def by_recipient(self) -> dict[str, int]:
        """Return a recipient's code -> the project that gifts to it may name."""
        return {
            GOKSEONG: self.gokseong.pk,
            GOKSEONG_NOW: self.gokseong_next.pk,
            YEONGAM_NOW: self.yeongam.pk,
            JEJU: self.forest.pk,
        }


def county(code: str) -> County:
    """Return the demo's clerk and manager of a local government."""
    officials = User.objects.filter(municipality_id=code, email__endswith=".demo")
    return County(officials.get(role=Role.CLERK), officials.get(role=Role.MANAGER))


def open_projects() -> DemoProjects:
    """Plan and open what donors can designate; what is there already stays."""
    forest, _is_new = FundProject.objects.get_or_create(
        recipient_id=JEJU, name_ko=FOREST["name_ko"], defaults={**FOREST, "is_demo": True}
    )
    if not _told(GOKSEONG_PLAN):
        open_gokseong(county(GOKSEONG_NOW))
    if not _told(YEONGAM_PLAN):
        open_yeongam(county(YEONGAM_NOW))
    (first, second), (lorry,) = _told(GOKSEONG_PLAN), _told(YEONGAM_PLAN)
    return DemoProjects(first, second, lorry, forest)


def tell_stories(projects: DemoProjects, portal: Portal) -> None:
    """Play what happened to the projects; what is told already is not told again."""
    if projects.gokseong.status == ProjectStatus.OPEN:
        tell_gokseong(projects.gokseong, projects.gokseong_next, county(GOKSEONG_NOW), portal)
    if not projects.yeongam.stories.exists():
        tell_yeongam(projects.yeongam, county(YEONGAM_NOW), portal)
    if not _told(JEONNAM_PLAN):
        tell_jeonnam(county(JEONNAM_NOW))


def _told(plan: dict[str, object]) -> list[FundProject]:
    rows = FundProject.objects.filter(name_ko=plan["name_ko"], is_demo=True)
    return list(rows.order_by("season"))
