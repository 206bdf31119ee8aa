"""Which promise of the database a write broke."""

from django.db import IntegrityError


def constraint_of(broken: IntegrityError) -> str | None:
    """Return the name of the constraint behind ``broken``, if PostgreSQL said one."""
    return getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None)
