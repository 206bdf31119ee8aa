"""Let every receipt be one that its series has counted; look once a statement.

The series points at its issuer, so a receipt need not ask for the issuer again.
"""

import django.db.models.deletion
from django.db import migrations, models

COUNTED = """
CREATE FUNCTION receipts_are_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT issuer_id, year, max(serial) AS serial FROM arrived GROUP BY 1, 2) a
        WHERE NOT EXISTS (SELECT FROM receipts_receiptseries s
            WHERE s.issuer_id = a.issuer_id AND s.year = a.year AND s.last_number >= a.serial)
    ) THEN
        RAISE EXCEPTION 'a receipt has a number that its series has not given out'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'receipt_is_counted';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER receipt_is_counted AFTER INSERT ON receipts_receipt
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION receipts_are_counted();
"""

NOT_COUNTED = """
DROP TRIGGER receipt_is_counted ON receipts_receipt;
DROP FUNCTION receipts_are_counted();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('receipts', '0003_cancel_a_receipt_by_another_document'),
        ('regions', '0003_local_governments_are_never_removed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='receipt',
            name='issuer',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='issuer'),
        ),
        migrations.RunSQL(COUNTED, NOT_COUNTED),
    ]
