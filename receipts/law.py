"""Which text of the law a receipt rests on, by the date of the donation.

A receipt keeps the tag of the law of its day, so that it can be read and recomputed years later.
Versions: ``조세특례제한법`` art. 58 as amended (korea.md 0.2, tag (a)).
"""

from datetime import date

LEGAL_GROUND = "고향사랑 기부금에 관한 법률"
"""The Act under which a local government takes donations: the legal ground of the recipient."""

TAX_ARTICLE = "조세특례제한법 제58조"
"""Restriction of Special Taxation Act, art. 58: the credit."""

LOCAL_TAX_ARTICLE = "지방세특례제한법 제167조의2제1항"
"""Restriction of Special Local Taxation Act, art. 167-2(1): a tenth of it again (KR-TAX-13)."""

TAX_ACT_FROM: dict[date, str] = {
    date(2023, 1, 1): "법률 제19328호",
    date(2025, 1, 1): "법률 제20778호",
    date(2026, 1, 1): "법률 제21223호",
}
"""First day of giving to which an amended text applies -> the amending Act, oldest first."""


def law_version(on: date) -> str:
    """Return the tag of the tax law that a donation of the Seoul date ``on`` falls under.

    Raises:
        ValueError: ``on`` is before the scheme began on 2023-01-01.
    """
    acts = [act for start, act in TAX_ACT_FROM.items() if start <= on]
    if not acts:
        raise ValueError(f"the donation scheme had not begun on {on}")
    return f"{TAX_ARTICLE} ({acts[-1]})"
