"""Reports as officials see them: what fell due, what became of each run, who is sent them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
)

from accounts.admin_base import OfficialRequest, OfficialsAdmin, SharedRowsAdmin
from accounts.admin_steps import role_carries
from accounts.models import User
from kernel.errors import DomainError
from reports import letters
from reports.models import EDITIONS, LANGUAGES, Delivery, DueReport, ReportRun, Subscriber
from reports.rerun import make_again
from reports.subscriptions import (
    AlreadySubscribed,
    change_subscription,
    subscribe,
    subscribed,
    unsubscribe,
)


@admin.register(ReportRun)
class ReportRunAdmin(SharedRowsAdmin):
    """Makings of reports: how far each has come, and why one failed."""

    list_display = ("kind", "year", "status", "stage", "attempts", "created_at", "finished_at")
    list_filter = ("status", "kind", "year")
    actions = ("make_again",)
    fields = (
        "kind",
        "year",
        "status",
        "stage",
        "stage_at",
        "error",
        "is_demo",
        "created_at",
        "finished_at",
        "documents_made_at",
        "attempts",
        "data_sha256",
        "inputs_sha256",
        "code_version",
        "inputs",
    )

    has_rerun_permission = role_carries("reports.rerun_reportrun")

    @admin.action(description=_("Make the selected reports again"), permissions=["rerun"])
    def make_again(self, request: OfficialRequest, selected: QuerySet[ReportRun]) -> None:
        """Ask for each report over the data of now; unchanged data is the run there is."""
        for run in selected.order_by("pk"):
            try:
                again = make_again(run.pk, actor=request.user)
            except DomainError as refusal:
                self.message_user(request, f"{run}: {refusal.title}", messages.ERROR)
                continue
            if again.pk == run.pk:
                text = _("%(report)s: nothing changed since; it is this run.")
            else:
                text = _("%(report)s: a new run is asked for.")
            self.message_user(request, str(text) % {"report": run})


@admin.register(DueReport)
class DueReportAdmin(SharedRowsAdmin):
    """Editions that fell due, whether they were missed, and the report made of each."""

    list_display = ("edition", "period", "year", "due_at", "missed", "run", "problem")
    list_filter = ("edition",)
    list_select_related = ("run",)
    fields = ("edition", "period", "year", "due_at", "noticed_at", "run", "problem", "announced_at")

    @display(description=_("missed at its hour"), boolean=True)  # type: ignore[untyped-decorator]
    def missed(self, due: DueReport) -> bool:
        return due.was_missed


class SubscriberForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whom to send which editions; the address of an old subscription stays as it is."""

    actor: User

    email = forms.EmailField(label=_("e-mail"), widget=UnfoldAdminEmailInputWidget)
    language = forms.ChoiceField(
        label=_("language"), choices=LANGUAGES, widget=UnfoldAdminSelectWidget
    )
    editions = forms.MultipleChoiceField(
        label=_("editions"), choices=EDITIONS, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    class Meta:
        model = Subscriber
        fields = ("email", "language", "editions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["email"].disabled = True

    def clean_email(self) -> str:
        """Refuse an address that is on the list already."""
        email: str = self.cleaned_data["email"]
        if self.instance._state.adding and subscribed(email, self.actor):
            raise ValidationError(AlreadySubscribed.title)
        return email


@admin.register(Subscriber)
class SubscriberAdmin(OfficialsAdmin):
    """Who is sent reports by e-mail; entered with their consent."""

    form = SubscriberForm
    list_display = ("email_masked", "language", "chosen", "subscribed_at", "unsubscribed_at")
    fields = ("email", "language", "editions")
    actions = ("end",)

    @display(description=_("editions"))  # type: ignore[untyped-decorator]
    def chosen(self, subscriber: Subscriber) -> str:
        names = dict(EDITIONS)
        return ", ".join(str(names[edition]) for edition in subscriber.editions)

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reports.add_subscriber")

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("reports.change_subscriber")

    @override
    def get_form(self, request: OfficialRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        form.actor = request.user
        return form

    @override
    def save_model(self, request: OfficialRequest, obj: Any, form: Any, change: Any) -> None:
        chosen = form.cleaned_data
        editions, language = chosen["editions"], chosen["language"]
        if change:
            change_subscription(obj.pk, editions, language=language, actor=request.user)
        else:
            obj.pk = subscribe(chosen["email"], editions, language=language, actor=request.user).pk

    @admin.action(description=_("End the selected subscriptions"), permissions=["change"])
    def end(self, request: OfficialRequest, selected: QuerySet[Subscriber]) -> None:
        for subscriber in selected.order_by("pk"):
            unsubscribe(subscriber.pk, actor=request.user)


@admin.register(Delivery)
class DeliveryAdmin(OfficialsAdmin):
    """Letters with reports, and what became of each."""

    list_display = ("subscriber", "edition", "period", "status", "attempts", "error", "sent_at")
    list_filter = ("status", "edition")
    list_select_related = ("subscriber",)
    fields = (
        "subscriber",
        "run",
        "edition",
        "period",
        "status",
        "attempts",
        "error",
        "created_at",
        "sent_at",
    )
    actions = ("send_again",)

    has_send_permission = role_carries("reports.send_delivery")

    @admin.action(description=_("Send the selected letters again"), permissions=["send"])
    def send_again(self, request: OfficialRequest, selected: QuerySet[Delivery]) -> None:
        for letter in selected.order_by("pk"):
            if not letters.send_again(letter.pk, actor=request.user):
                self.message_user(request, str(_("This letter is not refused or uncertain.")))
