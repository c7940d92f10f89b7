"""The shipped records held against their sources: each fact is cited, no citation claims too much.

The texts are not in the project; what is known of them here is how many paragraphs and numbered
items they have, and the hashes of ``copied_runs``.
"""

import re
from functools import cache
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from networks.evidence import claimed_of_nothing, every_subject, lacks_as_of, ties_of, uncited
from networks.models import Citation
from organisations.languages import site_languages
from organisations.models import Place, Record, Source

from .copied_runs import copied, hashes, words
from .world import (
    cite,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_place,
    make_role,
    make_source,
)

pytestmark = pytest.mark.django_db

PARAGRAPHS = {
    "ikkr-samverkan": 19,
    "kvinnors-natverk-artikel": 40,
    "iraqi-women-and-future-network-call": 17,
    "tammuz-strategic-meeting": 45,
    "wli-conference": 24,
}
# The number that a paragraph has as an item of a list, {source: {paragraph: number}}; others have none.
ITEMS = {
    "ikkr-samverkan": {9: 1, 10: 2, 11: 3, 12: 4, 13: 5, 14: 6},
    "tammuz-strategic-meeting": dict(
        zip((9, 10, 12, 13, 14, 16, 17, 19, 20, 21, 23), (1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6), strict=True)
    ),
}
PROSE = ("summary", "description", "easy_read", "note")
# What would speak of the source and not of the matter.
OF_THE_SOURCE = {
    "sv": r"käll(a|an|ans|or|orna|ornas)|texten|artikeln|stycket?|framgår"
    r"|(anger|anges|nämner|nämns|säger|sägs|uppger|uppges) inte|inte (känt|känd|kända)|okän[dt]a?",
    "ar": r"[ولبف]?(المصدر|المصادر|النص|المقال|الفقرة)|و?(لا|لم) (يذكر|تذكر|يُذكر|يحدد|تحدد|يرد|ترد|يوضح|توضح)"
    r"|غير (معروفة?|مذكورة?)",
    "en": r"sources?|the (text|article|paragraph)|(does|do|is|are) not (say|state|name|tell|mention)(d|ed)?"
    r"|(is|are) not (known|told)|unknown",
}


@cache
def speaks_of_source(language):
    return re.compile(rf"(?<!\w)(?:{OF_THE_SOURCE[language]})(?!\w)", re.IGNORECASE)


def named(subject):
    return getattr(subject, "slug", "") or " – ".join(subject.natural_key())


def prose(subject):
    """Yield (column, language, text) of all texts of a record or tie but its name."""
    for field in PROSE:
        for language in site_languages():
            if text := getattr(subject, f"{field}_{language}", ""):
                yield f"{field}_{language}", language, text


def all_names(subjects):
    """Return every name of the records, their sources and their places, in every form."""
    records = [one for one in subjects if isinstance(one, Record)]
    things = [*records, *Place.objects.all()]
    names = {getattr(one, f"name_{language}") for one in things for language in site_languages()}
    names |= {other.name for record in records for other in record.other_names.all()}
    return (names | set(Source.objects.values_list("title", flat=True))) - {"", None}


@pytest.fixture(scope="class")
def subjects(class_directory):
    return every_subject()


class TestTheShippedRecords:
    def test_every_fact_is_cited(self, subjects):
        assert {named(one): facts for one in subjects if (facts := uncited(one))} == {}

    def test_no_citation_claims_an_empty_or_unknown_fact(self, subjects):
        assert {named(one): facts for one in subjects if (facts := claimed_of_nothing(one))} == {}

    def test_every_citation_leads_to_a_paragraph_that_there_is(self, subjects):
        citations = Citation.objects.select_related("source")
        assert [str(one) for one in citations if not 1 <= one.paragraph <= PARAGRAPHS[one.source.slug]] == []

    def test_every_citation_leads_to_an_item_that_there_is(self, subjects):
        def item(citation):
            return ITEMS.get(citation.source.slug, {}).get(citation.paragraph)

        citations = Citation.objects.exclude(item=0).select_related("source")
        assert [str(one) for one in citations if one.item != item(one)] == []

    def test_every_record_has_a_tie(self, subjects):
        records = [one for one in subjects if isinstance(one, Record)]
        assert [one.slug for one in records if not ties_of(one)] == []

    def test_every_state_that_a_dated_source_tells_says_as_of_when(self, subjects):
        assert [named(one) for one in subjects if lacks_as_of(one)] == []

    def test_no_text_speaks_of_its_source(self, subjects):
        spoken = {
            (named(one), column): found[0]
            for one in subjects
            for column, language, text in prose(one)
            if (found := speaks_of_source(language).search(text))
        }
        assert spoken == {}

    def test_no_text_copies_seven_words_of_a_source(self, subjects):
        names = all_names(subjects)
        taken = {
            (named(one), column): stretches
            for one in subjects
            for column, _language, text in prose(one)
            if (stretches := copied(text, names))
        }
        assert taken == {}


class TestUncited:
    @pytest.mark.parametrize(
        ("fact", "fields"),
        [
            ("name", {}),
            ("kind", {"kind": "shelter"}),
            ("founding_date", {"founding_date": "1994"}),
            ("summary", {"summary_ar": "ملخص"}),
            ("places", {"places": ["se"]}),
        ],
    )
    def test_what_is_filled_and_claimed_by_no_citation_is_found(self, fact, fields):
        house = make_organisation(**{"kind": ""} | fields)
        assert fact in uncited(house)
        cite(house, fact)
        assert fact not in uncited(house)

    def test_a_place_is_found_although_it_is_no_column(self):
        house = make_organisation(seat=make_place("se"))
        cite(house, "name", "kind", "places")
        assert uncited(house) == ["seat"]

    def test_what_is_empty_needs_no_citation(self):
        house = make_organisation(kind="")
        cite(house, "name")
        assert uncited(house) == []

    def test_a_number_of_nought_is_filled(self):
        network = make_network(stated_members=0)
        cite(network, "name", "kind")
        assert uncited(network) == ["stated_members"]

    @pytest.mark.parametrize(
        ("origin", "facts"), [("source", ["other_names"]), ("itself", []), ("directory", [])]
    )
    def test_of_other_names_those_of_sources_need_one(self, origin, facts):
        house = make_organisation(kind="")
        cite(house, "name")
        house.other_names.create(name="WH", language=make_language("en"), kind="acronym", origin=origin)
        assert uncited(house) == facts

    def test_what_has_changed_since_it_was_cited_is_found(self):
        house = make_organisation(kind="", founding_date="1994")
        cite(house, "name", "founding_date")
        house.founding_date = "1998"
        house.save()
        assert uncited(house) == ["founding_date"]

    def test_a_text_that_has_changed_in_one_language_is_found(self):
        house = make_organisation(kind="", summary_sv="Ett hus.", summary_en="A house.")
        cite(house, "name", "summary")
        house.summary_sv = "Två hus."
        house.save()
        assert uncited(house) == ["summary"]

    def test_a_role_and_a_note_need_one(self):
        tie = make_membership(make_network(), organisation=make_organisation(), note_en="With others.")
        assert uncited(tie) == ["role", "note"]


class TestClaimedOfNothing:
    def test_an_empty_fact_is_found(self):
        house = make_organisation()
        cite(house, "name", "founding_date")
        assert claimed_of_nothing(house) == ["founding_date"]

    def test_names_of_our_own_are_nothing(self):
        house = make_organisation()
        house.other_names.create(
            name="KH", language=make_language("sv"), kind="translation", origin="directory"
        )
        cite(house, "name", "other_names")
        assert claimed_of_nothing(house) == ["other_names"]

    def test_what_is_no_fact_is_found(self, stored_before_the_rules):
        house = make_organisation()
        cite(house, "name", "slug")
        assert claimed_of_nothing(house) == ["slug"]


class TestLackingAsOf:
    """As files are loaded: elsewhere the citation that is saved dates the state."""

    @pytest.fixture
    def network(self):
        network = make_network(stage="planned")
        cite(network, "stage", source=make_source(date="2018"))
        network.as_of = ""
        return network

    def test_a_plan_from_a_dated_source_needs_it(self, network):
        assert lacks_as_of(network)

    @pytest.mark.parametrize("fields", [{"as_of": "2018"}, {"stage": "completed"}, {"stage": ""}])
    def test_what_has_it_or_is_over_does_not(self, network, fields):
        for name, value in fields.items():
            setattr(network, name, value)
        assert not lacks_as_of(network)

    def test_an_undated_source_does_not_ask_for_it(self):
        network = make_network(stage="planned")
        cite(network, "stage")
        assert not lacks_as_of(network)

    @pytest.mark.parametrize(
        ("lasting", "end", "lacks"), [(True, "", True), (True, "2016", False), (False, "", False)]
    )
    def test_a_role_that_lasts_needs_it_while_no_end_is_known(self, lasting, end, lacks):
        role = make_role()
        role.lasting = lasting
        role.save()
        tie = make_membership(make_network(), organisation=make_organisation(), end_date=end)
        cite(tie, "role", source=make_source(date="2018"))
        tie.as_of = ""
        assert lacks_as_of(tie) == lacks


class TestSpeakingOfASource:
    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("sv", "Källan anger inte var."),
            ("sv", "Var det skedde framgår inte."),
            ("sv", "Orten är okänd."),
            ("en", "The source does not say where."),
            ("en", "Its seat is not stated."),
            ("ar", "ولا يذكر المصدر المكان."),
            ("ar", "بحسب النص"),
        ],
    )
    def test_is_found(self, language, text):
        assert speaks_of_source(language).search(text)

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("sv", "Organisationen är känd för radioprogrammet. Enligt IKKR var den öppen."),
            ("en", "They build resources and textbooks, and are not afraid to say so."),
            ("ar", "تعمل المنظمة مع النصف الآخر من المجتمع"),
        ],
    )
    def test_is_not_found_in_other_words(self, language, text):
        assert not speaks_of_source(language).search(text)


class TestCopying:
    TEXT = "one two three four five six seven eight nine"

    def found(self, text, names=()):
        return copied(text, names, set(hashes(words(self.TEXT))))

    def test_seven_words_in_a_row_are_found(self):
        assert self.found("See: Two, three four five six seven EIGHT!") == [
            "two three four five six seven eight"
        ]

    @pytest.mark.parametrize(
        "text", ["two three four five six seven", "one two three and four five six seven eight nine", ""]
    )
    def test_fewer_in_a_row_are_not(self, text):
        assert self.found(text) == []

    def test_a_name_is_anybodys(self):
        assert self.found(self.TEXT, ["Three Four Five"]) == []

    def test_seven_words_around_a_name_are_found(self):
        assert self.found(self.TEXT, ["Three Four"]) == [self.TEXT]

    def test_an_arabic_name_may_have_a_letter_before_it(self):
        assert self.found("one two xthree four five six seven", ["two three"]) == []


class TestCommand:
    def printed(self, *arguments):
        out = StringIO()
        call_command("evidence", *arguments, stdout=out)
        return out.getvalue()

    @pytest.fixture
    def house(self):
        house = make_organisation(founding_date="1994", summary_sv="Ett hus.", summary_en="A house.")
        cite(house, "name", "summary", paragraph=3)
        tie = make_membership(make_network(), organisation=house, as_of="2018-06", start_date="2002")
        cite(tie, "role", paragraph=3, item=2)
        return house

    def test_says_what_rests_on_a_paragraph_in_the_languages_asked_for(self, house):
        told = self.printed("the-text", "--language", "sv", "en")
        assert "=== paragraph 3\n    organisation womens-house\n" in told
        assert "        summary sv: Ett hus.\n        summary en: A house.\n" in told

    def test_says_what_rests_on_an_item_and_as_of_when(self, house):
        told = self.printed("the-text", "--language", "sv")
        assert (
            "=== paragraph 3, item 2\n"
            "    membership womens-house – member – the-network (as of 2018-06)\n"
            "        role: member (sv)\n"
        ) in told

    def test_says_where_each_fact_of_a_record_and_its_ties_stands(self, house):
        told = self.printed("the-text", "--language", "en")
        assert "\n        summary: A house. [3]\n" in told
        assert "\n        role: member [3.2]\n        start_date: 2002 [NO CITATION]\n" in told

    def test_marks_a_fact_without_citation(self, house):
        assert "founding_date: 1994 [NO CITATION]" in self.printed("the-text")

    def test_marks_a_fact_that_is_another_than_was_cited(self, house):
        cite(house, "founding_date", paragraph=5)
        house.founding_date = "1998"
        house.save()
        assert "founding_date: 1998 [5, OF AN EARLIER VALUE]" in self.printed("the-text")

    def test_names_the_other_source_of_a_fact(self, house):
        cite(house, "founding_date", source=make_source("another"), paragraph=7)
        assert "founding_date: 1994 [another 7]" in self.printed("the-text")

    def test_prints_the_words_of_the_text_beside_each_paragraph_even_where_nothing_rests(
        self, house, tmp_path
    ):
        (tmp_path / "text").write_text("First.\n\n  \nSecond.\nThird.\n")
        told = self.printed("the-text", "--text", str(tmp_path / "text"))
        assert "=== paragraph 2\n> Second.\n\n=== paragraph 3\n> Third.\n    organisation" in told
        assert told.count("> Third.") == 1

    def test_a_source_that_is_not_there_is_named_with_those_that_are(self, house):
        with pytest.raises(CommandError, match=r"'nothing'; there are: the-text"):
            self.printed("nothing")

    def test_a_text_that_cannot_be_read_is_named(self, house):
        with pytest.raises(CommandError, match="nowhere"):
            self.printed("the-text", "--text", "/nowhere")
