"""Read what is well formed at once, and leave everything else to DRF.

A serializer of DRF asks each field whether it is read-only, empty, partial, a default, or HTML
before it reads it; of a thousand donations in one call that is half the time Python takes. Nearly
all that comes in is well formed, and then the same fields, ``validate_…`` methods and
``validate`` can be called one after another. At the first doubt DRF reads the whole again, and
only DRF says what is wrong: there is one set of rules.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar, cast

from rest_framework import serializers
from rest_framework.fields import empty

Made = TypeVar("Made")


class Doubt(Exception):
    """DRF shall decide."""


class Step(NamedTuple):
    """How one field is read."""

    name: str
    is_required: bool
    may_be_null: bool
    default: Any
    read: Callable[[Any], Any]
    check: Callable[[Any], Any] | None


class WellFormedSerializer(serializers.Serializer[Made]):
    """A serializer of plain fields that gives what DRF's does, sooner.

    A field may have a method ``read_plain`` that gives what its ``run_validation`` does or raises
    :class:`Doubt`. For fields with ``source``, callable defaults or validators of the whole, take
    DRF's own.
    """

    @cached_property
    def _steps(self) -> Sequence[Step]:
        return [
            Step(
                name=name,
                is_required=field.required,
                may_be_null=field.allow_null,
                default=field.default,
                read=_reader(field),
                check=getattr(self, f"validate_{name}", None),
            )
            for name, field in self.fields.items()
        ]

    def run_validation(self, data: Any = empty) -> Any:
        """Return the validated fields.

        Raises:
            rest_framework.serializers.ValidationError: as DRF does.
        """
        try:
            return self._read(data)
        except (Doubt, serializers.ValidationError):
            return super().run_validation(data)

    def _read(self, data: Any) -> Any:
        if type(data) is not dict:
            raise Doubt
        read = {}
        for name, is_required, may_be_null, default, reader, check in self._steps:
            value = data.get(name, empty)
            if value is empty:
                if is_required:
                    raise Doubt
                if default is empty:
                    continue
                value = default
            elif value is None:
                if not may_be_null:
                    raise Doubt
            else:
                value = reader(value)
            read[name] = value if check is None else check(value)
        return self.validate(cast("Any", read))


def _reader(field: serializers.Field[Any, Any, Any, Any]) -> Callable[[Any], Any]:
    """Return what reads a value that is there and not null."""
    plain: Callable[[Any], Any] | None = getattr(field, "read_plain", None)
    if plain is not None:
        return plain
    takes_blanks = isinstance(field, serializers.CharField)
    is_nested = isinstance(field, serializers.Serializer)
    if field.validators or takes_blanks or is_nested:
        return field.run_validation
    return field.to_internal_value
