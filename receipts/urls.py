"""Public pages."""

from django.urls import path

from receipts.views import verify, verify_code

urlpatterns = [
    path("verify/", verify, name="verify"),
    path("verify/<str:code>/", verify_code, name="verify-code"),
]
