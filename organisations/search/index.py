"""Keeps the search documents beside the records, in the same transaction.

One mechanism: whatever row is saved or deleted, ``touched_by`` says which
records' documents it may have changed, and ``index`` makes these anew. A
document that stays the same is not written. Bulk operations send no signals;
``RecordQuerySet.update`` calls ``index`` itself, and ``rebuild`` mends the rest.
"""

from collections import defaultdict
from contextlib import contextmanager
from threading import local

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver

from ..languages import country_name, site_languages
from ..models import (
    Concept,
    FocusArea,
    OtherName,
    Place,
    Record,
    SearchDocument,
    SearchLabel,
    SearchTerm,
    Tie,
)
from ..models.vocabularies import Vocabulary
from . import analysis, storage
from .documents import documents, record_models, tied_records
from .expressions import Lexeme
from .knowledge import Directory

BATCH = 200
_waiting = local()


def index(model, pks):
    """Write, renew or remove the documents of records of one kind.

    Where a record's name, address or networks changed, the records tied to it
    are indexed too, since their documents hold these.
    """
    if getattr(_waiting, "records", None) is not None:
        _waiting.records[model].update(pks)
        return
    changed = write(model, pks)
    neighbours = defaultdict(set)
    for _pk, other_model, other in tied_records(model, changed, published=False):
        neighbours[other_model].add(other)
    for other_model, others in neighbours.items():
        write(other_model, others)


@contextmanager
def deferred():
    """Index all that changes inside at the end, once; inside a transaction of the caller's."""
    if getattr(_waiting, "records", None) is not None:
        yield  # the outer one will
        return
    _waiting.records = defaultdict(set)
    try:
        yield
        touched = _waiting.records
    finally:
        _waiting.records = None
    for model, pks in touched.items():
        for batch in batches(sorted(pks)):
            index(model, batch)


def batches(items):
    return [items[start : start + BATCH] for start in range(0, len(items), BATCH)]


@transaction.atomic
def write(model, pks):
    """Bring the documents of these records up to date; return the records that others must follow."""
    old = {document.object_id: document for document in held(model, pks)}
    new = {document.object_id: (document, words) for document, words in documents(model, pks)}
    gone = [document for pk, document in old.items() if pk not in new or differ(document, new[pk][0])]
    come = [pair for pk, pair in new.items() if pk not in old or differ(old[pk], pair[0])]
    SearchDocument.objects.filter(pk__in=[document.pk for document in gone]).delete()
    SearchDocument.objects.bulk_create(document for document, _words in come)
    add_terms({folded: word for _document, words in come for folded, word in words.items()})
    kept = set().union(*(document.lexemes for document, _words in come))
    remove_terms(set().union(*(document.lexemes for document in gone)) - kept)
    before = {document.object_id: shared(document) for document in gone}
    after = {document.object_id: shared(document) for document, _words in come}
    return [pk for pk in before | after if before.get(pk) != after.get(pk)]


def held(model, pks):
    return SearchDocument.objects.of(model).filter(object_id__in=pks)


def differ(one, other):
    columns = ("pk", "version", "facets", "lexemes")
    return any(getattr(one, column) != getattr(other, column) for column in columns)


def shared(document):
    """Return what of a document the documents of tied records hold too."""
    return {one for one in document.lexemes if one.startswith(("x:", "o:", "n:", "at/", "network/"))}


def add_terms(words):
    """Let words be known: {folded: as spelled}."""
    known = set()
    for batch in batches(sorted(words.values())):
        known.update(SearchTerm.objects.filter(word__in=batch).values_list("word", flat=True))
    terms = [
        SearchTerm(
            word=word[:100],
            folded=folded,
            sound=analysis.sound(folded),
            skeleton=analysis.skeleton(folded),
        )
        for folded, word in words.items()
        if word not in known
    ]
    SearchTerm.objects.bulk_create(terms, ignore_conflicts=True, batch_size=BATCH)


def remove_terms(lexemes):
    """Forget those of the words that no document and no label holds any more."""
    plain = sorted(one for one in lexemes if one.isalnum())
    for batch in batches(plain):
        for folded in set(SearchTerm.objects.filter(folded__in=batch).values_list("folded", flat=True)):
            if not is_known(folded):
                SearchTerm.objects.filter(folded=folded).delete()


def is_known(folded):
    """Tell whether a document, a label or the glossary holds a folded word."""
    return bool(
        storage.first(Lexeme(folded), 1)
        or SearchLabel.objects.filter(form=folded).exists()
        or folded in Directory().words_of_the_glossary
    )


def texts_of(vocabulary):
    """Return {what it means: {language: text}} for the words by which a vocabulary may be sought."""
    if isinstance(vocabulary, Concept):
        return {"": in_each_language(vocabulary, "terms")}
    if not isinstance(vocabulary, Place | FocusArea):
        return {}
    texts = {f"{vocabulary.facet}/{vocabulary.slug}": in_each_language(vocabulary, "name")}
    if country := getattr(vocabulary, "country", ""):
        texts[f"country/{country}"] = {code: country_name(country, code) for code in site_languages()}
    return texts


def in_each_language(row, field):
    return {language: getattr(row, f"{field}_{language}") or "" for language in site_languages()}


def words_of(texts):
    """Return {folded: as spelled} for the words of {language: text}."""
    return {word.folded: word.spelled for text in texts.values() for word in analysis.words(text)}


def label(vocabulary):
    """Write the words of a place, a country, a focus area or a glossary entry among labels and terms."""
    for token, texts in texts_of(vocabulary).items():
        add_terms(words_of(texts))
        if not token:
            continue
        forms = {
            form
            for language, text in texts.items()
            for word in analysis.words(text)
            for form in analysis.forms(word.surface, language).strict
        }
        had = SearchLabel.objects.filter(token=token)
        had.exclude(form__in=forms).delete()
        new = [
            SearchLabel(form=form, token=token) for form in forms - set(had.values_list("form", flat=True))
        ]
        SearchLabel.objects.bulk_create(new, ignore_conflicts=True)


def touched_by(row):
    """Yield (model, pks) of the records whose documents a row may have changed."""
    if isinstance(row, Record):
        yield type(row), [row.pk]
    elif isinstance(row, OtherName):
        yield type(row)._meta.get_field("record").related_model, [row.record_id]
    elif isinstance(row, Tie):
        for field in (*row.party_fields, row.target_field):
            if pk := getattr(row, f"{field}_id"):
                yield row._meta.get_field(field).related_model, [pk]


def documents_with(vocabulary):
    """Return [(model, pks)] of the records whose documents hold a vocabulary's key."""
    found = SearchDocument.objects.with_facet(vocabulary.facet, vocabulary.natural_key())
    return [(model, list(found.of(model).values_list("object_id", flat=True))) for model in record_models()]


@receiver(pre_save)
def remember(sender, instance, **kwargs):
    """Before a vocabulary changes, note its words and the documents that hold its key."""
    if not isinstance(instance, Vocabulary):
        return
    old = sender._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    instance.words_before = [word for texts in texts_of(old).values() for word in words_of(texts)]
    instance.holders = []
    if old and old.facet and _held_of(old) != _held_of(instance):
        instance.holders = documents_with(old)


def _held_of(vocabulary):
    """Return what documents hold of a vocabulary."""
    parent, country = getattr(vocabulary, "parent_id", None), getattr(vocabulary, "country", "")
    return vocabulary.natural_key(), parent, country


@receiver(post_save)
def follow(sender, instance, **kwargs):
    """Let the index follow a row that was saved."""
    if isinstance(instance, Vocabulary):
        label(instance)
        remove_terms(instance.words_before)
    for model, pks in [*touched_by(instance), *getattr(instance, "holders", ())]:
        index(model, pks)


@receiver(post_delete)
def forget(sender, instance, **kwargs):
    """Let the index follow a row that was deleted."""
    holders = documents_with(instance) if isinstance(instance, Vocabulary) and instance.facet else ()
    for token, texts in texts_of(instance).items():
        if not token.startswith("country/"):  # other places may be in it
            SearchLabel.objects.filter(token=token).delete()
            remove_terms(words_of(texts))
    for model, pks in [*touched_by(instance), *holders]:
        index(model, pks)


@receiver(m2m_changed)
def follow_relation(sender, instance, action, model, pk_set, **kwargs):
    """Let the index follow a record's places, focus areas or languages, set from either side."""
    if not action.startswith("post_"):
        return
    if isinstance(instance, Record):
        index(type(instance), [instance.pk])
    elif issubclass(model, Record):
        index(model, pk_set or dict(documents_with(instance))[model])


def rebuild(progress=lambda done: None):
    """Make every document, label and term anew, batch by batch, while the site answers.

    Each batch is one transaction. ``progress`` is told the number of records done.
    """
    for vocabulary in (Place, FocusArea, Concept):
        for row in vocabulary.objects.all():
            with transaction.atomic():
                label(row)
    for model in record_models():
        pks = sorted(
            {
                *model.objects.values_list("pk", flat=True),
                *SearchDocument.objects.of(model).values_list("object_id", flat=True),
            }
        )
        for batch in batches(pks):
            with transaction.atomic():
                held(model, batch).delete()
                write(model, batch)
            progress(len(batch))
    for batch in batches(list(SearchTerm.objects.values_list("folded", flat=True))):
        with transaction.atomic():
            remove_terms(batch)


def differences():
    """Yield (model, pk) of each record whose document is missing, left over or not what it should be."""
    for model in record_models():
        pks = {
            *model.objects.values_list("pk", flat=True),
            *SearchDocument.objects.of(model).values_list("object_id", flat=True),
        }
        for batch in batches(sorted(pks)):
            old = {document.object_id: document for document in held(model, batch)}
            new = {document.object_id: document for document, _words in documents(model, batch)}
            for pk in sorted(old.keys() | new.keys()):
                if pk not in old or pk not in new or differ(old[pk], new[pk]):
                    yield model, pk


def stale():
    """Count, cheaply, the records without a document, the documents without a record, the outdated."""
    wrong = SearchDocument.objects.exclude(version=analysis.VERSION).count()
    for model in record_models():
        held_pks = SearchDocument.objects.of(model).values("object_id")
        wrong += model.objects.published().exclude(pk__in=held_pks).count()
        published = model.objects.published().values("pk")
        wrong += SearchDocument.objects.of(model).exclude(object_id__in=published).count()
    return wrong
