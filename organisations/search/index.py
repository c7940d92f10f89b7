"""Keeps the search documents beside the records, in the same transaction.

One mechanism: whatever row is saved or deleted, ``touched_by`` says which
records' documents it may have changed, and ``index`` makes these anew. A
document that stays the same is not written. Other bulk operations than
``RecordQuerySet.update`` send no signals; ``rebuild`` mends what they leave.
"""

from collections import defaultdict
from contextlib import contextmanager
from threading import local

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver

from ..languages import country_name, site_languages
from ..lexemes import Lexeme
from ..models import (
    Concept,
    FocusArea,
    Language,
    OtherName,
    Place,
    Record,
    SearchDocument,
    SearchLabel,
    SearchTerm,
    Tie,
    post_record_update,
    record_models,
)
from ..models.vocabularies import Vocabulary
from . import analysis, names, storage
from .documents import documents, tied_records
from .lexicon import DatabaseLexicon

BATCH = 200
_waiting = local()


@transaction.atomic
def index(model, pks):
    """Write, renew or remove the documents of records of one kind.

    Where a record's names, address or networks changed, the records tied to it
    follow, since their documents hold these; and so on from tie to tie.
    """
    if getattr(_waiting, "records", None) is not None:
        _waiting.records[model].update(pks)
        return
    storage.lock_writers()
    todo, seen = {model: set(pks)}, defaultdict(set)
    while todo:
        followers = defaultdict(set)
        for one_model, some in todo.items():
            seen[one_model] |= some
            for _pk, other_model, other in tied_records(one_model, write(one_model, some), published=False):
                followers[other_model].add(other)
        todo = {
            one_model: some - seen[one_model]
            for one_model, some in followers.items()
            if some - seen[one_model]
        }


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


def write(model, pks):
    """Bring the documents of these records up to date; return the records that others must follow."""
    old = {document.object_id: document for document in held(model, pks)}
    new = {document.object_id: document for document in documents(model, pks)}
    gone = [document for pk, document in old.items() if pk not in new or differ(document, new[pk])]
    come = [document for pk, document in new.items() if pk not in old or differ(document, old[pk])]
    SearchDocument.objects.filter(pk__in=[document.pk for document in gone]).delete()
    SearchDocument.objects.bulk_create(come)
    spelled_before, spelled_now = (set().union(*map(spelled, some)) for some in (gone, come))
    add_terms(spelled_now)
    remove_terms(spelled_before - spelled_now)
    before = {document.object_id: shared(document) for document in gone}
    after = {document.object_id: shared(document) for document in come}
    return [pk for pk in before | after if before.get(pk) != after.get(pk)]


def held(model, pks):
    return SearchDocument.objects.of(model).filter(object_id__in=pks)


def differ(one, other):
    columns = ("pk", "version", "facets", "lexemes")
    return any(getattr(one, column) != getattr(other, column) for column in columns)


def shared(document):
    """Return what of a document the documents of tied records hold too."""
    return {one for one in document.lexemes if one.startswith(("x:", "o:", "n:", "m:", "at/", "network/"))}


def spelled(document):
    """Return the words of a document as they are spelled."""
    return {one[2:] for one in document.lexemes if one.startswith("v:")}


def add_terms(words):
    """Let words, as they are spelled, be known."""
    known = set()
    for batch in batches(sorted(words)):
        known.update(SearchTerm.objects.filter(word__in=batch).values_list("word", flat=True))
    terms = []
    for word in sorted(words - known):
        folded = analysis.words(word)[0].folded
        sound, skeleton = names.sound(folded), names.skeleton(folded)
        terms.append(SearchTerm(word=word, folded=folded, sound=sound, skeleton=skeleton))
    SearchTerm.objects.bulk_create(terms, ignore_conflicts=True, batch_size=BATCH)


def remove_terms(words):
    """Forget those of the words that no document, no label and no glossary entry holds any more."""
    words = words - DatabaseLexicon().glossary.spelled if words else words
    for batch in batches(sorted(words)):
        labels = SearchLabel.objects.filter(form__in=[f"v:{word}" for word in batch])
        kept = {form[2:] for form in labels.values_list("form", flat=True)}
        lost = [word for word in batch if word not in kept and not storage.first(Lexeme(f"v:{word}"), 1)]
        SearchTerm.objects.filter(word__in=lost).delete()


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
    """Return the words of {language: text}, as they are spelled."""
    return {word.spelled for text in texts.values() for word in analysis.words(text)}


def label(vocabulary):
    """Write the words of a place, a country, a focus area or a glossary entry among labels and terms."""
    for token, texts in texts_of(vocabulary).items():
        words = words_of(texts)
        add_terms(words)
        if not token:
            continue
        forms = {f"v:{word}" for word in words} | {
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


def unlabel(tokens):
    """Take labels away, but for countries that some place is still in."""
    countries = {f"country/{code}" for code in Place.objects.values_list("country", flat=True).distinct()}
    SearchLabel.objects.filter(token__in=set(tokens) - countries).delete()


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
    """Return [(model, pks)] of the records whose documents hold a vocabulary's key, or may come to."""
    found = SearchDocument.objects.with_facet(vocabulary.facet, vocabulary.natural_key())
    records = []
    for model in record_models():
        pks = set(found.of(model).values_list("object_id", flat=True))
        if isinstance(vocabulary, Place):  # one that may not be known is in no document
            for path in model.facet_paths["place"]:
                pks |= set(model.objects.filter(**{path: vocabulary.slug}).values_list("pk", flat=True))
        if isinstance(vocabulary, Language):  # words are stemmed in the language of their name
            pks |= set(model.objects.filter(other_names__language=vocabulary).values_list("pk", flat=True))
        records.append((model, pks))
    return records


@receiver(pre_save)
def before_save(sender, instance, **kwargs):
    """Before a row changes, note what search holds of it: its words, its records, who holds its key."""
    if not isinstance(instance, Vocabulary | OtherName | Tie):
        return
    old = sender._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    texts = texts_of(old)
    instance._search_before = {
        "tokens": set(texts),
        "words": set().union(*map(words_of, texts.values())),
        "records": list(touched_by(old)),
    }
    if isinstance(old, Vocabulary) and old.facet and _held_of(old) != _held_of(instance):
        instance._search_before["records"] = documents_with(old)


def _held_of(vocabulary):
    """Return what documents hold of a vocabulary."""
    columns = ("parent_id", "country", "confidentiality")
    return vocabulary.natural_key(), *(getattr(vocabulary, column, None) for column in columns)


@receiver(post_save)
def after_save(sender, instance, **kwargs):
    """Let the index follow a row that was saved."""
    before = getattr(instance, "_search_before", {"records": ()})
    if isinstance(instance, Vocabulary):
        storage.lock_writers()
        label(instance)
        unlabel(before["tokens"] - set(texts_of(instance)))
        remove_terms(before["words"])
    for model, pks in [*before["records"], *touched_by(instance)]:
        index(model, pks)


@receiver(post_record_update)
def after_update(sender, pks, **kwargs):
    """Let the index follow ``QuerySet.update()``."""
    index(sender, pks)


@receiver(post_delete)
def after_delete(sender, instance, **kwargs):
    """Let the index follow a row that was deleted."""
    holders = []
    if isinstance(instance, Vocabulary):
        storage.lock_writers()
        holders = documents_with(instance) if instance.facet else []
        texts = texts_of(instance)
        unlabel(texts)
        remove_terms(set().union(*map(words_of, texts.values())))
    for model, pks in [*touched_by(instance), *holders]:
        index(model, pks)


@receiver(m2m_changed)
def after_relation(sender, instance, action, model, pk_set, **kwargs):
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
    tokens, words = set(), set()
    for vocabulary in (Place, FocusArea, Concept):
        for row in vocabulary.objects.all():
            with transaction.atomic():
                storage.lock_writers()
                label(row)
            tokens |= set(texts_of(row))
    SearchLabel.objects.exclude(token__in=tokens).delete()
    for model in record_models():
        documented = SearchDocument.objects.of(model).values_list("object_id", flat=True)
        for batch in batches(sorted({*model.objects.values_list("pk", flat=True), *documented})):
            with transaction.atomic():
                storage.lock_writers()
                held(model, batch).delete()
                write(model, batch)
            words.update(*map(spelled, held(model, batch)))
            progress(len(batch))
    for batch in batches(sorted(set(SearchTerm.objects.values_list("word", flat=True)) - words)):
        with transaction.atomic():
            storage.lock_writers()
            remove_terms(set(batch))
    storage.optimize()


def differences():
    """Yield (model, pk) of each record whose document is missing, left over or not what it should be."""
    for model in record_models():
        pks = {
            *model.objects.values_list("pk", flat=True),
            *SearchDocument.objects.of(model).values_list("object_id", flat=True),
        }
        for batch in batches(sorted(pks)):
            old = {document.object_id: document for document in held(model, batch)}
            new = {document.object_id: document for document in documents(model, batch)}
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
