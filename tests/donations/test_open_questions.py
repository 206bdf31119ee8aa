"""What the law leaves open: the defaults, and what the settings change."""

from datetime import date, datetime

import pytest
from django.conf import settings as configured

from config.rulebook.choices import CHOICES
from donations import errors
from donations.acceptance import accept_donation
from donations.models import Donation
from projects.designation import DesignationNotBegun
from tests.people import make_offer


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.name)
def test_each_open_question_has_its_documented_default(choice):
    assert str(getattr(configured, choice.name)) == choice.default


def test_a_counter_may_ask_for_steps_of_a_hundred_won(portal, settings):
    settings.DONATION_STEP_KRW = 100

    with pytest.raises(errors.AmountNotInSteps) as refusal:
        accept_donation(make_offer(amount_krw=100_050), actor=portal)

    assert refusal.value.code == "below_minimum"
    assert refusal.value.facts == {"step_krw": 100}
    assert Donation.objects.count() == 0
    assert accept_donation(make_offer(amount_krw=100_100), actor=portal).is_new


def test_without_a_step_every_won_above_the_minimum_is_taken(portal):
    assert accept_donation(make_offer(amount_krw=101), actor=portal).is_new


def test_designation_may_begin_with_the_national_portal_s_service(portal, settings):
    settings.DESIGNATION_FROM = date(2024, 6, 4)
    before = make_offer(
        purpose="P1", paid_at=datetime.fromisoformat("2024-06-03T23:59:59.999+09:00")
    )
    first = make_offer(purpose="P1", paid_at=datetime.fromisoformat("2024-06-04T00:00:00+09:00"))

    with pytest.raises(DesignationNotBegun) as refusal:
        accept_donation(before, actor=portal)

    assert refusal.value.facts == {"begins_on": "2024-06-04"}
    assert Donation.objects.count() == 0
    assert accept_donation(first, actor=portal).is_new
