"""Local governments by code, dated parents and successions, and figures about each."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='FiscalSelfReliance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('percent', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='percent')),
                ('notes', models.CharField(blank=True, max_length=200, verbose_name='notes')),
                ('source_url', models.CharField(max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'fiscal self-reliance',
                'verbose_name_plural': 'fiscal self-reliance',
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('code', models.CharField(max_length=6, primary_key=True, serialize=False, verbose_name='code')),
                ('country', models.CharField(choices=[('KR', 'Korea'), ('JP', 'Japan')], max_length=2, verbose_name='country')),
                ('level', models.CharField(choices=[('metropolitan', 'Upper tier'), ('basic', 'Basic tier')], max_length=12, verbose_name='tier')),
                ('kind', models.CharField(help_text='the native word, for example 광역시, 군, 町', max_length=5, verbose_name='kind')),
                ('name_ko', models.CharField(blank=True, max_length=20, verbose_name='Korean name')),
                ('name_ja', models.CharField(blank=True, max_length=20, verbose_name='Japanese name')),
                ('name_en', models.CharField(max_length=60, verbose_name='English name')),
                ('short_ko', models.CharField(blank=True, help_text='with its upper tier', max_length=20, verbose_name='short Korean name')),
                ('lineage_code', models.CharField(db_index=True, help_text='the same for all codes that one government has had', max_length=6, verbose_name='lineage')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('notes', models.CharField(blank=True, max_length=200, verbose_name='notes')),
                ('source_url', models.CharField(max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'local government',
                'verbose_name_plural': 'local governments',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='ParentLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='last day')),
            ],
            options={
                'verbose_name': 'upper government',
                'verbose_name_plural': 'upper governments',
            },
        ),
        migrations.CreateModel(
            name='Population',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(choices=[('KR', 'Korea'), ('JP', 'Japan')], max_length=2, verbose_name='country')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('as_of', models.CharField(max_length=10, verbose_name='as of')),
                ('basis', models.CharField(max_length=50, verbose_name='basis')),
                ('figure', models.PositiveIntegerField(verbose_name='persons')),
                ('notes', models.CharField(blank=True, max_length=200, verbose_name='notes')),
                ('source_url', models.CharField(max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'population',
                'verbose_name_plural': 'populations',
            },
        ),
        migrations.CreateModel(
            name='PopulationDeclineArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('decline', 'Population-decline area'), ('concern', 'Area of concern')], max_length=7, verbose_name='category')),
                ('designated_on', models.CharField(max_length=10, verbose_name='designated')),
                ('designated_until', models.CharField(blank=True, max_length=10, verbose_name='until')),
                ('legal_notice_on', models.DateField(blank=True, null=True, verbose_name='statutory notice')),
                ('notes', models.CharField(blank=True, max_length=200, verbose_name='notes')),
                ('source_url', models.CharField(max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'population-decline area',
                'verbose_name_plural': 'population-decline areas',
            },
        ),
        migrations.CreateModel(
            name='ReferenceVersion',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('fingerprint', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'reference version',
                'verbose_name_plural': 'reference versions',
            },
        ),
        migrations.CreateModel(
            name='SpecialDisasterDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declared_on', models.DateField(verbose_name='declared on')),
                ('scope', models.CharField(choices=[('whole', 'Whole area'), ('partial', 'Some towns only')], max_length=7, verbose_name='scope')),
                ('sub_areas', models.CharField(blank=True, help_text='separated by semicolons', max_length=100, verbose_name='towns')),
                ('category', models.CharField(max_length=10, verbose_name='category')),
                ('cause', models.CharField(max_length=100, verbose_name='cause')),
                ('event_period', models.CharField(max_length=21, verbose_name='period of the event')),
                ('notes', models.CharField(blank=True, max_length=200, verbose_name='notes')),
                ('source_url', models.CharField(max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'special-disaster declaration',
                'verbose_name_plural': 'special-disaster declarations',
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='first day of the successor')),
            ],
            options={
                'verbose_name': 'succession',
                'verbose_name_plural': 'successions',
            },
        ),
        migrations.CreateModel(
            name='JapaneseProfile',
            fields=[
                ('municipality', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='japanese_profile', serialize=False, to='regions.municipality')),
                ('name_kana', models.CharField(max_length=30, verbose_name='kana')),
                ('prefecture_number', models.CharField(max_length=2, verbose_name='prefecture number')),
                ('iso_code', models.CharField(blank=True, max_length=5, verbose_name='ISO 3166-2')),
                ('is_designated_city', models.BooleanField(verbose_name='designated city')),
                ('is_special_ward', models.BooleanField(verbose_name='special ward')),
                ('grant_status_fy2024', models.CharField(blank=True, max_length=16, verbose_name='ordinary grant, FY2024')),
                ('latitude', models.DecimalField(decimal_places=9, max_digits=12, verbose_name='latitude')),
                ('longitude', models.DecimalField(decimal_places=9, max_digits=12, verbose_name='longitude')),
                ('romanised_by', models.CharField(max_length=20, verbose_name='romanised by')),
                ('primary_industry_percent_2020', models.DecimalField(decimal_places=4, max_digits=8, null=True, verbose_name='workers in primary industry, percent')),
                ('fiscal_strength_2021', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='fiscal strength index, FY2021')),
                ('source_url', models.CharField(blank=True, max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'Japanese profile',
                'verbose_name_plural': 'Japanese profiles',
            },
        ),
        migrations.AddIndex(
            model_name='municipality',
            index=models.Index(fields=['country', 'level', 'code'], name='municipality_by_tier'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code__regex', '^\\d{5}$'), ('country', 'KR')), models.Q(('code__regex', '^\\d{6}$'), ('country', 'JP')), _connector='OR'), name='municipality_code_has_five_or_six_digits'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='municipality_ends_after_it_begins'),
        ),
        migrations.AddField(
            model_name='fiscalselfreliance',
            name='area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fiscal_self_reliance', to='regions.municipality'),
        ),
        migrations.AddField(
            model_name='parentlink',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parent_links', to='regions.municipality'),
        ),
        migrations.AddField(
            model_name='parentlink',
            name='parent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='child_links', to='regions.municipality'),
        ),
        migrations.AddField(
            model_name='population',
            name='area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='populations', to='regions.municipality'),
        ),
        migrations.AddField(
            model_name='populationdeclinearea',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decline_designations', to='regions.municipality'),
        ),
        migrations.AddConstraint(
            model_name='referenceversion',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='reference_version_is_one'),
        ),
        migrations.AddField(
            model_name='specialdisasterdeclaration',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disaster_declarations', to='regions.municipality'),
        ),
        migrations.AddField(
            model_name='succession',
            name='predecessor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='regions.municipality'),
        ),
        migrations.AddField(
            model_name='succession',
            name='successor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='origins', to='regions.municipality'),
        ),
        migrations.AddConstraint(
            model_name='fiscalselfreliance',
            constraint=models.UniqueConstraint(fields=('area', 'year'), name='fiscal_self_reliance_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='parentlink',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(deferrable=models.Deferrable['DEFERRED'], expressions=[('child', '='), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[]'), function='daterange', output_field=models.DateField()), '&&')], name='parent_link_one_parent_a_day'),
        ),
        migrations.AddConstraint(
            model_name='parentlink',
            constraint=models.CheckConstraint(condition=models.Q(('child', models.F('parent')), _negated=True), name='parent_link_not_its_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='population',
            constraint=models.UniqueConstraint(fields=('country', 'area', 'as_of', 'basis'), name='population_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='populationdeclinearea',
            constraint=models.UniqueConstraint(fields=('area', 'designated_on'), name='decline_area_once'),
        ),
        migrations.AddConstraint(
            model_name='specialdisasterdeclaration',
            constraint=models.UniqueConstraint(fields=('area', 'declared_on', 'cause'), name='disaster_declaration_once'),
        ),
        migrations.AddConstraint(
            model_name='specialdisasterdeclaration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scope', 'whole'), ('sub_areas', '')), models.Q(('scope', 'partial'), models.Q(('sub_areas', ''), _negated=True)), _connector='OR'), name='disaster_declaration_names_towns_when_partial'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.UniqueConstraint(fields=('predecessor', 'successor'), name='succession_once'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='succession_to_another'),
        ),
    ]
