"""PostgreSQL and Valkey out of wheels, for whoever has set no ``DATABASE_URL`` / ``REDIS_URL``.

Of the two packages only the programs are used: their Python layers trust every local user, open
permissions up to the root of the file system and stop servers that somebody else still needs.

``sharing`` says who starts and stops them, ``postgres`` and ``valkey`` how, ``places`` where and
as which user of the operating system.
"""

from config.embedded.server import CannotStartError
from config.embedded.sharing import Servers

__all__ = ["CannotStartError", "Servers"]
