"""Addresses last: what was renamed, merged, typed in capitals or garbled by a chat leads to its page."""

from urllib.parse import quote, urlsplit

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organisations.merging import merge
from organisations.search.index import deferred
from orgdirectory.public.addresses import SECTIONS

from ..world import (
    make_focus_area,
    make_membership,
    make_need,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
    make_source,
)
from .test_leaks import walk

pytestmark = pytest.mark.django_db

HOUSE = "/sv/organisations/womens-house/"
TO_THE_HOUSE = [
    "/sv/organisations/WOMENS-House/",
    "/SV/organisations/womens-house/",
    "/Sv/Organisations/Womens-House",
    "/sv//organisations///womens-house/",
    *(f"{HOUSE}{sign}" for sign in ") ). , . ; : ! ' \" * _ > » ” ’ … ، ؛ ؟ ۔ 。 ） ))**".split()),
    f"{HOUSE}%20",
    f"{HOUSE}%2520",
    f"{HOUSE}%0A",
    f"{HOUSE}%C2%A0",
    f"{HOUSE}\u200b",
    f"{HOUSE}\u200f",
    f"{HOUSE}\ufeff",
    f"{HOUSE}&gt;",
    f"{HOUSE}&quot;",
    f"{HOUSE}</a>",
    f"{HOUSE}](https://testserver{HOUSE})",
    f"/<https://testserver{HOUSE}>",
    f"/\u200e{HOUSE}",
    "/sv/organisations/womens-house).",
    "/sv/organisations/womens-\u200bhouse/",
    "/sv/organisations/ womens-house/",
    "/sv/organisations/womens-house/ (an)",
]
OTHERS = {
    "/SV/": "/sv/",
    "/ar/about.": "/ar/about/",
    "/en/search)": "/en/search/",
    f"{HOUSE}cite.bib)": f"{HOUSE}cite.bib",
    f"{HOUSE}cite.bib/": f"{HOUSE}cite.bib",
    f"{HOUSE}?sources=1".replace("?", "%3F"): f"{HOUSE}?sources=1",
    f"{HOUSE}%23p5": f"{HOUSE}#p5",
    "/sv/countries/SE).": "/sv/countries/se/",
    "/sv/sources/The-Text/*": "/sv/sources/the-text/",
}
TO_NOTHING = [
    "/sv/organisations/nobody)/",
    "/sv/organisations/%00",
    f"{HOUSE}%00",
    "/sv/organisations/womens-house/more/",
    "/sv/countries/zz)",
    "/sv/focus-areas/hidden-area)",
    "/sv/organisations/" + "a" * 3000 + ")",
    "/wp-login.php",
    "/sv/Admin/login)",
]


def to(path):
    """Return a path as a browser would send it."""
    return quote(path, safe="/%?&;=")


def leads_to(client, path, **headers):
    response = client.get(to(path), headers=headers)
    return response.status_code, response.headers.get("Location")


@pytest.fixture
def world(db):
    make_source()
    make_organisation("hidden", status="draft", focus=["hidden-area"])
    return make_organisation(places=["se"])


def rename(row, slug):
    row.slug = slug
    row.save()


@pytest.mark.usefixtures("world")
class TestAnAddressThatIsRightButForItsSpelling:
    @pytest.mark.parametrize("path", TO_THE_HOUSE)
    def test_leads_to_the_page(self, client, path):
        assert leads_to(client, path) == (301, HOUSE)

    @pytest.mark.parametrize(("path", "url"), OTHERS.items())
    def test_leads_to_pages_of_every_kind(self, client, path, url):
        assert leads_to(client, path) == (301, url)

    @pytest.mark.parametrize("path", TO_NOTHING)
    def test_leads_nowhere_where_nothing_remains(self, client, path):
        assert leads_to(client, path)[0] == 404

    @pytest.mark.parametrize("path", ["/EN/sheet/R0QR/", "/en/Sheet/R0QR/"])
    def test_leads_to_a_sheet_whose_code_was_typed_from_paper(self, client, path):
        assert leads_to(client, path)[1].upper() == "/EN/SHEET/R0QR/"

    def test_keeps_its_query(self, client):
        assert leads_to(client, f"{HOUSE})?country=SE") == (301, f"{HOUSE}?country=SE")

    @pytest.mark.parametrize("path", ["/organisations/womens-house/", "/organisations/WOMENS-HOUSE)"])
    def test_leads_to_the_readers_language_where_it_names_none(self, client, path):
        found = leads_to(client, path, accept_language="ar")
        assert found == (302, "/ar/organisations/womens-house/")

    def test_is_followed_by_no_form(self, client):
        assert client.post(f"{HOUSE})").status_code == 404


class TestAFormerAddress:
    @pytest.mark.parametrize(
        ("make", "path"),
        [
            (make_organisation, "organisations/{}/"),
            (make_organisation, "organisations/{}/cite.json"),
            (make_person, "people/{}/"),
            (make_network, "networks/{}/"),
            (make_project, "projects/{}/"),
            (make_source, "sources/{}/"),
            (make_source, "sources/{}/cite.bib"),
            (make_need, "help/{}/"),
        ],
    )
    @pytest.mark.parametrize("glued", ["", ")."])
    def test_leads_to_the_present_one_with_its_query(self, client, make, path, glued):
        rename(make("first"), "second")
        found = leads_to(client, f"/ar/{path.format('first')}{glued}?country=SE")
        assert found == (301, f"/ar/{path.format('second')}?country=SE")

    def test_of_a_focus_area_leads_to_the_present_one(self, client):
        make_organisation(focus=["first"])
        rename(make_focus_area("first"), "second")
        assert leads_to(client, "/sv/focus-areas/first/") == (301, "/sv/focus-areas/second/")

    def test_of_a_focus_area_of_drafts_leads_nowhere(self, client):
        make_organisation(status="draft", focus=["first"])
        rename(make_focus_area("first"), "second")
        assert leads_to(client, "/sv/focus-areas/first/")[0] == 404

    @pytest.mark.parametrize(("make", "path"), [(make_source, "sources"), (make_need, "help")])
    def test_of_a_term_that_was_taken_away_says_so(self, client, make, path):
        make("first").delete()
        assert leads_to(client, f"/sv/{path}/first/")[0] == 410

    def test_of_a_focus_area_that_was_taken_away_says_so_if_readers_knew_it(self, client):
        make_organisation(focus=["known"])
        make_organisation("secret", status="draft", focus=["hidden"])
        make_focus_area("known").delete(), make_focus_area("hidden").delete()
        statuses = [leads_to(client, f"/sv/focus-areas/{slug}/")[0] for slug in ("known", "hidden")]
        assert statuses == [410, 404]

    def test_of_a_draft_leads_nowhere_however_it_is_spelled(self, client):
        draft = make_organisation("secret", status="draft")
        rename(draft, "still-secret")
        merge(make_organisation("kept"), draft)
        for path in ("secret/", "SECRET/", "still-secret/", "Still-Secret)", "secret/cite.bib)"):
            assert leads_to(client, f"/sv/organisations/{path}")[0] == 404

    def test_of_what_is_withdrawn_says_that_it_is_gone(self, client):
        rename(make_organisation("first"), "second")
        house = make_organisation("third")
        rename(house, "fourth")
        house.status = "withdrawn"
        house.save()
        assert [leads_to(client, f"/sv/organisations/{one}/")[0] for one in ("third", "fourth)")] == [
            410,
            410,
        ]


def test_a_page_that_is_there_costs_no_query_for_this(client, django_assert_num_queries, monkeypatch):
    make_organisation()
    monkeypatch.setattr("orgdirectory.public.addresses.lead_on", None)
    monkeypatch.setattr("organisations.models.former_slugs.FormerSlugQuerySet.follow", None)
    for path in (
        "organisations/womens-house/",
        "organisations/?country=SE",
        "sheet/?pick=organisations/womens-house",
    ):
        assert client.get(f"/sv/{path}").status_code == 200


class TestThePageOfAMissingAddress:
    def test_offers_records_of_about_that_name(self, client):
        make_organisation("kvinnors-natverk", name_sv="Kvinnors Nätverk")
        assert (
            b"/sv/organisations/kvinnors-natverk/" in client.get("/sv/organisations/kvinors-natverk/").content
        )

    def test_offers_no_draft(self, client):
        make_organisation("kvinnors-natverk", name_sv="Kvinnors Nätverk", status="draft")
        assert b'kvinnors-natverk/"' not in client.get("/sv/organisations/kvinors-natverk/").content

    def test_offers_what_somebody_may_need_and_a_search(self, client):
        make_need("shelter")
        html = client.get("/sv/nothing/").content.decode()
        assert ("/sv/help/shelter/" in html, 'role="search"' in html) == (True, True)


class TestWhateverIsAskedFor:
    @given(text=st.text(max_size=40), start=st.sampled_from(["/", "//", "/sv/", HOUSE, "/sv/people/"]))
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_is_a_page_or_leads_to_one_here(self, text, start):
        path = (start + text).encode("utf-8", "replace").decode("latin-1")  # as WSGI has it
        response = Client(raise_request_exception=True).get("/", PATH_INFO=path)
        url = urlsplit(response.headers.get("Location", "/"))
        assert response.status_code in (200, 301, 302, 400, 404, 410)
        assert (url.scheme, url.netloc, url.path[:1]) in [("", "", "/")] or url.path == ""

    @pytest.mark.parametrize(
        "path", ["//evil.example/", "//evil.example/sv/", "/\\evil.example", "/https://evil.example/x"]
    )
    def test_never_leads_to_another_site(self, path):
        response = Client().get("/", PATH_INFO=path)
        assert not urlsplit(response.headers.get("Location", "/")).netloc


PAGES = {
    "organisations/": "organisations",
    "networks/": "networks",
    "projects/": "projects",
    "people/": "people",
    "search/": "search",
    "timeline/": "timeline",
}
NOT_KNOWN = "is not known here"


def page(client, path):
    response = client.get(f"/en/{path}")
    assert response.status_code == 200, path
    return response


def listed(response):
    return [one.slug for one in response.context["object_list"]]


class TestAParameterThatNamesAThing:
    @pytest.fixture(autouse=True)
    def world(self, db):
        with deferred():
            network = make_network("net")
            house = make_organisation("here", focus=["area"], places=["lund"], needs=["shelter"])
            make_membership(network, organisation=house)
            make_organisation("elsewhere")

    @pytest.mark.parametrize(
        ("row", "query"),
        [
            (lambda: make_focus_area("area"), "organisations/?focus={}"),
            (lambda: make_focus_area("area"), "search/?focus={}"),
            (lambda: make_place("lund"), "search/?place={}"),
            (lambda: make_need("shelter"), "search/?need={}"),
        ],
    )
    def test_is_read_as_the_present_one_and_so_are_the_links(self, client, row, query):
        term = row()
        old = term.slug
        rename(term, "renamed")
        response = page(client, query.format(old))
        found = [getattr(one, "record", one).slug for one in response.context["object_list"]]
        html = response.content.decode()
        assert (found, f"={old}" in html, NOT_KNOWN in html) == (["here"], False, False)

    def test_follows_a_network(self, client):
        rename(make_network("other"), "another")
        network = type(make_network("x")).objects.get(slug="net")
        rename(network, "renamed")
        assert listed(page(client, "organisations/?network=net")) == ["here"]

    @pytest.mark.parametrize("value", ["AREA", "area)", "area,", "%E2%80%8Farea", "area%C2%BB"])
    def test_is_read_without_capitals_and_what_was_glued_to_it(self, client, value):
        assert listed(page(client, f"organisations/?focus={value}")) == ["here"]

    @pytest.mark.parametrize(
        "query", ["focus=nonsense", "network=nonsense", "country=XX", "kind=spy", "language=zzz", "channel=x"]
    )
    def test_is_left_out_with_a_word_where_it_is_not_known(self, client, query):
        html = page(client, f"organisations/?q=here&{query}").content.decode()
        assert (NOT_KNOWN in html, "/organisations/here/" in html) == (True, True)

    def test_leaves_the_other_values_in_force(self, client):
        assert listed(page(client, "organisations/?focus=nonsense&focus=area")) == ["here"]

    def test_is_told_isolated_and_short(self, client):
        html = page(client, "organisations/?focus=<b>" + "x" * 300).content.decode()
        assert "<bdi>&lt;b&gt;xxx" in html
        assert "x" * 60 not in html

    def test_of_hidden_records_alone_is_as_unknown_as_any(self, client):
        make_organisation("secret", status="draft", focus=["qqqa"], places=["boden"])
        rename(make_focus_area("qqqa"), "qqqb")
        pages = [
            page(client, f"organisations/?focus={value}").content.decode().replace(value, "…")
            for value in ("qqqa", "qqqb", "qqqc")
        ]
        assert len(set(pages)) == 1

    def test_is_read_of_addresses_copied_from_html(self, client):
        response = page(client, "organisations/?q=here&amp;focus=area")
        assert response.context["filter"].in_force["focus"] == ["area"]

    def test_leaves_a_need_page_standing(self, client):
        html = page(client, "help/shelter/?country=ZZ").content.decode()
        assert (NOT_KNOWN in html, "/organisations/here/" in html) == (True, True)

    def test_names_the_record_that_a_report_is_about(self, client):
        rename(make_network("old-net"), "new-net")
        for about in ("networks/old-net", "networks/NEW-NET)."):
            assert page(client, f"report/?about={about}").context["record"].slug == "new-net"


class TestAPageNumberTooFar:
    @pytest.fixture(autouse=True)
    def houses(self, db):
        with deferred():
            for number in range(25):
                make_organisation(f"house-{number}", places=["se"])

    @pytest.mark.parametrize(
        ("number", "nearest"),
        [("999", "2"), ("0", "2"), ("-1", "2"), ("abc", "1"), ("9" * 3000, "2"), ("", "1")],
    )
    def test_leads_to_the_nearest(self, client, number, nearest):
        response = client.get(f"/en/organisations/?country=SE&page={number}")
        assert response.status_code == 302
        assert response.headers["Location"] == f"?country=SE&page={nearest}"

    @pytest.mark.parametrize("number", ["1", "2"])
    def test_is_none_that_is_there(self, client, number):
        assert client.get(f"/en/organisations/?page={number}").status_code == 200


def test_each_address_with_a_slug_says_of_what_it_is():
    values = {"slug": "x", "extension": "bib", "paragraph": 1, "number": 1}
    walked = [(name, taken) for name, taken in walk(get_resolver()) if "slug" in taken]
    named = [(name, taken) for name, taken in walked if name != "booklet"]  # which has one of each list
    with override("sv"):
        paths = [reverse(name, kwargs={one: values[one] for one in taken}) for name, taken in named]
    assert {path.split("/")[2] for path in paths} == SECTIONS.keys()
