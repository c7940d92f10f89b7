"""Sources: what each says of itself, and what rests on it by record and by paragraph."""

import re

import pytest

from organisations.search.index import deferred

from ..html import flat
from ..world import (
    cite,
    make_affiliation,
    make_language,
    make_organisation,
    make_participation,
    make_person,
    make_project,
    make_source,
)

pytestmark = pytest.mark.django_db


def read(client, path=""):
    return flat(client.get(f"/en/sources/the-text/{path}").content.decode())


def records(html):
    """Return {name of a record: what is said of it, in words}."""
    items = re.findall(
        r"<li><a href=[^>]*>(.*?)</a>(.*?)</li>", re.search(r'<ul class="ties">.*?</ul>', html)[0]
    )
    return {words(name): words(rest) for name, rest in items}


def words(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_source_lists_each_record_that_rests_on_it_once(client):
    house = make_organisation()
    cite(house, "name", paragraph=3)
    cite(house, "founding_date", "kind", paragraph=5)
    assert list(records(read(client))) == ["Womens House"]


def test_a_record_says_which_paragraphs_it_rests_on(client):
    house = make_organisation()
    cite(house, "name", paragraph=3)
    cite(house, "kind", paragraph=5)
    assert records(read(client))["Womens House"] == "name, kind, paragraphs 3 , 5"


def test_a_paragraph_with_two_items_is_named_once(client):
    house = make_organisation()
    cite(house, "name", paragraph=3, item=1)
    cite(house, "kind", paragraph=3, item=2)
    assert records(read(client))["Womens House"] == "name, kind, paragraph 3"


def test_a_role_stands_with_who_has_it(client):
    cite(make_affiliation(make_organisation(), "chair", person=make_person()), "role", paragraph=3)
    assert "Womens House : role" in records(read(client))["Amina Ali"]


def test_an_organisation_rests_on_no_source_for_the_roles_of_others_in_it(client):
    cite(make_affiliation(make_organisation(), "chair", person=make_person()), "role", paragraph=3)
    assert list(records(read(client))) == ["Amina Ali"]


def test_a_paragraph_has_a_page_of_its_own(client):
    house, other = make_organisation(), make_organisation("other")
    cite(house, "name", paragraph=3)
    cite(other, "name", paragraph=5)
    assert list(records(read(client, "3/"))) == ["Womens House"]


def test_a_page_of_a_paragraph_leads_to_the_others_and_to_the_source(client):
    house = make_organisation()
    cite(house, "name", paragraph=3)
    cite(house, "kind", paragraph=5)
    html = read(client, "3/")
    assert 'href="/en/sources/the-text/5/"' in html
    assert 'href="/en/sources/the-text/"' in html


def test_an_old_address_with_an_anchor_leads_to_its_paragraph(client):
    cite(make_organisation(), "name", paragraph=3)
    assert '<a id="p3" href="/en/sources/the-text/3/">3</a>' in read(client)


@pytest.mark.parametrize("path", ["4/", "0/", "99999999999999999999/", "-1/", "3/4/"])
def test_a_paragraph_on_which_nothing_rests_has_no_page(client, path):
    cite(make_organisation(), "name", paragraph=3)
    assert client.get(f"/en/sources/the-text/{path}").status_code == 404


def test_a_paragraph_on_which_only_a_draft_rests_has_no_page(client):
    make_source()
    cite(make_organisation("secret-house", status="draft"), "name", paragraph=4)
    assert client.get("/en/sources/the-text/4/").status_code == 404
    assert "/en/sources/the-text/4/" not in read(client)


def test_a_value_that_the_source_no_longer_bears_rests_on_nothing(client):
    house = make_organisation(founding_date="1994")
    cite(house, "founding_date", paragraph=3)
    house.founding_date = "1998"
    house.save()
    assert records(read(client)) == {}


def test_a_source_on_which_nothing_rests_says_so(client):
    make_source()
    assert "Nothing in the directory is based on it yet." in read(client)


def test_search_engines_are_not_led_to_single_paragraphs(client):
    cite(make_organisation(), "name", paragraph=3)
    assert "noindex" in read(client, "3/")
    assert "noindex" not in read(client)


def test_a_source_with_many_records_is_read_page_by_page(client):
    with deferred():
        for number in range(55):
            cite(make_organisation(f"o-{number:02}"), "name")
    assert len(records(read(client))) == 50
    assert len(records(read(client, "?page=2"))) == 5


def test_a_source_does_not_name_the_withheld(client):
    cite(make_organisation("secret-house", status="draft"), "name")
    assert "Secret House" not in client.get("/en/sources/the-text/").content.decode()


def test_a_source_does_not_count_the_withheld(client):
    cite(make_organisation("secret-house", status="draft"), "name")
    assert "0 citations" in client.get("/en/sources/").content.decode()


def test_a_source_is_titled_in_its_own_language(client):
    make_source(title="نص", language=make_language("ar"))
    assert '<bdi lang="ar" dir="rtl">نص</bdi>' in client.get("/en/sources/").content.decode()


def source_facts(client):
    html = flat(client.get("/en/sources/the-text/").content.decode())
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html)
    return {label: re.sub(r"<[^>]*>", "", words).strip() for label, words in rows}


def test_a_source_says_what_is_not_known_of_it(client):
    make_source()
    told = source_facts(client)
    assert (told["Publisher"], told["Date"], told["Where to read it"]) == (
        "not stated",
        "not stated",
        "We do not know where it can be read.",
    )


def test_a_source_marks_what_was_found_with_a_copy(client):
    make_source(publisher="Press", publisher_basis="copy", date="2018", date_basis="reckoned")
    told = source_facts(client)
    assert told["Publisher"] == "Press (where a copy was found)"
    assert told["Date"] == "2018 (worked out from the text)"


def test_a_source_does_not_mark_what_the_text_states(client):
    make_source(publisher="Press", date="2018")
    told = source_facts(client)
    assert (told["Publisher"], told["Date"]) == ("Press", "2018")


def test_an_article_under_a_licence_is_attributed_and_said_to_be_reworded(client):
    make_source(
        kind="encyclopedia",
        url="https://x.example/wiki/A",
        licence="CC BY-SA 4.0",
        licence_url="https://x.example/l",
    )
    html = client.get("/en/sources/the-text/").content.decode()
    assert 'href="https://x.example/wiki/A?action=history"' in html
    assert 'href="https://x.example/l"' in html
    assert "in other words and languages" in source_facts(client)["Licence of the text"]


def test_a_source_without_licence_tells_of_none(client):
    make_source(kind="encyclopedia")
    assert not {"Authors", "Licence of the text"} & set(source_facts(client))


def test_the_list_of_sources_says_what_is_not_known(client):
    make_source()
    html = client.get("/en/sources/").content.decode()
    assert "publisher not stated" in html
    assert "date not stated" in html


def test_the_list_of_sources_marks_what_was_found_with_a_copy(client):
    make_source(publisher="Press", publisher_basis="copy", date="2018", date_basis="copy")
    html = client.get("/en/sources/").content.decode()
    assert "(where a copy was found)" in html
    assert "(of a copy that was found)" in html


def test_a_source_with_many_facts_asks_a_fixed_number_of_times(client, django_assert_max_num_queries):
    with deferred():
        for number in range(15):
            house = make_organisation(f"o-{number}")
            cite(make_participation(make_project(f"p-{number}"), organisation=house), "role")
            cite(make_organisation(f"x-{number}"), "name")
    with django_assert_max_num_queries(24):
        client.get("/en/sources/the-text/")
