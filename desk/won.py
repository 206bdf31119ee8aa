"""Won as people write it in summaries: 12억 3,400만원."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _


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
