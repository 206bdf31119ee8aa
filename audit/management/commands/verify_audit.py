"""Tell whether the audit trail and the record of access are still what was sealed."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import scope
from audit import chain


class Command(BaseCommand):
    help = "Recompute the chain over the audit trail and the record of access; 1 if it is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seal", action="store_true", help="first make the links of now")
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="DIGEST",
            help="a digest kept elsewhere that has to be in the chain; may be repeated",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        with scope.within(scope.SYSTEM):
            if options["seal"]:
                chain.seal()
            found = [f"{fault.book} {fault.number}: {fault.what}" for fault in chain.faults()]
            found += [f"{each}: no link has this digest" for each in chain.lost(options["head"])]
            heads = chain.heads()
        if options["json"]:
            told = {
                "ok": not found,
                "faults": found,
                "heads": {book: digest for book, (_number, digest) in heads.items()},
            }
            self.stdout.write(json.dumps(told))
        else:
            for book, (number, digest) in heads.items():
                self.stdout.write(f"{book}: {number} links, head {digest}")
            self.stdout.write("\n".join(found) or "The chain holds.")
        if found:
            raise CommandError(f"The chain is broken in {len(found)} places.")
