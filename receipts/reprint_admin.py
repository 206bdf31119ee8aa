"""Handing a receipt out again, on its page: a dialog, and the marked document of each time."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.admin_base import OfficialRequest
from accounts.admin_steps import TakesSteps, dialog, role_carries, step
from receipts.models import Receipt, ReceiptReprint
from receipts.reprint import MAY_REPRINT, reprint_receipt


class HandsOutAgain(TakesSteps):
    """The page of a receipt."""

    has_reprint_permission = role_carries(MAY_REPRINT)

    reprint = step(
        "reprint",
        _("Reissue"),
        needs="reprint",
        icon="print",
        asks=dialog(
            _("Reissue this receipt"),
            _("Its number stays. The document is marked as reissued today, and you are named."),
            None,
            _("Reissue"),
        ),
        take=lambda pk, _told, actor: reprint_receipt(pk, actor=actor),
        done=_("Reissued. Open the marked document below."),
    )

    @display(description=_("reissues"))  # type: ignore[untyped-decorator]
    def reissues(self, receipt: Receipt) -> SafeString | str:
        """Show each time, with its document."""
        address = reverse("admin:receipts_receipt_download", args=[receipt.pk])
        rows: list[tuple[Any, ...]] = [
            (
                f"{address}?show=1&reissue={each.nth}",
                each.nth,
                each.reprinted_on.isoformat(),
                each.reprinted_by,
            )
            for each in receipt.reprints.select_related("reprinted_by")
        ]
        if not rows:
            return "–"
        return format_html_join(
            "", '<div><a class="underline" href="{}">{} · {}</a> · {}</div>', rows
        )


def whole_number(text: str) -> int | None:
    """Return the number in the address of a page, of at most seven digits; None for others."""
    return int(text) if text.isdecimal() and len(text) <= 7 else None


def asked_reissue(request: OfficialRequest, receipt: Receipt) -> ReceiptReprint | None:
    """Return the reissue whose document a request asks for; None for the receipt as issued.

    Raises:
        Http404: it was never handed out for that time.
    """
    nth = request.GET.get("reissue", "")
    if not nth:
        return None
    wanted = whole_number(nth)
    asked = None if wanted is None else receipt.reprints.filter(nth=wanted).first()
    if asked is None:
        raise Http404
    return asked
