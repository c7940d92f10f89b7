"""How editors keep the short lists that records refer to, and the sources."""

from django.contrib import admin

from ..models import (
    Concept,
    FocusArea,
    Helpline,
    Language,
    Need,
    Place,
    Role,
    Source,
    TargetGroup,
)
from .base import AnyDirection, ConfidentialityForPublishers, LanguageAwareAdmin, Searched, in_every_language
from .contact_points import WithHours
from .searching import SoughtByMeaning, SoughtByTitle
from .slugs import SlugOfNames


class SlugOfTerms(SlugOfNames):
    named_by = "terms"

    def names(self):
        return {language: (terms or "").partition(",")[0] for language, terms in super().names().items()}


class SlugOfTitle(SlugOfNames):
    named_by = "title"


class PlaceForm(SlugOfNames):
    """A whole country needs no name: its slug says which it is."""

    def made_slug(self):
        return super().made_slug() or (self.cleaned_data.get("country") or "").lower()


class HelplineForm(SlugOfNames, WithHours):
    pass


class TermAdmin(LanguageAwareAdmin):
    search_fields = ["slug", *in_every_language("name")]
    list_display = ["slug", *in_every_language("name")]
    form = SlugOfNames


class AliasedAdmin(SoughtByMeaning, TermAdmin):
    search_fields = [*TermAdmin.search_fields, "aliases"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "aliases":
            field.widget.attrs |= {"dir": "auto", "rows": 6}
        return field


@admin.register(Place)
class PlaceAdmin(ConfidentialityForPublishers, AliasedAdmin):
    form = PlaceForm
    list_display = [*TermAdmin.list_display, "country", "subdivision"]
    list_filter = ["country"]
    fields = [
        in_every_language("name"),
        "slug",
        ("country", "subdivision"),
        "aliases",
        ("latitude", "longitude"),
        "confidentiality",
    ]


@admin.register(Need)
class NeedAdmin(AliasedAdmin):
    """Who meets a need is said at each record."""

    list_display = [*TermAdmin.list_display, "symbol", "position"]
    fields = [in_every_language("name"), "slug", "aliases", ("symbol", "position")]


@admin.register(FocusArea)
class FocusAreaAdmin(AliasedAdmin):
    list_display = [*TermAdmin.list_display, "parent", "need", "oecd_dac", "icnpo", "position"]
    list_select_related = ["parent", "need"]
    fields = [
        in_every_language("name"),
        "slug",
        "aliases",
        ("parent", "need"),
        ("oecd_dac", "icnpo"),
        "position",
    ]


@admin.register(Helpline)
class HelplineAdmin(TermAdmin):
    list_display = ["slug", *in_every_language("name"), "phone", "country", "verified_on"]
    list_filter = ["country"]
    form = HelplineForm
    autocomplete_fields = ["source", "languages"]
    fields = [
        in_every_language("name"),
        in_every_language("purpose"),
        "slug",
        ("phone", "country", "position"),
        "languages",
        "opening_hours",
        ("source", "verified_on"),
    ]


@admin.register(Role)
class RoleAdmin(TermAdmin):
    list_display = [*TermAdmin.list_display, "lasting", "position"]
    fields = [
        in_every_language("name"),
        ("name_ar_feminine", "name_ar_masculine"),
        "slug",
        ("lasting", "position"),
    ]


@admin.register(TargetGroup)
class TargetGroupAdmin(AliasedAdmin):
    list_display = [*TermAdmin.list_display, "position"]
    fields = [in_every_language("name"), "slug", "aliases", "position"]


@admin.register(Concept)
class ConceptAdmin(LanguageAwareAdmin):
    """The glossary of search: a change is in force with the next search."""

    list_display = [*in_every_language("terms"), "urgent"]
    list_filter = ["urgent"]
    search_fields = ["slug", *in_every_language("terms")]
    form = SlugOfTerms
    fields = [in_every_language("terms"), "urgent", "slug"]


@admin.register(Language)
class LanguageAdmin(SoughtByMeaning, AnyDirection, admin.ModelAdmin):
    list_display = ["code", "__str__"]
    search_fields = ["code", "aliases"]
    fields = ["code", "aliases"]
    any_direction = ("aliases",)


@admin.register(Source)
class SourceAdmin(SoughtByTitle, Searched, AnyDirection, admin.ModelAdmin):
    form = SlugOfTitle
    list_display = ["title", "publisher", "language", "date", "kind"]
    list_filter = ["kind", "language"]
    search_fields = ["slug", "title", "publisher", "aliases"]
    autocomplete_fields = ["language"]
    any_direction = ("title", "publisher", "aliases")
