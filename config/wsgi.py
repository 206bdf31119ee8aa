"""The WSGI application that the HTTP server runs."""

import os
import sys
import warnings
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from django.utils import translation

from kernel.garbage import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

LONGEST_TURN = 0.001
"""Seconds that a thread works on while others want to. With Python's own 0.005, a batch that has
its receipts' numbers waits longer for others of its process, and all who want one of the same
issuer wait for it: of four calls at once 0.64, and 0.43 with this."""


def load_requests_alone() -> None:
    """Load ``requests`` without the 3 MB of tables with which it guesses how a text is encoded.

    The library of the tokens brings it, to ask other servers about tokens; nothing here does.
    """
    sys.modules["charset_normalizer"] = None  # type: ignore[assignment]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that it cannot guess
        import_module("requests")
    del sys.modules["charset_normalizer"]


def load_addresses() -> None:
    """Read all addresses and texts now, while what stays is not mixed with what goes again.

    The first requests would, and memory between what stays is never given back.
    """
    import_module(settings.ROOT_URLCONF)
    with translation.override(settings.LANGUAGE_CODE):
        for name in ("home", "admin:index"):
            reverse(name)


load_requests_alone()
application = get_wsgi_application()
load_addresses()
settle()
sys.setswitchinterval(LONGEST_TURN)
