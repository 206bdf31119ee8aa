"""Make a portal and print its credentials, which are shown this once."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from oauth2_provider.settings import oauth2_settings

from accounts.enrolment import enrol_portal
from audit.record import record
from kernel.errors import DomainError


class Command(BaseCommand):
    help = "Make a portal and print its client credentials; the secret is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument(
            "--scopes",
            default=" ".join(oauth2_settings.SCOPES),
            help="separated by spaces; all, if left out",
        )
        parser.add_argument(
            "--channel",
            default="PLATFORM",
            help="PORTAL, BANK_COUNTER, LG_OFFICE, "
            "PLATFORM or BANK_APP, the last two with a code if they have one: PLATFORM:wegive",
        )
        parser.add_argument(
            "--require-hold", action="store_true", help="refuse its donations without a hold"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = enrol_portal(
                options["name"],
                scopes=options["scopes"].split(),
                channel=options["channel"],
                requires_hold=options["require_hold"],
            )
        except DomainError as refusal:
            raise CommandError(refusal.detail_in("en")) from refusal
        portal = made.portal
        record(
            "portal.created",
            f"portal:{portal.pk}",
            actor=None,
            portal=portal,
            channel=portal.channel_code,
            scopes=portal.granted_scopes,
            requires_hold=portal.requires_hold,
        )
        if options["json"]:
            answer = {
                "client_id": portal.client_id,
                "client_secret": made.client_secret,
                "scopes": portal.granted_scopes,
            }
            self.stdout.write(json.dumps(answer))
            return
        self.stdout.write(f"client_id:     {portal.client_id}")
        self.stdout.write(f"client_secret: {made.client_secret}")
        self.stdout.write(f"scopes:        {portal.scopes}")
        self.stdout.write("The secret is stored hashed and cannot be shown again.")
