"""A fund's year ends once and stays as published; each journal is seen by its own government."""

from django.db import migrations, models
from django.db.models import Q

YEARS_END_ONCE = """
CREATE FUNCTION ledger_year_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[];
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'fund years are never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    may_change := CASE
        WHEN OLD.status = 'open' AND NEW.status = 'open' THEN ARRAY[
            'running_ceiling_krw', 'running_bound_krw', 'gift_ceiling_krw', 'gift_bound_krw']
        WHEN OLD.status = 'open' AND NEW.status = 'closed' THEN ARRAY['closed_at', 'closed_by_id']
        WHEN OLD.status = 'closed' AND NEW.status = 'published'
            THEN ARRAY['published_at', 'publication']
    END;
    IF may_change IS NULL
        OR to_jsonb(NEW) - 'status' - may_change
            IS DISTINCT FROM to_jsonb(OLD) - 'status' - may_change
    THEN
        RAISE EXCEPTION 'year % of fund % cannot go from % to % like this',
            OLD.year, OLD.lineage_code, OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fund_year_goes_forward
    BEFORE UPDATE OR DELETE ON ledger_fundyear
    FOR EACH ROW EXECUTE FUNCTION ledger_year_goes_forward();
CREATE TRIGGER fund_years_are_never_truncated
    BEFORE TRUNCATE ON ledger_fundyear
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_year_goes_forward();

CREATE FUNCTION ledger_income_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE'
        OR OLD.reversal IS NOT NULL
        OR to_jsonb(NEW) - 'reversal' IS DISTINCT FROM to_jsonb(OLD) - 'reversal'
    THEN
        RAISE EXCEPTION 'income is reversed once and never changed: % is refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER income_stays
    BEFORE UPDATE OR DELETE ON ledger_otherincome
    FOR EACH ROW EXECUTE FUNCTION ledger_income_stays();
CREATE TRIGGER income_is_never_truncated
    BEFORE TRUNCATE ON ledger_otherincome
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_income_stays();
"""

YEARS_END_AS_THEY_LIKE = """
DROP TRIGGER income_is_never_truncated ON ledger_otherincome;
DROP TRIGGER income_stays ON ledger_otherincome;
DROP FUNCTION ledger_income_stays();
DROP TRIGGER fund_years_are_never_truncated ON ledger_fundyear;
DROP TRIGGER fund_year_goes_forward ON ledger_fundyear;
DROP FUNCTION ledger_year_goes_forward();
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
              FROM arrived) a
        JOIN ledger_closedperiod p USING (municipality_id, period){} LIMIT 1;
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

WHILE_THE_YEAR_IS_OPEN = """
        -- Months may be closed one by one; the year's own closing entry still comes after them.
        WHERE NOT (a.ends_the_year AND EXISTS (
            SELECT FROM ledger_fundyear y JOIN regions_municipality m USING (lineage_code)
            WHERE m.code = a.municipality_id AND y.status = 'open' AND y.year = a.year))"""

OWN = ("journaltransfer", "closedperiod")

ROW_LEVEL_SECURITY = "".join(
    f"""
ALTER TABLE ledger_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON ledger_{table} USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON ledger_{table}
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
"""
    for table in OWN
) + """
CREATE POLICY public ON ledger_fundyear FOR SELECT USING (status = 'published');
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY public ON ledger_fundyear;
""" + "".join(
    f"""
DROP POLICY of_official ON ledger_{table};
DROP POLICY system ON ledger_{table};
ALTER TABLE ledger_{table} DISABLE ROW LEVEL SECURITY;
"""
    for table in OWN
)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0005_look_once_a_statement'),
        ('accounts', '0001_officials_portals_and_scope'),
    ]

    operations = [
        migrations.AddField(
            model_name='fundyear',
            name='last_year_krw',
            field=models.BigIntegerField(blank=True, help_text='only where these books did not yet keep that year', null=True, verbose_name='donations of the year before (won)'),
        ),
        migrations.AddConstraint(
            model_name='fundyear',
            constraint=models.CheckConstraint(condition=~Q(plan_reference=''), name='fund_year_names_its_vote'),
        ),
        migrations.AddConstraint(
            model_name='fundyear',
            constraint=models.CheckConstraint(condition=Q(last_year_krw=None) | Q(last_year_krw__gte=0), name='fund_year_before_is_not_negative'),
        ),
        migrations.AlterField(
            model_name='otherincome',
            name='account',
            field=models.CharField(choices=[('4300', 'Interest'), ('4400', 'Transfers in'), ('3100', 'Carried over from the year before')], max_length=4, verbose_name='account'),
        ),
        migrations.RunSQL([YEARS_END_ONCE], [YEARS_END_AS_THEY_LIKE]),
        migrations.RunSQL(
            [REFUSE_CLOSED.format(WHILE_THE_YEAR_IS_OPEN)], [REFUSE_CLOSED.format("")]
        ),
        migrations.RunSQL([ROW_LEVEL_SECURITY], [NO_ROW_LEVEL_SECURITY]),
    ]
