"""Lists by keyset: a page costs the same at the front and at the ten-millionth row."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

from kernel.validation import invalid_at


class NewestFirst(CursorPagination):
    """Newest row first; ``limit`` of 1 to 200 rows (more are cut to 200), opaque ``cursor``."""

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"

    def get_page_size(self, request: Request) -> int:
        """Return ``limit``, or the default.

        Raises:
            Invalid: ``limit`` is not a whole number of 1 or more.
        """
        asked = request.query_params.get("limit")
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and 0 < len(asked) < 10 and int(asked) > 0):
            raise invalid_at("/limit", _("Give a whole number from 1 to 200."))
        return min(int(asked), self.max_page_size)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return the place to go on from.

        Raises:
            Invalid: the cursor is not one of ours.
        """
        try:
            return super().decode_cursor(request)
        except NotFound as problem:
            raise invalid_at(
                "/cursor", _("Use the cursor of “next” or “previous” as it is.")
            ) from problem

    def paginate_queryset(
        self,
        queryset: QuerySet[Any] | Sequence[Any],
        request: Request,
        view: APIView | None = None,
    ) -> list[Any] | None:
        """Return one page.

        Raises:
            Invalid: the cursor has been altered.
        """
        try:
            return super().paginate_queryset(queryset, request, view)
        except (TypeError, ValueError, ValidationError) as problem:
            raise invalid_at(
                "/cursor", _("Use the cursor of “next” or “previous” as it is.")
            ) from problem
