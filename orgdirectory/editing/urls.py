"""The admin's pages beside those of the models, all beneath /<language>/admin/."""

from django.urls import path

from . import links

app_name = "editing"

urlpatterns = [
    path("links/", links.dead_links, name="dead_links"),
]
