"""Won as people write it: 12억 3,400만 원 in summaries, and 10만 at the keyboard."""

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _

TYPED = re.compile(r"(\d{1,13})(만)?", re.ASCII)


def short_won(amount_krw: int) -> str:
    """Return an amount for a summary: in Korean to the 만, in English to three digits.

    Less than 10,000 won is written out; what is cut off is never rounded up.
    """
    sign, rest = ("-", -amount_krw) if amount_krw < 0 else ("", amount_krw)
    korean = (get_language() or "ko").startswith("ko")
    words = _korean(rest) if korean else _english(rest)
    return _("%(amount)s won") % {"amount": sign + words}


def _korean(amount: int) -> str:
    if amount < 10_000:
        return f"{amount:,}"
    eok, rest = divmod(amount, 100_000_000)
    man = rest // 10_000
    return " ".join(
        part for part in (f"{eok:,}억" if eok else "", f"{man:,}만" if man else "") if part
    )


def _english(amount: int) -> str:
    for unit, word in ((1_000_000_000, "billion"), (1_000_000, "million")):
        if amount >= unit:
            hundredths = amount * 100 // unit
            return f"{hundredths // 100:,}.{hundredths % 100:02d} {word}"
    return f"{amount:,}"


def typed_won(text: str) -> int | None:
    """Return whole won as typed at a counter: 100000, 100,000, ₩100,000원 or 10만; None if none."""
    plain = re.sub(r"[\s,₩]|원$", "", text.strip())
    found = TYPED.fullmatch(plain)
    if found is None:
        return None
    return int(found[1]) * (10_000 if found[2] else 1)
