"""The start page: what this is, and where to go."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.enrolment import DEMO_ENDING
from accounts.models import User
from kernel.dates import seoul_date
from projects.models import FundProject, ProjectStatus
from regions.models import Country, Municipality
from reports.models import ReportRun, RunStatus

DEMO_FILE = "demo-access.json"
"""Where ``seed_demo`` leaves the passwords it made, inside the data folder."""


def home(request: HttpRequest) -> HttpResponse:
    """Show the start page; in demo mode with a banner and who may log in."""
    today = seoul_date(timezone.now())
    public = FundProject.objects.exclude(status__in=[ProjectStatus.DRAFT, ProjectStatus.CANCELLED])
    counts = {
        "municipalities": Municipality.objects.in_force(today).filter(country=Country.KR).count(),
        "projects": public.count(),
        "reports": ReportRun.objects.filter(status=RunStatus.DONE).count(),
    }
    return render(
        request,
        "hometown/home.html",
        {
            "demo": settings.DEMO,
            "demo_file": DEMO_FILE,
            "demo_accounts": demo_accounts() if settings.DEMO else [],
            "counts": counts,
        },
    )


def demo_accounts() -> list[User]:
    """Return the officials that ``seed_demo`` made: their e-mail ends in ``.demo``."""
    officials = User.objects.filter(email__endswith=DEMO_ENDING, is_active=True)
    return list(officials.select_related("municipality").order_by("pk"))
