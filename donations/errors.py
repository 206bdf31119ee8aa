"""The refusals of intake, each with its legal basis. Codes are those of the API contract."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError

ACT = "고향사랑 기부금에 관한 법률"
DECREE = "고향사랑 기부금에 관한 법률 시행령"


class ReferenceReused(DomainError):
    """The reference already names a donation with other content."""

    code = "reference_reused"
    status = 409
    title = _("This reference is already taken")
    detail = _(
        "“%(portal_reference)s” already names another donation. Use a new reference for a new "
        "donation; to repeat a report, send exactly the same content."
    )


class DateOutOfRange(DomainError):
    """Paid before the scheme, or in the future."""

    code = "date_out_of_range"
    title = _("The date of payment is out of range")
    legal_basis = f"{ACT} 부칙 제1조 (시행일 2023-01-01)"
    detail = _("A payment of %(donated_on)s cannot be reported; the first day is %(earliest)s.")


class PaidInTheFuture(DateOutOfRange):
    """The clock of the portal is ahead, or the time zone is wrong."""

    detail = _("The payment lies in the future (%(paid_at)s). Check the clock and the offset.")


class PledgeMissing(DomainError):
    """There is no signed donation form (기탁서)."""

    code = "pledge_missing"
    title = _("The donation form is missing")
    detail = _("The donor must sign the donation form (기탁서) before paying.")
    legal_basis = f"{DECREE} 제4조제1항"


class PledgeAfterPayment(PledgeMissing):
    """The form was signed too late."""

    detail = _("The donation form was signed after the payment; the law wants it before.")
    legal_basis = f"{DECREE} 제4조제4항"


class BarredRelation(DomainError):
    """The donor has, or does not deny, a barred relation with the recipient."""

    code = "barred_relation"
    title = _("A barred relation with the local government")
    detail = _(
        "Nobody may give to a local government with which they are tied by work, employment, a "
        "contract or an administrative disposition; the donor must declare that there is none."
    )
    legal_basis = f"{ACT} 제5조제2항"


class OwnResidence(DomainError):
    """The donor lives there."""

    code = "own_residence"
    title = _("The donor is a resident of the recipient")
    detail = _(
        "A resident of %(residence)s cannot give to %(recipient)s: both tiers of the registered "
        "address are barred. Other local governments are open."
    )
    legal_basis = f"{ACT} 제4조제1항"


class BelowMinimum(DomainError):
    """Less than intake takes."""

    code = "below_minimum"
    title = _("The amount is below the minimum")
    detail = _("The smallest donation is %(minimum_krw)s won.")
    legal_basis = "KR-CAP-05: 법에 하한은 없으며, 접수 최소 단위는 설정값입니다"


class AmountNotInSteps(BelowMinimum):
    """Between two amounts that intake takes."""

    title = _("The amount is between two steps")
    detail = _("A donation is a multiple of %(step_krw)s won.")


class AnnualCapExceeded(DomainError):
    """More than is left of the donor's year, over all portals and local governments."""

    code = "annual_cap_exceeded"
    title = _("The annual cap would be exceeded")
    detail = _(
        "One person may give at most %(cap_krw)s won in %(tax_year)s; %(remaining_krw)s won are "
        "left."
    )
    legal_basis = f"{ACT} 제8조제3항"

    def __init__(self, *, cap_krw: int, remaining_krw: int, year: int) -> None:
        super().__init__(cap_krw=cap_krw, remaining_krw=remaining_krw, tax_year=str(year))


class IdentityMismatch(DomainError):
    """A known number with another name."""

    code = "identity_mismatch"
    title = _("Name and number do not belong together")
    detail = _(
        "This resident number is known under another name. Check both with the donor; a changed "
        "name is corrected by an official."
    )
    legal_basis = f"{ACT} 제5조제1항, {DECREE} 제4조제2항제2호"


class UnknownDonor(DomainError):
    """The portal knows no donor by that id."""

    code = "not_found"
    status = 404
    title = _("No such donor")
    detail = _("“donor.id” must come from an earlier answer to the same portal.")


class HoldRequired(DomainError):
    """This portal must hold the amount before the donor pays."""

    code = "hold_required"
    title = _("A hold is required")
    detail = _("This portal has to hold the amount first (POST /api/v1/holds) and name the hold.")
    legal_basis = f"{DECREE} 제4조제4항"


class HoldUsed(DomainError):
    """The hold was confirmed by another donation."""

    code = "hold_used"
    status = 409
    title = _("The hold has been used")
    detail = _("Another donation has used this hold. Report this payment without a hold.")


class UnknownHold(DomainError):
    """The portal made no such hold."""

    code = "not_found"
    status = 404
    title = _("No such hold")
    detail = _("“hold_id” must come from an earlier answer to the same portal.")
