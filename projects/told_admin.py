"""On the page of a fiscal year: which gifts were given and what else was named, until published."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.admin import StackedInline
from unfold.decorators import display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldBooleanWidget

from accounts.admin_base import NamedInputs, OfficialRequest
from accounts.admin_steps import SavesByUseCase
from kernel.dates import seoul_date
from kernel.errors import DomainError
from ledger.models import FundYear, FundYearStatus
from projects.models import GivenGift, NamedItem
from projects.publication import (
    MAY_TELL,
    UNPUBLISHED,
    gifts_told,
    keep_gifts,
    keep_items,
    require_nameable,
    require_within_books,
)


def may_tell(request: HttpRequest, year: object) -> bool:
    """Say whether the reader may change what is told of a year; of ``None``, of some year."""
    if not request.user.has_perm(MAY_TELL):
        return False
    return year is None or (isinstance(year, FundYear) and year.status in UNPUBLISHED)


class ToldInline:
    """Rows that are entered until their year is published."""

    extra = 0
    hide_title = True

    def has_view_permission(self, request: OfficialRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Whoever sees the page sees them."""
        return True

    def has_add_permission(self, request: OfficialRequest, obj: Model | None = None) -> bool:
        """They are entered by whoever may tell."""
        return may_tell(request, obj)

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission


class GiftFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Says what the use case would refuse while the rows are still there to be corrected."""

    @override
    def clean(self) -> None:
        super().clean()
        if any(self.errors) or self.instance.status != FundYearStatus.CLOSED:
            return
        rows = [each.cleaned_data for each in self.forms]
        entered_krw = sum(row.get("cost_krw") or 0 for row in rows if not row.get("DELETE"))
        try:
            require_within_books(self.instance, entered_krw)
        except DomainError as refusal:
            raise ValidationError(str(refusal)) from refusal


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """Says what the use case would refuse beside the day."""

    @override
    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "named_by" in told and "named_on" in told:
            try:
                require_nameable(told["named_by"], told["named_on"], seoul_date(timezone.now()))
            except DomainError as refusal:
                self.add_error("named_on", str(refusal))
        return told


class GiftInline(ToldInline, NamedInputs):
    model = GivenGift
    formset = GiftFormSet
    fields = ("kind_ko", "kind_en", "number", "cost_krw")


class ItemInline(ToldInline, StackedInline):  # type: ignore[misc]
    model = NamedItem
    form = ItemForm
    fields = (
        ("named_by", "named_on"),
        ("title_ko", "title_en"),
        ("text_ko", "text_en"),
    )


class TellsOfYears(SavesByUseCase):
    """The page of a year on which nothing changes but what is told beside its books."""

    inlines = (GiftInline, ItemInline)

    @override
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_tell(request, obj)

    @override
    def render_change_form(
        self, request: OfficialRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        """Offer no button that saves and goes on to open another year."""
        answer: HttpResponse = super().render_change_form(
            request, {**context, "show_save_and_add_another": False}, **kwargs
        )
        return answer

    @override
    def save_model(self, request: OfficialRequest, obj: FundYear, form: Any, change: bool) -> None:
        """The year itself stays as it is."""

    @override
    def save_formset(self, request: OfficialRequest, form: Any, formset: Any, change: bool) -> None:
        """Keep gifts and items."""
        kept, year_id = formset.save(commit=False), form.instance.pk
        dropped, official = formset.deleted_objects, request.user
        if not kept and not dropped:
            return
        if formset.model is GivenGift:
            keep_gifts(year_id, kept=kept, dropped=dropped, actor=official)
        else:
            keep_items(year_id, kept=kept, dropped=dropped, at=timezone.now(), actor=official)

    @display(description=_("gifts provided"))  # type: ignore[untyped-decorator]
    def gifts_entered(self, year: FundYear) -> str:
        """Say what is entered, beside what is booked."""
        told = gifts_told(year)
        if not told.kinds:
            if year.status == FundYearStatus.PUBLISHED:
                return str(_("Not entered: the publication says so."))
            return str(_("Not entered: the publication would say so. Enter them below."))
        if told.cost_krw is None:
            entered = _(
                "Kinds: %(kinds)s · given: %(number)s · no cost entered · booked: %(booked)s won"
            )
        else:
            entered = _(
                "Kinds: %(kinds)s · given: %(number)s · cost entered: %(cost)s won · "
                "booked: %(booked)s won"
            )
        return str(entered) % {
            "kinds": told.kinds,
            "number": f"{told.number:,}",
            "cost": f"{told.cost_krw or 0:,}",
            "booked": f"{told.booked_krw:,}",
        }


class PublishForm(BaseDialogForm):  # type: ignore[misc]
    """Asks once more where no gifts are entered: it cannot be mended afterwards."""

    _without_gifts = forms.BooleanField(
        label=_("No gifts are entered. Publish without them"),
        help_text=_("The publication says “not entered”, and it stays so for ever."),
        widget=UnfoldBooleanWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (
            GivenGift.objects.visible_to(self.request.user)
            .filter(fund_year=self.object_id)
            .exists()
        ):
            del self.fields["_without_gifts"]
