"""The home of the officials' site: the year so far, and what waits for whoever has logged in."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.admin_base import OfficialRequest
from accounts.keyset import page
from accounts.models import Role
from desk.charts import months_chart
from desk.due_dates import upcoming
from desk.figures import Figures, figures_of
from desk.waiting import Question, waiting_for
from donations.models import Donation
from kernel.dates import seoul_date
from projects.models import FundProject, ProjectKind, ProjectStatus
from regions.models import Country
from regions.snapshot import snapshot
from reports.runs import unmade_runs

LATEST = 8
"""How many of the newest donations are shown."""


def dashboard(request: OfficialRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add this page's figures to ``context``; for the national role the nation's sums alone."""
    today = seoul_date(timezone.now())
    context["today"] = today
    government = request.user.municipality
    if request.user.role == Role.NATIONAL:
        return context | {"government": _("The whole country")} | sums(nation(today), today)
    if not request.user.has_perm("donations.view_donation") or government is None:
        return context
    donations = Donation.objects.visible_to(request.user)
    context["government"] = government
    context |= sums(figures_of(government.lineage_codes(), today), today)
    context["waiting"] = waiting_for(request.user, failed_reports())
    context["dues"] = [(due, due.days_left(today)) for due in upcoming(today)]
    context["latest"] = page(
        donations.select_related("receipt"),
        ("-donated_on", "-id"),
        None,
        LATEST,
        backwards=False,
        parts=[Q(recipient=code) for code in government.lineage_codes()],
    )
    context["projects"] = open_projects(request)
    return context


def sums(figures: Figures, today: date) -> dict[str, Any]:
    """Return what the page says of ``figures``: the cards, the chart and its table."""
    return {
        "figures": figures,
        "chart": months_chart(figures.months, figures.last_months, today.year),
        "months": [
            (month + 1, before, figures.months[month] if month < today.month else None)
            for month, before in enumerate(figures.last_months)
        ],
    }


def nation(today: date) -> Figures:
    """Return the figures of all local governments together, for whom no single row is to see."""
    codes = [each.code for each in snapshot().municipalities.values() if each.country == Country.KR]
    with scope.within(scope.SYSTEM):
        return figures_of(codes, today)


def failed_reports() -> Question:
    """Ask for the reports that could not be made; they are the nation's, so of every manager."""
    return Question(
        "reports.rerun_reportrun",
        _("Reports that could not be made"),
        unmade_runs(),
        "reports_reportrun",
    )


def open_projects(request: OfficialRequest) -> list[dict[str, Any]]:
    """Return the designated projects that take donations now, and how far each has come."""
    government = request.user.municipality
    if government is None:
        return []
    projects = FundProject.objects.filter(
        recipient_id__in=government.lineage_codes(),
        kind=ProjectKind.DESIGNATED,
        status=ProjectStatus.OPEN,
    ).order_by("name_ko")
    return [
        {
            "project": project,
            "percent": project.raised_krw * 100 // project.target_krw
            if project.target_krw
            else None,
        }
        for project in projects
    ]
