"""Logging in as officials do, with the second factor; for tests of pages, in process or not."""

import time
from typing import Any

from django.test import Client
from playwright.sync_api import Page

from access import second_factor
from access.models import Authenticator
from accounts.models import User


def code_of(official: User) -> str:
    """Return the code that the official's authenticator shows; give one to who has none."""
    device = Authenticator.objects.filter(user=official).first()
    if device is None:
        secret = second_factor.new_secret()
        second_factor.enrol(official, secret, second_factor.code_at(secret, 0), now=0)
        device = Authenticator.objects.get(user=official)
    # A test logs in more than once in thirty seconds, for which a person would have to wait.
    Authenticator.objects.filter(pk=device.pk).update(last_step=0)
    return second_factor.code_at(device.secret, time.time())


def as_verified(user: Any) -> Any:
    """Return ``user`` as the middleware leaves one who has shown a second factor."""
    user.otp_device = "shown"
    return user


def show_code(client: Client, official: User, **request: Any) -> Any:
    """Post the code of now to the page that asks for it; return the answer."""
    return client.post("/admin/second-factor/", {"code": code_of(official)}, **request)


def log_in_browser(window: Page, email: str, password: str) -> None:
    """Log in from whatever page, in English."""
    window.context.clear_cookies()
    window.goto("/admin/")
    window.get_by_label("E-mail").fill(email)
    window.get_by_label("Password", exact=False).first.fill(password)
    window.get_by_role("button", name="Log in").click()
    window.get_by_label("One-time code").fill(code_of(User.objects.get(email=email)))
    window.get_by_role("button", name="Confirm").click()
    window.wait_for_url(lambda url: "second-factor" not in url and "login" not in url)
