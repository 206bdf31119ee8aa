"""Name a second kind of entry: the return of a donation."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0001_journal'),
    ]

    operations = [
        migrations.AlterField(
            model_name='journaltransfer',
            name='kind',
            field=models.CharField(choices=[('donation', 'Donation'), ('return', 'Return of a donation')], max_length=20, verbose_name='kind'),
        ),
    ]
