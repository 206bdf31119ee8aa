"""Plan, approve, run and look at year-end batches without a browser."""

import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import scope
from accounts.models import User
from donations.year_end import plan_year_end
from kernel.errors import DomainError
from receipts.tasks import make
from receipts.year_end.models import YearEndBatch
from receipts.year_end.plan import approve_batch, withdraw_batch
from receipts.year_end.run import AT_ONCE, folder_of

CLAIMANT = "command"


class Command(BaseCommand):
    help = (
        "Year-end documents: plan a year's list, approve it as another official, run it here "
        "instead of in a worker, or show the batches there are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=("plan", "approve", "withdraw", "run", "show"))
        parser.add_argument("--year", type=int, help="tax year to plan; with show: only this year")
        parser.add_argument("--batch", type=UUID, help="id of the batch to take the step with")
        parser.add_argument("--official", help="e-mail of the official who takes the step")
        parser.add_argument(
            "--at-once", type=int, default=AT_ONCE, help="documents committed together"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            batches = self._take(options)
        except DomainError as refusal:
            raise CommandError(refusal.detail_in("en")) from refusal
        if options["json"]:
            self.stdout.write(json.dumps({"batches": [_as_json(each) for each in batches]}))
            return
        for batch in batches:
            self.stdout.write(
                f"{batch.pk}  {batch}  {batch.status}  {batch.written}/{batch.documents}"
            )

    def _take(self, options: dict[str, Any]) -> list[YearEndBatch]:
        step = options["step"]
        if step == "show":
            with scope.within(scope.SYSTEM):
                rows = YearEndBatch.objects.order_by("-planned_at")
                return list(rows.filter(year=options["year"]) if options["year"] else rows)
        if step == "plan":
            official = self._official(options)
            if options["year"] is None:
                raise CommandError("--year is needed.")
            with scope.within(scope.scope_of(official)):
                return [plan_year_end(options["year"], actor=official)]
        if options["batch"] is None:
            raise CommandError("--batch is needed.")
        if step == "run":
            make(options["batch"], CLAIMANT, at_once=options["at_once"])
            with scope.within(scope.SYSTEM):
                return list(YearEndBatch.objects.filter(pk=options["batch"]))
        official = self._official(options)
        take = approve_batch if step == "approve" else withdraw_batch
        with scope.within(scope.scope_of(official)):
            return [take(options["batch"], actor=official)]

    def _official(self, options: dict[str, Any]) -> User:
        official = User.objects.filter(email=options["official"], is_active=True).first()
        if official is None:
            raise CommandError("--official is needed: the e-mail of an active official.")
        return official


def _as_json(batch: YearEndBatch) -> dict[str, object]:
    return {
        "id": str(batch.pk),
        "region": batch.issuer_id,
        "year": batch.year,
        "status": str(batch.status),
        "documents": batch.documents,
        "receipts": batch.receipts,
        "amount_krw": batch.amount_krw,
        "written": batch.written,
        "documents_per_second": None if batch.rate is None else round(batch.rate, 1),
        "list_sha256": batch.list_sha256,
        "bundle_sha256": batch.bundle_sha256 or None,
        "bundle": str(folder_of(batch) / batch.file_name) if batch.bundle_sha256 else None,
        "error": batch.error or None,
    }
