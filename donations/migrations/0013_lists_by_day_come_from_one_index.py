"""Let an official's list by day come from one index, whatever a day brought.

The order within a day is in the index, so no page sorts a day of a hundred thousand gifts.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # CREATE INDEX CONCURRENTLY cannot run in a transaction

    dependencies = [("donations", "0012_papers_of_the_tax_office_leave_by_two_officials")]

    operations = [
        AddIndexConcurrently(
            "donation",
            models.Index(fields=["recipient", "donated_on", "id"], name="donation_of_recipient_by_day"),
        ),
        RemoveIndexConcurrently("donation", "donation_by_recipient_day"),
    ]
