"""From the sheets of a file to the rows of a table: where headings are found, what is said and left out."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from networks.imports import Headings, layouts
from networks.imports.lines import Doubt
from organisations import sheets
from organisations.models import Organisation

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parent / "field_cases"


@pytest.fixture
def headings():
    return Headings(Organisation)


def sheet(*rows, first=1, **notes):
    """Return a sheet; an empty row leaves a gap."""
    lines = [[number, list(texts)] for number, texts in enumerate(rows, first) if any(texts)]
    return {"name": "A", "hidden": False, "lines": lines, "notes": notes}


def proposed(headings, *book):
    return layouts.proposal(headings, list(book))


def rows(headings, *book, **changes):
    book = list(book)
    return layouts.rows_of(book, layouts.proposal(headings, book) | changes)


def reading(headings, one):
    return layouts.Reading(one, layouts.heading_line(headings, one))


class TestWhereTheHeadingsAre:
    @pytest.mark.parametrize(
        ("lines", "line"),
        [
            ([["name_sv", "phone"], ["a", "1"]], 1),
            ([["Jourer i Norrland 2024"], [], ["Namn", "Telefon"], ["Jouren", "090-1"]], 3),
            ([["قائمة الجمعيات"], ["الاسم", "الهاتف"], ["بيت", "1"]], 2),
            ([["Föreningar"], ["Namn", "Foo"], ["x", "y"]], 2),
            ([["Lista", "", ""], ["A", "B", "C"], ["x", "y", "z"]], 2),
            ([["Foo", "Bar"], ["x", "y"]], 1),
            ([["Namn"], ["Jouren"]], 1),
            ([["Lista över jourer"], ["Namn"], ["Jouren"]], 2),
            ([["Jouren i Umeå"], ["Jouren i Gävle"]], 0),
            ([["Telefon", "x"], ["a", "b"], ["Namn", "Telefon"]], 3),
            ([["Namn", "x"], ["Organisation", "b"]], 1),
            ([["t"]] * 12 + [["Namn", "Telefon"]], 1),
        ],
    )
    def test_they_are_the_line_with_the_most_known_words(self, headings, lines, line):
        assert layouts.heading_line(headings, sheet(*lines)) == line

    def test_a_list_without_headings_loses_no_line(self, headings):
        book = sheet(["Jouren i Umeå"], ["Jouren i Gävle"])
        assert len(rows(headings, book, columns=["name_sv"])) == 2


class TestWhichSheetIsRead:
    def test_the_first_that_has_names(self, headings):
        readme = sheet(["Fyll i fliken Data"], ["Tack för hjälpen"])
        assert proposed(headings, readme, sheet(["Namn", "x"], ["Jouren", ""]))["sheet"] == 1

    def test_none_that_is_hidden(self, headings):
        hidden = sheet(["Namn"], ["Jouren"]) | {"hidden": True}
        assert proposed(headings, hidden, sheet(["x"], ["y"]))["sheet"] == 1

    def test_a_hidden_one_if_there_is_no_other(self, headings):
        assert proposed(headings, sheet(["Namn"], ["Jouren"]) | {"hidden": True})["sheet"] == 0

    def test_two_tables_are_something_to_ask(self, headings):
        book = [sheet(["name_sv"], ["a"]), sheet(["name_sv"], ["b"])]
        assert not layouts.is_just_ours(headings, book, layouts.proposal(headings, book))

    def test_a_hidden_table_and_explanations_are_not(self, headings):
        book = [
            sheet(["name_sv"], ["a"]),
            sheet(["name_sv"], ["b"]) | {"hidden": True},
            sheet(["Column", "Code"], ["name – svenska", "name_sv"]),
        ]
        assert layouts.is_just_ours(headings, book, layouts.proposal(headings, book))

    def test_one_that_was_not_read_for_its_size_is_refused_when_it_is_chosen(self, headings):
        book = [sheet(["name_sv"], ["a"]), sheet(more=True)]
        assert proposed(headings, *book)["sheet"] == 0
        with pytest.raises(ValidationError, match="too many rows"):
            layouts.rows_of(book, layouts.proposed_for(headings, book, 1))


class TestWhatIsLeftOut:
    def test_lines_above_the_headings(self, headings):
        book = sheet(["Lista"], ["Namn", "Telefon"], ["Jouren", "090-12 34 56"])
        assert rows(headings, book) == [[3, {"name_sv": "Jouren", "phone": "090-12 34 56"}]]

    def test_hidden_rows_unless_they_are_chosen(self, headings):
        book = sheet(["name_sv"], ["a"], ["b"], hidden=[3])
        assert [len(rows(headings, book, hidden_rows=one)) for one in (False, True)] == [1, 2]

    @pytest.mark.parametrize(
        ("line", "doubt"),
        [
            (["(text)", "(nummer)"], Doubt.UNIT),
            (["#org +name", "#contact+phone"], Doubt.UNIT),
            (["Text", "ÅÅÅÅ"], Doubt.UNIT),
            (["Namn", "Telefon"], Doubt.HEADINGS),
            (["Jouren", ""], None),
            (["Jouren (Umeå)", "1"], None),
        ],
    )
    def test_a_line_of_units_below_the_headings(self, headings, line, doubt):
        found = reading(headings, sheet(["Namn", "Telefon"], line, ["Jouren", "1"])).doubtful
        assert found == ({2: doubt} if doubt else {})

    @pytest.mark.parametrize(
        "line",
        [["Totalt", "12"], ["Summa: 12", ""], ["المجموع", "١٢"], ["Total", ""], ["Totalt 12 jourer", ""],
         ["الإجمالي", "5"], ["Sum", "2"]],
    )  # fmt: skip
    def test_a_total(self, headings, line):
        found = reading(headings, sheet(["Namn", "Antal"], ["Jouren", "1"], ["Jour", "2"], line)).doubtful
        assert found == {4: Doubt.TOTAL}

    @pytest.mark.parametrize(
        "line",
        [["* Stängt i juli"], ["Källa: kommunen"], ["Source: OCHA 2014"], ["المصدر: الوزارة"],
         ["(1) Endast dagtid"],
         ["Uppdaterad 2024-01-01"], ["ملاحظة: القائمة غير كاملة"], ["En lång rad. " * 20]],
    )  # fmt: skip
    def test_a_footnote(self, headings, line):
        found = reading(headings, sheet(["Namn", "Telefon"], ["Jouren", "1"], ["Jour", "2"], line)).doubtful
        assert found == {4: Doubt.NOTE}

    def test_what_stands_alone_below_an_empty_line(self, headings):
        book = sheet(["Namn", "Telefon"], ["Jouren", "1"], [], ["Sammanställd av länet"], ["Ring gärna"])
        assert reading(headings, book).doubtful == {4: Doubt.NOTE, 5: Doubt.NOTE}

    @pytest.mark.parametrize(
        "line",
        [["Totalförsvarets kvinnor", ""], ["Sumayya", "1"], ["Källan", ""], ["Jouren", ""], ["1 mars", "2"]],
    )
    def test_a_record_is_not_doubted(self, headings, line):
        assert reading(headings, sheet(["Namn", "Telefon"], ["Jouren", "1"], line)).doubtful == {}

    def test_names_in_a_list_are_not_doubted(self, headings):
        assert reading(headings, sheet(["Namn"], ["Jouren"], [], ["Terrafem"])).doubtful == {}

    def test_a_doubtful_line_comes_in_by_choice(self, headings):
        book = sheet(["Namn", "Telefon"], ["Jouren", "1"], ["Total", "2"])
        taken = rows(headings, book, columns=["name_sv", "phone"], doubtful=[3])
        assert [line for line, _cells in taken] == [2, 3]

    def test_lines_with_nothing_in_the_columns_that_are_read(self, headings):
        book = sheet(["#", "Namn"], ["1", "Jouren"], ["2", ""])
        assert rows(headings, book) == [[2, {"name_sv": "Jouren"}]]


class TestMergedCells:
    def test_stand_in_each_of_their_cells(self, headings):
        book = sheet(["Ort", "Namn"], ["Umeå", "Jouren"], ["", "Terrafem"], merged=[[2, 1, 3, 1]])
        assert [cells["seat"] for _line, cells in rows(headings, book)] == ["Umeå", "Umeå"]

    def test_a_heading_stands_above_each_of_its_columns(self, headings):
        book = sheet(
            ["Namn", "Telefon", ""], ["Jouren", "090-12 34 56", "090-12 34 57"], merged=[[1, 2, 1, 3]]
        )
        assert rows(headings, book)[0][1]["phone"] == "090-12 34 56; 090-12 34 57"

    def test_one_over_the_whole_line_is_the_title_of_a_section(self, headings):
        book = sheet(["Namn", "Telefon"], ["Norrland", ""], ["Jouren", "1"], merged=[[2, 1, 2, 2]])
        assert reading(headings, book).doubtful == {2: Doubt.SECTION}

    def test_a_title_over_all_columns_is_no_heading(self, headings):
        book = sheet(["Jourer", "", ""], ["Namn", "Telefon", "Ort"], ["a", "1", "b"], merged=[[1, 1, 1, 3]])
        assert layouts.proposal(headings, [book])["heading"] == 2

    def test_strange_ranges_do_nothing(self, headings):
        strange = [[9, 9, 9, 9], [2, 5, 3, 7], [3, 1, 2, 1], [2, 1, 1_048_576, 16_384], [1, 1, 5, 16_384]]
        book = sheet(["Namn"], ["Jouren"], ["Terrafem"], merged=strange)
        assert [cells["name_sv"] for _line, cells in rows(headings, book)] == ["Jouren", "Terrafem"]

    def test_a_long_text_does_not_stand_in_more_of_them_than_memory_holds(self, headings):
        lines = [["Namn", "Ort"], ["Jouren", "x" * 20_000], *([f"Jour {one}", ""] for one in range(2_000))]
        filled = rows(headings, sheet(*lines, merged=[[2, 2, 2_002, 2]]))
        assert sum("seat" in cells for _line, cells in filled) == 1


class TestLongTexts:
    @pytest.mark.parametrize("text", ["#" + "+a" * 100_000 + "!", "sum" + " " * 100_000 + "x\nx"])
    def test_are_no_units_and_no_totals(self, headings, text):
        book = sheet(["Namn", "Ort"], [text, "Umeå"], ["Jouren", "Umeå"])
        assert reading(headings, book).doubtful == {}


class TestRows:
    def test_ways_of_contact_are_joined(self, headings):
        book = sheet(["Namn", "Telefon", "Mobil"], ["Jouren", "090-12 34 56", "070-123 45 67"])
        assert rows(headings, book)[0][1]["phone"] == "090-12 34 56; 070-123 45 67"

    def test_the_same_twice_is_there_once(self, headings):
        book = sheet(["Namn", "Telefon", "Mobil"], ["Jouren", "090-12 34 56", "090-12 34 56"])
        assert rows(headings, book)[0][1]["phone"] == "090-12 34 56"

    def test_defaults_fill_empty_cells_only(self, headings):
        book = sheet(["name_sv", "kind"], ["a", "media"], ["b", ""])
        found = rows(headings, book, defaults={"kind": "shelter", "original_language": "sv"})
        assert [(cells["kind"], cells["original_language"]) for _line, cells in found] == [
            ("media", "sv"), ("shelter", "sv"),
        ]  # fmt: skip

    def test_text_without_a_heading_is_left_out_and_told(self, headings):
        book = sheet(["name_sv", ""], ["a", "b"], ["c", "", "d"])
        assert rows(headings, book) == [[2, {"name_sv": "a"}], [3, {"name_sv": "c"}]]
        assert reading(headings, book).unheaded == ["B", "C"]

    def test_what_was_kept_from_being_a_formula_is_as_it_was(self, headings):
        assert rows(headings, sheet(["name_sv"], ["'=a"])) == [[2, {"name_sv": "=a"}]]

    @pytest.mark.parametrize(
        ("book", "words"),
        [
            (sheet(["name_sv"]), "no rows below it"),
            (sheet(["name_sv"], *(["a"] for _row in range(20_001))), "too many rows"),
            (sheet(["name_sv"], ["a"], more=True), "too many rows"),
            (sheet(["name_sv"], ["a"], ["b" * 20_001]), "Line 3: A cell is too long"),
        ],
    )
    def test_what_is_no_table_is_refused(self, headings, book, words):
        with pytest.raises(ValidationError, match=words):
            rows(headings, book)

    @pytest.mark.parametrize(
        ("columns", "words"),
        [
            (["kind", "phone"], "Say which column holds the name"),
            (["", ""], "Say which column holds the name"),
            (["name_sv", "name_sv"], "is chosen twice"),
            (["name_sv", "seat", "seat"], "is chosen twice"),
        ],
    )
    def test_columns_that_make_no_record(self, columns, words):
        assert words in " ".join(layouts.faults_of(Organisation, {"columns": columns}))

    @pytest.mark.parametrize("code", ["phone", "focus_areas", "other_names", "identifier"])
    def test_what_may_be_several_may_be_chosen_twice(self, code):
        assert layouts.faults_of(Organisation, {"columns": ["name_sv", code, code]}) == []


class TestTheSameHeadings:
    def test_are_known_again_however_they_are_written(self, headings):
        found = [
            reading(headings, sheet(one, ["a", "b"])).digest for one in (["Namn", "Ort"], [" NAMN ", "ort:"])
        ]
        assert found[0] == found[1]

    def test_others_are_not(self, headings):
        found = [
            reading(headings, sheet(one, ["a", "b"])).digest for one in (["Namn", "Ort"], ["Ort", "Namn"])
        ]
        assert found[0] != found[1]

    def test_none_are_never_the_same(self, headings):
        assert reading(headings, sheet(["Jouren i Umeå"], ["Jouren"])).digest == ""


FIELD_CASES = {
    "01-title-row.xlsx": [
        [4, {"name_ar": "جمعية المثال", "slug": "jamiyat-mithal", "phone": "0770 123 4567"}]
    ],
    "03-two-sheets.xlsx": [[2, {"name_sv": "Förening Ett"}]],
    "03b-readme-first.xlsx": [[2, {"name_sv": "Förening Två"}]],
    "07-sep-line.csv": [[3, {"name_sv": "Förening Ett", "phone": "08-123 456"}]],
    "08-dup-header.csv": [[2, {"name_sv": "A", "phone": "08-123 456; 08-123 457"}]],
    "09-utf16.csv": [[2, {"name_sv": "Förening Ett", "name_ar": "جمعية واحد", "slug": "forening-ett-x"}]],
    "10-cp1256.csv": [[2, {"name_ar": "جمعية الأمل للمرأة", "slug": "amal-w"}]],
    "10b-macroman.csv": [[2, {"name_sv": "Föreningen Åsa för kvinnor", "slug": "asa-k"}]],
    "10c-cp850.csv": [[2, {"name_sv": "Föreningen Åsa för kvinnor", "slug": "asa-k"}]],
    "10d-iso88596.csv": [[2, {"name_ar": "جمعية الأمل للمرأة", "slug": "amal-w"}]],
    "10e-utf16le-nobom.csv": [[2, {"name_sv": "Förening Ett", "slug": "ett-x"}]],
    "13-crlf-in-cell.csv": [
        [2, {"name_sv": "Förening Ett", "summary_sv": "Rad ett.\nRad två.", "slug": "crlf-x"}]
    ],
    "14-last-row.xlsx": [[2, {"name_sv": "Förening Ett"}]],
    "14b-last-column.xlsx": [[2, {"name_sv": "Förening Ett"}]],
    "17b-na-error.xlsx": [[2, {"name_sv": "A"}]],
    "20-ods.ods": [[2, {"name_sv": "Förening Ett"}]],
    "25-headings.csv": [
        [
            2,
            {
                "name_ar": "جمعية المثال",
                "phone": "0770 000 0001",
                "website": "example.org",
                "description_ar": "نص",
            },
        ],
    ],
    "25b-headings-sv.csv": [
        [
            2,
            {
                "name_sv": "Jouren Ett",
                "phone": "08-000 001",
                "website": "example.org",
                "identifier": "802400-1235",
                "seat": "Malmö",
            },
        ],
    ],
    "39-iso-8859-6.csv": [[2, {"name_ar": "جمعية المثال", "slug": "iso-one"}]],
    "44-filtered.xlsx": [
        [2, {"name_sv": "Förening A", "kind": "association"}],
        [4, {"name_sv": "Förening C", "kind": "association"}],
    ],
}


@pytest.mark.parametrize("name", FIELD_CASES)
def test_a_file_from_the_field(headings, name):
    book, _encoding = sheets.read((CASES / name).read_bytes(), headings.is_known)
    assert layouts.rows_of(book, layouts.proposal(headings, book)) == FIELD_CASES[name]


def test_types_of_cells_from_the_field(headings):
    book, _encoding = sheets.read((CASES / "17-types.xlsx").read_bytes(), headings.is_known)
    found = layouts.rows_of(book, layouts.proposal(headings, book))
    assert [cells["summary_sv"] for _line, cells in found] == ["True", "0.5", "09:30:00"]


def test_numbers_from_the_field_have_the_signs_that_their_format_shows(headings):
    book, _encoding = sheets.read((CASES / "16-phones.xlsx").read_bytes(), headings.is_known)
    found = [cells["phone"] for _line, cells in layouts.rows_of(book, layouts.proposal(headings, book))]
    assert found == [
        "701234567", "46701234567", "0701234567", "070-123 45 67", "0701234567", "9647701234567",
        "+9647701234567", "+9647701234567", "701234567", "812345", "112", "0701234567", "90510",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("11-html-as.xls", "web page"),
        ("12-xml2003.xls", "table as XML"),
        ("21-old.xls", "old Excel file"),
        ("45-password.xlsx", "has a password"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(headings, name, words):
    with pytest.raises(ValidationError, match=words):
        sheets.read((CASES / name).read_bytes(), headings.is_known)


def test_the_sheets_of_a_workbook_are_named():
    book = Workbook()
    book.active.title = "Läs mig"
    book.active.append(["Fyll i nästa flik"])
    book.create_sheet("Data").append(["Namn", "Telefon"])
    book["Data"].append(["Jouren", "090-12 34 56"])
    out = BytesIO()
    book.save(out)
    headings = Headings(Organisation)
    found, _encoding = sheets.read(out.getvalue(), headings.is_known)
    assert found[layouts.proposal(headings, found)["sheet"]]["name"] == "Data"
