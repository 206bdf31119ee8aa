"""Pages of an admin list by keyset: the ten-thousandth costs what the first does.

A page starts after the last row of the page before, named in the address by the values that the
list is ordered by; nothing is counted and nothing skipped. A list that is ordered by more than
plain columns is short, and keeps Django's pages.

An index holds the rows of one local government in order. Whoever carries on for others sees those
of several, and no index holds these in one order: so the page is looked for in each, and then put
together.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from typing_extensions import override
from unfold.paginator import InfinitePaginator
from unfold.views import ChangeList

AFTER, BEFORE = "after", "before"
NUL = "\0"
"""What no column can be compared with: the database would refuse the question."""


class KeysetPaginator(InfinitePaginator):  # type: ignore[misc]
    """Tells the list's template which links to show."""

    template_name = "officials/keyset.html"


class KeysetChangeList(ChangeList):  # type: ignore[misc]
    """One page of a list; ``newer`` and ``older`` are the addresses of its neighbours."""

    newer: str | None = None
    older: str | None = None

    @override
    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        kept: dict[str, Any] = super().get_filters_params(params)
        if any(NUL in value for values in kept.values() for value in values):
            raise IncorrectLookupParameters
        for name in (AFTER, BEFORE):
            kept.pop(name, None)
        return kept

    @override
    def get_results(self, request: HttpRequest) -> None:
        order = self.get_ordering(request, self.queryset)
        if not all(isinstance(each, str) for each in order):
            self._results_by_number(request)
            return
        backwards = BEFORE in request.GET
        edge = position(request.GET.get(BEFORE if backwards else AFTER, ""), len(order))
        rows = page(
            self.queryset,
            order,
            edge,
            self.list_per_page + 1,
            backwards=backwards,
            parts=self.model_admin.parts(request.user),
        )
        more = len(rows) > self.list_per_page
        rows = rows[: self.list_per_page]
        if backwards:
            rows.reverse()
        has_newer = more if backwards else edge is not None
        has_older = more or (backwards and edge is not None)
        if rows and has_newer:
            self.newer = self._address(BEFORE, rows[0], order)
        if rows and has_older:
            self.older = self._address(AFTER, rows[-1], order)
        self.result_list = rows
        self.result_count = len(rows)
        self.full_result_count = len(rows)
        self.show_full_result_count, self.show_admin_actions = False, True
        self.can_show_all = False
        self.multi_page = bool(self.newer or self.older)
        self.paginator = self.model_admin.get_paginator(request, rows, self.list_per_page)

    def _results_by_number(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        self.result_list, self.result_count, self.full_result_count = rows, len(rows), len(rows)
        if self.page_num > 1:
            self.newer = str(self.get_query_string({"p": self.page_num - 1}))
        if len(rows) == self.list_per_page:
            self.older = str(self.get_query_string({"p": self.page_num + 1}))

    def _address(self, name: str, row: Model, order: Sequence[str]) -> str:
        told = [str(value_of(row, each.lstrip("-"))) for each in order]
        mark = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
        return str(self.get_query_string({name: mark}, [AFTER, BEFORE, "p"]))


def value_of(row: Model, path: str) -> Any:
    """Return the value of a column, also of a row that is joined."""
    found: Any = row
    for name in path.split("__"):
        found = getattr(found, name)
    return found


def position(mark: str, length: int) -> list[str] | None:
    """Return the values that a mark holds; None if it is none of ours."""
    try:
        found = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (ValueError, binascii.Error):
        return None
    fits = isinstance(found, list) and len(found) == length
    return found if fits and all(isinstance(each, str) for each in found) else None


def page(
    rows: QuerySet[Any],
    order: Sequence[str],
    edge: Sequence[str] | None,
    limit: int,
    *,
    backwards: bool,
    parts: Sequence[Q] = (),
) -> list[Any]:
    """Return at most ``limit`` rows beyond ``edge`` in ``order``, or before it, nearest first.

    ``parts`` divide the rows into those that an index holds in this order, if there are several.
    """
    turned = [turn(each) for each in order] if backwards else list(order)
    rows = rows.order_by(*turned)
    if edge is not None:
        try:
            return _nearest(rows.filter(beyond(turned, edge)), parts, limit)
        except (ValueError, ValidationError):
            pass  # a mark that somebody wrote; as if there were none
    return _nearest(rows, parts, limit)


def _nearest(rows: QuerySet[Any], parts: Sequence[Q], limit: int) -> list[Any]:
    if len(parts) < 2:
        return list(rows[:limit])
    first, *others = [rows.filter(part).values("pk")[:limit] for part in parts]
    found = first.union(*others, all=True)
    return list(rows.filter(pk__in=[row["pk"] for row in found])[:limit])


def turn(column: str) -> str:
    """Return the other direction."""
    return column[1:] if column.startswith("-") else f"-{column}"


def beyond(order: Sequence[str], edge: Sequence[str]) -> Q:
    """Return the condition of rows that come after ``edge``; its first column bounds an index."""
    found = Q()
    for column, value in reversed(list(zip(order, edge, strict=True))):
        name = column.lstrip("-")
        further = Q(**{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value})
        found = further | Q(**{name: value}) & found if found else further
    first = order[0].lstrip("-")
    bound = f"{first}__{'lte' if order[0].startswith('-') else 'gte'}"
    return Q(**{bound: edge[0]}) & found
