"""What somebody who was invited sees: set a password, then log in and set up the second factor."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from unfold.widgets import UnfoldAdminPasswordWidget

from access.invitations import accept_invitation, open_invitation
from access.staff_errors import LinkVoid
from kernel.errors import DomainError

IN_SESSION = "invitation"
"""Where the token waits, so that it stands in the address of one redirect only."""


class PasswordForm(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password", "autofocus": ""}),
    )
    again = forms.CharField(
        label=gettext_lazy("Password again"),
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        given = super().clean() or {}
        if given.get("password") != given.get("again"):
            raise forms.ValidationError(_("The two passwords differ."), code="differ")
        return given


@never_cache
def follow_link(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the token in the session and go on to an address without it."""
    request.session[IN_SESSION] = token
    answer = HttpResponseRedirect(reverse("admin:invitation"))
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@sensitive_post_parameters("password", "again")
@never_cache
@csrf_protect
def set_password(request: HttpRequest) -> HttpResponse:
    """Let the invited person set the password; then they log in like everybody."""
    token = str(request.session.get(IN_SESSION, ""))
    shared = admin.site.each_context(request)
    try:
        invitation = open_invitation(token)
    except LinkVoid as refusal:
        told = {**shared, "refusal": refusal}
        return render(request, "access/invitation.html", told, status=refusal.status)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        try:
            accept_invitation(token, form.cleaned_data["password"])
        except ValidationError as problem:
            form.add_error("password", problem)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session.flush()
            messages.success(request, _("The password is set. Log in with it now."))
            return HttpResponseRedirect(reverse("admin:login"))
    told = {**shared, "form": form, "invitation": invitation}
    return render(request, "access/invitation.html", told)
