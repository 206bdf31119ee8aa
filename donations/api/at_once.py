"""Read what portals report at once, where its form is good beyond doubt.

A serializer of DRF asks each field whether it is read-only, empty, partial, a default, or HTML
before it reads it; of a thousand donations in one call that is half the time Python takes. Nearly
all that comes in is well formed, and msgspec reads it in two microseconds into the forms below. At
the first doubt nothing is read here, and the serializers read the whole: they alone say what is
taken and what is wrong. A test holds what is read here to what they read.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db import models
from msgspec import UNSET, Meta, Struct, UnsetType, ValidationError, convert

from donations import identity
from donations.api.serializers import (
    CODE_PATTERN,
    LONGEST_ADDRESS,
    LONGEST_DOCUMENT,
    LONGEST_MAIL,
    LONGEST_PHONE,
    REFERENCE_PATTERN,
    UNDECIDED,
    HoldAskSerializer,
    OfferSerializer,
    QuestionSerializer,
    offer_from,
)
from donations.models import GiftWish, PaymentMethod, ResidenceMethod
from donations.offer import UNPAID, Offer, Person, Pledge, ResidenceCheck
from kernel.dates import seoul_date
from kernel.validation import validated
from kernel.whole_won import MOST_KRW
from projects.models import Purpose

COMMON_MAIL = re.compile(
    r"\w[\w-]*(\.[\w-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII
)
"""Nearly every address. A test holds it to those that Django takes."""

Code = Annotated[str, Meta(pattern=rf"^{CODE_PATTERN}\Z")]
Reference = Annotated[str, Meta(pattern=rf"^{REFERENCE_PATTERN}\Z")]
Instant = Annotated[datetime, Meta(tz=True)]


class Doubt(Exception):
    """The serializers shall decide."""


DOUBTS = (
    Doubt,
    ValidationError,
    UnicodeError,  # half a character, as JSON can have it
    identity.NotAResidentNumber,
    identity.NotAPersonsName,
)


class DonorForm(Struct, gc=False):
    """Who gives."""

    resident_number: Annotated[str, Meta(min_length=1)] = ""
    name: Annotated[str, Meta(min_length=1, max_length=identity.LONGEST_NAME)] = ""
    phone: Annotated[str, Meta(max_length=LONGEST_PHONE)] = ""
    email: Annotated[str, Meta(max_length=LONGEST_MAIL)] = ""
    address: Annotated[str, Meta(max_length=LONGEST_ADDRESS)] = ""
    id: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")] = ""


class PledgeForm(Struct, gc=False):
    """The donation form (기탁서)."""

    signed_at: Instant
    no_barred_relation: bool


class ResidenceForm(Struct, gc=False):
    """How the residence was checked."""

    method: ResidenceMethod
    consented_at: Instant | None = None
    document_reference: Annotated[str, Meta(min_length=1, max_length=LONGEST_DOCUMENT)] = ""


class DesignationForm(Struct, gc=False):
    """A project or a purpose."""

    project_id: Annotated[int, Meta(ge=1, le=2**63 - 1)] = 0
    purpose: Purpose | UnsetType = UNSET


class QuestionForm(Struct, gc=False, kw_only=True):
    """A donation that is asked about before anybody pays."""

    donor: DonorForm
    residence_code: Code
    recipient_code: Code
    amount_krw: Annotated[int, Meta(ge=1, le=MOST_KRW)]
    residence_check: ResidenceForm
    pledge: PledgeForm | None = None
    designation: DesignationForm | None = None
    portal_reference: Reference = ""


class HoldForm(QuestionForm, gc=False, kw_only=True):
    """A hold, as a portal asks for it."""

    portal_reference: Reference


class OfferForm(HoldForm, gc=False, kw_only=True):
    """A paid donation."""

    paid_at: Instant
    payment_method: PaymentMethod
    gift_wish: GiftWish = GiftWish.UNDECIDED
    hold_id: UUID | None = None


FORMS: dict[type[QuestionSerializer], type[QuestionForm]] = {
    QuestionSerializer: QuestionForm,
    HoldAskSerializer: HoldForm,
    OfferSerializer: OfferForm,
}


def read_offer(serializer: type[QuestionSerializer], body: object) -> Offer:
    """Return the offer in ``body`` as ``serializer`` reads it.

    Raises:
        kernel.validation.Invalid: with one entry per fault.
    """
    offer = read_at_once(FORMS[serializer], body)
    return offer_from(validated(serializer, body)) if offer is None else offer


def read_at_once(form: type[QuestionForm], body: Any) -> Offer | None:
    """Return the offer in ``body`` if it is well formed beyond doubt."""
    try:
        return _offer(convert(body, form), body)
    except DOUBTS:
        return None


def _offer(said: QuestionForm, body: dict[str, Any]) -> Offer:
    check, designation = said.residence_check, said.designation
    paid_at, payment_method, gift_wish, hold_id = UNPAID, "", UNDECIDED, None
    if isinstance(said, OfferForm):
        paid_at = _in_utc(said.paid_at, body["paid_at"])
        payment_method, gift_wish = _code(said.payment_method), _code(said.gift_wish)
        hold_id = said.hold_id
    pledge, consented_at = None, None
    if said.pledge is not None:
        signed_at = _in_utc(said.pledge.signed_at, body["pledge"]["signed_at"])
        pledge = Pledge(signed_at, said.pledge.no_barred_relation)
    if check.consented_at is not None:
        consented_at = _in_utc(check.consented_at, body["residence_check"]["consented_at"])
    project_id, purpose = None, ""
    if designation is not None:
        project_id = designation.project_id or None
        purpose = _code(designation.purpose) if designation.purpose else ""
        if (project_id is None) is not bool(purpose):
            raise Doubt
    if check.method is ResidenceMethod.DOCUMENT:
        is_evidenced = bool(check.document_reference)
    else:
        is_evidenced = consented_at is not None
    is_late = consented_at is not None and paid_at is not UNPAID and consented_at > paid_at
    if is_late or not is_evidenced or not _is_plain(check.document_reference):
        raise Doubt
    return Offer(
        said.portal_reference,
        _person(said.donor, paid_at),
        said.residence_code,
        said.recipient_code,
        said.amount_krw,
        paid_at,
        payment_method,
        pledge,
        ResidenceCheck(_code(check.method), consented_at, check.document_reference),
        project_id,
        purpose,
        gift_wish,
        hold_id,
    )


def _person(said: DonorForm, paid_at: datetime) -> Person:
    number, email = said.resident_number, said.email
    if not (_is_plain(said.phone) and _is_plain(said.address)):
        raise Doubt
    if email and not COMMON_MAIL.fullmatch(email):
        raise Doubt
    if said.id:
        if number or said.name:
            raise Doubt
        return Person("", "", said.phone, email, said.id, said.address)
    born_on = identity.birth_date(number)
    if paid_at is not UNPAID and born_on > seoul_date(paid_at):
        raise Doubt
    if not said.name.isprintable():
        raise Doubt
    name = identity.persons_name(said.name)
    person = Person(number, name, said.phone, email, "", said.address)
    person.born_on = born_on
    return person


def _code(chosen: models.TextChoices) -> str:
    """Return the bare text of what was chosen, as a serializer gives it."""
    code: str = chosen._value_
    return code


def _is_plain(text: str) -> bool:
    """Tell whether ``text`` is one that a serializer takes as it stands, or none."""
    return text.isprintable() and text[:1] != " " and text[-1:] != " "


def _in_utc(instant: datetime, text: str) -> datetime:
    """Return ``instant`` in UTC if ``text``, of which it was read, is of the one form we take.

    msgspec takes blanks for the ``T``, offsets without a colon, and rounds what is below
    microseconds.
    """
    is_utc = len(text) == 20
    has_offset = len(text) == 25 and text[22] == ":"
    if not (is_utc or has_offset) or text[10] != "T" or not 1900 <= instant.year < 3000:
        raise Doubt
    return instant.astimezone(UTC)
