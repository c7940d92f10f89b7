from django.urls import path

from . import views
from .models import Organisation, Person

app_name = "organisations"

urlpatterns = [
    # /<language>/
    path("organisations/", views.OrganisationList.as_view(), name="organisation_list"),
    path("organisations/<slug:slug>/", views.OrganisationDetail.as_view(), name="organisation_detail"),
    path(
        "organisations/<slug:slug>/cite.<slug:extension>",
        views.RecordCitation.as_view(model=Organisation),
        name="organisation_citation",
    ),
    path("people/", views.PersonList.as_view(), name="person_list"),
    path("people/<slug:slug>/", views.PersonDetail.as_view(), name="person_detail"),
    path(
        "people/<slug:slug>/cite.<slug:extension>",
        views.RecordCitation.as_view(model=Person),
        name="person_citation",
    ),
]
