"""Sums that are exact at every moment, and for which no writer waits.

A trigger *appends* one small row for every statement that changes what is summed, in the same
transaction. A job *folds* those rows into a table of *kept* sums now and then. Readers add up both
tables in one statement, which sees them before or after a folding and never in between.

Whoever has such sums names the two tables, what tells one sum from another, what is summed, and
the query that counts anew. Folding and rebuilding write under one advisory lock for each.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Tally:
    """A pair of tables of sums; the names are ours and never come from outside.

    Attributes:
        kept: table of the sums, unique by ``keys``.
        appended: table of the changes that are not folded in yet.
        keys: the columns that tell one sum from another.
        sums: the columns that are summed.
        recount: a query of ``keys`` and ``sums`` over what is summed, one row for each sum.
        lock: key of the advisory lock under which the sums are folded or put right.
    """

    kept: str
    appended: str
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    recount: str
    lock: int

    @property
    def _columns(self) -> str:
        return ", ".join((*self.keys, *self.sums))

    @property
    def _summed(self) -> str:
        return ", ".join(f"sum({name})::bigint AS {name}" for name in self.sums)

    @property
    def _folding(self) -> str:
        keys = ", ".join(self.keys)
        added = ", ".join(f"{name} = t.{name} + EXCLUDED.{name}" for name in self.sums)
        return f"""
            WITH taken AS (DELETE FROM {self.appended} RETURNING *)
            INSERT INTO {self.kept} AS t ({self._columns})
            SELECT {keys}, {self._summed} FROM taken GROUP BY {keys}
            ON CONFLICT ({keys}) DO UPDATE SET {added}
        """  # noqa: S608 - names of ours

    @property
    def _differing(self) -> str:
        """What a recount finds beyond what is kept: one statement, so both are of one moment."""
        keys = ", ".join(self.keys)
        missing = [f"coalesce(d.{name}, 0) - coalesce(t.{name}, 0)" for name in self.sums]
        told = ", ".join(f"{each} AS {name}" for each, name in zip(missing, self.sums, strict=True))
        wrong = " OR ".join(f"{each} <> 0" for each in missing)
        return f"""
            SELECT {keys}, {told} FROM ({self.recount}) d FULL JOIN (
                SELECT {keys}, {self._summed} FROM (
                    SELECT {self._columns} FROM {self.kept}
                    UNION ALL SELECT {self._columns} FROM {self.appended}
                ) both_tables GROUP BY {keys}
            ) t USING ({keys}) WHERE {wrong}
        """  # noqa: S608 - names of ours

    @transaction.atomic
    def fold(self) -> None:
        """Fold what was appended into the sums."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [self.lock])
            cursor.execute(self._folding)

    @transaction.atomic
    def rebuild(self) -> int:
        """Put the sums right by a recount; return how many were wrong.

        What is missing is appended, so writers and readers go on meanwhile.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [self.lock])
            cursor.execute(f"INSERT INTO {self.appended} ({self._columns}) {self._differing}")
            return int(cursor.rowcount)

    def differences(self) -> list[tuple[Any, ...]]:
        """Return where a recount differs: the keys, and what is missing from each sum."""
        with connection.cursor() as cursor:
            cursor.execute(self._differing)
            return list(cursor.fetchall())
