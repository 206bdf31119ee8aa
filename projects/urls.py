from django.urls import path

from projects import fund_views, views
from projects.picture_view import picture

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("funds/", fund_views.fund_years, name="fund-years"),
    path("funds/<str:code>/<int:year>/", fund_views.fund_year, name="fund-year"),
    path(
        "funds/<str:code>/<int:year>.<str:ending>", fund_views.fund_year_file, name="fund-year-file"
    ),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/pictures/<uuid:pk>.jpg", picture, name="project-picture"),
]
