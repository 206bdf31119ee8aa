"""What an issuer has registered: entered by the local government itself, with the day it begins."""

import re
from datetime import date

from django.db import transaction

from accounts import scope
from accounts.models import User
from audit.record import record
from kernel.errors import NotFound
from receipts.errors import NoSuchRegistration, ReceiptRoleMissing
from receipts.issuer_models import BUSINESS_NUMBER, IssuerRegistration

MAY_REGISTER = "receipts.add_issuerregistration"


def registration_on(code: str, on: date) -> IssuerRegistration | None:
    """Return what the local government ``code`` had registered on the day ``on``, if anything."""
    begun = IssuerRegistration.objects.filter(municipality_id=code, valid_from__lte=on)
    return begun.order_by("-valid_from", "-id").first()


@transaction.atomic
def register_issuer(
    code: str, *, business_number: str, address: str, valid_from: date, actor: User
) -> IssuerRegistration:
    """Enter the business number and address that receipts of ``code`` show from a day on.

    Receipts that are issued already stay as they are.

    Raises:
        NotFound: ``code`` is not the official's own local government, nor before it.
        ReceiptRoleMissing: ``actor`` may not enter it.
        NoSuchRegistration: the number has another form.
    """
    own = actor.municipality.lineage_codes() if actor.municipality else []
    if code not in own:
        raise NotFound
    if not actor.has_perm(MAY_REGISTER):
        raise ReceiptRoleMissing
    if not re.fullmatch(BUSINESS_NUMBER, business_number):
        raise NoSuchRegistration
    scope.enter_until_commit(scope.SYSTEM)
    registration = IssuerRegistration.objects.create(
        municipality_id=code,
        business_number=business_number,
        address=address.strip(),
        valid_from=valid_from,
        entered_by=actor,
    )
    record(
        "issuer.registered",
        f"issuer:{code}",
        actor=actor,
        municipality_id=code,
        business_number=business_number,
        valid_from=valid_from.isoformat(),
    )
    return registration
