"""Whose rows an official sees: those of the own local government and of those it carries on for.

Beneath it stands row-level security (ADR 0002), which asks the same once more.
"""

from typing import Self, TypeVar

from django.db import models

from accounts.models import User

OwnedRow = TypeVar("OwnedRow", bound=models.Model)


class OwnRows(models.QuerySet[OwnedRow]):
    """Rows that are each of one local government, named by ``owner``."""

    owner = "municipality_id"

    def visible_to(self, user: User) -> Self:
        """Keep what is of the local government of ``user`` and its predecessors."""
        if user.municipality is None:
            return self.none()
        return self.filter(**{f"{self.owner}__in": user.municipality.lineage_codes()})
