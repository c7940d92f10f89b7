"""The words of an imported table that nobody knows: each is made a term, or said to be one that is there."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from networks.imports.terms import folded
from networks.imports.unknown import TERMS, words_of
from networks.models import ImportFile
from organisations.languages import (
    country_choices,
    country_codes,
    country_name,
    language_choices,
    language_names,
    languages_of_labels,
    site_languages,
)
from organisations.models import FocusArea, Language, Place, permission
from organisations.slugs import free_slug, slug_of
from organisations.sorting import sort_key
from organisations.subdivisions import NAMES

from . import page
from .imports import KINDS, for_importers

SEVERAL = "-"
SHOWN_LINES = 12


@for_importers
def words(request, kind, pk):
    """List the unknown words of a file."""
    file = get_object_or_404(ImportFile, kind=kind, pk=pk)
    found = [
        (one, one.lines[:SHOWN_LINES], may_make(request.user, one.vocabulary))
        for one in words_of(KINDS[kind], file)
    ]
    context = {"file": file, "kind": kind, "opts": KINDS[kind]._meta, "words": found}
    return page(request, "import_words.html", _("Words that are not known"), **context)


@for_importers
def word(request, kind, pk, vocabulary):
    """Make a term of a word, or let one that is there be called so, too."""
    file, text = get_object_or_404(ImportFile, kind=kind, pk=pk), request.GET.get("word", "")
    unknown = next(
        (one for one in words_of(KINDS[kind], file) if (one.kind, one.word) == (vocabulary, text)), None
    )
    back = HttpResponseRedirect(reverse("editing:import_words", args=[kind, file.pk]), status=303)
    if vocabulary not in TERMS:
        raise Http404(vocabulary)
    if unknown is None:
        return back
    model = TERMS[vocabulary]
    forms_of = {"same": SameForm, "make": form_to_make(model)}
    chosen = request.POST.get("act")
    shown = {
        act: form(request.POST if act == chosen else None, word=text, model=model, prefix=act)
        for act, form in forms_of.items()
        if request.user.has_perm(permission(model, "change" if act == "same" else "add"))
    }
    if chosen and chosen not in shown:
        raise PermissionDenied
    if chosen and shown[chosen].is_valid():
        shown[chosen].save()
        return back
    context = {"file": file, "kind": kind, "opts": KINDS[kind]._meta, "unknown": unknown, "forms": shown}
    title = _("“%(word)s” is not known") % {"word": text}
    return page(request, "import_word.html", title, status=400 if chosen else 200, **context)


def may_make(user, model):
    return any(user.has_perm(permission(model, act)) for act in ("add", "change"))


class SameForm(forms.Form):
    """Which term that is there a word is; its table, and all after it, may then call it so."""

    term = forms.ModelChoiceField(label=gettext_lazy("It is this one"), queryset=None)

    def __init__(self, *args, word, model, **kwargs):
        super().__init__(*args, **kwargs)
        self.word, self.model = word, model
        self.fields["term"].queryset = model.objects.all()
        rows = sorted(model.objects.all(), key=lambda row: sort_key(str(row), get_language()))
        self.fields["term"].choices = [("", "---------"), *((row.pk, str(row)) for row in rows)]

    def save(self):
        with transaction.atomic():
            rows = self.model.objects.select_for_update()
            call(rows.get(pk=self.cleaned_data["term"].pk), self.word)


def call(term, word):
    """Let a term be called by a word, too, unless that is its name."""
    names = [getattr(term, f"name_{language}", "") for language in site_languages()]
    if folded(word) not in {folded(name) for name in filter(None, names)}:
        term.aliases = f"{term.aliases}\n{word}"
    term.save()


class NewTermForm(forms.ModelForm):
    """A new term of the names that are known of it, the word of the table at least."""

    def __init__(self, *args, word, model, **kwargs):
        guessed = dict.fromkeys(columns_of_script(word), word) if hasattr(model, "name") else {}
        super().__init__(*args, initial=guessed | self.guess(word), **kwargs)
        self.word = word
        for language in site_languages():
            if field := self.fields.get(f"name_{language}"):
                field.required, field.widget.attrs["lang"] = False, language
                field.widget.attrs["dir"] = "auto"

    def guess(self, word):
        return {}

    def clean(self):
        """Give it the slug of its names, before the model looks at it."""
        cleaned = super().clean()
        if self._meta.model.natural_key_field == "slug":
            if not (slug := self.made_slug()):
                raise forms.ValidationError(_("Give a name in at least one language."))
            self.instance.slug = free_slug(self._meta.model, slug)
        return cleaned

    def made_slug(self):
        return slug_of({one: self.cleaned_data.get(f"name_{one}") for one in site_languages()})

    def save(self, commit=True):
        with transaction.atomic():
            call(super().save(commit=False), self.word)
        return self.instance


class NewPlaceForm(NewTermForm):
    country = forms.ChoiceField(label=gettext_lazy("country"))
    subdivision = forms.ChoiceField(label=gettext_lazy("county or governorate"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        none = [("", "---------")]
        several = (SEVERAL, _("A region of several countries"))
        self.fields["country"].choices = [*none, several, *country_choices()]
        self.fields["subdivision"].choices = [*none, *((code, str(name)) for code, name in NAMES.items())]

    def guess(self, word):
        """Take the name of a country in any language for that country."""
        codes = [code for code in country_codes() if folded(word) in names_of_country(code)]
        return {"country": codes[0]} if len(codes) == 1 else {}

    def clean_country(self):
        chosen = self.cleaned_data["country"]
        return "" if chosen == SEVERAL else chosen

    def made_slug(self):
        """Let a place that has no name but that of its country be the country."""
        code = self.cleaned_data.get("country")
        names = {folded(self.cleaned_data.get(f"name_{one}") or "") for one in site_languages()} - {""}
        return code.lower() if code and names <= names_of_country(code) else super().made_slug()


def names_of_country(code):
    return {folded(country_name(code, language)) for language in languages_of_labels()}


class NewLanguageForm(NewTermForm):
    code = forms.ChoiceField(label=gettext_lazy("language"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = set(Language.objects.values_list("code", flat=True))
        choices = [choice for choice in language_choices() if choice[0] not in known]
        self.fields["code"].choices = [("", "---------"), *choices]

    def guess(self, word):
        codes = [code for code, _name in language_choices() if folded(word) in names_of_language(code)]
        return {"code": codes[0]} if len(codes) == 1 else {}


def names_of_language(code):
    return {folded(name) for names in language_names(code).values() for name in names.split("\n")}


def columns_of_script(word):
    """Return the columns in which a word may be a name: those of the languages of its script."""
    if any("\u0600" <= letter <= "\u06ff" for letter in word):
        return ["name_ar"] if not set(word) & set("ەێۆڕڵپچژگڤکی") else []
    return [f"name_{language}" for language in site_languages() if language != "ar"] if word.isascii() else []


def form_to_make(model):
    """Return the form by which a term of a vocabulary is made."""
    names = [f"name_{language}" for language in site_languages()]
    special = {
        Place: (NewPlaceForm, [*names, "country", "subdivision"]),
        Language: (NewLanguageForm, ["code"]),
        FocusArea: (NewTermForm, [*names, "parent"]),
    }
    form, fields = special.get(model, (NewTermForm, names))
    return forms.modelform_factory(model, form=form, fields=fields)
