"""Every text of the directory that is translated, for the worklist and for PO files."""

from typing import NamedTuple

from django.conf import settings
from django.db.models import Model

from organisations.languages import Text
from organisations.models import (
    FocusArea,
    Helpline,
    Need,
    Place,
    Record,
    Role,
    Tie,
    TranslationState,
    permission,
    record_models,
)

from . import change_url

MAY_TRANSLATE = ("organisations.translate_organisation", "organisations.change_organisation")
UNSURE = {TranslationState.UNREVIEWED, TranslationState.OUTDATED}
VOCABULARIES = {
    "places": (Place, ("name",)),
    "needs": (Need, ("name",)),
    "focus-areas": (FocusArea, ("name",)),
    "roles": (Role, ("name",)),
    "helplines": (Helpline, ("name", "purpose")),
}


class Entry(NamedTuple):
    """A text to translate: its id in PO files, whose it is, and its two languages."""

    id: str
    row: Model
    field: str
    original: Text
    translation: Text

    @property
    def column(self):
        return f"{self.field}_{self.translation.language}"

    @property
    def state(self):
        """The translation state of the row in the language; vocabularies and ties keep none."""
        if isinstance(self.row, Record):
            return self.row.text_state(self.translation.language)
        return TranslationState.REVIEWED if self.translation.text else TranslationState.MISSING

    @property
    def is_unsure(self):
        return bool(self.translation.text) and self.state in UNSURE

    @property
    def is_to_do(self):
        return not self.translation.text or self.state == TranslationState.OUTDATED

    @property
    def label(self):
        return self.row._meta.get_field(self.field).verbose_name

    @property
    def url(self):
        """The public page, or the editors' form where there is none."""
        if getattr(self.row, "is_published", False):
            return self.row.get_absolute_url()
        return self.change_url

    @property
    def change_url(self):
        return change_url(self.row)


def kinds_to_translate(user):
    acts = ("translate", "change")
    return [m for m in record_models() if any(user.has_perm(permission(m, act)) for act in acts)]


def entries(user, language):
    """Yield the texts that somebody may translate into a language, what is read most first.

    A text has no entry where it was first written in that language, or nowhere.
    """
    for model in kinds_to_translate(user):
        for record in model.objects.exclude(status=Record.Status.WITHDRAWN).order_by("slug"):
            yield from entries_of(record, record.path, record.texts, language)
    for prefix, (model, fields) in VOCABULARIES.items():
        for row in model.objects.all():
            if not getattr(row, "is_country", False):
                yield from entries_of(row, f"{prefix}/{row.slug}", fields, language)
    for tie in Tie.__subclasses__():
        ends = (*tie.party_fields, tie.target_field)
        for row in tie.objects.select_related("role", *ends).order_by("pk"):
            if all(getattr(row, end) is None or is_not_withdrawn(getattr(row, end)) for end in ends):
                yield from entries_of(row, id_of_tie(row), ("note",), language)


def is_not_withdrawn(record):
    return record.status != Record.Status.WITHDRAWN


def id_of_tie(row):
    return "/".join(["ties", row._meta.model_name, *(str(part or "-") for part in row.natural_key())])


def entries_of(row, name, fields, language):
    for field in fields:
        original = original_of(row, field, language)
        if original.text:
            translation = Text(getattr(row, f"{field}_{language}") or "", language)
            yield Entry(f"{name}#{field}", row, field, original, translation)


def original_of(row, field, language):
    """Return the text to translate from: a record's original, else the first in another language."""
    own = getattr(row, "original_language", None)
    if own == language:
        return Text("", own)
    others = [code for code in (own, *settings.FALLBACK_LANGUAGES) if code and code != language]
    texts = (Text(getattr(row, f"{field}_{code}") or "", code) for code in others)
    return next((one for one in texts if one.text.strip()), Text("", language))
