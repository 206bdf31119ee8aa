"""What is kept of an answer: for the same data and the same code, and no longer."""

from pathlib import Path

import pytest
from django.core.cache import cache

from reports.code_fingerprint import code_fingerprint, fingerprint_of
from reports.kept import kept


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "templates").mkdir(parents=True)
    (folder / "years.py").write_text("YEAR = 2025")
    (folder / "templates" / "place.html").write_text("<p>")
    (folder / "rows.csv").write_text("1")
    return folder


@pytest.mark.parametrize("changed", ["years.py", "templates/place.html", "new.mo"])
def test_other_code_templates_or_translations_have_another_fingerprint(app, changed):
    before = fingerprint_of([app])
    assert fingerprint_of([app]) == before
    (app / changed).write_text("other")
    assert fingerprint_of([app]) != before


def test_data_have_a_version_of_their_own_and_are_not_code(app):
    before = fingerprint_of([app])
    (app / "rows.csv").write_text("2")
    assert fingerprint_of([app]) == before


def test_an_answer_is_kept_for_the_code_that_made_it_alone():
    cache.clear()
    cache.set("reports:0000:who", "older code", 60)
    assert kept("who", lambda: "this code") == "this code"
    assert kept("who", lambda: "made twice") == "this code"
    assert cache.get(f"reports:{code_fingerprint()}:who") == "this code"
