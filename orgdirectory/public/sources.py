"""Sources: what each text is, and what the directory takes from it, record by record."""

from functools import cached_property
from typing import NamedTuple

from django.db.models import CharField, Count, F, Q, Value
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.generic import ListView

from networks.models import Citation
from organisations.disclosure import PublicRecord, public_records, public_subject, vouched_facts
from organisations.models import Source, record_models, tie_ends
from organisations.pictures.ties import any_of
from organisations.standards.bibliography import citation_file, cited_source
from organisations.views import NearestPage

RECORDS_PER_PAGE = 50


class Statement(NamedTuple):
    """What a source states of a record or of a role that it has: the facts in words, and {paragraph: URL}."""

    subject: object
    facts: dict
    paragraphs: dict


class CitedRecords:
    """The records that rest on some citations, each with its statements; sliced lazily for a ``Paginator``.

    A record rests on what is cited of itself and of the roles that it has, not of those of others in it.
    """

    def __init__(self, citations):
        self._cited = citations

    @cached_property
    def rows(self):
        kinds = [self._rows_of(place, model) for place, model in enumerate(record_models())]
        return kinds[0].union(*kinds[1:]).order_by("place", "key", "pk")

    def _rows_of(self, place, model):
        cited = any_of(Q(pk__in=self._pks(field)) for field in subjects_of(model))
        kind = Value(model._meta.model_name, CharField())
        records = model.objects.published().filter(cited).order_by()
        records = records.annotate(place=Value(place), key=F("sort_key"), kind_of_record=kind)
        return records.values_list("place", "key", "kind_of_record", "pk")

    def _pks(self, field):
        return self._cited.filter(**{f"{field}__isnull": False}).order_by().values(field)

    def count(self):
        return self.rows.count()

    def __getitem__(self, page):
        """Return [(``PublicRecord``, [``Statement``])] of the records of a page."""
        rows = [(kind, pk) for _place, _key, kind, pk in self.rows[page]]
        chosen = {m: [pk for kind, pk in rows if kind == m._meta.model_name] for m in record_models()}
        records = {m._meta.model_name: public_records(m, pks) for m, pks in chosen.items()}
        stated = self._statements(chosen)
        return [
            (record := records[kind][pk], stated.get(record, [])) for kind, pk in rows if pk in records[kind]
        ]

    def _statements(self, chosen):
        about = any_of(Q(**{f"{field}__in": pks}) for m, pks in chosen.items() for field in subjects_of(m))
        found = {}
        for citation in self._cited.filter(about).with_subjects().with_lists().order_by("paragraph", "item"):
            if facts := vouched_facts(citation):
                subject = public_subject(citation)
                record = subject if isinstance(subject, PublicRecord) else subject.party
                same = found.setdefault(record, {})
                statement = same.setdefault(citation.subject_key, Statement(subject, {}, {}))
                statement.facts.update(dict.fromkeys(facts))
                statement.paragraphs[citation.paragraph] = citation.get_absolute_url()
        return {record: list(statements.values()) for record, statements in found.items()}


def subjects_of(model):
    """Return the paths from a citation to a record of a kind: to itself, and to it as who has a role."""
    ties = [(tie, field) for tie, field in tie_ends(model) if field in tie.party_fields]
    return [model._meta.model_name, *(f"{tie._meta.model_name}__{field}" for tie, field in ties)]


def source_list(request):
    sources = Source.objects.select_related("language").annotate(
        facts=Count("citations", filter=Q(citations__in=Citation.objects.published()))
    )
    return render(request, "orgdirectory/source_list.html", {"kind": "source", "sources": sources})


class SourceDetail(NearestPage, ListView):
    """A source and the records that rest on it, or on one of its paragraphs."""

    template_name = "orgdirectory/source_detail.html"
    paginate_by = RECORDS_PER_PAGE

    def get_queryset(self):
        self.source = get_object_or_404(Source.objects.select_related("language"), slug=self.kwargs["slug"])
        return CitedRecords(self.narrowed(Citation.objects.published().filter(source=self.source)))

    def narrowed(self, citations):
        self.paragraphs = list(citations.order_by("paragraph").values_list("paragraph", flat=True).distinct())
        return citations

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "kind": "source",
            "source": self.source,
            "paragraphs": self.paragraphs,
            "noindex": context["page_obj"].number > 1,
        }


class SourceParagraph(SourceDetail):
    template_name = "orgdirectory/source_paragraph.html"

    def narrowed(self, citations):
        paragraph = self.kwargs["paragraph"]
        citations = super().narrowed(citations)
        if paragraph not in self.paragraphs:
            raise Http404(paragraph)
        return citations.filter(paragraph=paragraph)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"paragraph": self.kwargs["paragraph"], "noindex": True}


def source_citation(request, slug, extension):
    source = get_object_or_404(Source.objects.select_related("language"), slug=slug)
    return citation_file(cited_source(source), extension)
