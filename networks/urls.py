from django.urls import path

from organisations.views import RecordCitation

from . import views
from .models import Network, Project

app_name = "networks"

urlpatterns = [
    # /<language>/
    path("networks/", views.NetworkList.as_view(), name="network_list"),
    path("networks/<slug:slug>/", views.NetworkDetail.as_view(), name="network_detail"),
    path(
        "networks/<slug:slug>/cite.<slug:extension>",
        RecordCitation.as_view(model=Network),
        name="network_citation",
    ),
    path("projects/", views.ProjectList.as_view(), name="project_list"),
    path("projects/<slug:slug>/", views.ProjectDetail.as_view(), name="project_detail"),
    path(
        "projects/<slug:slug>/cite.<slug:extension>",
        RecordCitation.as_view(model=Project),
        name="project_citation",
    ),
]
