"""A reader sees which language a text is in, and what kind of text it is."""

import re

import pytest

from organisations.models import Organisation

from ..world import make_organisation, make_source

pytestmark = pytest.mark.django_db


def make(**fields):
    texts = {
        "summary_sv": "Ett hus.",
        "summary_ar": "بيت.",
        "name_sv": "Huset",
        "name_ar": "البيت",
        "name_en": "",
    }
    return make_organisation(**{"original_language": "sv"} | texts | fields)


def page(client, record, language):
    return client.get(f"/{language}/{record.path}/").content.decode()


def state(client, record, language):
    """Return what the page says of its text: the state and the words."""
    found = re.search(r'data-state="(\w+)">(.*?)\.</span>', page(client, record, language))
    return found and (found[1], re.sub("<.*?>", "", found[2]))


class TestTheStateOfAText:
    def test_of_an_original_nothing_is_said(self, client):
        assert state(client, make(), "sv") is None

    def test_a_translation_that_nobody_reviewed_says_so(self, client):
        assert state(client, make(), "ar") == ("unreviewed", "ترجمة عن السويدية لم تُراجَع بعد")

    def test_a_reviewed_translation_is_called_a_translation(self, client):
        record = make(translation_review_ar="reviewed")
        assert state(client, record, "ar") == ("reviewed", "ترجمة عن السويدية")

    def test_a_translation_older_than_its_original_says_so(self, client):
        record = make(translation_review_ar="reviewed")
        record.summary_sv = "Ett större hus."
        record.save()
        assert state(client, record, "ar") == ("outdated", "ترجمة أقدم من الأصل المكتوب بالسويدية")

    def test_saving_without_a_change_makes_nothing_old(self, client):
        record = make(translation_review_ar="reviewed")
        record.save()
        assert state(client, record, "ar")[0] == "reviewed"

    def test_a_change_of_a_fact_makes_no_text_old(self, client):
        record = make(translation_review_ar="reviewed")
        record.founding_date = "1994"
        record.save()
        assert state(client, record, "ar")[0] == "reviewed"

    def test_a_translation_made_anew_is_no_longer_old(self, client):
        record = make(translation_review_ar="reviewed")
        record.summary_sv = "Ett större hus."
        record.save()
        record.summary_ar = "بيت أكبر."
        record.save()
        assert state(client, record, "ar")[0] == "reviewed"

    def test_original_and_translation_changed_together_stay_together(self, client):
        record = make(translation_review_ar="reviewed")
        record.summary_sv, record.summary_ar = "Ett större hus.", "بيت أكبر."
        record.save()
        assert state(client, record, "ar")[0] == "reviewed"

    @pytest.mark.parametrize("language", ["sv", "ar"])
    def test_another_original_language_makes_no_text_old(self, client, language):
        record = make(
            summary_en="A house.", translation_review_sv="reviewed", translation_review_ar="reviewed"
        )
        record.original_language = "en"
        record.save()
        assert state(client, record, language)[0] == "reviewed"

    def test_an_old_translation_that_is_reviewed_as_it_is_is_no_longer_old(self, client):
        record = make()
        record.summary_sv = "Ett hus!"
        record.save()
        record.translation_review_ar = "reviewed"
        record.save()
        assert state(client, record, "ar")[0] == "reviewed"

    def test_an_original_changed_in_bulk_leaves_its_translations_old(self, client):
        record = make(translation_review_ar="reviewed")
        Organisation.objects.filter(pk=record.pk).update(summary_sv="Ett större hus.")
        assert state(client, record, "ar")[0] == "outdated"

    def test_a_change_of_a_translation_makes_the_original_no_older(self, client):
        record = make()
        record.summary_ar = "بيت أكبر."
        record.save()
        assert state(client, record, "sv") is None

    def test_of_an_original_shown_instead_only_its_language_is_said(self, client):
        record = make()
        assert state(client, record, "en") is None
        assert "Only in Swedish" in page(client, record, "en")

    def test_only_what_the_original_has_overtaken_is_said_loudly(self, client):
        record = make()
        assert 'class="badge' not in page(client, record, "ar")
        record.summary_sv = "Ett större hus."
        record.save()
        assert 'class="badge' in page(client, record, "ar")

    def test_a_translation_leads_to_the_original(self, client):
        assert '<a href="/sv/organisations/womens-house/" hreflang="sv">' in page(client, make(), "ar")

    def test_a_record_without_a_text_says_nothing_of_it(self, client):
        assert "data-state" not in page(client, make_organisation(), "en")

    def test_the_database_knows_no_other_state(self):
        with pytest.raises(Exception, match=r"(?i)check"):
            Organisation._base_manager.filter(pk=make().pk).update(translation_review_ar="excellent")


class TestAShortTextInAnotherLanguage:
    def test_the_original_name_stands_beneath_with_its_language(self, client):
        html = page(client, make(), "ar")
        assert (
            '<p class="original"><span data-fallback-notice>السويدية:</span> '
            '<bdi lang="sv" dir="ltr">Huset</bdi></p>'
        ) in html

    def test_a_name_shown_instead_has_no_second_name(self, client):
        assert 'class="original"' not in page(client, make(), "en")

    @pytest.mark.parametrize("path", ["sources/", "sources/the-text/"])
    def test_a_title_of_a_source_says_which_language_it_is_in(self, client, path):
        make_source(title="The text")
        html = client.get(f"/ar/{path}").content.decode()
        assert "<small data-fallback-notice>(بالإنجليزية)</small>" in html

    def test_a_title_in_the_language_of_the_page_needs_no_word(self, client):
        make_source(title="The text")
        assert "data-fallback-notice" not in client.get("/en/sources/the-text/").content.decode()
