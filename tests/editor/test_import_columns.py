"""An editor says what the columns of a foreign table mean, from the upload to the records."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import Workbook

from networks.models import Citation, ImportFile, Network, Project
from organisations import tables
from organisations.models import ContactPoint, Organisation

from ..world import make_organisation, make_place, make_source
from .test_import import as_role, hand_in, run

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parent.parent / "field_cases"
JOURER = [["Namn", "Telefon", "Ort", "Kontaktperson"], ["Jouren i Umeå", "090-12 34 56", "Umeå", "Anna"]]


def csv(*rows):
    return tables.as_csv(rows)


def workbook(sheets, change=lambda book: None):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def last():
    return ImportFile.objects.first()


def address(view="import_columns", file=None):
    file = file or last()
    return reverse(f"editing:{view}", args=[file.kind, file.pk])


def look(client, **query):
    return client.get(address(), query)


def say(client, *codes, **data):
    """Say what the columns are, as the form was shown or otherwise; return the answer."""
    chosen = look(client, **{name: data[name] for name in ("sheet", "heading") if name in data}).context[
        "chosen"
    ]
    columns = {f"column-{at}": code for at, code in enumerate(codes or chosen["columns"])}
    sent = {"sheet": chosen["sheet"], "heading": chosen["heading"]} | columns | data
    return client.post(address(), {name.replace("default_", "default-"): one for name, one in sent.items()})


def selected(html):
    """Return {heading: code} of the columns as a page shows them."""
    rows = re.findall(r'<label for="id_column-\d+">(.*?)</label>.*?<select.*?</select>', html, re.DOTALL)
    chosen = re.findall(r'<select name="column-\d+".*?</select>', html, re.DOTALL)
    codes = [re.search(r'<option value="([^"]*)" selected', one)[1] for one in chosen]
    names = [re.search(r"<bdi>(.*?)</bdi>", one, re.DOTALL)[1] for one in rows]
    return dict(zip(names, codes, strict=True))


class TestAfterTheUpload:
    def test_foreign_headings_are_shown_with_a_guess_and_examples(self, editor):
        response = hand_in(editor, content=csv(*JOURER))
        assert response.url == address()
        html = editor.get(response.url).content.decode()
        assert selected(html) == {"Namn": "name_sv", "Telefon": "phone", "Ort": "seat", "Kontaktperson": ""}
        assert "Jouren i Umeå" in html

    def test_a_file_without_a_layout_has_no_rows_and_nothing_to_look_at(self, editor):
        hand_in(editor, content=csv(*JOURER))
        assert last().rows == []
        for view in ("import_file", "import_run"):
            assert editor.post(address(view)).url == address()
        assert last().state == "waiting"

    def test_our_own_headings_go_straight_on_and_lead_back(self, editor):
        response = hand_in(editor, {"slug": "a", "name_sv": "Jouren"})
        assert response.url == address("import_file")
        assert address() in editor.get(response.url).content.decode()

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_the_headings_of_the_empty_table_go_straight_on(self, editor, language):
        content = editor.get(f"/{language}/admin/import/organisation/template.csv").content
        delimiter = "," if language == "en" else ";"
        filled = content + delimiter.join(["", "sv", "Jouren"]).encode() + b"\r\n"
        assert hand_in(editor, content=filled).url == address("import_file")

    @pytest.mark.parametrize(
        "name", ["01-title-row.xlsx", "03-two-sheets.xlsx", "08-dup-header.csv", "17b-na-error.xlsx",
                 "25-headings.csv", "25b-headings-sv.csv", "44-filtered.xlsx"],
    )  # fmt: skip
    def test_what_is_odd_about_a_file_is_asked(self, editor, name):
        assert hand_in(editor, content=(CASES / name).read_bytes(), name=name).url == address()

    @pytest.mark.parametrize(
        "name",
        [
            "03b-readme-first.xlsx",
            "07-sep-line.csv",
            "09-utf16.csv",
            "10-cp1256.csv",
            "13-crlf-in-cell.csv",
            "14-last-row.xlsx",
            "14b-last-column.xlsx",
            "16-phones.xlsx",
            "17-types.xlsx",
            "20-ods.ods",
        ],
    )
    def test_what_is_not_is_not(self, editor, name):
        assert hand_in(editor, content=(CASES / name).read_bytes(), name=name).url == address("import_file")

    @pytest.mark.parametrize("name", ["11-html-as.xls", "12-xml2003.xls", "21-old.xls", "45-password.xlsx"])
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_what_cannot_be_read_is_refused_in_words(self, editor, name, language):
        from django.core.files.uploadedfile import SimpleUploadedFile

        file = SimpleUploadedFile(name, (CASES / name).read_bytes())
        response = editor.post(f"/{language}/admin/import/organisation/", {"file": file})
        assert (response.status_code, ImportFile.objects.exists()) == (400, False)
        assert 'class="errorlist"' in response.content.decode()

    def test_a_header_alone_is_refused(self, editor):
        assert "no rows below it" in hand_in(editor, content=b"Namn;Telefon\n").content.decode()

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_the_page_is_there_in_each_language(self, editor, language):
        hand_in(editor, content=csv(*JOURER))
        assert editor.get(f"/{language}/admin/import/organisation/{last().pk}/columns/").status_code == 200

    def test_no_translator_says_what_columns_mean(self, client):
        file = ImportFile.objects.create(name="a", kind="organisation", sheets=[{}])
        assert as_role(client, "Translator").get(address(file=file)).status_code == 403

    def test_what_is_in_a_file_is_text_and_no_code(self, editor):
        hand_in(editor, content=csv(["<b>Namn</b>", "<i>x"], ["<script>alert(1)</script>", "x"]))
        html = look(editor).content.decode()
        assert "<script>alert" not in html
        assert "<b>Namn" not in html


class TestWhatAnEditorSays:
    def test_becomes_rows(self, editor):
        hand_in(editor, content=csv(*JOURER))
        assert say(editor).url == address("import_file")
        assert last().rows == [[2, {"name_sv": "Jouren i Umeå", "phone": "090-12 34 56", "seat": "Umeå"}]]

    def test_corrects_the_guess(self, editor):
        hand_in(editor, content=csv(*JOURER))
        say(editor, "name_en", "", "", "")
        assert last().rows == [[2, {"name_en": "Jouren i Umeå"}]]

    def test_is_there_when_she_comes_back(self, editor):
        hand_in(editor, content=csv(*JOURER))
        say(editor, "name_en", "", "", "summary_sv", default_kind="shelter")
        html = look(editor).content.decode()
        assert selected(html) == {"Namn": "name_en", "Telefon": "", "Ort": "", "Kontaktperson": "summary_sv"}
        assert re.search('<option value="shelter"[^>]*selected', html)

    def test_may_be_changed_and_decisions_on_other_rows_are_forgotten(self, editor):
        hand_in(editor, content=csv(*JOURER))
        say(editor)
        ImportFile.objects.update(report={"encoding": "UTF-8", "decisions": {"2": "new"}})
        say(editor, "name_en", "", "", "")
        assert last().report == {"encoding": "UTF-8"}

    def test_changes_the_preview(self, editor):
        hand_in(editor, content=csv(*JOURER))
        say(editor, "name_sv", "", "", "")
        assert "Jouren i Umeå" in editor.get(address("import_file")).content.decode()
        say(editor, "", "", "", "name_sv")
        assert "Anna" in editor.get(address("import_file")).content.decode()

    @pytest.mark.parametrize(
        ("codes", "words"),
        [
            (["", "phone", "seat", ""], "Say which column holds the name"),
            (["name_sv", "", "", "name_sv"], "is chosen twice"),
        ],
    )
    def test_is_refused_in_words_where_it_makes_no_record_and_stays(self, editor, codes, words):
        hand_in(editor, content=csv(*JOURER))
        response = say(editor, *codes)
        assert (response.status_code, last().rows) == (400, [])
        assert words in response.content.decode()
        assert list(selected(response.content.decode()).values()) == codes

    @pytest.mark.parametrize("code", ["nonsense", "group; drop", "legal_form", "٢"])
    def test_is_no_column_that_there_is_not(self, editor, code):
        hand_in(editor, content=csv(*JOURER))
        assert say(editor, "name_sv", code, "", "").status_code == 400

    @pytest.mark.parametrize(
        "query", [{"sheet": "9"}, {"sheet": "x"}, {"heading": "99"}, {"sheet": "-1", "heading": "٣"}]
    )
    def test_strange_addresses_show_the_page(self, editor, query):
        hand_in(editor, content=csv(*JOURER))
        assert look(editor, **query).status_code == 200

    def test_a_file_that_was_begun_is_as_it_was(self, editor):
        hand_in(editor, content=csv(*JOURER))
        say(editor)
        ImportFile.objects.update(report={"line": 2})
        assert editor.post(address(), {}).url == address("import_file")
        assert look(editor).status_code == 303

    def test_what_the_file_held_is_thrown_away_when_it_is_done(self, editor):
        hand_in(editor, content=csv(["Namn"], ["Jouren i Umeå"]))
        say(editor, default_original_language="sv")
        run(editor)
        file = last()
        assert (file.state, file.rows, file.sheets, bool(file.layout)) == ("done", [], [], True)

    def test_the_page_before_does_not_read_what_files_held(self, editor, django_assert_num_queries):
        hand_in(editor, content=csv(*JOURER))
        assert "sheets" in ImportFile.objects.get().get_deferred_fields()


class TestDefaults:
    def test_fill_empty_cells(self, editor):
        make_place("se")
        hand_in(editor, content=csv(["Namn", "Typ"], ["Jouren i Umeå", ""], ["Terrafem", "media"]))
        say(editor, default_kind="shelter", default_seat="se", default_original_language="sv")
        assert [cells["kind"] for _line, cells in last().rows] == ["shelter", "media"]
        run(editor)
        assert set(Organisation.objects.values_list("seat__slug", "original_language")) == {("se", "sv")}

    def test_do_not_replace_what_a_record_has(self, editor):
        make_organisation("jouren", kind="media")
        hand_in(editor, content=csv(["slug", "Hemsida"], ["jouren", "www.example.org"]))
        before = Organisation.objects.get().original_language
        say(editor, default_kind="shelter", default_original_language="ar")
        run(editor)
        record = Organisation.objects.get()
        assert (record.kind, record.contact_points.count()) == ("media", 1)
        assert record.original_language == before

    def test_cite_a_source_for_each_row(self, editor):
        source = make_source("report")
        hand_in(editor, content=csv(["Namn"], ["Jouren i Umeå"], ["Terrafem"]))
        say(editor, default_source=source.slug, default_paragraph="1", default_original_language="sv")
        run(editor)
        assert Citation.objects.filter(source=source, paragraph=1).count() == 2

    def test_a_source_and_a_paragraph_go_together(self, editor):
        source = make_source("report")
        hand_in(editor, content=csv(["Namn"], ["Jouren i Umeå"]))
        assert "go together" in say(editor, default_source=source.slug).content.decode()
        assert "go together" in say(editor, default_paragraph="1").content.decode()

    @pytest.mark.parametrize("data", [
        {"default_kind": "x"}, {"default_seat": "nowhere"},
        {"default_paragraph": "0"}, {"default_source": "x"},
    ])  # fmt: skip
    def test_are_only_what_a_cell_may_hold(self, editor, data):
        hand_in(editor, content=csv(["Namn"], ["Jouren i Umeå"]))
        assert say(editor, **data).status_code == 400


class TestTheNextFile:
    def test_with_the_same_headings_comes_with_the_layout(self, editor):
        hand_in(editor, content=csv(*JOURER))
        say(editor, "name_en", "", "", "summary_sv", default_kind="shelter")
        hand_in(editor, content=csv([" NAMN", *JOURER[0][1:]], ["Terrafem", "1", "x", "y"]))
        html = look(editor).content.decode()
        assert list(selected(html).values()) == ["name_en", "", "", "summary_sv"]
        assert re.search('<option value="shelter"[^>]*selected', html)
        assert "which had the same headings" in html

    def test_with_other_headings_or_of_another_kind_does_not(self, editor):
        hand_in(editor, content=csv(*JOURER))
        say(editor, "name_en", "", "", "")
        for kind, heading in (("network", "Namn"), ("organisation", "Namnet")):
            hand_in(editor, content=csv([heading, *JOURER[0][1:]], JOURER[1]), kind=kind)
            assert selected(look(editor).content.decode())[heading] == "name_sv"

    def test_with_our_headings_asks_if_they_were_said_to_be_something_else(self, editor):
        hand_in(editor, {"slug": "a", "name_sv": "Jouren"})
        say(editor, "slug", "name_en")
        assert hand_in(editor, {"slug": "b", "name_sv": "Terrafem"}).url == address()

    def test_with_our_headings_goes_straight_on_if_they_were_not(self, editor):
        for slug in ("a", "b"):
            response = hand_in(editor, {"slug": slug, "name_sv": "Jouren"})
            assert response.url == address("import_file")

    def test_does_not_take_the_doubtful_lines_of_the_first(self, editor):
        hand_in(editor, content=csv(*JOURER, ["Totalt", "1", "", ""]))
        say(editor, line=["3"])
        assert len(last().rows) == 2
        hand_in(editor, content=csv(*JOURER, ["Totalt", "1", "", ""]))
        say(editor)
        assert len(last().rows) == 1


class TestWhatIsSaid:
    def test_sheets_are_named_and_may_be_chosen(self, editor):
        content = (CASES / "03-two-sheets.xlsx").read_bytes()
        hand_in(editor, content=content)
        html = look(editor).content.decode()
        assert "Stockholm" in html
        assert "Malmö" in html
        say(editor, sheet=1)
        assert last().rows == [[2, {"name_sv": "Förening Två"}]]

    def test_a_hidden_sheet_is_said_and_may_be_chosen(self, editor):
        def hide(book):
            book["B"].sheet_state = "hidden"

        hand_in(editor, content=workbook({"A": JOURER, "B": JOURER}, hide))
        assert re.search(r"B\s+\(hidden\)", look(editor).content.decode())
        assert say(editor, sheet=1).status_code == 303

    def test_hidden_rows_are_said_and_come_in_by_choice(self, editor):
        hand_in(editor, content=(CASES / "44-filtered.xlsx").read_bytes())
        assert "1 row was hidden" in look(editor).content.decode()
        say(editor)
        assert [line for line, _cells in last().rows] == [2, 4]
        say(editor, hidden_rows="on")
        assert [line for line, _cells in last().rows] == [2, 3, 4]

    def test_doubtful_lines_are_shown_and_come_in_by_choice(self, editor):
        hand_in(editor, content=csv(*JOURER, ["Totalt", "1", "", ""], ["Källa: länet"]))
        html = look(editor).content.decode()
        assert "It looks like a total." in html
        assert "It looks like a footnote." in html
        say(editor, line=["4", "9", "x"])
        assert [line for line, _cells in last().rows] == [2, 4]

    def test_the_line_of_headings_may_be_corrected(self, editor):
        hand_in(editor, content=csv(["Foo", "Bar"], *JOURER))
        say(editor, "", "", "name_sv", heading=0)
        assert [line for line, _cells in last().rows] == [2, 3]

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("17b-na-error.xlsx", "hold an error, such as #N/A, are empty: B2"),
            ("01-title-row.xlsx", "1 line above"),
        ],
    )
    def test_what_was_not_read_is_said(self, editor, name, words):
        hand_in(editor, content=(CASES / name).read_bytes())
        assert words in look(editor).content.decode()

    def test_text_without_a_heading_is_said_and_may_be_chosen(self, editor):
        hand_in(editor, content=csv(["name_sv", ""], ["Jouren", "090-12 34 56"]))
        assert "without a heading: B" in look(editor).content.decode()
        say(editor, "name_sv", "phone")
        assert last().rows == [[2, {"name_sv": "Jouren", "phone": "090-12 34 56"}]]


@pytest.mark.parametrize(
    ("model", "heading"), [(Organisation, "Förening"), (Network, "Nätverk"), (Project, "Projekt")]
)
def test_each_kind_comes_from_a_foreign_table_into_the_directory(editor, model, heading):
    kind = model._meta.model_name
    rows = [
        [heading, "Telefon 1", "Telefon 2", "E-post"],
        ["Nya vägar för Umeå", "+46 90 12 34 56", "+46 90 12 34 57", "a@b.se"],
    ]
    hand_in(editor, content=csv(*rows), kind=kind)
    say(editor, default_original_language="sv")
    run(editor)
    record = model.objects.get()
    assert (record.name_sv, record.contact_points.count()) == ("Nya vägar för Umeå", 3)


def test_two_telephones_of_one_row_are_both_kept(editor):
    make_place("se")
    hand_in(editor, content=(CASES / "08-dup-header.csv").read_bytes())
    say(editor, default_seat="se")
    run(editor)
    assert ContactPoint.objects.filter(channel="call").count() == 2
