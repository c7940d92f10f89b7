"""Admin of networks and projects, and of the ties of all four kinds of record."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from organisations.admin import (
    BODY_LISTS,
    HELP_GIVEN,
    ContactPoints,
    EditConflictMixin,
    LanguageAwareAdmin,
    OrganisationAdmin,
    OtherNameInline,
    PersonAdmin,
    RecordAdmin,
    WithHistory,
    in_every_language,
    ties,
)
from organisations.models import Affiliation, Organisation, Person

from ..models import (
    Membership,
    Network,
    NetworkContactPoint,
    NetworkName,
    Participation,
    Project,
    ProjectContactPoint,
    ProjectName,
)
from .citing import CitedTogether, cite_source
from .evidence import CitationInline, Cited
from .exports import Exported, save_csv, save_xlsx


class ManyAtOnce(CitedTogether, Exported):
    """What the lists of records do with many besides publishing them."""

    actions = [*RecordAdmin.actions, cite_source, save_csv, save_xlsx]


class NetworkNameInline(OtherNameInline):
    model = NetworkName


class ProjectNameInline(OtherNameInline):
    model = ProjectName


class NetworkContactPointInline(ContactPoints):
    model = NetworkContactPoint


class ProjectContactPointInline(ContactPoints):
    model = ProjectContactPoint


admin.site.unregister([Organisation, Person])


@admin.register(Organisation)
class TiedOrganisationAdmin(Cited, ManyAtOnce, OrganisationAdmin):
    inlines = [
        CitationInline,
        *OrganisationAdmin.inlines,
        ties(Membership, "organisation", _("networks")),
        ties(Participation, "organisation", _("projects")),
    ]


@admin.register(Person)
class TiedPersonAdmin(Cited, ManyAtOnce, PersonAdmin):
    inlines = [
        CitationInline,
        *PersonAdmin.inlines,
        ties(Membership, "person", _("roles in networks")),
        ties(Participation, "person", _("roles in projects")),
    ]


@admin.register(Network)
class NetworkAdmin(Cited, ManyAtOnce, RecordAdmin):
    list_display = ["name", "kind", "founding_date", "languages_present", "status", "still_verified_on"]
    narrowed_by = ("kind", "stage")
    autocomplete_fields = [*RecordAdmin.autocomplete_fields, *BODY_LISTS]
    about = (
        "kind",
        ("stage", "as_of"),
        ("founding_date", "founding_place", "dissolution_date"),
        ("stated_members", "stated_members_approximate"),
        "seat",
        HELP_GIVEN,
    )
    inlines = [
        CitationInline,
        NetworkNameInline,
        NetworkContactPointInline,
        ties(Membership, "network", _("members")),
        ties(Membership, "member_network", _("roles in other networks")),
        ties(Participation, "network", _("projects")),
    ]


@admin.register(Project)
class ProjectAdmin(Cited, ManyAtOnce, RecordAdmin):
    list_display = ["name", "kind", "stage", "start_date", "languages_present", "status", "still_verified_on"]
    narrowed_by = ("kind", "stage")
    autocomplete_fields = [*RecordAdmin.autocomplete_fields, "parent", *HELP_GIVEN]
    about = (
        "kind",
        ("stage", "as_of"),
        ("start_date", "end_date"),
        "parent",
        ("minimum_age", "maximum_age"),
        HELP_GIVEN,
        "places_of_provider",
    )
    inlines = [
        CitationInline,
        ProjectNameInline,
        ProjectContactPointInline,
        ties(Participation, "project", _("who takes part, and what was before or came of it")),
        ties(Participation, "other_project", _("roles in other projects")),
    ]


@admin.register(Affiliation, Membership, Participation)
class TieAdmin(EditConflictMixin, Cited, WithHistory, LanguageAwareAdmin):
    """A tie on a page of its own, with its note and its evidence."""

    list_filter = ["role"]
    inlines = [CitationInline]

    def get_list_display(self, request):
        return ["__str__", "start_date", "end_date"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user).select_related(*self.ends)

    def get_search_fields(self, request):
        return [f"{end}__{column}" for end in self.ends for column in in_every_language("name")]

    def get_autocomplete_fields(self, request):
        return [*self.ends, "role"]

    def get_fields(self, request, obj=None):
        return [
            *self.model.party_fields,
            "role",
            self.model.target_field,
            ("start_date", "end_date", "as_of"),
            in_every_language("note"),
        ]

    @property
    def ends(self):
        return [*self.model.party_fields, self.model.target_field]
