from typing import ClassVar

from django.db import models

from accounts.models import User
from kernel.fields import EncryptedTextField
from regions.models import Municipality


class Person(models.Model):
    identity_hash = models.CharField(max_length=64, unique=True)
    resident_number = EncryptedTextField()
    name = EncryptedTextField()
    phone = EncryptedTextField(blank=True, default="")
    email = EncryptedTextField(blank=True, default="")

    objects: ClassVar[models.Manager["Person"]] = models.Manager()

    class Meta:
        app_label = "naive"


class PersonYear(models.Model):
    person = models.ForeignKey(Person, models.PROTECT)
    tax_year = models.PositiveSmallIntegerField()
    given_krw = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager["PersonYear"]] = models.Manager()

    class Meta:
        app_label = "naive"
        unique_together = (("person", "tax_year"),)


class Series(models.Model):
    issuer = models.ForeignKey(Municipality, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["Series"]] = models.Manager()

    class Meta:
        app_label = "naive"
        unique_together = (("issuer", "year"),)


class ClosedMonth(models.Model):
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    month = models.CharField(max_length=7)

    objects: ClassVar[models.Manager["ClosedMonth"]] = models.Manager()

    class Meta:
        app_label = "naive"
        unique_together = (("municipality", "month"),)


class Slip(models.Model):
    """A receipt."""

    issuer = models.ForeignKey(Municipality, models.PROTECT)
    number = models.CharField(max_length=20, unique=True)
    verify_code = models.CharField(max_length=43, unique=True)
    issued_at = models.DateTimeField(auto_now_add=True)
    donor_name = EncryptedTextField()
    donor_birth_date = EncryptedTextField()
    name_masked = EncryptedTextField()
    issuer_name_ko = models.CharField(max_length=60)
    issuer_name_en = models.CharField(max_length=100)
    legal_ground = models.CharField(max_length=100)
    law_version = models.CharField(max_length=100)
    amount_krw = models.BigIntegerField()
    donated_on = models.DateField()
    payment_method = models.CharField(max_length=20)
    disaster_cause = models.CharField(max_length=200, blank=True)

    objects: ClassVar[models.Manager["Slip"]] = models.Manager()

    class Meta:
        app_label = "naive"


class Gift(models.Model):
    """A donation."""

    portal = models.ForeignKey(User, models.PROTECT)
    portal_reference = models.CharField(max_length=100)
    content_hash = models.CharField(max_length=64)
    person = models.ForeignKey(Person, models.PROTECT)
    recipient = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    residence = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    amount_krw = models.BigIntegerField()
    paid_at = models.DateTimeField()
    donated_on = models.DateField()
    tax_year = models.PositiveSmallIntegerField()
    payment_method = models.CharField(max_length=10)
    pledge_signed_at = models.DateTimeField()
    residence_method = models.CharField(max_length=20)
    residence_consented_at = models.DateTimeField(null=True)
    gift_wish = models.CharField(max_length=10)
    remaining_krw = models.BigIntegerField()
    status = models.CharField(max_length=10, default="accepted")
    slip = models.OneToOneField(Slip, models.PROTECT)
    accepted_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Gift"]] = models.Manager()

    class Meta:
        app_label = "naive"
        unique_together = (("portal", "portal_reference"),)
        ordering = ("-id",)


class Entry(models.Model):
    """One side of an entry in the journal."""

    gift = models.ForeignKey(Gift, models.PROTECT)
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    booked_on = models.DateField()
    account = models.CharField(max_length=4)
    debit_krw = models.BigIntegerField(default=0)
    credit_krw = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager["Entry"]] = models.Manager()

    class Meta:
        app_label = "naive"


class Event(models.Model):
    """One line of the audit trail."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(User, models.PROTECT)
    kind = models.CharField(max_length=40)
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    subject = models.CharField(max_length=100)
    facts = models.JSONField()

    objects: ClassVar[models.Manager["Event"]] = models.Manager()

    class Meta:
        app_label = "naive"
