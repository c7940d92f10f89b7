from django.urls import path

from . import views

app_name = "networks"

urlpatterns = [
    # /<language>/
    path("networks/", views.NetworkList.as_view(), name="network_list"),
    path("networks/<slug:slug>/", views.NetworkDetail.as_view(), name="network_detail"),
    path("projects/", views.ProjectList.as_view(), name="project_list"),
    path("projects/<slug:slug>/", views.ProjectDetail.as_view(), name="project_detail"),
]
