"""The audit trail: rows are added, and neither changed nor removed, by anybody.

Reading follows the scope of the session. Writing does not: an event may be appended that its
writer could not read again, so nothing that happens goes unrecorded.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER audit_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

ALTER TABLE audit_auditevent ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_seen_in_scope ON audit_auditevent FOR SELECT USING (
    (SELECT hometown_is_system())
    OR portal_id = (SELECT hometown_portal())
    OR municipality_id = ANY ((SELECT hometown_codes())::text[])
);
CREATE POLICY audit_appended_by_all ON audit_auditevent FOR INSERT WITH CHECK (true);
"""

NO_GUARD = """
DROP POLICY audit_appended_by_all ON audit_auditevent;
DROP POLICY audit_seen_in_scope ON audit_auditevent;
ALTER TABLE audit_auditevent DISABLE ROW LEVEL SECURITY;
DROP TRIGGER audit_is_append_only ON audit_auditevent;
DROP FUNCTION audit_is_append_only();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('regions', '0001_local_governments_through_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='when')),
                ('transaction', models.BigIntegerField(db_default=models.Func(models.Func(function='pg_current_xact_id'), function='', template='(%(function)s(%(expressions)s)::text::bigint)'), editable=False)),
                ('kind', models.CharField(max_length=40, verbose_name='what')),
                ('subject', models.CharField(max_length=60, verbose_name='subject')),
                ('facts', models.JSONField(default=dict, verbose_name='facts')),
                ('municipality', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government')),
                ('official', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='official')),
                ('portal', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL, verbose_name='portal')),
            ],
            options={
                'verbose_name': 'audit event',
                'verbose_name_plural': 'audit events',
                'indexes': [models.Index(fields=['subject'], name='audit_by_subject'), models.Index(fields=['portal', 'transaction', 'id'], name='audit_feed_by_portal'), models.Index(fields=['municipality', 'id'], name='audit_by_municipality')],
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
