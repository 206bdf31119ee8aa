"""Editions of reports fall due and go to subscribers; a run names its inputs and how far it is."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.fields
import uuid_utils.compat
from django.db import migrations, models

ROW_LEVEL_SECURITY = """
ALTER TABLE reports_subscriber ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports_delivery ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON reports_subscriber USING ((SELECT hometown_is_system()));
CREATE POLICY system ON reports_delivery USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON reports_subscriber
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
CREATE POLICY of_official ON reports_delivery USING (EXISTS (
    SELECT FROM reports_subscriber s WHERE s.id = subscriber_id
));
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY of_official ON reports_delivery;
DROP POLICY of_official ON reports_subscriber;
DROP POLICY system ON reports_delivery;
DROP POLICY system ON reports_subscriber;
ALTER TABLE reports_delivery DISABLE ROW LEVEL SECURITY;
ALTER TABLE reports_subscriber DISABLE ROW LEVEL SECURITY;
"""

FINISHED_BEFORE = """
UPDATE reports_reportrun SET stage = 'finished', documents_made_at = finished_at
WHERE status IN ('done', 'failed')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0002_restrictions_of_intake'),
        ('reports', '0003_values_carry_parts_and_intervals'),
    ]

    operations = [
        migrations.AddField(
            model_name='reportrun',
            name='documents_made_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='documents made at'),
        ),
        migrations.AddField(
            model_name='reportrun',
            name='inputs',
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, verbose_name='inputs'),
        ),
        migrations.AddField(
            model_name='reportrun',
            name='stage',
            field=models.CharField(choices=[('waiting', 'waiting for a worker'), ('rows', 'computing the rows'), ('documents', 'rows are there, documents wait'), ('csv', 'CSV'), ('json', 'JSON'), ('xlsx', 'spreadsheet'), ('html', 'page'), ('pdf', 'PDF'), ('finished', 'finished')], db_default='waiting', default='waiting', max_length=9, verbose_name='progress'),
        ),
        migrations.AddField(
            model_name='reportrun',
            name='stage_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='at this stage since'),
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', kernel.fields.EncryptedTextField(verbose_name='e-mail')),
                ('language', models.CharField(choices=[('ko', '한국어'), ('en', 'English'), ('ja', '日本語')], default='ko', max_length=2, verbose_name='language')),
                ('editions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('monthly', 'monthly, on closed months'), ('quarterly', 'quarterly'), ('provisional', 'yearly, provisional (January)'), ('final', 'yearly, final (after the settlement)'), ('refresh', 'when new tables are loaded')], max_length=11), size=None, verbose_name='editions')),
                ('subscribed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='subscribed')),
                ('unsubscribed_at', models.DateTimeField(editable=False, null=True, verbose_name='unsubscribed')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='entered by the local government')),
            ],
            options={
                'verbose_name': 'subscriber',
                'verbose_name_plural': 'subscribers',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('edition', models.CharField(choices=[('monthly', 'monthly, on closed months'), ('quarterly', 'quarterly'), ('provisional', 'yearly, provisional (January)'), ('final', 'yearly, final (after the settlement)'), ('refresh', 'when new tables are loaded')], max_length=11, verbose_name='edition')),
                ('period', models.CharField(max_length=16, verbose_name='period')),
                ('status', models.CharField(choices=[('queued', 'waiting'), ('preparing', 'being prepared'), ('sending', 'being handed to the mail server'), ('sent', 'sent'), ('failed', 'refused'), ('uncertain', "uncertain: the mail server's answer was lost"), ('dropped', 'not sent: unsubscribed')], default='queued', max_length=9, verbose_name='status')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('not_before', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='not before')),
                ('lease_until', models.DateTimeField(null=True, verbose_name='lease until')),
                ('error', models.CharField(blank=True, max_length=200, verbose_name='cause')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='created at')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='reports.reportrun', verbose_name='report run')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='reports.subscriber', verbose_name='subscriber')),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='DueReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.CharField(choices=[('monthly', 'monthly, on closed months'), ('quarterly', 'quarterly'), ('provisional', 'yearly, provisional (January)'), ('final', 'yearly, final (after the settlement)'), ('refresh', 'when new tables are loaded')], max_length=11, verbose_name='edition')),
                ('period', models.CharField(max_length=16, verbose_name='period')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('noticed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='noticed')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='why there is no report')),
                ('announced_at', models.DateTimeField(editable=False, null=True, verbose_name='announced')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='reports.reportrun', verbose_name='report run')),
            ],
            options={
                'verbose_name': 'report due',
                'verbose_name_plural': 'reports due',
                'ordering': ['-due_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'period', 'year'), name='edition_falls_due_once'), models.CheckConstraint(condition=models.Q(('announced_at', None), ('run__isnull', False), _connector='OR'), name='edition_is_announced_with_its_report')],
            },
        ),
        migrations.AddConstraint(
            model_name='subscriber',
            constraint=models.CheckConstraint(condition=models.Q(('editions__len__gt', 0)), name='subscriber_has_an_edition'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['status', 'not_before'], name='letter_by_status'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('run', 'subscriber'), name='report_goes_to_a_subscriber_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='letter_sent_has_its_time'),
        ),
        migrations.RunSQL([FINISHED_BEFORE], [migrations.RunSQL.noop]),
        migrations.RunSQL([ROW_LEVEL_SECURITY], [NO_ROW_LEVEL_SECURITY]),
    ]
