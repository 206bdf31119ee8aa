"""Refusals about local governments: not in force on that day, or no government at all."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from kernel.errors import DomainError, NotFound
from regions.periods import Period


class NotInForce(DomainError):
    """A code that does not stand for a local government on the day of the donation.

    Facts: ``region_code``, ``on``, and in ``successor_codes`` what to use instead where known.
    """

    def __init__(self, code: str, on: date, successor_codes: Sequence[str] = ()) -> None:
        super().__init__(region_code=code, on=on.isoformat(), successor_codes=list(successor_codes))

    @override
    def words(self) -> dict[str, object]:
        """Return the facts, the successors as words."""
        return {**super().words(), "successors": ", ".join(self._successors)}

    @property
    def _successors(self) -> list[str]:
        named = self.facts["successor_codes"]
        return [str(code) for code in named] if isinstance(named, list) else []


class RecipientNotInForce(NotInForce):
    """The recipient is not a local government in force on that day (KR-LG-01, KR-LG-07)."""

    code = "recipient_not_in_force"
    title = _("The recipient is not in force on that day")
    detail = _("No local government has the code %(region_code)s on %(on)s.")
    legal_basis = "고향사랑 기부금에 관한 법률 제4조제1항, 지방자치법 제2조"


class RecipientUnknown(RecipientNotInForce):
    """No Korean local government ever had this code."""

    detail = _(
        "The code %(region_code)s is unknown. Use the five-digit code of a Korean local government."
    )


class RecipientEnded(RecipientNotInForce):
    """The recipient has ended; others carry on."""

    detail = _(
        "The local government %(region_code)s ended before %(on)s. Use instead: %(successors)s"
    )


class RecipientNotYet(RecipientNotInForce):
    """The recipient begins later."""

    detail = _("The local government %(region_code)s does not yet exist on %(on)s.")


class RecipientIsAdministrative(RecipientNotInForce):
    """A non-autonomous district, or one of Jeju's two cities, cannot receive (KR-LG-04, -05)."""

    detail = _(
        "%(region_code)s is an administrative district without self-government and cannot receive "
        "donations. Use instead: %(successors)s"
    )


class RecipientRestricted(DomainError):
    """The ministry has stopped the recipient's intake (KR-SAN-01, KR-SAN-05).

    Facts: ``region_code``, ``restricted_code`` (a predecessor's, if the restriction was laid on
    one), and the period, both ends included.
    """

    code = "recipient_restricted"
    title = _("The recipient may take nothing in at present")
    detail = _(
        "By order of the Ministry of the Interior and Safety the local government %(region_code)s "
        "may take no donations from %(starts_on)s to %(ends_on)s. Other local governments are open."
    )
    legal_basis = "고향사랑 기부금에 관한 법률 제4조제2항"

    def __init__(self, code: str, restricted_code: str, period: Period) -> None:
        super().__init__(
            region_code=code,
            restricted_code=restricted_code,
            starts_on=str(period.first),
            ends_on=str(period.last),
        )


class RestrictionRefused(DomainError):
    """A restriction that cannot be entered."""

    code = "restriction_refused"
    title = _("The restriction cannot be entered")


class RestrictionOfNobody(RestrictionRefused):
    detail = _("No Korean local government has the code %(region_code)s on %(on)s.")


class RestrictionTooLong(RestrictionRefused):
    detail = _(
        "A restriction lasts from one day to one year; %(starts_on)s to %(ends_on)s does not."
    )
    legal_basis = "고향사랑 기부금에 관한 법률 제4조제2항"


class RestrictionOverlaps(RestrictionRefused):
    detail = _("%(region_code)s is under restriction already on a day of that period.")


class ResidenceNotInForce(NotInForce):
    """The residence code does not say in which local government the donor lives on that day."""

    code = "residence_not_in_force"
    title = _("The residence code is not in force on that day")
    detail = _("No local government has the residence code %(region_code)s on %(on)s.")
    legal_basis = "고향사랑 기부금에 관한 법률 제4조제1항, 같은 법 시행령 제4조"


class ResidenceUnknown(ResidenceNotInForce):
    """No Korean local government ever had this code, nor has a district of one."""

    detail = _(
        "The residence code %(region_code)s is unknown. Use the five-digit code of the city, "
        "county or district where the donor is registered."
    )


class ResidenceEnded(ResidenceNotInForce):
    """The local government of that code has ended; the residence has a new code."""

    detail = _(
        "The residence code %(region_code)s ended before %(on)s. Use instead: %(successors)s"
    )


class ResidenceNotYet(ResidenceNotInForce):
    """The residence code begins later."""

    detail = _("The residence code %(region_code)s does not yet exist on %(on)s.")


class ResidenceTooWide(ResidenceNotInForce):
    """A whole province does not tell which city or county the donor lives in (KR-RES-01)."""

    detail = _(
        "%(region_code)s is a whole province or metropolitan city. Give the code of the city, "
        "county or district where the donor is registered: both tiers are barred."
    )


class RegionNotInForce(NotFound):
    """The code is known, but does not stand for a local government on the day asked for."""

    detail = _("The code %(region_code)s is known, but not in force on %(on)s.")
