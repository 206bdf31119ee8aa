"""From where the running request came, for whoever writes down what it does.

Held for the length of a request in a context variable, so that no use case has to be handed it.
Outside a request, in a task or a command, there is no origin.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest

from accounts.addresses import address_of

PHONES = ("android", "iphone", "ipad", "mobile")


class Agent(StrEnum):
    """The kind of program that asked. More would tell people apart, and help nobody."""

    UNKNOWN = ""
    DESKTOP = "desktop"
    PHONE = "phone"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Origin:
    """An address, empty if unknown, and a kind of program."""

    address: str = ""
    agent: Agent = Agent.UNKNOWN


NOWHERE = Origin()

_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def current() -> Origin:
    """Return where the running request came from; :data:`NOWHERE` outside a request."""
    return _origin.get()


@contextmanager
def of_request(request: HttpRequest) -> Iterator[None]:
    """Run a block as part of ``request``."""
    told = request.headers.get("User-Agent", "")
    token = _origin.set(Origin(address_of(request), agent_of(told)))
    try:
        yield
    finally:
        _origin.reset(token)


def agent_of(told: str) -> Agent:
    """Return the kind of program behind a ``User-Agent`` header."""
    name = told.lower()
    if not name:
        return Agent.UNKNOWN
    if any(word in name for word in PHONES):
        return Agent.PHONE
    return Agent.DESKTOP if "mozilla/" in name else Agent.PROGRAM
