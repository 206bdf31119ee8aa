"""Keep in the index of corrected receipts only receipts that replace one: nearly none does."""

from django.db import migrations

REPLACEMENTS_ALONE = """
ALTER TABLE receipts_receipt DROP CONSTRAINT receipts_receipt_replaces_id_key;
CREATE UNIQUE INDEX receipt_replaced_once ON receipts_receipt (replaces_id)
    WHERE replaces_id IS NOT NULL;
"""
ALL_RECEIPTS = """
DROP INDEX receipt_replaced_once;
ALTER TABLE receipts_receipt
    ADD CONSTRAINT receipts_receipt_replaces_id_key UNIQUE (replaces_id);
"""


class Migration(migrations.Migration):
    dependencies = [("receipts", "0007_what_holds_names_ends_with_its_time")]

    operations = [migrations.RunSQL(REPLACEMENTS_ALONE, ALL_RECEIPTS)]
