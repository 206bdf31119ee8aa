"""Restrictions of intake, and a count of them that running processes notice."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0001_local_governments_through_time'),
    ]

    operations = [
        migrations.AddField(
            model_name='referenceversion',
            name='revision',
            field=models.PositiveIntegerField(db_default=0),
        ),
        migrations.CreateModel(
            name='IntakeRestriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('ground', models.CharField(max_length=200, verbose_name='ground')),
                ('notice_url', models.CharField(blank=True, max_length=200, verbose_name='public notice')),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='entered at')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government')),
            ],
            options={
                'verbose_name': 'restriction of intake',
                'verbose_name_plural': 'restrictions of intake',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('municipality', '='), (models.Func(models.F('starts_on'), django.db.models.functions.comparison.Greatest('starts_on', 'ends_on'), models.Value('[]'), function='daterange', output_field=models.DateField()), '&&')], name='intake_restriction_once_a_day'), models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='intake_restriction_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('ends_on__lt', models.Func(models.F('starts_on'), output_field=models.DateTimeField(), template="(%(expressions)s + interval '1 year')"))), name='intake_restriction_at_most_one_year')],
            },
        ),
    ]
