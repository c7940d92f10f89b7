"""Lists and detail pages of organisations and people, and the base classes for every kind of record."""

from typing import NamedTuple

from django.http import HttpResponseRedirect, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView
from django_filters.views import FilterView

from .counting import counted
from .disclosure import public_view, public_views
from .evidence import Evidence
from .filters import OrganisationFilter, PersonFilter
from .models import Organisation, Person
from .parameters import show_as
from .pictures import graph
from .pictures.timeline import dated, dated_tie, draw
from .search.hits import records
from .search.results import Ranked
from .standards.bibliography import citation_file, cited_record

PER_PAGE = 24


KEPT = ("group", "cards")  # what says how to show a list, whatever filters it


class NearestPage:
    """A list page by page; what is no page of it leads to the nearest one."""

    def paginate_queryset(self, queryset, page_size):
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page", 1))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        number = context["page_obj"].number
        return context | {"elided_pages": context["paginator"].get_elided_page_range(number, on_each_side=2)}

    def render_to_response(self, context, **kwargs):
        nearest = str(context["page_obj"].number)
        if self.request.GET.get("page", nearest) != nearest:
            query = self.request.GET.copy()
            query["page"] = nearest
            return HttpResponseRedirect(f"?{query.urlencode(safe='/')}")
        return super().render_to_response(context, **kwargs)


class FacetedList(NearestPage, FilterView):
    """What words and filters in the query string leave, page by page; 400 for a year that is none.

    Asked for JSON it says only how many they leave, in words: for who is still choosing.
    """

    paginate_by = PER_PAGE
    title = ""
    kind = ""
    indexable = True
    card, compact_card = "_card.html", "_card_compact.html"

    @property
    def counted_as(self):
        return self.kind

    def get(self, request, *args, **kwargs):
        wants_number = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
        response = self.number() if wants_number else super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["Accept"])
        return response

    def number(self):
        self.filterset = self.get_filterset(self.get_filterset_class())
        number = 0 if self.filterset.errors else self.filterset.matched().count()
        return JsonResponse({"words": counted(number, self.counted_as)})

    def get_filterset(self, filterset_class):
        filterset = super().get_filterset(filterset_class)
        if filterset.is_bound:
            show_as(self.request, filterset.as_read())
        return filterset

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        kept = [(name, self.request.GET[name]) for name in KEPT if self.request.GET.get(name)]
        compact = self.request.GET.get("cards") == "compact"
        return context | {
            "counted_as": self.counted_as,
            "compact": compact,
            "card": self.compact_card if compact else self.card,
            "kept": kept,
            "clear": "?".join(filter(None, (self.request.path, urlencode(self.kept_words() + kept)))),
            "title": self.title,
            "answer": self.filterset.answer,
            "facets": self.filterset.facets(),
            "chips": self.filterset.chips(),
            "kind": self.kind,
            "noindex": not self.indexable or bool(self.request.GET.keys() - {"page"}),
        }

    def kept_words(self):
        return []

    def render_to_response(self, context, **kwargs):
        status = 400 if self.filterset.errors else 200
        return super().render_to_response(context, status=status, **kwargs)


class RecordList(FacetedList):
    """Published records of one kind, by name, or the best first where there are words."""

    template_name = "record_list.html"

    @property
    def kind(self):
        return self.model._meta.model_name

    def get_queryset(self):
        return self.model.objects.published().for_list()

    def paginate_queryset(self, queryset, page_size):
        answer = self.filterset.answer
        if not answer or self.filterset.errors:
            paginator, page, found, more = super().paginate_queryset(queryset, page_size)
            page.object_list = public_views(found)
        else:
            ranked = Ranked(self.filterset.matched(), answer.query)
            paginator, page, numbers, more = super().paginate_queryset(ranked, page_size)
            page.object_list = records(numbers)
        return paginator, page, page.object_list, more


MANY_TIED = 6  # records under one heading; of more each kind has its own
FEW_TIED = 3  # records that a telephone shows without being asked


class Tied(NamedTuple):
    """A record at the other end of some ties, and what it is in words, as far as nothing near it says so."""

    record: object
    ties: list
    words: str


class Section(NamedTuple):
    """The ties of a record under one heading: (``PublicTie``, the record at its other end)."""

    title: str
    ties: list

    @property
    def length(self):
        return len({end for _tie, end in self.ties})

    @property
    def is_long(self):
        return self.length > FEW_TIED

    @property
    def groups(self):
        """(kind, [``Tied``]) of each kind where there are many records; else of all, and of no kind."""
        ends, kinds = {}, {}
        for tie, end in self.ties:
            ends.setdefault(end, []).append(tie)
        for end, ties in ends.items():
            kinds.setdefault(_kind_of(end) or capfirst(end.kind_name), []).append((end, ties))
        if len(ends) <= MANY_TIED or len(kinds) == 1:
            return [("", [Tied(end, ties, _about(end, ties)) for end, ties in ends.items()])]
        return [
            (kind, [Tied(end, ties, _about(end, ties, kind)) for end, ties in some])
            for kind, some in kinds.items()
        ]


def _kind_of(record):
    return capfirst(record.get_kind_display()) if hasattr(record, "get_kind_display") else ""


def _about(record, ties, kind=""):
    period = getattr(record, "period_display", "")
    told = [] if kind else [_kind_of(record)]
    told += [] if period in {tie.period_display for tie in ties} else [period]
    return gettext(", ").join(filter(None, told))


class RecordDetail(DetailView):
    """A published record with its facts, its ties in both directions and its evidence.

    ``layout`` lists the headings: (title, the relation that leads to the ties,
    the field of the tie that leads to its other end). ``prefetched`` names what
    both the page and its linked data read.
    """

    template_name = "record_detail.html"
    layout = ()
    prefetched = ()

    def get_queryset(self):
        records = self.model.objects.published().for_list()
        return records.prefetch_related("citations__source__language", *self.prefetched)

    def get_object(self, queryset=None):
        return public_view(super().get_object(queryset))

    def get_context_data(self, **kwargs):
        sections = list(self.sections())
        ties = [tie for section in sections for tie, _end in section.ties]
        return super().get_context_data(**kwargs) | {
            "record": self.object,
            "sections": sections,
            "evidence": Evidence([self.object, *ties], shows_all="sources" in self.request.GET),
            "timeline": self.timeline(sections),
            "picture": graph.picture_around(self.object, ties),
            "kind": self.object.model_name,
            "noindex": not self.object.is_indexable or bool(self.request.GET),
        }

    def timeline(self, sections):
        """Return the ``Timeline`` of what is dated, or None: one thing alone needs none."""
        things = [thing for thing in self.dated_things(sections) if thing.start or thing.end]
        drawn = draw(dict.fromkeys(things), localdate(), get_language_bidi())
        return drawn if len(drawn.rows) > 1 else None

    def dated_things(self, sections):
        own = [dated(self.object, linked=False)] if hasattr(self.object, "period_display") else []
        ties = [dated_tie(tie, end) for section in sections for tie, end in section.ties]
        return own + [tie for tie in ties if tie]

    def sections(self):
        for title, relation, field in self.layout:
            if ties := [(tie, end) for tie in self.object.ties(relation) if (end := tie.end(field))]:
                yield Section(title, ties)


class RecordCitation(DetailView):
    """A published record as a file for reference managers; the URL says in which format."""

    def get_queryset(self):
        return self.model.objects.published()

    def render_to_response(self, context, **kwargs):
        url = self.request.build_absolute_uri(self.object.get_absolute_url())
        return citation_file(cited_record(public_view(self.object), url), self.kwargs["extension"])


class OrganisationList(RecordList):
    model = Organisation
    filterset_class = OrganisationFilter

    @property
    def title(self):
        is_named = self.counted_as == Organisation.Group.NAMED
        return capfirst(Organisation.Group.NAMED.label) if is_named else _("Organisations")

    @property
    def counted_as(self):
        return self.filterset.group_in_force


class OrganisationDetail(RecordDetail):
    model = Organisation
    prefetched = ("languages", "needs", "target_groups", "identifiers")
    layout = (
        (_("People"), "affiliations", "person"),
        (_("Funders, partners and departments"), "affiliations", "affiliate"),
        (_("Roles in other organisations"), "affiliated_to", "organisation"),
        (_("Networks"), "memberships", "network"),
        (_("Projects, services and events"), "participations", "project"),
    )


class PersonList(RecordList):
    model = Person
    filterset_class = PersonFilter
    title = _("People")
    indexable = False  # it names those who did not choose to be found, too


class PersonDetail(RecordDetail):
    model = Person
    layout = (
        (_("Organisations"), "affiliations", "organisation"),
        (_("Networks"), "memberships", "network"),
        (_("Projects, services and events"), "participations", "project"),
    )
