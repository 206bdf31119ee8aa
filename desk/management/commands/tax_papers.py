"""The tax office's papers without a browser: the proof that a year is complete, and the files."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import scope
from accounts.models import User
from donations.tax_papers import (
    ask_tax_paper,
    take_granted_paper,
    take_paper_without_persons,
)
from donations.tax_year import completeness_of, received_krw
from kernel.errors import DomainError
from receipts.tax_office.completeness import Completeness
from receipts.tax_office.duties import duties
from receipts.tax_office.export import WITHOUT_PERSONS, Paper, Reason
from regions.models import Municipality


class Command(BaseCommand):
    help = (
        "Compare a year's papers with donations and journal (exit 1 if they differ), and write "
        "the papers that are named, or ask for those with persons, which a second official "
        "grants on the officials' site; who asks and why is recorded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", required=True, help="code of the issuer")
        parser.add_argument("--year", required=True, type=int, help="tax year")
        parser.add_argument("--paper", action="append", default=[], choices=Paper.values)
        parser.add_argument(
            "--export", type=UUID, help="id of a paper that was asked for and granted"
        )
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
        written, asked = self._papers(options)
        if options["json"]:
            answer = {
                "region": issuer,
                "year": year,
                **_as_json(found),
                "electronic_required": owed.electronic,
                "electronic_due_on": owed.electronic_due_on.isoformat(),
                "totals_due_on": owed.totals_due_on.isoformat(),
                "written": [str(path) for path in written],
                "asked": [str(export) for export in asked],
            }
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(f"{issuer}-{year}: {'complete' if found.ok else 'NOT complete'}")
            for path in written:
                self.stdout.write(str(path))
            for export in asked:
                self.stdout.write(f"asked for: {export}; a second official grants it")
        if not found.ok:
            raise SystemExit(1)

    def _papers(self, options: dict[str, Any]) -> tuple[list[Path], list[UUID]]:
        """Return the papers written, and the exports asked for."""
        if not options["paper"] and options["export"] is None:
            return [], []
        official = User.objects.filter(email=options["official"], is_active=True).first()
        if official is None:
            raise CommandError("A paper asks for --official.")
        try:
            with scope.within(scope.scope_of(official)):
                written, asked = self._named(options, official)
                if options["export"] is not None:
                    folder = self._folder(options)
                    written.append(take_granted_paper(options["export"], folder, actor=official))
        except DomainError as refusal:
            raise CommandError(refusal.detail_in("en")) from refusal
        for path in written:
            path.chmod(0o600)
        return written, asked

    def _named(self, options: dict[str, Any], official: User) -> tuple[list[Path], list[UUID]]:
        written, asked = [], []
        issuer, year = options["region"], options["year"]
        for paper in map(Paper, options["paper"]):
            if options["reason"] is None:
                raise CommandError("A paper asks for --reason.")
            reason = Reason(options["reason"])
            if paper in WITHOUT_PERSONS:
                folder = self._folder(options)
                written.append(
                    take_paper_without_persons(
                        paper, issuer, year, folder, reason=reason, actor=official
                    )
                )
            else:
                export = ask_tax_paper(paper, issuer, year, reason=reason, actor=official)
                asked.append(export.pk)
        return written, asked

    def _folder(self, options: dict[str, Any]) -> Path:
        folder: Path | None = options["out"]
        if folder is None:
            raise CommandError("A paper that is written asks for --out.")
        folder.mkdir(parents=True, exist_ok=True)
        return folder


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
