"""Settlements, where they differ and why: appended, and each local government's own."""

import django.db.models.deletion
import kernel.fields
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


TABLES = ("desk_settlement", "desk_settlementline", "desk_lineresolution")

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

APPEND_ONLY = """
CREATE FUNCTION settlement_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was compared and resolved stays' USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION settlement_is_append_only();
"""
    for table in TABLES
)

NOT_APPEND_ONLY = "".join(
    f"DROP TRIGGER {table}_is_append_only ON {table};" for table in TABLES
) + "DROP FUNCTION settlement_is_append_only();"


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0002_files_of_banks_and_platforms'),
        ('donations', '0004_look_once_a_statement'),
        ('regions', '0003_local_governments_are_never_removed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('first_on', models.DateField(verbose_name='from')),
                ('last_on', models.DateField(verbose_name='to')),
                ('content_hash', models.CharField(editable=False, max_length=64)),
                ('their_number', models.PositiveIntegerField(verbose_name='payments there')),
                ('their_krw', models.BigIntegerField(verbose_name='amount there (won)')),
                ('our_number', models.PositiveIntegerField(verbose_name='donations here')),
                ('our_krw', models.BigIntegerField(verbose_name='amount here (won)')),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded at')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
                ('portal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL, verbose_name='portal')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'settlement',
                'verbose_name_plural': 'settlements',
            },
        ),
        migrations.CreateModel(
            name='SettlementLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('absent_here', 'Paid there, absent here'), ('absent_there', 'Here, absent there'), ('amount', 'The amounts differ')], max_length=12)),
                ('reference', models.CharField(max_length=100)),
                ('paid_on', models.DateField(null=True)),
                ('their_krw', models.BigIntegerField(null=True)),
                ('our_krw', models.BigIntegerField(null=True)),
                ('donation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='donations.donation')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
                ('settlement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='desk.settlement')),
            ],
            options={
                'verbose_name': 'difference',
                'verbose_name_plural': 'differences',
            },
        ),
        migrations.CreateModel(
            name='LineResolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('reported_since', 'It was reported or taken in since'), ('other_day', 'It stands under another day or reference'), ('returned', 'It is returned or being returned'), ('their_error', 'The file is wrong; its sender was told'), ('not_a_donation', 'It is no donation to us'), ('other', 'Something else (see the note)')], max_length=16)),
                ('note', kernel.fields.EncryptedTextField(blank=True, default='')),
                ('resolved_at', models.DateTimeField()),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
                ('resolved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resolutions', to='desk.settlementline')),
            ],
            options={
                'verbose_name': 'resolution',
                'verbose_name_plural': 'resolutions',
                'ordering': ['-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.UniqueConstraint(fields=('municipality', 'portal', 'first_on', 'last_on', 'content_hash'), name='settlement_compared_once'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='settlement_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='settlementline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'absent_here'), ('our_krw', None), ('their_krw__isnull', False)), models.Q(('kind', 'absent_there'), ('our_krw__isnull', False), ('their_krw', None)), models.Q(('kind', 'amount'), ('our_krw__isnull', False), ('their_krw__isnull', False)), _connector='OR'), name='settlement_line_says_both_sides'),
        ),
        migrations.AddConstraint(
            model_name='lineresolution',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', 'other'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='other_reason_has_a_note'),
        ),
        migrations.RunSQL(ROW_LEVEL_SECURITY, NO_ROW_LEVEL_SECURITY),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
    ]
