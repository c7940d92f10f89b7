from django.urls import path

from . import views

app_name = "organisations"

urlpatterns = [
    # /<language>/
    path("organisations/", views.OrganisationList.as_view(), name="organisation_list"),
    path("organisations/<slug:slug>/", views.OrganisationDetail.as_view(), name="organisation_detail"),
    path("people/", views.PersonList.as_view(), name="person_list"),
    path("people/<slug:slug>/", views.PersonDetail.as_view(), name="person_detail"),
]
