"""Which connection does what."""

from django.db.models import Model


class OwnerMigrates:
    """Only the owner's connection migrates; all reading and writing is the application's."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return db == "owner"

    def allow_relation(self, first: Model, second: Model, **hints: object) -> bool:
        return True
