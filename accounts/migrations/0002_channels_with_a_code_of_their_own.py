"""A platform or a bank app may be known by a code of its own (KR-SYS-13)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_officials_portals_and_scope'),
    ]

    operations = [
        migrations.AddField(
            model_name='portal',
            name='channel_id',
            field=models.CharField(blank=True, default='', max_length=24, verbose_name="the platform's or bank's own code"),
        ),
    ]
