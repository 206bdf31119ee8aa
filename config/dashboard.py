"""The home of the officials' site: the year so far, and what waits for whoever has logged in."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import OfficialRequest
from accounts.keyset import page
from desk.charts import months_chart
from desk.due_dates import upcoming
from desk.figures import figures_of
from desk.waiting import Question, waiting_for
from donations.models import Donation
from kernel.dates import seoul_date
from projects.models import FundProject, ProjectKind, ProjectStatus
from reports.runs import unmade_runs

LATEST = 8
"""How many of the newest donations are shown."""


def dashboard(request: OfficialRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add this page's figures to ``context``; none for a role that sees no donations."""
    today = seoul_date(timezone.now())
    context["today"] = today
    government = request.user.municipality
    if not request.user.has_perm("donations.view_donation") or government is None:
        return context
    figures = figures_of(government.lineage_codes(), today)
    donations = Donation.objects.visible_to(request.user)
    context["government"] = government
    context["figures"] = figures
    context["chart"] = months_chart(figures.months, figures.last_months, today.year)
    context["months"] = [
        (month + 1, before, figures.months[month] if month < today.month else None)
        for month, before in enumerate(figures.last_months)
    ]
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
