from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        post_migrate.connect(grant_to_application, sender=self)


def grant_to_application(using: str, **_kwargs: object) -> None:
    """Let the application's role read and write what the owner's role has just migrated.

    It may do both within row-level security and the triggers, may change no structure, and may
    not touch the record of migrations.
    """
    owner = connections[using]
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
