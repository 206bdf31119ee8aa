"""A start that was stopped half-way is made up for by the next."""

from django.db import connections

from config.management.commands.migrate import application_role, grant_to_application
from config.prepare import is_behind


def test_a_migration_stopped_before_its_grants_is_made_up_for(own_database):
    assert not is_behind()
    owner = connections["owner"]
    with owner.cursor() as cursor:
        role = owner.ops.quote_name(application_role())
        cursor.execute(f"REVOKE SELECT ON django_migrations FROM {role}")

    assert is_behind()
    grant_to_application()
    assert not is_behind()
