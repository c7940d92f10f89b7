"""Lists as tables: what leaves can be corrected and handed in, and what was not corrected changes nothing."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from networks.exports import exported
from networks.imports import Plan, columns, layouts
from networks.imports.headings import Headings
from networks.models import Network, Project
from organisations import sheets, tables
from organisations.models import ContactPoint, Identifier, Organisation, OrganisationName, Person
from organisations.search.index import deferred
from organisations.text import fault

from ..world import (
    cite,
    make_focus_area,
    make_language,
    make_need,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
)
from .test_admin import admin_url
from .test_roles import in_role

pytestmark = pytest.mark.django_db

MAKERS = {"csv": lambda *args: b"".join(tables.csv_pieces(*args)), "xlsx": tables.xlsx_template}


def table(model=Organisation, extension="csv", language="en", queryset=None):
    rows = exported(model.objects.all() if queryset is None else queryset)
    return MAKERS[extension](columns(model), language, rows)


def read(content, model=Organisation):
    """Return the rows of a file, as they are handed in again."""
    headings = Headings(model)
    book, _encoding = sheets.read(content, headings.is_known)
    return layouts.rows_of(book, layouts.proposal(headings, book))


def again(model=Organisation, **options):
    """Take all records out and hand them in; return what each row comes to."""
    return Plan(model, read(table(model, **options), model)).rows


def unchanged(rows):
    return [(row.outcome, row.dropped, row.offered) for row in rows] == [("same", [], [])] * len(rows)


def full_house():
    make_language("en"), make_language("ar"), make_need("shelter"), make_focus_area("peace")
    house = make_organisation(
        "house",
        name_ar="بيت النساء",
        name_sv="Huset",
        summary_sv='Rad ett\n\nRad två; med semikolon, komma och "citat"',
        description_ar="=SUM(A1)\n+1",
        easy_read_en="'quoted'",
        founding_date="1994-03",
        dissolution_date="2001",
        seat=make_place("gavle", name_sv="Gävle", country="SE", subdivision="SE-X"),
        founding_place=make_place("iq"),
        places=["se", "iq"],
        languages=["en", "ar"],
        needs=["shelter"],
        focus=["peace"],
        confidentiality="area",
    )
    for channel, value, level in (
        ("call", "+4626123456;ext=12", "public"),
        ("call", "+9647701234567", "editors"),
        ("text", "+46701234567", "public"),
        ("mail", "a@house.example", "public"),
        ("web", "https://house.example/a,b", "public"),
        ("visit", "Storgatan 1, Gävle (gården), ٥", "area"),
    ):
        ContactPoint.objects.create(record=house, channel=channel, value=value, confidentiality=level)
    OrganisationName.objects.create(record=house, name="OWFI", language=make_language("en"), kind="acronym")
    OrganisationName.objects.create(record=house, name="دار", language=make_language("ar"), kind="former")
    Identifier.objects.create(organisation=house, scheme="SE-ON", value="802400-1235")
    return house


class TestThereAndBack:
    @pytest.mark.parametrize("extension", ["csv", "xlsx"])
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_nothing_changes_where_nothing_was_changed(self, extension, language):
        full_house()
        assert unchanged(again(extension=extension, language=language))

    def test_every_field_is_there(self):
        full_house()
        ((_line, cells),) = read(table())
        lacking = {column.code for column in columns(Organisation)} - cells.keys()
        assert lacking == {
            *("description_sv", "description_en", "summary_ar", "summary_en", "easy_read_sv", "easy_read_ar"),
            *("target_groups", "whatsapp", "signal", "chat", "source", "paragraph", "item"),
        }

    def test_only_what_was_corrected_changes(self):
        full_house()
        ((line, cells),) = read(table())
        (row,) = Plan(Organisation, [(line, cells | {"summary_sv": "Nytt."})]).rows
        assert (row.outcome, row.columns, row.links, row.parts) == ("changed", ["summary_sv"], {}, [])

    def test_a_value_that_was_added_to_a_cell_is_added(self):
        full_house()
        ((line, cells),) = read(table())
        (row,) = Plan(Organisation, [(line, cells | {"email": cells["email"] + "; b@house.example"})]).rows
        assert [part.value for part in row.parts] == ["b@house.example"]

    def test_an_emptied_cell_changes_nothing(self):
        full_house()
        ((line, cells),) = read(table())
        (row,) = Plan(Organisation, [(line, {"slug": cells["slug"]})]).rows
        assert row.outcome == "same"

    def test_a_record_that_is_cited_gets_no_further_citation(self):
        cite(full_house(), "name", "summary")
        assert unchanged(again())

    @pytest.mark.parametrize(("make", "model"), [(make_network, Network), (make_project, Project)])
    def test_networks_and_projects_too(self, make, model):
        make(summary_en="A text.", places=["se"], stage="ongoing")
        assert unchanged(again(model))

    def test_people_go_out(self):
        make_person(name_ar="أمينة علي")
        assert "أمينة علي" in table(Person).decode()

    @pytest.mark.parametrize("name", ["a; b", "a (b", "a؛ b", "(x)", "a, b", "x (en)"])
    def test_a_name_that_a_cell_cannot_hold_changes_nothing(self, name):
        house = make_organisation()
        OrganisationName.objects.create(record=house, name=name, language=make_language("en"), kind="variant")
        assert unchanged(again())

    def test_a_text_that_is_too_long_for_a_cell_is_left_out(self):
        make_organisation(summary_en="x" * 20_001, name_sv="Huset")
        ((_line, cells),) = read(table())
        assert ("summary_en" in cells, cells["name_sv"]) == (False, "Huset")

    def test_a_formula_is_a_text(self):
        make_organisation(summary_en="=HYPERLINK(1)", summary_sv="'=1", name_sv="@a")
        (sheet, _explanations) = load_workbook(BytesIO(table(extension="xlsx"))).worksheets
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
        assert b"'=HYPERLINK" in table()

    def test_an_arabic_sheet_runs_from_right_to_left(self):
        make_organisation()
        sheet = load_workbook(BytesIO(table(extension="xlsx", language="ar"))).worksheets[0]
        assert sheet.sheet_view.rightToLeft


class TestCost:
    def test_is_the_same_for_few_and_for_many(self):
        with deferred():
            for number in range(12):
                make_organisation(f"h-{number}", places=["se"], seat=make_place("iq"))
        costs = []
        for queryset in (Organisation.objects.filter(slug__in=["h-1", "h-2"]), Organisation.objects.all()):
            with CaptureQueriesContext(connection) as queries:
                list(exported(queryset))
            costs.append(len(queries))
        assert costs[1] <= costs[0]


class TestList:
    def get(self, client, query="", extension="csv"):
        response = client.get(f"{admin_url(Organisation, 'table', extension)}?{query}")
        return response.getvalue() if response.status_code == 200 else response

    def test_leaves_with_its_filters_and_its_search(self, editor):
        make_organisation("one", name_en="Lighthouse", status="draft"), make_organisation("two")
        make_organisation("three", status="draft")
        rows = read(self.get(editor, "q=light&status__exact=draft"))
        assert [cells["slug"] for _line, cells in rows] == ["one"]

    def test_is_offered_above_itself(self, editor):
        address = admin_url(Organisation, "table", "xlsx")
        html = editor.get(admin_url(Organisation, "changelist") + "?status__exact=draft").text
        assert f'href="{address}?status__exact=draft"' in html

    def test_leaves_as_a_workbook(self, editor):
        make_organisation("one")
        assert read(self.get(editor, extension="xlsx"))[0][1]["slug"] == "one"

    @pytest.mark.parametrize("action", ["save_csv", "save_xlsx"])
    def test_leaves_as_far_as_it_is_chosen(self, editor, action):
        chosen, _other = make_organisation("one"), make_organisation("two")
        data = {"action": action, "_selected_action": [chosen.pk]}
        response = editor.post(admin_url(Organisation, "changelist"), data)
        assert [cells["slug"] for _line, cells in read(response.getvalue())] == ["one"]

    def test_holds_nothing_that_was_withdrawn(self, editor):
        make_organisation("one"), make_organisation("two", status="withdrawn")
        assert len(read(self.get(editor))) == 1

    def test_is_in_the_language_of_the_editor(self, editor):
        make_organisation("one")
        address = admin_url(Organisation, "table", "csv").replace("/en/", "/ar/")
        assert "الاسم" in editor.get(address).getvalue().decode()

    def test_is_not_for_translators(self):
        make_organisation("one")
        assert self.get(in_role("Translator")).status_code == 403

    def test_of_people_is_not_for_who_may_not_change_them(self):
        make_person()
        assert in_role("Editor").get(admin_url(Person, "table", "csv")).status_code == 403

    def test_is_not_for_who_is_not_signed_in(self, client):
        assert client.get(admin_url(Organisation, "table", "csv")).status_code == 302

    def test_of_a_kind_that_there_is_not_is_not_found(self, editor):
        assert editor.get(admin_url(Organisation, "table", "pdf")).status_code == 404

    def test_with_a_filter_that_there_is_not_leads_to_the_list(self, editor):
        assert self.get(editor, "nonsense=1").status_code == 302


LINES = st.text(
    st.one_of(st.sampled_from("=+-@'\"\\;,؛،()<& ٠١٢abåÖابت كوردیە\n"), st.characters(codec="utf-8")),
    max_size=40,
).filter(lambda text: not fault(text) and "�" not in text)
SHORT = LINES.map(lambda text: f"a{' '.join(text.split())}"[:40]).filter(lambda text: "<" not in text)
DATES = st.sampled_from(["", "1994", "2001-02", "2001-02-03", "XXXX-03-08"])
LEVELS = st.sampled_from(["public", "editors"])
CONTACTS = st.lists(
    st.one_of(
        st.tuples(st.just("call"), st.sampled_from(["+46705050501", "+4626123456;ext=12", "112"]), LEVELS),
        st.tuples(st.just("visit"), SHORT, LEVELS),
        st.tuples(st.just("mail"), st.sampled_from(["a@b.example", "a.b+c@d.example"]), LEVELS),
        st.tuples(
            st.just("web"), st.sampled_from(["https://a.example/?a=1,2&b=(c)", "http://b.example"]), LEVELS
        ),
    ),
    max_size=3,
    unique_by=lambda row: row[:2],
)
RECORDS = st.fixed_dictionaries(
    {
        "texts": st.dictionaries(
            st.sampled_from(["summary_sv", "summary_ar", "description_en", "easy_read_ar"]), LINES
        ),
        "names": st.tuples(SHORT, SHORT),
        "others": st.lists(st.tuples(SHORT, st.sampled_from(["sv", "ar", "en"])), max_size=3, unique=True),
        "founding_date": DATES,
        "confidentiality": st.sampled_from(["", "public", "area", "editors"]),
        "kind": st.sampled_from(["", "shelter", "media"]),
        "places": st.lists(st.sampled_from(["se", "iq", "gavle"]), unique=True),
        "contacts": CONTACTS,
    }
)


def test_a_workbook_holds_what_a_csv_holds():
    for number in range(20):
        texts = ["=1", "'=1", "''a", "-x", "@y", "a\n\nb", '"', "٠١٢", " x", "+1;2"]
        make_organisation(f"h-{number}", summary_sv=texts[number % 10], name_ar=f"ا{number}")
    assert read(table(extension="xlsx")) == [
        [line, cells] for line, (_number, cells) in enumerate(read(table()), 2)
    ]


def make(texts, names, others, contacts, **fields):
    """Make a record as somebody would who fills a form with all this, as far as rules allow it."""
    house = make_organisation("house", status="draft", name_sv=names[0], name_ar=names[1], **fields, **texts)
    for name, language in others:
        house.other_names.create(name=name, language=make_language(language), kind="variant")
    for channel, value, level in contacts:
        house.contact_points.create(channel=channel, value=value, confidentiality=level)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(values=RECORDS)
def test_whatever_a_record_holds_nothing_changes_where_nothing_was_changed(values):
    with transaction.atomic():
        try:
            with transaction.atomic():
                make(**values)
        except ValidationError:
            return
        assert unchanged(again())
        transaction.set_rollback(True)
