"""What every page of the officials' site has in common.

A page starts from the rows that the official may see, so that what is another's is *not found*,
never *forbidden*; it reads and does not write, unless it says so; and it does not count tables.
"""

from functools import wraps
from typing import Any

from django.contrib.admin import ShowFacets
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from typing_extensions import override
from unfold.admin import ModelAdmin, TabularInline

from accounts.keyset import KeysetChangeList, KeysetPaginator
from accounts.models import Channel, User
from accounts.typed_fields import typed_field


class OfficialRequest(HttpRequest):
    """A request to the officials' site past its log-in page."""

    user: User


class OfficialsAdmin(ModelAdmin):  # type: ignore[misc]
    """Rows to look at; nothing here adds, changes or deletes one.

    What an official may do is an action that calls a use case, with a permission of its own in
    ``accounts.roles``.
    """

    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    paginator = KeysetPaginator
    sortable_by = ()
    list_before_template = "officials/saved_filters.html"
    list_filter_submit = True
    owner = ""
    """The column that says which local government a row is of, where the table is a long one."""

    def visible(self, user: User) -> QuerySet[Any]:
        """Return the rows that ``user`` may see."""
        rows: QuerySet[Any] = self.model._default_manager.visible_to(user)
        return rows

    def parts(self, user: User) -> list[Q]:
        """Return the conditions of the rows of each local government that ``user`` sees."""
        if not self.owner or user.municipality is None:
            return []
        return [Q(**{self.owner: code}) for code in user.municipality.lineage_codes()]

    @override
    def get_queryset(self, request: OfficialRequest) -> QuerySet[Any]:
        rows = self.visible(request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    @override
    def get_changelist(
        self,
        request: HttpRequest,
        **kwargs: Any,
    ) -> type[KeysetChangeList]:
        return KeysetChangeList

    @override
    def get_object(
        self, request: OfficialRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return the row.

        Raises:
            Http404: there is none, or it is another's.
        """
        row: Model | None = super().get_object(request, object_id, from_field)
        if row is None:
            raise Http404
        return row

    @override
    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        return super().formfield_for_dbfield(
            db_field, request, **{**typed_field(db_field), **kwargs}
        )

    @override
    def get_urls(self) -> list[URLPattern]:
        """Return the pages; an action on another's row is not found, whatever it would ask."""
        return [self._of_a_visible_row(each) for each in super().get_urls()]

    def _of_a_visible_row(self, entry: URLPattern) -> URLPattern:
        name, view = entry.name or "", entry.callback
        looks_itself = not name or name.endswith(("_change", "_history", "_delete"))
        if looks_itself or "object_id" not in str(entry.pattern):
            return entry

        @wraps(view)
        def of_a_visible_row(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if self.admin_site.has_permission(request):
                self.get_object(request, kwargs["object_id"])
            answer: HttpResponseBase = view(request, *args, **kwargs)
            return answer

        return URLPattern(entry.pattern, of_a_visible_row, entry.default_args, name)

    def page(
        self, request: OfficialRequest, template: str, context: dict[str, Any]
    ) -> HttpResponse:
        """Return a page of our own within the site; no cache keeps it."""
        everywhere = self.admin_site.each_context(request)
        answer = TemplateResponse(request, template, {**everywhere, **context})
        answer["Cache-Control"] = "private, no-store"
        return answer

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @override
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OnlyShown:
    """Rows to look at on the page of another; for a list of them that Django draws."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Whoever sees the page sees them."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody adds one here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody changes one here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody takes one out here."""
        return False


class NamedInputs(TabularInline):  # type: ignore[misc]
    """Rows of a table whose inputs bear the name of their column, for whoever hears the page."""

    @override
    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Return the field, its input named."""
        field = super().formfield_for_dbfield(
            db_field, request, **{**typed_field(db_field), **kwargs}
        )
        if field is not None:
            field.widget.attrs.setdefault("aria-label", field.label)
        return field


class SharedRowsAdmin(OfficialsAdmin):
    """Rows that are the same for every official."""

    @override
    def visible(self, user: User) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows


def won(amount_krw: int | None) -> SafeString | str:
    """Return whole won for a column, with thousands separators; a dash for a missing figure."""
    if amount_krw is None:
        return "–"
    written = _("%(amount)s won") % {"amount": f"{amount_krw:,}"}
    return format_html('<span class="hometown-number">{}</span>', written)


def link(address: str, told: object) -> SafeString:
    """Return a link in a column or beside a field."""
    return format_html('<a class="underline" href="{}">{}</a>', address, told)


def channel_name(code: str) -> str:
    """Return a channel of KR-SYS-13 in words; a platform's or bank's own code stays behind it."""
    kind, _colon, own = code.partition(":")
    name = str(Channel(kind).label) if kind in Channel.values else kind
    return f"{name}({own})" if own else name
