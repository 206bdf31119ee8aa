"""``migrate``, as the role that owns the tables."""

from typing import Any

from django.core.management import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    """Django's own command on the connection ``owner``; then the application may use the tables."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        if application_role() == connections["owner"].settings_dict["USER"]:
            raise CommandError(
                "DATABASE_OWNER_URL is not set. Set it to the role that owns the tables, and "
                "DATABASE_URL to another that owns nothing; or give DATABASE_URL a role that may "
                "make roles."
            )
        super().handle(*args, **options)
        if options["database"] == "owner":
            grant_to_application()


def grant_to_application() -> None:
    """Let the application's role read and write what the owner's role has just migrated.

    It may do both within row-level security and the triggers, may change no structure, and may
    not touch the record of migrations.
    """
    owner = connections["owner"]
    role = owner.ops.quote_name(application_role())
    with owner.cursor() as cursor:
        cursor.execute(
            f"""
            GRANT USAGE ON SCHEMA public TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
            REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
            """
        )


def application_role() -> str:
    """Return the name of the role that the service connects with."""
    return str(connections["default"].settings_dict["USER"])
