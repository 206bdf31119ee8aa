"""What a refusal looks like, everywhere: a stable code, words for people, facts for programs.

Every use case refuses by raising a :class:`DomainError`. Each face turns it into its own form:
``config.api`` into ``application/problem+json``, the admin into a message. A refusal is
written in the language of the reader, so its texts are lazy and its facts are filled in last. Its
facts name a day as 2026-11-26; so do programs' texts, while people read it as they write it.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
"""How a fact names a day."""


class DomainError(Exception):
    """A request that the law or the state of the books does not allow.

    Attributes:
        code: stable, for programs.
        status: the HTTP status the API answers with.
        title: what is wrong, in a few words.
        detail: what is wrong here and what to do, with named ``%(fact)s`` placeholders.
        legal_basis: the article behind a refusal of law; empty for others.
        facts: values behind the refusal, JSON-serialisable; they are published to the caller.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 422
    title: ClassVar[str | Promise]
    detail: ClassVar[str | Promise]
    legal_basis: ClassVar[str] = ""

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts: Mapping[str, object] = facts

    def words(self) -> dict[str, object]:
        """Return the facts as the detail names them, numbers with separators."""
        return {
            name: f"{value:,}" if type(value) is int else value
            for name, value in self.facts.items()
        }

    def detail_in(self, language: str) -> str:
        """Return the detail in ``language`` (``ko`` or ``en``); its days as programs write them."""
        with translation.override(language):
            return str(self.detail) % self.words()

    def told_in(self, language: str) -> str:
        """Return the detail in ``language``, its days as people write them there."""
        with translation.override(language):
            return str(self.detail) % {
                name: _as_people_write(value) for name, value in self.words().items()
            }

    def __str__(self) -> str:
        return self.told_in(translation.get_language() or "en")


def _as_people_write(fact: object) -> object:
    if not (isinstance(fact, str) and DAY.fullmatch(fact)):
        return fact
    try:
        return date_format(date.fromisoformat(fact))
    except ValueError:  # no day of the calendar: it stands as it was sent
        return fact


class NotFound(DomainError):
    """There is no such thing, or it is another's."""

    code = "not_found"
    status = 404
    title = _("Not found")
    detail = _("There is nothing here under this name that you may see.")
