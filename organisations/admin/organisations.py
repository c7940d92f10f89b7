"""How editors keep organisations and people."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import (
    Affiliation,
    ContactPoint,
    Identifier,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
)
from .base import FoldedInline
from .contact_points import ContactPoints
from .records import BODY_LISTS, HELP_GIVEN, OtherNameInline, RecordAdmin, ties


class OrganisationNameInline(OtherNameInline):
    model = OrganisationName


class PersonNameInline(OtherNameInline):
    model = PersonName


class ContactPointInline(ContactPoints):
    model = ContactPoint


class IdentifierInline(FoldedInline):
    model = Identifier
    fields = [("scheme", "value")]
    any_direction = ("scheme", "value")


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    list_display = [
        "name",
        "kind",
        "seat",
        "founding_date",
        "languages_present",
        "status",
        "still_verified_on",
    ]
    narrowed_by = ("kind", "group")
    list_select_related = ["seat"]
    autocomplete_fields = [*RecordAdmin.autocomplete_fields, *BODY_LISTS]
    about = (("kind", "group", "seat"), ("founding_date", "founding_place", "dissolution_date"), HELP_GIVEN)
    inlines = [
        OrganisationNameInline,
        ContactPointInline,
        IdentifierInline,
        ties(Affiliation, "organisation", _("people, funders, partners and departments")),
        ties(Affiliation, "affiliate", _("roles in other organisations")),
    ]


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    list_display = ["name", "languages_present", "legal_basis", "review_on", "status", "still_verified_on"]
    narrowed_by = ("legal_basis",)
    about = ("grammatical_gender",)
    publishing = (("legal_basis", "review_on"),)
    inlines = [PersonNameInline, ties(Affiliation, "person", _("roles in organisations"))]
