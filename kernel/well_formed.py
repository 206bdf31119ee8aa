"""Read what is well formed at once, and leave everything else to DRF.

A serializer of DRF asks each field whether it is read-only, empty, partial, a default, or HTML
before it reads it; of a thousand donations in one call that is half the time Python takes. Nearly
all that comes in is well formed, and then the same fields, ``validate_…`` methods and
``validate`` can be called one after another. At the first doubt DRF reads the whole again, and
only DRF says what is wrong: there is one set of rules.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from rest_framework import serializers
from rest_framework.fields import empty

Made = TypeVar("Made")


class Doubt(Exception):
    """DRF shall decide."""


class WellFormedSerializer(serializers.Serializer[Made]):
    """A serializer of plain fields that gives what DRF's does, sooner.

    A field may have a method ``read_plain`` that gives what its ``run_validation`` does or raises
    :class:`Doubt`. For fields with ``source``, callable defaults or validators of the whole, and
    for a ``validate_…`` of a field that may be null or has a default, take DRF's own.
    """

    @cached_property
    def _readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """What reads each field where it stands and is not null."""
        return {
            name: _checked(_reader(field), getattr(self, f"validate_{name}", None))
            for name, field in self.fields.items()
        }

    @cached_property
    def _nullable(self) -> frozenset[str]:
        return frozenset(name for name, field in self.fields.items() if field.allow_null)

    @cached_property
    def _required(self) -> frozenset[str]:
        return frozenset(name for name, field in self.fields.items() if field.required)

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        return {
            name: field.default for name, field in self.fields.items() if field.default is not empty
        }

    def run_validation(self, data: Any = empty) -> Any:
        """Return the validated fields.

        Raises:
            rest_framework.serializers.ValidationError: as DRF does.
        """
        try:
            return self.read_plain(data)
        except (Doubt, serializers.ValidationError):
            return super().run_validation(data)

    def read_plain(self, data: Any) -> Any:
        """Return the validated fields of what is well formed beyond doubt."""
        if type(data) is not dict:
            raise Doubt
        readers = self._readers
        read: Any = self._defaults.copy()
        for name, value in data.items():
            reader = readers.get(name)
            if reader is None:
                continue  # a field that nobody asked for
            if value is None:
                if name not in self._nullable:
                    raise Doubt
                read[name] = None
            else:
                read[name] = reader(value)
        if not self._required <= read.keys():
            raise Doubt
        return self.validate(read)


def _checked(
    read: Callable[[Any], Any], check: Callable[[Any], Any] | None
) -> Callable[[Any], Any]:
    return read if check is None else lambda value: check(read(value))


def _reader(field: serializers.Field[Any, Any, Any, Any]) -> Callable[[Any], Any]:
    """Return what reads a value that is there and not null."""
    plain: Callable[[Any], Any] | None = getattr(field, "read_plain", None)
    if plain is not None:
        return plain
    takes_blanks = isinstance(field, serializers.CharField)
    if field.validators or takes_blanks:
        return field.run_validation
    return field.to_internal_value
