from django.urls import include, path
from rest_framework.routers import DefaultRouter

from bench.naive.views import GiftViewSet
from config.health import healthz

router = DefaultRouter()
router.register("donations", GiftViewSet)

urlpatterns = [path("api/", include(router.urls)), path("healthz", healthz)]
