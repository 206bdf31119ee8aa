"""Find the donations of somebody at the telephone: masked name and date of birth.

The name is sent in the body of a form and goes nowhere else; the list that follows has the keyed
hash of both in its address. That somebody was searched for is on record, without the name.
"""

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin import SimpleListFilter
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.admin_base import OfficialRequest
from accounts.admin_steps import role_carries
from audit.personal_access import AccessKind, AccessPurpose, Personal, record_access
from donations.identity import lookup_hash
from kernel.dates import seoul_date
from kernel.typed import typed_day

PERSON = "person"
FIRST_YEAR = 1900


class FindForm(forms.Form):
    """Who is calling."""

    name = forms.CharField(
        label=_("Name, whole or masked"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": "", "placeholder": "홍*동"}),
    )
    born_on = forms.CharField(
        label=_("Date of birth"),
        max_length=20,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "1990. 1. 1."}),
        help_text=_("1990-01-01, 1990. 1. 1., 19900101 or 900101."),
    )

    def clean_born_on(self) -> date:
        """Return the day."""
        today = seoul_date(timezone.now())
        born_on = typed_day(self.cleaned_data["born_on"], today)
        if born_on is None or not FIRST_YEAR <= born_on.year <= today.year:
            raise forms.ValidationError(_("Write the date of birth, for example 1990. 1. 1."))
        return born_on


class PersonFilter(SimpleListFilter):
    """Narrows a list to people found by name and birth date; shown only while it does."""

    title = _("person")
    parameter_name = PERSON
    lookup = "donor__lookup_hash"

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        found = self.value()
        return [(str(found), _("the person looked for"))] if found else []

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = self.value()
        return queryset.filter(**{self.lookup: found}) if found else queryset


class FindsPeople(ModelAdmin):  # type: ignore[misc]
    """A list in which people are found."""

    has_find_permission = role_carries("donations.view_donation")

    @action(  # type: ignore[untyped-decorator]
        description=_("Find a person"),
        url_path="find",
        permissions=["find"],
        icon="person_search",
    )
    def find(self, request: OfficialRequest) -> HttpResponse:
        """Ask for name and birth date; lead to the person's donations."""
        form = FindForm(request.POST or None)
        if form.is_valid():
            told = form.cleaned_data
            hashed = lookup_hash(told["name"], told["born_on"])
            with transaction.atomic():
                record_access(
                    AccessKind.SEARCH,
                    f"person:{hashed[:16]}",
                    actor=request.user,
                    municipality_id=request.user.municipality_id,
                    purpose=AccessPurpose.INQUIRY,
                    data=[Personal.NAME, Personal.BIRTH_DATE],
                    people=0,
                )
            listing = reverse("admin:donations_donation_changelist")
            return HttpResponseRedirect(f"{listing}?{PERSON}={hashed}")
        context = {
            "title": _("Find a person"),
            "form": form,
            "back": reverse("admin:donations_donation_changelist"),
        }
        answer: HttpResponse = self.page(request, "donations/find.html", context)
        return answer
