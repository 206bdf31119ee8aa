"""The pages between the password and the officials' site, and one's own account."""

from typing import Any
from urllib.parse import quote

import segno
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as otp_login

from access import lock_out
from access import second_factor as factor
from access.forms import CodeForm
from access.models import Authenticator, Step
from accounts.addresses import address_of
from accounts.admin_base import OfficialRequest
from accounts.enrolment import is_of_demo
from accounts.models import User
from accounts.saved_filters import forget_filter, keep_filter, kept_part
from accounts.scope import is_verified
from audit.record import record
from kernel import encryption
from kernel.errors import DomainError

SECRET_KEY = "new_authenticator"  # noqa: S105
"""Where a session keeps, encrypted, the secret that its first code has not confirmed yet."""


@sensitive_post_parameters("code")
@never_cache
@csrf_protect
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for a code after the password; at the first log-in, show what makes the codes."""
    official = request.user
    if not isinstance(official, User):
        return HttpResponseRedirect(admin_address("login", request))
    if is_verified(official):
        return HttpResponseRedirect(following(request))
    if Authenticator.objects.filter(user=official).exists():
        return _ask_for_code(request, official)
    return _enrol(request, official)


def _ask_for_code(request: HttpRequest, official: User) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid() and (device := judged(request, official, form)):
        _let_in(request, official, device)
        return HttpResponseRedirect(following(request))
    demo = settings.DEMO and is_of_demo(official)
    return _page(request, "access/code.html", form=form, official=official, is_of_demo=demo)


def _enrol(request: HttpRequest, official: User) -> HttpResponse:
    kept = request.session.get(SECRET_KEY)
    secret = encryption.decrypt(kept) if kept else factor.new_secret()
    if not kept:
        request.session[SECRET_KEY] = encryption.encrypt(secret)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes = factor.enrol(official, secret, form.cleaned_data["code"].replace(" ", ""))
        except factor.AlreadyEnrolled:
            return HttpResponseRedirect(request.get_full_path())
        except factor.WrongCode as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[SECRET_KEY]
            _let_in(request, official, Authenticator.objects.get(user=official))
            return _page(
                request, "access/recovery_codes.html", codes=codes, following=following(request)
            )
    drawn = segno.make(factor.provisioning_uri(official, secret), error="m")
    return _page(
        request,
        "access/enrol.html",
        form=form,
        official=official,
        secret=secret,
        secret_in_groups=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        qr_code=drawn.svg_data_uri(scale=5, border=3, light="#fff"),
    )


@sensitive_post_parameters("code")
@never_cache
def my_account(request: OfficialRequest) -> HttpResponse:
    """One's own second factor: new recovery codes, or another phone; each asks for a code."""
    form = CodeForm(request.POST or None)
    if form.is_valid() and (device := judged(request, request.user, form)):
        if "other_phone" in request.POST:
            factor.remove(request.user, actor=request.user)
            return HttpResponseRedirect(reverse("admin:second_factor"))
        codes = factor.renew_recovery_codes(device)
        return _page(
            request, "access/recovery_codes.html", codes=codes, following=reverse("admin:index")
        )
    device = Authenticator.objects.get(user=request.user)
    context = {
        "title": _("My account"),
        "form": form,
        "recovery_codes_left": device.recovery_codes.count(),
        "enrolled_at": device.made_at,
    }
    return render(
        request, "access/my_account.html", {**admin.site.each_context(request), **context}
    )


@never_cache
def session(request: OfficialRequest) -> JsonResponse:
    """Who is logged in, and the key that a form of this session carries: a page asks before it
    sends what was typed. Another site can ask, but cannot read the answer.
    """
    return JsonResponse({"official": str(request.user.pk), "token": get_token(request)})


@require_POST
@csrf_protect
def leave(request: HttpRequest) -> HttpResponse:
    """Log out whoever has given a password and has no code."""
    logout(request)
    return HttpResponseRedirect(reverse("admin:login"))


@require_POST
def saved_filters(request: OfficialRequest) -> HttpResponse:
    """Keep or forget a filter of a list, and go back to the list."""
    told = request.POST
    name = told.get("page", "")
    try:
        listing = reverse(f"admin:{name}")
    except NoReverseMatch as problem:
        raise Http404 from problem
    if dropped := told.get("drop"):
        forget_filter(name, dropped, actor=request.user)
        return HttpResponseRedirect(listing)
    query = kept_part(told.get("query", ""))
    try:
        keep_filter(name, told.get("name", ""), query, actor=request.user)
    except DomainError as refusal:
        messages.error(request, f"{refusal.title}: {refusal}")
    return HttpResponseRedirect(f"{listing}?{query}" if query else listing)


def judged(request: HttpRequest, official: User, form: CodeForm) -> Authenticator | None:
    """Return the authenticator that has shown the form's code; else the form says why not."""
    try:
        attempt = lock_out.begin(official.email, address_of(request), Step.CODE)
        device = factor.show(official, form.cleaned_data["code"])
    except DomainError as refusal:
        form.add_error("code", str(refusal))
        return None
    lock_out.succeed(attempt)
    return device


def _let_in(request: HttpRequest, official: User, device: Authenticator) -> None:
    """Verify the session under a new key: one that somebody planted before is worth nothing."""
    request.session.cycle_key()
    otp_login(request, device)
    record(
        "official.logged_in",
        f"official:{official.pk}",
        actor=official,
        municipality_id=official.municipality_id,
    )
    left = device.recovery_codes.count()
    if left <= 3:
        text = _("Recovery codes left: %(left)s. Make new ones in “My account”.")
        messages.warning(request, text % {"left": left})


def following(request: HttpRequest) -> str:
    """Return the page that was asked for before the log-in, if it is one of ours."""
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return reverse("admin:index")


def admin_address(name: str, request: HttpRequest) -> str:
    """Return a page of the log-in from which it goes on to where this one would go."""
    return f"{reverse(f'admin:{name}')}?next={quote(request.get_full_path())}"


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    shared = admin.site.each_context(request)
    return render(request, template, {**shared, **context, "app_path": request.get_full_path()})
