"""Designated money goes to a project by a recorded decision (KR-DSG-01, KR-DSG-10)."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.balances import pots
from projects.assignment import assign_designated_money
from projects.errors import (
    AmountNotAllowed,
    DayNotAllowed,
    NotEnoughLeft,
    NotThisFund,
    OtherPurpose,
    ReasonMissing,
    RoleMissing,
    StateConflict,
)
from projects.models import Assignment, FundProject
from tests.ledger.conftest import (
    NOW,
    ask,
    broken,
    from_purpose,
    make_laundry,
    paid,
)
from tests.people import BUSAN_JUNG, SANCHEONG


def test_money_for_a_purpose_goes_to_a_project_of_that_purpose(give, laundry, year, manager):
    """KR-DSG-01 and KR-DSG-02."""
    give(500_000, purpose="P1")
    forest = make_laundry(name_ko="숲", purpose_code="P4")

    with pytest.raises(OtherPurpose):
        assign_designated_money(from_purpose(forest, 1), at=NOW, actor=manager)
    with pytest.raises(NotEnoughLeft) as refused:
        assign_designated_money(from_purpose(laundry, 500_001), at=NOW, actor=manager)
    assert refused.value.facts == {"left_krw": 500_000, "asked_krw": 500_001}
    assign_designated_money(from_purpose(laundry, 300_000), at=NOW, actor=manager)

    laundry.refresh_from_db()
    assert (laundry.raised_krw, laundry.assigned_krw) == (0, 300_000)
    assert pots(SANCHEONG) == {"P1": 200_000, f"project:{laundry.pk}": 300_000}
    assert broken() == []


def test_what_a_project_left_over_goes_where_the_council_decided(
    give, laundry, year, clerk, manager
):
    """KR-DSG-10: 1,000,000 given, 600,000 approved, so 400,000 can go to the next season."""
    give(1_000_000, project_id=laundry.pk)
    paid(ask(laundry, 600_000), clerk, manager)
    FundProject.objects.filter(pk=laundry.pk).update(status="settled")
    season = make_laundry(season=2)
    asked = {"from_purpose": "", "from_project_id": laundry.pk}

    with pytest.raises(ReasonMissing):
        assign_designated_money(
            from_purpose(season, 1, decision_reference="", **asked), at=NOW, actor=manager
        )
    with pytest.raises(NotEnoughLeft):
        assign_designated_money(from_purpose(season, 400_001, **asked), at=NOW, actor=manager)
    assign_designated_money(from_purpose(season, 400_000, **asked), at=NOW, actor=manager)

    laundry.refresh_from_db()
    season.refresh_from_db()
    assert (laundry.assigned_krw, laundry.designated_left_krw) == (-400_000, 0)
    assert (season.assigned_krw, season.designated_left_krw) == (400_000, 400_000)
    assert pots(SANCHEONG) == {f"project:{season.pk}": 400_000}
    assert broken() == []


def test_an_assignment_comes_from_one_pot_of_the_same_fund(give, laundry, year, clerk, manager):
    give(500_000, purpose="P1")
    theirs = make_laundry(recipient_id=BUSAN_JUNG)
    draft = make_laundry(name_ko="초안", status="draft")

    for changes, refusal in (
        ({"project_id": theirs.pk}, NotThisFund),
        ({"from_purpose": ""}, NotThisFund),
        ({"from_purpose": "P9"}, NotThisFund),
        ({"from_project_id": laundry.pk}, NotThisFund),
        ({"from_purpose": "", "from_project_id": laundry.pk}, NotThisFund),
        ({"from_purpose": "", "from_project_id": theirs.pk}, NotThisFund),
        ({"project_id": draft.pk}, StateConflict),
        ({"amount_krw": 0}, AmountNotAllowed),
        ({"decided_on": date(2026, 10, 21)}, DayNotAllowed),
    ):
        asked = replace(from_purpose(laundry, 1), **changes)
        with pytest.raises(refusal):
            assign_designated_money(asked, at=NOW, actor=manager)
    with pytest.raises(RoleMissing):
        assign_designated_money(from_purpose(laundry, 1), at=NOW, actor=clerk)
    assert not Assignment.objects.exists()
