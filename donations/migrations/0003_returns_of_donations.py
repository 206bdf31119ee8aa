"""Returns: what was asked stays, each step is taken once, and a returned donation is in all books."""

import django.db.models.deletion
import kernel.fields
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


ROW_LEVEL_SECURITY = """
ALTER TABLE donations_donationreturn ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON donations_donationreturn USING ((SELECT hometown_is_system()));
-- Whoever sees a donation sees its returns: the inner query is under that table's policies.
CREATE POLICY of_visible_donation ON donations_donationreturn FOR SELECT
    USING (EXISTS (SELECT FROM donations_donation d WHERE d.id = donation_id));
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY of_visible_donation ON donations_donationreturn;
DROP POLICY system ON donations_donationreturn;
ALTER TABLE donations_donationreturn DISABLE ROW LEVEL SECURITY;
"""

STEP_BY_STEP = """
CREATE FUNCTION return_goes_step_by_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := ARRAY['decided_by_id', 'decided_at', 'refusal', 'gift_value_krw',
                            'returned_krw'];
    paid_out text[] := ARRAY['paid_out_by_id', 'paid_out_at'];
    may_change text[];
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'returns are never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    may_change := CASE
        WHEN OLD.status = 'requested' AND NEW.status IN ('approved', 'refused') THEN decided
        WHEN OLD.status = 'approved' AND NEW.status = 'paid_out' THEN paid_out
    END;
    IF may_change IS NULL
        OR to_jsonb(NEW) - 'status' - may_change IS DISTINCT FROM to_jsonb(OLD) - 'status' - may_change
    THEN
        RAISE EXCEPTION 'return % cannot go from % to % like this', OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'approved' AND NEW.returned_krw + NEW.gift_value_krw IS DISTINCT FROM
        (SELECT amount_krw FROM donations_donation WHERE id = NEW.donation_id)
    THEN
        RAISE EXCEPTION 'return % does not account for the whole donation', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'return_accounts_for_the_donation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER return_goes_step_by_step
    BEFORE UPDATE OR DELETE ON donations_donationreturn
    FOR EACH ROW EXECUTE FUNCTION return_goes_step_by_step();
CREATE TRIGGER returns_are_never_truncated
    BEFORE TRUNCATE ON donations_donationreturn
    FOR EACH STATEMENT EXECUTE FUNCTION return_goes_step_by_step();

CREATE FUNCTION donation_returns_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IS DISTINCT FROM NEW.status
        AND NOT (OLD.status = 'accepted' AND NEW.status = 'returned')
    THEN
        RAISE EXCEPTION 'donation % cannot go from % to %', OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER donation_returns_for_good
    BEFORE UPDATE OF status ON donations_donation
    FOR EACH ROW EXECUTE FUNCTION donation_returns_for_good();
"""

NOT_STEP_BY_STEP = """
DROP TRIGGER donation_returns_for_good ON donations_donation;
DROP FUNCTION donation_returns_for_good();
DROP TRIGGER returns_are_never_truncated ON donations_donationreturn;
DROP TRIGGER return_goes_step_by_step ON donations_donationreturn;
DROP FUNCTION return_goes_step_by_step();
"""

IN_ALL_BOOKS = """
CREATE FUNCTION return_is_in_all_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE gift uuid; owed bigint; case_id uuid; paid bigint; taken_back boolean; returned boolean;
BEGIN
    gift := CASE TG_TABLE_NAME WHEN 'donations_donation' THEN to_jsonb(NEW) ->> 'id'
        ELSE to_jsonb(NEW) ->> 'donation_id' END;
    SELECT id, returned_krw INTO case_id, owed FROM donations_donationreturn
        WHERE donation_id = gift AND status = 'paid_out';
    SELECT coalesce(sum(t.amount_krw), 0) INTO paid FROM ledger_journaltransfer t
        JOIN donations_donation d ON d.id = gift AND d.recipient_id = t.municipality_id
        WHERE t.entry = case_id AND t.kind = 'return' AND t.credit_account = '1100';
    SELECT EXISTS (SELECT FROM receipts_receiptcancellation c
        JOIN donations_donation d ON d.receipt_id = c.receipt_id
        WHERE d.id = gift AND c.source = case_id) INTO taken_back;
    SELECT status = 'returned' INTO returned FROM donations_donation WHERE id = gift;
    IF case_id IS NULL OR paid IS DISTINCT FROM owed OR NOT taken_back
        OR returned IS DISTINCT FROM true
    THEN
        RAISE EXCEPTION 'return of donation %: % owed, % booked, receipt taken back: %',
            gift, owed, paid, taken_back
            USING ERRCODE = 'check_violation', CONSTRAINT = 'return_is_in_all_books';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER return_is_in_all_books
    AFTER UPDATE OF status ON donations_donationreturn DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.status = 'paid_out') EXECUTE FUNCTION return_is_in_all_books();
CREATE CONSTRAINT TRIGGER returned_donation_is_in_all_books
    AFTER UPDATE OF status ON donations_donation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.status = 'returned') EXECUTE FUNCTION return_is_in_all_books();
"""

NOT_IN_ALL_BOOKS = """
DROP TRIGGER returned_donation_is_in_all_books ON donations_donation;
DROP TRIGGER return_is_in_all_books ON donations_donationreturn;
DROP FUNCTION return_is_in_all_books();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0002_hold_an_amount_while_the_donor_pays'),
        ('ledger', '0002_returns_are_booked'),
        ('receipts', '0003_cancel_a_receipt_by_another_document'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='donation',
            name='status',
            field=models.CharField(choices=[('accepted', 'Accepted'), ('returned', 'Returned')], default='accepted', max_length=10, verbose_name='status'),
        ),
        migrations.CreateModel(
            name='DonationReturn',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('portal_reference', models.CharField(blank=True, max_length=100, verbose_name='portal reference')),
                ('content_hash', models.CharField(editable=False, max_length=64)),
                ('requested_at', models.DateTimeField(verbose_name='requested at')),
                ('ground', models.CharField(choices=[('resident', 'The donor was a resident'), ('recipient_restricted', 'The local government was under restriction'), ('false_name', "A false name, or another's"), ('barred_relation', 'A barred relation'), ('coercion', 'Coercion or active urging'), ('solicitation', 'A forbidden way of soliciting'), ('unlawful_intake', 'Intake outside a public place or channel'), ('gift_breach', 'A gift above the limit, or a forbidden one'), ('payment_error', 'Paid twice by mistake')], max_length=20, verbose_name='ground')),
                ('note', kernel.fields.EncryptedTextField(blank=True, default='', verbose_name='note')),
                ('status', models.CharField(choices=[('requested', 'Requested'), ('approved', 'Approved'), ('refused', 'Refused'), ('paid_out', 'Paid out')], default='requested', max_length=10, verbose_name='status')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('refusal', kernel.fields.EncryptedTextField(blank=True, default='', verbose_name='reason of the refusal')),
                ('gift_value_krw', models.BigIntegerField(null=True, verbose_name='value of gifts (won)')),
                ('returned_krw', models.BigIntegerField(null=True, verbose_name='amount returned (won)')),
                ('paid_out_at', models.DateTimeField(null=True, verbose_name='paid out at')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('donation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='donations.donation', verbose_name='donation')),
                ('paid_out_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='paid out by')),
                ('portal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL, verbose_name='requested by portal')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
            ],
            options={
                'verbose_name': 'return',
                'verbose_name_plural': 'returns',
                'indexes': [models.Index(condition=models.Q(('status__in', ['requested', 'approved'])), fields=['requested_at'], name='return_waiting')],
                'constraints': [models.UniqueConstraint(fields=('portal', 'portal_reference'), name='return_requested_once'), models.UniqueConstraint(condition=models.Q(('status', 'refused'), _negated=True), fields=('donation',), name='donation_goes_back_once'), models.CheckConstraint(condition=models.Q(models.Q(('portal__isnull', False), ('requested_by', None)), models.Q(('portal', None), ('requested_by__isnull', False)), _connector='OR'), name='return_is_requested_by_one'), models.CheckConstraint(condition=models.Q(('requested_by', None), ('decided_by', None), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='return_is_decided_by_another'), models.CheckConstraint(condition=models.Q(('paid_out_by', None), models.Q(('paid_out_by', models.F('decided_by')), _negated=True), _connector='OR'), name='return_is_paid_out_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('returned_krw', None), ('status', 'requested')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('returned_krw', None), ('status', 'refused')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('gift_value_krw__isnull', False), ('returned_krw__isnull', False), ('status__in', ['approved', 'paid_out']), ('gift_value_krw__gte', 0), ('returned_krw__gte', 0)), _connector='OR'), name='return_says_what_was_decided'), models.CheckConstraint(condition=models.Q(models.Q(('paid_out_at__isnull', False), ('paid_out_by__isnull', False), ('status', 'paid_out')), models.Q(models.Q(('status', 'paid_out'), _negated=True), ('paid_out_at', None), ('paid_out_by', None)), _connector='OR'), name='return_says_who_paid_out'), models.CheckConstraint(condition=models.Q(models.Q(('ground__in', ['gift_breach', 'payment_error']), _negated=True), ('gift_value_krw', None), ('gift_value_krw', 0), _connector='OR'), name='return_in_full_deducts_no_gift')],
            },
        ),
        migrations.RunSQL(ROW_LEVEL_SECURITY, NO_ROW_LEVEL_SECURITY),
        migrations.RunSQL(STEP_BY_STEP, NOT_STEP_BY_STEP),
        migrations.RunSQL(IN_ALL_BOOKS, NOT_IN_ALL_BOOKS),
    ]
