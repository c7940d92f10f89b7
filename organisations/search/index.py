"""Keeps the search documents beside the records, in the same transaction.

One mechanism: whatever row is saved or deleted, ``touched_by`` says which
records' documents it may have changed, and ``index`` makes these anew; ``named_by``, of which
records it may have changed the keys by which those like it are found (``alike_index``). A
record is named by (model, key). A document that stays the same is not written.
Other bulk operations than ``RecordQuerySet.update`` send no signals; ``rebuild``
mends what they leave. ``organisations.signals`` calls what is here. Whether a record
is still as somebody checked it is settled first: it counts in its document.
"""

from contextlib import contextmanager
from threading import local

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Substr

from ..languages import country_name, language_names, languages_of_labels, site_languages
from ..models import (
    AbstractContactPoint,
    Concept,
    FocusArea,
    Identifier,
    Language,
    Need,
    OtherName,
    Place,
    Record,
    RecordQuerySet,
    Role,
    SearchDocument,
    SearchLabel,
    SearchTerm,
    TargetGroup,
    Tie,
    record_models,
)
from ..models.vocabularies import Vocabulary
from ..turns import in_turns
from . import alike_index, analysis, names, storage
from .documents import documents
from .fetching import by_model, rows_of, ties_of
from .lexicon import DatabaseLexicon
from .query import whole_label

BATCH = 200
REBUILT = 50  # documents at a time, while others wait to write
# Vocabularies that are sought by a word of their names, and by nothing but a whole name:
# not every place is meant by "place", although somebody may need a safe one.
BY_WORD, BY_NAME = (Place, FocusArea), (Need, Role, TargetGroup, Language)
_waiting = local()


def index(records, named=()):
    """Write, renew or remove the documents of records, and the keys of those ``named`` anew.

    Where a record's names, slug or networks changed, the records tied to it
    follow, since their documents hold these; and so on from tie to tie.
    """
    records, named = set(records), set(named)
    if waiting := getattr(_waiting, "records", None):
        waiting[0].update(records)
        waiting[1].update(named)
    elif records or named:
        # Who calls it fails with it: it needs no savepoint of its own.
        with transaction.atomic(savepoint=False):
            storage.lock_writers()
            for model, pks in by_model(records).items():
                RecordQuerySet(model).filter(pk__in=pks).settle_checks()
            alike_index.write(named)
            _write_with_followers(records)


def _write_with_followers(todo):
    seen = set()
    while todo:
        seen |= todo
        todo = {follower for some in batches(sorted(todo, key=_order)) for follower in write(some)} - seen


def _order(record):
    model, pk = record
    return model.search_order, pk


@contextmanager
def deferred():
    """Index all that changes inside at the end, once; inside a transaction of the caller's."""
    if getattr(_waiting, "records", None):
        yield  # the outer one will
        return
    touched = _waiting.records = set(), set()
    try:
        yield
    finally:
        _waiting.records = None
    index(*touched)


def batches(items, size=BATCH):
    return [items[start : start + size] for start in range(0, len(items), size)]


def write(records):
    """Bring the documents of these records up to date; return the records that others must follow."""
    ties = ties_of(records)
    old, new = by_record(records, held(records)), by_record(records, documents(records, ties))
    changed = {record for record in old | new if differ(old.get(record), new.get(record))}
    before, after = ([some[record] for record in changed if record in some] for some in (old, new))
    store(before, after)
    follow_words(before, after)
    led = {record for record in changed if shared(old.get(record)) != shared(new.get(record))}
    return {other for record, other in ties if record in led}


def by_record(records, some):
    """Return {record: its document} for some documents of these records."""
    kinds = {model._meta.model_name: model for model, _pk in records}
    return {(kinds[document.kind], document.object_id): document for document in some}


def held(records):
    """Return the documents that there are of records."""
    any_kind = Q(pk__in=())
    for model, pks in by_model(records).items():
        any_kind |= Q(kind=model._meta.model_name, object_id__in=pks)
    return SearchDocument.objects.filter(any_kind)


def store(before, after):
    """Write documents in place of others; a document has another number where its rank has changed."""
    if gone := {document.pk for document in before} - {document.pk for document in after}:
        SearchDocument.objects.filter(pk__in=gone).delete()
    SearchDocument.objects.bulk_create(
        after, update_conflicts=True, unique_fields=["id"], update_fields=["version", "facets", "lexemes"]
    )


def follow_words(before, after):
    """Let the words of documents be known, and no more those that were in others only."""
    old, new = (set().union(*map(spelled, some)) for some in (before, after))
    add_terms(new - old)
    remove_terms(old - new)


def differ(one, other):
    """Tell whether two documents, or a document and None, say different things."""
    columns = ("pk", "version", "facets", "lexemes")
    return any(getattr(one, column, None) != getattr(other, column, None) for column in columns)


def shared(document):
    """Return what of a document, if there is one, the documents of tied records hold too."""
    lexemes = document.lexemes if document else ()
    return {one for one in lexemes if one.startswith(("x:", "o:", "n:", "m:", "at/", "network/"))}


def spelled(document):
    """Return the words of a document as they are spelled."""
    return {one[2:] for one in document.lexemes if one.startswith("v:")}


def add_terms(words):
    """Let words, as they are spelled, be known."""
    known = set()
    for batch in batches(sorted(words)):
        known.update(SearchTerm.objects.filter(word__in=batch).values_list("word", flat=True))
    terms = [SearchTerm(word=word, **keys_of(word)) for word in sorted(words - known)]
    SearchTerm.objects.bulk_create(terms, ignore_conflicts=True, batch_size=BATCH)


def keys_of(word):
    """Return the columns of a term that follow from its word."""
    folded = analysis.folded_word(word)
    return {"folded": folded, "sound": names.sound(folded), "skeleton": names.skeleton(word)}


def renew_terms():
    """Bring the keys of all terms up to date with the analysis."""
    for batch in batches(list(SearchTerm.objects.order_by("pk"))):
        outdated = [term for term in batch if keys_of(term.word).items() - vars(term).items()]
        for term in outdated:
            vars(term).update(keys_of(term.word))
        SearchTerm.objects.bulk_update(outdated, ["folded", "sound", "skeleton"])


def remove_terms(words):
    """Forget those of the words that no document, no label and no glossary entry holds any more."""
    for batch in batches(sorted(words)):
        held_words = {lexeme[2:] for lexeme in storage.held([f"v:{word}" for word in batch])}
        if lost := set(batch) - held_words:
            labels = SearchLabel.objects.filter(form__in=[f"v:{word}" for word in lost])
            lost -= DatabaseLexicon().glossary.spelled
            labelled = labels.annotate(word=Substr("form", 3)).values("word")
            SearchTerm.objects.filter(word__in=lost).exclude(word__in=labelled).delete()


def texts_of(vocabulary):
    """Return {what it means: {language: text}} for the words by which a vocabulary may be sought."""
    if isinstance(vocabulary, Concept):
        return {"": in_each_language(vocabulary, "terms")}
    if not isinstance(vocabulary, (*BY_WORD, *BY_NAME)):
        return {}
    names = (
        language_names(vocabulary.code)
        if isinstance(vocabulary, Language)
        else in_each_language(vocabulary, "name")
    )
    if isinstance(vocabulary, Role):
        names["ar"] = "\n".join([names["ar"], vocabulary.name_ar_feminine, vocabulary.name_ar_masculine])
    if not isinstance(vocabulary, TargetGroup):  # tables call them women: nobody would find anything else
        names[""] = "\n".join([names.get("", ""), getattr(vocabulary, "aliases", "")]).strip()
    texts = {f"{vocabulary.facet}/{vocabulary.natural_key()[0]}": names}
    if country := getattr(vocabulary, "country", ""):
        texts[f"country/{country}"] = {code: country_name(country, code) for code in languages_of_labels()}
    return texts


def in_each_language(row, field):
    return {language: getattr(row, f"{field}_{language}") or "" for language in site_languages()}


def words_of(texts):
    """Return the words of {language: text}, as they are spelled."""
    return {word.spelled for text in texts.values() for word in analysis.words(text)}


def relabel(old, new):
    """Let the words by which a vocabulary may be sought be known: {token: {language: text}}, old and new."""
    if old == new:
        return
    storage.lock_writers()
    for token in new:
        if new[token] != old.get(token):
            label(token, new[token])
    unlabel(old.keys() - new.keys())
    before, after = (set().union(*map(words_of, texts.values())) for texts in (old, new))
    remove_terms(before - after)


def label(token, texts):
    """Write the words of {language: text} among terms and, where they mean a facet, among labels."""
    add_terms(words_of(texts))
    if not token:
        return
    whole = token.startswith(tuple(f"{vocabulary.facet}/" for vocabulary in BY_NAME))
    forms = {f"v:{word}" for word in words_of(texts)} | (whole_labels if whole else word_forms)(texts)
    had = SearchLabel.objects.filter(token=token)
    known = set(had.values_list("form", flat=True))
    if known - forms:
        had.exclude(form__in=forms).delete()
    new = [SearchLabel(form=form, token=token) for form in forms - known]
    SearchLabel.objects.bulk_create(new, ignore_conflicts=True)


def whole_labels(texts):
    """Return what the names in {language: names, a line each} are looked up by."""
    lines = (analysis.words(line) for text in texts.values() for line in text.splitlines())
    return {whole_label(words) for words in lines if words}


def word_forms(texts):
    """Return the forms of each word of {language: text}; of a line of other names ("") that of the whole."""
    lines = [words for line in texts.get("", "").splitlines() if (words := analysis.words(line))]
    alone = [words[0] for words in lines if len(words) == 1]
    named = [
        *(("", word) for word in alone),
        *((one, word) for one, text in texts.items() if one for word in analysis.words(text)),
    ]
    forms = {form for one, word in named for form in analysis.forms(word.surface, one).strict}
    return forms | {whole_label(words) for words in lines if len(words) > 1}


def unlabel(tokens):
    """Take labels away, but for countries that some place is still in."""
    if any(token.startswith("country/") for token in tokens):
        countries = Place.objects.order_by().values_list("country", flat=True).distinct()
        tokens = tokens - {f"country/{code}" for code in countries}
    if tokens:
        SearchLabel.objects.filter(token__in=tokens).delete()


def touched_by(row):
    """Return the records whose documents a row may have changed by itself."""
    if isinstance(row, Record):
        return {(type(row), row.pk)}
    if isinstance(row, OtherName | AbstractContactPoint):
        return {(type(row)._meta.get_field("record").related_model, row.record_id)}
    if isinstance(row, Tie):
        ends = [row._meta.get_field(field) for field in (*row.party_fields, row.target_field)]
        return {(end.related_model, pk) for end in ends if (pk := getattr(row, end.attname))}
    return set()


def named_by(row, stored=None):
    """Return the records of which a row, that was ``stored`` otherwise, may have changed the keys."""
    if isinstance(row, Record):
        columns = [f"name_{language}" for language in site_languages()]
        same = stored and all(getattr(row, one) == getattr(stored, one) for one in columns)
        return set() if same else {(type(row), row.pk)}
    if isinstance(row, Identifier):
        return {(Identifier._meta.get_field("organisation").related_model, row.organisation_id)}
    return touched_by(row) if isinstance(row, OtherName | AbstractContactPoint) else set()


def records_of(model, pks):
    """Return the records whose documents follow from rows of a model: themselves, or whose rows they are."""
    if issubclass(model, AbstractContactPoint):
        owner = model._meta.get_field("record").related_model
        found = model.objects.filter(pk__in=pks).order_by().values_list("record", flat=True)
        return {(owner, pk) for pk in found}
    return {(model, pk) for pk in pks} if issubclass(model, Record) else set()


def documents_with(vocabulary):
    """Return the records whose documents hold a vocabulary's key, or may come to."""
    kinds = {model._meta.model_name: model for model in record_models()}
    found = SearchDocument.objects.with_facet(vocabulary.facet, vocabulary.natural_key())
    records = {(kinds[kind], pk) for kind, pk in found.values_list("kind", "object_id")}
    questions = [
        (model, RecordQuerySet(model).filter(**{path: vocabulary.pk}), ("pk",))
        for model in kinds.values()
        for path in _paths_to(vocabulary, model)
    ]
    return records | set(rows_of(questions))


def _paths_to(vocabulary, model):
    """Return the lookups that lead from records to a vocabulary that their documents may not name."""
    if isinstance(vocabulary, Place):  # one that may not be known is in no document
        return [path.removesuffix("__slug") for path in model.facet_paths["place"]]
    if isinstance(vocabulary, Language):  # words are stemmed in the language of their name
        contact = ["contact_points__languages"] if "answers" in model.facet_paths else []
        return ["other_names__language", *contact]
    return []


def _held_of(vocabulary):
    """Return what documents hold of a vocabulary."""
    columns = ("parent_id", "need_id", "country", "subdivision", "confidentiality")
    return vocabulary.natural_key(), *(getattr(vocabulary, column, None) for column in columns)


def follow_save(row, stored):
    """Let the index follow a row that was saved; ``stored`` is what it was before, or None."""
    records = touched_by(stored) | touched_by(row)
    if isinstance(row, Vocabulary):
        relabel(texts_of(stored), texts_of(row))
        if stored and row.facet and _held_of(stored) != _held_of(row):
            records = documents_with(stored)
    index(records, named_by(row, stored) | (named_by(stored, row) if stored else set()))


def follow_deletion(row):
    """Let the index follow a row that was deleted."""
    records = touched_by(row)
    if isinstance(row, Vocabulary):
        records = documents_with(row) if row.facet else records
        relabel(texts_of(row), {})
    index(records, named_by(row))


def rebuild(progress=lambda done: None):
    """Make every document, label and term anew, batch by batch, while the site answers.

    Each batch is one transaction. ``progress`` is told the number of records done.
    """
    tokens, words = set(), set()
    renew_terms()
    for vocabulary in (*BY_WORD, *BY_NAME, Concept):
        for row in vocabulary.objects.all():
            with transaction.atomic():
                relabel({}, texts_of(row))
            tokens |= set(texts_of(row))
    SearchLabel.objects.exclude(token__in=tokens).delete()
    for batch in in_turns(batches(all_records(), REBUILT)):
        with transaction.atomic():
            storage.lock_writers()
            held(batch).delete()
            write(batch)
            alike_index.write(batch)
        words.update(*map(spelled, held(batch)))
        progress(len(batch))
    for batch in in_turns(batches(sorted(set(SearchTerm.objects.values_list("word", flat=True)) - words))):
        with transaction.atomic():
            storage.lock_writers()
            remove_terms(set(batch))
    storage.optimize()


def all_records():
    """Return the records that there are, and those of which there still is a document or a key."""
    found = []
    for model in record_models():
        documented = SearchDocument.objects.of(model).values_list("object_id", flat=True)
        pks = {*model.objects.values_list("pk", flat=True), *documented, *alike_index.leftover(model)}
        found += [(model, pk) for pk in sorted(pks)]
    return found


def differences():
    """Yield (model, pk) of each record whose document or keys are not what they should be."""
    for batch in batches(all_records()):
        old, new = by_record(batch, held(batch)), by_record(batch, documents(batch, ties_of(batch)))
        astray = alike_index.astray(batch)
        yield from (one for one in batch if one in astray or differ(old.get(one), new.get(one)))


def stale():
    """Count, cheaply, the records without a document or keys, those without a record, the outdated."""
    wrong = alike_index.stale() + SearchDocument.objects.exclude(version=analysis.VERSION).count()
    for model in record_models():
        held_pks = SearchDocument.objects.of(model).values("object_id")
        wrong += model.objects.published().exclude(pk__in=held_pks).count()
        published = model.objects.published().values("pk")
        wrong += SearchDocument.objects.of(model).exclude(object_id__in=published).count()
    return wrong
