"""What every record of the two trails has: when it was committed, and in which transaction."""

from django.db import models
from django.db.models import Func
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Recorded(models.Model):
    """A row that is appended and never changed.

    ``transaction`` lets a reader follow the rows in an order that no slow transaction can
    overtake: show only rows older than the oldest transaction still running.
    """

    happened_at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    transaction = models.BigIntegerField(
        db_default=Func(
            Func(function="pg_current_xact_id"),
            template="(%(function)s(%(expressions)s)::text::bigint)",
            function="",
        ),
        editable=False,
    )

    class Meta:
        abstract = True
