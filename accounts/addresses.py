"""Where a request came from, for the audit trail, the access log and the limits of the log-in.

Behind a proxy the connection comes from the proxy, which writes the caller's address into
``X-Forwarded-For``. Anybody can send that header, so it is believed only of the proxies named in
``TRUSTED_PROXIES``, and only up to the first address that is not one of them, from the right.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the caller's address; empty if the connection has none, as over a Unix socket."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    named = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    for hop in reversed([hop.strip() for hop in named.split(",") if hop.strip()]):
        if not is_trusted(address):
            break
        address = hop
    return address if is_address(address) else ""


def is_trusted(address: str) -> bool:
    """Say whether ``address`` is one of our proxies."""
    return is_address(address) and any(
        ipaddress.ip_address(address) in network for network in settings.TRUSTED_PROXIES
    )


def is_address(text: str) -> bool:
    """Say whether ``text`` is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
