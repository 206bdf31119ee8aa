"""Let no receipt change once issued, and let each session reach only its own.

Triggers hold for whoever writes, the owner of the tables included. Row-level security: the
service itself reads and writes all, officials read what their local government issued. What a
portal may read depends on its donations, so that policy is made where donations are.
"""

from django.db import migrations

NEVER_CHANGES = """
CREATE FUNCTION receipts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a receipt stays as issued: % refused on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER receipt_stays_as_issued
    BEFORE UPDATE OR DELETE ON receipts_receipt
    FOR EACH ROW EXECUTE FUNCTION receipts_refuse_change();
CREATE TRIGGER receipts_are_not_emptied
    BEFORE TRUNCATE ON receipts_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION receipts_refuse_change();

CREATE FUNCTION receipts_series_only_counts_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.last_number > OLD.last_number
        AND NEW.issuer_id = OLD.issuer_id AND NEW.year = OLD.year
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a receipt series only counts up: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER receipt_series_only_counts_up
    BEFORE UPDATE OR DELETE ON receipts_receiptseries
    FOR EACH ROW EXECUTE FUNCTION receipts_series_only_counts_up();
CREATE TRIGGER receipt_series_is_not_emptied
    BEFORE TRUNCATE ON receipts_receiptseries
    FOR EACH STATEMENT EXECUTE FUNCTION receipts_series_only_counts_up();
"""

MAY_CHANGE = """
DROP TRIGGER receipt_series_is_not_emptied ON receipts_receiptseries;
DROP TRIGGER receipt_series_only_counts_up ON receipts_receiptseries;
DROP FUNCTION receipts_series_only_counts_up();
DROP TRIGGER receipts_are_not_emptied ON receipts_receipt;
DROP TRIGGER receipt_stays_as_issued ON receipts_receipt;
DROP FUNCTION receipts_refuse_change();
"""

BY_SCOPE = """
ALTER TABLE receipts_receipt ENABLE ROW LEVEL SECURITY;
CREATE POLICY receipt_of_the_service ON receipts_receipt FOR ALL
    USING ((SELECT hometown_is_system())) WITH CHECK ((SELECT hometown_is_system()));
CREATE POLICY receipt_of_the_issuer ON receipts_receipt FOR SELECT
    USING (issuer_id = ANY ((SELECT hometown_codes())::text[]));
"""

BY_NOBODY = """
DROP POLICY receipt_of_the_issuer ON receipts_receipt;
DROP POLICY receipt_of_the_service ON receipts_receipt;
ALTER TABLE receipts_receipt DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_officials_portals_and_scope"),
        ("receipts", "0001_receipts_and_their_series"),
    ]

    operations = [
        migrations.RunSQL(NEVER_CHANGES, MAY_CHANGE),
        migrations.RunSQL(BY_SCOPE, BY_NOBODY),
    ]
