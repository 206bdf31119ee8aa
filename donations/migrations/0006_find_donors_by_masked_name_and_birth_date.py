"""Find donors by masked name and date of birth, without opening anybody's name.

Rows from before stay without the hash until the service's own job has filled it in.
"""

import secrets

from django.db import migrations, models


def make_key(apps, schema_editor):
    """Make the key of the hash, sealed under FIELD_KEYS."""
    rows = apps.get_model("donations", "SealedKey").objects.using(schema_editor.connection.alias)
    rows.create(name="lookup", secret=secrets.token_hex(32))


def drop_key(apps, schema_editor):
    """Take the key away again."""
    rows = apps.get_model("donations", "SealedKey").objects.using(schema_editor.connection.alias)
    rows.filter(name="lookup").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0005_people_who_may_not_give'),
    ]

    operations = [
        migrations.AddField(
            model_name='donor',
            name='lookup_hash',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=64),
        ),
        migrations.AddIndex(
            model_name='donor',
            index=models.Index(condition=models.Q(('lookup_hash', ''), _negated=True), fields=['lookup_hash'], name='donor_by_lookup'),
        ),
        migrations.RunPython(make_key, drop_key),
    ]
