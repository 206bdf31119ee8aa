"""Erase who donors were whose time is over; without ``--erase`` only say how many."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import scope
from donations.retention import BATCH, due, erase_some, last_year_erased
from kernel.dates import seoul_date


class Command(BaseCommand):
    help = "Say whose personal data have passed their time (five years); with --erase, erase them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--erase", action="store_true", help="do it; cannot be taken back")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        today: date = seoul_date(timezone.now())
        with scope.within(scope.SYSTEM):
            told = due(today)
            if options["erase"]:
                while erase_some(today).donors == BATCH:
                    pass
        answer = {
            "erased": options["erase"],
            "issued_up_to": last_year_erased(today),
            "donors": told.donors,
            "receipts": told.receipts,
            "kept_by_legal_hold": told.kept_by_hold,
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer))
            return
        what = "erased" if options["erase"] else "would be erased (dry run)"
        self.stdout.write(
            f"Receipts issued up to {answer['issued_up_to']}: {told.donors} donors and "
            f"{told.receipts} receipts {what}; {told.kept_by_hold} donors kept by a legal hold."
        )
