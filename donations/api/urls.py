from django.urls import path, re_path

from donations.api.events import EventsView
from donations.api.returns import ReturnsView, ReturnView
from donations.api.statements import StatementPdfView, StatementView
from donations.api.views import (
    BatchView,
    DonationsView,
    DonationView,
    EligibilityView,
    HoldsView,
    HoldView,
)

STATEMENT = r"donors/(?P<donor>[0-9a-f]{32})/statements/(?P<year>[0-9]{4})"

urlpatterns = [
    path("donations", DonationsView.as_view(), name="api-donations"),
    path("donations/batch", BatchView.as_view(), name="api-donation-batch"),
    path("donations/<uuid:pk>", DonationView.as_view(), name="api-donation"),
    path("donations/<uuid:pk>/returns", ReturnsView.as_view(), name="api-returns"),
    path("donations/<uuid:pk>/returns/<uuid:return_pk>", ReturnView.as_view(), name="api-return"),
    path("events", EventsView.as_view(), name="api-events"),
    path("holds", HoldsView.as_view(), name="api-holds"),
    path("holds/<uuid:pk>", HoldView.as_view(), name="api-hold"),
    re_path(f"^{STATEMENT}$", StatementView.as_view(), name="api-statement"),
    re_path(f"^{STATEMENT}/pdf$", StatementPdfView.as_view(), name="api-statement-pdf"),
    path("eligibility", EligibilityView.as_view(), name="api-eligibility"),
]
