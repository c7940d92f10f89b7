"""The timeline of the directory: its records along the years, the earliest first."""

from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from organisations.disclosure import public_view
from organisations.filters import TimelineFilter, dated_models
from organisations.models import SearchDocument
from organisations.pictures.timeline import dated, draw, earliest
from organisations.views import FacetedList


class Timeline(FacetedList):
    """Published records of every kind that has a period, drawn by date; or those of no known year."""

    queryset = SearchDocument.objects.all()
    filterset_class = TimelineFilter
    template_name = "orgdirectory/timeline.html"
    paginate_by = 50
    title = _("Timeline")
    kind = "timeline"

    def paginate_queryset(self, queryset, page_size):
        paginator, page, rows, more = super().paginate_queryset(queryset, page_size)
        # Cards, of what has no place on the axis, show more than names and years.
        cards = self.filterset.in_force.get("undated")
        page.object_list = self.records([(kind, pk) for _date, _key, kind, pk in rows], cards)
        return paginator, page, page.object_list, more

    def records(self, numbers, cards):
        found = {}
        for model in dated_models():
            kind = model._meta.model_name
            records = model.objects.published()
            records = records.for_list() if cards else records
            chosen = records.in_bulk([pk for its_kind, pk in numbers if its_kind == kind])
            found |= {(kind, pk): public_view(record) for pk, record in chosen.items()}
        return [found[number] for number in numbers if number in found]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        filters = self.filterset
        if filters.in_force.get("undated"):
            return context
        things, today = [dated(record) for record in context["object_list"]], localdate()
        # The first page finds by itself in which year the axis of every page begins.
        first = filters.first_year(earliest(today)) if context["page_obj"].number > 1 else None
        drawn = draw(things, today, translation.get_language_bidi(), first)
        return context | {"timeline": drawn, "undated": filters.undated_count()}
