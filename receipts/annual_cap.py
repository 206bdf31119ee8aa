"""How much one person may give in a tax year, to all local governments together.

The cap counts by the Seoul date of giving (KR-CAP-02); exactly reaching it is allowed
(KR-CAP-03). Legal source: 고향사랑 기부금에 관한 법률 제8조제3항 (Act No. 20314, in force
2025-01-01). Amounts are whole won. Nothing here reads the database or the clock.
"""

from datetime import date

CAP_KRW_FROM: dict[date, int] = {
    date(2023, 1, 1): 5_000_000,
    date(2025, 1, 1): 20_000_000,
}
"""First day a cap is in force -> the cap, oldest first; (a) Act art. 8(3) (KR-CAP-01)."""


def annual_cap_krw(on: date) -> int:
    """Return the cap of the tax year that the Seoul date ``on`` falls in.

    Raises:
        ValueError: ``on`` is before the scheme began on 2023-01-01.
    """
    caps = [cap for start, cap in CAP_KRW_FROM.items() if start <= on]
    if not caps:
        raise ValueError(f"the donation scheme had not begun on {on}")
    return caps[-1]
