"""Fields that take one spelling and no other."""

import re
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

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


class PatternField(serializers.RegexField):
    """A JSON string of one form; numbers are not taken for text."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class YesNoField(serializers.BooleanField):
    """``true`` or ``false``, not words for them."""

    default_error_messages = {"invalid": _("Write true or false, without quotes.")}

    def to_internal_value(self, data: Any) -> bool:
        """Return the value."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data
