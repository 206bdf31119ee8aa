"""Find the donations of somebody at the telephone: masked name and date of birth.

The name is sent in the body of a form and goes nowhere else; the list that follows has the keyed
hash of both in its address. That somebody was searched for is on record, without the name.
"""

from typing import Any

from django import forms
from django.contrib.admin import SimpleListFilter
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.admin_base import OfficialRequest
from accounts.admin_steps import role_carries
from audit.personal_access import AccessKind, AccessPurpose, Personal, record_access
from donations.identity import lookup_hash

PERSON = "person"


class FindForm(forms.Form):
    """Who is calling."""

    name = forms.CharField(
        label=_("Name, whole or masked"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": "", "placeholder": "홍*동"}),
    )
    born_on = forms.DateField(
        label=_("Date of birth"),
        input_formats=["%Y-%m-%d", "%Y%m%d", "%Y.%m.%d"],
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "1990-01-01"}),
    )


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
