"""The forms in which officials enter spending, income, years and decisions about a fund's money."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import User
from accounts.typed_fields import DayField, WonField
from kernel.dates import seoul_date
from ledger.models import INCOME_ACCOUNTS, PROJECT_LINES, Account
from projects.assignment import TAKES
from projects.errors import PaperTooLarge
from projects.evidence import MOST_BYTES, SUFFIXES, Paper
from projects.funds import funds_of
from projects.life import SPENDS
from projects.models import Category, FundProject, ProjectSite, Purpose, Source

LONGEST_REASON = 300
MOST_PAPERS = 5
OF_A_PROJECT = ("project", "account", "site")
"""What only the spending of a project names."""


def today() -> Any:
    """Return the day in Seoul; a first value for a day."""
    return seoul_date(timezone.now())


def line(**attrs: str) -> UnfoldAdminTextInputWidget:
    """Return a line that the browser does not complete."""
    return UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", **attrs})


def amount() -> WonField:
    """Return a field for whole won."""
    return WonField(label=_("Amount (won)"), min_value=1)


def day(label: Any) -> DayField:
    """Return a field for a day, today at first."""
    return DayField(label=label, initial=today)


def select(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    """Return a field for one of ``choices``."""
    return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminSelectWidget, **more)


def document(label: Any) -> forms.CharField:
    """Return a field for the number of a document."""
    return forms.CharField(label=label, max_length=120, widget=line())


class SeveralFiles(forms.ClearableFileInput):
    """An input that takes several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PapersField(forms.FileField):
    """Files that are read only if none is larger than evidence may be."""

    widget = SeveralFiles(attrs={"accept": ",".join(SUFFIXES), "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the papers."""
        files: Sequence[Any] = data if isinstance(data, list) else [data] if data else []
        for file in files:
            super().clean(file, initial)
            if file.size is None or file.size > MOST_BYTES:
                raise forms.ValidationError(str(PaperTooLarge(most_mb=MOST_BYTES // 2**20)))
        if len(files) > MOST_PAPERS:
            message = _("Attach at most %(most)s files.")
            raise forms.ValidationError(message, params={"most": MOST_PAPERS})
        if not files:
            super().clean(None, initial)
        return [Paper(str(file.name), file.read()) for file in files]


class ProjectField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of one's own projects."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(
            FundProject.objects.none(), label=label, widget=UnfoldAdminSelectWidget, **more
        )

    def label_from_instance(self, obj: FundProject) -> str:
        """Return the name with its season: two seasons are two choices."""
        return obj.full_name


class SiteField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the sites of one's own projects."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(
            ProjectSite.objects.none(), label=label, widget=UnfoldAdminSelectWidget, **more
        )

    def label_from_instance(self, obj: ProjectSite) -> str:
        """Return the place and whose it is: places of two projects may bear one name."""
        return f"{obj.place} · {obj.project.full_name}"


def own_projects(official: User) -> QuerySet[FundProject]:
    """Return the projects of the local government of ``official``."""
    return FundProject.objects.visible_to(official).order_by("name_ko", "season")


class FundForm(forms.Form):
    """A form that also asks for which fund, where an official has more than one (KR-LG-08)."""

    def __init__(self, official: User, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        funds = funds_of(official)
        if len(funds) > 1:
            named = [(fund.code, str(fund)) for fund in funds]
            self.fields = {"fund_code": select(_("Fund of"), named), **self.fields}


class SpendingForm(FundForm):
    """What is to be paid, out of what, and the papers."""

    category = select(_("For"), Category.choices)
    project = ProjectField(
        _("Project"), required=False, help_text=_("Only for the spending of a project.")
    )
    account = select(
        _("Project account"),
        [("", "–"), *((each.value, each.label) for each in PROJECT_LINES)],
        required=False,
        help_text=_("Only for the spending of a project."),
    )
    source = select(_("Out of"), Source.choices)
    site = SiteField(_("Site"), required=False)
    amount_krw = amount()
    what_for = forms.CharField(
        label=_("What for"),
        max_length=160,
        widget=line(),
        help_text=_("It is shown in the books: no names of people."),
    )
    payee = forms.CharField(
        label=_("Paid to"),
        max_length=120,
        required=False,
        widget=line(),
        help_text=_("Kept encrypted."),
    )
    basis = forms.CharField(
        label=_("Basis"),
        max_length=160,
        required=False,
        widget=line(),
        help_text=_("Contract or decision; a transfer out must name one."),
    )
    papers = PapersField(
        label=_("Evidence"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB each and five files. Kept encrypted."),
    )

    def __init__(self, official: User, *args: Any, **more: Any) -> None:
        super().__init__(official, *args, **more)
        projects = own_projects(official).filter(status__in=SPENDS)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
        sites = ProjectSite.objects.filter(project__in=projects).select_related("project")
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Take what is not for a project from general money: nothing else is allowed."""
        given = self.cleaned_data
        category = given.get("category")
        if category == Category.PROJECT:
            self._check_project(given)
        elif category:
            given["source"] = Source.GENERAL.value
            for name in OF_A_PROJECT:
                if given.get(name):
                    self.add_error(name, _("Leave this empty: it is no spending of a project."))
        if category == Category.TRANSFER and not given.get("basis"):
            self.add_error("basis", _("A transfer out names its basis."))
        return given

    def _check_project(self, given: dict[str, Any]) -> None:
        project, site = given.get("project"), given.get("site")
        for name in ("project", "account"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("The spending of a project names it."))
        if site and project and site.project_id != project.pk:
            self.add_error("site", _("This is a site of another project."))


class IncomeForm(FundForm):
    """What came in beside donations."""

    account = select(_("Kind of income"), [(each.value, each.label) for each in INCOME_ACCOUNTS])
    amount_krw = amount()
    received_on = day(_("Received on"))
    paid_in_on = day(_("Paid into the treasury on"))
    reference = document(_("Document"))

    def clean_account(self) -> Account:
        """Return the account."""
        return Account(self.cleaned_data["account"])


class FundYearForm(FundForm):
    """The council's vote on the plan of a year."""

    year = forms.IntegerField(
        label=_("Fiscal year"),
        min_value=2023,
        max_value=2200,
        initial=lambda: today().year,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    plan_reference = document(_("The council's vote on the fund plan"))
    planned_on = day(_("Voted on"))
    last_year_krw = WonField(
        label=_("Donations of the year before (won)"),
        min_value=0,
        required=False,
        help_text=_("Only where these books did not yet keep that year."),
    )


class AssignmentForm(forms.Form):
    """Where designated money comes from, where it goes, and who decided it."""

    from_purpose = select(_("From purpose"), [("", "–"), *Purpose.choices], required=False)
    from_project = ProjectField(_("Or from project"), required=False)
    project = ProjectField(_("To project"))
    amount_krw = amount()
    decided_on = day(_("Decided on"))
    decision_reference = document(_("Decision"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )

    def __init__(self, official: User, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        projects = own_projects(official)
        self.fields["from_project"].queryset = projects  # type: ignore[attr-defined]
        self.fields["project"].queryset = projects.filter(  # type: ignore[attr-defined]
            status__in=TAKES
        )


class ReasonForm(BaseDialogForm):  # type: ignore[misc]
    """Why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=UnfoldAdminTextareaWidget
    )


class PaymentForm(BaseDialogForm):  # type: ignore[misc]
    """When it was paid."""

    paid_on = day(pgettext_lazy("by a local government", "Paid on"))


class PaidBackForm(BaseDialogForm):  # type: ignore[misc]
    """When and why money came back."""

    returned_on = day(_("Came back on"))
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=UnfoldAdminTextareaWidget
    )
