"""The banks and platforms whose files a local government takes in.

A local government agrees with each platform and bank by itself (KR-SYS-08), so a source belongs to
one. What comes in through its files goes through a portal of the source's own: it has no scope and
no known secret, so nobody logs in with it, and its references cannot meet those of another.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.enrolment import CHANNEL, UnknownChannel
from accounts.models import Channel, Portal, User
from audit.record import record
from desk.bulk.models import BulkSource
from donations.return_errors import RoleMissing
from kernel.constraints import constraint_of
from kernel.errors import DomainError

MAY_ADD_SOURCE = "desk.add_bulksource"


class SourceTaken(DomainError):
    """There is a source of that name."""

    code = "source_taken"
    status = 409
    title = _("The name is taken")
    detail = _("There is a source of that name already.")


def add_source(name: str, *, channel: str, payment_method: str, actor: User) -> BulkSource:
    """Add a source of files to the local government of ``actor``.

    Raises:
        RoleMissing: ``actor`` may not.
        UnknownChannel: ``channel`` is none of KR-SYS-13, or the office itself, which has no files.
        SourceTaken: the local government has a source of that name.
    """
    government = actor.municipality
    if government is None or not actor.has_perm(MAY_ADD_SOURCE):
        raise RoleMissing
    written = CHANNEL.fullmatch(channel)
    if written is None or written["kind"] == Channel.LG_OFFICE:
        raise UnknownChannel(channel=channel[:40], known=", ".join(Channel))
    try:
        with transaction.atomic(durable=True):
            portal = Portal.objects.create(
                client_id=f"file-{government.code}-{uuid7().hex}",
                name=f"{name} ({government.native_name})",
                client_type=Portal.CLIENT_CONFIDENTIAL,
                authorization_grant_type=Portal.GRANT_CLIENT_CREDENTIALS,
                channel=written["kind"],
                channel_id=written["code"] or "",
                scopes="",
            )
            source = BulkSource.objects.create(
                municipality=government,
                name=name,
                portal=portal,
                payment_method=payment_method,
                made_by=actor,
            )
            record(
                "bulk_source.added",
                f"bulk_source:{source.pk}",
                actor=actor,
                municipality_id=government.code,
                channel=channel,
            )
    except IntegrityError as conflict:
        if constraint_of(conflict) != "bulk_source_once":
            raise
        raise SourceTaken from conflict
    return source
