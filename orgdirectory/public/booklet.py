"""A booklet: what a list holds under its filters, with contents, to print on A4 and hand over."""

from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.views import NetworkList, ProjectList
from organisations.models import SearchDocument
from organisations.search.query import Query
from organisations.search.results import Ranked
from organisations.views import OrganisationList, PersonList

from .information_sheet import Columns, qr_code, records_of
from .open_sheet import KINDS, STEP, address_with
from .search import Search

MOST = 100  # records in a booklet
LISTS = {  # by the last part of their paths
    "organisations": OrganisationList,
    "networks": NetworkList,
    "projects": ProjectList,
    "people": PersonList,
    "search": Search,
}


class Booklet:
    """The first records that a list shows under its filters, by kind and name."""

    def __init__(self, request, name):
        self.view = LISTS[name]()
        filterset = self.view.filterset_class
        self.filter = filterset(request.GET, queryset=self.view.get_queryset(), request=request)
        if not self.filter.is_valid():
            raise BadRequest(self.filter.errors)
        self.view.filterset = self.filter
        self.words = self.filter.answer.asked.text if self.filter.answer else ""
        self.columns = Columns(request.GET)
        self.list_path = f"/{get_language()}/{name}/"
        self.list_query = address_with(request, beside=None, sheet=None, page=None)
        matched, query = self.filter.matched(), self.filter.answer and self.filter.answer.query
        self.number = matched.count()
        numbers = numbers_of(Ranked(matched, query or Query(""))[:MOST])
        self.records = in_order(records_of(numbers, self.columns.also))

    @property
    def title(self):
        return self.view.title

    @property
    def left_out(self):
        return self.number - len(self.records)


def numbers_of(document_ids):
    places = {model._meta.model_name: place for place, model in enumerate(KINDS)}
    rows = SearchDocument.objects.filter(pk__in=document_ids).values_list("kind", "object_id")
    return [pk * STEP + places[kind] for kind, pk in rows]


def in_order(records):
    return sorted(records, key=lambda record: (KINDS.index(record.model), record.sort_key))


def booklet(request, slug):
    if slug not in LISTS:
        raise Http404(slug)
    made = Booklet(request, slug)
    url = request.build_absolute_uri(made.list_path + made.list_query)
    context = {"kind": "booklet", "booklet": made, "columns": made.columns, "url": url, "most": MOST}
    context |= {"noindex": True, "today": timezone.localdate()}
    context["qr"] = qr_code(url, _("QR code of the address of this list"))
    return render(request, "orgdirectory/booklet.html", context)
