"""Keep the Korean and Japanese texts in step with the code; no GNU gettext needed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = (
        "Bring locale/*/django.po up to date with the marked texts of the code, keeping the "
        "translations. For developers: needs Babel."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument(
            "--compile", action="store_true", help="write the .mo files that Django reads"
        )
        mode.add_argument(
            "--check",
            action="store_true",
            help="change nothing; name each text that is missing, fuzzy or wrong, and exit with 1",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from config import catalogues
        except ImportError as missing:
            raise CommandError("Babel is not installed; make check installs it.") from missing
        shelf = catalogues.Shelf(Path(settings.BASE_DIR))
        if options["check"]:
            found = list(catalogues.problems(shelf))
            for problem in found:
                self.stderr.write(problem)
            if found:
                raise CommandError(f"{len(found)} problem(s) in the translations")
            return
        for language in catalogues.LANGUAGES:
            if options["compile"]:
                shelf.compile(language)
            else:
                shelf.update(language)
