"""Symbols of needs and kinds: one family, each beside a word."""

from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from networks.models import Project
from organisations.disclosure import public_view
from organisations.models import Organisation
from organisations.symbols import KIND_SYMBOLS, NEED_SYMBOLS, SYMBOLS, symbol_of
from orgdirectory.style_sheet import FOLDER

from .html import flat
from .world import make_network, make_organisation, make_person, make_project

SHEET = FOLDER / "symbols.svg"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawings():
    return ElementTree.parse(SHEET).getroot().findall(f"{SVG}symbol")


def shown(source, **context):
    return Template("{% load records %}" + source).render(Context(context))


class TestTheSheet:
    def test_draws_each_symbol_once_and_no_other(self, drawings):
        assert sorted(drawing.get("id") for drawing in drawings) == sorted(SYMBOLS)

    def test_is_by_one_hand(self, drawings):
        hands = {tuple(pair for pair in drawing.attrib.items() if pair[0] != "id") for drawing in drawings}
        assert len(hands) == 1

    def test_takes_the_colour_of_the_text(self, drawings):
        assert {drawing.get("stroke") for drawing in drawings} == {"currentColor"}

    def test_has_no_words_that_would_need_a_language(self, drawings):
        assert not any("".join(drawing.itertext()).strip() for drawing in drawings)

    def test_is_light(self):
        assert SHEET.stat().st_size < 10_000


class TestASymbol:
    def test_is_not_read_aloud(self):
        html = shown('{% symbol "talk" %}')
        assert 'aria-hidden="true"' in html
        assert html.endswith('symbols.svg#talk"/></svg>')

    @pytest.mark.parametrize("name", ["", "no-such", '"><script>'])
    def test_that_nobody_drew_is_the_one_for_anything(self, name):
        assert "symbols.svg#other" in shown("{% symbol name %}", name=name)

    @pytest.mark.parametrize("kind", [*Organisation.Kind.values, *Project.Kind.values])
    def test_is_there_for_each_kind(self, kind):
        assert kind in KIND_SYMBOLS

    def test_of_a_need_has_a_name_by_which_editors_choose(self):
        assert all(str(drawn) for _name, drawn in NEED_SYMBOLS)


@pytest.mark.django_db
class TestOfARecord:
    @pytest.mark.parametrize(
        ("make", "fields", "symbol"),
        [
            (make_organisation, {"kind": "shelter"}, "shelter"),
            (make_organisation, {"kind": ""}, "organisation"),
            (make_project, {"kind": "service"}, "service"),
            (make_network, {"kind": "forum"}, "network"),
            (make_person, {}, "person"),
        ],
    )
    def test_it_follows_the_kind_or_else_what_it_is(self, make, fields, symbol):
        assert symbol_of(public_view(make(**fields))) == symbol

    def test_it_stands_before_the_word_on_the_page_and_the_card(self, client):
        make_organisation(kind="shelter")
        for path in ("organisations/womens-house/", "organisations/"):
            html = flat(client.get(f"/en/{path}").content.decode())
            assert 'symbols.svg#shelter"/></svg>Shelter or service' in html

    def test_it_stands_before_the_word_of_a_hit(self, client):
        make_project(kind="film", name_en="The long way")
        html = flat(client.get("/en/search/?q=way").content.decode())
        assert 'symbols.svg#film"/></svg>Project' in html
