"""Public pages."""

from django.urls import path

from donations.path_view import donation_path

urlpatterns = [
    path("verify/<str:code>/path/", donation_path, name="donation-path"),
]
