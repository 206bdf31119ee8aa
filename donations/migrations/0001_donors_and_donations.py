"""Donors, their years and donations, each row behind row-level security from the first day."""

import secrets

import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.fields
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


ROW_LEVEL_SECURITY = """
ALTER TABLE donations_donor ENABLE ROW LEVEL SECURITY;
ALTER TABLE donations_donoryear ENABLE ROW LEVEL SECURITY;
ALTER TABLE donations_donation ENABLE ROW LEVEL SECURITY;

CREATE POLICY system ON donations_donor USING ((SELECT hometown_is_system()));
CREATE POLICY system ON donations_donoryear USING ((SELECT hometown_is_system()));
CREATE POLICY system ON donations_donation USING ((SELECT hometown_is_system()));

CREATE POLICY of_portal ON donations_donation FOR SELECT
    USING (portal_id = (SELECT hometown_portal()));
CREATE POLICY of_official ON donations_donation FOR SELECT
    USING (recipient_id = ANY ((SELECT hometown_codes())::text[]));

-- Whoever sees a donation sees its donor and its receipt: the inner query is under the
-- policies of donations_donation itself.
CREATE POLICY of_visible_donation ON donations_donor FOR SELECT
    USING (EXISTS (SELECT FROM donations_donation d WHERE d.donor_id = donations_donor.id));
CREATE POLICY of_visible_donation ON receipts_receipt FOR SELECT
    USING (EXISTS (SELECT FROM donations_donation d WHERE d.receipt_id = receipts_receipt.id));
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY of_visible_donation ON receipts_receipt;
DROP POLICY of_visible_donation ON donations_donor;
DROP POLICY of_official ON donations_donation;
DROP POLICY of_portal ON donations_donation;
DROP POLICY system ON donations_donation;
DROP POLICY system ON donations_donoryear;
DROP POLICY system ON donations_donor;
ALTER TABLE donations_donation DISABLE ROW LEVEL SECURITY;
ALTER TABLE donations_donoryear DISABLE ROW LEVEL SECURITY;
ALTER TABLE donations_donor DISABLE ROW LEVEL SECURITY;
"""

IN_ALL_BOOKS = """
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

CREATE FUNCTION donation_keeps_its_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'donations are never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - 'status' IS DISTINCT FROM to_jsonb(OLD) - 'status' THEN
        RAISE EXCEPTION 'the facts of donation % do not change', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER donation_keeps_its_facts
    BEFORE UPDATE OR DELETE ON donations_donation
    FOR EACH ROW EXECUTE FUNCTION donation_keeps_its_facts();
CREATE TRIGGER donations_are_never_truncated
    BEFORE TRUNCATE ON donations_donation
    FOR EACH STATEMENT EXECUTE FUNCTION donation_keeps_its_facts();
"""

NOT_IN_ALL_BOOKS = """
DROP TRIGGER donations_are_never_truncated ON donations_donation;
DROP TRIGGER donation_keeps_its_facts ON donations_donation;
DROP FUNCTION donation_keeps_its_facts();
DROP TRIGGER donation_is_in_all_books ON donations_donation;
DROP FUNCTION donation_is_in_all_books();
"""


def make_keys(apps, schema_editor):
    """Make the keys that live as long as the data, sealed under FIELD_KEYS."""
    sealed_key = apps.get_model("donations", "SealedKey")
    for name in ("identity", "pseudonym", "content"):
        sealed_key.objects.using(schema_editor.connection.alias).create(
            name=name, secret=secrets.token_hex(32)
        )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ledger', '0001_journal'),
        ('projects', '0001_fund_projects'),
        ('receipts', '0001_receipts_and_their_series'),
        ('regions', '0001_local_governments_through_time'),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Donor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identity_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('resident_number', kernel.fields.EncryptedTextField(editable=False)),
                ('name', kernel.fields.EncryptedTextField(editable=False)),
                ('phone', kernel.fields.EncryptedTextField(blank=True, default='', editable=False)),
                ('email', kernel.fields.EncryptedTextField(blank=True, default='', editable=False)),
                ('first_seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'verbose_name': 'donor',
                'verbose_name_plural': 'donors',
            },
        ),
        migrations.CreateModel(
            name='SealedKey',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('secret', kernel.fields.EncryptedTextField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='Donation',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('portal_reference', models.CharField(max_length=100, verbose_name='portal reference')),
                ('content_hash', models.CharField(editable=False, max_length=64)),
                ('amount_krw', models.BigIntegerField(verbose_name='amount (won)')),
                ('paid_at', models.DateTimeField(verbose_name='paid at')),
                ('donated_on', models.DateField(verbose_name='donated on')),
                ('tax_year', models.PositiveSmallIntegerField(verbose_name='tax year')),
                ('payment_method', models.CharField(choices=[('card', 'Card'), ('transfer', 'Transfer'), ('counter', 'Counter'), ('points', 'Points'), ('other', 'Other')], max_length=10, verbose_name='payment')),
                ('channel', models.CharField(max_length=40, verbose_name='channel')),
                ('pledge_signed_at', models.DateTimeField(verbose_name='pledge signed at')),
                ('residence_method', models.CharField(choices=[('shared_information', 'Shared administrative information'), ('document', 'Document handed in')], max_length=20, verbose_name='residence check')),
                ('residence_consented_at', models.DateTimeField(null=True, verbose_name='consented at')),
                ('residence_document', models.CharField(blank=True, max_length=100, verbose_name='document')),
                ('gift_wish', models.CharField(choices=[('wanted', 'Wanted'), ('declined', 'Declined'), ('undecided', 'Undecided')], max_length=10, verbose_name='return gift')),
                ('purpose', models.CharField(blank=True, choices=[('P1', 'Socially vulnerable people and young people'), ('P2', 'Culture, arts and health of residents'), ('P3', 'Civic participation and local community'), ('P4', 'Other welfare of residents')], max_length=2, verbose_name='designated purpose')),
                ('remaining_krw', models.BigIntegerField(verbose_name='allowance left after it (won)')),
                ('status', models.CharField(choices=[('accepted', 'Accepted')], default='accepted', max_length=10, verbose_name='status')),
                ('accepted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='accepted at')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demo')),
                ('portal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL, verbose_name='portal')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='projects.fundproject', verbose_name='designated project')),
                ('receipt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='receipts.receipt', verbose_name='receipt')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government')),
                ('residence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='residence')),
                ('donor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='donations.donor', verbose_name='donor')),
            ],
            options={
                'verbose_name': 'donation',
                'verbose_name_plural': 'donations',
                'indexes': [models.Index(fields=['portal', '-id'], name='donation_newest_of_portal'), models.Index(fields=['recipient', '-id'], name='donation_newest_of_recipient'), models.Index(fields=['recipient', 'donated_on'], name='donation_by_recipient_day')],
                'constraints': [models.UniqueConstraint(fields=('portal', 'portal_reference'), name='donation_reported_once'), models.CheckConstraint(condition=models.Q(('amount_krw__gt', 0)), name='donation_is_positive'), models.CheckConstraint(condition=models.Q(('project', None), ('purpose', ''), _connector='OR'), name='donation_has_at_most_one_designation'), models.CheckConstraint(condition=models.Q(('tax_year', models.F('donated_on__year'))), name='donation_tax_year_is_that_of_its_day'), models.CheckConstraint(condition=models.Q(models.Q(('residence_consented_at__isnull', False), ('residence_method', 'shared_information')), models.Q(('residence_method', 'document'), models.Q(('residence_document', ''), _negated=True)), _connector='OR'), name='residence_check_is_evidenced')],
            },
        ),
        migrations.CreateModel(
            name='DonorYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tax_year', models.PositiveSmallIntegerField(verbose_name='tax year')),
                ('cap_krw', models.BigIntegerField(verbose_name='cap (won)')),
                ('accepted_krw', models.BigIntegerField(default=0, verbose_name='accepted (won)')),
                ('donor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='years', to='donations.donor')),
            ],
            options={
                'verbose_name': 'donor year',
                'verbose_name_plural': 'donor years',
                'constraints': [models.UniqueConstraint(fields=('donor', 'tax_year'), name='donor_year_once'), models.CheckConstraint(condition=models.Q(('accepted_krw__gte', 0), ('accepted_krw__lte', models.F('cap_krw'))), name='donor_year_within_cap')],
            },
        ),
        migrations.RunSQL(ROW_LEVEL_SECURITY, NO_ROW_LEVEL_SECURITY),
        migrations.RunSQL(IN_ALL_BOOKS, NOT_IN_ALL_BOOKS),
        migrations.RunPython(make_keys, migrations.RunPython.noop),
    ]
