"""Names and texts in scripts that run from the right, in whatever language they are said to be."""

import re

import pytest

from organisations.languages import text_direction
from organisations.search.index import deferred

from ..isolation import bare
from ..world import (
    cite,
    make_affiliation,
    make_focus_area,
    make_helpline,
    make_language,
    make_membership,
    make_need,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_place,
    make_project,
    make_role,
    make_source,
)

NAMES = [
    ("ckb", "rtl", "ڕێکخراوی ژنان"),  # Central Kurdish
    ("ku", "rtl", "رێکخراوا ژنان"),  # Kurdish in Arabic script
    ("ku", "ltr", "Rêxistina Jinan"),  # and in Latin
    ("fa", "rtl", "سازمان زنان"),
    ("ur", "rtl", "خواتین کی تنظیم"),
    ("syr", "rtl", "ܫܘܬܐܣܐ ܕܢܫ̈ܐ"),
    ("arc", "rtl", "ܫܘܬܐܣܐ ܕܢܫ̈ܐ"),  # a language that no list of ours names
]
each_name = pytest.mark.parametrize(("language", "dir", "name"), NAMES)


def read(client, path):
    response = client.get(f"/sv/{path}")
    assert response.status_code == 200
    return response.text


@each_name
class TestATextByItself:
    def test_runs_as_its_letters_do(self, language, dir, name):
        assert text_direction(language, name) == dir

    def test_runs_so_whatever_language_it_is_said_to_be_in(self, language, dir, name):
        assert text_direction("en", name) == text_direction("ar", name) == dir

    def test_runs_so_behind_what_is_no_letter(self, language, dir, name):
        assert text_direction(language, f"«1994 – {name}") == dir


@pytest.mark.parametrize(
    ("language", "dir"), [("ar", "rtl"), ("syr", "rtl"), ("ar-IQ", "rtl"), ("sv", "ltr"), ("ku", "ltr")]
)
@pytest.mark.parametrize("text", ["", "1325", "– ?"])
def test_a_text_without_letters_runs_as_its_language_does(language, dir, text):
    assert text_direction(language, text) == dir


@pytest.mark.parametrize("text", ["منظمة ICSSI-LONGER", "ICSSI-LONGER منظمة"])
def test_an_arabic_name_with_an_acronym_runs_from_the_right(text):
    assert text_direction("ar", text) == "rtl"


def test_a_swedish_text_that_quotes_arabic_runs_from_the_left():
    assert text_direction("sv", "Kvinnor (النساء والنساء)") == "ltr"


@pytest.fixture(scope="class")
@deferred()
def world(class_rows):
    """For each name a record that has it beside its own, one that has no other, and a source."""
    for language, dir, name in NAMES:
        slug = f"{language}-{dir}"
        beside = make_organisation(f"beside-{slug}", name_sv=f"Beside {slug}")
        beside.other_names.create(name=name, language=make_language(language), kind="translation")
        texts = {"name_en": "", "name_ar": name, "summary_ar": f"{name}.", "description_ar": f"{name}!"}
        make_affiliation(beside, affiliate=make_organisation(slug, original_language="ar", **texts))
        make_source(slug, title=name, language=make_language(language))


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
@each_name
class TestAnotherName:
    def test_runs_as_it_is_written_on_the_page_of_its_record(self, client, language, dir, name):
        html = read(client, f"organisations/beside-{language}-{dir}/")
        assert f'<bdi lang="{language}" dir="{dir}">{name}</bdi>' in html

    def test_runs_as_it_is_written_among_what_a_search_finds(self, client, language, dir, name):
        html = read(client, f"search/?q=beside+{name}")
        assert re.search(rf'class="via">[^/]*<bdi lang="{language}" dir="{dir}"><mark>', html)

    def test_runs_as_it_is_written_among_suggestions(self, client, language, dir, name):
        suggested = client.get("/sv/search/suggest/", {"q": name}).json()["suggestions"]
        assert (language, dir) in {(one["lang"], one["dir"]) for one in suggested}

    def test_runs_as_it_is_written_where_it_is_the_title_of_a_source(self, client, language, dir, name):
        html = read(client, f"sources/{language}-{dir}/")
        assert f'<bdi lang="{language}" dir="{dir}">{name}</bdi>' in html


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
@each_name
class TestAnOriginal:
    """Stands in the Arabic column, since the site has none for its language."""

    def link(self, language, dir, attributes=""):
        return f'<a href="/sv/organisations/{language}-{dir}/"{attributes}>'

    def test_runs_as_it_is_written_on_its_page(self, client, language, dir, name):
        html = read(client, f"organisations/{language}-{dir}/")
        assert f'<h1><bdi lang="ar" dir="{dir}">{name}</bdi></h1>' in html
        assert f'<p lang="ar" dir="{dir}">{name}.' in html
        assert f'<p lang="ar" dir="{dir}">{name}!' in html

    def test_runs_as_it_is_written_on_cards(self, client, language, dir, name):
        html = read(client, "organisations/")
        assert f'{self.link(language, dir)}<bdi lang="ar" dir="{dir}">{name}</bdi></a>' in html
        assert f'<p lang="ar" dir="{dir}">{name}.</p>' in html

    def test_runs_as_it_is_written_on_sheets(self, client, language, dir, name):
        html = read(client, f"sheet/?pick=organisations/{language}-{dir}&beside=en")
        link = self.link(language, dir).removesuffix('">')
        assert re.search(rf'{link}\?sheet=\w+[^>]*><bdi lang="ar" dir="{dir}">{name}</bdi></a>', html)
        assert f'<p lang="ar" dir="{dir}">{name}.</p>' in html

    def test_runs_as_it_is_written_among_what_a_search_finds(self, client, language, dir, name):
        html = read(client, f"search/?q={name}")
        assert f'{self.link(language, dir)}<bdi lang="ar" dir="{dir}"><mark>' in html
        assert f'<p lang="ar" dir="{dir}"><mark>' in html

    def test_runs_as_it_is_written_in_the_picture_of_ties(self, client, language, dir, name):
        html = read(client, f"connections/?about=organisations/{language}-{dir}")
        assert f'<text y="21" direction="{dir}">' in html

    def test_runs_as_it_is_written_in_the_table_of_ties(self, client, language, dir, name):
        html = " ".join(read(client, "connections/?country=").split())
        attributes = f' dir="{dir}" lang="ar"'
        assert f"{self.link(language, dir, attributes)}{name}</a>" in html


MARK = "نجمة (علامة"  # what has a bracket open runs into what follows it
PRINTED = [
    "",
    "help/",
    "help/need/?country=SE",
    "organisations/",
    "organisations/?focus=area&network=the-network",
    "organisations/?q=nothing-at-all",
    "organisations/womens-house/",
    "networks/",
    "networks/the-network/",
    "people/",
    "people/amina-ali/",
    "projects/",
    "projects/the-project/",
    "search/?q=نجمة",
    "search/?place=lund&focus=area&need=need",
    "timeline/",
    "connections/",
    "connections/?focus=area",
    "ties/",
    "focus-areas/",
    "focus-areas/area/",
    "countries/",
    "countries/se/",
    "sources/",
    "sources/the-text/",
    "safety/",
    "sheet/?pick=organisations/womens-house&pick=people/amina-ali",
    "sheet/?find=نجمة",
    "report/?about=organisations/womens-house",
    "report/?about=people/amina-ali&fact=affiliation-1",
]


@pytest.fixture(scope="class")
@deferred()
def marked_world(class_rows):
    """One record of each kind, tied to each other, of which every name and note is the same mark."""
    named = {f"name_{code}": MARK for code in ("sv", "ar", "en")}
    place = make_place("lund", country="SE", subdivision="SE-M", **named)
    source = make_source(title=MARK, publisher=MARK)
    make_need("need", focus=["area"], **named)
    for row in (make_focus_area("area"), make_role("director")):
        for column in named:
            setattr(row, column, MARK)
        row.save()
    fields = {"focus": ["area"], "places": ["lund"], **named}
    house = make_organisation(seat=place, kind="shelter", **fields)
    person = make_person(**fields)
    network = make_network(seat=place, **fields)
    project = make_project(kind="service", stage="ongoing", start_date="2010", **fields)
    cite(make_affiliation(house, person=person, start_date="2006"), "role", source=source)
    make_membership(network, role="director", organisation=house, start_date="2005")
    make_participation(project, role="director", organisation=house)
    house.other_names.create(name=MARK, language=make_language("en"), kind="variant")
    house.contact_points.create(channel="visit", value=MARK, audience_en=MARK, hours_note_en=MARK)
    house.contact_points.create(channel="web", value="https://house.example/", audience_en=MARK)
    make_helpline(source=source, purpose_en=MARK, **named)
    for record in (house, person, network, project):
        cite(record, "name", source=source)


@pytest.mark.django_db
@pytest.mark.usefixtures("marked_world")
@pytest.mark.parametrize("path", PRINTED)
def test_a_name_that_runs_otherwise_is_isolated_from_the_words_around_it(client, path):
    html = client.get(f"/en/{path}").text
    assert MARK in html or path in {"countries/", "organisations/?q=nothing-at-all"}
    assert bare(html, MARK) == set()
