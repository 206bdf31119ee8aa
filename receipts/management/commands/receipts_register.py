"""``receipts_register``: every receipt number of an issuer's year, and whether one is missing."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from accounts import scope
from receipts.register import Entry, entries, statement, totals
from regions.models import Country, Municipality


class Command(BaseCommand):
    """``receipts_register --region CODE --year Y [--json]``: exit 1 if a number is missing."""

    help = "Print the register of receipts of one issuer and year; exit 1 if it is not complete."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", required=True, metavar="CODE", help="the issuer's own code")
        parser.add_argument("--year", required=True, type=int, metavar="YYYY", help="tax year")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        code, year = options["region"], options["year"]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            scope.enter_until_commit(scope.SYSTEM)
            issuer = Municipality.objects.filter(pk=code, country=Country.KR).first()
            if issuer is None:
                raise CommandError(f"there is no Korean local government with the code {code}")
            found = statement(code, year)
            if options["json"]:
                head = {
                    "issuer": {"code": code, "name_ko": issuer.name_ko, "name_en": issuer.name_en},
                    "year": year,
                    "complete": found.is_complete,
                    "statement": found.text,
                    "last_number": found.last_number,
                    "missing": list(found.missing),
                    "totals": asdict(totals(code, year)),
                }
                for part in _document(head, entries(code, year)):
                    self.stdout.write(part, ending="")
                self.stdout.write("")
            else:
                for entry in entries(code, year):
                    self.stdout.write(_line(entry))
                self.stdout.write(f"{issuer.name_ko} {code}, {year}: {found.text}")
        if not found.is_complete:
            sys.exit(1)


def _document(head: dict[str, Any], lines: Iterator[Entry]) -> Iterator[str]:
    """Yield one JSON document in parts, so that a long register is never in memory whole."""
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "receipts": ['
    for place, entry in enumerate(lines):
        yield (", " if place else "") + json.dumps(_facts(entry), ensure_ascii=False)
    yield "]}"


def _facts(entry: Entry) -> dict[str, Any]:
    """Return the line; what there is not is null."""
    return {
        name: value.isoformat() if isinstance(value, date) else value if value != "" else None
        for name, value in asdict(entry).items()
    }


def _line(entry: Entry) -> str:
    state = entry.state.value
    if entry.cancellation:
        state += f" {entry.cancelled_on} {entry.cancellation}"
    elif entry.replaced_by:
        state += f" {entry.replaced_on} {entry.replaced_by}"
    again = f" reissued {entry.reprints}" if entry.reprints else ""
    return f"{entry.number} {entry.issued_on} {entry.amount_krw:>13,} {state}{again}"
