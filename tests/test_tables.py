"""Files of spreadsheet programs become rows of text, or are refused with words that say where."""

import csv
import re
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO, StringIO
from resource import RUSAGE_SELF, getrusage
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from organisations import sheets, tables
from organisations.tables import Column, normal
from organisations.workbooks import process
from organisations.workbooks.opendocument import NAMESPACES

COLUMNS = [
    Column("name_ar", "name – العربية", "The name.", key=True),
    Column("founding_date", _("founded")),
    Column("kind", _("kind"), terms=(("shelter", "a house"), ("media", "a paper"))),
    Column("phone", _("telephone")),
]

ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيًٌٍَُِّْپچژگ،؛؟"
SHEET = "xl/worksheets/sheet1.xml"
KURDISH = "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهەھیێ"
SWEDISH = "abcdefghijklmnopqrstuvwxyzåäöéàüABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"

arabic_words = st.text(ARABIC[:36] + "پچگ", min_size=2, max_size=12)
SWEDISH_WORDS = [
    "kvinnojouren",
    "Malmö",
    "rådgivning",
    "för",
    "på",
    "Ängelholm",
    "kö",
    "Årsta",
    "i",
    "år",
    "à",
]
swedish_words = st.sampled_from(SWEDISH_WORDS)


def is_known(heading):
    return normal(heading) in {one for column in COLUMNS for one in column.headings()}


def read(content):
    """Return the first sheet of a file."""
    return sheets.read(content, is_known)[0][0]


def read_text(text, encoding="utf-8"):
    return read(text.encode(encoding))


def cells(sheet):
    """Return the texts of the rows below the first, each with as many as that has."""
    (_line, header), *rows = sheet["lines"]
    return [texts + [""] * (len(header) - len(texts)) for _line, texts in rows]


def workbook(*rows, **properties):
    """Return the bytes of a workbook; properties are set on its sheet view."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, value in properties.items():
        setattr(book.active.sheet_view, name, value)
    return saved(book)


def saved(book):
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content, part, change):
    """Return a workbook in which the XML of one part is changed."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return out.getvalue()


def error_of(content):
    with pytest.raises(ValidationError) as refused:
        read(content if isinstance(content, bytes) else content.encode())
    return " ".join(refused.value.messages)


class TestWhatIsRefused:
    @pytest.mark.parametrize("content", [b"", b" \r\n\n ", b"\xef\xbb\xbf", b"\xff\xfe", b",,\n,,\n"])
    def test_an_empty_file(self, content):
        assert error_of(content) == "The file is empty."

    def test_a_file_of_more_than_ten_megabytes(self):
        assert "too large" in error_of(b"name_ar\n" + b"a" * sheets.LARGEST_FILE)

    def test_far_too_many_rows(self):
        assert "too many rows" in error_of("name_ar\n" + "a\n" * 20_020)

    def test_far_too_many_columns(self):
        assert "too many columns" in error_of(",".join(["name_ar"] * 1_001) + "\na\n")

    def test_a_quotation_mark_that_is_never_closed(self):
        assert error_of('name_ar,kind\na,b\n"c,d\n').startswith("Line 3: A quotation mark")

    def test_a_nul(self):
        assert error_of("name_ar\na\nb\0c\n").startswith("Line 3:")

    def test_another_control_character(self):
        assert error_of("name_ar\na\x07\n").startswith("Line 2:")

    def test_broken_utf_8_names_the_line(self):
        content = "name_ar\nبيت النساء\nرابطة المرأة\n".encode()
        assert error_of(content[:-4] + b"\n").startswith("Line 3: The letters are not readable")

    def test_utf_16_that_is_cut_in_the_middle(self):
        assert "not readable" in error_of("name_ar\nبيت\n".encode("utf-16")[:-1])

    @pytest.mark.parametrize(
        "content", [b"PK\x03\x04 no archive", b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n", b"\x89PNG\0"]
    )
    def test_other_files(self, content):
        assert error_of(content)

    def test_an_old_excel_file(self):
        assert "old Excel file" in error_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))

    def test_a_workbook_with_a_password(self):
        assert "password" in error_of(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))

    @pytest.mark.parametrize("start", ["<html>", "\ufeff<!DOCTYPE html>", "\n <TABLE><tr>"])
    def test_a_web_page_with_the_name_of_a_table(self, start):
        assert "web page" in error_of(start + "<td>name_ar</td>")

    def test_a_table_of_excel_2003(self):
        assert "as XML" in error_of('<?xml version="1.0"?><Workbook></Workbook>')

    def test_letters_of_a_page_that_is_not_known(self):
        assert "Line 2: The letters are not readable" in error_of(
            "name_ar\nSociété Français\n".encode("cp850")
        )

    def test_a_zip_file_that_is_no_workbook(self):
        out = BytesIO()
        with ZipFile(out, "w") as archive:
            archive.writestr("a.txt", "a")
        assert "cannot be read" in error_of(out.getvalue())

    def test_a_workbook_that_is_cut_off(self):
        content = workbook(["name_ar"], ["بيت"])
        assert "cannot be read" in error_of(content[: len(content) // 2])

    def test_a_zip_bomb(self):
        book = workbook(["name_ar"], ["a"])
        bomb = repacked(book, "docProps/app.xml", lambda _xml: bytes(process.LARGEST_UNPACKED))
        assert len(bomb) < 100_000
        assert "too large when it is unpacked" in error_of(bomb)

    def test_an_xml_bomb(self):
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        book = repacked(workbook(["name_ar"], ["a"]), "xl/worksheets/sheet1.xml", lambda xml: bomb + xml)
        assert "cannot be read" in error_of(book)

    def test_a_row_far_below_any_that_excel_knows(self):
        def far(xml):
            return xml.replace(b'<row r="2"', b'<row r="99999999999"').replace(b'r="A2"', b'r="A99999999999"')

        book = repacked(workbook(["name_ar"], ["a"]), SHEET, far)
        assert "too large" in error_of(book)

    @pytest.mark.parametrize(
        ("part", "change"),
        [
            (SHEET, lambda xml: b"<a>" * 1_000_000),
            (SHEET, lambda xml: xml.replace(b"</sheetData>", b"<row/>" * 10_000_000 + b"</sheetData>")),
            ("xl/styles.xml", lambda xml: xml.replace(b"</cellXfs>", b"<xf/>" * 2_000_000 + b"</cellXfs>")),
            (
                "xl/workbook.xml",
                lambda xml: xml.replace(b"</sheets>", b'<sheet name="a"/>' * 99_999 + b"</sheets>"),
            ),
            ("[Content_Types].xml", lambda xml: xml[:-20]),
        ],
        ids=["deep", "empty rows", "styles", "sheets", "cut off"],
    )
    def test_a_costly_workbook_does_not_make_the_site_grow(self, part, change):
        book = repacked(workbook(["name_ar"], ["a"]), part, change)
        before = getrusage(RUSAGE_SELF).ru_maxrss
        assert len(book) < 300_000
        assert error_of(book)
        assert getrusage(RUSAGE_SELF).ru_maxrss - before < 30_000  # kB; bytes on macOS

    def test_a_text_that_stands_in_many_cells(self):
        book = Workbook()
        book.active.append(["name_ar"])
        for _row in range(2_000):
            book.active.append(["a" * 19_000])
        assert "too large" in error_of(saved(book))

    @pytest.mark.parametrize("content", [b"a" + b"," * 1_000_000, b"name_ar\n" + b"," * 1_000_000])
    def test_a_table_of_nothing_but_commas(self, content):
        assert "too many columns" in error_of(content)

    @given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=3))
    @settings(max_examples=25)
    def test_a_workbook_of_which_some_bytes_are_others(self, changes):
        content = bytearray(workbook(["name_ar"], ["بيت"]))
        for place, byte in changes:
            content[4 + int(place * (len(content) - 5))] = byte
        with suppress(ValidationError):
            read(bytes(content))

    def test_the_words_are_in_the_editors_language(self):
        with translation.override("sv"):
            assert error_of(b"") == translation.gettext("The file is empty.")

    @given(st.binary(max_size=200), st.sampled_from([b"", b"name_ar;kind\n"]))
    def test_whatever_comes_is_read_or_refused(self, content, header):
        with suppress(ValidationError):
            assert read(header + content)["lines"]


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
    def test_arabic_survives(self, encoding):
        table = read_text("name_ar;kind\nرابطة المرأة العراقية، بغداد;association\n", encoding)
        assert cells(table) == [["رابطة المرأة العراقية، بغداد", "association"]]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
    def test_swedish_survives(self, encoding):
        table = read_text("name_ar;kind\nKvinnojouren på Öland;förening\n", encoding)
        assert cells(table) == [["Kvinnojouren på Öland", "förening"]]

    @given(st.lists(st.text(ARABIC + KURDISH + SWEDISH + "0123456789 -", min_size=1), min_size=1))
    def test_any_text_survives_in_unicode(self, names):
        names = [f"a{name}z" for name in names]
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            table = read_text("name_ar\r\n" + "\r\n".join(names) + "\r\n", encoding)
            assert cells(table) == [[name] for name in names]

    @given(st.lists(arabic_words, min_size=1, max_size=5), st.lists(st.sampled_from(["UN", "2014", "NGO"])))
    def test_arabic_is_told_from_swedish_in_its_code_page(self, arabic, latin):
        name = " ".join([*arabic, *latin])
        assert cells(read_text(f"name_ar\n{name}\n", "windows-1256")) == [[name]]

    @given(st.lists(swedish_words, min_size=1, max_size=8))
    def test_swedish_is_told_from_arabic_in_its_code_page(self, words):
        name = " ".join(words)
        assert cells(read_text(f"name_ar\n{name}\n", "windows-1252")) == [[name]]

    @pytest.mark.parametrize("name", ["و", "A و B", "ما هذا؟", "2014، 2015", "چ"])
    def test_short_arabic_is_told_in_its_code_page(self, name):
        assert cells(read_text(f"name_ar\n{name}\n", "windows-1256")) == [[name]]

    @pytest.mark.parametrize("name", ["å", "À", "Ö – “a”", "a · b", "kö ÅÄÖ för"])
    def test_short_swedish_is_told_in_its_code_page(self, name):
        assert cells(read_text(f"name_ar\n{name}\n", "windows-1252")) == [[name]]

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_the_separator_is_the_one_that_parts_known_columns(self, delimiter):
        text = delimiter.join(["name_ar", "kind"]) + "\n" + delimiter.join(['"a,b;c\td"', "shelter"]) + "\n"
        assert cells(read_text(text)) == [["a,b;c\td", "shelter"]]

    def test_new_lines_in_quotes_stay_and_lines_are_still_counted(self):
        table = read_text('name_ar,kind\n"a\r\nb",x\n\nc,y\n')
        assert [(line, texts[0]) for line, texts in table["lines"]] == [(1, "name_ar"), (2, "a\nb"), (5, "c")]

    def test_a_short_row_has_empty_cells(self):
        assert cells(read_text("name_ar,kind\na\n")) == [["a", ""]]

    @pytest.mark.parametrize(
        ("text", "page", "told"),
        [
            ("بيت النساء", "windows-1256", "Windows-1256"),
            ("بيت النساء", "iso8859-6", "ISO 8859-6"),
            ("Föreningen Åsa för kvinnor", "windows-1252", "Windows-1252"),
            ("Föreningen Åsa för kvinnor", "mac-roman", "Mac Roman"),
            ("Föreningen Åsa för kvinnor", "cp850", "CP850"),
            ("Miloš i Škofja Loka", "windows-1252", "Windows-1252"),
            ("Société Française", "windows-1252", "Windows-1252"),
            ("Förening بيت", "utf-16-le", "UTF-16"),
            ("Förening بيت", "utf-16-be", "UTF-16"),
        ],
    )
    def test_the_encoding_is_found_and_told(self, text, page, told):
        book, encoding = sheets.read(f"name_ar;kind\n{text};a\n".encode(page), is_known)
        assert (cells(book[0]), encoding) == ([[text, "a"]], told)

    @pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
    def test_excels_line_that_names_the_separator_is_obeyed(self, sign):
        sheet = read_text(f"sep={sign}\r\nname_ar{sign}kind\r\na{sign}b\r\n")
        assert sheet["lines"] == [[2, ["name_ar", "kind"]], [3, ["a", "b"]]]

    @pytest.mark.parametrize("heading", ["name_ar", "Namn", "Förening Ett"])
    def test_a_list_of_names_is_not_parted_at_their_commas(self, heading):
        names = ["Rädda, Umeå", "Jouren", "Jouren i Gävle", "A; B", "Terrafem"]
        assert [texts for _line, texts in read_text("\n".join([heading, *names]))["lines"]][1:] == [
            [name] for name in names
        ]

    def test_unknown_headings_are_parted_by_what_parts_all_lines(self):
        sheet = read_text("Foo;Bar, baz\n1;2, 3\n4;5\n")
        assert [texts for _line, texts in sheet["lines"]] == [["Foo", "Bar, baz"], ["1", "2, 3"], ["4", "5"]]

    def test_what_is_right_of_the_hundredth_column_is_told(self):
        sheet = read_text(",".join(["name_ar"] * 120) + "\na\n")
        assert (len(sheet["lines"][0][1]), sheet["notes"]) == (100, {"cut": [[1, 101]]})


class TestWorkbooks:
    def read(self, *rows, **properties):
        return cells(read(workbook(["name_ar", "founding_date"], *rows, **properties)))

    @pytest.mark.parametrize("name", ["رابطة المرأة", "ڕێکخراوی ژنان", "Kvinnojouren på Öland"])
    def test_text_survives(self, name):
        assert self.read([name]) == [[name, ""]]

    def test_a_sheet_from_right_to_left_begins_with_the_same_column(self):
        assert self.read(["بيت", "1994"], rightToLeft=True) == [["بيت", "1994"]]

    @pytest.mark.parametrize(("value", "text"), [
        (1994, "1994"), (1994.0, "1994"), (0.5, "0.5"), (46701234567.0, "46701234567"),
        (date(1994, 3, 8), "1994-03-08"), (datetime(1994, 3, 8, 0, 0), "1994-03-08"), (True, "True"),
    ])  # fmt: skip
    def test_a_value_is_written_as_it_is_meant(self, value, text):
        assert self.read(["a", value]) == [["a", text]]

    @pytest.mark.parametrize(("shown", "text"), [
        ("yyyy", "1994"), ("mmm yyyy", "1994-03"), ('yyyy"d"', "1994"), ("[$-41D]d mmmm yyyy", "1994-03-08"),
    ])  # fmt: skip
    def test_a_date_is_as_precise_as_it_is_shown(self, shown, text):
        book = Workbook()
        book.active.append(["name_ar", "founding_date"])
        book.active.append(["a", date(1994, 3, 8)])
        book.active["B2"].number_format = shown
        assert cells(read(saved(book))) == [["a", text]]

    @pytest.mark.parametrize(
        ("number", "shown", "text"),
        [
            (701234567, "0000000000", "0701234567"),
            (701234567, "000-000 00 00", "070-123 45 67"),
            (701234567, '"0"000000000', "0701234567"),
            (9647701234567, "+0", "+9647701234567"),
            (9647701234567, '"+"0', "+9647701234567"),
            (9647701234567, "\\+000\\ 000\\ 000\\ 0000", "+964 770 123 4567"),
            (701234567, "[$-41D](0##) ### ## ##;@", "(070) 123 45 67"),
            (1994, "# ##0", "1994"),
            (1994, "#,##0", "1994"),
            (1994, "0.00", "1994"),
            (1994, "General", "1994"),
            (1994, "@", "1994"),
            (701234567, "0.00E+00", "701234567"),
            (7, "0" * 5_000, "0" * 99 + "7"),
            (True, "0000", "True"),
        ],
    )
    def test_the_digits_of_a_number_are_those_that_are_shown(self, number, shown, text):
        book = Workbook()
        book.active.append(["name_ar", "phone"])
        book.active.append(["a", number])
        book.active["B2"].number_format = shown
        assert cells(read(saved(book))) == [["a", text]]

    def test_a_telephone_number_that_is_text_stays_as_it_is(self):
        assert self.read(["a", "+46 (0)8-123"]) == [["a", "+46 (0)8-123"]]

    def test_a_formula_is_never_taken_for_text(self):
        assert self.read(["a", "=1+1"]) == [["a", ""]]

    def test_empty_rows_are_left_out_and_rows_are_still_counted(self):
        sheet = read(workbook(["name_ar"], ["a"], [None], ["b"]))
        assert [line for line, _texts in sheet["lines"]] == [1, 2, 4]

    def test_wrong_dimensions_lose_no_row(self):
        def wrong(xml):
            return re.sub(b'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', xml)

        book = repacked(workbook(["name_ar"], ["a"], ["b"]), "xl/worksheets/sheet1.xml", wrong)
        assert cells(read(book)) == [["a"], ["b"]]

    def notes(self, book):
        return read(saved(book))["notes"]

    def test_sheets_have_names_and_hidden_ones_come_last(self):
        book = Workbook()
        book.active.title = "Gömd"
        for sheet in (book.active, book.create_sheet("Malmö"), book.create_sheet("بغداد")):
            sheet.append(["name_ar"])
        book["Gömd"].sheet_state = "hidden"
        found, _encoding = sheets.read(saved(book), is_known)
        assert [(one["name"], one["hidden"]) for one in found] == [
            ("Malmö", False), ("بغداد", False), ("Gömd", True),
        ]  # fmt: skip

    def test_hidden_rows_are_told(self):
        book = Workbook()
        for text in ("name_ar", "a", "b", "c"):
            book.active.append([text])
        book.active.row_dimensions[3].hidden = True
        assert self.notes(book) == {"hidden": [3]}

    def test_a_formula_without_a_stored_value_is_empty_and_told(self):
        book = Workbook()
        book.active.append(["name_ar", "kind"])
        book.active.append(["a", "=1+1"])
        assert (cells(read(saved(book))), self.notes(book)) == ([["a", ""]], {"formulas": ["B2"]})

    def test_a_cell_with_an_error_is_empty_and_told(self):
        book = Workbook()
        book.active.append(["name_ar", "kind"])
        book.active.append(["a", "#N/A"])
        book.active["B2"].data_type = "e"
        assert (cells(read(saved(book))), self.notes(book)) == ([["a", ""]], {"errors": ["B2"]})

    def test_merged_cells_are_told(self):
        book = Workbook()
        for text in ("name_ar", "a", "b"):
            book.active.append([text, text])
        book.active.merge_cells("B2:B3")
        assert self.notes(book) == {"merged": [[2, 2, 3, 2]]}

    def test_a_cell_far_to_the_right_is_told_and_costs_nothing(self):
        book = Workbook()
        book.active.append(["name_ar"])
        book.active.append(["a"])
        book.active["XFD2"] = "x"
        book.active["XFD1"].number_format = "0"
        sheet = read(saved(book))
        assert (sheet["lines"], sheet["notes"]) == ([[1, ["name_ar"]], [2, ["a"]]], {"cut": [[2, 16_384]]})

    def test_a_format_in_the_last_row_costs_nothing(self):
        book = Workbook()
        book.active.append(["name_ar"])
        book.active.append(["a"])
        book.active["A1048576"].number_format = "0"
        assert cells(read(saved(book))) == [["a"]]

    def test_a_sheet_after_very_many_rows_is_named_and_not_read(self):
        book = Workbook()
        for _row in range(20_020):
            book.active.append(["a"])
        book.create_sheet("B").append(["a"])
        found, _encoding = sheets.read(saved(book), is_known)
        assert (found[1]["name"], found[1]["lines"], found[1]["notes"]) == ("B", [], {"more": True})

    def test_rows_beyond_the_most_are_told(self):
        sheet = read(workbook(["name_ar"], *(["a"] for _ in range(20_020))))
        assert (len(sheet["lines"]), sheet["notes"]) == (20_010, {"more": True})


def opendocument(rows, styles="", manifest=""):
    """Return the bytes of an OpenDocument workbook with the XML of the rows of a sheet."""
    names = "".join(f' xmlns:{name}="{uri}"' for name, uri in NAMESPACES.items())
    content = (
        f"<office:document-content{names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f'<office:body><office:spreadsheet><table:table table:name="Blad1">{rows}</table:table>'
        f"</office:spreadsheet></office:body></office:document-content>"
    )
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return out.getvalue()


def ods_row(*texts, options=""):
    cells = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)
    return f"<table:table-row{options}>{cells}</table:table-row>"


class TestOpenDocument:
    def test_rows_are_read(self):
        sheet = read(opendocument(ods_row("name_ar", "kind") + ods_row("بيت", "a")))
        assert (sheet["name"], cells(sheet)) == ("Blad1", [["بيت", "a"]])

    def test_a_million_empty_rows_cost_nothing(self):
        empty = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
        sheet = read(opendocument(ods_row("name_ar") + empty + ods_row("a")))
        assert sheet["lines"] == [[1, ["name_ar"]], [1_048_576, ["a"]]]

    def test_empty_columns_are_counted(self):
        gap = '<table:table-cell table:number-columns-repeated="2"/>'
        row = (
            f"<table:table-row>{gap}<table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"
        )
        assert read(opendocument(row))["lines"] == [[1, ["", "", "a"]]]

    def test_hidden_rows_are_told(self):
        rows = ods_row("name_ar") + ods_row("a", options=' table:visibility="filter"')
        assert read(opendocument(rows))["notes"] == {"hidden": [2]}

    @pytest.mark.parametrize(
        ("parts", "text"),
        [("<number:year/>", "2011"), ("<number:month/><number:year/>", "2011-04"), ("", "2011-04-01")],
    )
    def test_a_date_is_as_precise_as_it_is_shown(self, parts, text):
        styles = (
            f'<number:date-style style:name="N1">{parts}</number:date-style>'
            '<style:style style:name="ce1" style:data-style-name="N1"/>'
        )
        cell = '<table:table-cell table:style-name="ce1" office:date-value="2011-04-01T00:00:00"/>'
        content = opendocument(ods_row("name_ar") + f"<table:table-row>{cell}</table:table-row>", styles)
        assert cells(read(content)) == [[text]]

    @pytest.mark.parametrize(
        ("value", "shown", "text"),
        [
            ("701234567", "070-123 45 67", "070-123 45 67"),
            ("1994", "1 994,00", "1994"),
            ("0.5", "50 %", "0.5"),
        ],
    )
    def test_the_digits_of_a_number_are_those_that_are_shown(self, value, shown, text):
        cell = f'<table:table-cell office:value="{value}"><text:p>{shown}</text:p></table:table-cell>'
        content = opendocument(ods_row("name_ar") + f"<table:table-row>{cell}</table:table-row>")
        assert cells(read(content)) == [[text]]

    def test_a_password_is_told(self):
        assert "password" in error_of(opendocument("", manifest="<encryption-data/>"))

    @pytest.mark.parametrize("number", ["99999999", "-1", "x"])
    def test_repetition_without_end_or_sense_costs_nothing(self, number):
        rows = ods_row("a", options=f' table:number-rows-repeated="{number}"')
        with suppress(ValidationError):
            assert len(read(opendocument(rows))["lines"]) <= 20_010


class TestWhatIsWritten:
    @pytest.mark.parametrize("text", ["=1+1", "+46", "-2", "@SUM(A1)", "\t=1", "\r=1", "'=1"])
    def test_nothing_is_a_formula(self, text):
        assert tables.escape_formula(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["a=1", "بيت", "", "'a", "Å", "1994"])
    def test_other_text_stays(self, text):
        assert tables.escape_formula(text) == text

    @given(st.text(ARABIC + SWEDISH + "=+-@'\"\n;,", min_size=1))
    def test_it_is_read_back_as_it_was(self, name):
        name = f"{name}x"
        stripped = name.strip()
        content = tables.as_csv([["name_ar", "kind"], [name, "x"]])
        assert [[tables.unescape_formula(text) for text in row] for row in cells(read(content))] == [
            [stripped, "x"]
        ]

    def test_excel_is_told_the_encoding(self):
        assert tables.csv_template(COLUMNS, "ar").startswith(b"\xef\xbb\xbf")

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_the_csv_template_has_the_columns_that_are_read(self, language):
        with translation.override(language):
            content = tables.csv_template(COLUMNS, language) + "بيت\r\n".encode()
        assert list(map(is_known, read(content)["lines"][0][1])) == [True] * len(COLUMNS)

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_the_workbook_has_the_columns_that_are_read(self, language):
        with translation.override(language):
            book = load_workbook(BytesIO(tables.xlsx_template(COLUMNS, language)))
        book.worksheets[0].append(["بيت"])
        assert list(map(is_known, read(saved(book))["lines"][0][1])) == [True] * len(COLUMNS)

    @pytest.mark.parametrize(("language", "mirrored"), [("sv", False), ("ar", True), ("en", False)])
    def test_the_workbook_is_mirrored_in_arabic(self, language, mirrored):
        book = load_workbook(BytesIO(tables.xlsx_template(COLUMNS, language)))
        assert [bool(sheet.sheet_view.rightToLeft) for sheet in book] == [mirrored, mirrored]

    def test_the_cells_to_fill_are_text(self):
        sheet = load_workbook(BytesIO(tables.xlsx_template(COLUMNS, "en"))).worksheets[0]
        assert {sheet.column_dimensions[letter].number_format for letter in "ABCD"} == {"@"}

    def test_the_second_sheet_explains_the_columns_and_their_terms(self):
        sheet = load_workbook(BytesIO(tables.xlsx_template(COLUMNS, "en"))).worksheets[1]
        rows = list(sheet.iter_rows(values_only=True))
        assert ("name – العربية", "name_ar", "The name.") in rows
        assert (None, "media", "a paper") in rows

    def test_no_cell_of_the_workbook_is_a_formula(self):
        columns = [Column("name_ar", "=1+1", "@x", terms=(("+a", "-b"),))]
        book = load_workbook(BytesIO(tables.xlsx_template(columns, "en")))
        assert {cell.data_type for sheet in book for row in sheet for cell in row if cell.value} == {"s"}


def test_what_is_written_is_csv_to_others_too():
    rows = list(csv.reader(StringIO(tables.as_csv([["a;b", 'c"d']]).decode("utf-8-sig")), delimiter=";"))
    assert rows == [["a;b", 'c"d']]
