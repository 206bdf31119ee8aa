"""Loading is repeatable, heals what was changed by hand, and is all or nothing."""

import shutil
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from psycopg import sql

from accounts.models import Role, User
from regions.loading import DATA, load
from regions.models import (
    Country,
    FiscalSelfReliance,
    Municipality,
    ParentLink,
    Population,
    ReferenceVersion,
)
from regions.reading import BrokenReference

pytestmark = pytest.mark.django_db


def row_versions() -> list[tuple[str, str, str]]:
    """Return the version of every row of ours; a row that is written again has another."""
    tables = sorted(t for t in connection.introspection.table_names() if t.startswith("regions_"))
    versions = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                sql.SQL("SELECT %s, ctid::text, xmin::text FROM {}").format(sql.Identifier(table)),
                [table],
            )
            versions += cursor.fetchall()
    return versions


def test_loading_again_changes_no_row():
    first = load("default")
    before = row_versions()

    assert load("default") == first
    assert row_versions() == before
    assert len(before) == sum(first.values()) + 1


def test_loading_heals_what_was_changed_added_or_removed():
    load("default")
    Municipality.objects.filter(pk="11110").update(name_ko="다른 구")
    Population.objects.filter(area="11110", basis="residents").delete()
    FiscalSelfReliance.objects.create(area_id="12110", year=2023, percent=1, source_url="x")

    load("default")

    assert Municipality.objects.get(pk="11110").name_ko == "종로구"
    assert Population.objects.filter(area="11110", basis="residents").count() == 3
    assert FiscalSelfReliance.objects.count() == 244


def test_a_changed_file_changes_the_fingerprint(tmp_path: Path):
    load("default")
    before = ReferenceVersion.objects.get().fingerprint
    for file in DATA.glob("*.csv"):
        shutil.copyfile(file, tmp_path / file.name)
    path = tmp_path / "kr_regions.csv"
    path.write_text(path.read_text().replace("Jongno-gu", "Jongro-gu"))

    load("default", tmp_path)

    assert Municipality.objects.get(pk="11110").name_en == "Jongro-gu"
    assert ReferenceVersion.objects.get().fingerprint != before
    load("default")
    assert ReferenceVersion.objects.get().fingerprint == before


def test_a_broken_file_changes_nothing(tmp_path: Path):
    before = row_versions()
    for file in DATA.glob("*.csv"):
        shutil.copyfile(file, tmp_path / file.name)
    (tmp_path / "jp_population.csv").write_text("nonsense\n")

    with pytest.raises(BrokenReference):
        load("default", tmp_path)

    assert row_versions() == before


def nowhere() -> Municipality:
    return Municipality.objects.create(
        code="99110",
        country=Country.KR,
        level="basic",
        kind="시",
        name_en="Nowhere-si",
        lineage_code="99110",
        source_url="https://example.org",
    )


def test_a_government_that_is_in_no_file_goes():
    nowhere()

    assert load("default")["regions_municipality"] == 2098
    assert not Municipality.objects.filter(pk="99110").exists()


def test_a_government_that_others_still_name_cannot_go():
    User.objects.create_official(
        "clerk@example.org", "a long password", role=Role.CLERK, municipality_id=nowhere().pk
    )

    with pytest.raises(BrokenReference, match=r"\(municipality_id\)=\(99110\)"):
        load("default")

    assert Municipality.objects.filter(pk="99110").exists()


def test_a_basic_government_has_one_parent_a_day():
    ParentLink.objects.create(child_id="11110", parent_id="26000")

    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="one_parent_a_day"):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_figures_are_kept_as_printed():
    nation = Population.objects.get(country=Country.KR, area=None, as_of="2024-12")
    assert (nation.figure, nation.basis) == (51_217_221, "registered_total")

    jongno = FiscalSelfReliance.objects.get(area="11110", year=2023)
    assert str(jongno.percent) == "46.7"
    assert FiscalSelfReliance.objects.get(area=None, year=2023).percent == 45

    yubari = Municipality.objects.get(name_ja="夕張市").japanese_profile
    assert yubari.prefecture_number == "01"
    assert Municipality.objects.get(pk="075469").japanese_profile.fiscal_strength_2021 is not None
    assert (
        Municipality.objects.get(pk="075469").japanese_profile.primary_industry_percent_2020 is None
    )
