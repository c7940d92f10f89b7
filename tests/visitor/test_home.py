import pytest

from ..world import make_network, make_organisation, make_place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("ar-IQ,ar;q=0.9,en;q=0.5", "/ar/"),
        ("en-GB", "/en/"),
        ("de, sv;q=0.3", "/sv/"),
        ("fi", "/sv/"),
        ("", "/sv/"),
        ("*", "/sv/"),
        ("x" * 5000, "/sv/"),
        ("ar;q=nonsense,;;,=", "/sv/"),
    ],
)
def test_the_bare_address_leads_to_the_language_of_the_browser(client, header, address):
    assert client.get("/", headers={"accept-language": header}).headers["Location"] == address


def test_the_bare_address_varies_by_language_and_not_by_cookie(client):
    assert client.get("/").headers["Vary"] == "Accept-Language"


def test_a_cookie_does_not_change_the_language(client):
    client.cookies["django_language"] = "ar"
    assert client.get("/", headers={"accept-language": "en"}).headers["Location"] == "/en/"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "organisations/",
        "networks/",
        "projects/",
        "people/",
        "sources/",
        "focus-areas/",
        "countries/",
        "about/",
    ],
)
def test_reading_sets_no_cookie(client, path):
    assert not client.get(f"/sv/{path}").cookies


def test_only_the_published_are_counted(client):
    make_organisation()
    make_organisation("hidden", status="draft")
    assert [number for _title, _url, number in client.get("/en/").context["kinds"]] == [1, 0, 0, 0]


def test_countries_are_counted_over_all_kinds_of_record(client):
    make_organisation(places=["iq"])
    make_network(seat=make_place("iq"))
    assert client.get("/en/").context["countries"] == [("IQ", "Iraq", 2)]


def test_an_empty_directory_has_a_home(client):
    assert client.get("/ar/").status_code == 200


def test_home_asks_the_database_a_fixed_number_of_times(client, django_assert_max_num_queries):
    for number in range(30):
        make_organisation(f"house-{number}", places=["se"], focus=["shelter"])
    with django_assert_max_num_queries(20):
        client.get("/sv/")
