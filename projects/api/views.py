"""Fund projects, open to everybody."""

from django.db.models import QuerySet
from rest_framework import generics
from rest_framework.permissions import AllowAny

from projects.api.serializers import ProjectSerializer
from projects.models import FundProject, ProjectStatus


def published() -> QuerySet[FundProject]:
    """Return what the public may see, with all a page needs."""
    return (
        FundProject.objects.exclude(status=ProjectStatus.DRAFT)
        .select_related("recipient")
        .prefetch_related("sites", "results", "funding_lines", "target_changes")
    )


class ProjectsView(generics.ListAPIView[FundProject]):
    """All fund projects but drafts, newest first."""

    authentication_classes = []
    permission_classes = [AllowAny]
    serializer_class = ProjectSerializer

    def get_queryset(self) -> QuerySet[FundProject]:
        """Return the public projects."""
        return published()


class ProjectView(generics.RetrieveAPIView[FundProject]):
    """One fund project."""

    authentication_classes = []
    permission_classes = [AllowAny]
    serializer_class = ProjectSerializer

    def get_queryset(self) -> QuerySet[FundProject]:
        """Return the public projects."""
        return published()
