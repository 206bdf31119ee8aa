"""Bring database and files up to this version before the service starts; safe to repeat.

Migrates, loads the reference data, collects static files and, on the first start of a demo,
seeds it and makes the first report. What was done is noted in ``prepared.json`` in the data
folder, for each database, so that a second start takes no time.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from config.checks import faults_of_role
from config.embedded.files import write_private
from config.management.commands.migrate import application_role, grant_to_application

FIRST_REPORT_YEAR = 2025


def main() -> None:
    django.setup()
    if is_behind():
        _say("migrate")
        call_command("migrate", verbosity=0)
    elif application_role() != connections["owner"].settings_dict["USER"]:
        grant_to_application()  # a start that was stopped may have migrated and not granted
    if faults := faults_of_role():
        sys.exit(
            f"The role of DATABASE_URL {' and '.join(faults)}: row-level security would not hold "
            "it. Give DATABASE_URL a plain role, and DATABASE_OWNER_URL the one that migrates."
        )
    done = Done(settings.DATA_DIR / "prepared.json")
    done.once("reference", fingerprint(_sources("regions", "reports")), _load_reference)
    if settings.DEMO:
        done.once("demo", "seeded", _seed)
        done.once("report", str(FIRST_REPORT_YEAR), _first_report)
    done.once("static", fingerprint(_static_sources()), _collect_static)


def _say(step: str) -> None:
    sys.stderr.write(f"{step}\n")
    sys.stderr.flush()


class Done:
    """What has been done before, for the database in use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT system_identifier || '/' || oid FROM pg_control_system(), pg_database"
                " WHERE datname = current_database()"
            )
            self.database = str(cursor.fetchone()[0])

    def once(self, step: str, version: str, do: Callable[[], None]) -> None:
        """Do a step unless ``version`` of it was the last that was done."""
        try:
            notes: dict[str, dict[str, str]] = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            notes = {}
        mine = notes.setdefault(self.database, {})
        if mine.get(step) == version:
            return
        _say(step)
        do()
        mine[step] = version
        write_private(self.path, json.dumps(notes, indent=1))


def is_behind() -> bool:
    """Say whether ``migrate`` has something to do, or was stopped before it had granted."""
    try:
        executor = MigrationExecutor(connection)
    except ProgrammingError:
        return True  # the record of migrations is there, but was not yet granted to us
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _load_reference() -> None:
    call_command("load_reference", stdout=sys.stderr)


def _seed() -> None:
    call_command("seed_demo", stdout=sys.stderr)


def _first_report() -> None:
    call_command(
        *("run_report", "korea-japan", "--year", str(FIRST_REPORT_YEAR)),
        *("--out", str(settings.DATA_DIR / "reports" / str(FIRST_REPORT_YEAR))),
        stdout=sys.stderr,
    )


def _collect_static() -> None:
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def fingerprint(files: Iterable[Path]) -> str:
    """Return a digest of the files' names and contents."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders
        for path in (settings.BASE_DIR / folder).rglob("*")
        if path.is_file() and path.suffix not in {".pyc", ".html"}
    ]


def _static_sources() -> list[Path]:
    folders = [*settings.STATICFILES_DIRS, *settings.BASE_DIR.glob("[a-z]*/static")]
    ours = {path for folder in folders for path in Path(folder).rglob("*") if path.is_file()}
    return [*ours, settings.BASE_DIR / "requirements" / "base.txt"]


if __name__ == "__main__":
    main()
