"""What PostgreSQL alone would do: the very statements of a request, through pgbench.

The statements are not written down here but listened to while the real service answers one
request in this process, so they are those of today's code. Values that must differ from call to
call (keys, references) become variables; the transaction and its COMMIT stay.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from psycopg.conninfo import conninfo_to_dict

from bench.load import CONNECTIONS, UnexpectedAnswerError
from bench.stage import program

RANDOM_TEXT = "md5(random()::text) || md5(random()::text)"
VARIABLES = {
    "donation": "uuidv7()",
    "receipt": "uuidv7()",
    "identity": RANDOM_TEXT,
    "reference": RANDOM_TEXT,
    "code": "left(md5(random()::text) || md5(random()::text), 32)",
}


@dataclass(slots=True)
class Recording:
    """The statements of one request, in order, with where its transaction begins and ends."""

    statements: list[str] = field(default_factory=list)
    is_open: bool = False

    def listen(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001
        context: Mapping[str, Any],
    ) -> Any:
        """Note one statement; see Django's ``execute_wrapper``."""
        if connection.in_atomic_block != self.is_open:
            self._turn()
        raw = connection.connection
        self.statements.append(
            psycopg.ClientCursor(raw).mogrify(sql, params) if params else sql.replace("%%", "%")
        )
        return execute(sql, params, many, context)

    def _turn(self) -> None:
        self.statements.append("COMMIT" if self.is_open else "BEGIN")
        self.is_open = not self.is_open

    def close(self) -> None:
        """End the transaction that was running."""
        if self.is_open:
            self._turn()


def record(ask: Callable[[Client], HttpResponse], expected: int) -> list[str]:
    """Return the statements of one request to the service; ``ask`` makes it.

    Raises:
        UnexpectedAnswerError: the status is not ``expected``.
    """
    recording = Recording()
    with connection.execute_wrapper(recording.listen):
        answer = ask(Client(SERVER_NAME="127.0.0.1"))
    recording.close()
    if answer.status_code != expected:
        raise UnexpectedAnswerError(f"{answer.status_code}: {answer.content.decode()}")
    return recording.statements


def script(statements: list[str], values: Mapping[str, object], donor_id: int | None) -> str:
    """Return a pgbench script of ``statements``, with ``values`` fresh on each run.

    pgbench looks for variables inside of literals, too, so no value that was recorded may have a
    colon before a letter; in the documents, which have, a space is put between.

    Args:
        statements: what was recorded.
        values: variable of ``VARIABLES`` -> what it was in the recording.
        donor_id: the donor that the recording made, if it made one.
    """
    lines = [
        "SELECT " + ", ".join(f"{sql} AS {name}" for name, sql in VARIABLES.items()) + " \\gset"
    ]
    for statement in statements:
        text, end = re.sub(r'":(?=[a-z])', '": ', " ".join(statement.split())), ";"
        for name, value in values.items():
            text = _with_variable(text, re.escape(str(value)), name)
        if donor_id is not None:
            if re.match('INSERT INTO "?donations_donor"? ', text):
                end = " \\gset donor_"
            else:
                number = rf'(?:(?<=":)|(?<![\w:-])){donor_id}(?![\w-])'
                text = _with_variable(text, number, "donor_id")
            if text.startswith("SELECT y.id"):
                end = " \\gset year_"
            elif text.startswith("UPDATE donations_donoryear"):
                text = _with_variable(text, r'(?<="id":)\d+', "year_id")
        if text.startswith("INSERT INTO receipts_receiptseries"):
            end = " \\gset series_"
        text = _with_variable(text, r'(?<="serial":)\d+', "series_last_number")
        lines.append(text + end)
    return "\n".join(lines) + "\n"


def _with_variable(text: str, pattern: str, name: str) -> str:
    """Return ``text`` with a variable for what matches; a literal around it becomes a sum.

    Arrays, which only ask what is there, stay as they are.
    """
    parts = text.split("'")
    for place, part in enumerate(parts):
        if place % 2 and part.startswith("{") and '":' not in part:
            parts[place] = f"'{part}'"
        elif place % 2:
            inside = re.sub(pattern, f"' || :{name}::text || '", part)
            parts[place] = f"('{inside}')" if inside != part else f"'{part}'"
        else:
            parts[place] = re.sub(pattern, f":{name}", part)
    return "".join(parts)


def pgbench(text: str, url: str, seconds: float, clients: int = CONNECTIONS) -> float:
    """Return how often a second ``text`` runs to its end, over ``clients`` connections at once."""
    place = conninfo_to_dict(url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        done = subprocess.run(  # noqa: S603
            [
                *(program("pgbench"), "--no-vacuum", "--protocol=prepared", "--jobs=2"),
                *(f"--client={clients}", f"--time={max(1, round(seconds))}", f"--file={file.name}"),
            ],
            env={
                **os.environ,
                "PGHOST": str(place["host"]),
                "PGUSER": str(place["user"]),
                "PGPASSWORD": str(place["password"]),
                "PGDATABASE": str(place["dbname"]),
            },
            check=False,
            capture_output=True,
            text=True,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found or "aborted" in done.stderr:
        raise RuntimeError(done.stderr[-2000:] + text[-1500:])
    return float(found[1])
