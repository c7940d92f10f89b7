"""What nobody can see comes in by no door: it is left out where people type, and refused in files."""

import json
import re
from io import BytesIO

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.models.expressions import RawSQL
from django.http import QueryDict
from django.urls import reverse
from openpyxl import Workbook

from networks.models import Citation, Membership, Report
from organisations import sheets, text
from organisations.models import (
    ContactPoint,
    FocusArea,
    Helpline,
    Organisation,
    Place,
    Revision,
    Role,
    Source,
)

from .conftest import make_account
from .editor.test_admin import admin_url, form_data
from .editor.test_po_files import GOOD, PAGE, entry, po
from .visitor.test_confirmation import link
from .visitor.test_correcting import ask, code_in, correct
from .visitor.test_report import send
from .world import (
    cite,
    make_confirmation_request,
    make_helpline,
    make_membership,
    make_need,
    make_network,
    make_organisation,
    make_place,
    make_report,
    make_role,
    make_source,
)

CLASSES = {
    "NUL": "\0",
    "a control character": "\x1b",
    "a vertical tab": "\x0b",
    "DEL": "\x7f",
    "an override of direction": "\u202e",
    "an embedding": "\u202a",
    "an isolate": "\u2067",
    "the end of an isolate": "\u2069",
    "a control character of 1963": "\x9b",
    "a blank letter": "\u3164",
    "a tag": "\U000e0041",
    "no character": "\ufffe",
}
# What word processors leave: taken away wherever it comes in, and no fault of a file.
LEFTOVERS = ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u034f"]
EVERY = pytest.mark.parametrize("sign", CLASSES.values(), ids=CLASSES)
SURROGATE = "\ud800"
ALSO_HALVES = pytest.mark.parametrize(
    "sign", [*CLASSES.values(), SURROGATE], ids=[*CLASSES, "half a character"]
)


# The one spelling


@ALSO_HALVES
def test_a_text_is_cleaned_of_it(sign):
    assert text.clean(f"{sign}a{sign}b{sign}") == "ab"


@pytest.mark.parametrize(
    "kept", ["a\nb", "a\tb", "می\u200cروم", "\u200fabc", "\u200ea", "\u061ca", "😀", "❤\ufe0f"]
)
def test_a_text_keeps_what_its_writer_needs(kept):
    assert text.clean(kept) == kept


@pytest.mark.parametrize("leftover", LEFTOVERS)
def test_a_text_is_cleaned_of_what_a_word_processor_leaves(leftover):
    assert text.clean(f"{leftover}för{leftover}ening") == "förening"


@pytest.mark.parametrize("leftover", LEFTOVERS)
def test_a_file_with_what_a_word_processor_leaves_has_no_fault(leftover):
    assert text.fault(f"för{leftover}ening") is None


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n", "\x85", "\u2028", "\u2029"])
def test_lines_end_in_one_way(ends):
    assert text.clean(f"a{ends}b{ends}{ends}c") == "a\nb\n\nc"


@pytest.mark.parametrize(
    ("written", "line"), [("a\0", 1), ("a\r\nb\u202e", 2), ("a\rb\rc\x1b", 3), ("a\n\n\u2066\0", 3)]
)
def test_the_first_faulty_line_of_a_file_is_named(written, line):
    assert text.fault(written)[0] == line


def test_a_character_that_nobody_can_see_is_named():
    assert "U+202E" in text.fault("a\u202eb")[1]


@pytest.mark.parametrize("written", ["", "a\r\nb\tc", "\u200f٣\u200e", "a\u2028b"])
def test_a_file_without_fault_has_none(written):
    assert text.fault(written) is None


@pytest.mark.parametrize(
    "blank", ["", " ", "\t\n", "\u00a0", "\u200b", "\u3000\u2003", "\u200f\u061c", "\ufeff"]
)
def test_what_shows_nothing_is_blank(blank):
    assert text.is_blank(blank)


@pytest.mark.parametrize("shown", ["a", "ب", " . ", "٣", "🙂"])
def test_what_shows_something_is_not_blank(shown):
    assert not text.is_blank(shown)


@pytest.mark.parametrize(
    ("typed", "read"), [("١٩٩٤", "1994"), ("۱۹۹۴", "1994"), ("19²", "19²"), ("a١", "a1")]
)
def test_digits_of_every_script_are_read(typed, read):
    assert text.digits(typed) == read


@pytest.mark.parametrize("sent", ["", None, "-1", "1.0", "²", "٣", "9" * 18, " 1", "x", "\0"])
def test_what_is_no_number_is_none(sent):
    assert text.number(sent) is None


@pytest.mark.parametrize("sent", ["0", "7", "9" * 17])
def test_a_number_is_read(sent):
    assert text.number(sent) == int(sent)


def test_an_address_without_fault_stays_the_very_same():
    query = QueryDict("q=a&q=b&page=2")
    assert text.clean_query(query) is query


def test_a_cleaned_address_keeps_all_its_fields_and_cannot_be_changed():
    cleaned = text.clean_query(QueryDict("q=%00a&q=b&%E2%80%AEpage=2"))
    assert (cleaned.getlist("q"), cleaned["page"]) == (["a", "b"], "2")
    with pytest.raises(AttributeError):
        cleaned["q"] = "c"


def test_a_password_is_taken_as_it_was_typed():
    assert text.clean_query(QueryDict("password=%E2%80%AEa&name=%00"))["password"] == "\u202ea"


# What is stored, by whatever way it is written


def a_house():
    return make_organisation(), "summary_sv"


def a_name():
    return make_organisation(), "name_sv"


def a_description():
    return make_network(), "description_ar"


def a_contact():
    house = make_organisation()
    return house.contact_points.create(channel="visit", value="Storgatan 1"), "value"


def a_citation():
    return cite(make_organisation(status="draft"), "name"), "quote"


def a_tie():
    return make_membership(make_network(), organisation=make_organisation()), "note_en"


def a_message():
    return make_report(), "message"


def an_answer():
    return make_report(), "answer"


COLUMNS = {
    "a summary": a_house,
    "a name": a_name,
    "a description": a_description,
    "a contact": a_contact,
    "a quotation": a_citation,
    "a note": a_tie,
    "a message": a_message,
    "an answer": an_answer,
    "a place": lambda: (make_place("lund"), "name_ar"),
    "a need": lambda: (make_need("peace"), "name_en"),
    "a role": lambda: (make_role(), "name_ar"),
    "a title": lambda: (make_source(), "title"),
    "a helpline": lambda: (make_helpline(), "purpose_sv"),
    "a note on a revision": lambda: (Revision.objects.create(), "note"),
}


def by_saving(row, column, value):
    setattr(row, column, value)
    row.save()


def by_an_update(row, column, value):
    type(row).objects.filter(pk=row.pk).update(**{column: value})


def past_the_manager(row, column, value):
    type(row)._base_manager.filter(pk=row.pk).update(**{column: value})


def by_a_fixture(row, column, value):
    rows = json.loads(serializers.serialize("json", [row]))
    rows[0]["fields"][column] = value
    for one in serializers.deserialize("json", json.dumps(rows)):
        one.save()


def by_an_update_of_many(row, column, value):
    setattr(row, column, value)
    type(row).objects.bulk_update([row], [column])


WAYS = [by_saving, by_an_update, past_the_manager, by_a_fixture, by_an_update_of_many]


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", COLUMNS)
def test_no_column_holds_it(name, way):
    row, column = COLUMNS[name]()
    way(row, column, f"Ab{SURROGATE}{''.join(CLASSES.values())}cd")
    row.refresh_from_db()
    assert getattr(row, column) == "Abcd"


@pytest.mark.django_db
@ALSO_HALVES
def test_no_class_of_it_is_saved(sign):
    house = make_organisation(summary_en=f"A{sign} house.")
    assert (house.summary_en, Organisation.objects.get().summary_en) == ("A house.", "A house.")


@pytest.mark.django_db
def test_the_history_does_not_hold_it_either():
    make_organisation(summary_en="A\u202e house.")
    assert Organisation.history.get().summary_en == "A house."


@pytest.mark.django_db
def test_rows_made_together_do_not_hold_it():
    Organisation.objects.bulk_create([Organisation(slug="a", name_en="A\0\u202e", original_language="en")])
    assert Organisation.objects.get().name_en == "A"


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["\0", SURROGATE])
def test_a_search_by_it_finds_nothing_and_does_not_fail(sign):
    make_organisation()
    assert not Organisation.objects.filter(summary_en=f"x{sign}").exists()


def test_every_column_of_text_that_people_write_is_cleaned():
    from organisations.fields import CleanText
    from organisations.models.rules import texts_of

    checked_by_themselves = {
        "slug",
        "code",
        "country",
        "subdivision",
        "oecd_dac",
        "icnpo",
    }
    checked_by_themselves |= {"original_language", "language", "answer_language", "founding_date"}
    checked_by_themselves |= {"dissolution_date", "start_date", "end_date", "as_of", "date"}
    models = [
        Organisation,
        ContactPoint,
        FocusArea,
        Helpline,
        Place,
        Role,
        Source,
        Citation,
        Membership,
        Report,
    ]
    left = {field.name for model in models for field in texts_of(model) if not isinstance(field, CleanText)}
    assert left <= checked_by_themselves


# Addresses


def body(response):
    """Return a page without the line that only paper shows, which isolates its own address."""
    return re.sub(r'data-running="[^"]*"', "", response.text)


PATHS = {
    "organisations/": ("q", "country", "place", "focus", "kind", "language", "since", "page", "nothing"),
    "search/": ("q", "kind", "country", "page"),
    "timeline/": ("q", "country", "since", "page"),
    "connections/": ("kind", "country", "focus", "year", "about", "q", "undated"),
    "ties/": ("role", "kind", "target", "country", "about", "since", "sort", "page"),
    "sheet/": ("find", "pick", "beside", "sheet"),
    "report/": ("about", "kind", "fact"),
}


@pytest.mark.django_db
@EVERY
@pytest.mark.parametrize("path", PATHS)
def test_no_page_shows_it_again(client, path, sign):
    make_organisation(places=["se"])
    for name in PATHS[path]:
        response = client.get(f"/en/{path}", {name: f"{sign}se{sign}", f"{sign}x": "1"}, follow=True)
        assert (response.status_code in (200, 400, 404), sign in body(response)) == (True, False)


@pytest.mark.django_db
@EVERY
def test_suggestions_do_not_hold_it(client, sign):
    make_organisation()
    assert client.get("/en/search/suggest/", {"q": f"{sign}wom"}).json()["suggestions"]


@pytest.mark.django_db
def test_words_are_sought_without_it(client):
    make_organisation()
    assert "organisations/womens-house/" in client.get("/en/search/", {"q": "wo\u202emens\0"}).text


@pytest.mark.django_db
def test_a_country_is_chosen_without_it(client):
    make_organisation(places=["se"])
    response = client.get("/en/organisations/", {"country": "S\0E"})
    assert (response.status_code, "Womens House" in response.text) == (200, True)


@pytest.mark.django_db
def test_a_page_is_found_without_it(client):
    assert client.get("/en/organisations/", {"page": "1\u202e"}).status_code == 200


@pytest.mark.django_db
@EVERY
@pytest.mark.parametrize(
    "path", ["organisations/{}/", "people/a{}b/", "sources/{}/cite.bib", "{}/", "countries/s{}e/"]
)
def test_no_path_leads_anywhere_with_it(client, path, sign):
    response = client.get(f"/en/{path.format(sign)}")
    assert response.status_code in (301, 404)
    assert sign not in response.headers.get("Location", "") + body(response)


@pytest.mark.django_db
@EVERY
def test_no_page_of_the_admin_shows_it_again(editor, sign):
    house = make_organisation()
    lists, form = admin_url(Organisation, "changelist"), admin_url(Organisation, "change", "xyz")
    pages = [
        editor.get(lists, {"q": f"{sign}house"}, follow=True),
        editor.get(lists, {"status__exact": sign}, follow=True),
        editor.get(lists, {f"e{sign}": "1"}, follow=True),
        editor.get(form.replace("xyz", f"{house.pk}{sign}x"), follow=True),
        editor.get(admin_url(Organisation, "merge_with", house.pk), {"q": f"{sign}hou"}),
        editor.get(admin_url(Organisation, "alike"), {"name": f"{sign}Womens House"}),
    ]
    assert [sign in page.text for page in pages] == [False] * 6


# Forms


@pytest.mark.django_db
class TestAReadersForm:
    @EVERY
    def test_takes_a_message_without_it(self, client, sign):
        send(client, message=f"1994 is{sign} wrong.{sign}")
        assert Report.objects.get().message == "1994 is wrong."

    @EVERY
    def test_takes_nothing_but_it_for_no_message(self, client, sign):
        response = send(client, message=sign * 3)
        assert (response.status_code, Report.objects.exists()) == (400, False)

    @EVERY
    def test_is_shown_again_without_it(self, client, sign):
        response = send(client, "en", message=f"abc{sign}", kind=f"x{sign}y", stamp="")
        assert (response.status_code, sign in body(response)) == (400, False)

    @EVERY
    def test_takes_a_proposal_without_it(self, client, sign):
        make_organisation(summary_en="It was founded in 1993.")
        correct(client, "summary_en", f"It was{sign} founded in 1994.")
        assert Report.objects.get().proposal == "It was founded in 1994."

    @EVERY
    def test_takes_a_date_without_it(self, client, sign):
        make_organisation(founding_date="1993")
        correct(client, "founding_date", f"19{sign}94")
        assert Report.objects.get().proposal == "1994"

    @EVERY
    def test_finds_a_message_by_its_code_without_it(self, client, sign):
        code = code_in(send(client, "en"))
        assert ask(client, f"{sign}{code}{sign}").status_code == 200

    @EVERY
    def test_shows_a_wrong_code_again_without_it(self, client, sign):
        assert sign not in body(ask(client, f"7K3M{sign}"))

    @EVERY
    def test_takes_an_answer_without_it(self, client, sign):
        request = make_confirmation_request(make_organisation())
        client.post(link(request), {"answer": "change", "message": f"We{sign} moved."})
        assert Report.objects.get().message == "We moved."

    @EVERY
    def test_takes_nothing_but_it_for_no_answer(self, client, sign):
        request = make_confirmation_request(make_organisation())
        response = client.post(link(request), {"answer": "change", "message": sign})
        assert (response.status_code, sign in body(response)) == (400, False)

    def test_refuses_a_proposed_name_with_markup(self, client):
        make_organisation()
        response = correct(client, "name_en", "<b>House</b>")
        assert (response.status_code, "without markup" in response.text) == (400, True)


@pytest.mark.django_db
class TestAnEditorsForm:
    def save(self, client, row, **values):
        address = admin_url(type(row), "change", row.pk)
        return client.post(address, form_data(client.get(address)) | values, follow=True)

    @EVERY
    @pytest.mark.parametrize("column", ["name_sv", "summary_en", "description_ar"])
    def test_takes_a_text_without_it(self, editor, sign, column):
        self.save(editor, make_organisation(), **{column: f"A{sign}b"})
        assert getattr(Organisation.objects.get(), column) == "Ab"

    @EVERY
    def test_is_shown_again_without_it(self, editor, sign):
        page = self.save(
            editor, make_organisation(), kind=f"club{sign}", slug=f"a {sign}", name_sv=f"A{sign}"
        )
        assert ("club" in page.text, sign in page.text) == (True, False)

    @EVERY
    def test_takes_a_row_without_it(self, editor, sign):
        row = {"channel": "call", "value": f"+46 8-123{sign} 45 67", "confidentiality": "public"}
        rows = {f"contact_points-0-{name}": value for name, value in row.items()}
        self.save(editor, make_organisation(), **rows | {"contact_points-TOTAL_FORMS": 1})
        assert ContactPoint.objects.get().value == "+4681234567"

    @EVERY
    def test_takes_a_place_without_it(self, editor, sign):
        self.save(editor, make_place("lund"), name_ar=f"لوند{sign}")
        assert Place.objects.get().name_ar == "لوند"

    @EVERY
    def test_takes_an_answer_to_a_reader_without_it(self, editor, sign):
        self.save(editor, make_report(receipt="a receipt"), answer=f"Thank{sign} you.", answer_language="en")
        assert Report.objects.get().answer == "Thank you."

    @EVERY
    def test_to_sign_in_shows_a_name_again_without_it(self, client, sign):
        make_account("shirin")
        response = client.post(reverse("admin:login"), {"username": f"shi{sign}rin", "password": "wrong"})
        assert (response.status_code, sign in response.text) == (200, False)

    @EVERY
    def test_that_comes_after_the_session_ended_is_kept_without_it(self, client, sign):
        house = make_organisation()
        response = client.post(admin_url(Organisation, "change", house.pk), {"name_sv": f"Hus{sign}et"})
        assert (response.status_code, "Huset" in response.text, sign in response.text) == (403, True, False)


# Files


def hand_in(client, content, name="rows.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("editing:import_start", args=["organisation"]), {"file": file})


@pytest.mark.django_db
class TestAFile:
    @EVERY
    def test_of_rows_is_refused_with_the_line(self, editor, sign):
        response = hand_in(editor, f"slug,name_en\none,One\ntwo,T{sign}wo\n".encode())
        named = f"Line 3: There is a character that nobody can see: U+{ord(sign):04X}." in response.text
        assert (response.status_code, named, sign in response.text) == (400, True, False)

    @pytest.mark.parametrize("sign", ["\u202e", "\u2067", "\x7f"])
    def test_of_a_spreadsheet_is_refused_with_the_line(self, editor, sign):
        workbook, content = Workbook(), BytesIO()
        for row in (["slug", "name_en"], ["one", "One"], ["two", f"T{sign}wo"]):
            workbook.active.append(row)
        workbook.save(content)
        assert f"Line 3: There is a character that nobody can see: U+{ord(sign):04X}." in (
            hand_in(editor, content.getvalue(), "rows.xlsx").text
        )

    @EVERY
    def test_of_translations_is_refused_with_the_line(self, editor, sign):
        make_organisation(name_en="House", name_sv="Huset", summary_en="A house.")
        content = po(GOOD, entry(translation=f"Ett{sign}hus")).encode()
        response = editor.post(PAGE, {"language": "sv", "file": SimpleUploadedFile("sv.po", content)})
        assert f"There is a character that nobody can see: U+{ord(sign):04X}." in response.text

    @EVERY
    def test_may_have_no_name_with_it(self, editor, sign):
        response = hand_in(editor, b"slug,name_en\none,One\n", f"ro{sign}ws.csv")
        assert sign not in editor.get(response["Location"]).text

    @EVERY
    def test_of_fixtures_is_refused_with_the_line(self, tmp_path, settings, sign):
        settings.BASE_DIR = tmp_path
        (tmp_path / "fixtures").mkdir()
        rows = f"- model: organisations.language\n  fields:\n    code: s{sign}v\n"
        (tmp_path / "fixtures" / "languages.yaml").write_text(rows, encoding="utf-8")
        with pytest.raises(CommandError, match=f"languages.yaml: line 3: .*U\\+{ord(sign):04X}"):
            call_command("load_directory")

    def test_that_was_handed_out_can_be_handed_in_with_what_older_texts_held(self, editor):
        make_organisation(name_sv="Huset", summary_en="A house.")
        Organisation._base_manager.update(summary_sv=RawSQL("%s", ["Ett\u202e hus."]))
        export = editor.get(reverse("editing:po_export", args=["sv"])).content
        response = editor.post(PAGE, {"language": "sv", "file": SimpleUploadedFile("sv.po", export)})
        assert response.status_code == 200


@pytest.mark.parametrize("sign", ["\0", "\u202e"])
def test_a_table_without_a_database_names_the_line_too(sign):
    with pytest.raises(ValidationError, match="Line 2"):
        sheets.read(f"a\nb{sign}\n".encode(), lambda heading: heading == "a")
