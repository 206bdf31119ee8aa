"""Fiscal years of a fund with their ceilings, income that is no donation, and pots that hold.

A pot is the money of one fund under one designation: what was given for a project or a purpose,
or general money. No entry takes out more than a pot holds, whoever writes it.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


POTS_HOLD = """
CREATE FUNCTION ledger_refuse_overdraft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lineage text; left_krw bigint;
BEGIN
    SELECT lineage_code INTO lineage FROM regions_municipality WHERE code = NEW.municipality_id;
    -- Whoever takes money out of the same fund waits; what they took is then seen.
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

POTS_DO_NOT = """
DROP TRIGGER pot_is_never_overdrawn ON ledger_journaltransfer;
DROP FUNCTION ledger_refuse_overdraft();
"""

ROW_LEVEL_SECURITY = """
ALTER TABLE ledger_fundyear ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_otherincome ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON ledger_fundyear USING ((SELECT hometown_is_system()));
CREATE POLICY system ON ledger_otherincome USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON ledger_fundyear
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
CREATE POLICY of_official ON ledger_otherincome
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY of_official ON ledger_otherincome;
DROP POLICY of_official ON ledger_fundyear;
DROP POLICY system ON ledger_otherincome;
DROP POLICY system ON ledger_fundyear;
ALTER TABLE ledger_otherincome DISABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_fundyear DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_returns_are_booked'),
        ('regions', '0002_restrictions_of_intake'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='journaltransfer',
            name='credit_account',
            field=models.CharField(choices=[('1100', 'Cash at the treasury'), ('3100', 'Carried over from the year before'), ('4100', 'General donations'), ('4200', 'Designated donations'), ('4300', 'Interest'), ('4400', 'Transfers in'), ('4900', 'Reassignment of designated money'), ('5100', 'Cost of gifts'), ('5200', 'Cost of raising and running'), ('5310', 'Project: staff'), ('5320', 'Project: supplies and running'), ('5330', 'Project: support of residents'), ('5340', 'Project: grants to resident groups'), ('5350', 'Project: land, buildings and works'), ('5360', 'Project: equipment and vehicles'), ('5370', 'Project: share paid to another local government'), ('5390', 'Project: other'), ('5400', 'Transfers out')], max_length=4, verbose_name='credit'),
        ),
        migrations.AlterField(
            model_name='journaltransfer',
            name='debit_account',
            field=models.CharField(choices=[('1100', 'Cash at the treasury'), ('3100', 'Carried over from the year before'), ('4100', 'General donations'), ('4200', 'Designated donations'), ('4300', 'Interest'), ('4400', 'Transfers in'), ('4900', 'Reassignment of designated money'), ('5100', 'Cost of gifts'), ('5200', 'Cost of raising and running'), ('5310', 'Project: staff'), ('5320', 'Project: supplies and running'), ('5330', 'Project: support of residents'), ('5340', 'Project: grants to resident groups'), ('5350', 'Project: land, buildings and works'), ('5360', 'Project: equipment and vehicles'), ('5370', 'Project: share paid to another local government'), ('5390', 'Project: other'), ('5400', 'Transfers out')], max_length=4, verbose_name='debit'),
        ),
        migrations.AlterField(
            model_name='journaltransfer',
            name='kind',
            field=models.CharField(choices=[('donation', 'Donation'), ('return', 'Return of a donation'), ('spending', 'Spending'), ('income', 'Other income'), ('assignment', 'Assignment of designated money'), ('reversal', 'Reversal'), ('closing', 'Closing of the year')], max_length=20, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='FundYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lineage_code', models.CharField(editable=False, max_length=6)),
                ('year', models.PositiveSmallIntegerField(verbose_name='fiscal year')),
                ('status', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed'), ('published', 'Published')], default='open', max_length=10, verbose_name='status')),
                ('plan_reference', models.CharField(max_length=120, verbose_name="council's vote on the fund plan")),
                ('planned_on', models.DateField(verbose_name='voted on')),
                ('running_ceiling_krw', models.BigIntegerField(default=0, verbose_name='ceiling of running cost (won)')),
                ('running_bound_krw', models.BigIntegerField(default=0, verbose_name='running cost approved (won)')),
                ('gift_ceiling_krw', models.BigIntegerField(default=0, verbose_name='ceiling of gift cost (won)')),
                ('gift_bound_krw', models.BigIntegerField(default=0, verbose_name='gift cost approved (won)')),
                ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='opened at')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='closed at')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published at')),
                ('publication', models.JSONField(editable=False, null=True, verbose_name='what was published')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='fund of')),
            ],
            options={
                'verbose_name': 'fund year',
                'verbose_name_plural': 'fund years',
                'constraints': [models.UniqueConstraint(fields=('lineage_code', 'year'), name='fund_year_once'), models.CheckConstraint(condition=models.Q(('running_bound_krw__gte', 0), ('running_bound_krw__lte', models.F('running_ceiling_krw'))), name='running_cost_within_ceiling'), models.CheckConstraint(condition=models.Q(('gift_bound_krw__gte', 0), ('gift_bound_krw__lte', models.F('gift_ceiling_krw'))), name='gift_cost_within_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('published_at', None), ('status', 'open')), models.Q(('closed_at__isnull', False), ('published_at', None), ('status', 'closed')), models.Q(('closed_at__isnull', False), ('publication__isnull', False), ('status', 'published')), _connector='OR'), name='fund_year_closes_before_it_is_published')],
            },
        ),
        migrations.CreateModel(
            name='OtherIncome',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('account', models.CharField(choices=[('4300', 'Interest'), ('4400', 'Transfers in')], max_length=4, verbose_name='account')),
                ('amount_krw', models.BigIntegerField(verbose_name='amount (won)')),
                ('received_on', models.DateField(verbose_name='received on')),
                ('paid_in_on', models.DateField(verbose_name='paid into the treasury on')),
                ('reference', models.CharField(max_length=120, verbose_name='document')),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='entered at')),
                ('reversal', models.UUIDField(editable=False, null=True, verbose_name='reversal')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='fund of')),
            ],
            options={
                'verbose_name': 'other income',
                'verbose_name_plural': 'other income',
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_krw__gt', 0)), name='other_income_is_positive'), models.CheckConstraint(condition=models.Q(('paid_in_on__gte', models.F('received_on'))), name='other_income_is_paid_in_after_it_is_received')],
            },
        ),
        migrations.RunSQL([POTS_HOLD], [POTS_DO_NOT]),
        migrations.RunSQL([ROW_LEVEL_SECURITY], [NO_ROW_LEVEL_SECURITY]),
    ]
