"""Begin the index of reports with the reference: it alone finds one, and officials ask for it too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0013_lists_by_day_come_from_one_index'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='donation', name='donation_reported_once'),
        migrations.AddConstraint(
            model_name='donation',
            constraint=models.UniqueConstraint(fields=('portal_reference', 'portal'), name='donation_reported_once'),
        ),
    ]
