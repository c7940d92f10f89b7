"""Worklist of translators: how much is to do in each language, and which records come next."""

from collections import Counter
from itertools import islice
from typing import NamedTuple

from django.db.models import Case, Count, IntegerField, Value, When
from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from organisations import languages
from organisations.admin.translating import state_badge, state_of
from organisations.languages import language_name, site_languages
from organisations.models import Record, TranslationState
from organisations.models.translations import lacking

from . import change_url, changelist_url, page, permission_required_any
from .texts import MAY_TRANSLATE, kinds_to_translate

TO_DO = (TranslationState.MISSING, TranslationState.OUTDATED, TranslationState.UNREVIEWED)
STATUSES = (Record.Status.PUBLISHED, Record.Status.REVIEW, Record.Status.DRAFT)  # read most first
NEXT = 20
WIDTH = 100  # of a bar in the picture, in units of its own


class StateCount(NamedTuple):
    """How many records of a kind have their texts in a state; the URL lists them."""

    state: TranslationState
    count: int
    url: str


class BarSegment(NamedTuple):
    """A segment of a stacked bar."""

    state: TranslationState
    x: float
    width: float


class Row(NamedTuple):
    """The numbers of one kind of record in one language, and their picture."""

    kind: str
    numbers: list
    total: int
    bar: list


@permission_required_any(*MAY_TRANSLATE)
def worklist(request):
    chosen = request.GET.get("language", get_language())
    if chosen not in site_languages():
        raise Http404
    models = kinds_to_translate(request.user)
    counted = {model: count_states(model) for model in models}
    context = {
        "languages": [(one, count_to_do(counted, one)) for one in site_languages()],
        "chosen": chosen,
        "rows": [row_of(model, numbers, chosen) for model, numbers in counted.items()],
        "states": [(state, state_badge(state)) for state in TranslationState],
        "next": list(islice(tasks(models, chosen), NEXT)),
        "width": WIDTH,
    }
    return page(request, "worklist.html", _("What is to be translated"), **context)


def count_states(model):
    """Return how many records of a kind have each state, as {(language, state): number}."""
    columns = [f"translation_state_{language}" for language in site_languages()]
    groups = model.objects.filter(status__in=STATUSES).order_by().values_list(*columns).annotate(Count("pk"))
    counts = Counter()
    for *states, number in groups:
        for language, state in zip(site_languages(), states, strict=True):
            counts[language, state] += number
    return counts


def count_to_do(counted, language):
    return sum(numbers[language, state] for numbers in counted.values() for state in TO_DO)


def row_of(model, counts, language):
    numbers = [
        StateCount(state, counts[language, state], state_list_url(model, language, state))
        for state in TranslationState
    ]
    kind = capfirst(model._meta.verbose_name_plural)
    return Row(kind, numbers, sum(one.count for one in numbers), bar(numbers))


def state_list_url(model, language, state):
    return changelist_url(
        model, **{f"translation_state_{language}__exact": state, "status__in": ",".join(STATUSES)}
    )


def bar(numbers):
    """Return the segments of a stacked bar, along the page's direction; what is done comes first."""
    total, segments, x = sum(one.count for one in numbers), [], 0
    for one in reversed(numbers):
        if one.count:
            width = one.count / total * WIDTH
            start = WIDTH - x - width if get_language_bidi() else x
            segments.append(BarSegment(one.state, round(start, 3), round(width, 3)))
            x += width
    return segments


class Task(NamedTuple):
    """A record to work on in a language."""

    record: Record
    kind: str
    badge: str
    lacking: str
    original: str
    url: str


def tasks(models, language):
    column = f"translation_state_{language}"
    for model in models:
        ranks = rank_of("status", STATUSES), rank_of(column, TO_DO)
        found = model.objects.filter(**{"status__in": STATUSES, f"{column}__in": TO_DO})
        for record in found.order_by(*ranks, f"sort_key_{language}", "slug")[:NEXT]:
            yield task(record, language)


def rank_of(column, values):
    ranks = [When(**{column: value}, then=Value(rank)) for rank, value in enumerate(values)]
    return Case(*ranks, output_field=IntegerField())


def task(record, language):
    labels = [record._meta.get_field(field).verbose_name for field in lacking(record, language)]
    return Task(
        record,
        record._meta.verbose_name,
        state_badge(state_of(record, language)),
        _("Still to write: %(texts)s") % {"texts": languages.format_list(labels)} if labels else "",
        _("Original text in %(language)s") % {"language": language_name(record.original_language)},
        f"{change_url(record)}#id_summary_{language}",
    )
