"""What an official at the telephone types: a number, a reference, or an amount and a day.

Who somebody is is never typed here, because what is searched for stands in the address of the
page. People are found by :mod:`donations.find_admin`, which puts a keyed hash there instead.
"""

import re

from django.db.models import Q
from django.utils import timezone

from kernel.dates import seoul_date
from kernel.typed import typed_day, typed_won
from receipts.models import CANCELLATION, Receipt

RECEIPT_NUMBER = re.compile(rf"\d{{5}}-\d{{4}}-\d{{7}}(?:{CANCELLATION})?")


def wanted(text: str) -> Q | None:
    """Return the condition that donations meet which ``text`` stands for; None for an empty one.

    The number of any receipt of a donation finds it: the first, a corrected one, a cancellation.
    """
    typed = " ".join(text.split())
    if not typed:
        return None
    if RECEIPT_NUMBER.fullmatch(typed):
        return Q(pk__in=Receipt.objects.of_one_donation(typed).values("source"))
    return _amount_and_day(typed) or Q(portal_reference=typed)


def _amount_and_day(typed: str) -> Q | None:
    """Return what an amount and a day stand for, whichever comes first."""
    first, _space, rest = typed.partition(" ")
    before, _space, last = typed.rpartition(" ")
    today = seoul_date(timezone.now())
    for amount, day in ((first, rest), (last, before)):
        amount_krw, on = typed_won(amount), typed_day(day, today)
        if amount_krw is not None and on is not None:
            return Q(donated_on=on, amount_krw=amount_krw)
    return None
