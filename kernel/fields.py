"""Model columns that hold personal data."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression

from kernel import encryption

if TYPE_CHECKING:
    Text = models.TextField[str, str]
else:
    Text = models.TextField


class EncryptedTextField(Text):
    """Text that the database only ever sees encrypted; an empty text stays empty.

    It cannot be searched or sorted by: the same text is different each time it is written.
    """

    def get_prep_value(self, value: str | None) -> str | None:
        """Encrypt on the way in."""
        return encryption.encrypt(value) if value else value

    def from_db_value(
        self, value: str | None, _expression: Expression, _connection: BaseDatabaseWrapper
    ) -> str | None:
        """Decrypt on the way out."""
        return encryption.decrypt(value) if value else value
