"""Load the reference data of ``regions/data`` into the database, all of it or none.

Every file is read and checked before anything is written (:mod:`regions.korea_files`,
:mod:`regions.japan_files`). Then each table is copied into a temporary one and merged: new rows
are added, changed ones corrected, vanished ones removed, in one transaction. Loading the same
files again changes no row.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connections, models, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from regions import snapshot
from regions.japan_files import JapanFiles, read_japan
from regions.korea_files import NATION, ONE_DAY, KoreaFiles, read_korea, successor_codes
from regions.models import (
    Country,
    FiscalSelfReliance,
    JapaneseProfile,
    Level,
    Municipality,
    ParentLink,
    Population,
    PopulationDeclineArea,
    ReferenceVersion,
    SpecialDisasterDeclaration,
    Succession,
)
from regions.reading import BrokenReference

DATA = Path(__file__).resolve().parent / "data"
LOCK = 0x7265_6769_6F6E_73
"""The advisory lock that keeps two loads apart (the word “regions”)."""

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """What one table is to hold; ``key`` names the columns that tell its rows apart."""

    model: type[models.Model]
    key: Sequence[str]
    records: list[Record]

    @property
    def name(self) -> str:
        """The table's name in the database."""
        return str(self.model._meta.db_table)

    @property
    def columns(self) -> list[str]:
        """The columns that are loaded."""
        return list(self.records[0])


def load(using: str = "owner", folder: Path = DATA) -> dict[str, int]:
    """Make the tables hold what the files say; return the number of rows by table name.

    Raises:
        BrokenReference: a file is not in order, or a local government that other rows still
            name has vanished from it. Nothing is written then.
    """
    tables = read_tables(folder)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            _merge(cursor, table)
        try:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except IntegrityError as problem:
            raise BrokenReference("regions/data", None, str(problem).strip()) from problem
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        _mark(using, fingerprint_of(tables))
    snapshot.forget()
    return {table.name: len(table.records) for table in tables}


def read_tables(folder: Path = DATA) -> list[Table]:
    """Return what every table is to hold, the files checked.

    Raises:
        BrokenReference: a file is not in order.
    """
    korea, japan = read_korea(folder), read_japan(folder)
    return [
        Table(Municipality, ["code"], [*_korean(korea), *_japanese(japan)]),
        Table(ParentLink, ["child_id", "valid_from"], [*_parents(korea, japan)]),
        Table(Succession, ["predecessor_id", "successor_id"], [*_successions(korea)]),
        Table(JapaneseProfile, ["municipality_id"], [*_profiles(japan)]),
        Table(PopulationDeclineArea, ["area_id", "designated_on"], [*_declines(korea)]),
        Table(
            SpecialDisasterDeclaration, ["area_id", "declared_on", "cause"], [*_disasters(korea)]
        ),
        Table(Population, ["country", "area_id", "as_of", "basis"], [*_populations(korea, japan)]),
        Table(FiscalSelfReliance, ["area_id", "year"], [*_self_reliance(korea)]),
    ]


def fingerprint_of(tables: Sequence[Table]) -> str:
    """Return what is the same for the same content and different for any other."""
    digest = hashlib.sha256()
    for table in tables:
        digest.update(table.name.encode())
        for record in table.records:
            digest.update(repr(sorted(record.items())).encode())
    return digest.hexdigest()


def _merge(cursor: CursorWrapper, table: Table) -> None:
    columns = ", ".join(f'"{column}"' for column in table.columns)
    # As text, a null equals a null, and the two sides can still be joined by hash.
    mine, theirs = (
        "ROW(" + ", ".join(f'{side}."{column}"' for column in table.key) + ")::text"
        for side in ("t", "s")
    )
    rest = [column for column in table.columns if column not in table.key]
    changed = " OR ".join(f't."{c}" IS DISTINCT FROM s."{c}"' for c in rest) or "false"
    set_to = ", ".join(f'"{c}" = s."{c}"' for c in rest)
    correct = f"WHEN MATCHED AND ({changed}) THEN UPDATE SET {set_to}" if rest else ""
    values = ", ".join(f's."{column}"' for column in table.columns)
    staging = f"load_{table.name}"
    # Every name below comes from the models and from this module, none from a file.
    cursor.execute(
        f'CREATE TEMPORARY TABLE "{staging}" AS '  # noqa: S608
        f'SELECT {columns} FROM "{table.name}" WITH NO DATA'
    )
    with cursor.copy(f'COPY "{staging}" ({columns}) FROM STDIN') as copy:
        for record in table.records:
            copy.write_row([record[column] for column in table.columns])
    cursor.execute(f'ANALYZE "{staging}"')
    cursor.execute(
        f'MERGE INTO "{table.name}" t USING "{staging}" s ON {mine} = {theirs} '  # noqa: S608
        f"{correct} WHEN NOT MATCHED THEN INSERT ({columns}) VALUES ({values}) "
        "WHEN NOT MATCHED BY SOURCE THEN DELETE"
    )
    cursor.execute(f'DROP TABLE "{staging}"')


def _mark(using: str, fingerprint: str) -> None:
    versions = ReferenceVersion.objects.using(using)
    if not versions.filter(fingerprint=fingerprint).exists():
        now = timezone.now()
        versions.update_or_create(pk=1, defaults={"fingerprint": fingerprint, "loaded_at": now})


def _korean(korea: KoreaFiles) -> Iterator[Record]:
    for row in korea.regions:
        yield {
            "code": row["code"],
            "country": Country.KR.value,
            "level": row["level"],
            "kind": row["kind"],
            "name_ko": row["name_ko"],
            "name_ja": "",
            "name_en": row["name_en"],
            "short_ko": row["short_ko"],
            "lineage_code": row["lineage_code"],
            "valid_from": row["valid_from"],
            "valid_to": row["valid_to"],
            "notes": row["note"],
            "source_url": row["source_url"],
        }


def _japanese(japan: JapanFiles) -> Iterator[Record]:
    levels = {"prefecture": Level.METROPOLITAN.value, "municipality": Level.BASIC.value}
    for row in japan.regions:
        yield {
            "code": row["code6"],
            "country": Country.JP.value,
            "level": levels[row["level"]],
            "kind": row["kind"],
            "name_ko": "",
            "name_ja": row["name_ja"],
            "name_en": row["name_en"],
            "short_ko": "",
            "lineage_code": row["code6"],
            "valid_from": None,
            "valid_to": None,
            "notes": "",
            "source_url": row["source_url"],
        }


def _parents(korea: KoreaFiles, japan: JapanFiles) -> Iterator[Record]:
    for row in korea.regions:
        if row["parent_code"]:
            yield {
                "child_id": row["code"],
                "parent_id": row["parent_code"],
                "valid_from": row["valid_from"],
                "valid_to": row["valid_to"],
            }
    for row in japan.regions:
        if row["parent_code"]:
            yield {
                "child_id": row["code6"],
                "parent_id": row["parent_code"],
                "valid_from": None,
                "valid_to": None,
            }


def _successions(korea: KoreaFiles) -> Iterator[Record]:
    for row in korea.regions:
        for successor in successor_codes(row):
            yield {
                "predecessor_id": row["code"],
                "successor_id": successor,
                "on": row["valid_to"] + ONE_DAY,
            }


def _profiles(japan: JapanFiles) -> Iterator[Record]:
    for row in japan.regions:
        further = japan.attributes.get(row["code6"])
        yield {
            "municipality_id": row["code6"],
            "name_kana": row["name_kana"],
            "prefecture_number": row["pref_code2"],
            "iso_code": row["iso3166_2"],
            "is_designated_city": bool(row["designated_city"]),
            "is_special_ward": bool(row["special_ward"]),
            "grant_status_fy2024": row["grant_status_fy2024"],
            "latitude": row["lat"],
            "longitude": row["lng"],
            "romanised_by": row["romaji_source"],
            "primary_industry_percent_2020": further
            and further["primary_industry_worker_share_pct_2020"],
            "fiscal_strength_2021": further and further["fiscal_strength_index_2021"],
            "source_url": further["source_url"] if further else "",
        }


def _declines(korea: KoreaFiles) -> Iterator[Record]:
    for row in korea.declines:
        yield {
            "area_id": row["code"],
            "category": row["category"],
            "designated_on": row["designated_on"],
            "designated_until": row["designation_until"],
            "legal_notice_on": row["legal_notice_on"],
            "notes": row["note"],
            "source_url": row["source_url"],
        }


def _disasters(korea: KoreaFiles) -> Iterator[Record]:
    for row in korea.disasters:
        yield {
            "area_id": row["code"],
            "declared_on": row["declared_on"],
            "scope": row["scope"],
            "sub_areas": row["sub_areas"],
            "category": row["category"],
            "cause": row["cause"],
            "event_period": row["event_period"],
            "notes": row["note"],
            "source_url": row["source_url"],
        }


def _populations(korea: KoreaFiles, japan: JapanFiles) -> Iterator[Record]:
    for row in korea.populations:
        yield {
            "country": Country.KR.value,
            "area_id": None if row["code"] == NATION else row["code"],
            "year": int(row["year"]),
            "as_of": row["as_of"],
            "basis": row["population_basis"],
            "figure": row["population"],
            "notes": row["note"],
            "source_url": row["source_url"],
        }
    for row in japan.populations:
        yield {
            "country": Country.JP.value,
            "area_id": row["code6"],
            "year": row["as_of_date"].year,
            "as_of": row["as_of_date"].isoformat(),
            "basis": row["basis"],
            "figure": row["population"],
            "notes": row["note"],
            "source_url": row["source_url"],
        }


def _self_reliance(korea: KoreaFiles) -> Iterator[Record]:
    for row in korea.self_reliance:
        yield {
            "area_id": None if row["code"] == NATION else row["code"],
            "year": int(row["year"]),
            "percent": row["fiscal_self_reliance_percent"],
            "notes": row["note"],
            "source_url": row["source_url"],
        }
