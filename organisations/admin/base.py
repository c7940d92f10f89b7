"""What forms share: languages side by side, directions, choices by typing, folded rows."""

from typing import NamedTuple

from django import forms
from django.contrib import admin
from django.contrib.admin.options import FORMFIELD_FOR_DBFIELD_DEFAULTS
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.text import capfirst
from django.utils.translation import pgettext
from modeltranslation.admin import TranslationAdmin

from ..fields import PartialDateField
from ..languages import site_languages, text_direction
from ..models import Organisation, Record, permission
from ..models.publication import publishing_checked_at_end
from ..search.index import deferred
from ..text import number

# What is written in Latin letters and digits whatever the language of the editor.
LEFT_TO_RIGHT = models.SlugField | models.URLField | PartialDateField


class NumberInput(forms.TextInput):
    """Takes the digits of any keyboard: a field of type number drops ١٩٩٤ in silence."""

    def __init__(self, attrs=None):
        numeric = {"inputmode": "numeric", "class": "vIntegerField", "dir": "ltr"}
        super().__init__(numeric | (attrs or {}))


FORMFIELD_FOR_DBFIELD_DEFAULTS[models.IntegerField] = {"widget": NumberInput}  # in all forms of the admin


def in_every_language(field):
    """Return the columns of a translated field, side by side in a fieldset."""
    return tuple(f"{field}_{language}" for language in site_languages())


class KeysOnly:
    """Shows again only what may be the key of a row: anything may have been sent, or stand in an address."""

    def optgroups(self, name, value, attr=None):
        keys = [key for key in value if number(str(key)) is not None]
        return super().optgroups(name, keys, attr)

    def value_from_datadict(self, data, files, name):
        """Leave what can be no key to the field to refuse: SQLite takes no number of thirty digits."""
        sent = super().value_from_datadict(data, files, name)
        return [key if len(key) < 19 else f"{key[:9]}…" for key in sent] if isinstance(sent, list) else sent


class SearchedChoice(KeysOnly, AutocompleteSelect):
    """A record chosen by searching. HTML forbids ``required`` here, as the list holds no empty choice."""

    def build_attrs(self, *args, **kwargs):
        attrs = super().build_attrs(*args, **kwargs)
        attrs.pop("required", None)
        return attrs


class SearchedChoices(KeysOnly, AutocompleteSelectMultiple):
    """Records chosen by searching; each is taken away by itself, as no key reaches "clear all"."""

    def build_attrs(self, *args, **kwargs):
        return super().build_attrs(*args, **kwargs) | {"data-allow-clear": "false"}


class Searched:
    """Gives an admin's ``autocomplete_fields`` inputs that are valid and reachable."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Let a record be chosen, and named, only where the editor may see it."""
        if issubclass(db_field.related_model, Record):
            kwargs["queryset"] = db_field.related_model.objects.visible_to(request.user)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchedChoice(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchedChoices(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class OrZero(forms.IntegerField):
    """A number that may be left empty, where the column has 0 for that."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs | {"required": False})

    def clean(self, value):
        return super().clean(value) or 0


def may_be_zero(db_field):
    return isinstance(db_field, models.PositiveSmallIntegerField) and db_field.default == 0


class AnyDirection:
    """Lets what is typed decide the direction of the inputs for texts of any language.

    Dates and addresses run left to right from the first letter on.
    """

    any_direction = ("name",)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if may_be_zero(db_field):
            kwargs["form_class"] = OrZero
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.any_direction:
            field.widget.attrs["dir"] = "auto"
        elif isinstance(db_field, LEFT_TO_RIGHT):
            field.widget.attrs["dir"] = "ltr"
        return field


class LanguageAwareAdmin(Searched, TranslationAdmin):
    """Gives each input of a translated field the language and direction of its text.

    A form with all its rows is one change to search. Where somebody else took
    an address or a number at the same moment, the form is looked at once more,
    and says so.
    """

    # The browser's own field for a date speaks the editor's language and needs no script.
    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
    }

    def changeform_view(self, request, *args, **kwargs):
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        try:
            return self._changeform_view_as_one(request, *args, **kwargs)
        except IntegrityError:
            return self._changeform_view_as_one(request, *args, **kwargs)

    def _changeform_view_as_one(self, *args, **kwargs):
        with publishing_checked_at_end(), deferred():
            return super().changeform_view(*args, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if may_be_zero(db_field):
            kwargs["form_class"] = OrZero
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if language := getattr(db_field, "language", None):
            field.widget.attrs |= {"lang": language, "dir": text_direction(language)}
        elif isinstance(db_field, LEFT_TO_RIGHT):
            field.widget.attrs["dir"] = "ltr"
        return field


def with_commas(words):
    return pgettext("between items of a list", ", ").join(map(str, words))


class Line(NamedTuple):
    """What a folded row says: what it is, a few words more, and above several what they share."""

    title: str
    more: str = ""
    heading: str = ""


class FoldedInline(Searched, AnyDirection, admin.StackedInline):
    """Rows that take a line each until one is opened; ``details`` needs no script for it."""

    template = "admin/edit_inline/folded.html"
    extra = 0

    def line_of(self, row):
        """Return the ``Line`` of a form's row; one with a fault holds what cannot be put into words."""
        if row.form.errors:
            return Line(capfirst(row.original._meta.verbose_name))
        return self.in_short(row.original)

    def in_short(self, row):
        return Line(str(row))


class EveryRule(forms.ModelForm):
    """Asks each rule of the model, also those on columns that the form does not let change."""

    def validate_constraints(self):
        try:
            self.instance.validate_constraints(exclude=self.errors.keys())
        except ValidationError as error:
            self._update_errors(error)


class ConfidentialityForPublishers:
    """Who may not publish sees how confidential something is, and cannot change it."""

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return (
            fields
            if request.user.has_perm(permission(Organisation, "publish"))
            else [*fields, "confidentiality"]
        )
