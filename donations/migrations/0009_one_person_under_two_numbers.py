"""Two numbers of one person: an alias, decided by two, and years that never break their cap."""

import django.db.models.deletion
import django.db.models.expressions
import kernel.fields
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


ROW_LEVEL_SECURITY = """
ALTER TABLE donations_donormerge ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON donations_donormerge USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON donations_donormerge FOR SELECT
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
"""

NO_ROW_LEVEL_SECURITY = """
DROP POLICY of_official ON donations_donormerge;
DROP POLICY system ON donations_donormerge;
ALTER TABLE donations_donormerge DISABLE ROW LEVEL SECURITY;
"""

PROMISES = """
CREATE FUNCTION donor_alias_is_one_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.alias_of_id = NEW.id
        OR EXISTS (SELECT FROM donations_donor WHERE alias_of_id = NEW.id)
        OR EXISTS (SELECT FROM donations_donor
                   WHERE id = NEW.alias_of_id AND alias_of_id IS NOT NULL)
    THEN
        RAISE EXCEPTION 'donor % cannot be an alias of %', NEW.id, NEW.alias_of_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donor_alias_is_one_step';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER donor_alias_is_one_step BEFORE UPDATE OF alias_of_id ON donations_donor
    FOR EACH ROW WHEN (NEW.alias_of_id IS NOT NULL) EXECUTE FUNCTION donor_alias_is_one_step();

-- What was found above the cap is let go with every won that is returned; it never comes back.
CREATE FUNCTION donor_year_excess_shrinks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.excess_krw := greatest(
        0, least(NEW.excess_krw, NEW.accepted_krw + NEW.held_krw - NEW.cap_krw)
    );
    RETURN NEW;
END $$;
CREATE TRIGGER donor_year_excess_shrinks BEFORE UPDATE ON donations_donoryear
    FOR EACH ROW WHEN (OLD.excess_krw > 0 OR NEW.excess_krw > 0)
    EXECUTE FUNCTION donor_year_excess_shrinks();

CREATE FUNCTION merge_goes_step_by_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := ARRAY['decided_by_id', 'decided_at', 'excess_accepted'];
    may_change text[];
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'merges are never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    may_change := CASE
        WHEN OLD.status = 'requested' AND NEW.status IN ('merged', 'refused') THEN decided
        WHEN OLD.status = 'requested' AND NEW.status = 'requested' THEN ARRAY['expires_at']
        WHEN OLD.status = 'merged' AND NEW.status = 'undoing' THEN ARRAY['undo_requested_by_id']
        WHEN OLD.status = 'undoing' AND NEW.status = 'undone'
            THEN ARRAY['undone_by_id', 'undone_at']
    END;
    IF may_change IS NULL
        OR to_jsonb(NEW) - 'status' - may_change
            IS DISTINCT FROM to_jsonb(OLD) - 'status' - may_change
    THEN
        RAISE EXCEPTION 'merge % cannot go from % to % like this', OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER merge_goes_step_by_step BEFORE UPDATE OR DELETE ON donations_donormerge
    FOR EACH ROW EXECUTE FUNCTION merge_goes_step_by_step();
"""

NO_PROMISES = """
DROP TRIGGER merge_goes_step_by_step ON donations_donormerge;
DROP FUNCTION merge_goes_step_by_step();
DROP TRIGGER donor_year_excess_shrinks ON donations_donoryear;
DROP FUNCTION donor_year_excess_shrinks();
DROP TRIGGER donor_alias_is_one_step ON donations_donor;
DROP FUNCTION donor_alias_is_one_step();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0008_personal_data_end_with_their_time'),
        ('regions', '0003_local_governments_are_never_removed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DonorMerge',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kept_name_masked', models.CharField(max_length=60, verbose_name='number in use')),
                ('alias_name_masked', models.CharField(max_length=60, verbose_name='earlier number')),
                ('document', models.CharField(max_length=100, verbose_name='document')),
                ('note', kernel.fields.EncryptedTextField(blank=True, default='', verbose_name='note')),
                ('status', models.CharField(choices=[('requested', 'Requested'), ('refused', 'Refused'), ('merged', 'Merged'), ('undoing', 'Undoing requested'), ('undone', 'Undone')], default='requested', max_length=10, verbose_name='status')),
                ('requested_at', models.DateTimeField(verbose_name='requested at')),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('excess_accepted', models.BooleanField(default=False, verbose_name='decided above the cap')),
                ('undone_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'donor merge',
                'verbose_name_plural': 'donor merges',
            },
        ),
        migrations.RemoveConstraint(
            model_name='donoryear',
            name='donor_year_within_cap',
        ),
        migrations.AddField(
            model_name='donor',
            name='alias_of',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='donations.donor'),
        ),
        migrations.AddField(
            model_name='donoryear',
            name='excess_krw',
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddConstraint(
            model_name='donoryear',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_krw__gte', 0), ('accepted_krw__lte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('cap_krw'), '+', models.F('excess_krw')), '-', models.F('held_krw'))), ('excess_krw__gte', 0), ('held_krw__gte', 0)), name='donor_year_within_cap'),
        ),
        migrations.AddField(
            model_name='donormerge',
            name='alias',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='donations.donor'),
        ),
        migrations.AddField(
            model_name='donormerge',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='donormerge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='donations.donor'),
        ),
        migrations.AddField(
            model_name='donormerge',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality'),
        ),
        migrations.AddField(
            model_name='donormerge',
            name='requested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by'),
        ),
        migrations.AddField(
            model_name='donormerge',
            name='undo_requested_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='donormerge',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='donormerge',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['requested', 'merged', 'undoing'])), fields=('alias',), name='donor_merged_once'),
        ),
        migrations.AddConstraint(
            model_name='donormerge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('alias')), _negated=True), name='merge_is_of_two'),
        ),
        migrations.AddConstraint(
            model_name='donormerge',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='merge_is_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='donormerge',
            constraint=models.CheckConstraint(condition=models.Q(('undone_by', None), models.Q(('undone_by', models.F('undo_requested_by')), _negated=True), _connector='OR'), name='merge_is_undone_by_another'),
        ),
        migrations.AddConstraint(
            model_name='donormerge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('status', 'requested')), models.Q(models.Q(('status', 'requested'), _negated=True), ('decided_by__isnull', False)), _connector='OR'), name='merge_says_who_decided'),
        ),
        migrations.AddConstraint(
            model_name='donormerge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'undone'), _negated=True), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='merge_says_who_undid'),
        ),
        migrations.RunSQL(ROW_LEVEL_SECURITY, NO_ROW_LEVEL_SECURITY),
        migrations.RunSQL(PROMISES, NO_PROMISES),
    ]
