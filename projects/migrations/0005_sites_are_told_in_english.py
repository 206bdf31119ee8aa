from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0004_projects_are_told_in_english'),
    ]

    operations = [
        migrations.AddField(
            model_name='projectsite',
            name='equipment_en',
            field=models.CharField(blank=True, default='', max_length=300, verbose_name='equipment (English)'),
        ),
        migrations.AddField(
            model_name='projectsite',
            name='operator_en',
            field=models.CharField(blank=True, default='', max_length=160, verbose_name='operator (English)'),
        ),
    ]
