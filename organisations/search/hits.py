"""What in a record matched a query: the form of the name, and a piece of text with marks."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import get_language

from ..disclosure import names_of_many, public_records, public_view
from ..languages import Text, localized, site_languages
from ..models import SearchDocument, record_models
from . import analysis
from .fetching import TEXTS, ties_of

MOST_LETTERS, LETTERS_BEFORE = 260, 70  # of a snippet, and before its first mark


class Piece(NamedTuple):
    """A run of a text, marked or not."""

    text: str
    marked: bool


class Marked(NamedTuple):
    """A text in its language, cut into pieces."""

    pieces: list
    language: str


@dataclass
class Hit:
    """A record that a query found, and why."""

    record: object
    document_id: int
    name: Marked
    snippet: Marked | None
    matched_names: list = field(default_factory=list)  # of Marked: the forms that matched and are not shown


class GroupMatcher:
    """One group of a query, ready to be found in a text."""

    def __init__(self, group):
        words = [one for word in group.words for one in (word.instead or [word])]
        phrases = [*group.meanings, *(phrase for word in words for phrase in word.meanings)]
        single = [phrase for phrase in phrases if len(phrase.stems) == 1]
        self.forms = {form for word in words for form in word.forms.strict | word.forms.loose}
        self.forms |= {word for one in words for word in (*one.alike, *one.halves)}
        self.forms |= {form for phrase in single for form in phrase.words[0].strict}
        self.heads = {head for word in words for _modifier, head in word.parts if len(head) > 3}
        self.prefixes = tuple(word.folded for word in words if word.prefix)
        self.pairs = {pair for phrase in phrases for pair in pairwise(phrase.stems)}
        self.tokens = group.labels | {token for word in words for token in word.labels | word.begun}

    def meets(self, word, language):
        forms = analysis.forms(word.surface, language)
        known = forms.strict | forms.all_loose
        return bool(
            self.forms & known
            or self.heads & known
            or (self.prefixes and word.folded.startswith(self.prefixes))
        )


class Highlighter:
    """Finds the words of a query in texts."""

    def __init__(self, query):
        self.matchers = [GroupMatcher(group) for group in query.groups]
        self.in_phrases = any(matchers.pairs for matchers in self.matchers)

    def spans(self, text):
        """Return [(start, end, groups that are met there)] in the order of the text."""
        words = analysis.words(text.text)
        met = [
            {n for n, matchers in enumerate(self.matchers) if matchers.meets(word, text.language)}
            for word in words
        ]
        if self.in_phrases:
            stems = [analysis.stem(word.surface, text.language) for word in words]
            for place, pair in enumerate(pairwise(stems)):
                groups = {n for n, matchers in enumerate(self.matchers) if pair in matchers.pairs}
                met[place] |= groups
                met[place + 1] |= groups
        return [(word.start, word.end, groups) for word, groups in zip(words, met, strict=True) if groups]

    def groups_in(self, text):
        return set().union(*(groups for _start, _end, groups in self.spans(text)))

    def mark(self, text, *, whole=True):
        """Return a text with marks; with ``whole`` off, a piece of it around the first mark."""
        spans = self.spans(text)
        start, end = (0, len(text.text)) if whole else _window(text.text, spans)
        pieces, place = [], start
        for first, last, _groups in spans:
            if start <= first and last <= end:
                pieces += [Piece(text.text[place:first], False), Piece(text.text[first:last], True)]
                place = last
        pieces.append(Piece(text.text[place:end], False))
        if start:
            pieces.insert(0, Piece("… ", False))
        if end < len(text.text):
            pieces.append(Piece(" …", False))
        return Marked([piece for piece in pieces if piece.text], text.language)


def _window(text, spans):
    """Return where a snippet begins and ends: near the first mark, between words."""
    first = spans[0][0] if spans else 0
    start = 0 if first <= LETTERS_BEFORE else text.rfind(" ", 0, first - LETTERS_BEFORE // 2) + 1
    if len(text) - start <= MOST_LETTERS:
        return start, len(text)
    end = text.rfind(" ", start, start + MOST_LETTERS)
    return start, max(end, spans[0][1] if spans else 0, start + 1)


def fetch(document_ids, *, with_names=False):
    """Yield (kind of record, {document_id: record}) for the published records with these documents."""
    rows = list(SearchDocument.objects.filter(pk__in=document_ids).values_list("kind", "object_id", "pk"))
    for model in record_models():
        pks = {pk: document_id for kind, pk, document_id in rows if kind == model._meta.model_name}
        if pks:
            found = model.objects.published().for_list().filter(pk__in=pks)
            also = [names_of_many(model), "focus_areas__parent"] if with_names else []
            also += ["languages"] if with_names and "language" in model.facet_paths else []
            yield model, {pks[record.pk]: public_view(record) for record in found.prefetch_related(*also)}


def records(document_ids):
    """Return the published records with these documents, in their order."""
    found = {pk: record for _model, rows in fetch(document_ids) for pk, record in rows.items()}
    return [found[document_id] for document_id in document_ids if document_id in found]


def hits(document_ids, query):
    """Return the published records with these documents as ``Hit``, in their order."""
    highlighter, found = Highlighter(query), {}
    for model, rows in fetch(document_ids, with_names=True):
        explained = {pk: _Explanation(record, highlighter) for pk, record in rows.items()}
        _explain_by_ties(model, explained.values())
        found |= {pk: one.hit(pk) for pk, one in explained.items()}
    return [found[document_id] for document_id in document_ids if document_id in found]


class _Explanation:
    """Why one record was found, step by step until every group of the query is accounted for."""

    def __init__(self, record, highlighter):
        self.record, self.highlighter = record, highlighter
        self.name = localized(record, "name")
        self.matched_names = []
        self.left = set(range(len(highlighter.matchers))) - highlighter.groups_in(self.name)
        self.take_any_of(self._other_forms())
        page, others = self._texts()
        passage = self._best(page)
        self._take(self._labels())
        passage = passage or self._best(others)
        shown = localized(record, "summary")
        self.snippet = highlighter.mark(passage or shown, whole=False) if passage or shown.text else None

    def _take(self, pairs):
        """Account for what is left by the (text, groups that it accounts for) that do so best."""
        pairs = list(pairs)
        while self.left and pairs:
            text, groups = max(pairs, key=lambda pair: len(pair[1] & self.left))
            if not groups & self.left:
                return
            self.left -= groups
            self.matched_names.append(text)

    def take_any_of(self, texts):
        """Account for what is left by those of the texts that do so best."""
        self._take((text, self.highlighter.groups_in(text)) for text in texts if self.left)

    def _other_forms(self):
        names, others = self.record.forms_of_name
        return list(dict.fromkeys([*others, *(name for name in names if name.text != self.name.text)]))

    def _texts(self):
        """Return the texts in the page's language, and those in other languages; summaries first."""
        texts = [
            Text(text, language)
            for language in site_languages()
            for field in TEXTS
            if (text := getattr(self.record, f"{field}_{language}", ""))
        ]
        page = get_language()
        return ([t for t in texts if t.language == page], [t for t in texts if t.language != page])

    def _best(self, texts):
        """Return the first of the texts that account for most of what is left, or None."""
        best, most = None, set()
        for text in texts if self.left else ():
            groups = self.highlighter.groups_in(text) & self.left
            if len(groups) > len(most):
                best, most = text, groups
            if most == self.left:
                break
        self.left -= most
        return best

    def _labels(self):
        """Yield (a place, focus area or language of the record by name, the groups that it accounts for)."""
        places = [*self.record.places, self.record.seat]
        areas = [one for area in self.record.focus_areas for one in (area, area.parent)]
        for label in {str(one): one for one in (*places, *areas, *self.record.languages) if one}.values():
            tokens = {
                f"{label.facet}/{label.natural_key()[0]}",
                f"country/{getattr(label, 'country', '') or '-'}",
            }
            groups = {n for n, matchers in enumerate(self.highlighter.matchers) if matchers.tokens & tokens}
            yield Text(str(label), get_language()), groups

    def hit(self, document_id):
        names = [self.highlighter.mark(text) for text in self.matched_names]
        return Hit(self.record, document_id, self.highlighter.mark(self.name), self.snippet, names)


def _explain_by_ties(model, explained):
    """Account for what is still left by the names of the records tied to it."""
    unexplained = {one.record.pk: one for one in explained if one.left}
    ties = [(pk, *other) for (_model, pk), other in ties_of((model, pk) for pk in unexplained)]
    for other_model in {other_model for _pk, other_model, _other in ties}:
        pairs = [(pk, other) for pk, found_model, other in ties if found_model is other_model]
        ends = public_records(other_model, {other for _pk, other in pairs}, names_of_many(other_model))
        for pk, one in unexplained.items():
            others = [ends[other] for found, other in pairs if found == pk and other in ends]
            texts = [text for other in others for forms in other.forms_of_name for text in forms]
            one.take_any_of(sorted(texts, key=lambda text: text.language != get_language()))
