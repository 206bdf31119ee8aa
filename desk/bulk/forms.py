"""The forms of the pages for files: a source, an upload, the meaning of columns, one row."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from accounts.models import Channel, User
from desk.bulk.columns import COLUMNS
from desk.bulk.models import BulkFile, BulkSource, BulkStatus
from donations.models import PaymentMethod

CHANNELS = [choice for choice in Channel.choices if choice[0] != Channel.LG_OFFICE]


class SourceForm(forms.Form):
    """Whose files, and through which lawful channel the money came."""

    name = forms.CharField(
        label=_("Name of the bank or platform"), max_length=40, widget=UnfoldAdminTextInputWidget
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=CHANNELS, widget=UnfoldAdminSelectWidget
    )
    code = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,24}$",
        label=_("Its own code"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Only for a platform or a bank's app, for example wegive."),
    )
    payment_method = forms.ChoiceField(
        label=_("Paid by"),
        choices=PaymentMethod.choices,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Where the file does not say it."),
    )

    @property
    def channel_code(self) -> str:
        """The channel as KR-SYS-13 writes it."""
        code = self.cleaned_data["code"]
        return f"{self.cleaned_data['channel']}:{code}" if code else self.cleaned_data["channel"]


class UploadForm(forms.Form):
    """A file, whose it is, and whether the forms were taken."""

    source = forms.ModelChoiceField(
        BulkSource.objects.none(), label=_("Source of the file"), widget=UnfoldAdminSelectWidget
    )
    file = forms.FileField(
        label=_("File"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=_("CSV (UTF-8 or CP949) or Excel .xlsx; up to a million rows."),
    )
    corrects = forms.ModelChoiceField(
        BulkFile.objects.none(),
        label=_("File that it corrects"),
        required=False,
        empty_label=_("No other file"),
        widget=UnfoldAdminSelectWidget,
        help_text=_(
            "A corrected file keeps its rows in their places; what was taken in is not taken in "
            "again, and the other file is closed."
        ),
    )
    is_declared = forms.BooleanField(
        label=_(
            "The source took the signed form, the consent and the declaration of no barred "
            "relation before each payment"
        ),
        required=False,
        widget=UnfoldBooleanWidget,
    )

    def __init__(self, official: User, *args: Any) -> None:
        super().__init__(*args)
        sources, corrects = self.fields["source"], self.fields["corrects"]
        assert isinstance(sources, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(corrects, forms.ModelChoiceField)  # noqa: S101
        sources.queryset = BulkSource.objects.visible_to(official).order_by("name")
        if not sources.queryset.exists():
            sources.help_text = _("There is none yet. A manager adds the bank or platform first.")
        at_rest = [BulkStatus.UPLOADED, BulkStatus.EXAMINED, BulkStatus.DONE]
        files = BulkFile.objects.visible_to(official).filter(status__in=at_rest)
        corrects.queryset = files.select_related("source").order_by("-uploaded_at")


class ColumnsForm(forms.Form):
    """Which column of the file holds what."""

    def __init__(self, file: BulkFile, *args: Any) -> None:
        super().__init__(*args)
        choices = [("", "–"), *((str(at), name) for at, name in enumerate(file.headings))]
        for name, column in COLUMNS.items():
            self.fields[name] = forms.ChoiceField(
                label=column.label,
                choices=choices,
                required=column.is_needed,
                initial=str(file.columns.get(name, "")),
                widget=UnfoldAdminSelectWidget,
            )
        self.fields["method"] = forms.ChoiceField(
            label=_("Paid by, where the file does not say it"),
            choices=PaymentMethod.choices,
            initial=file.payment_method,
            widget=UnfoldAdminSelectWidget,
        )

    def chosen(self) -> dict[str, int]:
        """Return field -> column."""
        given = self.cleaned_data
        return {name: int(given[name]) for name in COLUMNS if given.get(name)}


class RowForm(forms.Form):
    """The cells of one row, under the headings of the file."""

    def __init__(self, headings: list[str], cells: list[str], *args: Any) -> None:
        super().__init__(*args)
        for at, heading in enumerate(headings):
            self.fields[f"cell{at}"] = forms.CharField(
                label=heading or str(at + 1),
                required=False,
                max_length=300,
                initial=cells[at] if at < len(cells) else "",
                widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
            )

    def cells(self) -> list[str]:
        """Return the cells as written."""
        return [self.cleaned_data[name] for name in self.fields]
