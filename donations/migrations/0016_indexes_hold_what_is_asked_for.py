"""Keep in indexes only the rows that somebody looks for by them.

Nearly no gift uses up a hold or names a project, and nearly no donor is another's second number;
an index of their empty columns costs every gift. That no two gifts have one receipt follows from
``donation_is_in_all_books``: a receipt has one source, and that is the gift. Pages of donor years have
room for a second version of each row, so counting a gift leaves their indexes alone.
"""

import django.db.models.deletion
from django.db import migrations, models

USED_HOLDS_ALONE = """
ALTER TABLE donations_donation DROP CONSTRAINT donations_donation_hold_id_key;
CREATE UNIQUE INDEX donation_uses_a_hold_once ON donations_donation (hold_id)
    WHERE hold_id IS NOT NULL;
ALTER TABLE donations_donoryear SET (fillfactor = 50);
"""
ALL_HOLDS = """
ALTER TABLE donations_donoryear RESET (fillfactor);
DROP INDEX donation_uses_a_hold_once;
ALTER TABLE donations_donation
    ADD CONSTRAINT donations_donation_hold_id_key UNIQUE (hold_id);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0015_a_donor_is_looked_for_once_a_statement'),
    ]

    operations = [
        migrations.AlterField(
            model_name='donor',
            name='alias_of',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='donations.donor'),
        ),
        migrations.AddIndex(
            model_name='donor',
            index=models.Index(condition=models.Q(('alias_of__isnull', False)), fields=['alias_of'], name='donor_by_person'),
        ),
        migrations.AlterField(
            model_name='donation',
            name='project',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='projects.fundproject', verbose_name='designated project'),
        ),
        migrations.AddIndex(
            model_name='donation',
            index=models.Index(condition=models.Q(('project__isnull', False)), fields=['project'], name='donation_of_project'),
        ),
        migrations.AlterField(
            model_name='donation',
            name='receipt',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='receipts.receipt', verbose_name='receipt'),
        ),
        migrations.RunSQL(USED_HOLDS_ALONE, ALL_HOLDS),
    ]
