"""Keep the sums of the months by designation, too, so that a pot is known without its journal.

An entry that takes money out of a pot is then judged once a statement, by the sums: it costs the
same over a thousand gifts and over a million. The function reads with its owner's rights, because
the pots of a fund are its whole lineage's, whoever writes.
"""

from django.db import migrations, models

SUM_BY = """
CREATE OR REPLACE FUNCTION ledger_tally_transfers() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO ledger_monthdelta
        (period, municipality_id, kind, debit_account, credit_account{0}, number, amount_krw)
    SELECT to_char(booked_on, 'YYYY-MM'), municipality_id, kind, debit_account, credit_account{0},
           count(*), sum(amount_krw)
    FROM arrived GROUP BY 1, 2, 3, 4, 5{1};
    RETURN NULL;
END $$;
"""

COUNTED_BY_POT = """
LOCK TABLE ledger_journaltransfer IN SHARE ROW EXCLUSIVE MODE;
DELETE FROM ledger_monthdelta;
DELETE FROM ledger_monthtally;
INSERT INTO ledger_monthtally
    (period, municipality_id, kind, debit_account, credit_account, designation, number, amount_krw)
SELECT to_char(booked_on, 'YYYY-MM'), municipality_id, kind, debit_account, credit_account,
       designation, count(*), sum(amount_krw)
FROM ledger_journaltransfer GROUP BY 1, 2, 3, 4, 5, 6;
"""

SUMMED_UP_AGAIN = """
LOCK TABLE ledger_journaltransfer IN SHARE ROW EXCLUSIVE MODE;
DELETE FROM ledger_monthdelta;
DELETE FROM ledger_monthtally;
INSERT INTO ledger_monthtally
    (period, municipality_id, kind, debit_account, credit_account, designation, number, amount_krw)
SELECT to_char(booked_on, 'YYYY-MM'), municipality_id, kind, debit_account, credit_account, '',
       count(*), sum(amount_krw)
FROM ledger_journaltransfer GROUP BY 1, 2, 3, 4, 5;
"""

BY_POT = (", designation", ", 6")
NOT_BY_POT = ("", "")

ONCE_A_STATEMENT = """
DROP TRIGGER pot_is_never_overdrawn ON ledger_journaltransfer;
CREATE OR REPLACE FUNCTION ledger_refuse_overdraft() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE pot record; left_krw bigint;
BEGIN
    -- What takes money out of a pot: to cash, or towards another pot. Gifts do not.
    IF NOT EXISTS (
        SELECT FROM arrived
        WHERE debit_account NOT IN ('1100', '4900') AND credit_account IN ('1100', '4900')
    ) THEN
        RETURN NULL;
    END IF;
    FOR pot IN
        SELECT DISTINCT m.lineage_code AS lineage, a.designation AS name
        FROM arrived a JOIN regions_municipality m ON m.code = a.municipality_id
        WHERE a.debit_account NOT IN ('1100', '4900') AND a.credit_account IN ('1100', '4900')
        ORDER BY 1, 2
    LOOP
        -- Whoever takes money out of the same fund waits; what they took is then seen.
        PERFORM pg_advisory_xact_lock(hashtext('ledger_pot:' || pot.lineage));
        SELECT coalesce(sum(
                CASE WHEN credit_account IN ('1100', '4900') THEN 0 ELSE amount_krw END
                - CASE WHEN debit_account IN ('1100', '4900') THEN 0 ELSE amount_krw END), 0)
            INTO left_krw FROM (
                SELECT municipality_id, designation, debit_account, credit_account, amount_krw
                    FROM ledger_monthtally
                UNION ALL
                SELECT municipality_id, designation, debit_account, credit_account, amount_krw
                    FROM ledger_monthdelta
            ) sums
            WHERE municipality_id IN (
                    SELECT code FROM regions_municipality WHERE lineage_code = pot.lineage)
              AND designation = pot.name;
        IF left_krw < 0 THEN
            RAISE EXCEPTION 'pot "%" of fund % would be overdrawn by % won',
                pot.name, pot.lineage, -left_krw
                USING ERRCODE = 'check_violation', CONSTRAINT = 'pot_is_never_overdrawn';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
-- Triggers fire by name: the sums of the months stand when this one looks at them.
CREATE TRIGGER pot_is_never_overdrawn AFTER INSERT ON ledger_journaltransfer
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_overdraft();
"""

ROW_BY_ROW = """
DROP TRIGGER pot_is_never_overdrawn ON ledger_journaltransfer;
DROP FUNCTION ledger_refuse_overdraft();
CREATE FUNCTION ledger_refuse_overdraft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lineage text; left_krw bigint;
BEGIN
    SELECT lineage_code INTO lineage FROM regions_municipality WHERE code = NEW.municipality_id;
    PERFORM pg_advisory_xact_lock(hashtext('ledger_pot:' || lineage));
    SELECT coalesce(sum(
            CASE WHEN credit_account IN ('1100', '4900') THEN 0 ELSE amount_krw END
            - CASE WHEN debit_account IN ('1100', '4900') THEN 0 ELSE amount_krw END), 0)
        INTO left_krw FROM ledger_journaltransfer
        WHERE municipality_id IN (
                SELECT code FROM regions_municipality WHERE lineage_code = lineage)
          AND designation = NEW.designation;
    IF left_krw < 0 THEN
        RAISE EXCEPTION 'pot "%" of fund % would be overdrawn by % won',
            NEW.designation, lineage, -left_krw
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pot_is_never_overdrawn';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER pot_is_never_overdrawn
    AFTER INSERT ON ledger_journaltransfer FOR EACH ROW
    WHEN (NEW.credit_account = '1100' OR NEW.debit_account = '4200')
    EXECUTE FUNCTION ledger_refuse_overdraft();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0006_years_end_once_and_journals_are_their_own'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='monthtally', name='month_tally_once'),
        migrations.AddField(
            model_name='monthdelta',
            name='designation',
            field=models.CharField(blank=True, default='', max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='monthtally',
            name='designation',
            field=models.CharField(blank=True, default='', max_length=60),
            preserve_default=False,
        ),
        migrations.RunSQL(
            [SUM_BY.format(*BY_POT), COUNTED_BY_POT, ONCE_A_STATEMENT],
            [SUM_BY.format(*NOT_BY_POT), SUMMED_UP_AGAIN, ROW_BY_ROW],
        ),
        migrations.AddConstraint(
            model_name='monthtally',
            constraint=models.UniqueConstraint(fields=('period', 'municipality', 'kind', 'debit_account', 'credit_account', 'designation'), name='month_tally_once'),
        ),
        migrations.AddIndex(
            model_name='monthtally',
            index=models.Index(fields=['municipality', 'designation'], name='month_tally_by_pot'),
        ),
    ]
