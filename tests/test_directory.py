"""The records that come with the site: whole, traceable, in three languages."""

from itertools import cycle

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from networks.models import (
    Citation,
    Membership,
    Network,
    NetworkName,
    Participation,
    Project,
    ProjectName,
)
from organisations.languages import country_name, site_languages
from organisations.models import (
    Affiliation,
    FocusArea,
    Language,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
    Place,
    Role,
    Source,
)
from organisations.search.index import deferred
from orgdirectory.management.commands import load_directory

from .world import make_organisation

RECORDS = (Organisation, Network, Person, Project)
TIES = (Affiliation, Membership, Participation)
NAMES = (OrganisationName, NetworkName, PersonName, ProjectName)
VOCABULARIES = (FocusArea, Language, Place, Role, Source)

pytestmark = pytest.mark.django_db


def every(*models):
    return [row for model in models for row in model.objects.all()]


def rows():
    """Return every row of the directory by its natural key, with all its columns."""
    models = (*VOCABULARIES, *RECORDS, *TIES, *NAMES, Citation)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture(scope="class")
def pages(class_directory):
    """Return {row: (status, page)} of all records, sources and focus areas, the languages taking turns."""
    client, found = Client(), {}
    for row, language in zip(every(*RECORDS, Source, FocusArea), cycle(site_languages()), strict=False):
        answer = client.get(f"/{language}{row.get_absolute_url()[3:]}")
        found[row] = answer.status_code, answer.text
    return found


@pytest.mark.usefixtures("class_directory")
class TestTheRecords:
    def test_the_movement_is_told_from_those_merely_named(self):
        movement = Organisation.objects.filter(group="movement").values_list("slug", flat=True)
        assert sorted(movement) == [
            *("ikkr", "independent-womens-organisation", "iraqi-women-and-future-organization"),
            *("kvinnors-natverk", "owfi", "revolutionary-womens-organisation", "tammuz", "wli"),
            "womens-protection-centre",
        ]

    def test_each_has_a_name_and_a_summary_in_three_languages(self):
        lacking = [
            (record.slug, f"{field}_{language}")
            for record in every(*RECORDS)
            for field in ("name", "summary")
            for language in site_languages()
            if not getattr(record, f"{field}_{language}")
        ]
        assert not lacking

    def test_each_text_is_in_three_languages_or_in_none(self):
        halves = [
            (record.slug, field)
            for record in every(*RECORDS)
            for field in ("description", "easy_read")
            if len({bool(getattr(record, f"{field}_{code}", "")) for code in site_languages()}) > 1
        ]
        assert not halves

    def test_each_record_and_tie_has_a_citation(self):
        assert not [str(row) for row in every(*RECORDS, *TIES) if not row.citations.exists()]

    def test_each_row_keeps_the_rules_that_editors_keep(self):
        for row in every(*VOCABULARIES, *RECORDS, *TIES, *NAMES, Citation):
            row.full_clean()

    def test_all_are_published(self):
        assert not [record.slug for record in every(*RECORDS) if not record.is_published]

    def test_no_tie_dangles(self):
        assert [tie.published().count() for tie in (t.objects for t in TIES)] == [
            tie.objects.count() for tie in TIES
        ]

    def test_a_person_is_published_for_a_public_role_that_a_tie_shows(self):
        roleless = [
            person.slug
            for person in every(Person)
            if not (
                person.affiliations.exists() or person.memberships.exists() or person.participations.exists()
            )
        ]
        assert not roleless

    def test_nobody_is_said_to_have_verified_them(self):
        assert not [record.slug for record in every(*RECORDS) if record.verified_on]

    def test_no_source_is_without_facts(self):
        assert not [source.slug for source in every(Source) if not source.citations.exists()]

    def test_no_source_is_quoted(self):
        assert not Citation.objects.exclude(quote="").exists()

    def test_a_country_has_the_name_that_cldr_gives_it(self):
        for place in Place.objects.exclude(country=""):
            if place.is_country:
                for language in site_languages():
                    assert getattr(place, f"name_{language}") == country_name(place.country, language)

    def test_arabic_texts_have_no_latin_comma_or_question_mark(self):
        marked = [
            (record.slug, field)
            for record in every(*RECORDS)
            for field in ("name_ar", "summary_ar", "description_ar")
            if {",", ";", "?"} & set(getattr(record, field))
        ]
        assert not marked

    def test_the_page_of_each_answers(self, pages):
        assert {row: status for row, (status, _html) in pages.items() if status != 200} == {}

    def test_no_page_of_theirs_falls_back_to_another_language(self, pages):
        records = {row: html for row, (_status, html) in pages.items() if isinstance(row, RECORDS)}
        assert records
        assert not [row for row, html in records.items() if 'class="notice" data-fallback-notice' in html]


@pytest.fixture(scope="class")
def before_loading_again(class_directory):
    """What the directory held after editors had changed and withdrawn, before it was loaded again."""
    Organisation.objects.filter(slug="ikkr").update(summary_en="Edited")
    Person.objects.filter(slug="halala-rafi").update(status="withdrawn")
    before = rows()
    call_command("load_directory", "--missing", verbosity=0)
    return before


@pytest.mark.usefixtures("before_loading_again")
class TestLoadingWhatIsMissing:
    def test_twice_gives_the_same_rows(self, before_loading_again):
        assert rows() == before_loading_again

    def test_keeps_what_an_editor_changed(self):
        assert Organisation.objects.get(slug="ikkr").summary_en == "Edited"

    def test_does_not_publish_again_who_was_withdrawn(self):
        assert Person.objects.get(slug="halala-rafi").status == "withdrawn"


class TestLoading:
    def test_twice_with_loaddata_gives_the_same_rows(self, directory):
        before = rows()
        names = [*load_directory.VOCABULARIES, *load_directory.TEXTS]
        with deferred():  # each row would be indexed by itself
            call_command("loaddata", *names, verbosity=0)
        assert rows() == before

    def test_does_not_bring_back_what_an_editor_deleted(self, directory):
        Organisation.objects.get(slug="ikkr").delete()
        call_command("load_directory")
        assert not Organisation.objects.filter(slug="ikkr").exists()

    def test_leaves_a_directory_in_use_alone(self):
        make_organisation()
        call_command("load_directory")
        assert Organisation.objects.count() == 1

    @pytest.mark.parametrize(
        "text",
        [
            "- model: organisations.nothing\n  fields: {}",
            "- model: organisations.organisation\n  fields: {slug: x, seat: [atlantis]}",
            "- model: organisations.organisation\n  fields: {slug: x, nonsense: 1}",
            "- model: organisations.organisation\n  fields: {slug: x, kind: association}",
            "{ not: yaml: at all",
            "just words",
            "- 1",
            "\x00",
        ],
    )
    def test_a_malformed_file_is_named_and_changes_nothing(self, tmp_path, settings, monkeypatch, text):
        (tmp_path / "fixtures").mkdir()
        good = "- model: organisations.language\n  fields: {code: sv}\n"
        (tmp_path / "fixtures/good.yaml").write_text(good)
        (tmp_path / "fixtures/bad.yaml").write_text(text)
        settings.BASE_DIR = tmp_path
        monkeypatch.setattr(load_directory, "VOCABULARIES", ["good"])
        monkeypatch.setattr(load_directory, "TEXTS", ["bad"])
        with pytest.raises(CommandError, match=r"bad\.yaml"):
            call_command("load_directory")
        assert not Language.objects.exists()

    def test_a_file_that_is_not_there_is_named(self, monkeypatch):
        monkeypatch.setattr(load_directory, "TEXTS", ["nowhere"])
        with pytest.raises(CommandError, match=r"nowhere\.yaml"):
            call_command("load_directory")


@pytest.mark.usefixtures("directory")
class TestWhatWasTakenAway:
    @pytest.fixture(autouse=True)
    def _one_text(self, monkeypatch):
        """Let one text be loaded again; all of them take seconds."""
        monkeypatch.setattr(load_directory, "TEXTS", ["ikkr_samverkan"])

    def test_a_person_who_was_deleted_does_not_come_back(self):
        person = Person.objects.get(slug="halala-rafi")
        assert person.affiliations.exists()
        person.delete()
        call_command("load_directory", "--missing")
        assert not Person.objects.filter(slug="halala-rafi").exists()

    def test_a_record_that_moved_is_not_doubled(self):
        house = Organisation.objects.get(slug="owfi")
        house.slug = "freedom"
        house.save()
        before = Organisation.objects.count()
        call_command("load_directory", "--missing")
        assert Organisation.objects.count() == before

    def test_a_person_who_was_withdrawn_stays_so(self):
        Person.objects.update(status="withdrawn")
        call_command("load_directory", "--missing")
        assert not Person.objects.published().exists()
