"""Name the month of each day of a statement, not of each of its rows.

``to_char`` took longer for the rows of a batch than all the rest of these two triggers.
"""

from django.db import migrations

SUM_BY_DAY = """
CREATE OR REPLACE FUNCTION ledger_tally_transfers() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO ledger_monthdelta (period, municipality_id, kind, debit_account, credit_account,
        designation, number, amount_krw)
    SELECT to_char(booked_on, 'YYYY-MM'), municipality_id, kind, debit_account, credit_account,
           designation, sum(number), sum(amount_krw)
    FROM (
        SELECT booked_on, municipality_id, kind, debit_account, credit_account, designation,
               count(*) AS number, sum(amount_krw) AS amount_krw
        FROM arrived GROUP BY 1, 2, 3, 4, 5, 6
    ) days GROUP BY 1, 2, 3, 4, 5, 6;
    RETURN NULL;
END $$;
"""
SUM_BY_ROW = """
CREATE OR REPLACE FUNCTION ledger_tally_transfers() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO ledger_monthdelta (period, municipality_id, kind, debit_account, credit_account,
        designation, number, amount_krw)
    SELECT to_char(booked_on, 'YYYY-MM'), municipality_id, kind, debit_account, credit_account,
           designation, count(*), sum(amount_krw)
    FROM arrived GROUP BY 1, 2, 3, 4, 5, 6;
    RETURN NULL;
END $$;
"""

REFUSE_CLOSED = """
CREATE OR REPLACE FUNCTION ledger_refuse_closed_periods() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fund varchar; month varchar;
BEGIN
    -- A closing and a posting of the same fund wait for each other, so none slips through:
    -- what was closed while this waited is seen by the next statement.
    PERFORM pg_advisory_xact_lock_shared(hashtext('ledger_period:' || municipality_id))
        FROM (SELECT DISTINCT municipality_id FROM arrived ORDER BY 1) a;
    SELECT p.municipality_id, p.period INTO fund, month
        FROM (SELECT DISTINCT municipality_id, to_char(booked_on, 'YYYY-MM') AS period,
                     kind = 'closing' AS ends_the_year, extract(year FROM booked_on) AS year
              FROM {rows}) a
        JOIN ledger_closedperiod p USING (municipality_id, period)
        -- Months may be closed one by one; the year's own closing entry still comes after them.
        WHERE NOT (a.ends_the_year AND EXISTS (
            SELECT FROM ledger_fundyear y JOIN regions_municipality m USING (lineage_code)
            WHERE m.code = a.municipality_id AND y.status = 'open' AND y.year = a.year)) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'period % of fund % is closed', month, fund
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_period_takes_no_entry';
    END IF;
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT municipality_id FROM arrived) a
        WHERE NOT EXISTS (SELECT FROM regions_municipality m WHERE m.code = a.municipality_id)
    ) THEN
        RAISE EXCEPTION 'an entry names a fund that is not there'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'transfer_is_of_a_fund';
    END IF;
    RETURN NULL;
END $$;
"""
REFUSE_BY_DAY = REFUSE_CLOSED.format(
    rows="(SELECT DISTINCT municipality_id, booked_on, kind FROM arrived) days"
)
REFUSE_BY_ROW = REFUSE_CLOSED.format(rows="arrived")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_lists_by_day_come_from_one_index")]

    operations = [migrations.RunSQL([SUM_BY_DAY, REFUSE_BY_DAY], [SUM_BY_ROW, REFUSE_BY_ROW])]
