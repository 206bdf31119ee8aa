"""Values carry parts, an interval and their nature; projects and named outliers are loaded."""
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0002_rows_carry_conversions'),
    ]

    operations = [
        migrations.CreateModel(
            name='NamedOutlier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(choices=[('KR', 'Korea'), ('JP', 'Japan')], max_length=2, verbose_name='country')),
                ('area', models.CharField(max_length=6, verbose_name='code of the area')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('kind', models.CharField(choices=[('gift', 'a single gift'), ('body', 'a whole local government')], max_length=4, verbose_name='kind')),
                ('amount', models.BigIntegerField(blank=True, null=True, verbose_name='amount')),
                ('resolution', models.BigIntegerField(blank=True, null=True, verbose_name='resolution')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('source', models.CharField(max_length=250, verbose_name='source')),
                ('row', models.PositiveIntegerField(verbose_name='row of the file')),
            ],
            options={
                'verbose_name': 'named outlier',
                'verbose_name_plural': 'named outliers',
            },
        ),
        migrations.CreateModel(
            name='PublishedProject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(choices=[('KR', 'Korea'), ('JP', 'Japan')], max_length=2, verbose_name='country')),
                ('area', models.CharField(max_length=6, verbose_name='code of the area')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                ('is_designated', models.BooleanField(verbose_name='designated')),
                ('target', models.BigIntegerField(blank=True, null=True, verbose_name='target')),
                ('raised', models.BigIntegerField(blank=True, null=True, verbose_name='raised')),
                ('source', models.CharField(max_length=250, verbose_name='source')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('row', models.PositiveIntegerField(verbose_name='row of the file')),
            ],
            options={
                'verbose_name': 'published project',
                'verbose_name_plural': 'published projects',
            },
        ),
        migrations.AddField(
            model_name='reportrow',
            name='interval_high',
            field=models.DecimalField(blank=True, decimal_places=10, max_digits=30, null=True, verbose_name='upper end'),
        ),
        migrations.AddField(
            model_name='reportrow',
            name='interval_low',
            field=models.DecimalField(blank=True, decimal_places=10, max_digits=30, null=True, verbose_name='lower end'),
        ),
        migrations.AddField(
            model_name='reportrow',
            name='interval_method',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='what the interval is'),
        ),
        migrations.AddField(
            model_name='reportrow',
            name='nature',
            field=models.CharField(choices=[('measured', 'measured: as published'), ('derived', 'derived: arithmetic over published figures'), ('modelled', 'modelled: rests on an assumption')], db_default='derived', default='derived', max_length=8, verbose_name='nature'),
        ),
        migrations.AddField(
            model_name='reportrow',
            name='parts',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list, verbose_name='parts'),
        ),
        migrations.AddIndex(
            model_name='publishedfigure',
            index=models.Index(fields=['area'], name='figure_by_area'),
        ),
        migrations.AddField(
            model_name='namedoutlier',
            name='dataset',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='outliers', to='reports.dataset'),
        ),
        migrations.AddField(
            model_name='publishedproject',
            name='dataset',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='reports.dataset'),
        ),
        migrations.AddConstraint(
            model_name='namedoutlier',
            constraint=models.UniqueConstraint(fields=('area', 'year'), name='named_outlier_once'),
        ),
        migrations.AddIndex(
            model_name='publishedproject',
            index=models.Index(fields=['country', 'year'], name='published_project_by_year'),
        ),
        migrations.AddConstraint(
            model_name='publishedproject',
            constraint=models.UniqueConstraint(fields=('dataset', 'row'), name='published_project_once'),
        ),
    ]
