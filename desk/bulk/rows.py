"""Make the offer that a row of a file means, by the rules of form of the API; or say every fault.

The form is that of ``donations.api.serializers``, without its price: a serializer takes longer
than all the law. ``tests/desk/test_bulk_rows.py`` holds both together.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.bulk import cells
from desk.bulk.cells import Unreadable
from desk.bulk.columns import COLUMNS
from desk.bulk.errors import CellInvalid, NotOurs, RowShort
from desk.places import code_of
from donations import identity
from donations.api.serializers import REFERENCE_PATTERN
from donations.models import GiftWish, ResidenceMethod
from donations.offer import Offer, Person, Pledge, ResidenceCheck
from kernel.dates import SEOUL, seoul_date
from kernel.errors import DomainError
from kernel.whole_won import MOST_KRW
from projects.models import Purpose

REFERENCE = re.compile(REFERENCE_PATTERN)
REQUIRED = _("This field is required.")
TOO_LONG = _("This is too long.")
NO_NAME = _("Write the donor's name.")
NO_PERSON = _("Only a natural person may give, not a company or another body.")
NOT_AN_AMOUNT = cells.NOT_AN_AMOUNT
NOT_A_REFERENCE = _("Write 1 to 100 letters, digits or signs of ASCII, without spaces.")
NOT_AN_E_MAIL = _("Enter a valid email address.")
BORN_LATER = _("The birth date lies after the payment.")
CONSENT_LATER = _("The consent must precede the payment.")
NOT_DESIGNATED = _("There is no such project or purpose; write the project's name or P1 to P4.")
NOT_YES_OR_NO = _("Write 예 or 아니오.")


@dataclass(slots=True)
class Reader:
    """What is the same for every row of a file.

    Attributes:
        columns: field -> index of its column.
        own: the local government that takes in, and those it carries on for.
        projects: the projects that can be designated, by name without spaces.
        is_declared: whether the official vouched that form, consent and declaration were taken
            before each payment; then a file need not have a column for them.
    """

    columns: Mapping[str, int]
    headings: list[str]
    own: str
    lineage: frozenset[str]
    reference_base: str
    payment_method: str
    is_declared: bool
    today: date
    projects: Mapping[str, int] = field(default_factory=dict)
    places: dict[tuple[str, date], str | DomainError] = field(default_factory=dict)

    def read(self, number: int, row: list[str]) -> "Offer | list[DomainError]":
        """Return the offer of row ``number``, or everything that is wrong with its form."""
        reading = _Reading(self, number, row)
        offer = reading.offer()
        return reading.faults or offer

    def place(self, text: str, on: date) -> str:
        """Return the code of a place; see :func:`desk.places.code_of`."""
        key = (text, on)
        known = self.places.get(key)
        if known is None:
            try:
                known = code_of(text, on)
            except DomainError as refusal:
                known = refusal
            if len(self.places) < 100_000:
                self.places[key] = known
        if isinstance(known, DomainError):
            raise known
        return known


class _Reading:
    """One row on its way; faults are collected."""

    def __init__(self, reader: Reader, number: int, row: list[str]) -> None:
        self.reader, self.number, self.row = reader, number, row
        self.faults: list[DomainError] = []
        self.faulty: set[str] = set()

    def offer(self) -> Offer:
        """Return the offer; it means nothing if there are faults."""
        reader = self.reader
        self._shape()
        paid_at, has_time = self._paid_at()
        on = seoul_date(paid_at)
        signed_at = self._earlier("signed_at", paid_at, has_time=has_time)
        consented_at = self._earlier("consented_at", paid_at, has_time=has_time)
        if not has_time:
            # Of two things on one day whose order is not told, the form came first.
            same_day = [each for each in (signed_at, consented_at) if each]
            paid_at = max([paid_at, *(each for each in same_day if seoul_date(each) == on)])
        return Offer(
            portal_reference=self._reference(),
            donor=self._person(on),
            residence_code=self._place("residence", on),
            recipient_code=self._recipient(on),
            amount_krw=self._amount(),
            paid_at=paid_at,
            payment_method=self._word(
                "payment_method", cells.PAYMENT, cells.NOT_A_PAYMENT, reader.payment_method
            ),
            pledge=self._pledge(signed_at),
            residence_check=self._check(consented_at, paid_at),
            gift_wish=self._word(
                "gift_wish", cells.GIFT, cells.NOT_A_WISH, GiftWish.UNDECIDED.value
            ),
            **self._designation(),
        )

    def _fault(self, name: str, reason: str | Promise) -> None:
        if name not in self.faulty:  # one thing wrong with a cell is enough
            self.faulty.add(name)
            self.faults.append(CellInvalid(column=COLUMNS[name].label, reason=reason))

    def _cell(self, name: str) -> str:
        at = self.reader.columns.get(name)
        if at is None or at >= len(self.row):
            return ""
        cell = self.row[at]
        if cell and cells.is_formula(cell):
            self._fault(name, cells.FORMULA)
            return ""
        return cell

    def _shape(self) -> None:
        found, expected = len(self.row), len(self.reader.headings)
        if found < expected or any(self.row[expected:]):
            self.faults.append(RowShort(found=found, expected=expected))

    def _paid_at(self) -> tuple[datetime, bool]:
        cell = self._cell("paid_at")
        try:
            return cells.instant_of(cell, self._cell("paid_time"))
        except Unreadable as problem:
            self._fault("paid_at", problem.args[0] if cell else REQUIRED)
            return datetime.combine(self.reader.today, time(), SEOUL), False

    def _earlier(self, name: str, paid_at: datetime, *, has_time: bool) -> datetime | None:
        """Return when the form or the consent was given: told, ticked, or declared for the file."""
        cell = self._cell(name)
        if not cell:
            told = name in self.reader.columns
            return paid_at if self.reader.is_declared and not told else None
        ticked = cells.yes_of(cell)
        if ticked is not None:
            return paid_at if ticked else None
        try:
            instant, told_time = cells.instant_of(cell)
        except Unreadable as problem:
            self._fault(name, problem.args[0])
            return None
        same_day = seoul_date(instant) == seoul_date(paid_at)
        return paid_at if same_day and not told_time and has_time else instant

    def _reference(self) -> str:
        if "reference" not in self.reader.columns:
            return f"{self.reader.reference_base}-{self.number}"
        reference = self._cell("reference")
        if not REFERENCE.fullmatch(reference):
            self._fault("reference", NOT_A_REFERENCE)
        return reference

    def _person(self, on: date) -> Person:
        number, name = self._cell("resident_number"), identity.tidy_name(self._cell("name"))
        try:
            born = identity.birth_date(number)
        except identity.NotAResidentNumber as problem:
            self._fault("resident_number", problem.args[0])
        else:
            if born > on:
                self._fault("resident_number", BORN_LATER)
        if len(name) > identity.LONGEST_NAME:
            self._fault("name", identity.NAME_TOO_LONG)
        elif identity.COMPANY.search(name):
            self._fault("name", NO_PERSON)
        elif not any(letter.isalpha() for letter in name):
            self._fault("name", NO_NAME)
        return Person(number, name, phone=self._phone(), email=self._email())

    def _phone(self) -> str:
        phone = self._cell("phone")
        if len(phone) > 30:
            self._fault("phone", TOO_LONG)
        return phone

    def _email(self) -> str:
        email = self._cell("email")
        if email:
            try:
                validate_email(email)
            except ValidationError:
                self._fault("email", NOT_AN_E_MAIL)
        return email

    def _place(self, name: str, on: date) -> str:
        text = self._cell(name)
        if not text:
            self._fault(name, REQUIRED)
            return ""
        try:
            return self.reader.place(text, on)
        except DomainError as refusal:
            self.faults.append(refusal)
            return ""

    def _recipient(self, on: date) -> str:
        if not self._cell("recipient"):
            return self.reader.own
        code = self._place("recipient", on)
        if code and code not in self.reader.lineage:
            self.faults.append(NotOurs())
        return code

    def _amount(self) -> int:
        cell = self._cell("amount")
        try:
            amount_krw = cells.won_of(cell)
        except Unreadable as problem:
            self._fault("amount", problem.args[0] if cell else REQUIRED)
            return 0
        if not 1 <= amount_krw <= MOST_KRW:
            self._fault("amount", NOT_AN_AMOUNT)
        return amount_krw

    def _word(self, name: str, words: dict[str, str], wrong: str | Promise, otherwise: str) -> str:
        cell = self._cell(name)
        meant = cells.word_of(cell, words) if cell else otherwise
        if meant is None:
            self._fault(name, wrong)
            return otherwise
        return meant

    def _pledge(self, signed_at: datetime | None) -> Pledge | None:
        if signed_at is None:
            return None
        cell = self._cell("no_relation")
        if cell:
            is_free = cells.yes_of(cell)
            if is_free is None:
                self._fault("no_relation", NOT_YES_OR_NO)
        else:
            is_free = self.reader.is_declared and "no_relation" not in self.reader.columns
        return Pledge(signed_at, no_barred_relation=bool(is_free))

    def _check(self, consented_at: datetime | None, paid_at: datetime) -> ResidenceCheck:
        document = self._cell("document")
        if document:
            if len(document) > 100:
                self._fault("document", TOO_LONG)
            return ResidenceCheck(ResidenceMethod.DOCUMENT.value, document_reference=document)
        if consented_at is None:
            self._fault("consented_at", REQUIRED)
        elif consented_at > paid_at:
            self._fault("consented_at", CONSENT_LATER)
        return ResidenceCheck(ResidenceMethod.SHARED_INFORMATION.value, consented_at)

    def _designation(self) -> dict[str, Any]:
        text = "".join(self._cell("designation").split())
        if not text or text in {"없음", "일반", "일반기부"}:
            return {}
        if text.upper() in Purpose.values:
            return {"purpose": text.upper()}
        project = self.reader.projects.get(text)
        if project is None:
            self._fault("designation", NOT_DESIGNATED)
            return {}
        return {"project_id": project}
