"""Sums by local government, day and portal, appended by triggers; filled with what there is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


ROW_LEVEL_SECURITY = """
ALTER TABLE desk_daytally ENABLE ROW LEVEL SECURITY;
ALTER TABLE desk_tallydelta ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON desk_daytally USING ((SELECT hometown_is_system()));
CREATE POLICY system ON desk_tallydelta USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON desk_daytally FOR SELECT
    USING (recipient_id = ANY ((SELECT hometown_codes())::text[]));
CREATE POLICY of_official ON desk_tallydelta FOR SELECT
    USING (recipient_id = ANY ((SELECT hometown_codes())::text[]));
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY of_official ON desk_tallydelta;
DROP POLICY of_official ON desk_daytally;
DROP POLICY system ON desk_tallydelta;
DROP POLICY system ON desk_daytally;
ALTER TABLE desk_tallydelta DISABLE ROW LEVEL SECURITY;
ALTER TABLE desk_daytally DISABLE ROW LEVEL SECURITY;
"""

TRIGGERS = """
-- One row for a statement, recipient, day and portal: a batch of a thousand appends a few.
CREATE FUNCTION tally_accepted_donations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO desk_tallydelta (recipient_id, donated_on, portal_id, number, amount_krw)
    SELECT recipient_id, donated_on, portal_id, count(*), sum(amount_krw)
    FROM arrived WHERE status = 'accepted' GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE TRIGGER tally_accepted_donations AFTER INSERT ON donations_donation
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION tally_accepted_donations();

CREATE FUNCTION tally_returned_donation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO desk_tallydelta (recipient_id, donated_on, portal_id, number, amount_krw)
    VALUES (OLD.recipient_id, OLD.donated_on, OLD.portal_id, -1, -OLD.amount_krw);
    RETURN NULL;
END $$;
CREATE TRIGGER tally_returned_donation AFTER UPDATE OF status ON donations_donation
    FOR EACH ROW WHEN (OLD.status = 'accepted' AND NEW.status = 'returned')
    EXECUTE FUNCTION tally_returned_donation();

INSERT INTO desk_daytally (recipient_id, donated_on, portal_id, number, amount_krw)
SELECT recipient_id, donated_on, portal_id, count(*), sum(amount_krw)
FROM donations_donation WHERE status = 'accepted' GROUP BY 1, 2, 3;
"""

NO_TRIGGERS = """
DROP TRIGGER tally_returned_donation ON donations_donation;
DROP FUNCTION tally_returned_donation();
DROP TRIGGER tally_accepted_donations ON donations_donation;
DROP FUNCTION tally_accepted_donations();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('donations', '0003_returns_of_donations'),
        ('regions', '0002_restrictions_of_intake'),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CounterDonation',
            fields=[
            ],
            options={
                'verbose_name': 'counter donation',
                'verbose_name_plural': 'counter donations',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('donations.donation',),
        ),
        migrations.CreateModel(
            name='TallyDelta',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('donated_on', models.DateField()),
                ('number', models.BigIntegerField()),
                ('amount_krw', models.BigIntegerField()),
                ('portal', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                ('recipient', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
            ],
            options={
                'verbose_name': "change of a day's sum",
                'verbose_name_plural': "changes of days' sums",
            },
        ),
        migrations.CreateModel(
            name='DayTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('donated_on', models.DateField()),
                ('number', models.BigIntegerField()),
                ('amount_krw', models.BigIntegerField()),
                ('portal', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                ('recipient', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
            ],
            options={
                'verbose_name': 'sum of a day',
                'verbose_name_plural': 'sums of days',
                'constraints': [models.UniqueConstraint(fields=('recipient', 'donated_on', 'portal'), name='day_tally_once')],
            },
        ),
        migrations.RunSQL(ROW_LEVEL_SECURITY, NO_ROW_LEVEL_SECURITY),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
