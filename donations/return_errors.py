"""The refusals of returns. Codes are those of the API contract."""

from django.utils.translation import gettext_lazy as _

from donations.errors import ACT, ReferenceReused
from kernel.errors import DomainError


class ReturnReferenceReused(ReferenceReused):
    """The reference already names a return with other content."""

    detail = _(
        "“%(portal_reference)s” already names another return. Use a new reference for a new "
        "request; to repeat one, send exactly the same content."
    )


class AlreadyReturned(DomainError):
    """A return of this donation is open, granted or paid out."""

    code = "already_returned"
    status = 409
    title = _("This donation is being returned already")
    detail = _("A return of this donation has been requested, approved or paid out.")


class StateConflict(DomainError):
    """The step does not follow from where the return stands."""

    code = "state_conflict"
    status = 409
    title = _("This step is not possible now")
    detail = _("The return stands at “%(state)s”. Look at it again.")


class AnotherOfficialNeeded(StateConflict):
    """The same official has taken the step before (promise 11)."""

    title = _("Another official has to do this")
    detail = _("Two different officials must act on a return; you have taken the step before.")


class ProjectMoneySpent(StateConflict):
    """The designated project has spent what it would have to give back."""

    title = _("The project has spent this money")
    detail = _(
        "The designated project has spent more than would be left without this donation. Put the "
        "money back into the project first."
    )
    legal_basis = f"{ACT} 제11조제2항"


class GiftValueTooHigh(DomainError):
    """More was to be deducted than was given."""

    code = "invalid"
    title = _("The value of the gifts is too high")
    detail = _("The gifts cannot be worth more than the donation of %(amount_krw)s won.")
    legal_basis = f"{ACT} 제14조제2항"


class GoesBackInFull(DomainError):
    """On this ground nothing may be deducted."""

    code = "invalid"
    title = _("This donation goes back in full")
    detail = _("On this ground the value of gifts is not deducted; leave it at 0.")
    legal_basis = f"{ACT} 제14조제2항"


class RoleMissing(DomainError):
    """The official's role does not carry this step."""

    code = "role_missing"
    status = 403
    title = _("Your role does not allow this")
    detail = _("Ask an official of your local government whose role allows it.")
