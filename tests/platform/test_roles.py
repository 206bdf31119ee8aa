"""What the service's database role may not do."""

import psycopg
import pytest
from django.db import connection, connections

pytestmark = pytest.mark.django_db


def test_the_application_is_no_superuser_and_passes_no_row_level_security():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)


def test_the_application_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid"
            " WHERE r.rolname = current_user AND d.deptype = 'o'"
        )
        assert cursor.fetchone() == (0,)


def test_the_application_changes_no_structure():
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("CREATE TABLE mine (id int)")


def test_the_owner_migrates_and_is_no_superuser_either(own_database):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, True)
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [("hometown_owner",)]


def test_a_wrong_password_is_refused():
    settings = connection.settings_dict
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(
            host=settings["HOST"], dbname=settings["NAME"], user="postgres", password="guess"
        )
