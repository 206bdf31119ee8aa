"""The links of the chain over the audit trail and the record of access."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kernel.fields import EncryptedTextField


class Book(models.TextChoices):
    """What is chained."""

    EVENTS = "events", _("Audit trail")
    ACCESSES = "accesses", _("Record of access")


class ChainLink(models.Model):
    """The digest of the rows of some transactions, joined to the link before. Append-only.

    ``digest`` can be computed anew by whoever has the rows. ``seal`` is the same, encrypted under
    ``FIELD_KEYS``: whoever has the database and not the keys can write no link that holds.
    """

    book = models.CharField(max_length=10, choices=Book)
    number = models.PositiveIntegerField()
    sealed_at = models.DateTimeField(db_default=Now(), editable=False)
    first_transaction = models.BigIntegerField()
    end_transaction = models.BigIntegerField(help_text="the first one that is not in the link")
    rows = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    seal = EncryptedTextField()

    objects = models.Manager["ChainLink"]()

    class Meta:
        verbose_name = _("link of the chain")
        verbose_name_plural = _("links of the chain")
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="chain_link_once"),
            models.UniqueConstraint(fields=["book", "first_transaction"], name="chain_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.number}"
