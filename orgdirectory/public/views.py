"""Pages that belong to no one kind of record: home, focus areas, countries, about."""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from networks.models import Network, Project
from organisations.disclosure import public_views
from organisations.languages import country_codes, country_name
from organisations.models import FocusArea, Need, Organisation, Person, SearchDocument
from organisations.views import OrganisationDetail, OrganisationList

from .maps import countries_picture, subdivisions_picture

KINDS = {
    Organisation: (_("Organisations"), "organisations:organisation_list"),
    Network: (_("Networks"), "networks:network_list"),
    Project: (_("Projects, services and events"), "networks:project_list"),
    Person: (_("People"), "organisations:person_list"),
}
SHOWN_OF_EACH_KIND = 8


class Listing(NamedTuple):
    """A list of records: of one kind, or of one of the two groups of organisations."""

    key: str  # as ``SearchDocument`` counts it
    title: str
    model: type
    group: str = ""

    @property
    def records(self):
        records = self.model.objects.published()
        return records.filter(group=self.key) if self.model is Organisation else records

    def url(self, **query):
        query |= {"group": self.group} if self.group else {}
        return reverse(KINDS[self.model][1]) + (f"?{urlencode(query)}" if query else "")


# The movement first; those who are merely named, last.
LISTS = (
    Listing(Organisation.Group.MOVEMENT, KINDS[Organisation][0], Organisation),
    *(Listing(one._meta.model_name, KINDS[one][0], one) for one in (Network, Project, Person)),
    Listing(Organisation.Group.NAMED, _("Public bodies and others"), Organisation, Organisation.Group.NAMED),
)
COLOURS = (
    *("paper", "surface", "ink", "quiet", "line", "accent"),
    *("accent-soft", "warm", "warm-soft", "cool", "cool-soft", "focus"),
)
ACCESSIBILITY_ASSESSED = date(2026, 11, 21)
CODE_LICENSE = "https://eur-lex.europa.eu/eli/dec_impl/2017/863/oj"  # EUPL 1.2 in all languages of the EU
LICENSE_TERMS = {
    "CC-BY-4.0": _(
        "You may copy, change and share them for any purpose. Name this directory, link to the licence and "
        "say what you changed."
    ),
    "CC-BY-SA-4.0": _(
        "You may copy, change and share them for any purpose. Name this directory, link to the licence and "
        "say what you changed. What you make of them must have the same licence."
    ),
    "CC0-1.0": _(
        "You may copy, change and share them for any purpose, without asking and without naming us."
    ),
}


def negotiate(request):
    """Redirect ``/`` to the language that the browser prefers (Accept-Language), Swedish if none fits."""
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


def records_of_all_kinds(adjective, **query):
    """Return (title, URL of the whole list, key of the list, number, first records) of each list."""
    sections, (value,) = [], query.values()
    for one in LISTS:
        records = getattr(one.records, adjective)(value)
        if number := records.count():
            shown = public_views(records.for_list()[:SHOWN_OF_EACH_KIND])
            sections.append((one.title, one.url(**query), one.key, number, shown))
    return sections


def focus_area(request, slug):
    area = get_object_or_404(FocusArea, slug=slug)
    counts = SearchDocument.objects.counts()["focus"]
    if not counts[slug]:  # told apart from one that there is not, it would tell of hidden records
        raise Http404(slug)
    sections = records_of_all_kinds("about", focus=slug)
    context = {"title": str(area), "parent": area.parent, "sections": sections, "query": f"focus={slug}"}
    context["parts"] = [part for part in area.children.all() if counts[part.slug]]
    return render(request, "orgdirectory/records_about.html", context)


def country(request, code):
    code = code.upper()
    if code not in country_codes():
        raise Http404(code)
    sections = records_of_all_kinds("in_country", country=code)
    context = {
        "title": country_name(code),
        "sections": sections,
        "query": f"country={code}",
        "noindex": not sections,
        "code": code,
        "picture": subdivisions_picture(code),
    }
    return render(request, "orgdirectory/records_about.html", context)


def focus_area_list(request):
    counts = SearchDocument.objects.counts()["focus"]
    areas = FocusArea.objects.filter(parent=None).prefetch_related("children")
    tree = [
        (
            area,
            counts[area.slug],
            [(part, counts[part.slug]) for part in area.children.all() if counts[part.slug]],
        )
        for area in areas
        if counts[area.slug]
    ]
    return render(request, "orgdirectory/focus_area_list.html", {"tree": tree})


def country_list(request):
    titles = [capfirst(one.model._meta.verbose_name_plural) if not one.group else one.title for one in LISTS]
    context = {"kind": "country", "picture": countries_picture(LISTS), "titles": titles}
    return render(request, "orgdirectory/country_list.html", context)


def design(request):
    """Every component of the design, in both directions; ``urls`` has it only while DEBUG is on."""
    record = Organisation.objects.published().annotate(ties=Count("participations")).order_by("-ties").first()
    if not record:
        raise Http404("No record to show.")
    halves = []
    for code in ("sv", "ar"):
        with translation.override(code):
            detail = OrganisationDetail.as_view()(request, slug=record.slug).context_data
            halves.append((code, OrganisationList.as_view()(request).context_data | {"detail": detail}))
    context = {
        "noindex": True,
        "halves": halves,
        "needs": Need.objects.all()[:3],
        "areas": FocusArea.objects.filter(parent=None)[:3],
        "colours": COLOURS,
        "steps": ["step-3", "step-2", "step-1", "step--1"],
    }
    return render(request, "orgdirectory/design.html", context)


def safety(request):
    return render(request, "orgdirectory/safety.html", {"kind": "safety"})


def about(request):
    contact = settings.PUBLISHER_CONTACT
    context = {
        "kind": "about",
        "publisher": settings.PUBLISHER,
        "contact": contact,
        "contact_url": contact if contact.startswith("https://") else f"mailto:{contact}",
        "license": settings.DATA_LICENSE,
        "license_terms": LICENSE_TERMS[settings.DATA_LICENSE.spdx],
        "code_license": CODE_LICENSE,
    }
    return render(request, "orgdirectory/about.html", context)


def accessibility(request):
    return render(request, "orgdirectory/accessibility.html", {"assessed": ACCESSIBILITY_ASSESSED})
