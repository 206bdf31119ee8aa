"""``load_reference``: load everything the service knows of the world, from its own files."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from regions import loading as regions_loading
from regions.reading import BrokenReference
from reports import loading


class Command(BaseCommand):
    """Load regions, population and published statistics; repeating it changes nothing."""

    help = "Loads reference data (idempotent) and prints counts per table."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, **options: Any) -> None:
        try:
            counts = regions_loading.load(using="owner") | loading.load(using="owner")
        except BrokenReference as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for table, count in counts.items():
            self.stdout.write(f"{table:<40}{count:>10,}")
