"""The pages of bulk intake: upload, assign columns, look at every row, correct, start, watch."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from accounts.admin_base import OfficialRequest
from accounts.models import User
from audit.record import record
from desk.bulk import decisions, job
from desk.bulk.forms import ColumnsForm, RowForm, SourceForm, UploadForm
from desk.bulk.listing import lines
from desk.bulk.models import BulkFile, BulkSource, BulkStatus
from desk.bulk.piece import RowState
from desk.bulk.queue import given_up
from desk.bulk.reading import counts_of
from desk.bulk.sources import MAY_ADD_SOURCE, add_source
from desk.bulk.upload import MAY_UPLOAD, upload_file
from desk.pages import DeskPages
from kernel.errors import NotFound

AT_ONCE = 1000
"""A file of so many rows is examined while the official waits: it takes less than a second."""

STATE_NAMES = {
    RowState.WAITING: _("Not examined yet"),
    RowState.READY: _("Ready"),
    RowState.REFUSED: _("Cannot be taken in"),
    RowState.DOUBTFUL: _("In doubt"),
    RowState.LEFT: _("Left out"),
    RowState.ACCEPTED: _("Taken in"),
    RowState.REPEATED: _("Taken in before"),
}


@admin.register(BulkSource)
class BulkSourceAdmin(DeskPages):
    """The banks and platforms whose files come in."""

    list_display = ("name", "portal", "made_at")
    fields = ("name", "portal", "made_at")
    ordering = ("name",)

    @override
    def visible(self, user: User) -> QuerySet[BulkSource]:
        return BulkSource.objects.visible_to(user).select_related("portal")

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_ADD_SOURCE)

    @override
    def new(self, request: OfficialRequest) -> HttpResponse:
        """Ask whose files there are."""
        form = SourceForm(request.POST or None)

        def step(given: dict[str, Any]) -> str:
            add_source(
                given["name"],
                channel=form.channel_code,
                payment_method=given["payment_method"],
                actor=request.user,
            )
            return reverse("admin:desk_bulkfile_add")

        context = {"title": _("A new source of files"), "do": _("Add")}
        return self.ask(request, form, step, context)


@admin.register(BulkFile)
class BulkFileAdmin(DeskPages):
    """Uploaded files, and the page of each."""

    list_display = ("uploaded_at", "source", "row_count", "status", "uploaded_by")
    list_display_links = ("uploaded_at", "source")
    list_filter = ("status",)
    ordering = ("-uploaded_at",)

    @override
    def visible(self, user: User) -> QuerySet[BulkFile]:
        rows = BulkFile.objects.visible_to(user).filter(is_discarded=False)
        return rows.select_related("source", "uploaded_by")

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_UPLOAD)

    @override
    def get_urls(self) -> list[URLPattern]:
        row = self.admin_site.admin_view(self.row_view)
        own = path("<uuid:pk>/rows/<int:number>/", row, name="desk_bulkfile_row")
        return [own, *super().get_urls()]

    @override
    def new(self, request: OfficialRequest) -> HttpResponse:
        """Take an upload; lead to its page."""

        def step(given: dict[str, Any]) -> str:
            return self.address_of(
                upload_file(
                    given["file"].file,
                    given["file"].name,
                    source_id=given["source"].pk,
                    is_declared=given["is_declared"],
                    corrects=given["corrects"],
                    actor=request.user,
                )
            )

        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        may_add = request.user.has_perm(MAY_ADD_SOURCE)
        context = {
            "title": _("Take in a file"),
            "do": _("Upload"),
            "is_upload": True,
            "source_url": reverse("admin:desk_bulksource_add") if may_add else "",
        }
        return self.ask(request, UploadForm(request.user, *posted), step, context)

    @override
    def show(self, request: OfficialRequest, row: BulkFile) -> HttpResponse:
        """Show where the file stands; take the step that was asked for."""
        file = row
        form = ColumnsForm(file, request.POST if "assign" in request.POST else None)
        if request.method == "POST" and self._step(request, file, form):
            return HttpResponseRedirect(self.address_of(file))
        shown = request.GET.get("show", "")
        state = RowState(shown) if shown in list(RowState) else None
        after = request.GET.get("after", "")
        number = int(after) if after.isascii() and after.isdecimal() and len(after) < 9 else 0
        rows, following = lines(file, state, number)
        counts = counts_of(file)
        is_given_up = BulkFile.objects.filter(given_up(timezone.now()), pk=file.pk).exists()
        is_busy = file.status in {BulkStatus.EXAMINING, BulkStatus.RUNNING} and not is_given_up
        context = {
            "title": _("File of %(source)s") % {"source": file.source},
            "file": file,
            "form": form,
            "is_busy": is_busy,
            "is_given_up": is_given_up,
            "can_assign": file.status in decisions.AT_REST,
            "can_decide": file.status in decisions.DECIDABLE,
            "can_start": file.status in decisions.DECIDABLE and counts["ready"] > 0,
            "is_open": file.status != BulkStatus.CLOSED,
            "counts": [
                (each.value, STATE_NAMES[each], counts[each]) for each in RowState if counts[each]
            ],
            "ready": counts["ready"],
            "percent": _percent(file, counts),
            "rows": [(line, STATE_NAMES[line.state]) for line in rows],
            "show": state.value if state else "",
            "following": following,
        }
        return self.page(request, "desk/bulk/file.html", context)

    def row_view(self, request: OfficialRequest, pk: UUID, number: int) -> HttpResponse:
        """Show the cells of one row, to be corrected or decided about; that is written down."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        file: BulkFile = self.get_object(request, str(pk))
        try:
            row = decisions.row_of(file, number)
        except NotFound as missing:
            raise Http404 from missing
        if not row.cells:
            raise Http404
        form = RowForm(
            file.headings, row.cells, request.POST if "correct" in request.POST else None
        )
        shown = request.GET.get("show", "")
        back = self.address_of(file) + (f"?show={shown}" if shown in list(RowState) else "")
        if request.method == "POST" and self._row_step(request, file, number, form):
            return HttpResponseRedirect(back)
        with transaction.atomic():
            record(
                "bulk_row.opened",
                f"bulk_file:{file.pk}",
                actor=request.user,
                municipality_id=file.municipality_id,
                row=number,
            )
        (line,) = lines(file, None, number - 1)[0][:1]
        context = {
            "title": _("Row %(number)s") % {"number": number},
            "file": file,
            "line": line,
            "state": STATE_NAMES[row.state],
            "is_doubtful": row.state in {RowState.DOUBTFUL, RowState.LEFT},
            "form": form,
            "back": back,
        }
        return self.page(request, "desk/bulk/row.html", context)

    def _step(self, request: OfficialRequest, file: BulkFile, form: ColumnsForm) -> bool:
        actor = request.user
        if not self.has_add_permission(request):
            raise PermissionDenied
        if "start" in request.POST:
            done = _("The rows that are ready are being taken in.")
            return self.try_step(request, lambda: decisions.start(file.pk, actor=actor), done)
        if "again" in request.POST:
            done = _("The file is worked on again.")
            return self.try_step(request, lambda: decisions.try_again(file.pk, actor=actor), done)
        if "close" in request.POST:
            done = _("The file is closed; what it said of persons is erased.")
            return self.try_step(request, lambda: decisions.close_file(file.pk, actor=actor), done)
        if not form.is_bound or not form.is_valid():
            return False
        assigned = self.try_step(
            request,
            lambda: decisions.assign_columns(
                file.pk,
                form.chosen(),
                payment_method=form.cleaned_data["method"],
                actor=actor,
            ),
            "",
        )
        if assigned and file.row_count <= AT_ONCE:
            job.work_on(file.pk, f"page-{actor.pk}")
        return assigned

    def _row_step(
        self, request: OfficialRequest, file: BulkFile, number: int, form: RowForm
    ) -> bool:
        actor = request.user
        if form.is_bound and form.is_valid():
            return self.try_step(
                request,
                lambda: decisions.correct_row(file.pk, number, form.cells(), actor=actor),
                _("The row was judged anew."),
            )
        if "take" not in request.POST and "leave" not in request.POST:
            return False
        take_in = "take" in request.POST
        return self.try_step(
            request,
            lambda: decisions.decide_row(file.pk, number, take_in=take_in, actor=actor),
            _("Your decision is kept."),
        )


def _percent(file: BulkFile, counts: dict[str, int]) -> int:
    left = counts["waiting"] if file.status == BulkStatus.EXAMINING else counts["ready"]
    return (file.row_count - left) * 100 // max(file.row_count, 1)
