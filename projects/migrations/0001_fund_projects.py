"""Fund projects with their sites and results."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('regions', '0001_local_governments_through_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='FundProject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_ko', models.CharField(max_length=120, verbose_name='name (Korean)')),
                ('name_en', models.CharField(max_length=160, verbose_name='name (English)')),
                ('purpose', models.TextField(verbose_name='what it is for')),
                ('purpose_code', models.CharField(choices=[('P1', 'Socially vulnerable people and young people'), ('P2', 'Culture, arts and health of residents'), ('P3', 'Civic participation and local community'), ('P4', 'Other welfare of residents')], max_length=2, verbose_name='statutory purpose')),
                ('kind', models.CharField(choices=[('general', 'General fund project'), ('designated', 'Designated donations')], max_length=10, verbose_name='kind')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('approved', 'Approved'), ('open', 'Open for donations'), ('closed', 'Closed'), ('running', 'Running'), ('settled', 'Settled'), ('published', 'Published'), ('cancelled', 'Cancelled')], default='draft', max_length=10, verbose_name='status')),
                ('season', models.PositiveSmallIntegerField(default=1, verbose_name='season')),
                ('target_krw', models.BigIntegerField(blank=True, null=True, verbose_name='target (won)')),
                ('raised_krw', models.BigIntegerField(default=0, editable=False, verbose_name='raised (won)')),
                ('spent_krw', models.BigIntegerField(default=0, editable=False, verbose_name='spent (won)')),
                ('donor_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='donors')),
                ('opens_on', models.DateField(blank=True, null=True, verbose_name='opens on')),
                ('closes_on', models.DateField(blank=True, null=True, verbose_name='closes on')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demo')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fund_projects', to='regions.municipality', verbose_name='local government')),
            ],
            options={
                'verbose_name': 'fund project',
                'verbose_name_plural': 'fund projects',
            },
        ),
        migrations.CreateModel(
            name='ProjectResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metric_ko', models.CharField(max_length=80, verbose_name='what (Korean)')),
                ('metric_en', models.CharField(max_length=80, verbose_name='what (English)')),
                ('value', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='value')),
                ('unit', models.CharField(max_length=30, verbose_name='unit')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('source_url', models.URLField(blank=True, verbose_name='source')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='projects.fundproject')),
            ],
            options={
                'verbose_name': 'result',
                'verbose_name_plural': 'results',
                'ordering': ['as_of', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ProjectSite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=120, verbose_name='place')),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('selected', 'Selected'), ('open', 'Open'), ('ended', 'Ended')], max_length=10, verbose_name='status')),
                ('opened_on', models.CharField(blank=True, help_text='as precise as known: 2025, 2025-06', max_length=10, verbose_name='opened')),
                ('operator', models.CharField(blank=True, max_length=120, verbose_name='operator')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sites', to='projects.fundproject')),
            ],
            options={
                'verbose_name': 'site',
                'verbose_name_plural': 'sites',
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='fundproject',
            constraint=models.UniqueConstraint(fields=('recipient', 'name_ko', 'season'), name='project_season_once'),
        ),
        migrations.AddConstraint(
            model_name='fundproject',
            constraint=models.CheckConstraint(condition=models.Q(('donor_count__gte', 0), ('raised_krw__gte', 0), ('spent_krw__gte', 0), models.Q(('kind', 'general'), ('spent_krw__lte', models.F('raised_krw')), _connector='OR')), name='project_is_not_overspent'),
        ),
        migrations.AddConstraint(
            model_name='fundproject',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'general'), ('status', 'draft'), models.Q(('opens_on__isnull', False), ('target_krw__gt', 0)), _connector='OR'), name='designated_project_has_target_and_dates'),
        ),
    ]
