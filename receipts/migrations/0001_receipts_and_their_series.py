

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import kernel.fields
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('regions', '0001_local_governments_through_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source', models.UUIDField(help_text="what was received: the donation's id", verbose_name='source')),
                ('year', models.PositiveSmallIntegerField(verbose_name='tax year')),
                ('serial', models.PositiveIntegerField(verbose_name='serial number in the year')),
                ('number', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Concat(models.F('issuer'), models.Value('-'), django.db.models.functions.comparison.Cast('year', models.TextField()), models.Value('-'), django.db.models.functions.text.LPad(django.db.models.functions.comparison.Cast('serial', models.TextField()), 7, models.Value('0')), output_field=models.TextField()), output_field=models.TextField(), verbose_name='receipt number')),
                ('verify_code', models.CharField(editable=False, max_length=43, verbose_name='verification code')),
                ('issued_at', models.DateTimeField(verbose_name='issued at')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('donor_name', kernel.fields.EncryptedTextField(verbose_name="donor's name")),
                ('donor_birth_date', kernel.fields.EncryptedTextField(help_text='1990-01-01', verbose_name="donor's date of birth")),
                ('donor_address', kernel.fields.EncryptedTextField(help_text='empty: not given', verbose_name="donor's address")),
                ('name_masked', kernel.fields.EncryptedTextField(verbose_name='masked name')),
                ('issuer_name_ko', models.CharField(max_length=60, verbose_name='issuer (Korean)')),
                ('issuer_name_en', models.CharField(max_length=100, verbose_name='issuer (English)')),
                ('issuer_business_number', models.CharField(help_text='empty: not known', max_length=12, verbose_name="issuer's business number")),
                ('legal_ground', models.CharField(max_length=100, verbose_name='legal ground')),
                ('law_version', models.CharField(max_length=100, verbose_name='version of the tax law')),
                ('amount_krw', models.BigIntegerField(verbose_name='amount (won)')),
                ('donated_on', models.DateField(verbose_name='donated on')),
                ('channel', models.CharField(max_length=40, verbose_name='channel')),
                ('payment_method', models.CharField(max_length=20, verbose_name='payment method')),
                ('designation', models.TextField(help_text='empty: a general donation', verbose_name='designation')),
                ('disaster_declared_on', models.DateField(null=True, verbose_name='disaster declared on')),
                ('disaster_ends_on', models.DateField(null=True, verbose_name='last day of the disaster window')),
                ('disaster_cause', models.CharField(max_length=200, verbose_name='cause of the disaster')),
                ('issuer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='issuer')),
            ],
            options={
                'verbose_name': 'receipt',
                'verbose_name_plural': 'receipts',
                'constraints': [models.UniqueConstraint(fields=('source',), name='receipt_once_per_source'), models.UniqueConstraint(fields=('number',), name='receipt_number_once'), models.UniqueConstraint(fields=('issuer', 'year', 'serial'), name='receipt_serial_once'), models.UniqueConstraint(fields=('verify_code',), name='receipt_verify_code_once'), models.CheckConstraint(condition=models.Q(('serial__gte', 1), ('serial__lte', 9999999)), name='receipt_serial_within_seven_digits'), models.CheckConstraint(condition=models.Q(('amount_krw__gt', 0)), name='receipt_is_for_money'), models.CheckConstraint(condition=models.Q(models.Q(('disaster_cause', ''), ('disaster_declared_on', None), ('disaster_ends_on', None)), models.Q(('disaster_declared_on__isnull', False), ('disaster_ends_on__gte', models.F('disaster_declared_on'))), _connector='OR'), name='receipt_disaster_is_whole_or_absent')],
            },
        ),
        migrations.CreateModel(
            name='ReceiptSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('last_number', models.PositiveIntegerField(verbose_name='last number')),
                ('issuer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality')),
            ],
            options={
                'verbose_name': 'receipt series',
                'verbose_name_plural': 'receipt series',
                'constraints': [models.UniqueConstraint(fields=('issuer', 'year'), name='receipt_series_once'), models.CheckConstraint(condition=models.Q(('last_number__gte', 0), ('last_number__lte', 9999999)), name='receipt_series_within_seven_digits')],
            },
        ),
    ]
