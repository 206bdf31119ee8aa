"""Let a receipt be corrected by another, handed out again, and show what its issuer registered."""

import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.fields
from django.conf import settings
from django.db import migrations, models

ONE_DOCUMENT_AFTER_THE_OTHER = """
-- Each locks the receipt it is about, so that two that come at once see each other.
CREATE FUNCTION receipts_replacement_keeps_the_donation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE old receipts_receipt;
BEGIN
    SELECT * INTO old FROM receipts_receipt WHERE id = NEW.replaces_id FOR UPDATE;
    IF (old.source, old.issuer_id, old.year, old.amount_krw, old.donated_on, old.law_version,
        old.channel, old.payment_method, old.designation, old.disaster_declared_on)
        IS DISTINCT FROM
       (NEW.source, NEW.issuer_id, NEW.year, NEW.amount_krw, NEW.donated_on, NEW.law_version,
        NEW.channel, NEW.payment_method, NEW.designation, NEW.disaster_declared_on)
    THEN
        RAISE EXCEPTION 'receipt % is not of the donation of the one it replaces', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'replacement_keeps_the_donation';
    END IF;
    IF EXISTS (SELECT FROM receipts_receiptcancellation c WHERE c.receipt_id = old.id) THEN
        RAISE EXCEPTION 'receipt % is cancelled and cannot be replaced', old.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_is_voided_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER replacement_keeps_the_donation
    BEFORE INSERT ON receipts_receipt
    FOR EACH ROW WHEN (NEW.replaces_id IS NOT NULL)
    EXECUTE FUNCTION receipts_replacement_keeps_the_donation();

CREATE FUNCTION receipts_is_of_a_standing_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM receipts_receipt WHERE id = NEW.receipt_id FOR UPDATE;
    IF EXISTS (SELECT FROM receipts_receipt r WHERE r.replaces_id = NEW.receipt_id)
        OR EXISTS (SELECT FROM receipts_receiptcancellation c WHERE c.receipt_id = NEW.receipt_id)
    THEN
        RAISE EXCEPTION 'receipt % does not stand: % refused', NEW.receipt_id, TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_is_voided_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cancellation_is_of_a_standing_receipt
    BEFORE INSERT ON receipts_receiptcancellation
    FOR EACH ROW EXECUTE FUNCTION receipts_is_of_a_standing_receipt();
CREATE TRIGGER reprint_is_of_a_standing_receipt
    BEFORE INSERT ON receipts_receiptreprint
    FOR EACH ROW EXECUTE FUNCTION receipts_is_of_a_standing_receipt();
"""

IN_ANY_ORDER = """
DROP TRIGGER reprint_is_of_a_standing_receipt ON receipts_receiptreprint;
DROP TRIGGER cancellation_is_of_a_standing_receipt ON receipts_receiptcancellation;
DROP FUNCTION receipts_is_of_a_standing_receipt();
DROP TRIGGER replacement_keeps_the_donation ON receipts_receipt;
DROP FUNCTION receipts_replacement_keeps_the_donation();
"""

TABLES = {
    "receipts_receiptcorrection": "correction",
    "receipts_receiptreprint": "reprint",
    "receipts_issuerregistration": "registration",
}
"""Table -> what its triggers and policies are called by."""

NEVER_CHANGES = "".join(
    f"""
CREATE TRIGGER {name}_stays_as_issued BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION receipts_refuse_change();
CREATE TRIGGER {name}s_are_not_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION receipts_refuse_change();
"""
    for table, name in TABLES.items()
)
MAY_CHANGE = "".join(
    f"""
DROP TRIGGER {name}s_are_not_emptied ON {table};
DROP TRIGGER {name}_stays_as_issued ON {table};
"""
    for table, name in TABLES.items()
)

BY_SCOPE = "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY {name}_of_the_service ON {table} FOR ALL
    USING ((SELECT hometown_is_system())) WITH CHECK ((SELECT hometown_is_system()));
CREATE POLICY {name}_of_what_is_visible ON {table} FOR SELECT USING ({visible});
"""
    for (table, name), visible in zip(
        TABLES.items(),
        (
            # Whoever sees a receipt sees what became of it: the query is under its policies.
            "EXISTS (SELECT FROM receipts_receipt r WHERE r.id = receipt_id)",
            "EXISTS (SELECT FROM receipts_receipt r WHERE r.id = receipt_id)",
            "municipality_id = ANY ((SELECT hometown_codes())::text[])",
        ),
        strict=True,
    )
)
BY_NOBODY = "".join(
    f"""
DROP POLICY {name}_of_what_is_visible ON {table};
DROP POLICY {name}_of_the_service ON {table};
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""
    for table, name in TABLES.items()
)


class Migration(migrations.Migration):

    dependencies = [
        ('receipts', '0004_look_once_a_statement'),
        ('regions', '0002_restrictions_of_intake'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IssuerRegistration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('business_number', models.CharField(help_text='for example 123-45-67890', max_length=12, verbose_name='business number')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='entered at')),
            ],
            options={
                'verbose_name': 'registration of the issuer',
                'verbose_name_plural': 'registrations of the issuer',
            },
        ),
        migrations.CreateModel(
            name='ReceiptCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changed', models.CharField(max_length=200, verbose_name='corrected facts')),
                ('note', kernel.fields.EncryptedTextField(help_text='for the file', verbose_name='note')),
                ('corrected_at', models.DateTimeField(verbose_name='corrected at')),
            ],
            options={
                'verbose_name': 'correction of a receipt',
                'verbose_name_plural': 'corrections of receipts',
            },
        ),
        migrations.CreateModel(
            name='ReceiptReprint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nth', models.PositiveSmallIntegerField(verbose_name='which time')),
                ('reprinted_at', models.DateTimeField(verbose_name='reissued at')),
                ('reprinted_on', models.DateField(verbose_name='reissued on')),
            ],
            options={
                'verbose_name': 'reissue of a receipt',
                'verbose_name_plural': 'reissues of receipts',
                'ordering': ['nth'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='receipt',
            name='receipt_once_per_source',
        ),
        migrations.AddField(
            model_name='receipt',
            name='donor_resident_number',
            field=kernel.fields.EncryptedTextField(default='', help_text="for the issuer's ledger; in no document for the donor", verbose_name="donor's resident number"),
        ),
        migrations.AddField(
            model_name='receipt',
            name='issuer_address',
            field=models.CharField(default='', help_text='empty: not known', max_length=200, verbose_name="issuer's address"),
        ),
        migrations.AddField(
            model_name='receipt',
            name='replaces',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacement', to='receipts.receipt', verbose_name='replaces'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('source', 'replaces'), name='receipt_once_per_source', nulls_distinct=False),
        ),
        migrations.AddField(
            model_name='issuerregistration',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='issuerregistration',
            name='municipality',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government'),
        ),
        migrations.AddField(
            model_name='receiptcorrection',
            name='corrected_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='corrected by'),
        ),
        migrations.AddField(
            model_name='receiptcorrection',
            name='receipt',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='receipts.receipt', verbose_name='receipt'),
        ),
        migrations.AddField(
            model_name='receiptreprint',
            name='receipt',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reprints', to='receipts.receipt', verbose_name='receipt'),
        ),
        migrations.AddField(
            model_name='receiptreprint',
            name='reprinted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reissued by'),
        ),
        migrations.AddIndex(
            model_name='issuerregistration',
            index=models.Index(fields=['municipality', '-valid_from', '-id'], name='issuer_registration_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='issuerregistration',
            constraint=models.CheckConstraint(condition=models.Q(('business_number__regex', '^[0-9]{3}-[0-9]{2}-[0-9]{5}$')), name='issuer_business_number_has_its_form'),
        ),
        migrations.AddConstraint(
            model_name='receiptreprint',
            constraint=models.UniqueConstraint(fields=('receipt', 'nth'), name='reprint_numbered_once'),
        ),
        migrations.RunSQL(ONE_DOCUMENT_AFTER_THE_OTHER, IN_ANY_ORDER),
        migrations.RunSQL(NEVER_CHANGES, MAY_CHANGE),
        migrations.RunSQL(BY_SCOPE, BY_NOBODY),
    ]
