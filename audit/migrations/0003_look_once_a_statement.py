"""Look whether what events name is there once a statement, not once a row and column.

A foreign key looks for each row and locks the row that it finds, which for a portal or a popular
local government is the same row for everybody. Portals and officials that events name stay.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LOOK = """
CREATE FUNCTION audit_names_what_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT portal_id FROM arrived) a
               WHERE portal_id IS NOT NULL
                 AND NOT EXISTS (SELECT FROM accounts_portal p WHERE p.id = a.portal_id))
        OR EXISTS (SELECT FROM (SELECT DISTINCT municipality_id FROM arrived) a
                   WHERE municipality_id IS NOT NULL AND NOT EXISTS (
                       SELECT FROM regions_municipality m WHERE m.code = a.municipality_id))
        OR EXISTS (SELECT FROM (SELECT DISTINCT official_id FROM arrived) a
                   WHERE official_id IS NOT NULL
                     AND NOT EXISTS (SELECT FROM accounts_user u WHERE u.id = a.official_id))
    THEN
        RAISE EXCEPTION 'an event names a portal, official or local government that is not there'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'audit_names_what_is_there';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_names_what_is_there AFTER INSERT ON audit_auditevent
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION audit_names_what_is_there();

-- The lock waits for events that are being written; later ones do not find the row any more.
CREATE FUNCTION audit_keeps_whom_it_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE is_named boolean;
BEGIN
    LOCK TABLE audit_auditevent IN SHARE ROW EXCLUSIVE MODE;
    IF TG_TABLE_NAME = 'accounts_portal' THEN
        is_named := EXISTS (SELECT FROM audit_auditevent WHERE portal_id = OLD.id);
    ELSE
        is_named := EXISTS (SELECT FROM audit_auditevent WHERE official_id = OLD.id);
    END IF;
    IF is_named THEN
        RAISE EXCEPTION '% % is named in the audit trail', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'audit_keeps_whom_it_names';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER audit_keeps_whom_it_names BEFORE DELETE ON accounts_portal
    FOR EACH ROW EXECUTE FUNCTION audit_keeps_whom_it_names();
CREATE TRIGGER audit_keeps_whom_it_names BEFORE DELETE ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION audit_keeps_whom_it_names();
"""

LOOK_NO_MORE = """
DROP TRIGGER audit_keeps_whom_it_names ON accounts_user;
DROP TRIGGER audit_keeps_whom_it_names ON accounts_portal;
DROP FUNCTION audit_keeps_whom_it_names();
DROP TRIGGER audit_names_what_is_there ON audit_auditevent;
DROP FUNCTION audit_names_what_is_there();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_who_looked_at_whose_data_and_from_where'),
        ('regions', '0003_local_governments_are_never_removed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditevent',
            name='municipality',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government'),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='official',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='official'),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='portal',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL, verbose_name='portal'),
        ),
        migrations.RunSQL(LOOK, LOOK_NO_MORE),
    ]
