"""Stop the intake of a local government for a time, as the ministry has ordered."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from audit.record import record
from kernel.errors import DomainError
from regions.restrictions import restrict_intake


class Command(BaseCommand):
    help = (
        "Stop a local government's intake through every door for a time, both days included "
        "(고향사랑 기부금에 관한 법률 제4조제2항)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of the local government")
        parser.add_argument("--from", required=True, type=date.fromisoformat, dest="starts_on")
        parser.add_argument("--to", required=True, type=date.fromisoformat, dest="ends_on")
        parser.add_argument("--ground", required=True, help="the breach, without names of persons")
        parser.add_argument("--notice", default="", help="address of the public notice")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            laid = restrict_intake(
                options["code"],
                options["starts_on"],
                options["ends_on"],
                ground=options["ground"],
                notice_url=options["notice"],
            )
        except DomainError as refusal:
            raise CommandError(refusal.detail_in("en")) from refusal
        first, last = laid.starts_on.isoformat(), laid.ends_on.isoformat()
        record(
            "intake.restricted",
            f"restriction:{laid.pk}",
            actor=None,
            municipality_id=laid.municipality_id,
            starts_on=first,
            ends_on=last,
        )
        if options["json"]:
            answer = {"id": laid.pk, "region": laid.municipality_id}
            self.stdout.write(json.dumps({**answer, "starts_on": first, "ends_on": last}))
            return
        self.stdout.write(f"{laid.municipality_id} takes nothing in from {first} to {last}.")
