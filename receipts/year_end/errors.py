"""Refusals of the year-end batch."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError


class YearNotOver(DomainError):
    """Gifts of the year may still come in."""

    code = "year_not_over"
    title = _("The year is not over")
    detail = _(
        "Year-end documents of %(tax_year)s can be planned from %(from_on)s on: until then "
        "donations may still come in."
    )


class NothingToIssue(DomainError):
    """No receipt of the year stands."""

    code = "nothing_to_issue"
    title = _("Nothing to issue")
    detail = _("No receipt of %(tax_year)s stands for this local government.")


class BatchOpen(DomainError):
    """One is planned, approved or running."""

    code = "batch_open"
    status = 409
    title = _("There is a batch already")
    detail = _(
        "Another batch of this year is not finished. Approve or withdraw it before you plan anew."
    )


class BatchStateConflict(DomainError):
    """The step does not follow from where the batch stands."""

    code = "state_conflict"
    status = 409
    title = _("The batch does not stand there any more")
    detail = _("This step cannot be taken: the batch is %(state)s.")


class SecondOfficialNeeded(DomainError):
    """Who planned may not approve."""

    code = "second_official_needed"
    status = 403
    title = _("Another official is needed")
    detail = _("Whoever planned the batch cannot approve it. Another official has to.")


class BatchRoleMissing(DomainError):
    """The role does not carry the step."""

    code = "role_missing"
    status = 403
    title = _("Your role does not allow this")
    detail = _("Ask an official whose role carries this step.")


class BundleLost(DomainError):
    """The data folder was emptied, or is another machine's."""

    code = "bundle_lost"
    status = 409
    title = _("The bundle is no longer there")
    detail = _("The file is not in the data folder any more. Plan the batch anew.")


class BundleErased(DomainError):
    """Its time was over."""

    code = "bundle_erased"
    status = 410
    title = _("The bundle was erased")
    detail = _(
        "Bundles hold names and are kept for %(days)s days. Plan the year anew if you need the "
        "documents again."
    )


class BundleDamaged(Exception):
    """List or archive are not what was approved or written; people have to look."""


class LeaseLost(Exception):
    """Another worker has taken the batch over."""
