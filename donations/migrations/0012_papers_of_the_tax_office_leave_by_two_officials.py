"""Let the tax office's papers be asked for as exports, which take a second official."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("donations", "0011_erasure_takes_the_resident_number_too")]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(
                choices=[
                    ("donations", "Donations, names masked"),
                    ("donors", "Donations with names and contacts"),
                    ("ledger", "Ledger by donor, for the tax office"),
                    ("electronic", "Electronic receipts, for the tax office"),
                ],
                max_length=10,
                verbose_name="content",
            ),
        ),
        migrations.AlterField(
            model_name="export",
            name="file_format",
            field=models.CharField(
                choices=[("xlsx", "Excel (xlsx)"), ("csv", "CSV (UTF-8)"), ("xml", "XML (UTF-8)")],
                max_length=4,
                verbose_name="format",
            ),
        ),
    ]
