"""Invitations and changes of role: read by their own local government, written in ``system``.

The link of an invitation is used by somebody who has no scope yet, in one transaction in scope
``system``.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

ROW_LEVEL_SECURITY = "".join(
    f"""
ALTER TABLE access_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON access_{table} USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON access_{table} FOR SELECT
    USING (municipality_id = ANY ((SELECT hometown_codes())::text[]));
"""
    for table in ("invitation", "rolechange")
)

NO_ROW_LEVEL_SECURITY = "".join(
    f"""
DROP POLICY of_official ON access_{table};
DROP POLICY system ON access_{table};
ALTER TABLE access_{table} DISABLE ROW LEVEL SECURITY;
"""
    for table in ("invitation", "rolechange")
)


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_second_factor_and_failed_tries'),
        ('regions', '0002_restrictions_of_intake'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('invited_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='invited at')),
                ('expires_at', models.DateTimeField(verbose_name='runs out at')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn at')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government')),
                ('official', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitation', to=settings.AUTH_USER_MODEL, verbose_name='official')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'indexes': [models.Index(fields=['municipality', '-id'], name='invitation_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('official', None), ('withdrawn_at', None), _connector='OR'), name='invitation_is_used_or_withdrawn')],
            },
        ),
        migrations.CreateModel(
            name='RoleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role_before', models.CharField(choices=[('clerk', 'Clerk'), ('manager', 'Manager'), ('auditor', 'Auditor'), ('national', 'National (totals only)')], max_length=10, verbose_name='role before')),
                ('role_after', models.CharField(choices=[('clerk', 'Clerk'), ('manager', 'Manager'), ('auditor', 'Auditor'), ('national', 'National (totals only)')], max_length=10, verbose_name='role after')),
                ('requested_at', models.DateTimeField(verbose_name='requested at')),
                ('expires_at', models.DateTimeField(verbose_name='runs out at')),
                ('status', models.CharField(choices=[('requested', 'Requested'), ('approved', 'Approved'), ('refused', 'Refused')], default='requested', max_length=10, verbose_name='status')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='local government')),
                ('official', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_changes', to=settings.AUTH_USER_MODEL, verbose_name='official')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
            ],
            options={
                'verbose_name': 'change of role',
                'verbose_name_plural': 'changes of role',
                'indexes': [models.Index(fields=['municipality', '-id'], name='role_change_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('official', models.F('requested_by')), _negated=True), models.Q(('decided_by', None), models.Q(('official', models.F('decided_by')), _negated=True), _connector='OR')), name='role_is_not_changed_by_its_bearer'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='role_is_changed_by_two'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('status', 'requested')), models.Q(models.Q(('status', 'requested'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='role_change_says_who_decided')],
            },
        ),
        migrations.RunSQL(ROW_LEVEL_SECURITY, NO_ROW_LEVEL_SECURITY),
    ]
