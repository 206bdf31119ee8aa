"""What a refusal tells of the case."""

import pytest

from donations import errors
from donations.acceptance import accept_donation
from tests.people import BUSAN_JUNG, make_offer, make_portal

pytestmark = pytest.mark.django_db


def test_who_lives_in_the_recipient_is_told_which_of_several_it_is():
    offer = make_offer(residence_code=BUSAN_JUNG, recipient_code=BUSAN_JUNG)

    with pytest.raises(errors.OwnResidence) as refused:
        accept_donation(offer, actor=make_portal("portal"))

    assert refused.value.facts == {"residence": "부산 중구", "recipient": "부산 중구"}
