"""The words of a Korean document: an amount written out, a date, the head of a local government."""

from datetime import date

DIGITS = " 일이삼사오육칠팔구"
PLACES = ("", "십", "백", "천")
GROUPS = ("", "만", "억", "조")

MOST = 10 ** (4 * len(GROUPS)) - 1


def won_in_words(amount_krw: int) -> str:
    """Return an amount as documents write it against forgery: 금 일십만 원정.

    Every digit is named, also a leading one (일십, not 십).

    Raises:
        ValueError: the amount is not between 1 and 9,999조….
    """
    if not 1 <= amount_krw <= MOST:
        raise ValueError(f"no words for {amount_krw} won")
    groups = []
    for name in GROUPS:
        amount_krw, group = divmod(amount_krw, 10_000)
        if group:
            groups.append(_four_digits(group) + name)
    return f"금 {' '.join(reversed(groups))} 원정"


def _four_digits(group: int) -> str:
    digits = [int(digit) for digit in f"{group:04d}"]
    places = reversed(PLACES)
    return "".join(
        DIGITS[digit] + place for digit, place in zip(digits, places, strict=True) if digit
    )


def day_in_words(on: date) -> str:
    """Return a date as documents write it: 2026년 12월 31일."""
    return f"{on.year}년 {on.month}월 {on.day}일"


HEADS = {"시": "시장", "군": "군수", "구": "구청장", "도": "도지사"}


def head_of(issuer_name_ko: str) -> str:
    """Return who signs for a local government: 강진군 has its 강진군수 (KR-RCP-01).

    A name of another kind is returned as it is.
    """
    if not issuer_name_ko or issuer_name_ko[-1] not in HEADS:
        return issuer_name_ko
    return issuer_name_ko[:-1] + HEADS[issuer_name_ko[-1]]
