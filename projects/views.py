"""Public pages: what each project is for, and how far it has come."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from projects.api.views import published
from projects.models import FundProject


def projects(request: HttpRequest) -> HttpResponse:
    """List the projects: those open for donations first."""
    rows = sorted(published(), key=lambda project: (project.status != "open", -project.pk))
    return render(request, "projects/list.html", {"projects": rows})


def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one project with its sites and results."""
    row: FundProject = get_object_or_404(published(), pk=pk)
    return render(request, "projects/detail.html", {"project": row})
