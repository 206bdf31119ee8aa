"""Let an official's list by day come from one index, whatever a day brought.

The order within a day is in the index, so no page sorts a day of a hundred thousand entries.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # CREATE INDEX CONCURRENTLY cannot run in a transaction

    dependencies = [("ledger", "0007_pots_are_summed_as_entries_arrive")]

    operations = [
        AddIndexConcurrently(
            "journaltransfer",
            models.Index(fields=["municipality", "booked_on", "id"], name="transfer_of_fund_by_day"),
        ),
        RemoveIndexConcurrently("journaltransfer", "transfer_by_fund_and_day"),
    ]
