"""Each official may keep filters of lists under names of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_channels_with_a_code_of_their_own'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='saved_filters',
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, editable=False),
        ),
    ]
