"""What the texts of a record are to one another: originals, translations, and how far to trust these."""

from collections.abc import Collection
from functools import cache
from hashlib import blake2b
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..languages import site_languages

TEXTS = (
    "name",
    "summary",
    "description",
    "easy_read",
)  # what any record may have; Record.texts, what a kind has
EASY_READ = TEXTS.index("easy_read")


class TranslationState(models.TextChoices):
    """What the texts of a record in one language are; the worst first, as editors meet them."""

    MISSING = "missing", _("missing")
    OUTDATED = "outdated", _("older than the original")
    UNREVIEWED = "unreviewed", _("not yet reviewed")
    REVIEWED = "reviewed", _("translated")
    ORIGINAL = "original", _("original")


class TranslationEdit(NamedTuple):
    """What an editor says of a record's translations as she saves it (``record.translation_edit``).

    After a ``minor`` change of the original its translations are as good as
    they were. The languages ``affirmed`` hold for the original as it is now,
    though nobody changed them. Those of the ``partial`` were changed by who
    did not see all their texts: they do not hold if they were outdated before.
    """

    minor: bool = False
    affirmed: Collection = ()
    partial: Collection = ()


@cache
def own_columns(model):
    """Return the fields of a model but for a translated one itself, which repeats that of one language."""
    names = {field.name for field in model._meta.concrete_fields}
    return [f for f in model._meta.concrete_fields if f"{f.name}_{site_languages()[0]}" not in names]


def digest(record, language, *more):
    """Return 16 characters that change when a text in the language changes, and "" if there is none.

    A record without an easy-read text keeps the digest it had before there were any.
    """
    texts = [getattr(record, f"{field}_{language}", "") or "" for field in TEXTS]
    if not texts[EASY_READ]:
        del texts[EASY_READ]
    return blake2b("\0".join([*texts, *more]).encode(), digest_size=8).hexdigest() if any(texts) else ""


def own_digest(record, language, review=None):
    """Return what changes when a text in the language changes, or what is said of its review."""
    return digest(record, language, review or getattr(record, f"translation_review_{language}", "") or "")


def lacking(record, language):
    """Return the texts that the record has in some language, but not in this one."""
    return [
        field
        for field in record.texts
        if not getattr(record, f"{field}_{language}", "")
        and any(getattr(record, f"{field}_{code}", "") for code in site_languages())
    ]


def note_originals(record, edit):
    """Note which original each changed or reviewed text is of ("own digest, original's digest").

    Along the ``TranslationEdit``; a text that is only no longer called reviewed stays of its original.
    """
    original = digest(record, record.original_language)
    before = _noted(record, record.original_language)[1]
    follow_another_original(record, original)
    for language in site_languages():
        own = own_digest(record, language)
        noted_own, noted_original = _noted(record, language)
        if noted_own != own or language in edit.affirmed or (edit.minor and noted_original == before):
            is_doubted = own != noted_own == own_digest(record, language, "reviewed")
            stays_old = is_doubted or (language in edit.partial and noted_original != before)
            source_digest = noted_original if noted_original and stays_old else original
            setattr(record, f"source_digest_{language}", f"{own} {source_digest}" if own else "")


def follow_another_original(record, original):
    """Let texts that are not outdated be of the original, where what was a translation is called that now."""
    own = own_digest(record, record.original_language)
    noted_own, noted_original = _noted(record, record.original_language)
    if noted_own != own or noted_original in ("", original):
        return
    for language in site_languages():
        noted_own, noted_original = _noted(record, language)
        if noted_original and (language == record.original_language or not is_outdated(record, language)):
            setattr(record, f"source_digest_{language}", f"{noted_own} {original}")


def partial_edit(record, columns):
    """Return the ``TranslationEdit`` of who saw only some columns of a record's texts."""
    unseen = {
        (text, code) for text in record.texts for code in site_languages() if f"{text}_{code}" not in columns
    }
    return TranslationEdit(partial={code for text, code in unseen if getattr(record, f"{text}_{code}", "")})


def _noted(record, language):
    own, _space, original = (getattr(record, f"source_digest_{language}", "") or "").partition(" ")
    return own, original


def original_digest(record, language):
    """Return the digest of the original that a translation was made from; "" where none is noted."""
    return _noted(record, language)[1]


def is_outdated(record, language):
    """Tell whether the text that a translation was made from has changed since.

    That another text is now called the original makes nothing old.
    """
    original = original_digest(record, language)
    return bool(original) and original not in {digest(record, code) for code in site_languages()}
