"""Published projects tell their purpose, days and whom they serve."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0005_statistics_come_in_beside_what_there_is'),
    ]

    operations = [
        migrations.AddField(
            model_name='publishedproject',
            name='begins',
            field=models.CharField(blank=True, default='', max_length=10, verbose_name='from'),
        ),
        migrations.AddField(
            model_name='publishedproject',
            name='beneficiaries',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='whom it serves'),
        ),
        migrations.AddField(
            model_name='publishedproject',
            name='ends',
            field=models.CharField(blank=True, default='', max_length=10, verbose_name='until'),
        ),
        migrations.AddField(
            model_name='publishedproject',
            name='name_en',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='name (English)'),
        ),
        migrations.AddField(
            model_name='publishedproject',
            name='purpose',
            field=models.CharField(blank=True, default='', max_length=2, verbose_name='statutory purpose'),
        ),
    ]
