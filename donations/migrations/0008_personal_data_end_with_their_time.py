"""Let personal data end with their time, and nothing else of a receipt change.

A receipt whose year of issue is more than five whole years past may lose name, birth date and
address, all at once and only in scope ``system``; the database looks at its own clock.
"""

import django.db.models.deletion
import kernel.fields
from django.conf import settings
from django.db import migrations, models

ERASURE = """
CREATE FUNCTION receipt_changes_by_erasure_alone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- The number is made of columns that are compared; it is not made yet when this runs.
    personal text[] := '{donor_name,donor_birth_date,donor_address,name_masked,number}';
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - personal = to_jsonb(OLD) - personal
        AND NEW.donor_name = '' AND NEW.donor_birth_date = ''
        AND NEW.donor_address = '' AND NEW.name_masked = ''
        AND extract(year FROM OLD.issued_on) + 6
            <= extract(year FROM now() AT TIME ZONE 'Asia/Seoul')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a receipt stays as issued: % refused on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER receipt_stays_as_issued ON receipts_receipt;
CREATE TRIGGER receipt_stays_as_issued
    BEFORE UPDATE OR DELETE ON receipts_receipt
    FOR EACH ROW EXECUTE FUNCTION receipt_changes_by_erasure_alone();
"""

NO_ERASURE = """
DROP TRIGGER receipt_stays_as_issued ON receipts_receipt;
CREATE TRIGGER receipt_stays_as_issued
    BEFORE UPDATE OR DELETE ON receipts_receipt
    FOR EACH ROW EXECUTE FUNCTION receipts_refuse_change();
DROP FUNCTION receipt_changes_by_erasure_alone();
"""

ROW_LEVEL_SECURITY = """
ALTER TABLE donations_legalhold ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON donations_legalhold USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON donations_legalhold FOR SELECT
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY of_official ON donations_legalhold;
DROP POLICY system ON donations_legalhold;
ALTER TABLE donations_legalhold DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0007_files_leave_by_two_officials'),
        ('regions', '0003_local_governments_are_never_removed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', kernel.fields.EncryptedTextField(verbose_name='reason')),
                ('set_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('donor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legal_holds', to='donations.donor')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'legal hold',
                'verbose_name_plural': 'legal holds',
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('donor', 'municipality'), name='donor_is_kept_once_by_each')],
            },
        ),
        migrations.RunSQL(ROW_LEVEL_SECURITY, NO_ROW_LEVEL_SECURITY),
        migrations.RunSQL(ERASURE, NO_ERASURE),
    ]
