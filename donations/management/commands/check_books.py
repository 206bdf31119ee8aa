"""Ask whether journal, receipts, donor years, projects and audit trail agree."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from donations.books import check_books


class Command(BaseCommand):
    """``check_books [--json]``: exit 0 if all agree, 1 if anything does not."""

    help = "Check that every book agrees with every other; exit 1 if not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        checks = check_books()
        ok = all(check.ok for check in checks)
        if options["json"]:
            rows = [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks]
            self.stdout.write(json.dumps({"ok": ok, "checks": rows}, ensure_ascii=False))
        else:
            for check in checks:
                line = f"{'ok  ' if check.ok else 'FAIL'} {check.name}"
                self.stdout.write(f"{line} ({check.detail})" if check.detail else line)
        if not ok:
            sys.exit(1)
