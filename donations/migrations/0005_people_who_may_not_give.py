"""A list of barred relations for each local government, each reached by its own officials only.

An entry is lifted, not changed and not removed (KR-ELG-08).
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.fields
from django.conf import settings
from django.db import migrations, models

ROW_LEVEL_SECURITY = """
ALTER TABLE donations_barredperson ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON donations_barredperson USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON donations_barredperson FOR SELECT
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY of_official ON donations_barredperson;
DROP POLICY system ON donations_barredperson;
ALTER TABLE donations_barredperson DISABLE ROW LEVEL SECURITY;
"""

LIFTED_ONCE = """
CREATE FUNCTION bars_are_only_lifted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL
        AND to_jsonb(NEW) - 'lifted_at' - 'lifted_by_id'
            = to_jsonb(OLD) - 'lifted_at' - 'lifted_by_id'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an entry of the list is lifted once and changed no other way'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER bar_is_only_lifted BEFORE UPDATE OR DELETE ON donations_barredperson
    FOR EACH ROW EXECUTE FUNCTION bars_are_only_lifted();
CREATE TRIGGER bars_are_not_emptied BEFORE TRUNCATE ON donations_barredperson
    FOR EACH STATEMENT EXECUTE FUNCTION bars_are_only_lifted();
"""

NOT_LIFTED_ONCE = """
DROP TRIGGER bars_are_not_emptied ON donations_barredperson;
DROP TRIGGER bar_is_only_lifted ON donations_barredperson;
DROP FUNCTION bars_are_only_lifted();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0004_look_once_a_statement'),
        ('regions', '0003_local_governments_are_never_removed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BarredPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identity_hash', models.CharField(editable=False, max_length=64)),
                ('name_masked', kernel.fields.EncryptedTextField(editable=False, verbose_name='masked name')),
                ('relation', models.CharField(choices=[('work', 'Work'), ('employment', 'Employment'), ('contract', 'Contract'), ('disposition', 'Administrative disposition')], max_length=12, verbose_name='relation')),
                ('begins_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='entered at')),
                ('lifted_at', models.DateTimeField(editable=False, null=True, verbose_name='lifted at')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lifted by')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government')),
            ],
            options={
                'verbose_name': 'barred relation',
                'verbose_name_plural': 'barred relations',
                'ordering': ['-entered_at'],
                'indexes': [models.Index(fields=['identity_hash'], name='barred_person_by_hash')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('begins_on')), _connector='OR'), name='bar_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_by', None)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='bar_says_who_lifted_it')],
            },
        ),
        migrations.RunSQL(ROW_LEVEL_SECURITY, NO_ROW_LEVEL_SECURITY),
        migrations.RunSQL(LIFTED_ONCE, NOT_LIFTED_ONCE),
    ]
