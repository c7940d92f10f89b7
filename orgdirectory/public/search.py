"""The search page over all kinds of record, and its autocomplete."""

from django.conf import settings
from django.db.models import Q
from django.http import JsonResponse

from organisations.filters import SearchFilter
from organisations.lexemes import NOTHING
from organisations.models import Need, SearchDocument
from organisations.search.hits import hits
from organisations.search.query import Query
from organisations.search.results import Matched, Ranked, ranked
from organisations.search.suggestions import suggestions
from organisations.views import FacetedList

NEARLY = 5  # records that fit most of the words


class Search(FacetedList):
    """The records of all kinds that fit the words and the filters, the best first.

    Queries are kept nowhere: no page is stored (see ``middleware``) and nothing is logged.
    """

    queryset = SearchDocument.objects.all()
    filterset_class = SearchFilter
    template_name = "orgdirectory/search.html"
    paginate_by = 20
    kind = "search"
    indexable = False
    card = "_hit.html"

    def kept_words(self):
        return list(self.filterset.words.items())

    def paginate_queryset(self, queryset, page_size):
        answer, valid = self.filterset.answer, self.filterset.in_force and not self.filterset.errors
        query = answer.query if answer else Query("")
        matched = self.filterset.matched() if valid else Matched(NOTHING)
        paginator, page, numbers, more = super().paginate_queryset(Ranked(matched, query), page_size)
        page.object_list = hits(numbers, query)
        return paginator, page, page.object_list, more

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        answer = context["answer"]
        if answer and not context["object_list"]:
            context |= {"help_first": True, "needs": uncounted(Need.objects.all()), **self.fallback(answer)}
        elif answer and answer.query.urgent:
            context |= {"help_first": True, "needs": uncounted(needs_meant(answer.query))}
        return context

    def fallback(self, answer):
        """Return what to offer where no record fits: without the filters, or with fewer words."""
        if answer.found:
            return {"without_filters": ranked(answer.query).count()}
        if not (partial := answer.partial()):
            return {}
        others = [(text, number) for text, number in answer.word_by_word() if text != partial.words_kept]
        nearly = hits(ranked(partial)[:NEARLY], partial)
        return {"partial": partial, "nearly": nearly, "single_words": others}


def uncounted(needs):
    """Return needs for ``_needs.html``: with no number of those who may help."""
    return [(need, 0) for need in needs]


def needs_meant(query):
    """Return the needs that the words of a query name, and those of the focus areas that they name."""
    needs, areas = (
        [one for group in query.groups for one in group.of_facet(name)] for name in ("need", "focus")
    )
    near = Q(focus_areas__slug__in=areas) | Q(focus_areas__parent__slug__in=areas)
    return Need.objects.filter(Q(slug__in=needs) | near).distinct()


def suggest(request):
    typed = request.GET.get("q", "")
    found = suggestions(typed) if settings.SEARCH_SUGGESTIONS else []
    return JsonResponse({"suggestions": [suggestion._asdict() for suggestion in found]})
