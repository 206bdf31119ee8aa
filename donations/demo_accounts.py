"""The demo's officials and portals, and the file that holds what logs them in."""

import json
import secrets
from pathlib import Path

from django.conf import settings
from oauth2_provider.settings import oauth2_settings

from access import second_factor
from accounts.enrolment import enrol_official, enrol_portal
from accounts.models import Channel, Portal, Role, User

PORTALS = {
    "데모 공공포털": Channel.PORTAL,
    "데모 은행창구": Channel.BANK_COUNTER,
    "데모 민간플랫폼": Channel.PLATFORM,
    "데모 은행앱": Channel.BANK_APP,
}

OFFICIALS = {
    "jeonnam@hometown.demo": ("12000", Role.MANAGER),
    "gokseong@hometown.demo": ("12720", Role.CLERK),
    "gokseong-manager@hometown.demo": ("12720", Role.MANAGER),
    "yeongam@hometown.demo": ("12800", Role.CLERK),
    "yeongam-manager@hometown.demo": ("12800", Role.MANAGER),
    "jeonnam-clerk@hometown.demo": ("12000", Role.CLERK),
    "jeju@hometown.demo": ("50000", Role.AUDITOR),
    "national@hometown.demo": (None, Role.NATIONAL),
}

FILE = "demo-access.json"


def make_accounts() -> Path:
    """Make the officials and portals that are missing; return the file with their secrets.

    The file lies in the data folder and is readable by its owner only. The officials have an
    authenticator each: its secret is there too, and ``one_time_code`` shows its code.
    """
    file = settings.DATA_DIR / FILE
    made = json.loads(file.read_text()) if file.exists() else {"officials": [], "portals": []}
    for email, (region, role) in OFFICIALS.items():
        if not User.objects.filter(email=email).exists():
            password = secrets.token_urlsafe(12)
            official = enrol_official(email, password, role=role, region=region)
            secret = second_factor.new_secret()
            second_factor.enrol(official, secret, second_factor.code_at(secret, 0), now=0)
            made["officials"].append(
                {"email": email, "password": password, "authenticator_secret": secret}
            )
    for name, channel in PORTALS.items():
        if not Portal.objects.filter(name=name).exists():
            scopes = list(oauth2_settings.SCOPES)
            made_portal = enrol_portal(name, scopes=scopes, channel=channel, requires_hold=False)
            made["portals"].append(
                {
                    "name": name,
                    "client_id": made_portal.portal.client_id,
                    "client_secret": made_portal.client_secret,
                }
            )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n")
    return file


def demo_portals() -> list[Portal]:
    """Return the portals in the order of ``PORTALS``."""
    by_name = {portal.name: portal for portal in Portal.objects.filter(name__in=PORTALS)}
    return [by_name[name] for name in PORTALS]
