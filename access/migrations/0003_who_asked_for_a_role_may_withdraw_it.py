from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_invitations_and_changes_of_role'),
        ('regions', '0003_local_governments_are_never_removed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rolechange',
            name='role_change_says_who_decided',
        ),
        migrations.AlterField(
            model_name='rolechange',
            name='status',
            field=models.CharField(choices=[('requested', 'Requested'), ('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='requested', max_length=10, verbose_name='status'),
        ),
        migrations.AddConstraint(
            model_name='rolechange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('status__in', ['requested', 'withdrawn'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('status__in', ['approved', 'refused'])), _connector='OR'), name='role_change_says_who_decided'),
        ),
    ]
