"""Pages that belong to no one kind of record: home, focus areas, countries, sources, errors."""

from collections import Counter

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from networks.models import Citation, Network, Project
from organisations.languages import country_codes, country_name
from organisations.models import FocusArea, Organisation, Person, Source
from organisations.sorting import sort_key

KINDS = {
    Organisation: (_("Organisations"), "organisations:organisation_list"),
    Network: (_("Networks"), "networks:network_list"),
    Project: (_("Projects, services and events"), "networks:project_list"),
    Person: (_("People"), "organisations:person_list"),
}
SHOWN_OF_EACH_KIND = 8


def negotiate(request):
    """Send a visitor of ``/`` to the language her browser prefers, Swedish if none fits."""
    wanted = translation.trans_real.parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    chosen = settings.LANGUAGE_CODE
    for tag, _weight in wanted:
        try:
            chosen = translation.get_supported_language_variant(tag)
            break
        except LookupError:
            continue
    response = HttpResponseRedirect(f"/{chosen}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


def home(request):
    published = {model: model.objects.published() for model in KINDS}
    kinds = [(title, reverse(url), published[model].count()) for model, (title, url) in KINDS.items()]
    context = {"kinds": kinds, "focus_areas": main_focus_areas(), "countries": countries()}
    return render(request, "orgdirectory/home.html", context)


def count_all(facet):
    """Count the published records of all kinds by a facet that they share."""
    counts = Counter()
    for model in KINDS:
        counts.update(model.objects.published().count_by(facet))
    return counts


def main_focus_areas():
    """Return (focus area, number of records) for the upper level of the list."""
    counts = count_all("focus")
    return [(area, counts[area.slug]) for area in FocusArea.objects.filter(parent=None) if counts[area.slug]]


def countries():
    """Return (code, name, number of records) of the countries with records, sorted by name."""
    counts = count_all("country")
    named = [(code, country_name(code), number) for code, number in counts.items()]
    return sorted(named, key=lambda country: sort_key(country[1], translation.get_language()))


def records_of_all_kinds(adjective, value, query):
    """Return (title, address of the whole list, number, first records) of each kind."""
    sections = []
    for model, (title, url) in KINDS.items():
        records = getattr(model.objects.published(), adjective)(value)
        if number := records.count():
            sections.append(
                (title, f"{reverse(url)}?{query}", number, records.for_list()[:SHOWN_OF_EACH_KIND])
            )
    return sections


def focus_area(request, slug):
    area = get_object_or_404(FocusArea, slug=slug)
    sections = records_of_all_kinds("about", slug, f"focus={slug}")
    context = {"title": str(area), "parent": area.parent, "parts": area.children.all(), "sections": sections}
    return render(request, "orgdirectory/records_about.html", context)


def country(request, code):
    code = code.upper()
    if code not in country_codes():
        raise Http404(code)
    sections = records_of_all_kinds("in_country", code, f"country={code}")
    context = {"title": country_name(code), "sections": sections}
    return render(request, "orgdirectory/records_about.html", context)


def focus_area_list(request):
    counts = count_all("focus")
    areas = FocusArea.objects.filter(parent=None).prefetch_related("children")
    tree = [
        (area, counts[area.slug], [(part, counts[part.slug]) for part in area.children.all()])
        for area in areas
    ]
    return render(request, "orgdirectory/focus_area_list.html", {"tree": tree})


def country_list(request):
    return render(request, "orgdirectory/country_list.html", {"countries": countries()})


def source_list(request):
    sources = Source.objects.select_related("language").annotate(
        facts=Count("citations", filter=Q(citations__in=Citation.objects.published()))
    )
    return render(request, "orgdirectory/source_list.html", {"kind": "source", "sources": sources})


def source_detail(request, slug):
    """A source and every fact that rests on it, paragraph by paragraph."""
    source = get_object_or_404(Source.objects.select_related("language"), slug=slug)
    citations = Citation.objects.published().filter(source=source).with_subjects()
    citations = citations.order_by("paragraph", "item", "pk")
    return render(
        request,
        "orgdirectory/source_detail.html",
        {"kind": "source", "source": source, "citations": citations},
    )


def about(request):
    return render(request, "orgdirectory/about.html", {"kind": "about"})


def error_page(request, status, template):
    """Answer an error in the language of the address, without asking the database."""
    language = translation.get_language_from_path(request.path_info) or translation.get_language()
    with translation.override(language):
        return render(request, template, status=status)


def bad_request(request, exception):
    return error_page(request, 400, "400.html")


def permission_denied(request, exception):
    return error_page(request, 403, "403.html")


def page_not_found(request, exception):
    return error_page(request, 404, "404.html")


def csrf_failure(request, reason=""):
    return error_page(request, 403, "403.html")
