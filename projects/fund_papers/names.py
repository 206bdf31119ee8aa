"""Names in a paper, as the figures keep them: in Korean and English.

What the books themselves are called has a Japanese name as well; a project has none.
"""

from functools import cache

from ledger.models import Account
from projects.fund_papers.shapes import Words, words
from projects.models import Category, Purpose
from projects.statement import GENERAL_POT, Named


def name_of(named: Named) -> Words:
    """Return the name of an account, a pot, a ceiling, or of what officials have entered."""
    kept = named.title_ko, named.title_en
    return _of_books().get(kept) or Words(*kept)


@cache
def _of_books() -> dict[tuple[str, str], Words]:
    labels = (each.label for kind in (Account, Purpose, Category) for each in kind)
    names = (words(label) for label in (*labels, GENERAL_POT))
    return {(name.ko, name.en): name for name in names}
