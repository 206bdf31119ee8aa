"""Keep an amount while the donor pays: holds count against the cap beside donations."""

import django.db.models.deletion
import django.db.models.expressions
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


ROW_LEVEL_SECURITY = """
ALTER TABLE donations_hold ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON donations_hold USING ((SELECT hometown_is_system()));
CREATE POLICY of_portal ON donations_hold FOR SELECT
    USING (portal_id = (SELECT hometown_portal()));
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY of_portal ON donations_hold;
DROP POLICY system ON donations_hold;
ALTER TABLE donations_hold DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0001_donors_and_donations'),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('portal_reference', models.CharField(max_length=100)),
                ('content_hash', models.CharField(editable=False, max_length=64)),
                ('tax_year', models.PositiveSmallIntegerField()),
                ('amount_krw', models.BigIntegerField()),
                ('remaining_krw', models.BigIntegerField()),
                ('status', models.CharField(choices=[('live', 'Live'), ('used', 'Used by a donation'), ('released', 'Released by the portal'), ('expired', 'Run out')], default='live', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'hold',
                'verbose_name_plural': 'holds',
            },
        ),
        migrations.RemoveConstraint(
            model_name='donoryear',
            name='donor_year_within_cap',
        ),
        migrations.AddField(
            model_name='donoryear',
            name='held_krw',
            field=models.BigIntegerField(default=0, verbose_name='held (won)'),
        ),
        migrations.AddConstraint(
            model_name='donoryear',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_krw__gte', 0), ('accepted_krw__lte', django.db.models.expressions.CombinedExpression(models.F('cap_krw'), '-', models.F('held_krw'))), ('held_krw__gte', 0)), name='donor_year_within_cap'),
        ),
        migrations.AddField(
            model_name='hold',
            name='donor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='donations.donor'),
        ),
        migrations.AddField(
            model_name='hold',
            name='portal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
        ),
        migrations.AddField(
            model_name='donation',
            name='hold',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='donations.hold'),
        ),
        migrations.AddIndex(
            model_name='hold',
            index=models.Index(condition=models.Q(('status', 'live')), fields=['donor', 'tax_year'], name='hold_live'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.UniqueConstraint(fields=('portal', 'portal_reference'), name='hold_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('amount_krw__gt', 0)), name='hold_is_positive'),
        ),
        migrations.RunSQL(ROW_LEVEL_SECURITY, NO_ROW_LEVEL_SECURITY),
    ]
