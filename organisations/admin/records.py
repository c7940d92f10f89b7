"""What the four kinds of record have in common in the admin."""

import itertools

from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, resolve, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..dates import format_period
from ..languages import country_name
from ..models import (
    Confidentiality,
    Person,
    Place,
    Record,
    permission,
)
from ..publishing import (
    publishing_blockers,
)
from .acts import ActsMixin, key_in
from .base import FoldedInline, LanguageAwareAdmin, Line, in_every_language, with_commas
from .duplicates import DuplicatesMixin
from .edit_conflicts import EditConflictMixin
from .history import Restorable, button_page
from .searching import SoughtByPlace
from .translating import STATE_FILTERS, TranslatingAdmin
from .undoing import UndoMixin


class FreshnessFilter(admin.SimpleListFilter):
    """Records that somebody should check again, as on the dashboard."""

    title = _("last check")
    parameter_name = "checked"

    def lookups(self, request, model_admin):
        return [("stale", _("to be checked again")), ("never", _("never checked"))]

    def queryset(self, request, queryset):
        if self.value() == "never":
            return queryset.filter(verified_on=None)
        return queryset.stale() if self.value() == "stale" else queryset


class CountryFilter(admin.SimpleListFilter):
    """Records tied to a place in a country, as on the public lists."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request, model_admin):
        codes = Place.objects.of_records(model_admin.model).exclude(country="").order_by("country")
        return [(code, country_name(code)) for code in codes.values_list("country", flat=True).distinct()]

    def queryset(self, request, queryset):
        return queryset.in_country(self.value()) if self.value() else queryset


AREA_ONLY = _("Of a shelter readers see the area only, until somebody who may publish chooses otherwise.")
HELP_GIVEN = ("needs", "target_groups", "languages")
BODY_LISTS = ("founding_place", "seat", *HELP_GIVEN)


def as_tuple(field_or_row):
    return (field_or_row,) if isinstance(field_or_row, str) else field_or_row


record_links = []


def record_link(link):
    """Add a link to the tools above each record's form.

    It is a function of (request, record) that returns (words, address), or
    None where there is nothing to lead to; a third value, True, makes it a button
    that posts. The pages above this app add theirs.
    """
    record_links.append(link)
    return link


@record_link
def preview(request, record):
    page = f"admin:{record._meta.app_label}_{record._meta.model_name}_preview"
    return _("Preview"), reverse(page, args=[record.pk]), True


@record_link
def merge_with(request, record):
    if request.user.has_perm(permission(type(record), "publish")):
        page = f"admin:{record._meta.app_label}_{record._meta.model_name}_merge_with"
        return _("Merge with another"), reverse(page, args=[record.pk])
    return None


class RecordAdmin(
    SoughtByPlace,
    ActsMixin,
    UndoMixin,
    EditConflictMixin,
    DuplicatesMixin,
    Restorable,
    TranslatingAdmin,
    LanguageAwareAdmin,
):
    """What the four kinds of record have in common in the admin.

    A kind adds its own fields to the facts (``about``) and to the publishing
    (``publishing``), and its own filters to the list (``narrowed_by``).
    """

    about = ()
    publishing = ()
    narrowed_by = ()
    search_fields = ["slug", *in_every_language("name"), "other_names__name"]
    search_help_text = _("Names in any language, other names, a town or the end of the address.")
    autocomplete_fields = ["focus_areas", "places"]
    change_form_template = "admin/record_change_form.html"
    actions = [*ActsMixin.actions, "merge_two"]

    def get_list_filter(self, request):
        return [
            "status",
            FreshnessFilter,
            *self.narrowed_by,
            CountryFilter,
            "focus_areas",
            *STATE_FILTERS,
        ]

    def get_fieldsets(self, request, obj=None):
        return [
            (_("Names"), {"fields": [in_every_language("name"), ("original_language", "slug")]}),
            (_("Facts"), {"fields": [*self.about_that_may_be_seen(request, obj), ("focus_areas", "places")]}),
            (
                _("Texts"),
                {
                    "fields": [
                        *self.states_of_texts(obj),
                        *(in_every_language(text) for text in self.model.texts if text != "name"),
                        *self.marks(obj),
                        *self.ticks(request, obj),
                    ]
                },
            ),
            (_("Publishing"), {"fields": [*self.publishing, "confidentiality"]}),
        ]

    def about_that_may_be_seen(self, request, obj):
        """Leave out what a record is part of where that is a record hidden from the editor."""
        whole = self.model.parent_field
        key = obj and whole and getattr(obj, f"{whole}_id")
        if not key or self.model.objects.visible_to(request.user).filter(pk=key).exists():
            return self.about
        return [field for field in self.about if field != whole]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Say that a record is withdrawn, and whom to ask; of people alike whether there is one or not."""
        is_of_people = issubclass(self.model, Person)
        withdrawn = self.model.objects.withdrawn().filter(pk=key_in(object_id))
        if not is_of_people and not withdrawn.exists():
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        if is_of_people:
            words = _("Nobody is here, or she was withdrawn. Who may publish can see that: ask there.")
        else:
            words = _("This record was withdrawn. Who may publish can see it and bring it back: ask there.")
        self.message_user(request, words, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:index", current_app=self.admin_site.name))

    def get_readonly_fields(self, request, obj=None):
        """Leave confidentiality, and the ground for a person, to who may publish."""
        fields = super().get_readonly_fields(request, obj)
        if request.user.has_perm(permission(self.model, "publish")):
            return fields
        return [*fields, *itertools.chain.from_iterable(map(as_tuple, self.publishing)), "confidentiality"]

    def save_model(self, request, obj, form, change):
        """Say it where the kind of a record decided how confidential it is."""
        super().save_model(request, obj, form, change)
        chosen = form.cleaned_data.get("confidentiality")
        if "kind" in form.changed_data and obj.confidentiality == Confidentiality.AREA != chosen:
            words = _(
                "Of a shelter readers see the area only, until somebody who may publish chooses otherwise."
            )
            self.message_user(request, words, messages.WARNING)

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [path("<path:object_id>/preview/", preview, name=name), *super().get_urls()]

    def preview_view(self, request, object_id):
        """Show a record as readers would see it, were it published; on GET only the button for it.

        It is, for the moment that the page takes, in a transaction that is
        taken back: so the page is the readers' own and no likeness of it. But
        such a transaction locks out whoever writes, as a GET never may.
        """
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        if request.method != "POST":
            return button_page(self, request, _("Preview: %s") % record, _("Preview"))
        return self.previewed(request, record)

    @transaction.atomic
    def previewed(self, request, record):
        try:
            with transaction.atomic():
                self.model._base_manager.filter(pk=record.pk).update(status=Record.Status.PUBLISHED)
        except IntegrityError:
            for obstacle in publishing_blockers(record):
                self.message_user(request, obstacle, messages.ERROR)
            return HttpResponseRedirect(reverse(admin_urlname(self.opts, "change"), args=[record.pk]))
        request.method = "GET"  # as its readers ask for it
        response = resolve(record.get_absolute_url()).func(request, slug=record.slug)
        response.context_data["preview"] = record
        response.render()
        transaction.set_rollback(True)
        return response

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


def _without(nested, beginnings):
    """Return a nested list of lines without those that begin in any of the ways given."""
    return [
        _without(line, beginnings) if isinstance(line, list) else line
        for line in nested
        if isinstance(line, list) or not line.startswith(beginnings)
    ]


class OtherNameInline(FoldedInline):
    fields = [("name", "language"), ("kind", "origin")]
    autocomplete_fields = ["language"]

    def in_short(self, row):
        return Line(row.name, with_commas([row.get_kind_display(), row.language, row.get_origin_display()]))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("language")


class TieInline(FoldedInline):
    """The ties at one end of which the record stands; it asks only for the other end.

    A tie's note and citations are edited on its own page.
    """

    show_change_link = True

    @property
    def other_ends(self):
        target = self.model.target_field
        return list(self.model.party_fields) if self.fk_name == target else [target]

    def in_short(self, row):
        other = row.party if self.fk_name == row.target_field else row.target
        period = format_period(row.start_date, row.end_date)
        return Line(str(other), with_commas(filter(None, [row.role, period, row.note])))

    def get_fields(self, request, obj=None):
        return [tuple(self.other_ends), ("role", "start_date", "end_date", "as_of")]

    def get_autocomplete_fields(self, request):
        return [*self.other_ends, "role"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user).select_related(*self.other_ends, "role")


def ties(tie, fk_name, title):
    """Return the inline for one kind of tie, seen from the record that ``fk_name`` leads to."""
    attributes = {"model": tie, "fk_name": fk_name, "verbose_name_plural": title}
    return type(f"{tie.__name__}By{fk_name.title()}Inline", (TieInline,), attributes)
