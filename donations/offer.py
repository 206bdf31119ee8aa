"""A donation as a portal reports it: well formed, not yet judged.

Nothing here is changed once it is made. It is not declared frozen, since making what is frozen
takes twice as long, for a thousand donations in one call.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import orjson
from django.utils.functional import cached_property

from donations import identity, keys
from kernel.dates import seoul_date

UNPAID = datetime(1970, 1, 1, tzinfo=UTC)
"""The ``paid_at`` of an offer that is asked about before anybody pays."""


@dataclass
class Person:
    """Who gives: the identity fields, or ``known_as``, a portal's name for a donor it knows.

    ``address`` is for the receipt of this donation only; nobody keeps it on file.
    """

    resident_number: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    known_as: str = ""
    address: str = ""

    @cached_property
    def identity_hash(self) -> str:
        """The keyed hash under which the row of somebody with a number is found."""
        return identity.identity_hash(self.resident_number)

    @cached_property
    def born_on(self) -> date:
        """The birth date in the number of somebody with a number."""
        return identity.birth_date(self.resident_number)


@dataclass(slots=True)
class Pledge:
    """The donation form (기탁서, Decree art. 4(1), KR-INT-02)."""

    signed_at: datetime
    no_barred_relation: bool


@dataclass(slots=True)
class ResidenceCheck:
    """How identity and residence were checked (Decree art. 4(3), KR-INT-04)."""

    method: str
    consented_at: datetime | None = None
    document_reference: str = ""


@dataclass
class Offer:
    """What a portal asks to have accepted. ``amount_krw`` is whole won."""

    portal_reference: str
    donor: Person
    residence_code: str
    recipient_code: str
    amount_krw: int
    paid_at: datetime
    payment_method: str
    pledge: Pledge | None
    residence_check: ResidenceCheck
    project_id: int | None = None
    purpose: str = ""
    gift_wish: str = "undecided"
    hold_id: UUID | None = None

    @cached_property
    def donated_on(self) -> date:
        """The day the law goes by: the Seoul date of the payment (KR-CAP-02)."""
        return seoul_date(self.paid_at)

    @property
    def is_designated(self) -> bool:
        """Whether the donor named a project or a purpose."""
        return self.project_id is not None or bool(self.purpose)

    def content_hash(self) -> str:
        """Return a keyed hash of everything in the offer, to tell a repeat from a change.

        Keyed, because what it covers includes a resident number. Instants count as instants:
        ``+09:00`` and ``Z`` of the same moment are the same content.
        """
        donor, pledge, check = self.donor, self.pledge, self.residence_check
        content = [
            self.portal_reference,
            donor.resident_number,
            donor.name,
            donor.phone,
            donor.email,
            donor.known_as,
            self.residence_code,
            self.recipient_code,
            self.amount_krw,
            self.paid_at.astimezone(UTC),
            self.payment_method,
        ]
        if pledge:
            content += (pledge.signed_at.astimezone(UTC), pledge.no_barred_relation)
        content += (
            check.method,
            check.consented_at and check.consented_at.astimezone(UTC),
            check.document_reference,
            self.project_id,
            self.purpose,
            self.gift_wish,
            self.hold_id and self.hold_id.hex,
        )
        if donor.address:
            content.append(donor.address)
        return keys.keyed_hash(keys.CONTENT, orjson.dumps(content))
