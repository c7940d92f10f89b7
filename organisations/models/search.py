"""What search keeps beside the records; nobody edits it, ``search.index`` writes it."""

from collections import Counter, defaultdict

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from ..lexemes import EVERYTHING, NOTHING, LexemesField, any_of


class SearchDocumentQuerySet(models.QuerySet):
    def of(self, model):
        """The documents of one kind of record."""
        return self.filter(kind=model._meta.model_name)

    def holding(self, expression):
        """The documents that hold what an expression demands."""
        if expression == EVERYTHING:
            return self.all()
        return self.none() if expression == NOTHING else self.filter(lexemes__hold=expression)

    def among(self, querysets):
        """The documents of any of these records: one queryset for each kind of record."""
        any_kind = Q(pk__in=())
        for records in querysets:
            kind = records.model._meta.model_name
            any_kind |= Q(kind=kind, object_id__in=records.order_by().values("pk"))
        return self.filter(any_kind)

    def with_facet(self, facet, values):
        """The documents with any of the values of a facet."""
        return self.holding(any_of(f"{facet}/{value}" for value in values))

    def counts(self):
        """Count the documents by all facets at once: {facet: {value: number of documents}}.

        Equal rows of facets are counted by the database and taken apart here, so
        the cost grows with the kinds of rows and not with the rows.
        """
        counts = defaultdict(Counter)
        for facets, number in self.order_by().values_list("facets").annotate(Count("pk")):
            for token in facets.split():
                facet, _slash, value = token.partition("/")
                counts[facet][value] += number
        return counts

    def counts_in(self, groups):
        """Count the documents of each list in groups of facet tokens: {group: {list: number}}.

        A list holds a kind of record, or those organisations that are in one of their two groups.

        A document counts once in a group, however many of its tokens it has. A
        group without documents is left out.
        """
        counts, groups_of = defaultdict(Counter), defaultdict(set)
        for group, tokens in groups.items():
            for token in tokens:
                groups_of[token].add(group)
        for kind, facets, number in self.order_by().values_list("kind", "facets").annotate(Count("pk")):
            held = facets.split()
            listed = next((token[6:] for token in held if token.startswith("group/")), kind)
            for group in {group for token in held for group in groups_of.get(token, ())}:
                counts[group][listed] += number
        return counts


class SearchDocument(models.Model):
    """The searchable side of a published record.

    Its number is its static rank: where a query says nothing else, the lowest
    number comes first (see ``search.documents.number``). ``facets`` are tokens
    such as ``country/IQ``; they are among the lexemes too, so that a filter is
    one more lexeme.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    version = models.PositiveSmallIntegerField()
    facets = models.TextField(blank=True)
    lexemes = LexemesField()

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"


class SearchTerm(models.Model):
    """A word that some document or label holds: what a mistyped word may have meant."""

    word = models.CharField(max_length=100, unique=True)
    folded = models.CharField(max_length=60, db_index=True)
    sound = models.CharField(max_length=80, db_index=True)
    skeleton = models.CharField(max_length=80, db_index=True)

    class Meta:
        verbose_name = _("search term")
        verbose_name_plural = _("search terms")
        ordering = ["word"]

    def __str__(self):
        return self.word


class SearchLabel(models.Model):
    """A form of a word in the name of a place, a country or a focus area, and the facet it means.

    Of a need, a role, a target group and a language it is the whole name, after "=".

    A query is looked up here when it runs, so that a place of a thousand records
    is renamed without touching their documents.
    """

    form = models.CharField(max_length=60)
    token = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("search label")
        verbose_name_plural = _("search labels")
        ordering = ["form", "token"]
        constraints = [models.UniqueConstraint(fields=["form", "token"], name="search_label_once")]
        indexes = [models.Index(fields=["token"], name="search_label_token")]

    def __str__(self):
        return f"{self.form} → {self.token}"


class AlikeKey(models.Model):
    """What records that look alike share, as a number (see ``search.alike``); of drafts, too."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        verbose_name = _("key of alike records")
        verbose_name_plural = _("keys of alike records")
        ordering = ["number", "kind", "object_id"]
        constraints = [models.UniqueConstraint(fields=["number", "kind", "object_id"], name="alike_key_once")]
        indexes = [models.Index(fields=["kind", "object_id"], name="alike_key_of_record")]

    def __str__(self):
        return f"{self.kind} {self.object_id}: {self.number}"
