"""Sums of the journal by fund, month, kind and accounts, appended by a trigger; filled with what there is.

The trigger writes with its owner's rights: whoever may post an entry cannot leave out its sum, and
cannot write one without an entry.
"""

import django.db.models.deletion
from django.db import migrations, models

TRIGGER = """
-- One row for a statement, fund, month and pair of accounts: a batch of a thousand appends a few.
CREATE FUNCTION ledger_tally_transfers() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO ledger_monthdelta
        (period, municipality_id, kind, debit_account, credit_account, number, amount_krw)
    SELECT to_char(booked_on, 'YYYY-MM'), municipality_id, kind, debit_account, credit_account,
           count(*), sum(amount_krw)
    FROM arrived GROUP BY 1, 2, 3, 4, 5;
    RETURN NULL;
END $$;
CREATE TRIGGER months_are_summed AFTER INSERT ON ledger_journaltransfer
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_tally_transfers();

INSERT INTO ledger_monthtally
    (period, municipality_id, kind, debit_account, credit_account, number, amount_krw)
SELECT to_char(booked_on, 'YYYY-MM'), municipality_id, kind, debit_account, credit_account,
       count(*), sum(amount_krw)
FROM ledger_journaltransfer GROUP BY 1, 2, 3, 4, 5;
"""

NO_TRIGGER = """
DROP TRIGGER months_are_summed ON ledger_journaltransfer;
DROP FUNCTION ledger_tally_transfers();
"""

ROW_LEVEL_SECURITY = """
ALTER TABLE ledger_monthtally ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_monthdelta ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON ledger_monthtally USING ((SELECT hometown_is_system()));
CREATE POLICY system ON ledger_monthdelta USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON ledger_monthtally FOR SELECT
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
CREATE POLICY of_official ON ledger_monthdelta FOR SELECT
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY of_official ON ledger_monthdelta;
DROP POLICY of_official ON ledger_monthtally;
DROP POLICY system ON ledger_monthdelta;
DROP POLICY system ON ledger_monthtally;
ALTER TABLE ledger_monthdelta DISABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_monthtally DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0003_years_of_a_fund_and_pots_that_hold'),
        ('regions', '0002_restrictions_of_intake'),
    ]

    operations = [
        migrations.CreateModel(
            name='MonthDelta',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=7)),
                ('kind', models.CharField(max_length=20)),
                ('debit_account', models.CharField(max_length=4)),
                ('credit_account', models.CharField(max_length=4)),
                ('number', models.BigIntegerField()),
                ('amount_krw', models.BigIntegerField()),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
            ],
            options={
                'verbose_name': "change of a month's sum",
                'verbose_name_plural': "changes of months' sums",
            },
        ),
        migrations.CreateModel(
            name='MonthTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=7)),
                ('kind', models.CharField(max_length=20)),
                ('debit_account', models.CharField(max_length=4)),
                ('credit_account', models.CharField(max_length=4)),
                ('number', models.BigIntegerField()),
                ('amount_krw', models.BigIntegerField()),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
            ],
            options={
                'verbose_name': 'sum of a month',
                'verbose_name_plural': 'sums of months',
                'constraints': [models.UniqueConstraint(fields=('period', 'municipality', 'kind', 'debit_account', 'credit_account'), name='month_tally_once')],
            },
        ),
        migrations.RunSQL([TRIGGER], [NO_TRIGGER]),
        migrations.RunSQL([ROW_LEVEL_SECURITY], [NO_ROW_LEVEL_SECURITY]),
    ]
