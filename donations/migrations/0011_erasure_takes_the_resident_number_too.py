"""Let the erasure of a receipt's personal data take the resident number with the rest."""

from django.db import migrations

ERASURE = """
CREATE OR REPLACE FUNCTION receipt_changes_by_erasure_alone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- The number is made of columns that are compared; it is not made yet when this runs.
    personal text[] := '{{{columns}}}';
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - personal = to_jsonb(OLD) - personal
        AND NEW.donor_name = '' AND NEW.donor_birth_date = ''
        AND NEW.donor_address = '' AND NEW.name_masked = ''{and_number}
        AND extract(year FROM OLD.issued_on) + 6
            <= extract(year FROM now() AT TIME ZONE 'Asia/Seoul')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a receipt stays as issued: % refused on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""
BEFORE = "donor_name,donor_birth_date,donor_address,name_masked,number"
WITH_IT = ERASURE.format(
    columns=f"donor_resident_number,{BEFORE}", and_number=" AND NEW.donor_resident_number = ''"
)
WITHOUT_IT = ERASURE.format(columns=BEFORE, and_number="")


class Migration(migrations.Migration):
    dependencies = [("donations", "0010_a_donation_may_have_a_corrected_receipt")]

    operations = [migrations.RunSQL(WITH_IT, WITHOUT_IT)]
