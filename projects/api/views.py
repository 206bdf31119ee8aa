"""Fund projects, open to everybody."""

from django.db.models import QuerySet
from rest_framework import generics
from rest_framework.permissions import AllowAny

from projects.api.serializers import ProjectSerializer
from projects.models import FundProject
from projects.public import published


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
