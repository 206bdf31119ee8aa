"""Write down that somebody's personal data were looked at or handed out (promise 10, KR-PII-08).

Called in the transaction that reads the data, before they leave: what cannot be written down is
not shown. The row says who, when, from where, whose, which data and why, and holds none of them.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts import origin
from accounts.models import Actor, Portal, User
from audit.access_models import (
    OF_THE_DECREE,
    AccessKind,
    AccessPurpose,
    Personal,
    PersonalAccess,
)
from kernel.errors import DomainError
from kernel.round_trips import insert

__all__ = ["AccessKind", "AccessPurpose", "Personal", "PurposeRefused", "record_access"]


class PurposeRefused(DomainError):
    """A resident number may not be processed for that purpose."""

    code = "purpose_refused"
    status = 403
    title = _("Not for this purpose")
    detail = _(
        "The Decree does not list this purpose, so resident numbers are not shown for it. Leave "
        "the number out, or name the purpose that it is needed for."
    )
    legal_basis = "고향사랑 기부금에 관한 법률 시행령 제11조"


def record_access(  # noqa: PLR0913 - who, what, whose and why
    kind: AccessKind,
    subject: str,
    *,
    actor: Actor,
    municipality_id: str | None,
    purpose: AccessPurpose,
    data: Iterable[Personal],
    person: int | None = None,
    people: int = 1,
    reason: str = "",
) -> None:
    """Append one row to the record of access; from where it came is the running request's.

    Args:
        kind: what is done with the data.
        subject: what they are part of: ``donation:<id>``, ``receipt:<number>``, ``export:<id>``.
        actor: who looks; None for the service itself.
        municipality_id: the local government whose donors they are; its auditors see the row.
        purpose: what for.
        data: which data are shown.
        person: the donor's number, if it is one donor; tells looks at the same person.
        people: how many people's data, for a file.
        reason: in the official's words; kept encrypted.

    Raises:
        PurposeRefused: a resident number for a purpose that the Decree does not list.
    """
    shown = list(data)
    if Personal.RESIDENT_NUMBER in shown and purpose not in OF_THE_DECREE:
        raise PurposeRefused
    came_from = origin.current()
    row = PersonalAccess(
        kind=kind,
        purpose=purpose,
        reason=reason,
        official_id=actor.pk if isinstance(actor, User) else None,
        portal_id=actor.pk if isinstance(actor, Portal) else None,
        municipality_id=municipality_id,
        subject=subject,
        person=person,
        people=people,
        data=[str(each) for each in shown],
        address=came_from.address,
        agent=came_from.agent,
    )
    insert([row], "happened_at", "transaction")
