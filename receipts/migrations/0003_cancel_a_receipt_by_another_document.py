"""Take a receipt back by another document: the receipt itself stays as issued."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


NEVER_CHANGES = """
CREATE TRIGGER cancellation_stays_as_issued
    BEFORE UPDATE OR DELETE ON receipts_receiptcancellation
    FOR EACH ROW EXECUTE FUNCTION receipts_refuse_change();
CREATE TRIGGER cancellations_are_not_emptied
    BEFORE TRUNCATE ON receipts_receiptcancellation
    FOR EACH STATEMENT EXECUTE FUNCTION receipts_refuse_change();
"""

MAY_CHANGE = """
DROP TRIGGER cancellations_are_not_emptied ON receipts_receiptcancellation;
DROP TRIGGER cancellation_stays_as_issued ON receipts_receiptcancellation;
"""

BY_SCOPE = """
ALTER TABLE receipts_receiptcancellation ENABLE ROW LEVEL SECURITY;
CREATE POLICY cancellation_of_the_service ON receipts_receiptcancellation FOR ALL
    USING ((SELECT hometown_is_system())) WITH CHECK ((SELECT hometown_is_system()));
-- Whoever sees a receipt sees that it was cancelled: the inner query is under its policies.
CREATE POLICY cancellation_of_a_visible_receipt ON receipts_receiptcancellation FOR SELECT
    USING (EXISTS (SELECT FROM receipts_receipt r WHERE r.id = receipt_id));
"""

BY_NOBODY = """
DROP POLICY cancellation_of_a_visible_receipt ON receipts_receiptcancellation;
DROP POLICY cancellation_of_the_service ON receipts_receiptcancellation;
ALTER TABLE receipts_receiptcancellation DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('receipts', '0002_receipts_stay_as_issued'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReceiptCancellation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True, verbose_name='number of the cancellation')),
                ('source', models.UUIDField(help_text="why it was cancelled: the return's id", unique=True, verbose_name='source')),
                ('ground', models.CharField(max_length=20, verbose_name='ground')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('cancelled_at', models.DateTimeField(verbose_name='cancelled at')),
                ('cancelled_on', models.DateField(verbose_name='cancelled on')),
                ('cancelled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cancelled by')),
                ('receipt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='cancellation', to='receipts.receipt', verbose_name='receipt')),
            ],
            options={
                'verbose_name': 'cancellation of a receipt',
                'verbose_name_plural': 'cancellations of receipts',
            },
        ),
        migrations.RunSQL(NEVER_CHANGES, MAY_CHANGE),
        migrations.RunSQL(BY_SCOPE, BY_NOBODY),
    ]
