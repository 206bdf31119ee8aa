"""The home of the officials' site: today and this year in one's own local government."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import OfficialRequest
from donations.models import Donation, DonationStatus
from kernel.dates import seoul_date
from projects.models import FundProject, ProjectKind, ProjectStatus

LATEST = 8
"""How many of the newest donations are shown."""


def dashboard(request: OfficialRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add this page's figures to ``context``; none for a role that sees no donations."""
    today = seoul_date(timezone.now())
    context["today"] = today
    if not request.user.has_perm("donations.view_donation"):
        return context
    donations = Donation.objects.visible_to(request.user)
    context["government"] = request.user.municipality
    context["figures"] = figures(donations, today)
    context["latest"] = donations.select_related("receipt").order_by("-donated_on", "-id")[:LATEST]
    context["projects"] = open_projects(request)
    return context


def figures(donations: QuerySet[Donation], today: date) -> list[dict[str, Any]]:
    """Return sum and number of today, this month and this year, and last year to the same day.

    A donation that was returned is left out.
    """
    year = today.replace(month=1, day=1)
    spans = [
        (_("Today"), today, today),
        (_("This month"), today.replace(day=1), today),
        (_("This year"), year, today),
        (_("Last year to the same day"), year.replace(year=year.year - 1), a_year_before(today)),
    ]
    wanted: dict[str, Aggregate] = {}
    for index, (_title, first, last) in enumerate(spans):
        within = Q(donated_on__gte=first, donated_on__lte=last)
        wanted[f"sum_{index}"] = Sum("amount_krw", filter=within, default=0)
        wanted[f"number_{index}"] = Count("pk", filter=within)
    kept = donations.filter(donated_on__gte=spans[-1][1], status=DonationStatus.ACCEPTED)
    told = kept.aggregate(**wanted)
    return [
        {
            "title": title,
            "first": first,
            "last": last,
            "amount_krw": told[f"sum_{index}"],
            "number": told[f"number_{index}"],
        }
        for index, (title, first, last) in enumerate(spans)
    ]


def a_year_before(on: date) -> date:
    """Return the same day of the year before; 28 February for the 29th."""
    if (on.month, on.day) == (2, 29):
        on -= timedelta(days=1)
    return on.replace(year=on.year - 1)


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
