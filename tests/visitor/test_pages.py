"""The pages in prose: about, accessibility, the form to the editors, thanks."""

import gzip
import re

import pytest

pytestmark = pytest.mark.django_db

HEADINGS = {
    ("about", "sv"): "Om katalogen",
    ("about", "ar"): "عن الدليل",
    ("about", "en"): "About the directory",
    ("accessibility", "sv"): "Tillgänglighets\u00adredogörelse",
    ("accessibility", "ar"): "بيان إمكانية الوصول",
    ("accessibility", "en"): "Accessibility statement",
    ("report", "sv"): "Kontakt och rättelser",
    ("report", "ar"): "الاتصال والتصحيحات",
    ("report", "en"): "Contact and corrections",
    ("report/outcome", "sv"): "Vad blev det av mitt meddelande?",
    ("report/outcome", "ar"): "ما مصير رسالتي؟",
    ("report/outcome", "en"): "What became of my message?",
}


@pytest.mark.parametrize(("page", "language"), HEADINGS)
class TestEveryPage:
    def test_has_its_heading_in_the_language_and_direction_of_its_address(self, client, page, language):
        html = client.get(f"/{language}/{page}/").content.decode()
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}">' in html
        assert re.findall(r"<h1>(.*?)</h1>", html) == [HEADINGS[page, language]]

    def test_fits_into_the_first_answer_of_the_server(self, client, page, language):
        assert len(gzip.compress(client.get(f"/{language}/{page}/").content)) < 14_000


@pytest.mark.parametrize("link", ["/sv/report/", "/sv/report/?kind=removal", "/sv/accessibility/"])
def test_the_page_about_the_directory_leads_to(client, link):
    assert f'href="{link}"' in client.get("/sv/about/").content.decode()


@pytest.mark.parametrize(
    ("language", "date"),
    [("sv", "21 november 2026"), ("ar", "21 تشرين الثاني/نوفمبر 2026"), ("en", "21 November 2026")],
)
def test_the_accessibility_statement_has_its_date(client, language, date):
    html = client.get(f"/{language}/accessibility/").content.decode()
    assert f'<time datetime="2026-11-21">{date}</time>' in html


def test_the_accessibility_statement_leads_to_the_form_with_the_kind_chosen(client):
    assert 'href="/ar/report/?kind=accessibility"' in client.get("/ar/accessibility/").content.decode()


def words_and_sentences(html):
    """Return the words of a page's own text and the number of its sentences."""
    prose = re.search(r"<article.*?</article>", html, re.DOTALL)[0]
    prose = re.sub(r"</(?:h\d|p|li|label|legend|small)>", ". ", prose)
    text = re.sub(r"<[^>]*>", " ", prose)
    return re.findall(r"[^\W\d_]+", text), len(re.findall(r"\w[^.!?:]*[.!?:]", text))


@pytest.mark.parametrize("page", ["about", "accessibility", "report", "report/outcome"])
def test_the_swedish_is_plain(client, page):
    """LIX: the words of a sentence, and how many in a hundred have more than six letters."""
    words, sentences = words_and_sentences(client.get(f"/sv/{page}/").content.decode())
    long = [word for word in words if len(word) > 6]
    assert len(words) / sentences + 100 * len(long) / len(words) <= 40
