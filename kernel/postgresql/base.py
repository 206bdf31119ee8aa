"""The engine itself; the name of this module is Django's choice.

A connection is checked once a request, because it may have died since the last one. Django sends
``SELECT 1`` and waits: a twentieth of what a donation takes. But a server that hung up has sent
its farewell already, and while a connection is at rest nothing else comes, so it is enough to
look whether there is something to read. A line that was cut without a word is not found out by
``SELECT 1`` either; both wait for the network to give up.
"""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus
from typing_extensions import override


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is taken for usable while the server has nothing to say."""

    @override
    def is_usable(self) -> bool:
        raw = self.connection
        is_at_rest = raw is not None and raw.info.transaction_status == TransactionStatus.IDLE
        if not is_at_rest or self.errors_occurred or _has_news(raw.fileno()):
            return super().is_usable()
        return True


def _has_news(socket: int) -> bool:
    """Tell whether ``socket`` has something to read, or is broken; does not wait."""
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
