"""Every kind of event is read in words, and every change names what was before and what is now."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from audit.changes import moved
from audit.kinds import CHANGING, PERSONAL, READING, WORDS, words_of
from audit.record import ChangesMissing, event
from audit.telling import TABLES, lines_of
from projects.models import ProjectStatus

WRITERS = re.compile(r"_?(record|event|tell|note|keep)(_\w+)?|record_all")
KIND = re.compile(r"[a-z_]+\.[a-z_]+")


def recorded() -> Iterator[str]:
    """Yield the kinds that stand in the code, where something is written down."""
    root = Path(settings.BASE_DIR)
    own = [Path(each.path) for each in apps.get_app_configs() if Path(each.path).parent == root]
    for file in (each for folder in own for each in folder.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text())):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if WRITERS.fullmatch(name):
                for part in (each for given in call.args for each in ast.walk(given)):
                    if isinstance(part, ast.Constant) and KIND.fullmatch(str(part.value)):
                        yield str(part.value)


def test_every_kind_of_event_has_words():
    kinds = set(recorded()) | {
        *(f"project.{status}" for status in ProjectStatus if status != ProjectStatus.DRAFT),
        "bulk_file.examined",
        "bulk_file.done",
    }

    assert "donation.accepted" in kinds
    assert kinds - WORDS.keys() == set()


def test_a_kind_without_words_is_shown_as_its_code():
    assert words_of("thing.new") == "thing.new"


MAKING = frozenset(WORDS) - CHANGING - PERSONAL - READING
"""Kinds that make something new; a word of change in their name would be a mistake."""
SAYS_CHANGE = re.compile(
    r".*\.(\w*(changed|approved|refused|withdrawn|closed|published|erased|undone|removed|reversed|"
    r"decided|corrected|paid\w*|returned|revoked|switched_off|unlocked|lifted|released)|done)"
)


def test_every_kind_is_said_to_change_read_or_make_something():
    assert not CHANGING & READING
    assert not CHANGING & PERSONAL
    assert WORDS.keys() >= CHANGING | PERSONAL | READING
    assert {kind for kind in MAKING if SAYS_CHANGE.fullmatch(kind)} == {"period.closed"}


@pytest.mark.parametrize("kind", sorted(CHANGING))
def test_a_change_is_not_recorded_without_its_old_and_new_values(kind):
    with pytest.raises(ChangesMissing):
        event(kind, "thing:1", actor=None)

    told = event(kind, "thing:1", actor=None, changes=moved("old", "new"))
    assert told.facts == {"changes": {"status": ["old", "new"]}}


@pytest.mark.parametrize("kind", sorted(MAKING | READING | PERSONAL))
def test_what_changes_nothing_that_may_be_told_is_recorded_as_it_is(kind):
    assert event(kind, "thing:1", actor=None).facts == {}


def test_a_change_is_read_in_the_words_of_the_pages():
    changes: dict[str, Any] = {
        "status": ["requested", "approved"],
        "gift_value_krw": [None, 30_000],
        "3": {"requested_at": [None, "2026-10-05T00:00:00+00:00"]},
        "expires_at": ["2026-10-05T00:00:00+00:00", None],
        "is_active": [True, False],
    }
    returned = event("return.approved", "return:1", actor=None, changes=changes)
    assert list(lines_of(returned))[:3] == [
        ("상태", "반환 요청", "승인"),
        ("답례품 가액(원)", "–", "30,000"),
        ("요청일시 (3)", "–", "2026. 10. 5. 09:00"),
    ]
    switched = event("official.switched_off", "official:1", actor=None, changes=changes)
    assert ("예", "아니요") in [(old, new) for _name, old, new in lines_of(switched)]
    export = event("export.approved", "export:1", actor=None, changes=changes)
    assert ("2026. 10. 5. 09:00", "–") in [(old, new) for _name, old, new in lines_of(export)]


def test_the_tables_that_changes_are_of_are_there():
    for label in (label for labels in TABLES.values() for label in labels):
        assert apps.get_model(label)
