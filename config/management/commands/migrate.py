"""``migrate``, as the role that owns the tables."""

from typing import Any

from django.core.management import CommandParser
from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    """Django's own command on the connection ``owner``; then the application may use the tables."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options["database"] == "owner":
            grant_to_application()


def grant_to_application() -> None:
    """Let the application's role read and write what the owner's role has just migrated.

    It may do both within row-level security and the triggers, may change no structure, and may
    not touch the record of migrations.
    """
    owner = connections["owner"]
    application = connections["default"].settings_dict["USER"]
    if application == owner.settings_dict["USER"]:
        return
    role = owner.ops.quote_name(application)
    with owner.cursor() as cursor:
        cursor.execute(
            f"""
            GRANT USAGE ON SCHEMA public TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
            REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
            """
        )
