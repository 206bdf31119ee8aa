"""Handing a receipt out again, on its page: a dialog, and the marked document of each time."""

from typing import Any

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from accounts.admin_base import OfficialRequest
from accounts.admin_steps import TakesSteps, dialog
from receipts.models import Receipt, ReceiptReprint
from receipts.reprint import MAY_REPRINT, reprint_receipt


class HandsOutAgain(TakesSteps):
    """The page of a receipt."""

    def has_reprint_permission(
        self,
        request: OfficialRequest,
        object_id: str | Model | None = None,  # noqa: ARG002
    ) -> bool:
        """Say whether the role hands receipts out again."""
        return request.user.has_perm(MAY_REPRINT)

    @action(  # type: ignore[untyped-decorator]
        description=_("Reissue"),
        url_path="reprint",
        permissions=["reprint"],
        icon="print",
        dialog=dialog(
            _("Reissue this receipt"),
            _("Its number stays. The document is marked as reissued today, and you are named."),
            None,
            _("Reissue"),
        ),
    )
    def reprint(
        self,
        request: OfficialRequest,
        form: BaseDialogForm,  # noqa: ARG002
        object_id: str,
    ) -> HttpResponse:
        """Write the reissue down; its document is then on the page."""
        receipt = self.get_object(request, object_id)
        return self.take(
            request,
            lambda: reprint_receipt(receipt.pk, actor=request.user),
            _("Reissued. Open the marked document below."),
            reverse("admin:receipts_receipt_change", args=[receipt.pk]),
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
