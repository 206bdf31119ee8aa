"""Files of banks and platforms: each local government works on its own, and reaches no other's."""

import django.db.models.deletion
import django.db.models.expressions
import kernel.fields
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


TABLES = ("desk_bulksource", "desk_bulkfile", "desk_bulkchunk")

ROW_LEVEL_SECURITY = "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON {table} USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON {table}
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
"""
    for table in TABLES
)

NO_ROW_LEVEL_SECURITY = "".join(
    f"""
DROP POLICY of_official ON {table};
DROP POLICY system ON {table};
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""
    for table in TABLES
)


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0001_sums_by_day_and_the_counter'),
        ('regions', '0002_restrictions_of_intake'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('columns', models.JSONField(default=dict, editable=False)),
                ('payment_method', models.CharField(default='transfer', editable=False, max_length=10)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government')),
                ('portal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL, verbose_name='portal')),
            ],
            options={
                'verbose_name': 'source of files',
                'verbose_name_plural': 'sources of files',
            },
        ),
        migrations.CreateModel(
            name='BulkFile',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', kernel.fields.EncryptedTextField(verbose_name='file')),
                ('content_hash', models.CharField(editable=False, max_length=64)),
                ('reference_base', models.CharField(editable=False, max_length=24)),
                ('headings', models.JSONField(editable=False)),
                ('columns', models.JSONField(default=dict, editable=False)),
                ('payment_method', models.CharField(editable=False, max_length=10)),
                ('is_declared', models.BooleanField(verbose_name='forms were taken before payment')),
                ('row_count', models.PositiveIntegerField(verbose_name='rows')),
                ('status', models.CharField(choices=[('uploaded', 'Columns to be assigned'), ('examining', 'Being examined'), ('examined', 'Examined'), ('running', 'Being taken in'), ('done', 'Taken in'), ('closed', 'Closed')], default='uploaded', max_length=10, verbose_name='status')),
                ('is_discarded', models.BooleanField(default=False)),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('claimed_by', models.CharField(blank=True, max_length=60)),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('queued_at', models.DateTimeField(null=True)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.bulkfile')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='desk.bulksource', verbose_name='source')),
            ],
            options={
                'verbose_name': 'uploaded file',
                'verbose_name_plural': 'uploaded files',
            },
        ),
        migrations.CreateModel(
            name='BulkChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('first_row', models.PositiveIntegerField()),
                ('sealed', kernel.fields.EncryptedTextField(blank=True, default='')),
                ('outcomes', models.JSONField(default=list)),
                ('rows', models.PositiveSmallIntegerField()),
                ('waiting', models.PositiveSmallIntegerField()),
                ('ready', models.PositiveSmallIntegerField(default=0)),
                ('refused', models.PositiveSmallIntegerField(default=0)),
                ('doubtful', models.PositiveSmallIntegerField(default=0)),
                ('left', models.PositiveSmallIntegerField(default=0)),
                ('accepted', models.PositiveSmallIntegerField(default=0)),
                ('repeated', models.PositiveSmallIntegerField(default=0)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chunks', to='desk.bulkfile')),
            ],
            options={
                'verbose_name': 'piece of a file',
                'verbose_name_plural': 'pieces of files',
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='bulk_chunk_once'), models.CheckConstraint(condition=models.Q(('rows', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('waiting'), '+', models.F('ready')), '+', models.F('refused')), '+', models.F('doubtful')), '+', models.F('left')), '+', models.F('accepted')), '+', models.F('repeated')))), name='bulk_chunk_counts_every_row')],
            },
        ),
        migrations.AddConstraint(
            model_name='bulksource',
            constraint=models.UniqueConstraint(fields=('municipality', 'name'), name='bulk_source_once'),
        ),
        migrations.AddIndex(
            model_name='bulkfile',
            index=models.Index(condition=models.Q(('status__in', ['examining', 'running'])), fields=['queued_at'], name='bulk_file_waiting'),
        ),
        migrations.AddConstraint(
            model_name='bulkfile',
            constraint=models.UniqueConstraint(condition=models.Q(('is_discarded', False)), fields=('source', 'content_hash'), name='bulk_file_uploaded_once'),
        ),
        migrations.AddConstraint(
            model_name='bulkfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['running', 'done']), _negated=True), ('started_by__isnull', False), _connector='OR'), name='bulk_file_started_by_somebody'),
        ),
        migrations.RunSQL(ROW_LEVEL_SECURITY, NO_ROW_LEVEL_SECURITY),
    ]
