"""Let officials look at the tax papers of a year."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0003_settlements_against_our_books'),
        ('receipts', '0006_year_end_documents_are_planned_and_made'),
    ]

    operations = [
        migrations.CreateModel(
            name='TaxYear',
            fields=[
            ],
            options={
                'verbose_name': 'tax papers of a year',
                'verbose_name_plural': 'tax papers',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('receipts.receiptseries',),
        ),
    ]
