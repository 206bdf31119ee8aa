"""Forms of the log-in: password, code, and the first code of a new authenticator."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm
from unfold.widgets import UnfoldAdminTextInputWidget

from access import lock_out
from access.models import Step
from accounts.addresses import address_of


class LogInForm(AuthenticationForm):  # type: ignore[misc]
    """E-mail and password, behind the limits of ``access.lock_out``."""

    def clean(self) -> dict[str, Any]:
        """Judge the password unless too many tries have failed."""
        email, password = (self.cleaned_data.get(name) for name in ("username", "password"))
        if not email or not password:
            return dict(self.cleaned_data)
        try:
            attempt = lock_out.begin(email, address_of(self.request), Step.PASSWORD)
        except lock_out.LockedOut as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
        cleaned: dict[str, Any] = super().clean()
        lock_out.succeed(attempt)
        return cleaned


class CodeForm(forms.Form):
    """Six digits of the authenticator, or a recovery code."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=24,
        widget=UnfoldAdminTextInputWidget(
            attrs={"autocomplete": "one-time-code", "autofocus": "", "inputmode": "text"}
        ),
    )
