"""What a change changes: old and new values, column by column, for the audit trail.

Texts that are sealed at rest tell of persons and are left out; that a row changed is told all the
same by its event.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model

from kernel.fields import EncryptedTextField

Changes = dict[str, list[Any]]
"""Column -> its old and its new value."""

ChangesOfRows = dict[str, Changes]
"""Row -> what of it changed, where an event tells of several."""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Return where ``after`` is not as ``before``; what one of them lacks is None there."""
    names = sorted({*before, *after})
    return {
        name: [_plain(before.get(name)), _plain(after.get(name))]
        for name in names
        if before.get(name) != after.get(name)
    }


def moved(before: object, after: object, name: str = "status") -> Changes:
    """Return the change of one column."""
    return differences({name: before}, {name: after})


def values_of(row: Model, names: Collection[str] = ()) -> dict[str, Any]:
    """Return the columns of ``row`` that are not sealed: those of ``names``, or all."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if (not names or field.name in names) and not isinstance(field, EncryptedTextField)
    }


def changes_of(row: Model, names: Collection[str] = ()) -> Changes:
    """Return what saving ``row`` will change; everything, if it is not there yet.

    Asks the database for the row as it stands.
    """
    stored = type(row)._base_manager.filter(pk=row.pk).first() if row.pk else None
    return differences(values_of(stored, names) if stored else {}, values_of(row, names))


def keep_rows(kept: Collection[Model], dropped: Collection[Model]) -> ChangesOfRows:
    """Delete ``dropped`` and save ``kept``; return what that changed, row by row."""
    changes = {}
    for row in dropped:
        changes[f"{row.pk}"] = differences(values_of(row), {})
        row.delete()
    for row in kept:
        changed = changes_of(row)
        row.save()
        changes[f"{row.pk}"] = changed
    return changes


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
