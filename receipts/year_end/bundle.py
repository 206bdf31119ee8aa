"""The finished bundle: handed out on record, and erased when its time is over.

It holds names in clear, so it stays for :data:`receipts.year_end.models.KEPT_FOR` and no longer;
the files of a batch that failed go with the same time. Rows, checksums and manifest figures stay.
Whoever needs the documents later plans the year anew.
"""

import shutil
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.changes import moved
from audit.personal_access import AccessKind, AccessPurpose, Personal, record_access
from audit.record import record
from kernel.errors import NotFound
from receipts.year_end.errors import (
    BatchRoleMissing,
    BatchStateConflict,
    BundleErased,
    BundleLost,
)
from receipts.year_end.models import KEPT_FOR, BatchStatus, YearEndBatch
from receipts.year_end.run import folder_of

MAY_DOWNLOAD = "receipts.download_yearendbatch"


def open_bundle(batch_id: UUID, *, actor: User) -> BinaryIO:
    """Return the open bundle of a batch that is done; who took it, and from where, is recorded.

    Raises:
        NotFound: ``actor`` sees no such batch.
        BatchRoleMissing: ``actor`` may not take bundles.
        BatchStateConflict: the batch is not done.
        BundleErased: its time was over.
        BundleLost: the file is not in the data folder.
    """
    batch = YearEndBatch.objects.visible_to(actor).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    if not actor.has_perm(MAY_DOWNLOAD):
        raise BatchRoleMissing
    if batch.status != BatchStatus.DONE:
        raise BatchStateConflict(state=batch.get_status_display())
    if batch.erased_at is not None:
        raise BundleErased(days=KEPT_FOR.days)
    try:
        file = (folder_of(batch) / batch.file_name).open("rb")
    except OSError as gone:
        raise BundleLost from gone
    with transaction.atomic():
        record(
            "year_end.downloaded",
            f"year_end:{batch.pk}",
            actor=actor,
            municipality_id=batch.issuer_id,
            documents=batch.documents,
            bundle_sha256=batch.bundle_sha256,
        )
        record_access(
            AccessKind.EXPORT,
            f"year_end:{batch.pk}",
            actor=actor,
            municipality_id=batch.issuer_id,
            purpose=AccessPurpose.RECEIPT,
            data=[Personal.NAME, Personal.BIRTH_DATE, Personal.ADDRESS],
            people=batch.documents,
        )
    return file


def erase_old(now: datetime) -> int:
    """Erase the files of batches that were finished too long ago; return of how many.

    In scope ``system``. The files go first: a stop between the two is made up for the next time.
    """
    erased = 0
    over = YearEndBatch.objects.filter(finished_at__lt=now - KEPT_FOR, erased_at=None)
    for batch in over.order_by("finished_at"):
        folder = folder_of(batch)
        if folder.exists():
            shutil.rmtree(folder)
        with transaction.atomic():
            mine = YearEndBatch.objects.filter(pk=batch.pk, erased_at=None)
            erased_at = timezone.now()
            if mine.update(erased_at=erased_at) != 1:
                continue
            record(
                "year_end.erased",
                f"year_end:{batch.pk}",
                actor=None,
                municipality_id=batch.issuer_id,
                changes=moved(None, erased_at, "erased_at"),
                tax_year=batch.year,
                documents=batch.documents,
            )
        erased += 1
    return erased
