from django.urls import path

from donations.api.views import DonationsView, DonationView

urlpatterns = [
    path("donations", DonationsView.as_view(), name="api-donations"),
    path("donations/<uuid:pk>", DonationView.as_view(), name="api-donation"),
]
