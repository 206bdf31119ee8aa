"""The journal: transfers that are only ever appended, and months that take no more of them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


APPEND_ONLY = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % on % is refused, post a reversal',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER transfer_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_journaltransfer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER closed_period_stays_closed
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_closedperiod
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""

NO_APPEND_ONLY = """
DROP TRIGGER closed_period_stays_closed ON ledger_closedperiod;
DROP TRIGGER transfer_is_append_only ON ledger_journaltransfer;
DROP FUNCTION ledger_refuse_change();
"""

CLOSED_PERIODS = """
CREATE FUNCTION ledger_refuse_closed_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A closing and a posting of the same fund wait for each other, so none slips through.
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
CREATE FUNCTION ledger_wait_for_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger_period:' || NEW.municipality_id));
    RETURN NEW;
END $$;
CREATE TRIGGER closing_waits_for_postings
    BEFORE INSERT ON ledger_closedperiod
    FOR EACH ROW EXECUTE FUNCTION ledger_wait_for_postings();
"""

NO_CLOSED_PERIODS = """
DROP TRIGGER closing_waits_for_postings ON ledger_closedperiod;
DROP FUNCTION ledger_wait_for_postings();
DROP TRIGGER closed_period_takes_no_entry ON ledger_journaltransfer;
DROP FUNCTION ledger_refuse_closed_period();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('regions', '0001_local_governments_through_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClosedPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(help_text='2026-01', max_length=7, verbose_name='month')),
                ('closed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='closed at')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
            ],
            options={
                'verbose_name': 'closed period',
                'verbose_name_plural': 'closed periods',
                'constraints': [models.UniqueConstraint(fields=('municipality', 'period'), name='period_closed_once')],
            },
        ),
        migrations.CreateModel(
            name='JournalTransfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.UUIDField(verbose_name='entry')),
                ('booked_on', models.DateField(verbose_name='booked on')),
                ('kind', models.CharField(choices=[('donation', 'Donation')], max_length=20, verbose_name='kind')),
                ('debit_account', models.CharField(choices=[('1100', 'Cash at the treasury'), ('4100', 'General donations'), ('4200', 'Designated donations')], max_length=4, verbose_name='debit')),
                ('credit_account', models.CharField(choices=[('1100', 'Cash at the treasury'), ('4100', 'General donations'), ('4200', 'Designated donations')], max_length=4, verbose_name='credit')),
                ('amount_krw', models.BigIntegerField(verbose_name='amount (won)')),
                ('designation', models.CharField(blank=True, max_length=60, verbose_name='designation')),
                ('posted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='posted at')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='fund of')),
            ],
            options={
                'verbose_name': 'journal transfer',
                'verbose_name_plural': 'journal transfers',
                'indexes': [models.Index(fields=['entry'], name='transfer_by_entry'), models.Index(fields=['municipality', 'booked_on'], name='transfer_by_fund_and_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_krw__gt', 0)), name='transfer_is_positive'), models.CheckConstraint(condition=models.Q(('debit_account', models.F('credit_account')), _negated=True), name='transfer_moves_between_two_accounts')],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, NO_APPEND_ONLY),
        migrations.RunSQL(CLOSED_PERIODS, NO_CLOSED_PERIODS),
    ]
