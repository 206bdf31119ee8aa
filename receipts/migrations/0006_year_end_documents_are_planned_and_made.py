"""Let a year-end batch be planned, approved by another official, and made piece by piece."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

STAYS_AS_PLANNED = """
CREATE FUNCTION receipts_list_stays_as_planned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.sha256 = ''
        AND (NEW.id, NEW.batch_id, NEW.position, NEW.donor, NEW.numbers, NEW.amount_krw)
            = (OLD.id, OLD.batch_id, OLD.position, OLD.donor, OLD.numbers, OLD.amount_krw)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a year-end list stays as it was planned: % refused on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER year_end_list_stays_as_planned
    BEFORE UPDATE OR DELETE ON receipts_yearenddocument
    FOR EACH ROW EXECUTE FUNCTION receipts_list_stays_as_planned();
CREATE TRIGGER year_end_list_is_not_emptied
    BEFORE TRUNCATE ON receipts_yearenddocument
    FOR EACH STATEMENT EXECUTE FUNCTION receipts_list_stays_as_planned();
"""

MAY_CHANGE = """
DROP TRIGGER year_end_list_is_not_emptied ON receipts_yearenddocument;
DROP TRIGGER year_end_list_stays_as_planned ON receipts_yearenddocument;
DROP FUNCTION receipts_list_stays_as_planned();
"""

BY_SCOPE = """
ALTER TABLE receipts_yearendbatch ENABLE ROW LEVEL SECURITY;
CREATE POLICY year_end_of_the_service ON receipts_yearendbatch FOR ALL
    USING ((SELECT hometown_is_system())) WITH CHECK ((SELECT hometown_is_system()));
CREATE POLICY year_end_of_the_issuer ON receipts_yearendbatch FOR SELECT
    USING (issuer_id = ANY ((SELECT hometown_codes())::text[]));
ALTER TABLE receipts_yearenddocument ENABLE ROW LEVEL SECURITY;
CREATE POLICY year_end_list_of_the_service ON receipts_yearenddocument FOR ALL
    USING ((SELECT hometown_is_system())) WITH CHECK ((SELECT hometown_is_system()));
-- Whoever sees a batch sees its list: the inner query is under its policies.
CREATE POLICY year_end_list_of_a_visible_batch ON receipts_yearenddocument FOR SELECT
    USING (EXISTS (SELECT FROM receipts_yearendbatch b WHERE b.id = batch_id));
"""

BY_NOBODY = """
DROP POLICY year_end_list_of_a_visible_batch ON receipts_yearenddocument;
DROP POLICY year_end_list_of_the_service ON receipts_yearenddocument;
ALTER TABLE receipts_yearenddocument DISABLE ROW LEVEL SECURITY;
DROP POLICY year_end_of_the_issuer ON receipts_yearendbatch;
DROP POLICY year_end_of_the_service ON receipts_yearendbatch;
ALTER TABLE receipts_yearendbatch DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('receipts', '0005_receipts_are_corrected_and_handed_out_again'),
        ('regions', '0002_restrictions_of_intake'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='YearEndBatch',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField(verbose_name='tax year')),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('approved', 'Approved, waiting'), ('running', 'Running'), ('done', 'Done'), ('withdrawn', 'Withdrawn'), ('failed', 'Failed')], default='planned', max_length=10, verbose_name='status')),
                ('documents', models.PositiveIntegerField(verbose_name='documents')),
                ('receipts', models.PositiveIntegerField(verbose_name='receipts')),
                ('amount_krw', models.BigIntegerField(verbose_name='amount (won)')),
                ('list_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the list')),
                ('planned_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='planned at')),
                ('approved_at', models.DateTimeField(null=True, verbose_name='approved at')),
                ('claimed_by', models.CharField(blank=True, editable=False, max_length=60)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('written', models.PositiveIntegerField(default=0, verbose_name='documents written')),
                ('bytes_written', models.BigIntegerField(default=0, verbose_name='bytes written')),
                ('bundle_sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the bundle')),
                ('bundle_bytes', models.BigIntegerField(null=True, verbose_name='size of the bundle')),
                ('error', models.CharField(blank=True, max_length=200, verbose_name='error')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('issuer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='issuer')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='planned by')),
            ],
            options={
                'verbose_name': 'year-end batch',
                'verbose_name_plural': 'year-end batches',
            },
        ),
        migrations.CreateModel(
            name='YearEndDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('donor', models.BigIntegerField(help_text="the donor's row; no foreign key, donors lie above")),
                ('numbers', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), help_text='numbers of the receipts, in their order', size=None)),
                ('amount_krw', models.BigIntegerField()),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('crc32', models.BigIntegerField(null=True)),
                ('size', models.PositiveIntegerField(null=True)),
                ('offset', models.BigIntegerField(null=True)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='receipts.yearendbatch')),
            ],
        ),
        migrations.AddConstraint(
            model_name='yearendbatch',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['planned', 'approved', 'running'])), fields=('issuer', 'year'), name='year_end_one_open_batch'),
        ),
        migrations.AddConstraint(
            model_name='yearendbatch',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('planned_by')), _negated=True), _connector='OR'), name='year_end_approved_by_another_official'),
        ),
        migrations.AddConstraint(
            model_name='yearendbatch',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'withdrawn']), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='year_end_runs_only_when_approved'),
        ),
        migrations.AddConstraint(
            model_name='yearendbatch',
            constraint=models.CheckConstraint(condition=models.Q(('written__lte', models.F('documents')), models.Q(models.Q(('status', 'done'), _negated=True), models.Q(('bundle_bytes__isnull', False), ('written', models.F('documents'))), _connector='OR')), name='year_end_is_done_with_its_last_document'),
        ),
        migrations.AddConstraint(
            model_name='yearenddocument',
            constraint=models.UniqueConstraint(fields=('batch', 'position'), name='year_end_document_has_its_place'),
        ),
        migrations.AddConstraint(
            model_name='yearenddocument',
            constraint=models.UniqueConstraint(fields=('batch', 'donor'), name='year_end_one_document_a_donor'),
        ),
        migrations.AddConstraint(
            model_name='yearenddocument',
            constraint=models.CheckConstraint(condition=models.Q(('numbers__len__gte', 1)), name='year_end_document_shows_receipts'),
        ),
        migrations.AddConstraint(
            model_name='yearenddocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('crc32', None), ('offset', None), ('sha256', ''), ('size', None)), models.Q(models.Q(('sha256', ''), _negated=True), ('crc32__isnull', False), ('offset__gte', 0), ('size__isnull', False)), _connector='OR'), name='year_end_document_is_written_whole_or_not'),
        ),
        migrations.RunSQL(STAYS_AS_PLANNED, MAY_CHANGE),
        migrations.RunSQL(BY_SCOPE, BY_NOBODY),
    ]
