"""The desk's pages on the officials' site."""

from desk.counter_admin import CounterDonationAdmin

__all__ = ["CounterDonationAdmin"]
