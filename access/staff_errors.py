"""The refusals of invitations and changes of role."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError


class StepNotAllowed(DomainError):
    """The official's role does not carry this step."""

    code = "role_missing"
    status = 403
    title = _("Your role does not allow this")
    detail = _("Ask an official of your local government whose role allows it.")


class NotOneself(DomainError):
    """One's own account."""

    code = "not_oneself"
    status = 409
    title = _("Not for one's own account")
    detail = _("Another official of your local government has to do this.")


class SecondOfficialNeeded(DomainError):
    """The same official has asked for it (promise 11)."""

    code = "state_conflict"
    status = 409
    title = _("Another official has to do this")
    detail = _("You have asked for this change; a second official decides about it.")


class NothingToChange(DomainError):
    """It is so already, or it has been decided."""

    code = "state_conflict"
    status = 409
    title = _("There is nothing to change")
    detail = _("It is so already, or somebody has decided it meanwhile. Look at it again.")


class RanOut(DomainError):
    """Nobody decided in time."""

    code = "ran_out"
    status = 409
    title = _("The time has run out")
    detail = _("This was not used in time. Ask for it again.")


class LinkVoid(DomainError):
    """The link was used, withdrawn, has run out, or never was one; which one is not told."""

    code = "link_void"
    status = 404
    title = _("This link does not work")
    detail = _("The link was used, was withdrawn or has run out. Ask the manager for a new one.")
