"""What happened, in words: kinds of events as an official reads them.

A kind is a code of two parts, the thing and what became of it. One that has no words here is shown
as its code, so a new event is never hidden.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "access.reviewed": _("Record of access reviewed"),
    "bulk_file.closed": _("File of donations closed"),
    "bulk_file.erased": _("File of donations erased"),
    "bulk_file.started": _("File of donations taken in"),
    "bulk_file.uploaded": _("File of donations uploaded"),
    "bulk_row.corrected": _("Row of a file corrected"),
    "bulk_row.decided": _("Row of a file decided"),
    "bulk_source.added": _("Source of files added"),
    "donation.accepted": _("Donation accepted"),
    "donation.returned": _("Donation returned"),
    "donor.erased": _("Donor's data erased"),
    "donor.held": _("Legal hold set"),
    "donor.name_corrected": _("Donor's name on file corrected"),
    "donor.released": _("Legal hold lifted"),
    "export.approved": _("Export approved"),
    "export.asked": _("Export asked for"),
    "export.downloaded": _("Export downloaded"),
    "export.refused": _("Export refused"),
    "intake.restricted": _("Intake restricted"),
    "invitation.withdrawn": _("Invitation withdrawn"),
    "issuer.registered": _("Issuer's registration entered"),
    "official.created": _("Official let in"),
    "official.invited": _("Colleague invited"),
    "official.locked_out": _("Account locked"),
    "official.logged_in": _("Log-in"),
    "official.switched_off": _("Official switched off"),
    "official.unlocked": _("Account unlocked"),
    "period.closed": _("Month closed"),
    "portal.created": _("Portal let in"),
    "project.planned": _("Project planned"),
    "project.plan_changed": _("Plan of a project changed"),
    "project.target_changed": _("Target of a project changed"),
    "receipt.cancelled": _("Receipt cancelled"),
    "receipt.downloaded": _("Receipt downloaded"),
    "receipt.replaced": _("Receipt corrected"),
    "receipt.reprinted": _("Receipt reissued"),
    "return.approved": _("Return approved"),
    "return.paid_out": _("Return paid out"),
    "return.refused": _("Return refused"),
    "return.requested": _("Return asked for"),
    "return_note.read": _("Note of a return read"),
    "role_change.approved": _("Change of role approved"),
    "role_change.refused": _("Change of role refused"),
    "role_change.requested": _("Change of role asked for"),
    "second_factor.enrolled": _("Second factor set up"),
    "second_factor.recovery_code_used": _("Recovery code used"),
    "second_factor.recovery_codes_renewed": _("Recovery codes renewed"),
    "second_factor.removed": _("Second factor removed"),
    "tax_paper.exported": _("Paper for the tax office handed out"),
    "year_end.approved": _("Year-end documents approved"),
    "year_end.downloaded": _("Year-end documents downloaded"),
    "year_end.erased": _("Year-end documents erased"),
    "year_end.finished": _("Year-end documents made"),
    "year_end.planned": _("Year-end documents planned"),
    "year_end.withdrawn": _("Year-end documents withdrawn"),
}


def words_of(kind: str) -> str:
    """Return a kind in words; the code itself if it has none."""
    return str(WORDS.get(kind, kind))
