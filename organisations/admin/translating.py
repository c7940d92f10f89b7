"""Texts in their languages, as editors and translators meet them in the admin."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from ..history.recording import revision
from ..history.versions import versions_of
from ..languages import label_in_language, language_name, site_languages
from ..models import Record, Revision, TranslationState, permission
from ..models.former_slugs import check_slug
from ..models.translations import TEXTS, TranslationEdit, digest, original_digest
from ..templatetags.differences import difference
from ..text import tidy
from .base import EveryRule
from .slugs import SlugOfNames

SIGNS = {
    TranslationState.MISSING: "–",
    TranslationState.OUTDATED: "!",
    TranslationState.UNREVIEWED: "?",
    TranslationState.REVIEWED: "✓",
    TranslationState.ORIGINAL: "●",
}


def state_of(record, language):
    """Return the ``TranslationState`` of a record's texts in a language, as its column has it."""
    return TranslationState(getattr(record, f"translation_state_{language}"))


def state_badge(state):
    """Show a state in words, with a sign that needs no colour."""
    sign, words = SIGNS[state], TranslationState(state).label
    return format_html(
        '<span class="state state-{}"><span aria-hidden="true">{}</span> {}</span>', state, sign, words
    )


def state_marks(record):
    """Show the state of each language of a record in little room: its code, a sign, and words to hear."""
    mark = (
        '<span class="state state-{0}" title="{3}"><bdi dir="ltr">{1}</bdi> '
        '<span aria-hidden="true">{2}</span><span class="visually-hidden">{3}</span></span>'
    )
    states = ((state_of(record, language), language) for language in site_languages())
    rows = ((state, language, SIGNS[state], state.label) for state, language in states)
    return format_html_join(" ", mark, rows)


def outdated_languages(record):
    return [
        language for language in site_languages() if state_of(record, language) == TranslationState.OUTDATED
    ]


def columns_of_texts():
    """Return the columns that hold the texts of a record, in every language."""
    return [f"{field}_{language}" for field in TEXTS for language in site_languages()]


def mark_of(language):
    return f"translation_review_{language}"


def columns_of_marks():
    return [mark_of(language) for language in site_languages()]


def languages_of_translations(record):
    return [language for language in site_languages() if language != record.original_language]


class RecordForm(SlugOfNames, EveryRule):
    """A record with what an editor says of its translations, which the record notes as it is saved."""

    small_change = forms.BooleanField(
        label=_("Only a small change: the translations are still right"),
        required=False,
        help_text=_("Tick it after correcting a slip in the original, so that no translation becomes old."),
    )
    still_right = forms.MultipleChoiceField(
        label=_("Still right after the change of the original"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick the translations that you have compared with the original as it is now."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        outdated = outdated_languages(self.instance) if self.instance.pk else []
        self.fields["still_right"].choices = [(language, language_name(language)) for language in outdated]
        if not outdated:
            del self.fields["still_right"]

    def clean_slug(self):
        """Tell at its field why a record may not have a slug."""
        slug = self.cleaned_data["slug"]
        try:
            check_slug(self._meta.model, slug, self.initial.get("slug", ""))
        except forms.ValidationError as error:
            raise forms.ValidationError(error.messages) from None
        return slug

    def clean(self):
        """Keep texts as they were where only line ends differ: a change would make translations old."""
        cleaned = super().clean()
        for column in set(columns_of_texts()) & set(cleaned):
            before = self.initial.get(column)
            cleaned[column] = before if tidy(before) == tidy(cleaned[column]) else tidy(cleaned[column])
        return cleaned

    def save(self, commit=True):
        self.instance.translation_edit = TranslationEdit(
            minor=self.cleaned_data.get("small_change", False),
            affirmed=self.cleaned_data.get("still_right", ()),
        )
        return super().save(commit)


def state_column(language):
    """Return the read-only field of a form that shows the state of the texts in a language."""

    @admin.display(description=lazy(label_in_language, str)(_("state of the texts"), language))
    def state(record):
        return state_badge(state_of(record, language))

    state.__name__ = f"translation_state_{language}"
    return state


STATES = {language: state_column(language) for language in site_languages()}


def translated_from(record, language):
    """Return the version of a record whose original a translation was made from, or None."""
    noted = original_digest(record, language)
    found = (one for one in versions_of(record) if digest(one, record.original_language) == noted)
    return next(found, None) if noted else None


def changed_texts(record, language):
    """Yield (text, as it was, as it is) for the originals that changed since they were translated."""
    version = translated_from(record, language)
    for field in record.texts if version else ():
        column = f"{field}_{record.original_language}"
        before, now = getattr(version, column) or "", getattr(record, column) or ""
        if before != now:
            yield field, before, now


@admin.display(description=_("What changed in the original since"))
def changes_of_original(record):
    """Show, for each outdated translation, what became of the original, word by word."""
    rows = [
        (
            language_name(language),
            record._meta.get_field(field).verbose_name,
            difference(before, now, record.original_language),
        )
        for language in outdated_languages(record)
        for field, before, now in changed_texts(record, language)
    ]
    return format_html_join("", "<p><strong>{} – {}:</strong> {}</p>", rows)


class TextStateFilter(admin.ChoicesFieldListFilter):
    """Records by the state of their texts in one language, the worst first."""

    def __init__(self, field, *args, **kwargs):
        super().__init__(field, *args, **kwargs)
        self.title = _("texts in %(language)s") % {"language": language_name(field.language)}


STATE_FILTERS = [(f"translation_state_{language}", TextStateFilter) for language in site_languages()]


class TranslatingAdmin:
    """What the admin of records knows of translating.

    Who may translate a kind of record and not change it (a translator) has the
    form with its texts to write in, all else to read, and no rows beneath it.
    """

    form = RecordForm

    def only_translates(self, request):
        may = request.user.has_perm
        return may(permission(self.model, "translate")) and not may(permission(self.model, "change"))

    def has_change_permission(self, request, obj=None):
        """Let translators into the form of one record; acts on whole lists stay with who changes records.

        Whether somebody may change facts is a matter of the permission itself.
        """
        translatable = obj is not None and obj.status != Record.Status.WITHDRAWN
        return super().has_change_permission(request, obj) or (translatable and self.only_translates(request))

    def get_inlines(self, request, obj):
        return [] if self.only_translates(request) else super().get_inlines(request, obj)

    def get_readonly_fields(self, request, obj=None):
        readonly = [*super().get_readonly_fields(request, obj), *STATES.values(), changes_of_original]
        if self.only_translates(request):
            open_to_translators = {*columns_of_texts(), *columns_of_marks(), *self.ticks(request, obj)}
            shown = flatten_fieldsets(self.get_fieldsets(request, obj))
            readonly += [field for field in shown if field not in open_to_translators]
        return list(dict.fromkeys(readonly))

    def states_of_texts(self, obj):
        """Return the rows of a form that show the states, once there is a record, and what made them so."""
        if not obj:
            return []
        states = tuple(STATES[language] for language in languages_of_translations(obj))
        return [states, changes_of_original] if changes_of_original(obj) else [states]

    def marks(self, obj):
        """Return what an editor may say of each translation: of the original there is nothing to say."""
        return [tuple(map(mark_of, languages_of_translations(obj)))] if obj else []

    def ticks(self, request, obj):
        """Return what an editor may say of the translations of a record, as fields of its form."""
        if not obj or not self.has_change_permission(request, obj):
            return []
        return [*(["still_right"] if outdated_languages(obj) else []), "small_change"]

    def save_model(self, request, obj, form, change):
        if self.only_translates(request):
            with revision(request.user, Revision.Act.TRANSLATED):
                super().save_model(request, obj, form, change)
        else:
            super().save_model(request, obj, form, change)

    @admin.display(description=_("texts"))
    def languages_present(self, record):
        return state_marks(record)
