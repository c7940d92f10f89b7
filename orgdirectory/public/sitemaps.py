"""Sitemaps: what is published and may be found by search engines, in each language."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from networks.models import Network, Project
from organisations.models import FocusArea, Need, Organisation, Person, SearchDocument, Source


class Pages(Sitemap):
    """Pages by the name of their URL, each in every language; a new page is a line here.

    The list of people is none of them: it names those who did not choose to be found, too.
    """

    i18n = True
    alternates = True

    def items(self):
        return [
            "home",
            "help",
            "organisations:organisation_list",
            "networks:network_list",
            "networks:project_list",
            "focus_area_list",
            "country_list",
            "source_list",
            "connections",
            "timeline",
            "safety",
            "report",
            "about",
            "accessibility",
        ]

    def location(self, item):
        return reverse(item)

    def get_urls(self, page=1, site=None, protocol=None):
        """Add the x-default of hreflang, which chooses the language, as the head of each page has it."""
        urls = super().get_urls(page, site, protocol)
        chooser = f"{self.get_protocol(protocol)}://{self.get_domain(site)}{reverse('negotiate')}"
        for url in urls:
            url["alternates"].append({"lang_code": "x-default", "location": chooser})
        return urls


class Records(Pages):
    """The records of one kind; lastmod is the last check by a person, never a save."""

    model = None

    def items(self):
        return self.model.objects.indexable().order_by("pk")

    def location(self, item):
        return item.get_absolute_url()

    def lastmod(self, item):
        return item.still_verified_on


class Organisations(Records):
    model = Organisation


class Networks(Records):
    model = Network


class Projects(Records):
    model = Project


class People(Records):
    model = Person


class Sources(Pages):
    def items(self):
        return Source.objects.order_by("pk")

    def location(self, item):
        return item.get_absolute_url()


class Needs(Pages):
    def items(self):
        return Need.objects.order_by("pk")

    def location(self, item):
        return item.get_absolute_url()


class FocusAreas(Pages):
    """The focus areas that some record is about."""

    def items(self):
        counts = SearchDocument.objects.counts()["focus"]
        return [slug for slug in FocusArea.objects.values_list("slug", flat=True) if counts[slug]]

    def location(self, item):
        return reverse("focus_area", args=[item])


class Countries(Pages):
    """The countries that some record is tied to."""

    def items(self):
        return sorted(SearchDocument.objects.counts()["country"])

    def location(self, item):
        return reverse("country", args=[item.lower()])


SECTIONS = {
    "pages": Pages,
    "organisations": Organisations,
    "networks": Networks,
    "projects": Projects,
    "people": People,
    "sources": Sources,
    "needs": Needs,
    "focus-areas": FocusAreas,
    "countries": Countries,
}
