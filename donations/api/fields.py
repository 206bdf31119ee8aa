"""Fields that take one spelling and no other."""

import re
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from kernel.well_formed import Doubt

RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


class InstantField(serializers.DateTimeField):
    """An RFC 3339 instant with its offset, such as ``2026-12-31T23:59:59+09:00``."""

    default_error_messages = {
        "invalid": _(
            "Write the instant with its offset from UTC, for example 2026-12-31T23:59:59+09:00."
        ),
    }

    def to_internal_value(self, value: Any) -> datetime:
        """Return an instant between 1900 and 2999, in UTC: so two are compared at once."""
        if not isinstance(value, str) or not RFC3339.fullmatch(value):
            self.fail("invalid", format="RFC 3339")
        try:
            instant = datetime.fromisoformat(value.upper())
        except ValueError:
            self.fail("invalid", format="RFC 3339")
        if not 1900 <= instant.year < 3000:
            self.fail("invalid", format="RFC 3339")
        return instant.astimezone(UTC)


class TextField(serializers.CharField):
    """A JSON string; numbers and booleans are not taken for text."""

    default_error_messages = {"invalid": _("Write a text in quotes.")}

    def to_internal_value(self, data: Any) -> str:
        """Return the text, trimmed."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))

    def read_plain(self, data: Any) -> str:
        """Return a text of printable characters that is not too long, trimmed."""
        return _plain_text(data, self.max_length)


COMMON_MAIL = re.compile(
    r"\w[\w-]*(\.[\w-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII
)
"""Nearly every address. A test holds it to those that Django takes, whose own look at an address
takes a third as long as reading all of a donation."""


class MailField(serializers.EmailField):
    """An e-mail address."""

    def read_plain(self, data: Any) -> str:
        """Return an address of a common form that is not too long, trimmed."""
        text = _plain_text(data, self.max_length)
        if not COMMON_MAIL.fullmatch(text):
            raise Doubt
        return text


class PatternField(serializers.RegexField):
    """A JSON string of one form; numbers are not taken for text."""

    def __init__(self, pattern: str, **kwargs: Any) -> None:
        super().__init__(pattern, **kwargs)
        self._whole = re.compile(pattern)

    def to_internal_value(self, data: Any) -> str:
        """Return the text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))

    def read_plain(self, data: Any) -> str:
        """Return a text that has the form as it stands."""
        if type(data) is not str or not self._whole.fullmatch(data) or not data.isprintable():
            raise Doubt
        return data


class YesNoField(serializers.BooleanField):
    """``true`` or ``false``, not words for them."""

    default_error_messages = {"invalid": _("Write true or false, without quotes.")}

    def to_internal_value(self, data: Any) -> bool:
        """Return the value."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


def _plain_text(data: Any, max_length: int | None) -> str:
    if type(data) is not str:
        raise Doubt
    text = data.strip()
    if not text or not text.isprintable() or max_length is None or len(text) > max_length:
        raise Doubt
    return text
