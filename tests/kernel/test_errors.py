"""How a refusal is written: for programs, and for people of each language."""

import pytest
from django.utils import translation

from kernel.errors import DomainError
from kernel.problem import problem_document


class TooLate(DomainError):
    code = "too_late"
    title = "Too late"
    detail = "From %(first)s to %(last)s; %(left_krw)s won are left."


def test_people_read_days_as_they_write_them_and_programs_as_iso():
    refusal = TooLate(first="2026-01-05", last="2026-11-26", left_krw=1_000_000)

    assert refusal.told_in("ko") == "From 2026. 1. 5. to 2026. 11. 26.; 1,000,000 won are left."
    assert refusal.detail_in("ko") == "From 2026-01-05 to 2026-11-26; 1,000,000 won are left."
    with translation.override("ko"):
        assert str(refusal) == refusal.told_in("ko")
        document = problem_document(refusal, "t")
    assert document["detail"] == document["detail_ko"] == refusal.detail_in("ko")
    assert (document["first"], document["left_krw"]) == ("2026-01-05", 1_000_000)


@pytest.mark.parametrize(
    "sent", ["2026-02-30", "2026-11-26-7", "2026-11", "12720", "２０２６-11-26"]
)
def test_what_is_no_day_stands_as_it_was_sent(sent):
    refusal = TooLate(first=sent, last=None, left_krw=0)

    assert refusal.told_in("ko") == f"From {sent} to None; 0 won are left."
