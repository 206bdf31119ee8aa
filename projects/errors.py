"""Refusals about projects and their money; each says what is left or what is missing."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError

ACT_USE = "고향사랑 기부금에 관한 법률 제11조제2항"
PUBLISHING = "고향사랑 기부금에 관한 법률 시행령 제9조제1항"


class RoleMissing(DomainError):
    """The official's role does not carry this step."""

    code = "role_missing"
    status = 403
    title = _("Your role does not allow this")
    detail = _("Ask a colleague whose role allows it.")


class SecondOfficialNeeded(DomainError):
    """Two different officials must act (promise 11)."""

    code = "another_official_needed"
    status = 409
    title = _("Another official is needed")
    detail = _("Two different officials must act: you took the step before this one yourself.")


class StateConflict(DomainError):
    """What was asked does not lead on from here."""

    code = "state_conflict"
    status = 409
    title = _("Not from this state")
    detail = _("It is “%(state)s” now; this step does not lead on from there.")


class ApprovalMissing(DomainError):
    """Not everybody has agreed who must."""

    code = "approval_missing"
    title = _("An approval is missing")
    detail = _(
        "Enter the vote of the fund review committee and that of the council first. For disaster "
        "relief a report to the council stands in for its vote."
    )
    legal_basis = "지방자치단체 기금관리기본법 제8조·제13조"


class ReasonMissing(DomainError):
    """A change that must be explained was not."""

    code = "reason_missing"
    title = _("A reason is needed")
    detail = _("This change is kept for ever; say why it is made.")


class TargetMissing(DomainError):
    """A campaign needs a target and days."""

    code = "target_missing"
    title = _("Target or days are missing")
    detail = _("A campaign needs a target and a first day before it opens.")


class TargetBelowRaised(DomainError):
    """The new target is less than what has come in."""

    code = "target_below_raised"
    title = _("The target is below what was raised")
    detail = _("%(raised_krw)s won have been raised already; the target cannot be lower.")


class DaysCrossed(DomainError):
    """The last day is before the first, or over."""

    code = "days_crossed"
    title = _("The days do not fit")
    detail = _("The last day must not be before %(first)s.")


class DayInFuture(DomainError):
    """A decision that is still to come."""

    code = "day_in_future"
    title = _("That day is still to come")
    detail = _("%(day)s is in the future; enter a decision once it is taken.")


class SeasonPlanned(DomainError):
    """The season after this one is there already."""

    code = "season_planned"
    status = 409
    title = _("The next season is planned already")
    detail = _("Season %(season)s of this project is there already.")


class EarlyCloseNotAllowed(DomainError):
    """The plan does not let this campaign end before its day."""

    code = "early_close_not_allowed"
    title = _("The plan does not allow an early close")
    detail = _("This campaign ends on %(closes_on)s; its plan does not allow an earlier close.")


class ProjectHasMoney(DomainError):
    """A project with money cannot be given up just like that."""

    code = "project_has_money"
    title = _("The project holds money")
    detail = _(
        "%(held_krw)s won belong to this project. Return or assign them by a decision first."
    )
    legal_basis = ACT_USE


class OpenRequests(DomainError):
    """Somebody still waits for an answer."""

    code = "open_requests"
    status = 409
    title = _("There are open requests")
    detail = _("%(number)s requests are neither refused nor paid. Decide them first.")


class ResultMissing(DomainError):
    """Nothing to show yet."""

    code = "result_missing"
    title = _("There is no result yet")
    detail = _("Enter at least one measured result before the project is published.")


class NotEnoughLeft(DomainError):
    """More than the pot holds."""

    code = "not_enough_left"
    title = _("There is not enough money left")
    detail = _("%(left_krw)s won are left there; %(asked_krw)s won were asked for.")
    legal_basis = ACT_USE


class CeilingReached(DomainError):
    """More than the Decree lets a fund spend on this in the year."""

    code = "ceiling_reached"
    title = _("The ceiling of the law is reached")
    detail: ClassVar[str | Promise] = _(
        "The ceiling for %(year)s is %(ceiling_krw)s won; %(left_krw)s won of it are left."
    )
    legal_basis = "고향사랑 기부금에 관한 법률 제11조제3항·제4항, 같은 법 시행령 제7조"


class OtherPurpose(DomainError):
    """Money for one purpose, a project of another (art. 11(2), KR-DSG-02)."""

    code = "other_purpose"
    title = _("The project serves another purpose")
    detail = _(
        "The money was given for %(purpose)s; the project serves %(project_purpose)s. Designated "
        "money may be used for its purpose only."
    )
    legal_basis = ACT_USE


class NotThisFund(DomainError):
    """Project, site and fund do not belong together."""

    code = "not_this_fund"
    title = _("That belongs to another fund")
    detail = _("Project, site and fund must be of the same local government.")


class EvidenceMissing(DomainError):
    """No paper behind the request."""

    code = "evidence_missing"
    title = _("The evidence is missing")
    detail = _("Attach at least one invoice, contract or receipt.")


class YearNotOpen(DomainError):
    """No plan was voted for that year, or its books are closed."""

    code = "year_not_open"
    status = 409
    title = _("The fiscal year is not open")
    detail = _(
        "The books of %(year)s are not open: the plan of the fund has to be entered first, and a "
        "closed year takes nothing."
    )
    legal_basis = "지방자치단체 기금관리기본법 제8조"


class DayNotAllowed(DomainError):
    """The day is in the future, or its year no longer takes entries."""

    code = "day_not_allowed"
    title = _("That day cannot be booked")
    detail = _("Days from %(first)s to %(last)s can be booked today.")
    legal_basis = "지방자치단체 기금관리기본법 제7조"


class AmountNotAllowed(DomainError):
    """Nothing, less than nothing, or more than any fund holds."""

    code = "amount_not_allowed"
    title = _("The amount is not allowed")
    detail = _("An amount is at least 1 won and at most %(most_krw)s won.")


class AccountNotOfCategory(DomainError):
    """A line of the books that does not go with what is paid for."""

    code = "account_not_of_category"
    title = _("The account does not fit")
    detail = _(
        "Spending of a project names one of the project accounts and its project; gifts, running "
        "cost and transfers have an account of their own and are paid from general money. A "
        "transfer names its basis."
    )


class PaperTooLarge(DomainError):
    """More than a scanned invoice needs."""

    code = "too_large"
    status = 413
    title = _("The file is too large")
    detail = _("A file of evidence has at most %(most_mb)s MB.")


class PaperNotReadable(DomainError):
    """Not what its name says, or nothing that can be read again in ten years."""

    code = "paper_not_readable"
    title = _("The file cannot be read")
    detail = _(
        "Evidence is a PDF, JPEG or PNG file that opens, under a name that ends the same way and "
        "without scripts."
    )


class YearAlreadyOpened(DomainError):
    """One plan a year."""

    code = "year_already_opened"
    status = 409
    title = _("That fiscal year has been opened already")
    detail = _("The plan of %(year)s is entered already.")


class YearNotOver(DomainError):
    """Money of the year may still come in (KR-FND-09)."""

    code = "year_not_over"
    status = 409
    title = _("The fiscal year cannot be closed yet")
    detail = _("The books of %(year)s can be closed from %(first)s.")
    legal_basis = "지방자치단체 기금관리기본법 제7조"


class EarlierYearOpen(DomainError):
    """Years are closed one after the other."""

    code = "earlier_year_open"
    status = 409
    title = _("An earlier fiscal year is still open")
    detail = _("Close the books of %(year)s first.")


class BooksHaveBegun(DomainError):
    """Money of older books is brought in once, before a year was closed here."""

    code = "books_have_begun"
    status = 409
    title = _("These books have begun already")
    detail = _("What older books held is entered once, before the first year is closed here.")


class GiftToldTwice(DomainError):
    """One line for each kind of gift."""

    code = "gift_told_twice"
    status = 409
    title = _("That gift is entered already")
    detail = _("“%(kind)s” stands there twice for %(year)s; enter it once, with its whole number.")


class GiftsCostMoreThanBooked(DomainError):
    """The books of the fund are what a publication goes by."""

    code = "gifts_cost_more_than_booked"
    status = 409
    title = _("The gifts cost more than was booked")
    detail = _(
        "The costs entered for gifts come to %(entered_krw)s won; the books of %(year)s show "
        "%(booked_krw)s won. Correct what was entered."
    )
    legal_basis = PUBLISHING


class HeadNamesLater(DomainError):
    """Before its day the Decree left this to the minister alone."""

    code = "head_names_later"
    title = _("Not lawful on that day")
    detail = _("The head of a local government names what is published from %(first)s on.")
    legal_basis = PUBLISHING
