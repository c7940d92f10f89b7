"""For who reads little: plain words first, a page that can be read aloud, a link that can be sent on."""

import re
from hashlib import blake2b
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError

from organisations.models import Organisation, SearchDocument
from organisations.models.translations import digest

from ..html import flat
from ..world import make_network, make_organisation, make_person, make_project

pytestmark = pytest.mark.django_db
WORDS = "Here you can talk to somebody. It costs nothing."


def page(client, record, language="en"):
    return flat(client.get(f"/{language}{record.get_absolute_url()[3:]}").content.decode())


def sent(html):
    return [unquote(link) for link in re.findall(r'href="(https://wa\.me/[^"]*|sms:[^"]*)"', html)]


class TestEasyRead:
    @pytest.mark.parametrize("make", [make_organisation, make_project])
    def test_stands_before_every_other_text(self, client, make):
        html = page(client, make(easy_read_en=WORDS, summary_en="A summary.", description_en="More."))
        main = html[html.index("<main") :]
        assert main.index(WORDS) < main.index("A summary.") < main.index("More.")

    def test_that_is_missing_leaves_nothing(self, client):
        assert 'class="easy"' not in page(client, make_organisation())

    def test_in_another_language_is_not_shown(self, client):
        record = make_organisation(easy_read_en=WORDS, summary_en="A summary.")
        assert WORDS not in page(client, record, "sv")

    def test_is_shown_as_it_is_written(self, client):
        html = page(client, make_organisation(easy_read_en="Come <b> & talk"))
        assert "Come &lt;b&gt; &amp; talk" in html

    @pytest.mark.parametrize(("length", "fits"), [(250, True), (251, False)])
    def test_is_short(self, length, fits):
        record = make_organisation()
        record.easy_read_ar = "ن" * length
        if fits:
            record.full_clean()
        else:
            with pytest.raises(ValidationError) as caught:
                record.full_clean()
            assert "easy_read_ar" in caught.value.message_dict

    @pytest.mark.parametrize("make", [make_person, make_network])
    def test_is_only_for_who_offers_help(self, make):
        assert "easy_read" not in make().texts

    def test_makes_translations_old_when_it_changes(self):
        swedish = {"name_sv": "Kvinnohuset", "easy_read_sv": "Här kan du prata med någon."}
        record = make_organisation(easy_read_en=WORDS, **swedish)
        record.easy_read_en = "Here you can sleep."
        record.save()
        assert record.translation_state_sv == "outdated"

    def test_that_is_missing_leaves_digests_as_they_were(self):
        """Records saved before there were easy-read texts keep their translations."""
        record = Organisation(name_en="A", summary_en="B", description_en="C")
        assert digest(record, "en") == blake2b(b"A\0B\0C", digest_size=8).hexdigest()

    def test_is_asked_of_translators(self):
        record = make_organisation(easy_read_en=WORDS, name_sv="Kvinnohuset")
        assert record.translation_state_sv == "missing"

    def test_is_found(self, client):
        make_organisation(easy_read_en="Somebody listens to you")
        assert "Womens House" in client.get("/en/search/?q=listens").content.decode()
        assert SearchDocument.objects.count() == 1


class TestSending:
    @pytest.mark.parametrize(
        ("make", "kind"), [(make_organisation, "association"), (make_project, "service")]
    )
    def test_holds_the_address_and_not_a_word_more(self, client, make, kind):
        record = make(kind=kind)
        address = f"http://testserver{record.get_absolute_url()}"
        assert sent(page(client, record)) == [f"https://wa.me/?text={address}", f"sms:?&amp;body={address}"]

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_leads_to_the_page_in_its_language(self, client, language):
        assert all(f"/{language}/" in one for one in sent(page(client, make_organisation(), language)))

    def test_says_that_it_leaves_the_site_and_tells_nobody(self, client):
        html = page(client, make_organisation())
        assert "leaves this site; the message stays in that app" in html
        assert html.count('rel="noreferrer nofollow" lang="en" dir="ltr"') == 2

    def test_is_not_offered_of_who_is_guarded(self, client):
        record = make_organisation(confidentiality="area")
        assert sent(page(client, record)) == []

    @pytest.mark.parametrize(
        ("make", "fields"),
        [(make_person, {}), (make_network, {}), (make_project, {"kind": "film"})],
    )
    def test_is_for_who_helps(self, client, make, fields):
        assert sent(page(client, make(**fields))) == []

    @pytest.mark.parametrize("path", ["nothing-here/", "organisations/", "search/?q=x", "safety/"])
    def test_is_on_no_other_page(self, client, path):
        assert sent(client.get(f"/en/{path}").content.decode()) == []

    def test_is_not_in_a_preview(self, editor):
        record = make_organisation(status="draft")
        html = editor.post(f"/en/admin/organisations/organisation/{record.pk}/preview/").content.decode()
        assert sent(html) == []


class TestReadingAloud:
    @pytest.mark.parametrize("path", ["safety/", "organisations/womens-house/"])
    def test_has_no_button_without_a_script(self, client, path):
        make_organisation()
        html = flat(client.get(f"/en/{path}").content.decode())
        assert re.search(r'<p data-button="speak" data-label="Listen" data-done="Stop reading"></p>', html)

    def test_reads_how_to_reach_them(self, client):
        record = make_organisation(easy_read_en=WORDS)
        record.contact_points.create(channel="call", value="+4620505050")
        html = page(client, record)
        assert re.search(r'<section class="reach" data-speak', html)
