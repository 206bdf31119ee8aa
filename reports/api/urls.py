from django.urls import path

from reports.api import views

urlpatterns = [
    path("indicators", views.IndicatorsView.as_view(), name="indicators"),
    path("indicators/definitions", views.DefinitionsView.as_view(), name="indicator-definitions"),
    path("what-if", views.WhatIfView.as_view(), name="what-if-api"),
    path("reports", views.ReportsView.as_view(), name="report-runs"),
    path("reports/<uuid:pk>", views.ReportView.as_view(), name="report-run"),
    path(
        "reports/<uuid:pk>/artifacts/<slug:kind>",
        views.ArtifactView.as_view(),
        name="report-artifact",
    ),
]
