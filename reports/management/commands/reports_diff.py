"""``reports_diff A B``: what changed between two runs of a report, and why."""

import argparse
import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts import scope
from reports.changes import Changes, changes_between
from reports.models import ReportRun, RunStatus

SHOWN = 40


class Command(BaseCommand):
    """Compare two finished runs, inputs first, then row by row."""

    help = "Tells what changed between two report runs and why: data, restatement, rates, code."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("a", type=UUID, help="id of the earlier run")
        parser.add_argument("b", type=UUID, help="id of the later run")
        parser.add_argument("--json", action="store_true", help="print one JSON document, whole")

    def handle(self, **options: Any) -> None:
        with scope.within(scope.SYSTEM):
            found = changes_between(self._run(options["a"]), self._run(options["b"]))
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False))
        else:
            self._tell(found)

    def _run(self, run_id: UUID) -> ReportRun:
        run = ReportRun.objects.filter(pk=run_id).first()
        if run is None:
            raise CommandError(f"There is no run {run_id}.")
        if run.status != RunStatus.DONE:
            raise CommandError(f"Run {run_id} is {run.status}; only finished runs are compared.")
        return run

    def _tell(self, found: Changes) -> None:
        if found.data_sha256[0] == found.data_sha256[1]:
            self.stdout.write("The rows are the same.")
        for change in found.inputs:
            self.stdout.write(f"input {change.input}: {change.before} -> {change.after}")
        for reason, count in found.counts.items():
            self.stdout.write(f"{count} rows: {reason}")
        for row in found.rows[:SHOWN]:
            before, after = (
                side["value"] if side else "no row" for side in (row.before, row.after)
            )
            name = " ".join(str(part) for part in row.key if part != "")
            self.stdout.write(
                f"{name}: {before} -> {after} ({', '.join(row.why)}; {', '.join(row.fields)})"
            )
        if len(found.rows) > SHOWN:
            self.stdout.write(f"and {len(found.rows) - SHOWN} more; --json prints all")
