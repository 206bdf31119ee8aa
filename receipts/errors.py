"""The refusals of the receipts' life. Codes are those of the API contract."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError, NotFound


class ReceiptNotStanding(DomainError):
    """The receipt has been taken back or replaced; what was asked is for one that stands."""

    code = "state_conflict"
    status = 409
    title = _("This receipt does not stand any more")


class AlreadyCancelled(ReceiptNotStanding):
    """It has been taken back by another document."""

    detail = _("Receipt %(number)s was cancelled on %(cancelled_on)s. It stays cancelled.")


class AlreadyReplaced(ReceiptNotStanding):
    """A corrected receipt has taken its place."""

    detail = _("Receipt %(number)s was replaced by %(replaced_by)s. Go on with that one.")


class NoReceiptHasThisCode(NotFound):
    """Nobody was given a receipt with this code."""

    title = _("No receipt has this code")
    detail = _("Check every letter and digit of the code; if it stands so, do not rely on it.")


class NothingReceived(NotFound):
    """A statement of a year without donations."""

    title = _("There is no statement")
    detail = _("You reported no donation of this donor in the tax year %(tax_year)s.")


class NothingToCorrect(DomainError):
    """The corrected receipt would read like the old one."""

    code = "invalid"
    title = _("There is nothing to correct")
    detail = _(
        "The receipt shows the same name, address and registration already. "
        "Write what is different."
    )


class PersonalDataErased(DomainError):
    """The time for which personal data are kept is over."""

    code = "state_conflict"
    status = 409
    title = _("Who the donor was is erased")
    detail = _(
        "The personal data of receipt %(number)s were erased when their time was over. "
        "A receipt without them is not corrected."
    )


class NoSuchRegistration(DomainError):
    """A registration that cannot be entered."""

    code = "invalid"
    title = _("This registration cannot be entered")
    detail = _("The business number has the form 123-45-67890, and the code is that of your own.")


class ReceiptRoleMissing(DomainError):
    """The official's role does not carry this step."""

    code = "role_missing"
    status = 403
    title = _("Your role does not allow this")
    detail = _("Ask an official of your local government whose role allows it.")
