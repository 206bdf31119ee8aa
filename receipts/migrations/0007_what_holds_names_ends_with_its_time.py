"""Let the files of a year-end batch, and the note of a correction, end with their time.

A correction's note is written by hand and may name the donor. It is emptied once the receipt it
is about says nothing of the donor any more, and nothing else of the row ever changes.
"""

from django.conf import settings
from django.db import migrations, models

ERASURE = """
CREATE FUNCTION receipts_correction_loses_its_note_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.note = ''
        AND to_jsonb(NEW) - 'note' = to_jsonb(OLD) - 'note'
        AND EXISTS (SELECT FROM receipts_receipt r
                    WHERE r.id = NEW.receipt_id AND r.donor_name = '')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a receipt stays as issued: % refused on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER correction_stays_as_issued ON receipts_receiptcorrection;
CREATE TRIGGER correction_stays_as_issued
    BEFORE UPDATE OR DELETE ON receipts_receiptcorrection
    FOR EACH ROW EXECUTE FUNCTION receipts_correction_loses_its_note_alone();
"""

NO_ERASURE = """
DROP TRIGGER correction_stays_as_issued ON receipts_receiptcorrection;
CREATE TRIGGER correction_stays_as_issued
    BEFORE UPDATE OR DELETE ON receipts_receiptcorrection
    FOR EACH ROW EXECUTE FUNCTION receipts_refuse_change();
DROP FUNCTION receipts_correction_loses_its_note_alone();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('receipts', '0006_year_end_documents_are_planned_and_made'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='yearendbatch',
            name='erased_at',
            field=models.DateTimeField(null=True, verbose_name='files erased at'),
        ),
        migrations.AddConstraint(
            model_name='yearendbatch',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at', None), ('finished_at__isnull', False), _connector='OR'), name='year_end_is_erased_when_finished'),
        ),
        migrations.RunSQL(ERASURE, NO_ERASURE),
    ]
