"""Look for the donors that gifts and years name once a statement, not once a row.

Of the processor time that PostgreSQL took for a batch, a tenth went into three foreign keys to a row
that the same transaction had just made or locked: one for the gift, one for the year, and one
more because the year is written twice. See ADR 0017.
"""

import django.db.models.deletion
from django.db import migrations, models

BOOKS = """
CREATE OR REPLACE FUNCTION donations_are_in_all_books() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE gift uuid; given bigint; booked bigint; receipted bigint;
BEGIN
    SELECT id, amount_krw, booked_krw, receipted_krw INTO gift, given, booked, receipted
    FROM (
        SELECT a.id, a.amount_krw, (
            SELECT sum(t.amount_krw) FILTER (
                WHERE t.kind = 'donation' AND t.debit_account = '1100'
                  AND t.municipality_id = a.recipient_id AND t.booked_on = a.donated_on)
            FROM ledger_journaltransfer t WHERE t.entry = a.id
        ) AS booked_krw, (
            SELECT CASE WHEN r.source = a.id AND r.issuer_id = a.recipient_id
                THEN r.amount_krw END
            FROM receipts_receipt r WHERE r.id = a.receipt_id
        ) AS receipted_krw
        FROM arrived a
    ) looked_up
    WHERE booked_krw IS DISTINCT FROM amount_krw OR receipted_krw IS DISTINCT FROM amount_krw
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'donation % of % won: % booked, % receipted',
            gift, given, coalesce(booked, 0), coalesce(receipted, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donation_is_in_all_books';
    END IF;
    IF EXISTS (
        SELECT FROM (SELECT recipient_id AS code FROM arrived
                     UNION SELECT residence_id FROM arrived) a
        WHERE NOT EXISTS (SELECT FROM regions_municipality m WHERE m.code = a.code)
    ) OR EXISTS (
        SELECT FROM (SELECT DISTINCT portal_id FROM arrived) a
        WHERE NOT EXISTS (SELECT FROM accounts_portal p WHERE p.id = a.portal_id)
    ){donor} THEN
        RAISE EXCEPTION '{message}'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'donation_names_what_is_there';
    END IF;
    RETURN NULL;
END $$;
"""
WITH_DONORS = BOOKS.format(
    donor=""" OR EXISTS (
        SELECT FROM arrived a
        WHERE (SELECT o.id FROM donations_donor o WHERE o.id = a.donor_id) IS NULL
    )""",
    message="a donation names a donor, portal or local government that is not there",
)
WITHOUT_DONORS = BOOKS.format(
    donor="", message="a donation names a portal or local government that is not there"
)

DONORS_STAY = """
CREATE FUNCTION years_have_their_donor() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    -- One key for each row, not a join: see donations_are_in_all_books.
    IF EXISTS (
        SELECT FROM arrived a
        WHERE (SELECT o.id FROM donations_donor o WHERE o.id = a.donor_id) IS NULL
    ) THEN
        RAISE EXCEPTION 'a year is of a donor who is not there'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'year_has_its_donor';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER year_has_its_donor AFTER INSERT ON donations_donoryear
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION years_have_their_donor();

CREATE FUNCTION year_stays_its_donors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.donor_id IS DISTINCT FROM OLD.donor_id THEN
        RAISE EXCEPTION 'year % stays that of donor %', OLD.id, OLD.donor_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'year_stays_its_donors';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER year_stays_its_donors BEFORE UPDATE OF donor_id ON donations_donoryear
    FOR EACH ROW EXECUTE FUNCTION year_stays_its_donors();

-- The lock waits for rows that are being written; later ones do not find the donor any more.
CREATE FUNCTION gifts_keep_their_donor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id THEN
        RETURN NEW;
    END IF;
    LOCK TABLE donations_donation, donations_donoryear IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM donations_donation WHERE donor_id = OLD.id)
        OR EXISTS (SELECT FROM donations_donoryear WHERE donor_id = OLD.id)
    THEN
        RAISE EXCEPTION 'donor % has given', OLD.id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'gifts_keep_their_donor';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER gifts_keep_their_donor BEFORE DELETE OR UPDATE OF id ON donations_donor
    FOR EACH ROW EXECUTE FUNCTION gifts_keep_their_donor();
"""

DONORS_STAY_NO_MORE = """
DROP TRIGGER gifts_keep_their_donor ON donations_donor;
DROP FUNCTION gifts_keep_their_donor();
DROP TRIGGER year_stays_its_donors ON donations_donoryear;
DROP FUNCTION year_stays_its_donors();
DROP TRIGGER year_has_its_donor ON donations_donoryear;
DROP FUNCTION years_have_their_donor();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0014_a_reference_is_looked_up_by_itself'),
    ]

    operations = [
        migrations.AlterField(
            model_name='donation',
            name='donor',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='donations.donor', verbose_name='donor'),
        ),
        migrations.AlterField(
            model_name='donoryear',
            name='donor',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='years', to='donations.donor'),
        ),
        migrations.RunSQL([WITH_DONORS, DONORS_STAY], [DONORS_STAY_NO_MORE, WITHOUT_DONORS]),
    ]
