"""What the page "About" says of the licences and of who runs the site."""

import re

import pytest

from orgdirectory.public.views import CODE_LICENSE
from orgdirectory.settings import DATA_LICENSES

pytestmark = pytest.mark.django_db
NOBODY = {
    "sv": "Här står ännu inte vem som driver webbplatsen.",
    "ar": "لم يُذكر هنا بعدُ من يدير هذا الموقع.",
    "en": "The site does not yet say who runs it.",
}


@pytest.fixture
def about(client, settings):
    """Return the page's own text as HTML, with the settings given by name."""
    settings.PUBLISHER = settings.PUBLISHER_CONTACT = ""

    def page(language="en", **given):
        for name, value in given.items():
            setattr(settings, name, value)
        html = client.get(f"/{language}/about/").content.decode()
        return " ".join(re.search(r"<article.*?</article>", html, re.DOTALL)[0].split())

    return page


class TestWhoRunsTheSite:
    def test_is_named(self, about):
        assert "This site is run by <bdi>Kvinnors nätverk</bdi>." in about(PUBLISHER="Kvinnors nätverk")

    @pytest.mark.parametrize("language", NOBODY)
    def test_is_said_to_be_unknown_when_nobody_is_named(self, about, language):
        assert NOBODY[language] in about(language)

    def test_is_not_said_to_be_unknown_when_somebody_is(self, about):
        assert NOBODY["en"] not in about(PUBLISHER="Kvinnors nätverk")

    def test_can_be_written_to(self, about):
        html = about(PUBLISHER_CONTACT="editors@directory.example")
        assert 'href="mailto:editors@directory.example"' in html

    def test_can_be_reached_on_a_page(self, about):
        html = about(PUBLISHER_CONTACT="https://directory.example/contact")
        assert 'href="https://directory.example/contact"' in html

    def test_has_no_empty_line_without_a_contact(self, about):
        html = about(PUBLISHER="Kvinnors nätverk")
        assert "Those who run the site:" not in html
        assert "mailto:" not in html


class TestTheLicence:
    @pytest.mark.parametrize("one", DATA_LICENSES.values(), ids=DATA_LICENSES)
    def test_of_the_records_is_named_and_linked(self, about, one):
        html = about(DATA_LICENSE=one)
        assert f'<a href="{one.uri}" rel="license noreferrer"><bdi dir="ltr">{one.name}</bdi></a>' in html

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_of_the_program_is_linked(self, about, language):
        assert f'href="{CODE_LICENSE}"' in about(language)

    def test_asks_for_the_name_of_the_directory(self, about):
        assert "Name this directory" in about(DATA_LICENSE=DATA_LICENSES["CC-BY-4.0"])

    def test_asks_for_nothing_when_all_rights_are_waived(self, about):
        html = about(DATA_LICENSE=DATA_LICENSES["CC0-1.0"])
        assert "Name this directory" not in html
        assert "without naming us" in html

    def test_asks_for_the_same_licence_only_if_it_is_share_alike(self, about):
        assert "same licence" not in about(DATA_LICENSE=DATA_LICENSES["CC-BY-4.0"])
        assert "same licence" in about(DATA_LICENSE=DATA_LICENSES["CC-BY-SA-4.0"])

    def test_does_not_cover_the_cited_texts(self, about):
        assert "belong to those who wrote them" in about()
