"""Put the sums of the days right, or only say whether they are."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts import scope
from desk import tallies


class Command(BaseCommand):
    """``rebuild_tallies [--check]``: recount all donations; with ``--check`` exit 1 if wrong."""

    help = "Recount the sums by day and portal, and put right what is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with scope.within(scope.SYSTEM):
            if options["check"]:
                wrong = len(tallies.differences())
            else:
                wrong = tallies.rebuild()
                tallies.fold()
        self.stdout.write(f"{wrong} sums differed from a recount")
        if wrong and options["check"]:
            raise SystemExit(1)
