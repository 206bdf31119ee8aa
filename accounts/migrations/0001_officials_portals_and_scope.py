"""Officials, portals, and the three questions that row-level security asks of a session.

The functions come first, so that the tables of every later app can be guarded by them. A scope
that is not understood counts as none (see ``accounts.scope``).
"""

import django.db.models.deletion
import django.db.models.functions.text
import oauth2_provider.generators
import oauth2_provider.models
from django.conf import settings
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION hometown_is_system() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('hometown.scope', true) = 'system', false);

CREATE FUNCTION hometown_portal() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE
        WHEN current_setting('hometown.scope', true) ~ '^portal:[0-9]{1,18}$'
        THEN substr(current_setting('hometown.scope', true), 8)::bigint
    END;

CREATE FUNCTION hometown_codes() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE
        WHEN current_setting('hometown.scope', true) ~ '^official:[0-9]{5,6}(,[0-9]{5,6})*$'
        THEN string_to_array(substr(current_setting('hometown.scope', true), 10), ',')
        ELSE '{}'::text[]
    END;
"""

NO_FUNCTIONS = """
DROP FUNCTION hometown_is_system();
DROP FUNCTION hometown_portal();
DROP FUNCTION hometown_codes();
"""


class Migration(migrations.Migration):

    initial = True
    run_before = [('oauth2_provider', '0001_initial')]

    dependencies = [
        ('regions', '0001_local_governments_through_time'),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('role', models.CharField(choices=[('clerk', 'Clerk'), ('manager', 'Manager'), ('auditor', 'Auditor'), ('national', 'National (totals only)')], max_length=10, verbose_name='role')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('joined_at', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='officials', to='regions.municipality', verbose_name='local government')),
            ],
            options={
                'verbose_name': 'official',
                'verbose_name_plural': 'officials',
            },
        ),
        migrations.CreateModel(
            name='Portal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('client_id', models.CharField(db_index=True, default=oauth2_provider.generators.generate_client_id, max_length=255, unique=True, verbose_name='client ID')),
                ('redirect_uris', models.TextField(blank=True, help_text='Allowed URIs list, space separated', verbose_name='redirect URIs')),
                ('post_logout_redirect_uris', models.TextField(blank=True, default='', help_text='Allowed Post Logout URIs list, space separated', verbose_name='post logout redirect URIs')),
                ('client_type', models.CharField(choices=[('confidential', 'Confidential'), ('public', 'Public')], max_length=32, verbose_name='client type')),
                ('authorization_grant_type', models.CharField(choices=[('authorization-code', 'Authorization code'), ('urn:ietf:params:oauth:grant-type:device_code', 'Device Code'), ('implicit', 'Implicit'), ('password', 'Resource owner password-based'), ('client-credentials', 'Client credentials'), ('openid-hybrid', 'OpenID connect hybrid')], max_length=44, verbose_name='authorization grant type')),
                ('client_secret', oauth2_provider.models.ClientSecretField(blank=True, db_index=True, default=oauth2_provider.generators.generate_client_secret, help_text='Client secret for authentication', max_length=255, verbose_name='client secret')),
                ('hash_client_secret', models.BooleanField(default=True, verbose_name='hash client secret')),
                ('name', models.CharField(blank=True, max_length=255, verbose_name='name')),
                ('skip_authorization', models.BooleanField(default=False, verbose_name='skip authorization')),
                ('created', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('algorithm', models.CharField(blank=True, choices=[('', 'No OIDC support'), ('RS256', 'RSA with SHA-2 256'), ('HS256', 'HMAC with SHA-2 256')], default='', max_length=5, verbose_name='algorithm')),
                ('allowed_origins', models.TextField(blank=True, default='', help_text='Allowed origins list to enable CORS, space separated', verbose_name='allowed origins')),
                ('registration_source', models.CharField(choices=[('manual', 'Manual'), ('dcr', 'Dynamic Client Registration'), ('cimd', 'Client ID Metadata Document')], default='manual', help_text='How this application was registered (manual, DCR per RFC 7591, or CIMD)', max_length=32, verbose_name='registration source')),
                ('cimd_expires_at', models.DateTimeField(blank=True, default=None, help_text='When the cached Client ID Metadata Document should be re-fetched', null=True, verbose_name='CIMD expires at')),
                ('channel', models.CharField(choices=[('PORTAL', 'Public portal'), ('BANK_COUNTER', 'Bank counter'), ('PLATFORM', 'Private platform'), ('BANK_APP', 'Bank app'), ('LG_OFFICE', 'Local government office')], default='PLATFORM', max_length=12, verbose_name='channel')),
                ('scopes', models.TextField(help_text='separated by spaces', verbose_name='scopes')),
                ('requires_hold', models.BooleanField(default=False, verbose_name='requires a hold')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'portal',
                'verbose_name_plural': 'portals',
                'abstract': False,
                'swappable': 'OAUTH2_PROVIDER_APPLICATION_MODEL',
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('municipality', None), ('role', 'national')), models.Q(models.Q(('role', 'national'), _negated=True), ('municipality__isnull', False)), _connector='OR'), name='official_has_a_local_government_unless_national'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower(models.F('email')))), name='official_e_mail_is_lower_case'),
        ),
    ]
