"""Show who a donor is: for a purpose of the Decree, only what is asked for, and on record.

Everything else masks: lists, pages and searches. Here the whole data leave, in the transaction
that writes down who saw which of them, from where and why (promise 10; KR-PII-02, KR-PII-08).
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.personal_access import AccessKind, AccessPurpose, Personal, record_access
from donations.identity import birth_date
from donations.models import Donation
from donations.return_errors import RoleMissing
from kernel.errors import DomainError, NotFound
from receipts.standing import standing_receipt

MAY_SHOW = "donations.show_donor"


class NothingAskedFor(DomainError):
    """No kind of data was named."""

    code = "nothing_asked_for"
    title = _("Nothing was asked for")
    detail = _("Tick the data that you need; nothing else is shown.")


@transaction.atomic(durable=True)
def show_donor(
    donation_id: UUID,
    wanted: Collection[Personal],
    *,
    purpose: AccessPurpose,
    reason: str,
    actor: User,
) -> Mapping[Personal, str]:
    """Return the ``wanted`` data of a donation's donor; an empty text is what was never given.

    Raises:
        NotFound: ``actor`` sees no such donation.
        RoleMissing: ``actor`` may not see who donors are.
        NothingAskedFor: ``wanted`` is empty.
        PurposeRefused: a resident number for a purpose that the Decree does not list.
    """
    seen = Donation.objects.visible_to(actor).select_related("donor")
    donation = seen.filter(pk=donation_id).first()
    if donation is None:
        raise NotFound
    if not actor.has_perm(MAY_SHOW):
        raise RoleMissing
    if not wanted:
        raise NothingAskedFor
    record_access(
        AccessKind.SHOW,
        f"donation:{donation.pk}",
        actor=actor,
        municipality_id=donation.recipient_id,
        purpose=purpose,
        data=wanted,
        person=donation.donor_id,
        reason=reason,
    )
    return {each: _read(each, donation) for each in Personal if each in wanted}


def _read(wanted: Personal, donation: Donation) -> str:
    donor = donation.donor
    match wanted:
        case Personal.NAME:
            return donor.name
        case Personal.BIRTH_DATE:
            return birth_date(donor.resident_number).isoformat() if donor.resident_number else ""
        case Personal.RESIDENT_NUMBER:
            number = donor.resident_number
            return f"{number[:6]}-{number[6:]}" if number else ""
        case Personal.PHONE:
            return donor.phone
        case Personal.EMAIL:
            return donor.email
        case Personal.ADDRESS:
            return standing_receipt(donation.pk).donor_address
