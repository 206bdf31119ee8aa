"""What an official at the telephone types: a number, a reference, or an amount and a day.

Who somebody is is never typed here, because what is searched for stands in the address of the
page. People are found by :mod:`donations.find_admin`, which puts a keyed hash there instead.
"""

import re
from datetime import date

from django.db.models import Q

from receipts.models import CANCELLATION, Receipt

RECEIPT_NUMBER = re.compile(rf"\d{{5}}-\d{{4}}-\d{{7}}(?:{CANCELLATION})?")
AMOUNT_AND_DAY = re.compile(r"(?P<amount>[\d,]{1,15})\s*원?\s+(?P<day>\d{4}-\d{2}-\d{2})")
DAY_AND_AMOUNT = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})\s+(?P<amount>[\d,]{1,15})\s*원?")


def wanted(text: str) -> Q | None:
    """Return the condition that donations meet which ``text`` stands for; None for an empty one.

    The number of any receipt of a donation finds it: the first, a corrected one, a cancellation.
    """
    typed = " ".join(text.split())
    if not typed:
        return None
    if RECEIPT_NUMBER.fullmatch(typed):
        return Q(pk__in=Receipt.objects.of_one_donation(typed).values("source"))
    both = AMOUNT_AND_DAY.fullmatch(typed) or DAY_AND_AMOUNT.fullmatch(typed)
    if both:
        try:
            on = date.fromisoformat(both["day"])
            amount = int(both["amount"].replace(",", ""))
        except ValueError:
            return Q(pk=None)
        return Q(donated_on=on, amount_krw=amount)
    return Q(portal_reference=typed)
