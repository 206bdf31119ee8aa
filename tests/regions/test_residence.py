"""Who may receive on a day, and whom a residence bars (KR-LG-04 … -09, KR-RES-01 … -03)."""

from datetime import date

import pytest

from regions import errors
from regions.residence import barred_codes, recipient_in_force, resolve_residence

pytestmark = pytest.mark.django_db

DAY = date(2025, 5, 1)
DAY_BEFORE = date(2026, 6, 30)
MERGER = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("residence", "on", "barred"),
    [
        ("11110", DAY, {"11000", "11110"}),
        ("47720", date(2023, 6, 30), {"47000", "47720"}),
        ("27720", date(2023, 7, 1), {"27000", "27720"}),
        ("41110", DAY, {"41000", "41110"}),
        ("41111", DAY, {"41000", "41110"}),
        ("45111", date(2024, 1, 17), {"45000", "45110"}),
        ("52111", date(2024, 1, 18), {"52000", "52110"}),
        ("36000", DAY, {"36000"}),
        ("50000", DAY, {"50000"}),
        ("50110", DAY, {"50000"}),
        ("50130", DAY, {"50000"}),
        ("29110", DAY_BEFORE, {"29000", "29110"}),
        ("12210", MERGER, {"12000", "12210"}),
        ("28125", MERGER, {"28000", "28125"}),
    ],
)
def test_a_residence_bars_both_tiers_above_it(residence, on, barred):
    assert barred_codes(resolve_residence(residence, on), on) == barred


@pytest.mark.parametrize(
    ("residence", "on", "refusal", "successors"),
    [
        ("29110", MERGER, errors.ResidenceEnded, ["12210"]),
        ("28110", MERGER, errors.ResidenceEnded, ["28125", "28155"]),
        ("45111", date(2024, 1, 18), errors.ResidenceEnded, ["52110"]),
        ("12210", DAY_BEFORE, errors.ResidenceNotYet, []),
        ("11000", DAY, errors.ResidenceTooWide, []),
        ("99999", DAY, errors.ResidenceUnknown, []),
        ("11111", DAY, errors.ResidenceUnknown, []),
        ("50120", DAY, errors.ResidenceUnknown, []),
        ("011002", DAY, errors.ResidenceUnknown, []),
        ("", DAY, errors.ResidenceUnknown, []),
        ("１１１１０", DAY, errors.ResidenceUnknown, []),
    ],
)
def test_a_residence_that_says_nothing_on_that_day_is_refused(residence, on, refusal, successors):
    with pytest.raises(refusal) as raised:
        resolve_residence(residence, on)

    assert raised.value.code == "residence_not_in_force"
    assert raised.value.status == 422
    assert raised.value.legal_basis.startswith("고향사랑 기부금에 관한 법률 제4조")
    assert raised.value.facts == {
        "region_code": residence,
        "on": on.isoformat(),
        "successor_codes": successors,
    }


@pytest.mark.parametrize("code", ["11000", "26110", "36000", "50000", "48860"])
def test_either_tier_may_receive(code):
    assert recipient_in_force(code, DAY).code == code


@pytest.mark.parametrize(
    ("recipient", "on", "refusal", "successors"),
    [
        ("46110", MERGER, errors.RecipientEnded, ["12110"]),
        ("46000", MERGER, errors.RecipientEnded, ["12000"]),
        ("28260", MERGER, errors.RecipientEnded, ["28275", "28290"]),
        ("12000", DAY_BEFORE, errors.RecipientNotYet, []),
        ("50110", DAY, errors.RecipientIsAdministrative, ["50000"]),
        ("41111", DAY, errors.RecipientIsAdministrative, ["41110"]),
        ("45111", DAY, errors.RecipientIsAdministrative, ["52110"]),
        ("99999", DAY, errors.RecipientUnknown, []),
        ("011002", DAY, errors.RecipientUnknown, []),
    ],
)
def test_who_is_not_in_force_may_not_receive(recipient, on, refusal, successors):
    with pytest.raises(refusal) as raised:
        recipient_in_force(recipient, on)

    assert raised.value.code == "recipient_not_in_force"
    assert raised.value.facts["successor_codes"] == successors
    for successor in successors:
        assert successor in raised.value.detail_in("en")


def test_the_last_day_of_a_government_is_its_own():
    assert recipient_in_force("46110", DAY_BEFORE).code == "46110"
    assert recipient_in_force("12110", MERGER).code == "12110"
