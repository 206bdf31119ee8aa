"""Tables of statistics come in later and stand beside the files; a rate may be published anew."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0004_editions_fall_due_and_go_to_subscribers'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='exchangerate',
            name='rate_once',
        ),
        migrations.AddField(
            model_name='dataset',
            name='is_imported',
            field=models.BooleanField(db_default=False, default=False, verbose_name='imported'),
        ),
        migrations.AddField(
            model_name='dataset',
            name='published_on',
            field=models.CharField(blank=True, db_default='', default='', max_length=10, verbose_name='published on'),
        ),
        migrations.AddField(
            model_name='dataset',
            name='source',
            field=models.CharField(blank=True, db_default='', default='', max_length=250, verbose_name='source'),
        ),
        migrations.AddField(
            model_name='exchangerate',
            name='dataset',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='reports.dataset', verbose_name='dataset'),
        ),
        migrations.AddField(
            model_name='exchangerate',
            name='published_on',
            field=models.CharField(blank=True, db_default='', default='', max_length=10, verbose_name='published on'),
        ),
        migrations.AddConstraint(
            model_name='exchangerate',
            constraint=models.UniqueConstraint(fields=('series', 'year', 'published_on'), name='rate_once'),
        ),
    ]
