"""How long a log-in lasts: half an hour without use, eight hours in all.

The session keeps when it began and when it was last used, to the minute, so that a page does not
cost a write each time.
"""

from collections.abc import MutableMapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
GRAIN = timedelta(minutes=1)

BEGAN = "began_at"
USED = "used_at"


class Ended(StrEnum):
    """Why a session is over."""

    IDLE = "idle"
    ABSOLUTE = "absolute"


def use(session: MutableMapping[str, Any], now: float) -> Ended | None:
    """Note that the session of a logged-in official is used at ``now``; return why it is over.

    ``now`` is in seconds since 1970. A session that is over is not touched.
    """
    began, used = session.get(BEGAN), session.get(USED)
    if began is None or used is None:
        session[BEGAN] = session[USED] = int(now)
        return None
    if now - began >= ABSOLUTE.total_seconds():
        return Ended.ABSOLUTE
    if now - used >= IDLE.total_seconds():
        return Ended.IDLE
    if now - used >= GRAIN.total_seconds():
        session[USED] = int(now)
    return None
