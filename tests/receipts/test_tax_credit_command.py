import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from rest_framework.test import APIClient


def run(*words: str) -> str:
    out = StringIO()
    call_command("tax_credit", *words, stdout=out)
    return out.getvalue()


def test_it_prints_what_the_api_answers_and_nothing_else(db):
    printed = run("--amount", "300000", "--on", "2026-05-05", "--special-disaster", "--json")

    gift = {"amount_krw": 300_000, "donated_on": "2026-05-05", "special_disaster": True}
    answered = APIClient().post("/api/v1/tax-credit", {"donations": [gift]}, format="json")
    assert json.loads(printed) == answered.json()


def test_people_get_a_table():
    with translation.override("en"):
        printed = run("--amount", "110000", "--on", "2025-05-05")

    assert "above_100000" in printed
    assert "up to 101,650 won of 110,000 won given" in printed
    assert "the most that can be saved" in printed


@pytest.mark.parametrize(
    "words",
    [
        ("--amount", "0", "--on", "2026-05-05"),
        ("--amount", "100,000", "--on", "2026-05-05"),
        ("--amount", "1.5", "--on", "2026-05-05"),
        ("--amount", "100000", "--on", "2026-02-30"),
        ("--amount", "100000", "--on", "2022-12-31"),
        ("--amount", "100000"),
    ],
)
def test_what_cannot_be_worked_out_is_an_error(words):
    with pytest.raises(CommandError):
        run(*words, "--json")
