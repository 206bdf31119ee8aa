"""The registry of rules: complete and right on this tree, and faults in it are named."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config.rulebook import parameters, rule
from config.rulebook.amounts import ANNUAL_CAP
from config.rulebook.checking import problems
from config.rulebook.registry import COMPLETE, SECTIONS
from config.rulebook.rule import Rule, all_rules
from config.rulebook.writing import document

ROOT = Path(__file__).parents[2]
CAP = ANNUAL_CAP.rules[0]


def named(*rules: Rule) -> list[str]:
    """Return what is wrong with ``rules`` themselves."""
    found = problems(list(rules), {}, ROOT)
    about = {each.rule_id for each in rules}
    return [fault for fault in found if fault.partition(":")[0] in about]


def test_every_rule_has_its_place_and_its_test_on_this_tree():
    assert list(problems(all_rules(SECTIONS), COMPLETE, ROOT)) == []


def test_a_rule_of_the_notes_that_is_missing_is_named():
    left = [each for each in all_rules(SECTIONS) if each.rule_id != "KR-CAP-03"]

    assert "KR-CAP-03 is not written down" in list(problems(left, COMPLETE, ROOT))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"enforced": ("receipts.annual_cap.no_such",)}, "there is no receipts.annual_cap.no_such"),
        ({"enforced": ("receipts.nowhere.cap",)}, "there is no receipts.nowhere.cap"),
        ({"enforced": ("constraint:no_such",)}, "there is no constraint:no_such"),
        ({"enforced": ("trigger:no_such",)}, "there is no trigger:no_such"),
        (
            {"tests": ("tests/platform/test_rules.py::test_no_such",)},
            "there is no test tests/platform/test_rules.py::test_no_such",
        ),
        ({"tests": ("tests/nowhere.py::test_x",)}, "there is no test tests/nowhere.py::test_x"),
        ({"tests": ()}, "names nothing that enforces it, or no test, and gives no reason"),
        ({"not_here": "we say so"}, "is said to be enforced, and not to be"),
        ({"ends": "2022-12-31"}, "ends before it begins"),
    ],
)
def test_a_rule_that_names_what_is_not_there_is_found(changes, fault):
    assert named(CAP) == []
    assert named(replace(CAP, **changes)) == [f"KR-CAP-01: {fault}"]


def test_a_rule_that_the_code_cites_and_nobody_wrote_down_is_named_with_its_line(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "operations.md").write_text("", encoding="utf-8")
    (tmp_path / "donations").mkdir()
    rule_id = "-".join(("KR", "XYZ", "01"))
    (tmp_path / "donations" / "new.py").write_text(f"one\n# {rule_id}\n", encoding="utf-8")

    found = [fault for fault in problems([], {}, tmp_path) if "cites" in fault]

    assert found == [
        f"donations/new.py:2 cites {rule_id}, which is not written down in config/rulebook"
    ]


def test_the_page_is_that_of_the_code(capsys):
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == document(SECTIONS)
    call_command("rules", "--check")


def test_a_stale_page_fails_the_check(settings, tmp_path, monkeypatch):
    for name in ("docs", "donations", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "docs").unlink()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "operations.md").write_bytes((ROOT / "docs/operations.md").read_bytes())
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError):
        call_command("rules", "--check")

    call_command("rules")
    assert (tmp_path / "docs" / "rules.md").read_text("utf-8") == document(SECTIONS)


def test_every_table_of_the_law_covers_all_days_from_its_first_once():
    rows = list(parameters.rows())

    assert len({row.key for row in rows}) == 5
    for key in {row.key for row in rows}:
        values = [row for row in rows if row.key == key]
        assert values[-1].ends is None
        for before, after in pairwise(values):
            assert before.ends is not None
            assert after.begins - before.ends == parameters.ONE_DAY
        assert all(row.tag is rule.A for row in values)
