"""A donation keeps the receipt it was given first; a corrected one replaces it, for the same source.

So whoever sees a donation sees every receipt of it, and the return of a donation takes back the
receipt that stands.
"""

from django.db import migrations

EVERY_RECEIPT = """
DROP POLICY of_visible_donation ON receipts_receipt;
CREATE POLICY of_visible_donation ON receipts_receipt FOR SELECT
    USING (EXISTS (SELECT FROM donations_donation d WHERE d.id = receipts_receipt.source));
"""

FIRST_RECEIPT = """
DROP POLICY of_visible_donation ON receipts_receipt;
CREATE POLICY of_visible_donation ON receipts_receipt FOR SELECT
    USING (EXISTS (SELECT FROM donations_donation d WHERE d.receipt_id = receipts_receipt.id));
"""

IN_ALL_BOOKS = """
CREATE OR REPLACE FUNCTION return_is_in_all_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE gift uuid; owed bigint; case_id uuid; paid bigint; taken_back boolean; returned boolean;
BEGIN
    gift := CASE TG_TABLE_NAME WHEN 'donations_donation' THEN to_jsonb(NEW) ->> 'id'
        ELSE to_jsonb(NEW) ->> 'donation_id' END;
    SELECT id, returned_krw INTO case_id, owed FROM donations_donationreturn
        WHERE donation_id = gift AND status = 'paid_out';
    SELECT coalesce(sum(t.amount_krw), 0) INTO paid FROM ledger_journaltransfer t
        JOIN donations_donation d ON d.id = gift AND d.recipient_id = t.municipality_id
        WHERE t.entry = case_id AND t.kind = 'return' AND t.credit_account = '1100';
    SELECT EXISTS (SELECT FROM receipts_receiptcancellation c
        {joined}
        WHERE {of_the_gift} AND c.source = case_id) INTO taken_back;
    SELECT status = 'returned' INTO returned FROM donations_donation WHERE id = gift;
    IF case_id IS NULL OR paid IS DISTINCT FROM owed OR NOT taken_back
        OR returned IS DISTINCT FROM true
    THEN
        RAISE EXCEPTION 'return of donation %: % owed, % booked, receipt taken back: %',
            gift, owed, paid, taken_back
            USING ERRCODE = 'check_violation', CONSTRAINT = 'return_is_in_all_books';
    END IF;
    RETURN NULL;
END $$;
"""
THE_ONE_THAT_STANDS = IN_ALL_BOOKS.format(
    joined="JOIN receipts_receipt r ON r.id = c.receipt_id", of_the_gift="r.source = gift"
)
THE_FIRST = IN_ALL_BOOKS.format(
    joined="JOIN donations_donation d ON d.receipt_id = c.receipt_id", of_the_gift="d.id = gift"
)


class Migration(migrations.Migration):
    dependencies = [
        ("donations", "0009_one_person_under_two_numbers"),
        ("receipts", "0005_receipts_are_corrected_and_handed_out_again"),
    ]

    operations = [
        migrations.RunSQL(EVERY_RECEIPT, FIRST_RECEIPT),
        migrations.RunSQL(THE_ONE_THAT_STANDS, THE_FIRST),
    ]
