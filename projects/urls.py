from django.urls import path

from projects import views
from projects.picture_view import picture

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/pictures/<uuid:pk>.jpg", picture, name="project-picture"),
]
