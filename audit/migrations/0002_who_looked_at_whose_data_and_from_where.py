"""Say of each event from where it came, and of each look at personal data whose, when and why.

The record of access is read by the local government whose donors it is about. Anybody may append
to it, so that no look goes unrecorded; nobody changes it.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.fields
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION access_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of access is append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER access_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_personalaccess
    FOR EACH STATEMENT EXECUTE FUNCTION access_is_append_only();

ALTER TABLE audit_personalaccess ENABLE ROW LEVEL SECURITY;
CREATE POLICY access_seen_in_scope ON audit_personalaccess FOR SELECT USING (
    (SELECT hometown_is_system())
    OR municipality_id = ANY ((SELECT hometown_codes())::text[])
);
CREATE POLICY access_appended_by_all ON audit_personalaccess FOR INSERT WITH CHECK (true);
"""

NO_GUARD = """
DROP POLICY access_appended_by_all ON audit_personalaccess;
DROP POLICY access_seen_in_scope ON audit_personalaccess;
ALTER TABLE audit_personalaccess DISABLE ROW LEVEL SECURITY;
DROP TRIGGER access_is_append_only ON audit_personalaccess;
DROP FUNCTION access_is_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_append_only_trail'),
        ('regions', '0002_restrictions_of_intake'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='auditevent',
            name='address',
            field=models.CharField(blank=True, db_default='', default='', max_length=45, verbose_name='address'),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='agent',
            field=models.CharField(blank=True, db_default='', default='', max_length=10, verbose_name='kind of program'),
        ),
        migrations.CreateModel(
            name='PersonalAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='when')),
                ('transaction', models.BigIntegerField(db_default=models.Func(models.Func(function='pg_current_xact_id'), function='', template='(%(function)s(%(expressions)s)::text::bigint)'), editable=False)),
                ('kind', models.CharField(choices=[('show', 'Shown on a page'), ('document', 'In a document handed out'), ('export', 'In a file with many people'), ('search', 'Searched for')], max_length=10, verbose_name='what')),
                ('purpose', models.CharField(choices=[('intake', 'Intake of donations'), ('receipt', 'Issue of receipts'), ('form', 'Checking the donation form'), ('register', 'Checking resident or foreigner records'), ('system', 'Building and running the system'), ('inquiry', 'Answering the donor'), ('return', 'Returning a donation')], max_length=10, verbose_name='purpose')),
                ('reason', kernel.fields.EncryptedTextField(blank=True, default='', verbose_name='reason')),
                ('subject', models.CharField(max_length=60, verbose_name='subject')),
                ('person', models.BigIntegerField(help_text='empty: several, or not known', null=True, verbose_name="donor's number")),
                ('people', models.PositiveIntegerField(default=1, verbose_name='people')),
                ('data', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('name', 'Name'), ('birth_date', 'Date of birth'), ('resident_number', 'Resident number'), ('phone', 'Phone'), ('email', 'E-mail'), ('address', 'Address')], max_length=20), size=None, verbose_name='data')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='address')),
                ('agent', models.CharField(blank=True, max_length=10, verbose_name='kind of program')),
                ('municipality', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government')),
                ('official', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='official')),
                ('portal', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL, verbose_name='portal')),
            ],
            options={
                'verbose_name': 'access to personal data',
                'verbose_name_plural': 'accesses to personal data',
                'indexes': [models.Index(fields=['municipality', 'id'], name='access_by_municipality'), models.Index(fields=['municipality', 'happened_at'], name='access_by_month')],
                'constraints': [models.CheckConstraint(condition=models.Q(('official', None), ('portal', None), _connector='OR'), name='access_is_of_one_actor'), models.CheckConstraint(condition=models.Q(models.Q(('data__contains', ['resident_number']), _negated=True), ('purpose__in', ['intake', 'receipt', 'form', 'register', 'system']), _connector='OR'), name='resident_number_is_for_the_decree_s_purposes')],
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
