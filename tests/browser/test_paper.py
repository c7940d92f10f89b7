"""Pages on A4 paper, in both engines: how many, in what order, and what must not be there."""

import re
import unicodedata
from io import BytesIO

import pytest
from pypdf import PdfReader

from .tabs import ChromiumTab, FirefoxTab

LONGEST = [
    "organisations/ikkr",
    "organisations/kvinnors-natverk",
    "projects/linnamottagningen",
    "networks/iraqi-whrd-protection-network",
    "networks/kurdistan-platform-2013-2016",
    "networks/womens-organisations-forum-1998",
    "projects/joint-strategic-meeting-2019",
    "projects/kvinnors-natverk-international-work",
    "projects/wli-conference-2023",
    "people/halala-rafi",
]
LANGUAGES = ["sv", "ar", "en"]
HELPLINE = "020-50 50 50"
GLUED = r"\d{4}[^\W\d_]|[^\W\d_]\d{4}"  # a year, and a word that belongs to something else


@pytest.fixture(params=["chromium", "firefox"])
def tab(request):
    if request.param == "chromium":
        with request.getfixturevalue("browser").new_context() as context:
            yield ChromiumTab(context)
    else:
        tab = FirefoxTab(request.getfixturevalue("firefox"))
        yield tab
        tab.firefox.close_tab()


def printed(tab, url):
    """Return the text of each page of paper."""
    tab.visit(url)
    return on_paper(tab)


def on_paper(tab):
    pages = PdfReader(BytesIO(tab.pdf())).pages
    return [unicodedata.normalize("NFKC", page.extract_text()) for page in pages]  # "Raﬁ" is Rafi


def squeezed(text):
    return "".join(text.split())


def texts(tab, selector):
    found = f"[...document.querySelectorAll('{selector}')]"
    return tab.run(f"return {found}.map(one => one.textContent.trim()).filter(Boolean)")


class TestLength:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_longest_records_take_three_pages_at_most(self, tab, site, language):
        pages = {path: len(printed(tab, f"{site}/{language}/{path}/")) for path in LONGEST}
        assert {path: number for path, number in pages.items() if number > 3} == {}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_all_connections_take_three_pages_at_most(self, tab, site, language):
        assert len(printed(tab, f"{site}/{language}/connections/")) <= 3

    @pytest.mark.parametrize(
        "path", ["organisations/", "networks/", "projects/", "people/", "search/?q=kvinnor"]
    )
    def test_a_list_has_a_row_for_each_and_fills_its_first_page(self, tab, site, path):
        pages = printed(tab, f"{site}/sv/{path}")
        names = texts(tab, ".card :is(h2, h3)")
        first = squeezed(pages[0])
        assert len(pages) <= 2
        assert sum(squeezed(name) in first for name in names) >= min(10, len(names))


class TestEachPage:
    def test_names_what_it_is_from_where_and_when_and_the_helplines(self, tab, site):
        for page in printed(tab, f"{site}/en/organisations/ikkr/"):
            assert re.search(r"IKKR – .+ – orgdirectory", page)
            assert "/en/organisations/ikkr/" in page
            assert re.search(r"\d{1,2} \w+ 20\d\d", page)
            assert HELPLINE in page

    @pytest.mark.parametrize(
        "path", ["organisations/ikkr/", "organisations/", "countries/iq/", "connections/"]
    )
    def test_holds_more_than_head_and_foot(self, tab, site, path):
        for page in printed(tab, f"{site}/sv/{path}"):
            assert len(page.split()) > 40

    @pytest.mark.parametrize("path", ["organisations/ikkr/", "countries/iq/", "about/", "safety/"])
    def test_does_not_end_with_a_heading(self, tab, site, path):
        pages = printed(tab, f"{site}/sv/{path}")
        headings = {squeezed(heading) for heading in texts(tab, "h2, h3")}
        for page in pages:
            *body, _foot = page.split(HELPLINE)[0].strip().splitlines()
            assert squeezed(body[-1]) not in headings


class TestText:
    @pytest.mark.parametrize("tab", ["chromium"], indirect=True)  # Firefox's PDF has no space at a line's end
    @pytest.mark.parametrize("path", LONGEST[:3])
    def test_a_year_does_not_run_into_the_next_word(self, tab, site, path):
        tab.visit(f"{site}/sv/{path}/")
        tab.run("document.querySelectorAll('.picture svg').forEach(one => one.remove())")
        assert re.findall(GLUED, "\n".join(on_paper(tab))) == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_nor_does_it_where_styles_are_taken_away(self, page, site, language):
        page.goto(f"{site}/{language}/organisations/ikkr/")
        assert (
            re.findall(GLUED, page.locator(".ties").evaluate_all("all => all.map(one => one.textContent)+''"))
            == []
        )

    def test_what_is_pressed_is_not_printed(self, tab, site):
        for path in ("organisations/", "organisations/ikkr/", "search/?q=kvinnor", "connections/"):
            text = "".join(printed(tab, f"{site}/en/{path}"))
            for control in (
                "Leave this site",
                "Safe browsing",
                "Menu",
                "Filter",
                "Show as a table",
                "Report an error",
            ):
                assert control not in text

    @pytest.mark.parametrize(
        ("path", "folded"), [("timeline/", ".as-table td"), ("organisations/ikkr/", "section > .as-table td")]
    )
    def test_what_is_folded_is_printed(self, tab, site, path, folded):
        text = squeezed("".join(printed(tab, f"{site}/en/{path}")))
        cells = texts(tab, folded)
        assert cells
        assert {cell for cell in cells for word in cell.split() if word not in text} == set()

    def test_addresses_of_other_sites_are_written_out(self, tab, site):
        assert "https://creativecommons.org/licenses/by/4.0/" in squeezed(
            "".join(printed(tab, f"{site}/en/about/"))
        )


@pytest.mark.parametrize("path", ["", "organisations/", "organisations/ikkr/"])
def test_a_capture_of_the_whole_page_holds_what_is_below_the_first_screen(page, site, path):
    page.goto(f"{site}/sv/{path}")
    shown = "all => all.map(one => one.checkVisibility({ contentVisibilityAuto: true }))"
    assert all(page.locator("main :is(h2, h3)").evaluate_all(shown))
