"""The tax office's papers without a browser: the proof that a year is complete, and the files."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import scope
from accounts.models import User
from donations.tax_year import completeness_of, received_krw
from kernel.errors import DomainError
from receipts.tax_office.completeness import Completeness
from receipts.tax_office.duties import duties
from receipts.tax_office.export import Paper, Reason, export_paper, file_name
from regions.models import Municipality


class Command(BaseCommand):
    help = (
        "Compare a year's papers with donations and journal (exit 1 if they differ), and write "
        "the papers that are named; who asks and why is recorded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", required=True, help="code of the issuer")
        parser.add_argument("--year", required=True, type=int, help="tax year")
        parser.add_argument("--paper", action="append", default=[], choices=Paper.values)
        parser.add_argument("--out", type=Path, help="folder to write the papers to")
        parser.add_argument("--reason", choices=Reason.values)
        parser.add_argument("--official", help="e-mail of the official who takes the papers")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        issuer, year = options["region"], options["year"]
        government = Municipality.objects.filter(pk=issuer).first()
        if government is None:
            raise CommandError(f"There is no local government {issuer}.")
        found = completeness_of(issuer, year)
        owed = duties(year, last_year_krw=received_krw(government.lineage_codes(), year - 1))
        written = self._write(options) if options["paper"] else []
        if options["json"]:
            answer = {
                "region": issuer,
                "year": year,
                **_as_json(found),
                "electronic_required": owed.electronic,
                "electronic_due_on": owed.electronic_due_on.isoformat(),
                "totals_due_on": owed.totals_due_on.isoformat(),
                "written": [str(path) for path in written],
            }
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(f"{issuer}-{year}: {'complete' if found.ok else 'NOT complete'}")
            for path in written:
                self.stdout.write(str(path))
        if not found.ok:
            raise SystemExit(1)

    def _write(self, options: dict[str, Any]) -> list[Path]:
        official = User.objects.filter(email=options["official"], is_active=True).first()
        if official is None or options["reason"] is None or options["out"] is None:
            raise CommandError("A paper asks for --official, --reason and --out.")
        options["out"].mkdir(parents=True, exist_ok=True)
        written = []
        for name in options["paper"]:
            paper = Paper(name)
            path = options["out"] / file_name(paper, options["region"], options["year"])
            try:
                with scope.within(scope.scope_of(official)):
                    export_paper(
                        paper,
                        options["region"],
                        options["year"],
                        path,
                        reason=Reason(options["reason"]),
                        actor=official,
                    )
            except DomainError as refusal:
                raise CommandError(refusal.detail_in("en")) from refusal
            path.chmod(0o600)
            written.append(path)
        return written


def _as_json(found: Completeness) -> dict[str, object]:
    return {
        "complete": found.ok,
        "donations": found.donations,
        "donations_krw": found.donations_krw,
        "listed": found.listed,
        "listed_krw": found.listed_krw,
        "journal_krw": found.journal_krw,
        "wrong": found.wrong,
        "missing": found.missing,
        "surplus": found.surplus,
        "differing": found.differing,
    }
