"""What editors decide of the rows of a file in its preview, and the rows that stay out."""

import csv
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from networks.imports import Outcome, Plan
from networks.models import ImportFile
from organisations.models import Organisation
from orgdirectory.editing.import_decisions import records_found
from orgdirectory.editing.imports import imported

from ..world import make_organisation

pytestmark = pytest.mark.django_db
NEW, CHANGED, SAME, AMBIGUOUS, OUT, REFUSED = Outcome
LIKE = {"name_en": "Womens House of Lund", "original_language": "en"}
OTHER = {"name_en": "Peace in Basra", "original_language": "en"}


def plan(*rows, **options):
    return Plan(Organisation, list(enumerate(rows, 2)), **options)


def outcomes(*rows, **options):
    return [row.outcome for row in plan(*rows, **options).rows]


def file_with(*rows, **report):
    report = {"encoding": "UTF-8"} | report
    return ImportFile.objects.create(
        name="list.csv", kind="organisation", rows=list(enumerate(rows, 2)), report=report
    )


def address(file, page="file", *more):
    return reverse(f"editing:import_{page}", args=["organisation", file.pk, *more])


@pytest.fixture
def house():
    return make_organisation("house", name_en="Women's Houses of Lund")


class TestADecision:
    def test_makes_a_row_a_change_of_the_record_that_it_is(self, house):
        row = plan(LIKE | {"kind": "shelter"}, decisions={"2": str(house.pk)}).rows[0]
        assert (row.outcome, row.record.pk) == (CHANGED, house.pk)

    def test_leaves_the_record_its_address(self, house):
        row = plan(LIKE | {"slug": "new"}, decisions={"2": str(house.pk)}).rows[0]
        assert row.record.slug == "house"

    def test_leaves_a_row_out(self, house):
        assert outcomes(LIKE, decisions={"2": "out"}) == [OUT]

    def test_makes_no_refused_row_come(self, house):
        assert outcomes({"name_en": ""}, decisions={"2": "new"}) == [REFUSED]

    @pytest.mark.parametrize("gone", [{"status": "withdrawn"}, None])
    def test_for_a_record_that_is_gone_is_to_be_made_again(self, house, gone):
        decisions = {"2": str(house.pk)}
        if gone:
            Organisation.objects.filter(pk=house.pk).update(**gone)
        else:
            house.delete()
        row = plan(OTHER, decisions=decisions).rows[0]
        assert (row.outcome, "Decide again" in row.reasons[0]) == (AMBIGUOUS, True)

    def test_is_not_needed_where_the_slug_tells(self, house):
        row = plan({"slug": "house", "kind": "shelter"}, decisions={"2": "new"}).rows[0]
        assert (row.outcome, row.decision) == (CHANGED, "")

    def test_for_one_record_is_taken_once(self, house):
        decisions = {"2": str(house.pk), "3": str(house.pk)}
        assert outcomes(LIKE | {"kind": "media"}, OTHER, decisions=decisions) == [CHANGED, REFUSED]


class TestRowsLikeOneAnother:
    @pytest.mark.parametrize(
        ("one", "other", "why"),
        [
            ("Kvinnojouren Umeå", "Kvinnojouren Umeå", "Line 2 has this name."),
            ("Kvinnojouren Umeå", "Kvinojouren Umeå", "Line 2: one letter differs."),
            ("Umeå Kvinnojour", "Kvinnojouren i Umeå", "Line 2: the same words in another form or order."),
            ("Leila Qaraee", "Laila Qarai", "Line 2: the names sound alike."),
            ("Halala Rafi", "هلالة رافع", "Line 2: the same name in other letters."),
            ("PWJ", "Peace Winds Japan", "Line 2: one is made of the other's first letters."),
        ],
    )
    def test_make_the_second_doubtful(self, one, other, why):
        rows = plan({"slug": "a", "name_sv": one}, {"slug": "b", "name_sv": other}).rows
        assert [row.outcome for row in rows] == [NEW, AMBIGUOUS]
        assert rows[1].reasons == [why]

    def test_of_one_website_too(self):
        rows = [LIKE | {"website": "a.example"}, OTHER | {"website": "https://www.a.example/sv"}]
        assert outcomes(*rows) == [NEW, AMBIGUOUS]

    def test_are_two_where_an_editor_says_so(self):
        assert outcomes(LIKE, LIKE, decisions={"3": "new"}) == [NEW, NEW]

    def test_are_none_where_the_first_is_left_out(self):
        assert outcomes(LIKE, LIKE, decisions={"2": "out"}) == [OUT, NEW]

    def test_do_not_name_what_is_named_as_a_record(self, house):
        rows = plan({"slug": "house", "name_en": LIKE["name_en"]}, LIKE | {"slug": "b"}).rows
        assert [doubt.value for doubt in rows[1].doubts] == ["record"]

    def test_come_to_the_same_when_an_import_goes_on(self):
        whole = outcomes(LIKE, OTHER, LIKE)
        rest = outcomes(LIKE, OTHER, LIKE, after=3)
        assert (whole, rest) == ([NEW, NEW, AMBIGUOUS], [AMBIGUOUS])


def field_case(name):
    content = (Path(__file__).parents[1] / "field_cases" / name).read_text("utf-8-sig")
    return list(csv.DictReader(content.splitlines(), delimiter=";" if ";" in content else ","))


class TestNamesFromTheField:
    def test_acronyms_are_no_forms_of_one_another(self):
        assert outcomes(*field_case("32-acronyms.csv")) == [NEW] * 4

    def test_names_are_known_in_the_other_script(self):
        for slug, name in [("a", "Layla Center"), ("b", "Huda Center"), ("c", "Hanan Center")]:
            make_organisation(slug, name_en=name)
        for slug, name in [("d", "مركز هبة"), ("e", "مركز وفاء")]:
            make_organisation(slug, name_en="", name_ar=name, original_language="ar")
        rows = plan(*field_case("42-names-two-scripts.csv")).rows
        assert [[one.slug for one in row.likely] for row in rows] == [["a"], ["b"], ["c"], ["d"], ["e"]]


class TestThePreview:
    def decide(self, editor, file, **data):
        return editor.post(address(file), data, follow=True).content.decode()

    def decisions(self, file):
        file.refresh_from_db()
        return file.report["decisions"]

    def test_offers_each_record_with_a_link_and_the_reason(self, editor, house):
        page = editor.get(address(file_with(LIKE))).content.decode()
        link = reverse("admin:organisations_organisation_change", args=[house.pk])
        assert f'value="{house.pk}"' in page
        assert link in page
        assert "the same words in another form" in page

    def test_shows_a_decided_row_as_the_change_it_is(self, editor, house):
        file = file_with(LIKE | {"kind": "shelter"})
        page = self.decide(editor, file, **{"shown": 2, "was-2": "", "decision-2": house.pk})
        assert self.decisions(file) == {"2": str(house.pk)}
        assert '<tr class="changed">' in page

    def test_takes_a_decision_back(self, editor, house):
        file = file_with(LIKE, decisions={"2": "out"})
        self.decide(editor, file, **{"shown": 2, "was-2": "out", "decision-2": ""})
        assert self.decisions(file) == {}

    def test_keeps_what_somebody_else_decided_meanwhile(self, editor, house):
        file = file_with(LIKE, decisions={"2": "out"})
        page = self.decide(editor, file, **{"shown": 2, "was-2": "", "decision-2": "new"})
        assert (self.decisions(file), "somebody else has decided" in page) == ({"2": "out"}, True)

    def test_keeps_decisions_on_rows_of_other_pages(self, editor, house):
        file = file_with(LIKE, LIKE, decisions={"3": "out"})
        self.decide(editor, file, **{"shown": 2, "was-2": "", "decision-2": "new"})
        assert self.decisions(file) == {"2": "new", "3": "out"}

    @pytest.mark.parametrize("nonsense", ["x", "-1", "new new", str(2**70)])
    def test_takes_no_nonsense(self, editor, house, nonsense):
        file = file_with(LIKE)
        self.decide(editor, file, **{"shown": 2, "was-2": "", "decision-2": nonsense})
        assert self.decisions(file) == {}

    def test_a_decision_for_no_record_is_to_be_made_again(self, editor, house):
        sent = {"shown": 2, "was-2": "", "decision-2": house.pk + 9}
        page = self.decide(editor, file_with(LIKE), **sent)
        assert "Decide again" in page

    def test_finds_a_record_that_is_not_named(self, editor, house):
        other = make_organisation("other", name_en="Quite Another")
        file = file_with(LIKE)
        self.decide(editor, file, **{"shown": 2, "was-2": "", "decision-2": "another", "sought-2": "other"})
        assert self.decisions(file) == {"2": str(other.pk)}

    def test_lets_choose_among_many_found(self, editor, house):
        for slug in ("a", "b"):
            make_organisation(slug, name_en=f"Quite Another {slug}")
        file = file_with(LIKE)
        page = self.decide(editor, file, **{"shown": 2, "was-2": "", "decision-2": "", "sought-2": "Quite"})
        assert (self.decisions(file), page.count("found for “Quite”")) == ({}, 2)

    def test_says_that_nothing_is_found(self, editor, house):
        sent = {"shown": 2, "was-2": "", "decision-2": "another", "sought-2": "zzz"}
        assert "no record is found for “zzz”" in self.decide(editor, file_with(LIKE), **sent)

    def test_finds_nothing_withdrawn(self, house):
        Organisation.objects.filter(pk=house.pk).update(status="withdrawn")
        assert records_found(Organisation, "house") == []

    def test_decides_on_all_rows_of_one_reason(self, editor, house):
        file = file_with(LIKE, OTHER, OTHER, decisions={})
        self.decide(editor, file, bulk=1, doubt="record", all="out")
        assert self.decisions(file) == {"2": "out"}

    def test_decides_at_once_that_each_is_the_record_it_is_like(self, editor, house):
        file = file_with(LIKE)
        self.decide(editor, file, bulk=1, doubt="record", all="likely")
        assert self.decisions(file) == {"2": str(house.pk)}

    def test_decides_nothing_anew_that_is_decided(self, editor, house):
        file = file_with(LIKE, decisions={"2": "out"})
        self.decide(editor, file, bulk=1, doubt="record", all="new")
        assert self.decisions(file) == {"2": "out"}

    def test_leaves_a_row_out_that_is_not_to_come_without_its_cells(self, editor):
        file = file_with(OTHER | {"phone": "abc"})
        assert 'name="without-2" checked' in editor.get(address(file)).content.decode()
        self.decide(editor, file, **{"shown": 2, "lacking": 2, "was-2": ""})
        assert self.decisions(file) == {"2": "out"}
        self.decide(editor, file, **{"shown": 2, "lacking": 2, "was-2": "out", "without-2": "on"})
        assert self.decisions(file) == {}

    def test_takes_repaired_readings(self, editor):
        file = file_with(OTHER)
        self.decide(editor, file, **{"offers": 2, "repaired-2": "on"})
        file.refresh_from_db()
        assert file.report["repaired"] == [2]

    def test_imports_nothing_where_something_is_to_be_told(self, editor, house):
        file = file_with(LIKE, decisions={"2": "out"})
        sent = {"shown": 2, "was-2": "", "decision-2": "new"}
        response = editor.post(address(file, "run"), sent)
        assert (response.status_code, Organisation.objects.count()) == (303, 1)

    def test_decides_nothing_of_rows_that_are_read_otherwise_by_now(self, editor, house):
        file = file_with(LIKE)
        seen = file.layout_digest
        ImportFile.objects.update(layout={"sheet": 1})
        sent = {"shown": 2, "was-2": "", "decision-2": "new", "layout": seen}
        assert "columns of the file were changed" in self.decide(editor, file, **sent)
        file.refresh_from_db()
        assert "decisions" not in file.report

    def test_says_that_the_file_was_imported_meanwhile(self, editor, house):
        file = file_with(LIKE)
        ImportFile.objects.update(state="done")
        sent = {"shown": 2, "was-2": "", "decision-2": "new"}
        assert "imported meanwhile" in self.decide(editor, file, **sent)


class TestRowsThatStayOut:
    def lines(self, editor, file):
        content = editor.get(address(file, "leftovers", "csv")).content.decode("utf-8-sig")
        return content.splitlines()

    def with_sheets(self, *rows):
        file = file_with(*rows)
        lines = [[1, ["Namn", "#"]], [2, ["Women's House of Lund", "=1"]], [3, ["Peace in Basra", "2"]]]
        ImportFile.objects.update(
            layout={"sheet": 0, "heading": 1, "columns": ["name_sv", ""]},
            sheets=[{"name": "", "hidden": False, "lines": lines, "notes": {}}],
        )
        return file

    def test_come_out_as_they_were_with_the_reason(self, editor, house):
        file = self.with_sheets(LIKE, OTHER)
        assert self.lines(editor, file) == [
            "Why it stayed out,Namn,#",
            "“house”: the same words in another form or order.,Women's House of Lund,'=1",
        ]

    def test_of_a_file_without_lines_come_out_by_its_columns(self, editor, house):
        assert self.lines(editor, file_with(LIKE))[0] == "Why it stayed out,original language,name – English"

    def test_come_out_of_the_report_too(self, editor, admin_user, house):
        file = self.with_sheets(LIKE, OTHER)
        before = self.lines(editor, file)
        list(imported(file, admin_user))
        file.refresh_from_db()
        assert (file.state, self.lines(editor, file)) == ("done", before)
        assert [number for number, _texts in file.sheets[0]["lines"]] == [1, 2]

    def test_come_out_as_a_workbook(self, editor, house):
        content = editor.get(address(self.with_sheets(LIKE), "leftovers", "xlsx")).content
        cells = [cell.value for cell in next(load_workbook(BytesIO(content)).active.iter_rows(min_row=2))]
        assert cells[1:] == ["Women's House of Lund", "=1"]

    def test_are_for_who_may_import(self, client, house):
        assert client.get(address(file_with(LIKE), "leftovers", "csv")).status_code == 302
