"""``rules``: write ``docs/rules.md`` from the registry, or see that both are right."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.rulebook.checking import problems
from config.rulebook.registry import COMPLETE, SECTIONS
from config.rulebook.rule import all_rules
from config.rulebook.writing import document


class Command(BaseCommand):
    help = "Write docs/rules.md: every rule of the law, where it is enforced, which test says so."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; name what is stale, does not exist or is not written down, and "
            "exit with 1",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        page = root / "docs" / "rules.md"
        written = document(SECTIONS)
        if not options["check"]:
            page.write_text(written, encoding="utf-8")
            return
        found = list(problems(all_rules(SECTIONS), COMPLETE, root))
        if not page.is_file() or page.read_text(encoding="utf-8") != written:
            found.append("docs/rules.md is stale: run manage.py rules")
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"{len(found)} problem(s) in the rules")
