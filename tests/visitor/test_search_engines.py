"""What search engines read: one address for each page, its languages, the sitemap and robots.txt."""

import datetime
import re

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.translation import override

from organisations.search.index import deferred
from organisations.views import RecordList

from ..world import (
    make_network,
    make_organisation,
    make_person,
    make_project,
    make_source,
)

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
LANGUAGES = ["sv", "ar", "en"]
RECORDS = [make_organisation, make_network, make_project]
PAGES = [
    "",
    "organisations/",
    "organisations/?page=2",
    "organisations/womens-house/",
    "networks/",
    "networks/the-network/",
    "projects/",
    "projects/the-project/",
    "people/consenting/",
    "sources/",
    "sources/the-text/",
    "focus-areas/",
    "focus-areas/peace/",
    "countries/",
    "countries/se/",
    "about/",
]
KEPT_OUT = [
    "people/",
    "people/amina-ali/",
    "search/",
    "search/?q=house",
    "organisations/?country=SE",
    "organisations/?country=SE&page=1",
    "organisations/?since=nonsense",
    "countries/aq/",
    "no-such-page/",
]


@pytest.fixture(scope="class")
def rows(class_rows):
    """A record of each kind, a person who chose to be found and one who did not."""
    make_organisation(places=["se"], focus=["peace"])
    make_organisation("other-house")
    make_network()
    make_project()
    make_person("consenting", legal_basis="consent")
    make_person()
    make_source()


@pytest.fixture
def world(rows, monkeypatch):
    """The same, in lists that have a second page."""
    monkeypatch.setattr(RecordList, "paginate_by", 1)


def head(client, address):
    return client.get(address).content.decode().partition("</head>")[0]


def canonical(client, address):
    return re.findall(r'<link rel="canonical" href="([^"]*)">', head(client, address))


def alternates(client, address):
    return dict(
        re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', head(client, address))
    )


@pytest.mark.usefixtures("world")
class TestAddresses:
    @pytest.mark.parametrize("path", PAGES)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_page_names_itself(self, client, language, path):
        assert canonical(client, f"/{language}/{path}") == [f"{SITE}/{language}/{path}"]

    @pytest.mark.parametrize("path", PAGES)
    def test_a_page_names_each_of_its_languages_and_the_chooser(self, client, path):
        pages = {language: f"{SITE}/{language}/{path}" for language in LANGUAGES}
        assert alternates(client, f"/ar/{path}") == pages | {"x-default": f"{SITE}/"}

    @pytest.mark.parametrize("path", PAGES)
    def test_the_languages_of_a_page_name_one_another(self, client, path):
        named = [alternates(client, f"/{language}/{path}") for language in LANGUAGES]
        assert named[0] == named[1] == named[2]

    @pytest.mark.parametrize("query", ["?page=1", "?suggest=off", "?x=%22%3E%3Cscript%3E"])
    def test_a_query_that_changes_nothing_is_left_out(self, client, query):
        assert canonical(client, f"/en/about/{query}") == [f"{SITE}/en/about/"]

    def test_the_first_page_of_a_list_is_the_list(self, client):
        assert canonical(client, "/en/organisations/?page=1") == [f"{SITE}/en/organisations/"]

    def test_the_last_page_goes_by_its_number(self, client):
        assert canonical(client, "/en/organisations/?page=2") == [f"{SITE}/en/organisations/?page=2"]

    @pytest.mark.parametrize("path", PAGES)
    def test_a_page_to_be_found_does_not_ask_to_be_left_out(self, client, path):
        assert "noindex" not in head(client, f"/sv/{path}")

    @pytest.mark.parametrize("path", KEPT_OUT)
    def test_what_is_not_to_be_found_says_so_once(self, client, path):
        assert head(client, f"/sv/{path}").count('<meta name="robots" content="noindex">') == 1

    @pytest.mark.parametrize("path", KEPT_OUT)
    def test_what_is_not_to_be_found_names_no_address(self, client, path):
        assert not canonical(client, f"/sv/{path}")
        assert not alternates(client, f"/sv/{path}")


def read(client, address="/sitemap.xml"):
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return response.content.decode()


def entries(client):
    """Return {address: entry} of all sections of the sitemap."""
    sections = re.findall(r"<loc>([^<]*)</loc>", read(client))
    whole = "".join(read(client, section.removeprefix(SITE)) for section in sections)
    found = re.findall(r"<url><loc>([^<]*)</loc>(.*?)</url>", whole, re.DOTALL)
    assert len(found) == len(dict(found))
    return dict(found)


@pytest.mark.usefixtures("world")
class TestSitemapAndPages:
    def test_names_the_languages_that_the_page_names(self, client):
        named = re.compile(r'hreflang="([^"]*)" href="([^"]*)"')
        for address, entry in entries(client).items():
            assert dict(named.findall(entry)) == alternates(client, address.removeprefix(SITE))

    def test_lists_each_page_by_its_own_address(self, client):
        for address in entries(client):
            assert canonical(client, address.removeprefix(SITE)) == [address]

    def test_lists_every_page_that_may_be_found(self, client):
        """A new page without arguments belongs in ``sitemaps.Pages``, unless it is kept out."""
        listed = entries(client)
        for address in pages_without_arguments():
            response = client.get(address)
            is_page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
            if is_page and "noindex" not in head(client, address):
                assert SITE + address in listed


class TestSitemap:
    @pytest.mark.parametrize("make", RECORDS)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_lists_a_record_in_each_language(self, client, make, language):
        assert f"{SITE}/{language}{make().get_absolute_url()[3:]}" in entries(client)

    @pytest.mark.parametrize("make", [*RECORDS, make_person])
    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_does_not_list_what_is_not_published(self, client, make, status):
        make("secret", status=status)
        assert not [address for address in entries(client) if "secret" in address]

    def test_lists_a_person_who_chose_to_be_found(self, client):
        make_person("amina", legal_basis="consent")
        assert f"{SITE}/ar/people/amina/" in entries(client)

    def test_does_not_list_a_person_who_did_not(self, client):
        make_person("amina", legal_basis="public-role")
        assert not [address for address in entries(client) if "people" in address]

    def test_tells_when_a_person_last_checked_the_facts(self, client):
        house = make_organisation(verified_on=datetime.date(2026, 2, 3))
        assert "<lastmod>2026-02-03</lastmod>" in entries(client)[f"{SITE}{house.get_absolute_url()}"]

    def test_does_not_take_saving_for_checking(self, client):
        make_organisation()
        assert "lastmod" not in "".join(entries(client).values())

    def test_lists_checked_and_unchecked_records_together(self, client):
        make_organisation(verified_on=datetime.date(2026, 2, 3))
        make_organisation("unchecked")
        assert f"{SITE}/sv/organisations/unchecked/" in entries(client)

    def test_does_not_list_a_focus_area_or_country_without_records(self, client):
        make_organisation("secret", status="draft", places=["iq"], focus=["peace"])
        assert not [address for address in entries(client) if re.search("peace|/iq/", address)]

    @pytest.mark.parametrize(
        "address", ["/sitemap-nothing.xml", "/sitemap-pages.xml?p=2", "/sitemap-pages.xml?p=x"]
    )
    def test_has_no_other_parts(self, client, address):
        assert client.get(address).status_code == 404

    def test_asks_the_database_a_fixed_number_of_times(self, client, django_assert_max_num_queries):
        with deferred():
            for number in range(12):
                make_organisation(f"house-{number}", places=["se"])
        with django_assert_max_num_queries(1):
            client.get("/sitemap-organisations.xml")


def pages_without_arguments():
    """Return the English address of each page of the site map that needs no argument."""
    with override("en"):
        for key in get_resolver().reverse_dict:
            if isinstance(key, str) and (address := address_of(key)):
                yield address
        for namespace in ("organisations", "networks"):
            resolver = get_resolver().namespace_dict[namespace][1]
            names = [key for key in resolver.reverse_dict if isinstance(key, str)]
            yield from filter(None, (address_of(f"{namespace}:{name}") for name in names))


def address_of(name):
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


class TestRobots:
    @pytest.fixture
    def robots(self, client):
        return client.get("/robots.txt")

    def test_are_told_where_the_sitemap_is(self, robots):
        assert f"\nSitemap: {SITE}/sitemap.xml\n" in robots.content.decode()

    def test_are_told_in_plain_text(self, robots):
        assert robots.headers["Content-Type"] == "text/plain; charset=utf-8"

    @pytest.mark.parametrize("path", [*PAGES, *KEPT_OUT])
    def test_may_read_every_page_to_see_what_it_asks(self, robots, path):
        forbidden = re.findall(r"Disallow: (.*)", robots.content.decode())
        assert not f"/ar/{path}".startswith(tuple(forbidden))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_are_kept_from_the_admin(self, robots, language):
        assert f"Disallow: /{language}/admin/\n" in robots.content.decode()


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/sitemap-organisations.xml"])
class TestFilesForRobots:
    def test_set_no_cookie(self, client, address):
        assert not client.get(address).cookies

    def test_answer_head(self, client, address):
        assert client.head(address).status_code == 200

    def test_are_the_same_whatever_the_browser_prefers(self, client, address):
        make_organisation()
        answers = {client.get(address, headers={"accept-language": code}).content for code in LANGUAGES}
        assert len(answers) == 1


def title(client, record):
    return re.search("<title>(.*?)</title>", head(client, record.get_absolute_url()))[1]


def description(client, record):
    found = re.search('<meta name="description" content="([^"]*)">', head(client, record.get_absolute_url()))
    return found[1]


def test_two_projects_of_one_name_are_told_apart_by_their_kind(client):
    project, book = (
        make_project(name_en="Systra mi"),
        make_project("book", name_en="Systra mi", kind="publication"),
    )
    assert (title(client, project), title(client, book)) == (
        "Systra mi – Project – orgdirectory",
        "Systra mi – Publication – orgdirectory",
    )


def test_a_record_without_a_kind_is_told_by_what_it_is(client):
    assert title(client, make_organisation(kind="")) == "Womens House – Organisation – orgdirectory"


def test_a_record_is_described_by_its_summary(client):
    summary = "A house for women who want to meet, learn and decide together."
    assert description(client, make_organisation(summary_en=summary)) == summary


@pytest.mark.parametrize("summary", ["", "A house."])
def test_a_short_summary_is_followed_by_what_the_site_is(client, summary):
    shown = description(client, make_organisation(summary_en=summary))
    assert shown.startswith(f"{summary} An open directory")
