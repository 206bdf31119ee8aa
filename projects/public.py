"""What anybody may see of projects, and what it costs to look: a fixed number of queries.

Only fund money is shown as what a fund did; the shares of others stand apart (KR-PRJ-04).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from accounts import scope
from ledger.models import Account
from projects.models import (
    FundingLine,
    FundingSource,
    FundProject,
    ProjectKind,
    ProjectResult,
    ProjectStatus,
    ProjectStory,
    Source,
    Spending,
    SpendingStatus,
    StoryPicture,
)

OF_THE_FUND = (FundingSource.DESIGNATED, FundingSource.GENERAL_MONEY)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants to see; an empty field asks for all."""

    region: str = ""
    purpose: str = ""
    status: str = ""

    def rows(self) -> QuerySet[FundProject]:
        """Return the public projects that fit: those open for donations first, then the newest."""
        asked = {
            "recipient__lineage_code": self.region,
            "purpose_code": self.purpose,
            "status": self.status,
        }
        rows = FundProject.objects.exclude(status=ProjectStatus.DRAFT)
        rows = rows.filter(**{name: value for name, value in asked.items() if value})
        is_open = Count("pk", filter=Q(status=ProjectStatus.OPEN))
        return (
            rows.select_related("recipient").annotate(is_open=is_open).order_by("-is_open", "-pk")
        )


def regions() -> list[tuple[str, FundProject]]:
    """Return the funds that have public projects: code, and the newest project's own row."""
    rows = FundProject.objects.exclude(status=ProjectStatus.DRAFT).select_related("recipient")
    newest = rows.order_by("recipient__lineage_code", "-recipient__code", "-pk")
    return [
        (project.recipient.lineage_code, project)
        for project in newest.distinct("recipient__lineage_code")
    ]


def published() -> QuerySet[FundProject]:
    """Return what the public may see, with all that a page or an answer of the API needs."""
    return (
        FundProject.objects.exclude(status=ProjectStatus.DRAFT)
        .select_related("recipient")
        .prefetch_related("sites", "results", "funding_lines", "target_changes")
    )


def told_whole() -> QuerySet[FundProject]:
    """Return :func:`published` with stories that are out, approvals, payers and other seasons."""
    stories = ProjectStory.objects.filter(published_at__isnull=False)
    pictures = StoryPicture.objects.defer("content")
    seasons = FundProject.objects.exclude(status=ProjectStatus.DRAFT)
    return published().prefetch_related(
        "approvals",
        "funding_lines__payer",
        Prefetch("stories", queryset=stories),
        Prefetch("stories__pictures", queryset=pictures),
        Prefetch("next_seasons", queryset=seasons),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """What a project's money bought: one account, paid out of either kind of fund money."""

    account: str
    designated_krw: int
    general_krw: int

    @property
    def sum_krw(self) -> int:
        """Both kinds together."""
        return self.designated_krw + self.general_krw


def spent_by_line(project: FundProject) -> list[Line]:
    """Return what was paid for ``project``, the largest line first; sums only, no payment."""
    with scope.within(scope.SYSTEM):
        paid = list(
            Spending.objects.filter(project=project, status=SpendingStatus.PAID)
            .values_list("account", "source")
            .annotate(sum=Sum("amount_krw"))
            .order_by()
        )
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    for account, source, sum_krw in paid:
        sums[account][source] = sum_krw
    lines = [
        Line(
            str(Account(account).label),
            told.get(Source.DESIGNATED, 0),
            told.get(Source.GENERAL, 0),
        )
        for account, told in sums.items()
    ]
    return sorted(lines, key=lambda line: (-line.sum_krw, line.account))


@dataclass(frozen=True, slots=True)
class Funding:
    """Who pays for a project, as planned: its fund, and others beside it."""

    of_fund: list[FundingLine]
    of_others: list[FundingLine]

    @property
    def fund_krw(self) -> int:
        """What the fund plans to pay."""
        return sum(line.planned_krw for line in self.of_fund)

    @property
    def others_krw(self) -> int:
        """What others plan to pay."""
        return sum(line.planned_krw for line in self.of_others)


def funding_of(project: FundProject) -> Funding:
    """Tell the fund's own money from the shares of others; another fund's money is a share."""
    own: list[FundingLine] = []
    others: list[FundingLine] = []
    for line in project.funding_lines.all():
        is_own = line.source in OF_THE_FUND and line.payer_id in {None, project.recipient_id}
        (own if is_own else others).append(line)
    return Funding(own, others)


def series_of(results: Iterable[ProjectResult]) -> list[list[ProjectResult]]:
    """Return the results by measure and unit, each in the order of their days."""
    series: dict[tuple[str, str], list[ProjectResult]] = defaultdict(list)
    for result in results:
        series[result.metric_ko, result.unit].append(result)
    return list(series.values())


def progress_percent(project: FundProject) -> int | None:
    """Return whole percent of the target, rounded down; None without a target."""
    if project.kind != ProjectKind.DESIGNATED or not project.target_krw:
        return None
    return project.raised_krw * 100 // project.target_krw
