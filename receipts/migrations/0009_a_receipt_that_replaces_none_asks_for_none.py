"""Let the trigger of corrected receipts alone look for the receipt that one replaces.

``replacement_keeps_the_donation`` locks it and compares it, and no receipt is ever removed. A foreign
key would add nothing, and PostgreSQL keeps each new receipt for it until the commit, though nearly none
replaces another.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('receipts', '0008_indexes_hold_what_is_asked_for'),
    ]

    operations = [
        migrations.AlterField(
            model_name='receipt',
            name='replaces',
            field=models.OneToOneField(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacement', to='receipts.receipt', verbose_name='replaces'),
        ),
    ]
