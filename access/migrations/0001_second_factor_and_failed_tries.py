"""What lets officials in and what keeps others out: authenticators, recovery codes, failed tries."""

import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Authenticator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The human-readable name of this device.', max_length=64)),
                ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
                ('secret', kernel.fields.EncryptedTextField(editable=False)),
                ('last_step', models.BigIntegerField(default=-1, editable=False)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('user', models.ForeignKey(help_text='The user that this device belongs to.', on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='FailedTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(editable=False, max_length=64)),
                ('address', models.CharField(editable=False, max_length=45)),
                ('step', models.CharField(choices=[('password', 'password'), ('code', 'one-time code')], editable=False, max_length=10)),
                ('tried_at', models.DateTimeField(editable=False)),
                ('official', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='failed_tries', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('authenticator', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to='access.authenticator')),
            ],
        ),
        migrations.AddConstraint(
            model_name='authenticator',
            constraint=models.UniqueConstraint(fields=('user',), name='one_authenticator_each'),
        ),
        migrations.AddIndex(
            model_name='failedtry',
            index=models.Index(fields=['account', 'tried_at'], name='failed_try_by_account'),
        ),
        migrations.AddIndex(
            model_name='failedtry',
            index=models.Index(fields=['address', 'tried_at'], name='failed_try_by_address'),
        ),
        migrations.AddConstraint(
            model_name='recoverycode',
            constraint=models.UniqueConstraint(fields=('authenticator', 'digest'), name='recovery_code_once'),
        ),
    ]
