"""``import_statistics FILE``: show what a new table would change; with ``--apply`` take it in."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import scope
from regions.reading import BrokenReference
from reports.importing.plan import Plan, apply, plan

SHOWN = 20


class Command(BaseCommand):
    """Check a table against its totals and the years before, and say what it changes."""

    help = (
        "Takes in a new yearly table of statistics (CSV or XLSX): Korea by local government, "
        "Japan's survey by body, Korea's national figures, or rates. Without --apply it only "
        "shows what would change. Nothing is ever overwritten."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="address or title of the publication")
        parser.add_argument(
            "--published", required=True, type=date.fromisoformat, help="day of publication"
        )
        parser.add_argument(
            "--partial", action="store_true", help="the table does not hold every body"
        )
        parser.add_argument("--apply", action="store_true", help="let it take effect")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, **options: Any) -> None:
        stored = 0
        try:
            with scope.within(scope.SYSTEM):
                found = plan(
                    options["file"],
                    options["source"],
                    options["published"],
                    is_partial=options["partial"],
                )
                if options["apply"]:
                    stored = apply(found)
        except BrokenReference as refusal:
            raise CommandError(f"{refusal}. Nothing was written.") from refusal
        if options["json"]:
            document = found.as_json() | {"applied": bool(options["apply"]), "stored": stored}
            self.stdout.write(json.dumps(document, ensure_ascii=False))
            return
        self._tell(found)
        if options["apply"]:
            self.stdout.write(f"{stored} figures stored as {found.publication.dataset}")
        else:
            self.stdout.write("Nothing was written. Add --apply to let it take effect.")

    def _tell(self, found: Plan) -> None:
        self.stdout.write(
            f"{found.file}: {len(found.new)} new, {len(found.restated)} restated, "
            f"{len(found.same)} unchanged figures, {len(found.rates)} rates"
        )
        if found.is_known:
            self.stdout.write("This very table was taken in before.")
        for each in found.restated[:SHOWN]:
            figure = each.figure
            use = "" if each.takes_effect else " (older; kept, not used)"
            self.stdout.write(
                f"row {figure.row}: {figure.country} {figure.area or 'nation'} {figure.year} "
                f"{figure.metric}: {each.was.normalize():f} -> {figure.value}{use}"
            )
        if len(found.restated) > SHOWN:
            self.stdout.write(f"and {len(found.restated) - SHOWN} more restated; see --json")
        for notice in found.notices:
            self.stdout.write(f"note: {notice}")
