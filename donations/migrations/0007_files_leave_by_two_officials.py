"""Exports: read by their own local government, written in ``system``."""

import django.db.models.deletion
import kernel.fields
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

ROW_LEVEL_SECURITY = """
ALTER TABLE donations_export ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON donations_export USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON donations_export FOR SELECT
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY of_official ON donations_export;
DROP POLICY system ON donations_export;
ALTER TABLE donations_export DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0006_find_donors_by_masked_name_and_birth_date'),
        ('regions', '0003_local_governments_are_never_removed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('donations', 'Donations, names masked'), ('donors', 'Donations with names and contacts')], max_length=10, verbose_name='content')),
                ('file_format', models.CharField(choices=[('xlsx', 'Excel (xlsx)'), ('csv', 'CSV (UTF-8)')], max_length=4, verbose_name='format')),
                ('first_on', models.DateField(verbose_name='donated from')),
                ('last_on', models.DateField(verbose_name='donated to')),
                ('rows', models.PositiveIntegerField(verbose_name='donations')),
                ('purpose', models.CharField(choices=[('intake', 'Intake of donations'), ('receipt', 'Issue of receipts'), ('form', 'Checking the donation form'), ('register', 'Checking resident or foreigner records'), ('system', 'Building and running the system'), ('inquiry', 'Answering the donor'), ('return', 'Returning a donation')], max_length=10, verbose_name='purpose')),
                ('reason', kernel.fields.EncryptedTextField(verbose_name='reason')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('status', models.CharField(choices=[('requested', 'Waits for a second official'), ('approved', 'May be downloaded'), ('refused', 'Refused')], default='requested', max_length=10, verbose_name='status')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('expires_at', models.DateTimeField(verbose_name='runs out at')),
                ('downloads', models.PositiveSmallIntegerField(default=0, verbose_name='downloads')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'indexes': [models.Index(fields=['municipality', '-id'], name='export_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='export_is_decided_by_another'), models.CheckConstraint(condition=models.Q(('status__in', ['requested', 'refused']), ('decided_by__isnull', False), models.Q(('kind', 'donations'), ('rows__lte', 1000)), _connector='OR'), name='export_of_persons_takes_two'), models.CheckConstraint(condition=models.Q(('downloads__lte', 3)), name='export_is_downloaded_at_most_three_times')],
            },
        ),
        migrations.RunSQL(ROW_LEVEL_SECURITY, NO_ROW_LEVEL_SECURITY),
    ]
