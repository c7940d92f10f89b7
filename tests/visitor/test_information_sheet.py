"""The information sheet: a few records in two languages, which stand in its address and nowhere else."""

import html as markup
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from django.utils.timezone import localdate

from organisations.models import ContactPoint, Organisation
from organisations.search.index import deferred
from orgdirectory.public.information_sheet import numbers_at
from orgdirectory.public.sheet_codes import encode

from ..world import (
    make_language,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
)

pytestmark = pytest.mark.django_db

LEFT_OUT = "Some of what was picked is not in the directory"
NOT_RECORDS = [
    "",
    "/",
    "..",
    "../../etc/passwd",
    "organisations",
    "organisations/",
    "organisations/house/more",
    "organisations/house\ufffd",
    "organisations/house\n",
    "networks/house",
    "search",
    "search/suggest",
    "admin",
    "admin/organisations/organisation/1/change",
    "sources/house",
    "<script>alert(1)</script>",
    "organisations/<script>alert(1)</script>",
    "organisations/' OR 1=1 --",
    "organisations/خانه",
    "organisations/\ud7ff%F0%28",
    "organisations/" + "x" * 5_000,
    "//example.org/organisations/house",
    "https://example.org/organisations/house",
]


def ask(client, *picks, language="en", **parameters):
    response = client.get(f"/{language}/sheet/", {"pick": picks, **parameters})
    assert response.status_code == 200
    return response


def text(client, *picks, **parameters):
    return ask(client, *picks, **parameters).content.decode()


def paths(response):
    return [record.path for record in response.context["sheet"].records]


def printed(html):
    """Return the address to be typed from paper, as it reads."""
    return markup.unescape(re.sub(r"<[^>]*>", "", re.search(r'<bdi class="typed".*?</bdi>', html)[0]))


def column(html, language, number=0):
    """Return what the sheet says of one of its records in one language."""
    record = re.findall(r'<section class="pick">.*?</section>', html, re.DOTALL)[number]
    return re.search(
        rf'<div lang="{language}" dir="(ltr|rtl)">(.*?)</div>\s*(<div lang|</div>)', record, re.DOTALL
    )


def link(html, words):
    """Return the address of the link whose words begin so."""
    return markup.unescape(re.search(rf'<a href="([^"]*)"[^>]*>{words}', html)[1])


def paths_at(client, address):
    """Return the paths of the records on the sheet that a link opens."""
    return paths(client.get(f"/en/sheet/{address}"))


def code_of(*picks):
    """Return the code of a sheet with the records at some paths."""
    return encode(numbers_at(picks).values())


@pytest.fixture
def four(db):
    """A record of each kind; the paths of all."""
    made = (make_organisation("house"), make_network("forum"), make_project("line"), make_person("leila"))
    return [record.path for record in made]


class TestPicks:
    def test_a_record_is_picked_by_its_path_within_a_language(self):
        assert make_project("line").path == "projects/line"

    def test_stand_in_the_order_of_the_address(self, client, four):
        assert paths(ask(client, *reversed(four))) == list(reversed(four))

    def test_count_once_however_often_they_stand_there(self, client, four):
        assert paths(ask(client, four[0], four[1], f"/{four[0]}/", four[0])) == four[:2]

    def test_beyond_the_eighth_are_left_out_and_it_is_told(self, client):
        picks = [make_organisation(f"house-{number}").path for number in range(9)]
        response = ask(client, *picks)
        assert paths(response) == picks[:8]
        assert "A sheet holds 8 records; the rest were left out." in response.content.decode()

    def test_of_eight_leave_none_out(self, client):
        picks = [make_organisation(f"house-{number}").path for number in range(8)]
        assert "left out" not in text(client, *picks)

    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    @pytest.mark.parametrize("make", [make_organisation, make_network, make_project, make_person])
    def test_of_what_is_not_published_look_like_those_of_what_never_was(self, client, four, make, status):
        hidden = make("hidden", status=status)
        before = text(client, four[0], hidden.path)
        hidden.delete()
        assert text(client, four[0], hidden.path) == before
        assert LEFT_OUT in before

    @pytest.mark.parametrize("pick", NOT_RECORDS, ids=lambda pick: ascii(pick)[:40])
    def test_that_are_no_records_are_left_out(self, client, pick):
        house = make_organisation("house")
        response = ask(client, pick, house.path)
        assert paths(response) == [house.path]
        assert LEFT_OUT in response.content.decode()
        assert b"<script>alert" not in response.content

    def test_that_lead_somewhere_are_not_said_to_be_left_out(self, client, four):
        assert LEFT_OUT not in text(client, *four)

    def test_are_raised_by_a_link(self, client, four):
        links = re.findall(r'<a href="([^"]*)"[^>]*>Move up', text(client, *four[:3]))
        assert [paths_at(client, markup.unescape(one)) for one in links] == [
            [four[1], four[0], four[2]],
            [four[0], four[2], four[1]],
        ]

    def test_are_removed_by_a_link(self, client, four):
        assert paths_at(client, link(text(client, *four[:2]), "Remove")) == [four[1]]

    def test_are_lowered_by_a_link(self, client, four):
        links = re.findall(r'<a href="([^"]*)"[^>]*>Move down', text(client, *four[:2]))
        assert [paths_at(client, markup.unescape(one)) for one in links] == [[four[1], four[0]]]

    def test_go_all_at_once(self, client, four):
        assert paths_at(client, link(text(client, *four), "Empty the sheet")) == []


def test_without_picks_the_page_says_what_it_is_for(client):
    html = text(client)
    assert "For somebody who reads another language than you" in html
    assert 'name="find"' in html


def test_without_picks_there_is_nothing_to_scan_or_print(client):
    html = text(client)
    assert not re.search(r'<figure|data-button="print"|Notes', html)


@pytest.mark.parametrize(
    ("language", "beside"), [("sv", "ar"), ("en", "ar"), ("ar", "sv")], ids=["sv", "en", "ar"]
)
@pytest.mark.parametrize("asked", [None, "", "xx", "own", "ar-SA", "<script>", "x" * 5_000, "\x00"])
def test_a_second_language_that_cannot_be_is_passed_over(client, language, beside, asked):
    parameters = {"beside": language if asked == "own" else asked} if asked is not None else {}
    assert ask(client, language=language, **parameters).context["columns"].languages == [language, beside]


@pytest.mark.parametrize("beside", ["sv", "en"])
def test_the_second_language_is_the_one_asked_for(client, beside):
    assert ask(client, language="ar", beside=beside).context["columns"].second == beside


def test_the_link_to_the_other_language_swaps_the_two(client, four):
    html = text(client, four[0], language="sv", beside="ar")
    swapped = markup.unescape(re.search(r'<a href="(/ar/sheet/[^"]*)" hreflang="ar"', html)[1])
    assert client.get(swapped).context["columns"].languages == ["ar", "sv"]


class TestColumns:
    @pytest.fixture
    def house(self):
        return make_organisation(
            "house",
            name_en="Women’s House",
            name_ar="بيت النساء",
            name_sv="Kvinnornas hus",
            original_language="sv",
            summary_ar="ملخص",
            founding_date="1994-02",
            places=["iq"],
            languages=["fa"],
        )

    @pytest.mark.parametrize(
        ("language", "direction", "name", "original", "place", "spoken"),
        [
            ("en", "ltr", "Women’s House", True, "Iraq", "Persian"),
            ("ar", "rtl", "بيت النساء", True, "العراق", "الفارسية"),
            ("sv", "ltr", "Kvinnornas hus", False, "Irak", "persiska"),
        ],
    )
    def test_say_the_same_in_their_own_language(
        self, client, house, language, direction, name, original, place, spoken
    ):
        page, beside = (language, "en") if language != "en" else ("sv", "en")
        found = column(text(client, house.path, language=page, beside=beside), language)
        assert found[1] == direction
        assert f"<bdi>{name}</bdi>" in found[2]
        assert ('<bdi lang="sv" dir="ltr">Kvinnornas hus</bdi>' in found[2]) == original
        assert place in found[2]
        assert spoken in found[2]

    def test_lead_to_the_record_in_their_own_language(self, client, house):
        assert 'href="/ar/organisations/house/?sheet=' in column(text(client, house.path), "ar")[2]

    def test_announce_a_text_in_another_language_in_their_own(self, client, house):
        found = column(text(client, house.path, language="sv", beside="ar"), "sv")[2]
        assert re.search(
            r'data-fallback-notice>Finns bara på arabiska</p>\s*<p lang="ar" dir="rtl">ملخص', found
        )

    def test_do_not_announce_their_own_text(self, client, house):
        assert "data-fallback-notice" not in column(text(client, house.path), "ar")[2]

    def test_spell_dates_in_their_own_language(self, client, house):
        assert "فبراير 1994" in column(text(client, house.path), "ar")[2]

    def test_have_the_date_of_the_sheet_in_each_language(self, client, house):
        html = text(client, house.path)
        assert f"as of {localdate():%-d %B %Y}" in html
        assert re.search(rf'<div lang="ar" dir="rtl">(?:(?!</div>).)*{localdate().year}', html, re.DOTALL)


@pytest.mark.parametrize("make", [make_organisation, make_network, make_project, make_person])
def test_a_sheet_says_nothing_that_the_page_of_the_record_does_not(client, make):
    record = make("leila", summary_en="A summary.", places=["iq"])
    page = client.get(record.get_absolute_url()).content.decode()
    words = re.findall(r">([^<>]+)<", column(text(client, record.path), "en")[0])
    assert [word for word in words if word.strip(" :\n") not in page] == []


class TestContact:
    @pytest.fixture
    def house(self):
        return make_organisation("house")

    def reach(self, client, house, kind, value, *languages):
        point = ContactPoint.objects.create(record=house, channel=kind, value=value)
        point.languages.set([make_language(code) for code in languages])
        return text(client, house.path, language="sv", beside="ar")

    def test_numbers_are_isolated_and_can_be_called(self, client, house):
        html = self.reach(client, house, "call", "+46 20 50 50 50")
        assert '<a href="tel:+4620505050" rel="noreferrer"><bdi dir="ltr">+46 20 50 50 50</bdi></a>' in html

    def test_addresses_of_websites_stand_in_full(self, client, house):
        html = self.reach(client, house, "web", "https://example.org/help?a=1&b=2")
        assert '<bdi dir="ltr">https://example.org/help?a=1&amp;b=2</bdi>' in html

    def test_numbers_stand_once_under_labels_in_both_languages(self, client, house):
        html = self.reach(client, house, "call", "+46 26 12 34 56")
        assert html.count("+46 26 12 34 56") == 1
        labels = r'<dt lang="sv" dir="ltr">\s*Telefon\s*</dt>\s*<dt lang="ar" dir="rtl">\s*هاتف\s*</dt>'
        assert re.search(labels, html)

    def test_languages_that_are_spoken_there_are_named_in_both(self, client, house):
        html = " ".join(self.reach(client, house, "call", "+46 26 12 34 56", "fa", "sv").split())
        assert "Telefon (persiska och svenska)" in html
        assert "هاتف (الفارسية والسويدية)" in html


class TestSearch:
    def test_finds_what_to_add_and_keeps_what_is_there(self, client, four):
        make_organisation("mawa")
        address = link(text(client, *four[:2], find="mawa", beside="sv"), "Add")
        query = parse_qs(urlsplit(address).query)
        code = code_of(*four[:2], "organisations/mawa")
        assert query == {"sheet": [code], "beside": ["sv"], "find": ["mawa"]}

    def test_keeps_the_picks_as_a_plain_form(self, client, four):
        html = text(client, *four[:2], beside="sv")
        form = re.search(r'<form class="search"[^>]*action="/en/sheet/".*?</form>', html, re.DOTALL)[0]
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
        assert hidden == [("sheet", code_of(*four[:2])), ("beside", "sv")]

    def test_does_not_offer_what_is_on_the_sheet(self, client, four):
        html = text(client, four[0], find="house")
        assert "On the sheet" in html
        assert ">Add<" not in html

    def test_offers_nothing_for_a_full_sheet(self, client):
        picks = [make_organisation(f"house-{number}").path for number in range(9)]
        html = text(client, *picks[:8], find="house")
        assert "The sheet is full" in html
        assert ">Add<" not in html

    def test_never_offers_a_draft(self, client):
        make_organisation("mawa", status="draft")
        assert ">Add<" not in text(client, find="mawa")

    def test_offers_eight_records_at_most(self, client):
        with deferred():
            for number in range(10):
                make_organisation(f"mawa-{number}")
        assert text(client, find="mawa").count(">Add<") == 8

    def test_says_so_when_nothing_is_found(self, client):
        assert "No record has all of these words" in text(client, find="nonsense")

    @pytest.mark.parametrize("words", ["\x00", "   ", "<script>alert(1)</script>", '"', "x" * 5_000, "٪؟"])
    def test_takes_whatever_is_typed(self, client, words):
        assert "<script>alert" not in text(client, find=words)

    def test_of_a_mistyped_word_can_be_had_as_it_was_typed(self, client, four):
        make_organisation("ministry")
        html = text(client, four[0], find="minsitry")
        exactly = client.get("/en/sheet/" + link(html, "Search exactly for"))
        assert paths(exactly) == four[:1]
        assert "No record has all of these words" in exactly.content.decode()

    def test_words_leave_the_sheet_in_no_address(self, client, four):
        html = text(client, *four[:2], find="line")
        leading = [one for one in re.findall(r'(?:href|src)="([^"]*)"', html) if "find=" in one]
        assert leading
        assert [one for one in leading if not re.match(r"\?|/(sv|ar|en)/sheet/\?", one)] == []

    def test_words_are_not_in_the_printed_address(self, client, four):
        html = text(client, four[0], find="line")
        assert printed(html) == f"http://testserver/en/sheet/{code_of(four[0])}/"

    def test_is_closed_before_printing(self, client, four):
        html = text(client, four[0], find="line")
        assert 'data-button="print"' not in html
        assert link(html, "Close the search") == f"?sheet={code_of(four[0])}"


def modules(svg):
    """Return the dark modules of a QR code that is drawn as runs: {(row, column)}."""
    dark, column, row = set(), 0.0, 0.0
    drawn = re.search(r'<path stroke="#000" d="([^"]*)"', svg)[1]
    for move, x, y, length in re.findall(r"([Mm])(-?[\d.]+) (-?[\d.]+)h(\d+)", drawn):
        column, row = (float(x), float(y)) if move == "M" else (column + float(x), row + float(y))
        dark |= {(int(row), int(column) + step) for step in range(int(length))}
        column += int(length)
    return dark


class TestCode:
    @pytest.mark.parametrize("words", ["", "line"])
    def test_leads_to_the_sheet_without_what_was_searched_for(self, client, four, words):
        svg = re.search(r"<figure>(.*?)</svg>", text(client, *four, beside="sv", find=words), re.DOTALL)[1]
        address = f"http://testserver/en/sheet/{code_of(*four)}/?beside=sv"
        rows = segno.make_qr(address, error="m").matrix_iter(border=4)
        assert modules(svg) == {(y, x) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}

    def test_does_not_hold_what_was_left_out(self, client, four):
        html = text(client, four[0], "organisations/secret")
        assert printed(html).endswith(f"/{code_of(four[0])}/")

    def test_is_dark_on_white_and_needs_no_style(self, client, four):
        svg = re.search(r"<figure>(.*?)</svg>", text(client, four[0]), re.DOTALL)[1]
        assert '<path fill="#fff" d="M0 0h' in svg
        assert not re.search(r"style|class|<script|xmlns|<\?xml", svg)


def test_nothing_of_a_sheet_is_kept(client, four):
    response = ask(client, *four)
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_a_sheet_asks_not_to_be_indexed_nor_its_links_followed(client, four):
    html = text(client, *four[:2], find="line")
    assert '<meta name="robots" content="noindex">' in html
    assert not re.search(r'<a href="\?[^"]*"(?![^>]*rel="nofollow")', html)


@pytest.mark.parametrize("place", range(4))
def test_the_page_of_a_record_leads_to_a_sheet_with_it(client, four, place):
    html = client.get(f"/sv/{four[place]}/").content.decode()
    assert f'<a href="/sv/sheet/?sheet={code_of(four[place])}" rel="nofollow"' in html


def test_a_sheet_of_eight_asks_the_database_a_fixed_number_of_times(client, django_assert_max_num_queries):
    picks = []
    for make in (make_organisation, make_network, make_project, make_person):
        picks += [make(f"record-{number}", places=["se", "iq"]).path for number in range(2)]
    for house in Organisation.objects.all():
        house.seat = make_place("stockholm", country="SE")
        house.save()
        ContactPoint.objects.create(record=house, channel="call", value="112")
    code = code_of(*picks)
    with django_assert_max_num_queries(23):
        html = client.get(f"/en/sheet/?sheet={code}").text
    assert html.count('class="pick"') == 8


class TestTranslationsOnPaper:
    def notes(self, client, **fields):
        make_organisation("house", name_sv="Huset", original_language="sv", **fields)
        html = client.get("/sv/sheet/?pick=organisations/house&beside=en").text
        return re.findall(r'<p class="quiet" lang="(\w+)"', html), html

    def test_that_nobody_reviewed_are_told_of_once_in_their_own_language(self, client):
        languages, html = self.notes(client)
        assert languages == ["en"]
        assert html.count("have not been reviewed") == 1
        assert "data-state" not in html

    def test_that_are_reviewed_need_no_word(self, client):
        assert self.notes(client, translation_review_en="reviewed")[0] == []
