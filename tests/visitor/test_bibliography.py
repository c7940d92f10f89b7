"""Citing a record or a source: in words, as BibTeX and as CSL-JSON; and its address, to give to others."""

import json
import re

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from organisations.standards.bibliography import Work, bibtex, csl_json

from ..html import flat
from ..world import (
    cite,
    make_language,
    make_network,
    make_organisation,
    make_person,
    make_project,
    make_source,
)

pytestmark = pytest.mark.django_db

RECORDS = [make_organisation, make_network, make_project, make_person]
EXTENSIONS = ["bib", "json"]
HOSTILE = '}, }} {\\" @book{x, # $ & _ ^ ~ % \\end{document}\n\n'
SPELLED = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
} | {f"\\{character}": character for character in "#$%&_"}


def parse_bibtex(text):
    """Return the entry, the key and the fields of a BibTeX file, counting braces as bibtex(1) does."""
    entry, key, rest = re.fullmatch(r"@(\w+)\{([^,\s]+),\n(.*)\}\n", text, re.DOTALL).groups()
    fields = {}
    while rest:
        name, rest = re.fullmatch(r"  (\w+) = (.*)", rest, re.DOTALL).groups()
        end = end_of_value(rest)
        fields[name], rest = rest[:end], rest[end:].removeprefix(",\n")
    return entry, key, fields


def end_of_value(text):
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0 and character in ",\n":
            return place
    raise AssertionError(f"A brace is left open: {text}")


def plain(value):
    """Return a BibTeX value as a reader sees it."""
    inner = re.fullmatch(r"\{\{(.*)\}\}|\{(.*)\}|(.*)", value, re.DOTALL)
    words = next(group for group in inner.groups() if group is not None)
    spelled = "|".join(re.escape(command) for command in SPELLED)
    return re.sub(spelled, lambda found: SPELLED[found[0]], words)


def make_article():
    return make_source(
        kind="encyclopedia",
        url="https://example.org/wiki/House",
        licence="CC BY-SA 4.0",
        licence_url="https://creativecommons.org/licenses/by-sa/4.0/",
    )


def fetch(client, thing, extension="json", language="en"):
    response = client.get(f"/{language}{thing.get_absolute_url()[3:]}cite.{extension}")
    assert response.status_code == 200
    return response


def csl(client, thing, language="en"):
    (item,) = json.loads(fetch(client, thing, "json", language).content)
    return item


def bib(client, thing, language="en"):
    entry, _key, fields = parse_bibtex(fetch(client, thing, "bib", language).content.decode())
    return entry, {name: plain(value) for name, value in fields.items()}


def section(client, thing, language="en"):
    page = flat(client.get(f"/{language}{thing.get_absolute_url()[3:]}").content.decode())
    return re.search(r'<section id="cite".*?</section>', page, re.DOTALL)[0]


class TestRecord:
    @pytest.mark.parametrize("make", RECORDS)
    def test_is_a_page_of_the_directory_read_today(self, client, make):
        record, today = make(), timezone.localdate()
        assert csl(client, record) == {
            "id": record.slug,
            "type": "webpage",
            "title": str(record),
            "container-title": "orgdirectory",
            "URL": f"http://testserver{record.get_absolute_url()}",
            "accessed": {"date-parts": [[today.year, today.month, today.day]]},
            "language": "en",
        }

    @pytest.mark.parametrize("make", RECORDS)
    def test_says_the_same_in_bibtex(self, client, make):
        record = make()
        assert bib(client, record) == (
            "misc",
            {
                "title": str(record),
                "howpublished": "orgdirectory",
                "url": f"http://testserver{record.get_absolute_url()}",
                "urldate": timezone.localdate().isoformat(),
                "language": "en",
            },
        )

    def test_is_named_in_the_language_of_the_page(self, client):
        house = make_organisation(name_ar="بيت النساء")
        assert (csl(client, house, "ar")["title"], bib(client, house, "ar")[1]["title"]) == (
            "بيت النساء",
        ) * 2

    @pytest.mark.parametrize("make", RECORDS)
    @pytest.mark.parametrize(("status", "code"), [("draft", 404), ("withdrawn", 410)])
    @pytest.mark.parametrize("extension", EXTENSIONS)
    def test_that_is_not_published_is_not_cited(self, client, make, status, code, extension):
        record = make(status=status)
        assert client.get(f"{record.get_absolute_url()}cite.{extension}").status_code == code

    @pytest.mark.parametrize("extension", ["ris", "x" * 300, "bib/x", ""])
    def test_has_no_other_format(self, client, extension):
        assert client.get(f"{make_organisation().get_absolute_url()}cite.{extension}").status_code == 404

    @pytest.mark.parametrize("extension", ["BIB", "bib-", "bib/"])
    def test_leads_to_the_one_that_was_meant(self, client, extension):
        path = make_organisation().get_absolute_url()
        assert client.get(f"{path}cite.{extension}").headers["Location"] == f"{path}cite.bib"

    def test_is_asked_for_once(self, client, django_assert_num_queries):
        house = make_organisation()
        with django_assert_num_queries(1):
            fetch(client, house)


class TestSource:
    @pytest.fixture
    def source(self, db):
        return make_source(
            title="نص",
            publisher="دار",
            language=make_language("ar"),
            date="2019-02-03",
            url="https://example.org/a",
        )

    def test_is_the_text_itself(self, client, source):
        assert csl(client, source) == {
            "id": "the-text",
            "type": "article-newspaper",
            "title": "نص",
            "container-title": "دار",
            "issued": {"date-parts": [[2019, 2, 3]]},
            "URL": "https://example.org/a",
            "language": "ar",
        }

    def test_says_the_same_in_bibtex(self, client, source):
        told = {"title": "نص", "journal": "دار", "year": "2019", "month": "feb", "day": "3"}
        assert bib(client, source) == ("article", told | {"url": "https://example.org/a", "language": "ar"})

    @pytest.mark.parametrize(
        ("kind", "entry", "field"),
        [("report", "techreport", "institution"), ("web-page", "misc", "howpublished")],
    )
    def test_names_its_publisher_as_its_kind_does(self, client, kind, entry, field):
        found, fields = bib(client, make_source(kind=kind, publisher="Press"))
        assert (found, fields[field]) == (entry, "Press")

    @pytest.mark.parametrize("date", ["", "XXXX-03", "XXXX-03-08"])
    def test_without_a_known_year_has_no_date(self, client, date):
        source = make_source(date=date)
        assert "issued" not in csl(client, source)
        assert not {"year", "month", "day"} & set(bib(client, source)[1])

    def test_that_is_gone_leads_to_its_archived_copy(self, client):
        source = make_source(archive_url="https://archive.example/a")
        assert csl(client, source)["URL"] == "https://archive.example/a"

    def test_that_is_named_by_an_address_in_arabic_has_it_as_programs_read_it(self, client):
        source = make_source(url="https://example.org/نص")
        assert csl(client, source)["URL"] == "https://example.org/%D9%86%D8%B5"

    @pytest.mark.parametrize(("basis", "circa"), [("text", None), ("copy", None), ("reckoned", True)])
    def test_whose_date_was_worked_out_is_of_about_then(self, client, basis, circa):
        assert csl(client, make_source(date="2018", date_basis=basis))["issued"].get("circa") is circa

    def test_says_how_publisher_and_date_are_known_where_it_does_not_tell_them(self, client):
        source = make_source(publisher="Press", publisher_basis="copy", date="2018", date_basis="copy")
        note = "Publisher: where a copy was found; Date: of a copy that was found"
        assert (csl(client, source)["note"], bib(client, source)[1]["note"]) == (note, note)

    def test_of_an_encyclopedia_names_authors_and_licence(self, client):
        assert csl(client, make_article())["note"] == (
            "Authors: https://example.org/wiki/House?action=history; "
            "Licence: CC BY-SA 4.0 https://creativecommons.org/licenses/by-sa/4.0/"
        )

    @pytest.mark.parametrize(
        "fields",
        [{}, {"publisher_basis": "copy"}, {"date_basis": "reckoned"}, {"url": "https://a.example/wiki/B"}],
    )
    def test_that_tells_all_of_itself_has_no_note(self, client, fields):
        assert "note" not in csl(client, make_source(**fields))

    def test_names_nothing_that_rests_on_it(self, client):
        cite(make_organisation("secret-house", status="draft"), "name")
        assert (
            b"ecret" not in fetch(client, make_source()).content + fetch(client, make_source(), "bib").content
        )

    @pytest.mark.parametrize("extension", ["ris", "x"])
    def test_has_no_other_format(self, client, source, extension):
        assert client.get(f"/en/sources/the-text/cite.{extension}").status_code == 404

    def test_that_is_not_there_is_not_found(self, client):
        assert client.get("/en/sources/nothing/cite.bib").status_code == 404


@pytest.mark.parametrize("make", [*RECORDS, make_source])
class TestFiles:
    @pytest.mark.parametrize(
        ("extension", "content_type"),
        [
            ("bib", "application/x-bibtex; charset=utf-8"),
            ("json", "application/vnd.citationstyles.csl+json"),
        ],
    )
    def test_say_what_they_are(self, client, make, extension, content_type):
        assert fetch(client, make(), extension).headers["Content-Type"] == content_type

    @pytest.mark.parametrize("extension", EXTENSIONS)
    def test_are_saved_under_the_name_of_the_record(self, client, make, extension):
        thing = make()
        headers = fetch(client, thing, extension).headers
        assert headers["Content-Disposition"] == f'attachment; filename="{thing.slug}.{extension}"'

    @pytest.mark.parametrize("extension", EXTENSIONS)
    def test_are_not_for_search_engines(self, client, make, extension):
        assert fetch(client, make(), extension).headers["X-Robots-Tag"] == "noindex"

    @pytest.mark.parametrize("extension", EXTENSIONS)
    def test_answer_head(self, client, make, extension):
        assert client.head(f"{make().get_absolute_url()}cite.{extension}").status_code == 200

    @pytest.mark.parametrize("extension", EXTENSIONS)
    def test_set_no_cookie(self, client, make, extension):
        assert not fetch(client, make(), extension).cookies

    def test_are_linked_from_the_page(self, client, make):
        thing = make()
        found = re.findall(r'href="([^"]*cite\.\w+)" download', section(client, thing))
        assert found == [f"{thing.get_absolute_url()}cite.{extension}" for extension in EXTENSIONS]


class TestHostileNames:
    @pytest.mark.parametrize("make", RECORDS)
    def test_of_records_come_back_from_bibtex(self, client, make):
        assert bib(client, make(name_en=HOSTILE))[1]["title"] == " ".join(HOSTILE.split())

    def test_of_sources_come_back_from_bibtex(self, client):
        source = make_source(title=HOSTILE, publisher=HOSTILE)
        assert bib(client, source)[1]["journal"] == " ".join(HOSTILE.split())

    def test_cannot_leave_the_page(self, client):
        house = make_organisation(name_en="</p <script alert(1)")
        assert "<script alert" not in section(client, house)

    @given(st.text(), st.text(alphabet="{}\\%#https:/.é"))
    def test_of_any_letters_come_back(self, title, url):
        work = Work("key", "webpage", title, "en", title, "", url, None)
        _entry, _key, fields = parse_bibtex(bibtex(work))
        assert plain(fields["title"]) == " ".join(title.split())
        assert [item.get("title", "") for item in json.loads(csl_json(work))] == [title]


class TestOnThePage:
    @pytest.mark.parametrize("make", RECORDS)
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_the_citation_is_text_that_can_be_copied_whole(self, client, make, language):
        record = make()
        address = f"http://testserver/{language}{record.get_absolute_url()[3:]}"
        citation = re.search(
            r'<p class="citation" id="citation">(.*?)</p>', section(client, record, language)
        )[1]
        words = re.sub(r"<[^>]*>", "", citation)
        assert words.startswith(f"{record}. orgdirectory. ")
        assert words.endswith(f" {address}")

    def test_the_day_is_in_the_words_of_the_language(self, client):
        today = timezone.localdate()
        assert f"Accessed {today.day} {today:%B} {today.year}." in section(client, make_organisation())

    def citation(self, client, thing):
        """Return the words of the citation itself."""
        return re.sub(
            r"<[^>]*>", "", re.search(r'id="citation">(.*?)</p>', section(client, thing))[1]
        ).strip()

    def test_a_source_is_cited_by_itself(self, client):
        source = make_source(publisher="Press", date="2019-02", url="https://example.org/?a=1&b=2")
        words = self.citation(client, source)
        assert words == "The text. Press. February 2019. https://example.org/?a=1&amp;b=2"

    def test_of_a_source_it_says_what_was_found_elsewhere(self, client):
        source = make_source(publisher="Press", publisher_basis="copy", date="2018", date_basis="reckoned")
        words = self.citation(client, source)
        assert words == "The text. Press (where a copy was found). 2018 (worked out from the text)."

    def test_of_an_article_names_authors_and_licence(self, client):
        assert self.citation(client, make_article()) == (
            "The text. https://example.org/wiki/House "
            "Authors: https://example.org/wiki/House?action=history "
            "Licence: CC BY-SA 4.0 https://creativecommons.org/licenses/by-sa/4.0/"
        )

    def test_a_source_without_an_address_is_given_none(self, client):
        words = self.citation(client, make_source())
        assert words == "The text."

    @pytest.mark.parametrize("make", [*RECORDS, make_source])
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_the_address_to_give_to_others_is_whole_and_reads_from_left_to_right(
        self, client, make, language
    ):
        thing = make()
        address = f"http://testserver/{language}{thing.get_absolute_url()[3:]}"
        link = f'<a rel="bookmark" id="permalink" href="{address}"><bdi dir="ltr">{address}</bdi></a>'
        assert link in section(client, thing, language)

    def test_the_address_to_give_to_others_keeps_no_query(self, client):
        page = client.get(f"{make_organisation().get_absolute_url()}?q=secret").content.decode()
        assert re.search(
            r'href="http://testserver/en/organisations/womens-house/"><bdi dir="ltr">http://testserver/en/organisations/womens-house/<',
            page,
        )
