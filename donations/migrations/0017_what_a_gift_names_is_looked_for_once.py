"""Look for the hold, the project and the other number that rows name once a statement, too.

PostgreSQL keeps each new row for each foreign key until the commit and fetches it again then, even if
the column is empty, as these nearly always are. A recipient is not looked for any more: the journal
has its entry, of the same local government, and looked. Indexes are read backwards as well as
forwards; one whose end new rows are added to stays half as large. See ADR 0017.
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
    IF EXISTS ({named}
    ) OR EXISTS (
        SELECT FROM (SELECT DISTINCT portal_id FROM arrived) a
        WHERE NOT EXISTS (SELECT FROM accounts_portal p WHERE p.id = a.portal_id)
    ) THEN
        RAISE EXCEPTION 'a donation names a donor, portal or local government that is not there'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'donation_names_what_is_there';
    END IF;
    RETURN NULL;
END $$;
"""
ALL_OF_THEM = BOOKS.format(named="""
        SELECT FROM arrived a
        WHERE (SELECT o.id FROM donations_donor o WHERE o.id = a.donor_id) IS NULL
            OR a.hold_id IS NOT NULL
                AND (SELECT h.id FROM donations_hold h WHERE h.id = a.hold_id) IS NULL
            OR a.project_id IS NOT NULL
                AND (SELECT p.id FROM projects_fundproject p WHERE p.id = a.project_id) IS NULL
    ) OR EXISTS (
        SELECT FROM (SELECT DISTINCT residence_id AS code FROM arrived) a
        WHERE NOT EXISTS (SELECT FROM regions_municipality m WHERE m.code = a.code)""")
DONORS_AND_PLACES = BOOKS.format(named="""
        SELECT FROM (SELECT recipient_id AS code FROM arrived
                     UNION SELECT residence_id FROM arrived) a
        WHERE NOT EXISTS (SELECT FROM regions_municipality m WHERE m.code = a.code)
    ) OR EXISTS (
        SELECT FROM arrived a
        WHERE (SELECT o.id FROM donations_donor o WHERE o.id = a.donor_id) IS NULL""")

KEPT = """
-- The lock waits for gifts that are being written; later ones do not find the row any more.
CREATE FUNCTION gifts_keep_what_they_name() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE is_named boolean;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id THEN
        RETURN NEW;
    END IF;
    LOCK TABLE donations_donation IN SHARE ROW EXCLUSIVE MODE;
    IF TG_TABLE_NAME = 'donations_hold' THEN
        is_named := EXISTS (SELECT FROM donations_donation WHERE hold_id = OLD.id);
    ELSE
        is_named := EXISTS (SELECT FROM donations_donation WHERE project_id = OLD.id);
    END IF;
    IF is_named THEN
        RAISE EXCEPTION '% % is named by a gift', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'gifts_keep_what_they_name';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER gifts_keep_what_they_name BEFORE DELETE OR UPDATE OF id ON donations_hold
    FOR EACH ROW EXECUTE FUNCTION gifts_keep_what_they_name();
CREATE TRIGGER gifts_keep_what_they_name BEFORE DELETE OR UPDATE OF id ON projects_fundproject
    FOR EACH ROW EXECUTE FUNCTION gifts_keep_what_they_name();

CREATE FUNCTION whom_gifts_name_is_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never emptied: gifts name its rows', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER holds_are_never_truncated BEFORE TRUNCATE ON donations_hold
    FOR EACH STATEMENT EXECUTE FUNCTION whom_gifts_name_is_not_emptied();
CREATE TRIGGER projects_are_never_truncated BEFORE TRUNCATE ON projects_fundproject
    FOR EACH STATEMENT EXECUTE FUNCTION whom_gifts_name_is_not_emptied();
CREATE TRIGGER donors_are_never_truncated BEFORE TRUNCATE ON donations_donor
    FOR EACH STATEMENT EXECUTE FUNCTION whom_gifts_name_is_not_emptied();
"""

KEPT_NO_MORE = """
DROP TRIGGER donors_are_never_truncated ON donations_donor;
DROP TRIGGER projects_are_never_truncated ON projects_fundproject;
DROP TRIGGER holds_are_never_truncated ON donations_hold;
DROP FUNCTION whom_gifts_name_is_not_emptied();
DROP TRIGGER gifts_keep_what_they_name ON projects_fundproject;
DROP TRIGGER gifts_keep_what_they_name ON donations_hold;
DROP FUNCTION gifts_keep_what_they_name();
"""

DONORS = """
CREATE OR REPLACE FUNCTION gifts_keep_their_donor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id THEN
        RETURN NEW;
    END IF;
    LOCK TABLE donations_donation, donations_donoryear{and_donors} IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM donations_donation WHERE donor_id = OLD.id)
        OR EXISTS (SELECT FROM donations_donoryear WHERE donor_id = OLD.id){or_an_alias}
    THEN
        RAISE EXCEPTION 'donor % has given', OLD.id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'gifts_keep_their_donor';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;
CREATE OR REPLACE FUNCTION donor_alias_is_one_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.alias_of_id = NEW.id
        OR EXISTS (SELECT FROM donations_donor WHERE alias_of_id = NEW.id)
        OR {no_donor}
    THEN
        RAISE EXCEPTION 'donor % cannot be an alias of %', NEW.id, NEW.alias_of_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donor_alias_is_one_step';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER donor_alias_is_one_step ON donations_donor;
CREATE TRIGGER donor_alias_is_one_step BEFORE {when} OF alias_of_id ON donations_donor
    FOR EACH ROW WHEN (NEW.alias_of_id IS NOT NULL) EXECUTE FUNCTION donor_alias_is_one_step();
"""
ALIASES_COUNT = DONORS.format(
    and_donors=", donations_donor",
    or_an_alias="""
        OR EXISTS (SELECT FROM donations_donor WHERE alias_of_id = OLD.id)""",
    no_donor="""NOT EXISTS (SELECT FROM donations_donor
                       WHERE id = NEW.alias_of_id AND alias_of_id IS NULL)""",
    when="INSERT OR UPDATE",
)
ALIASES_HAVE_A_KEY = DONORS.format(
    and_donors="",
    or_an_alias="",
    no_donor="""EXISTS (SELECT FROM donations_donor
                   WHERE id = NEW.alias_of_id AND alias_of_id IS NOT NULL)""",
    when="UPDATE",
)


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0016_indexes_hold_what_is_asked_for'),
    ]

    operations = [
        migrations.AlterField(
            model_name='donor',
            name='alias_of',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='donations.donor'),
        ),
        migrations.AlterField(
            model_name='donation',
            name='hold',
            field=models.OneToOneField(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='donations.hold'),
        ),
        migrations.AlterField(
            model_name='donation',
            name='project',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='projects.fundproject', verbose_name='designated project'),
        ),
        migrations.RunSQL(
            [ALL_OF_THEM, KEPT, ALIASES_COUNT],
            [ALIASES_HAVE_A_KEY, KEPT_NO_MORE, DONORS_AND_PLACES],
        ),
        migrations.RemoveIndex(model_name='donation', name='donation_newest_of_portal'),
        migrations.AddIndex(
            model_name='donation',
            index=models.Index(fields=['portal', 'id'], name='donation_of_portal'),
        ),
        migrations.RemoveIndex(model_name='donation', name='donation_newest_of_recipient'),
        migrations.AddIndex(
            model_name='donation',
            index=models.Index(fields=['recipient', 'id'], name='donation_of_recipient'),
        ),
    ]
