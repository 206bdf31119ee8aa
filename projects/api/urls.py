from django.urls import path

from projects.api.views import ProjectsView, ProjectView

urlpatterns = [
    path("projects", ProjectsView.as_view(), name="api-projects"),
    path("projects/<int:pk>", ProjectView.as_view(), name="api-project"),
]
