"""``run_report``: make a report here and now, without a broker, and write its documents."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import scope
from kernel.errors import DomainError
from reports import runs, tasks
from reports.documents import store
from reports.models import ReportRun, RunKind, RunStatus

PATIENCE_SECONDS = 120
"""How long to wait for a worker that is making the same report."""


class Command(BaseCommand):
    """Make the report of a year; unchanged data gives the report there already is."""

    help = "Makes a report and writes its documents to a folder."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("kind", choices=RunKind.values)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True, help="folder for the documents")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, **options: Any) -> None:
        with scope.within(scope.SYSTEM):
            run = self._run(options["year"], RunKind(options["kind"]))
            written = self._write(run, options["out"])
        artifacts = {kind: str(written[kind, store.DEFAULT_LANGUAGE]) for kind in store.MAKERS}
        if options["json"]:
            answer = {
                "run_id": str(run.pk),
                "artifacts": artifacts,
                "data_sha256": run.data_sha256,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for path in dict.fromkeys(written.values()):
            self.stdout.write(str(path))

    def _run(self, year: int, kind: RunKind) -> ReportRun:
        """Return the finished run: made here, or by the worker that already holds it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                run = runs.request_run(year, kind)
            except DomainError as refusal:
                raise CommandError(refusal.detail_in("en")) from refusal
            tasks.make(run.pk, claimant="run_report")
            run.refresh_from_db()
            if run.status == RunStatus.DONE:
                return run
            if time.monotonic() > deadline:
                raise CommandError(f"The report is {run.status}. {run.error}".strip())
            time.sleep(1)

    def _write(self, run: ReportRun, folder: Path) -> dict[tuple[str, str], Path]:
        written = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for kind in store.MAKERS:
                for language in store.MADE_AHEAD:
                    path = folder / store.file_name(run, kind, language)
                    path.write_bytes(store.artifact(run, kind, language))
                    written[kind, language] = path
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}") from problem
        return written
