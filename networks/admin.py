"""How editors keep networks, projects, ties and evidence.

Networks stand above organisations, so the ties and citations of an
organisation or a person are added to its page here and not there.
"""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from organisations.admin import (
    LanguageAwareAdmin,
    OrganisationAdmin,
    OtherNameInline,
    PersonAdmin,
    RecordAdmin,
    Searched,
    in_every_language,
    ties,
)
from organisations.models import Affiliation, Organisation, Person, fact_label
from organisations.past import WithHistory

from . import report_admin  # noqa: F401  (it registers itself)
from .models import Citation, Membership, Network, NetworkName, Participation, Project, ProjectName


def supports_field(subject_model):
    """Return a form field that offers the facts of a record or tie as choices."""
    choices = [(fact, fact_label(subject_model, fact)) for fact in subject_model.facts]
    return forms.MultipleChoiceField(
        label=Citation._meta.get_field("supports").verbose_name,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )


def is_last(citation):
    """Tell whether a published record would stand without a source, were the citation taken away."""
    record = citation.subject
    return getattr(record, "is_published", False) and record.citations.count() == 1


class CitationFormSet(forms.BaseInlineFormSet):
    """Keeps at least one citation beneath what is published."""

    def clean(self):
        super().clean()
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in kept if form not in self.deleted_forms]
        if getattr(self.instance, "is_published", False) and not kept and self.deleted_forms:
            raise forms.ValidationError(_("What is published keeps at least one citation."))


class CitationInline(Searched, admin.TabularInline):
    """Where the sources state the facts of the record or tie above."""

    model = Citation
    formset = CitationFormSet
    extra = 0
    fields = ["source", "paragraph", "item", "supports"]
    autocomplete_fields = ["source"]
    show_change_link = True

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.base_fields["supports"] = supports_field(self.parent_model)
        return formset


class NetworkNameInline(OtherNameInline):
    model = NetworkName


class ProjectNameInline(OtherNameInline):
    model = ProjectName


admin.site.unregister([Organisation, Person])


@admin.register(Organisation)
class TiedOrganisationAdmin(OrganisationAdmin):
    inlines = [
        *OrganisationAdmin.inlines,
        ties(Membership, "organisation", _("networks")),
        ties(Participation, "organisation", _("projects")),
        CitationInline,
    ]


@admin.register(Person)
class TiedPersonAdmin(PersonAdmin):
    inlines = [
        *PersonAdmin.inlines,
        ties(Membership, "person", _("roles in networks")),
        ties(Participation, "person", _("roles in projects")),
        CitationInline,
    ]


@admin.register(Network)
class NetworkAdmin(RecordAdmin):
    list_display = ["name", "kind", "founding_date", "languages_present", "status", "verified_on"]
    narrowed_by = ("kind", "stage")
    autocomplete_fields = [*RecordAdmin.autocomplete_fields, "seat", "languages"]
    about = (
        ("kind", "stage"),
        ("founding_date", "dissolution_date"),
        ("stated_members", "stated_members_approximate"),
        "seat",
        "languages",
    )
    inlines = [
        NetworkNameInline,
        ties(Membership, "network", _("members")),
        ties(Membership, "member_network", _("roles in other networks")),
        ties(Participation, "network", _("projects")),
        CitationInline,
    ]


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    list_display = ["name", "kind", "stage", "start_date", "languages_present", "status", "verified_on"]
    narrowed_by = ("kind", "stage")
    autocomplete_fields = [*RecordAdmin.autocomplete_fields, "parent", "languages"]
    about = (
        ("kind", "stage"),
        ("start_date", "end_date"),
        "parent",
        ("minimum_age", "maximum_age"),
        "languages",
    )
    inlines = [
        ProjectNameInline,
        ties(Participation, "project", _("who takes part")),
        CitationInline,
    ]


class TieAdmin(WithHistory, LanguageAwareAdmin):
    """A tie on a page of its own, with its note and its evidence."""

    list_filter = ["role"]
    inlines = [CitationInline]

    def get_list_display(self, request):
        return ["__str__", "start_date", "end_date"]

    def get_queryset(self, request):
        return super().get_queryset(request).open_to(request.user).select_related(*self.ends)

    def get_search_fields(self, request):
        return [f"{end}__{column}" for end in self.ends for column in in_every_language("name")]

    def get_autocomplete_fields(self, request):
        return [*self.ends, "role"]

    def get_fields(self, request, obj=None):
        return [
            *self.model.party_fields,
            "role",
            self.model.target_field,
            ("start_date", "end_date"),
            in_every_language("note"),
        ]

    @property
    def ends(self):
        return [*self.model.party_fields, self.model.target_field]


admin.site.register([Affiliation, Membership, Participation], TieAdmin)


@admin.register(Citation)
class CitationAdmin(admin.ModelAdmin):
    """All citations, source by source; new ones are added on the page of what they support."""

    list_display = ["record_or_tie", "source", "paragraph", "item", "facts"]
    list_filter = ["source"]
    fields = ["source", ("paragraph", "item"), "supports", "quote"]

    @admin.display(description=_("record or tie"))
    def record_or_tie(self, citation):
        return citation.subject

    @admin.display(description=_("what it supports"))
    def facts(self, citation):
        return pgettext("between items of a list", ", ").join(map(str, citation.supported_facts))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        """Leave deleting to the record's page and to each citation's own, where the rule can be told."""
        return super().has_delete_permission(request, obj) and bool(obj) and not is_last(obj)

    def get_queryset(self, request):
        return super().get_queryset(request).with_subjects().open_to(request.user)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.base_fields["supports"] = supports_field(type(obj.subject))
        return form
