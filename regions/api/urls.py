from django.urls import path

from regions.api.views import RegionsView, RegionView

urlpatterns = [
    path("regions", RegionsView.as_view(), name="regions"),
    path("regions/<str:code>", RegionView.as_view(), name="region"),
]
