"""Which funds an official keeps: their own, and those of merged predecessors (KR-LG-08).

A code that changed is the same fund, known by its lineage. A government that was merged into
another keeps its own books until its money is spent or handed over: what donors gave to it and
its years stay apart, and the officials of the successor do its work. One that was divided has no
single successor, so who keeps its fund is not ours to say: what is under way there either of them
may finish, and nothing new is begun.
"""

from datetime import date

from accounts.models import User
from kernel.errors import NotFound
from projects.errors import NotThisFund
from regions.models import Municipality
from regions.snapshot import snapshot


def funds_of(official: User) -> list[Municipality]:
    """Return the official's own government, then each that was merged into it, nearest first.

    Of the codes that one fund has had, the latest stands for it.
    """
    own = official.municipality
    if own is None:
        return []
    known = snapshot()
    latest = {own.lineage_code: own.code}
    for code in own.lineage_codes():
        if known.successors_in_force(code, date.max) == [own.code]:
            latest.setdefault(known.municipalities[code].lineage_code, code)
    rows = Municipality.objects.in_bulk(list(latest.values()))
    return [rows[code] for code in latest.values()]


def fund_of(official: User, code: str = "") -> Municipality:
    """Return the fund with ``code`` that ``official`` keeps; their own for an empty one.

    Raises:
        NotFound: the official is of no local government.
        NotThisFund: the code is another's.
    """
    if official.municipality is None:
        raise NotFound
    if not code or code == official.municipality_id:
        return official.municipality
    for fund in funds_of(official):
        if fund.code == code:
            return fund
    raise NotThisFund
