"""Every address of the service."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from config import health
from config.home import home

handler404 = "config.api.handler404"
handler500 = "config.api.handler500"

api = [
    path("", include("donations.api.urls")),
    path("", include("regions.api.urls")),
    path("", include("receipts.api.urls")),
    path("", include("projects.api.urls")),
    path("", include("reports.api.urls")),
]

# Patterns are tried in this order: portals' requests, the most by far, come first.
urlpatterns = [
    path("api/v1/", include(api)),
    path("", home, name="home"),
    path("", include("accounts.urls")),
    path("", include("receipts.urls")),
    path("", include("projects.urls")),
    path("", include("donations.urls")),
    path("", include("reports.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", SpectacularSwaggerView.as_view(url_name="schema"), name="api-docs"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
]
