"""A state that was known at a date is not told as if it were so today."""

from datetime import date

import pytest

from networks.models import Participation, Project
from organisations.models import Role

from .world import (
    cite,
    make_affiliation,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_project,
    make_role,
    make_source,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def chair():
    return Role.objects.create(slug="chair", name_en="chair", name_sv="ordförande", lasting=True)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("organisations.dates.localdate", lambda: date(2026, 6, 1))


def make_chair(**fields):
    return make_affiliation(make_organisation(), "chair", person=make_person(), **fields)


class TestAnOffice:
    def test_is_told_with_the_date_at_which_it_is_known(self):
        assert make_chair(as_of="2023-02").period_display == "as of February 2023"

    def test_of_an_undated_source_says_so(self):
        assert make_chair().period_display == "undated source"

    def test_keeps_the_date_at_which_it_began(self):
        assert make_chair(start_date="2019", as_of="2023").period_display == "from 2019, as of 2023"

    def test_that_has_ended_needs_none(self):
        assert make_chair(start_date="2019", end_date="2021", as_of="2020").period_display == "2019–2021"

    def test_in_what_has_ended_needs_none(self):
        project = make_project(start_date="2006", end_date="2008")
        tie = make_participation(project, "chair", person=make_person())
        assert tie.period_display == ""

    def test_in_what_goes_on_needs_one(self):
        tie = make_participation(make_project(start_date="2006"), "chair", person=make_person())
        assert tie.period_display == "undated source"

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_is_dated_on_the_pages_of_both(self, client, language):
        tie = make_chair(as_of="2023")
        for record in (tie.person, tie.organisation):
            page = client.get(f"/{language}/{record.path}/").content.decode()
            assert "2023" in page


def test_what_happened_once_needs_no_date():
    make_role("speaker")
    tie = make_participation(make_project(), "speaker", person=make_person())
    assert tie.period_display == ""


@pytest.mark.parametrize("make", [make_network, make_project])
class TestAStage:
    def test_is_told_with_the_date_at_which_it_is_known(self, make):
        assert make(stage="ongoing", as_of="2026-02").stage_display == "ongoing, as of February 2026"

    def test_of_an_undated_source_says_so(self, make):
        assert make(stage="planned").stage_display == "planned, undated source"

    def test_planned_in_a_year_that_has_passed_was_planned(self, make):
        assert make(stage="planned", as_of="2018-06").stage_display == "was planned, as of June 2018"

    def test_completed_is_so_for_good(self, make):
        assert make(stage="completed", as_of="2018").stage_display == "completed"

    def test_that_nobody_states_is_nothing(self, make):
        assert make(as_of="2018").stage_display == ""


class TestAPlan:
    def test_for_a_year_that_has_passed_was_planned(self):
        project = make_project(stage="planned", start_date="2019", end_date="2020")
        assert project.stage_display == "was planned, undated source"

    def test_for_a_year_to_come_is_planned(self):
        project = make_project(stage="planned", start_date="2019", end_date="2027", as_of="2018")
        assert project.stage_display == "planned, as of 2018"

    def test_for_a_year_nobody_knows_goes_by_its_source(self):
        project = make_project(stage="planned", start_date="XXXX-03-01", as_of="2018")
        assert project.stage_display == "was planned, as of 2018"

    @pytest.mark.parametrize(("language", "words"), [("sv", "var planerat"), ("ar", "كان مخططًا له")])
    def test_is_told_at_the_ties_to_it_and_on_its_card(self, client, language, words):
        project = make_project(stage="planned", start_date="2019", end_date="2020")
        tie = make_participation(project, organisation=make_organisation())
        assert words in client.get(f"/{language}/{tie.organisation.path}/").content.decode().lower()
        assert words in client.get(f"/{language}/projects/").content.decode()
        assert words in client.get(f"/{language}/connections/?country=").content.decode()
        assert words in client.get(f"/{language}/ties/").content.decode()
        assert words in client.get(f"/{language}/timeline/").content.decode()


@pytest.mark.parametrize(
    "page", ["projects/", "search/?q=clinic", "help/shelter/", "sheet/?pick=projects/clinic"]
)
def test_what_goes_on_is_dated_wherever_it_is_offered(client, page):
    make_project("clinic", kind="service", stage="ongoing", as_of="2018", needs=["shelter"])
    assert "ongoing, as of 2018" in client.get(f"/en/{page}").content.decode().lower()


class TestAPeriod:
    def test_is_open_to_this_day_only_while_that_is_known(self):
        assert make_project(stage="ongoing", start_date="2004", as_of="2026").period_display == "since 2004"

    @pytest.mark.parametrize("as_of", ["2018", ""])
    def test_of_what_went_on_some_years_ago_has_a_beginning_only(self, as_of):
        project = make_project(stage="ongoing", start_date="2004", as_of=as_of)
        assert project.period_display == "from 2004"

    @pytest.mark.parametrize("stage", ["", "completed"])
    def test_whose_end_nobody_states_does_not_look_like_one_year(self, stage):
        project = make_project(stage=stage, start_date="2004")
        assert project.period_display == "from 2004, end unknown"

    def test_of_an_office_in_what_has_ended_says_that_its_end_is_unknown(self):
        project = make_project(start_date="2006", end_date="2008")
        tie = make_participation(project, "chair", person=make_person(), start_date="2006")
        assert tie.period_display == "from 2006, end unknown"

    def test_of_an_office_of_one_year_is_that_year(self):
        assert make_chair(start_date="1994", end_date="1994").period_display == "1994"

    def test_of_what_was_done_at_once_is_its_date(self):
        make_role("founder")
        tie = make_affiliation(make_organisation(), "founder", person=make_person(), start_date="1994")
        assert tie.period_display == "1994"

    def test_of_who_answers_for_a_project_does_not_look_like_one_year(self):
        make_role("lead")
        tie = make_participation(make_project(), "lead", person=make_person(), start_date="1998-03")
        assert tie.period_display == "from March 1998, end unknown"

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("sv", "från 1994, slut okänt"),
            ("ar", "من 1994، والنهاية غير معروفة"),
            ("en", "from 1994, end unknown"),
        ],
    )
    def test_of_unknown_end_is_told_apart_wherever_it_stands(self, client, language, words):
        project = make_project(start_date="1994")
        tie = make_participation(
            project, organisation=make_organisation(), start_date="1994", end_date="1994"
        )
        for page in (
            *("projects/", project.path + "/", tie.organisation.path + "/", "timeline/"),
            f"sheet/?pick={project.path}",
        ):
            assert words in client.get(f"/{language}/{page}").content.decode(), page


class TestTheDateOfTheSource:
    @pytest.fixture
    def source(self):
        return make_source(date="2019-02-03")

    def test_dates_an_office_that_it_states(self, source):
        tie = make_chair()
        cite(tie, "role", source=source)
        tie.refresh_from_db()
        assert tie.as_of == "2019-02-03"

    def test_dates_a_stage_that_it_states(self, source):
        project = make_project(stage="ongoing")
        cite(project, "stage", source=source)
        assert Project.objects.get().as_of == "2019-02-03"

    def test_leaves_what_somebody_has_dated(self, source):
        tie = make_chair(as_of="2018")
        cite(tie, "role", source=source)
        tie.refresh_from_db()
        assert tie.as_of == "2018"

    def test_does_not_date_what_it_does_not_state(self, source):
        project = make_project(stage="ongoing")
        cite(project, "name", source=source)
        assert Project.objects.get().as_of == ""

    def test_does_not_date_what_is_no_state(self, source):
        make_role("speaker")
        tie = make_participation(make_project(), "speaker", person=make_person())
        cite(tie, "role", source=source)
        assert Participation.objects.get().as_of == ""

    def test_that_it_has_not_dates_nothing(self):
        tie = make_chair()
        cite(tie, "role")
        tie.refresh_from_db()
        assert tie.as_of == ""
