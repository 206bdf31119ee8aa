"""Amounts of money as the API takes them: a JSON integer of whole won."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

MOST_KRW = 1_000_000_000_000
"""No single amount of this scheme comes near; sums of a thousand still fit a 64-bit column."""


class WholeWonField(serializers.IntegerField):
    """A positive JSON integer; ``"100000"``, ``1.5``, ``100000.0`` and ``true`` are refused.

    A portal that sends won as text or as a fraction has a bug that a silent conversion would
    turn into a wrong donation.
    """

    default_error_messages = {
        "invalid": _("Write the amount as a whole number of won, without quotes or decimals."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, min_value=1, max_value=MOST_KRW)

    def to_internal_value(self, data: Any) -> int:
        """Return ``data`` if it is an integer, of type ``int`` and no other."""
        if type(data) is not int:
            self.fail("invalid")
        return data
