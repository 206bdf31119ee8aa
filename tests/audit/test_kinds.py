"""Every kind of event is read in words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

from audit.kinds import WORDS, words_of
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
