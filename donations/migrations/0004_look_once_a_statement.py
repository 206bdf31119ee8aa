"""Hold donations against every other book once a statement, not once a row and column.

A donation is written last, so what it points at and what books it are there already. See ADR 0017.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ONCE = """
DROP TRIGGER donation_is_in_all_books ON donations_donation;
DROP FUNCTION donation_is_in_all_books();
-- Each row is looked up by one key. A join would be planned while the tables are small, and then
-- read them whole for as long as the connection keeps that plan.
CREATE FUNCTION donations_are_in_all_books() RETURNS trigger
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
    ) THEN
        RAISE EXCEPTION 'a donation names a portal or local government that is not there'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'donation_names_what_is_there';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER donation_is_in_all_books AFTER INSERT ON donations_donation
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION donations_are_in_all_books();

-- The lock waits for donations that are being written; later ones do not find the row any more.
CREATE FUNCTION donations_keep_their_portal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    LOCK TABLE donations_donation IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM donations_donation WHERE portal_id = OLD.id) THEN
        RAISE EXCEPTION 'portal % has reported donations', OLD.id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'donations_keep_their_portal';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER donations_keep_their_portal BEFORE DELETE ON accounts_portal
    FOR EACH ROW EXECUTE FUNCTION donations_keep_their_portal();

CREATE FUNCTION books_keep_their_local_governments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    LOCK TABLE donations_donation, ledger_journaltransfer, audit_auditevent
        IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM donations_donation
               WHERE recipient_id = OLD.code OR residence_id = OLD.code)
        OR EXISTS (SELECT FROM ledger_journaltransfer WHERE municipality_id = OLD.code)
        OR EXISTS (SELECT FROM audit_auditevent WHERE municipality_id = OLD.code)
    THEN
        RAISE EXCEPTION 'local government % is never removed: the books name it', OLD.code
            USING ERRCODE = 'foreign_key_violation',
                CONSTRAINT = 'books_keep_their_local_governments';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER books_keep_their_local_governments BEFORE DELETE ON regions_municipality
    FOR EACH ROW EXECUTE FUNCTION books_keep_their_local_governments();
"""

ROW_BY_ROW = """
DROP TRIGGER books_keep_their_local_governments ON regions_municipality;
DROP FUNCTION books_keep_their_local_governments();
DROP TRIGGER donations_keep_their_portal ON accounts_portal;
DROP FUNCTION donations_keep_their_portal();
DROP TRIGGER donation_is_in_all_books ON donations_donation;
DROP FUNCTION donations_are_in_all_books();
CREATE FUNCTION donation_is_in_all_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE booked bigint; receipted bigint;
BEGIN
    SELECT sum(amount_krw) INTO booked FROM ledger_journaltransfer
        WHERE entry = NEW.id AND kind = 'donation' AND debit_account = '1100'
          AND municipality_id = NEW.recipient_id AND booked_on = NEW.donated_on;
    SELECT amount_krw INTO receipted FROM receipts_receipt
        WHERE id = NEW.receipt_id AND source = NEW.id AND issuer_id = NEW.recipient_id;
    IF booked IS DISTINCT FROM NEW.amount_krw OR receipted IS DISTINCT FROM NEW.amount_krw THEN
        RAISE EXCEPTION 'donation % of % won: % booked, % receipted',
            NEW.id, NEW.amount_krw, coalesce(booked, 0), coalesce(receipted, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donation_is_in_all_books';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER donation_is_in_all_books
    AFTER INSERT ON donations_donation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION donation_is_in_all_books();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_look_once_a_statement'),
        ('donations', '0003_returns_of_donations'),
        ('receipts', '0004_look_once_a_statement'),
        ('ledger', '0005_look_once_a_statement'),
        ('regions', '0003_local_governments_are_never_removed'),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='donation',
            name='portal',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL, verbose_name='portal'),
        ),
        migrations.AlterField(
            model_name='donation',
            name='receipt',
            field=models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='receipts.receipt', verbose_name='receipt'),
        ),
        migrations.AlterField(
            model_name='donation',
            name='recipient',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government'),
        ),
        migrations.AlterField(
            model_name='donation',
            name='residence',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='residence'),
        ),
        migrations.AlterField(
            model_name='donor',
            name='identity_hash',
            field=models.CharField(editable=False, max_length=64),
        ),
        migrations.AlterField(
            model_name='donoryear',
            name='donor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='years', to='donations.donor'),
        ),
        migrations.AddConstraint(
            model_name='donor',
            constraint=models.UniqueConstraint(fields=('identity_hash',), name='donor_once'),
        ),
        migrations.RunSQL(ONCE, ROW_BY_ROW),
    ]
