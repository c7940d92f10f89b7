"""Makes one record of two of a kind, and loses nothing that was said of either.

All rows that lead to the one that goes, lead to the one that is kept; this goes
for every relation that a kind has, whichever app it lives in. Where a row would
then say the same as another (a unique rule), the two are united in the same way.
"""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext

from . import opening_hours
from .dates import format_date
from .fields import PartialDateField
from .history.erase import going_into_another
from .history.recording import revision
from .languages import site_languages
from .models import FormerSlug, Language, NotDuplicate, OtherName, Record, Revision, Tie, TranslationState
from .models.confidentiality import strictest
from .models.contact_points import OpeningHoursField
from .models.publication import publishing_checked_at_end
from .models.translations import TEXTS
from .models.vouching import carry, stated
from .search.index import deferred

# Of the record, and not of the thing it is about: these stay those of the one that is kept.
KEPT = {
    *("id", "slug", "status", "confidentiality", "added_on"),
    *("verified_on", "verified_by", "verified_through", "verified_digest", "still_verified_on"),
}
DERIVED = ("sort_key", "translation_state", "source_digest", "translation_review")
APPROXIMATE = "_approximate"  # goes with the number before it
SEPARATORS = {"ar": "؛ "}  # between two notes; in other languages "; "


PART_OF_THE_OTHER = gettext_lazy("The one is part of the other. Change that first, or keep both.")


class RefusedError(Exception):
    """Two records cannot be one; the message says why, in the editor's language."""


def fields_that_differ(kept, gone):
    """Return the columns in which somebody must choose between two records."""
    return [
        field
        for field in columns(type(kept))
        if value(kept, field) != value(gone, field) and not (is_empty(kept, field) and is_empty(gone, field))
    ]


def columns(model):
    """Return the columns that state something about the thing, of translated fields in each language."""
    translated = {f.name for f in model._meta.fields if f"{f.name}_{site_languages()[0]}" in names_of(model)}
    return [
        field
        for field in model._meta.fields
        if field.name not in KEPT | translated
        and not field.name.startswith(DERIVED)
        and not field.name.endswith(APPROXIMATE)
    ]


def names_of(model):
    return {field.name for field in model._meta.fields}


def value(row, field):
    return getattr(row, field.attname)


def is_empty(row, field):
    return value(row, field) in (None, "")


def ties_and_evidence(record):
    """Return how many rows lead to a record: its ties, citations, names and what else there is."""
    return sum(rows.count() for _field, rows in rows_that_lead_to(record))


def one_to_keep(one, other):
    """Return two records, the one to keep first: the published one, else that with more ties and evidence."""
    return sorted((one, other), key=lambda record: (not record.is_published, -ties_and_evidence(record)))


def merge(kept, gone, chosen=(), user=None):
    """Let a record take over what is said of another, and delete that one; return the revision.

    ``chosen`` names the columns of which the value is taken from the one that
    goes. Raises ``RefusedError``, and then nothing has changed.
    """
    refuse_what_cannot_be(kept, gone)
    with one_change(), revision(user, Revision.Act.MERGED) as merging:
        hold(kept, gone)
        refuse_what_cannot_be(kept, gone)
        names = [*main_names(kept), *main_names(gone)]
        take_over(kept, gone, chosen)
        unite_relations(kept, gone)
        keep_names(kept, names)
        remember_who_is_another(kept, gone)
        slug, key = gone.slug, gone.pk
        FormerSlug.objects.record_move(type(kept), slug, kept.slug)
        with going_into_another():
            gone.delete()
        FormerSlug.objects.record_merging(type(kept), slug, key, kept.slug)  # deleting had closed it
        refuse_circles(kept)
    return merging.row


@contextmanager
def one_change():
    """Let all inside be one change or none; say in words which rule of the rows it would break."""
    try:
        with publishing_checked_at_end(), deferred():
            yield
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from error


def hold(kept, gone):
    """Let nobody else change two records until the transaction ends, and see them as they are now."""
    rows = type(kept)._base_manager.select_for_update().filter(pk__in=(kept.pk, gone.pk))
    if len(rows.order_by("pk")) < 2:  # in one order, or two mergings would wait for one another
        raise RefusedError(_("One of the two has changed since this page was opened. Look again."))
    kept.refresh_from_db()
    gone.refresh_from_db()


def refuse_what_cannot_be(kept, gone):
    if type(kept) is not type(gone) or kept.pk == gone.pk:
        raise RefusedError(_("Choose two records of one kind."))
    if Record.Status.WITHDRAWN in (kept.status, gone.status):
        raise RefusedError(_("What is withdrawn cannot be merged; restore it first."))
    whole = kept.parent_field
    if whole and (getattr(kept, whole) == gone or getattr(gone, whole) == kept):
        raise RefusedError(PART_OF_THE_OTHER)


def take_over(kept, gone, chosen):
    """Fill a record's columns with what was chosen of the other, and be as careful as the stricter one."""
    reviews = {language: review(kept, gone, chosen, language) for language in site_languages()}
    for field in columns(type(kept)):
        if field.name in chosen:
            setattr(kept, field.attname, value(gone, field))
            if hasattr(gone, approximate := f"{field.name}{APPROXIMATE}"):
                setattr(kept, approximate, getattr(gone, approximate))
    for language, found in reviews.items():
        setattr(kept, f"translation_review_{language}", found)
    kept.confidentiality = strictest(kept.confidentiality, gone.confidentiality)
    save(kept)


def review(kept, gone, chosen, language):
    """Return how texts in a language count that come of two records: as what is worse of the two."""
    both = [getattr(record, f"translation_review_{language}") for record in (kept, gone)]
    if not any(f"{text}_{language}" in chosen for text in TEXTS):
        return both[0]
    states = {record.text_state(language) for record in (kept, gone)}
    doubtful = TranslationState.OUTDATED in states or is_parted(kept, gone, chosen, language)
    unreviewed = Record.TranslationReview.UNREVIEWED
    return unreviewed if doubtful or unreviewed in both else both[0]


def is_parted(kept, gone, chosen, language):
    """Tell whether a translation would come from the one record and its original from the other."""
    original = (gone if "original_language" in chosen else kept).original_language
    return language != original and any(
        f"{text}_{language}" in chosen
        and f"{text}_{original}" not in chosen
        and getattr(kept, f"{text}_{original}") != getattr(gone, f"{text}_{original}")
        for text in TEXTS
    )


def save(row):
    """Save a row, or say in words which rule it would break."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from error
    row.save()


def main_names(record):
    """Return (name, language, whose form it is) of a record's name in each language."""
    original = getattr(record, f"name_{record.original_language}")
    return [
        (name, language, OtherName.Origin.SOURCE if name == original else OtherName.Origin.DIRECTORY)
        for language in site_languages()
        if (name := getattr(record, f"name_{language}"))
    ]


def keep_names(kept, names):
    """Let names that are not the record's own any more be other names of it."""
    own = {(name, language) for name, language, _origin in main_names(kept)}
    for name, code, origin in names:
        if (name, code) in own:
            continue
        language = Language.objects.get_or_create(code=code)[0]
        other = kept.other_names.filter(name=name, language=language).first()
        if not other:
            kept.other_names.create(name=name, language=language, kind=OtherName.Kind.VARIANT, origin=origin)
        elif other.origin == OtherName.Origin.DIRECTORY != origin:
            other.origin = origin
            other.save()


def remember_who_is_another(kept, gone):
    """Records that are not the one that goes are not the one that is kept either."""
    for other in NotDuplicate.objects.of(type(gone), gone.pk) - {kept.pk}:
        NotDuplicate.objects.mark(type(kept), kept.pk, other)


def rows_that_lead_to(row):
    """Return (foreign key, rows) for each relation by which other rows lead to a row."""
    return [
        (relation.field, relation.related_model._base_manager.filter(**{relation.field.name: row}))
        for relation in row._meta.related_objects
        if relation.one_to_many
    ]


def unite_relations(kept, gone):
    """Let all that leads to a row lead to another of its kind; what both have in lists, that one has."""
    for field in gone._meta.many_to_many:
        getattr(kept, field.name).add(*getattr(gone, field.name).all())
    for field, rows in rows_that_lead_to(gone):
        for row in rows.order_by("pk"):
            move(row, field, kept)


def move(row, field, kept):
    said = [(fact, stated(row, fact)) for fact in row.facts] if hasattr(row, "citations") else []
    setattr(row, field.name, kept)
    refuse_ties_with_itself(row)
    if said:
        carry(row, said)
    if like := row_that_says_the_same(row, field):
        fill(like, row)
        unite_relations(like, row)
        row.delete()
    else:
        row.save()


def refuse_ties_with_itself(row):
    if isinstance(row, Tie) and row.party == row.target:
        message = _("The one has a role in the other (%(role)s). Remove that tie first, or keep both.")
        raise RefusedError(message % {"role": row.role})


def row_that_says_the_same(row, field):
    """Return the row that a unique rule would not let stand beside this one, or None."""
    for rule in row._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and field.name in rule.fields:
            found = {name: getattr(row, name) for name in rule.fields}
            others = type(row)._base_manager.filter(**found).exclude(pk=row.pk)
            if None not in found.values() and (like := others.first()):
                return like
    return None


def fill(like, row):
    """Let a row say what another of the same meaning said too."""
    names, unique = names_of(type(row)), unique_names(type(row))
    for field in row._meta.fields:
        is_translated = f"{field.name}_{site_languages()[0]}" in names
        if field.primary_key or field.is_relation or field.name in unique or is_translated:
            continue
        setattr(like, field.attname, together(like, field, value(like, field), value(row, field)))
    save(like)


def unique_names(model):
    rules = [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    return {name for rule in rules for name in rule.fields}


def together(like, field, mine, theirs):
    """Return what two values of a column come to; what cannot stand beside the other goes into the note."""
    if mine == theirs or theirs in (None, "", [], False):
        return mine
    if mine in (None, "", [], False):
        return theirs
    if isinstance(mine, dict):
        return mine | {key: together(like, field, mine.get(key, []), theirs[key]) for key in theirs}
    if isinstance(mine, list):
        return mine + [one for one in theirs if one not in mine]
    if field.name == "confidentiality":
        return strictest(mine, theirs)
    if isinstance(field, PartialDateField):
        note(like, "note", lambda: format_date(theirs))
        return mine
    if isinstance(field, OpeningHoursField):
        note(like, "hours_note", lambda: opening_hours.in_words(theirs))
        return mine
    if field.choices:
        return theirs if mine == OtherName.Kind.VARIANT else mine
    return join(mine, theirs, getattr(field, "language", ""))


def join(mine, theirs, language):
    return mine if theirs in mine else f"{mine}{SEPARATORS.get(language, '; ')}{theirs}"


def note(row, field, in_words):
    """Say in a note of a row, in each language, which other date or hours were stated."""
    for language in site_languages():
        with override(language):
            words = pgettext("of a tie", "also stated: %(date)s") % {"date": in_words()}
        column = f"{field}_{language}"
        mine = getattr(row, column) or ""
        setattr(row, column, join(mine, words, language) if mine else words)


def refuse_circles(kept):
    """Refuse that a record be part of itself, however far up."""
    key, seen = kept.pk, set()
    while kept.parent_field and key and key not in seen:
        seen.add(key)
        key = type(kept)._base_manager.values_list(kept.parent_field, flat=True).get(pk=key)
        if key == kept.pk:
            raise RefusedError(PART_OF_THE_OTHER)
