"""Put the sums by day and by month right, or only say whether they are."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts import scope
from desk.tallies import DAYS
from ledger.tallies import MONTHS


class Command(BaseCommand):
    """``rebuild_tallies [--check]``: recount everything; with ``--check`` exit 1 if wrong."""

    help = "Recount donations and journal, and put right the sums kept of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        with scope.within(scope.SYSTEM):
            for tally in (DAYS, MONTHS):
                if options["check"]:
                    wrong += len(tally.differences())
                else:
                    wrong += tally.rebuild()
                    tally.fold()
        self.stdout.write(f"{wrong} sums differed from a recount")
        if wrong and options["check"]:
            raise SystemExit(1)
