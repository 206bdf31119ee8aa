"""Addresses under /api/v1/."""

from django.urls import path, re_path

from receipts.api.views import ReceiptPdfView, ReceiptView, TaxCreditView, VerifyView

NUMBER = r"(?P<number>[0-9]{5}-[0-9]{4}-[0-9]{7})"

urlpatterns = [
    path("verify/<str:code>", VerifyView.as_view(), name="api-verify"),
    path("tax-credit", TaxCreditView.as_view(), name="tax-credit"),
    re_path(rf"^receipts/{NUMBER}$", ReceiptView.as_view(), name="receipt"),
    re_path(rf"^receipts/{NUMBER}/pdf$", ReceiptPdfView.as_view(), name="receipt-pdf"),
]
