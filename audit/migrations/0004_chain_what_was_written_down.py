"""Chain what was written down, link by link, so that a changed row shows.

Links are made in scope ``system`` and are themselves never changed. They hold digests alone, and
everybody may read them.
"""

import django.contrib.postgres.indexes
import django.db.models.functions.datetime
import kernel.fields
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION chain_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the chain is append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER chain_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chainlink
    FOR EACH STATEMENT EXECUTE FUNCTION chain_is_append_only();

ALTER TABLE audit_chainlink ENABLE ROW LEVEL SECURITY;
CREATE POLICY chain_seen_by_all ON audit_chainlink FOR SELECT USING (true);
CREATE POLICY chain_made_by_the_service ON audit_chainlink FOR INSERT
    WITH CHECK ((SELECT hometown_is_system()));
"""

NO_GUARD = """
DROP POLICY chain_made_by_the_service ON audit_chainlink;
DROP POLICY chain_seen_by_all ON audit_chainlink;
ALTER TABLE audit_chainlink DISABLE ROW LEVEL SECURITY;
DROP TRIGGER chain_is_append_only ON audit_chainlink;
DROP FUNCTION chain_is_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_look_once_a_statement'),
        ('regions', '0002_restrictions_of_intake'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChainLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('book', models.CharField(choices=[('events', 'Audit trail'), ('accesses', 'Record of access')], max_length=10)),
                ('number', models.PositiveIntegerField()),
                ('sealed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('first_transaction', models.BigIntegerField()),
                ('end_transaction', models.BigIntegerField(help_text='the first one that is not in the link')),
                ('rows', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('seal', kernel.fields.EncryptedTextField()),
            ],
            options={
                'verbose_name': 'link of the chain',
                'verbose_name_plural': 'links of the chain',
            },
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=django.contrib.postgres.indexes.BrinIndex(fields=['transaction'], name='audit_by_transaction'),
        ),
        migrations.AddIndex(
            model_name='personalaccess',
            index=django.contrib.postgres.indexes.BrinIndex(fields=['transaction'], name='access_by_transaction'),
        ),
        migrations.AddConstraint(
            model_name='chainlink',
            constraint=models.UniqueConstraint(fields=('book', 'number'), name='chain_link_once'),
        ),
        migrations.AddConstraint(
            model_name='chainlink',
            constraint=models.UniqueConstraint(fields=('book', 'first_transaction'), name='chain_is_one'),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
