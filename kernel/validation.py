"""Check the form of what came in, and say what is wrong with it in both languages.

The form is a DRF serializer's business. This module adds what a serializer cannot: every fault
comes with a JSON pointer and a Korean and an English sentence, so that a portal can show its
user the one that fits.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from kernel.errors import DomainError


class Invalid(DomainError):
    """The body is well-formed JSON, but not what is asked for here."""

    code = "invalid"
    status = 422
    title = _("Some fields are not valid")
    detail = _("Correct the fields named in “errors” and send the request again.")

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__()
        self.errors = errors


def invalid_at(pointer: str, message: object) -> Invalid:
    """Return the refusal of one field; ``message`` is a lazy translation."""
    with translation.override("ko"):
        korean = str(message)
    with translation.override("en"):
        english = str(message)
    return Invalid([{"pointer": pointer, "detail_ko": korean, "detail_en": english}])


def validated(serializer: type[serializers.Serializer[Any]], data: object) -> dict[str, Any]:
    """Return ``data`` as ``serializer`` reads it.

    Raises:
        Invalid: with one entry per fault.
    """
    try:
        return dict(_reader(serializer).run_validation(data))
    except serializers.ValidationError as problem:
        raise Invalid(faults(serializer, data)) from problem


@cache
def _reader(serializer: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """Return a serializer that is kept: each new one makes all its fields anew."""
    return serializer()


def faults(serializer: type[serializers.Serializer[Any]], data: object) -> list[dict[str, str]]:
    """Return every fault of ``data``: ``pointer``, ``detail_ko``, ``detail_en``."""
    found: dict[str, dict[str, str]] = {}
    for language in ("ko", "en"):
        with translation.override(language):
            reading = serializer(data=data)
            reading.is_valid()
            for pointer, message in flatten(reading.errors):
                found.setdefault(pointer, {})[f"detail_{language}"] = message
    return [{"pointer": pointer, **details} for pointer, details in found.items()]


def flatten(errors: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield (JSON pointer, message) for each leaf of DRF's nested errors."""
    if isinstance(errors, dict):
        for name, below in errors.items():
            here = pointer if name == "non_field_errors" else f"{pointer}/{name}"
            yield from flatten(below, here)
    elif isinstance(errors, list) and any(isinstance(each, dict | list) for each in errors):
        for index, below in enumerate(errors):
            yield from flatten(below, f"{pointer}/{index}")
    elif isinstance(errors, list):
        yield pointer, " ".join(str(each) for each in errors)
    else:
        yield pointer, str(errors)
