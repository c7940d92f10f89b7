"""The search page over all kinds of record, and its autocomplete."""

from django.conf import settings
from django.http import JsonResponse

from organisations.filters import SearchFilter
from organisations.lexemes import NOTHING
from organisations.models import SearchDocument
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
            context |= self.fallback(answer)
        return context

    def fallback(self, answer):
        """Return what to offer where no record fits: without the filters, or with fewer words."""
        if answer.found:
            return {"without_filters": ranked(answer.query).count()}
        if partial := answer.partial():
            return {"partial": partial, "nearly": hits(ranked(partial)[:NEARLY], partial)}
        return {"single_words": answer.word_by_word()}


def suggest(request):
    typed = request.GET.get("q", "")
    found = suggestions(typed) if settings.SEARCH_SUGGESTIONS else []
    return JsonResponse({"suggestions": [suggestion._asdict() for suggestion in found]})
