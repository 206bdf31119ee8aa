"""Ask once a statement, not once a row, whether a month is closed and a fund is there."""

import django.db.models.deletion
from django.db import migrations, models

ONCE = """
DROP TRIGGER closed_period_takes_no_entry ON ledger_journaltransfer;
DROP FUNCTION ledger_refuse_closed_period();
CREATE FUNCTION ledger_refuse_closed_periods() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fund varchar; month varchar;
BEGIN
    -- A closing and a posting of the same fund wait for each other, so none slips through:
    -- what was closed while this waited is seen by the next statement.
    PERFORM pg_advisory_xact_lock_shared(hashtext('ledger_period:' || municipality_id))
        FROM (SELECT DISTINCT municipality_id FROM arrived ORDER BY 1) a;
    SELECT p.municipality_id, p.period INTO fund, month
        FROM (SELECT DISTINCT municipality_id, to_char(booked_on, 'YYYY-MM') AS period
              FROM arrived) a
        JOIN ledger_closedperiod p USING (municipality_id, period) LIMIT 1;
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
CREATE TRIGGER closed_period_takes_no_entry AFTER INSERT ON ledger_journaltransfer
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_closed_periods();
"""

ROW_BY_ROW = """
DROP TRIGGER closed_period_takes_no_entry ON ledger_journaltransfer;
DROP FUNCTION ledger_refuse_closed_periods();
CREATE FUNCTION ledger_refuse_closed_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('ledger_period:' || NEW.municipality_id));
    IF EXISTS (
        SELECT FROM ledger_closedperiod
        WHERE municipality_id = NEW.municipality_id
          AND period = to_char(NEW.booked_on, 'YYYY-MM')
    ) THEN
        RAISE EXCEPTION 'period % of fund % is closed',
            to_char(NEW.booked_on, 'YYYY-MM'), NEW.municipality_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_period_takes_no_entry';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_period_takes_no_entry
    BEFORE INSERT ON ledger_journaltransfer
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_closed_period();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0004_months_are_summed_as_entries_arrive'),
        ('regions', '0003_local_governments_are_never_removed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='journaltransfer',
            name='municipality',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='fund of'),
        ),
        migrations.RunSQL(ONCE, ROW_BY_ROW),
    ]
