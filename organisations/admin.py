"""How editors keep organisations, people and vocabularies."""

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.db.models import Q
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from .fields import PartialDateField
from .languages import country_name, direction, site_languages
from .models import (
    Affiliation,
    Concept,
    ContactPoint,
    FocusArea,
    Helpline,
    Identifier,
    Language,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
    Place,
    Role,
    Source,
)
from .search.index import deferred


def in_every_language(field):
    """Return the columns of a translated field, side by side in a fieldset."""
    return tuple(f"{field}_{language}" for language in site_languages())


class AnyDirection:
    """Lets what is typed decide the direction of the inputs for texts of any language."""

    any_direction = ("name",)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.any_direction:
            field.widget.attrs["dir"] = "auto"
        return field


class LanguageAwareAdmin(TranslationAdmin):
    """Gives each input of a translated field the language and direction of its text.

    A form with all its rows is one change to search.
    """

    # The browser's own field for a date speaks the editor's language and needs no script.
    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
    }

    def changeform_view(self, *args, **kwargs):
        with transaction.atomic(), deferred():
            return super().changeform_view(*args, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if language := getattr(db_field, "language", None):
            field.widget.attrs |= {"lang": language, "dir": direction(language)}
        elif isinstance(db_field, models.SlugField | PartialDateField):
            field.widget.attrs["dir"] = "ltr"
        return field


class MissingTranslationFilter(admin.SimpleListFilter):
    """Records of which the name, the summary or the description lacks a language."""

    title = _("missing translation")
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        labels = dict(Organisation._meta.get_field("original_language").flatchoices)
        return [(language, labels[language]) for language in site_languages()]

    def queryset(self, request, queryset):
        if self.value() not in site_languages():
            return queryset
        missing = Q()
        for field in ("name", "summary", "description"):
            column = f"{field}_{self.value()}"
            missing |= Q(**{column: ""}) | Q(**{f"{column}__isnull": True})
        return queryset.filter(missing)


class CountryFilter(admin.SimpleListFilter):
    """Records tied to a place in a country, as on the public lists."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request, model_admin):
        codes = Place.objects.exclude(country="").order_by("country").values_list("country", flat=True)
        return [(code, country_name(code)) for code in codes.distinct()]

    def queryset(self, request, queryset):
        return queryset.in_country(self.value()) if self.value() else queryset


record_links = []


def record_link(link):
    """Add a link to the tools above each record's form.

    It is a function of (request, record) that returns (words, address), or
    None where there is nothing to lead to. The pages above this app add theirs.
    """
    record_links.append(link)
    return link


class RecordAdmin(LanguageAwareAdmin):
    """What the four kinds of record have in common in the admin.

    A kind adds its own fields to the facts (``about``) and to the publishing
    (``publishing``), and its own filters to the list (``narrowed_by``).
    """

    about = ()
    publishing = ()
    narrowed_by = ()
    search_fields = ["slug", *in_every_language("name"), "other_names__name"]
    search_help_text = _("Names in any language, other names or the slug.")
    autocomplete_fields = ["focus_areas", "places"]
    prepopulated_fields = {"slug": ["name_en"]}
    save_on_top = True

    def get_list_filter(self, request):
        return ["status", *self.narrowed_by, CountryFilter, "focus_areas", MissingTranslationFilter]

    def get_fieldsets(self, request, obj=None):
        return [
            (_("Names"), {"fields": [in_every_language("name"), "slug", "original_language"]}),
            (_("Facts"), {"fields": [*self.about, "focus_areas", "places"]}),
            (
                _("Texts"),
                {
                    "fields": [
                        in_every_language("summary"),
                        in_every_language("description"),
                        in_every_language("translation"),
                    ]
                },
            ),
            (_("Publishing"), {"fields": [("status", "verified_on"), *self.publishing]}),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        found = [link(request, obj) for link in record_links] if obj else []
        context["record_links"] = [link for link in found if link]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_deleted_objects(self, objs, request):
        """List what goes with a record, but not the nameless rows that join it to places and areas."""
        deleted, counts, *rest = super().get_deleted_objects(objs, request)
        joins = [field.remote_field.through._meta for field in self.opts.many_to_many]
        for join in joins:
            counts.pop(join.verbose_name_plural, None)
        nameless = tuple(f"{capfirst(join.verbose_name)}: " for join in joins)
        return _without(deleted, nameless), counts, *rest

    @admin.display(description=_("texts"))
    def languages_present(self, record):
        """Say which languages the texts stand in: a mark for each language."""
        marks = []
        for language in site_languages():
            texts = [getattr(record, f"{field}_{language}") for field in ("name", "summary", "description")]
            marks.append((language, "✓" if all(texts) else "–"))
        return format_html_join(" ", '<span class="mark" dir="ltr">{} {}</span>', marks)


def _without(nested, beginnings):
    """Return a nested list of lines without those that begin in any of the ways given."""
    return [
        _without(line, beginnings) if isinstance(line, list) else line
        for line in nested
        if isinstance(line, list) or not line.startswith(beginnings)
    ]


class OtherNameInline(AnyDirection, admin.TabularInline):
    extra = 0
    autocomplete_fields = ["language"]


class OrganisationNameInline(OtherNameInline):
    model = OrganisationName


class PersonNameInline(OtherNameInline):
    model = PersonName


class TieInline(admin.TabularInline):
    """The ties at one end of which the record stands; it asks only for the other end.

    A tie's note and citations are edited on its own page.
    """

    extra = 0
    show_change_link = True

    @property
    def other_ends(self):
        target = self.model.target_field
        return list(self.model.party_fields) if self.fk_name == target else [target]

    def get_fields(self, request, obj=None):
        return [*self.other_ends, "role", "start_date", "end_date"]

    def get_autocomplete_fields(self, request):
        return [*self.other_ends, "role"]


def ties(tie, fk_name, title):
    """Return the inline for one kind of tie, seen from the record that ``fk_name`` leads to."""
    attributes = {"model": tie, "fk_name": fk_name, "verbose_name_plural": title}
    return type(f"{tie.__name__}By{fk_name.title()}Inline", (TieInline,), attributes)


class ContactPointInline(admin.TabularInline):
    model = ContactPoint
    extra = 0
    autocomplete_fields = ["languages"]


class IdentifierInline(admin.TabularInline):
    model = Identifier
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    list_display = ["name", "kind", "seat", "founding_date", "languages_present", "status", "verified_on"]
    narrowed_by = ("kind",)
    list_select_related = ["seat"]
    autocomplete_fields = [*RecordAdmin.autocomplete_fields, "seat", "languages"]
    about = ("kind", ("founding_date", "dissolution_date"), "seat", "languages")
    inlines = [
        OrganisationNameInline,
        ContactPointInline,
        IdentifierInline,
        ties(Affiliation, "organisation", _("people, funders, partners and departments")),
        ties(Affiliation, "affiliate", _("roles in other organisations")),
    ]


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    list_display = ["name", "languages_present", "ground", "review_on", "status", "verified_on"]
    narrowed_by = ("ground",)
    publishing = (("ground", "review_on"),)
    inlines = [PersonNameInline, ties(Affiliation, "person", _("roles in organisations"))]


class TermAdmin(LanguageAwareAdmin):
    search_fields = ["slug", *in_every_language("name")]
    list_display = ["slug", *in_every_language("name")]
    prepopulated_fields = {"slug": ["name_en"]}


@admin.register(Place)
class PlaceAdmin(TermAdmin):
    list_display = [*TermAdmin.list_display, "country", "subdivision"]
    list_filter = ["country"]
    fields = [
        in_every_language("name"),
        "slug",
        ("country", "subdivision"),
        ("latitude", "longitude"),
    ]


@admin.register(FocusArea)
class FocusAreaAdmin(TermAdmin):
    list_display = [*TermAdmin.list_display, "parent", "oecd_dac", "icnpo", "position"]
    list_select_related = ["parent"]
    fields = [
        in_every_language("name"),
        in_every_language("need"),
        "slug",
        "parent",
        ("oecd_dac", "icnpo"),
        "position",
    ]


@admin.register(Helpline)
class HelplineAdmin(TermAdmin):
    list_display = ["slug", *in_every_language("name"), "phone", "country", "verified_on"]
    list_filter = ["country"]
    autocomplete_fields = ["source"]
    fields = [
        in_every_language("name"),
        in_every_language("purpose"),
        "slug",
        ("phone", "country", "position"),
        ("source", "verified_on"),
    ]


@admin.register(Role)
class RoleAdmin(TermAdmin):
    list_display = [*TermAdmin.list_display, "position"]
    fields = [in_every_language("name"), "slug", "position"]


@admin.register(Concept)
class ConceptAdmin(LanguageAwareAdmin):
    """The glossary of search: a change is in force with the next search."""

    list_display = [*in_every_language("terms")]
    search_fields = ["slug", *in_every_language("terms")]
    prepopulated_fields = {"slug": ["terms_en"]}
    fields = [in_every_language("terms"), "slug"]


@admin.register(Language)
class LanguageAdmin(admin.ModelAdmin):
    list_display = ["code", "__str__"]
    search_fields = ["code"]


@admin.register(Source)
class SourceAdmin(AnyDirection, admin.ModelAdmin):
    list_display = ["title", "publisher", "language", "date", "kind"]
    list_filter = ["kind", "language"]
    search_fields = ["slug", "title", "publisher"]
    autocomplete_fields = ["language"]
    any_direction = ("title", "publisher")
