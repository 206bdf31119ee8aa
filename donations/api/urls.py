from django.urls import path

from donations.api.views import (
    BatchView,
    DonationsView,
    DonationView,
    EligibilityView,
    HoldsView,
    HoldView,
)

urlpatterns = [
    path("donations", DonationsView.as_view(), name="api-donations"),
    path("donations/batch", BatchView.as_view(), name="api-donation-batch"),
    path("donations/<uuid:pk>", DonationView.as_view(), name="api-donation"),
    path("holds", HoldsView.as_view(), name="api-holds"),
    path("holds/<uuid:pk>", HoldView.as_view(), name="api-hold"),
    path("eligibility", EligibilityView.as_view(), name="api-eligibility"),
]
