"""The settings by which an operator decides what the law leaves open, with their defaults."""

from typing import NamedTuple


class Choice(NamedTuple):
    """One setting, its default as ``config/settings.py`` reads it, and what it decides."""

    name: str
    default: str
    decides: str


CHOICES = (
    Choice("DONATION_MINIMUM_KRW", "100", "the smallest donation, in won"),
    Choice("DONATION_STEP_KRW", "1", "an amount is a multiple of this, in won"),
    Choice("DONATION_EARLIEST", "2023-01-01", "the oldest day of payment that may be reported"),
    Choice("CLOCK_SKEW", "0:05:00", "how far ahead of ours a portal's clock may be"),
    Choice("DESIGNATION_FROM", "2024-02-20", "the first day on which a donor may designate"),
    Choice(
        "SPECIAL_DISASTER_PARTIAL_COUNTS",
        "False",
        "whether the declaration of some towns only opens the higher credit",
    ),
    Choice(
        "TAX_CREDIT_MIXED_ORDER",
        "ordinary_first",
        "which money fills the low slices of a year that has both kinds",
    ),
    Choice(
        "RESTRICTION_BINDS_SUCCESSORS",
        "True",
        "whether a restriction of intake passes to whoever carries on",
    ),
)
