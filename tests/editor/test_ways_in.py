"""Kinds of bad and odd values × ways in (form, table, translators' file): none comes in unseen.

What a form refuses with a sentence, a table leaves out of its row or offers repaired; a value that
can be read is read the same by all.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localdate

from networks.imports import Outcome, Plan, layouts
from networks.imports.headings import Headings
from networks.imports.reader import Reader
from networks.models import Network, Project
from organisations import sheets
from organisations.models import Identifier, Organisation

from ..world import make_language, make_organisation, make_place, make_source
from .test_admin import admin_url, form_data
from .test_po_files import bring_in, entry, po, upload

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parent.parent / "field_cases"
BROKEN = [
    ("FÃ¶rening", "Förening"),
    ("F√∂rening", "Förening"),
    ("Fأ¶rening", "Förening"),
    ("F├Ârening", "Förening"),
]
BROKEN += [
    ("Ø¬Ù…Ø¹ÙŠØ©", "جمعية"),
    ("ÌãÚíÉ", "جمعية"),
    ("F&ouml;rening", "Förening"),
    ("<b>Huset</b>", "Huset"),
]
LOST = ["????", "?????? ???", "F?rening", "F\ufffdrening"]
FAR = str((localdate() + timedelta(days=366 * 2)).year)
DATES = [
    ("0000-00-00", ""), ("0000", ""), ("2011-00-00", "2011"), ("2011-05-00", "2011-05"),
    ("0000-03-01", "XXXX-03-01"),
    ("25/04/2011", "2011-04-25"), ("2011/04/25", "2011-04-25"), ("1994.0", "1994"), ("١٩٩٤", "1994"),
    ("1 mars 1998", "1998-03-01"), ("March 1998", "1998-03"), ("آذار 1998", "1998-03"), ("2011م", "2011"),
]  # fmt: skip
NO_DATES = ["01/04/2011", "c. 1994", "omkring 1994", "1990-talet", "40634", "2011-13", "1066", FAR]


# A cell


def values(model=Organisation, *, repaired=False, **cells):
    return Reader(model).values(cells, repaired)


def read(code, text, **options):
    """Return what a cell alone means, in words."""
    value = values(**options, **{code: text}).values.get(code, "")
    return [str(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("text", "repaired"), BROKEN)
@pytest.mark.parametrize("code", ["name_sv", "summary_en", "description_ar", "easy_read_sv"])
def test_a_cell_with_broken_letters_is_offered_repaired(code, text, repaired):
    (offered,) = values(**{code: text}).offered
    assert (offered.text, offered.repaired, offered.is_name) == (text, repaired, code == "name_sv")
    assert (read(code, text), read(code, text, repaired=True)) == ("", repaired)


@pytest.mark.parametrize("text", LOST)
@pytest.mark.parametrize("code", ["name_sv", "summary_en", "other_names", "address"])
def test_a_cell_with_lost_letters_is_left_out(code, text):
    found = values(**{code: text})
    assert (found.values, found.offered, found.dropped[0].text) == ({}, [], text)


def test_a_broken_cell_that_means_something_when_repaired_is_offered():
    make_place("gavle", name_sv="Gävle")
    make_language("sv")
    for code, text in (
        ("seat", "GÃ¤vle"),
        ("places", "GÃ¤vle"),
        ("other_names", "FÃ¶r (sv)"),
        ("address", "Ã…s 1"),
    ):
        assert [one.text for one in values(**{code: text}).offered] == [text]
        assert read(code, text, repaired=True)


def test_a_reading_that_means_nothing_either_is_not_offered():
    found = values(seat="NÃ¥gonstans")
    assert (found.offered, found.dropped[0].text) == ([], "NÃ¥gonstans")


NOTHING = [
    *(
        "-",
        "--",
        "—",
        "?",
        ".",
        "N/A",
        "n.a.",
        "NA",
        "none",
        "null",
        "nil",
        "#N/A",
        "#SAKNAS!",
        "unknown?",
        "Okänd",
    ),
    *("saknas", "ingen", "inga", "ej känt", "لا يوجد", "لا شيء", "غير متوفر", "غير معروف"),
]


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize(
    "code", ["founding_date", "languages", "seat", "phone", "email", "identifier", "summary_sv"]
)
def test_a_word_for_nothing_is_an_empty_cell(code, text):
    assert values(**{code: text}) == ({}, [], [], [])


@pytest.mark.parametrize("text", ["-", "?", "N/A", "null", "#N/A", "saknas", "لا يوجد"])
def test_a_word_for_nothing_is_no_name(text):
    assert values(name_sv=text, slug=text) == ({}, [], [], [])


@pytest.mark.parametrize("text", ["NA", "Ingen", "Nil"])
def test_a_word_that_may_be_a_name_is_one(text):
    assert read("name_sv", text) == text


@pytest.fixture
def languages():
    return [make_language(code) for code in ("ar", "sv", "hi", "es")]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Arabic, Swedish",
            "ar|sv",
            "arabiska/svenska",
            "العربية والسويدية",
            "arabiska och svenska",
            "ar + sv",
        ),
        *("Arabic and Swedish", "Arabic & Swedish", "Arabic\tSwedish", "- Arabic\n- Swedish", "• ar\n• sv"),
        *("1. Arabic\n2. Swedish", "العربية، السويدية"),
    ],
)
@pytest.mark.usefixtures("languages")
def test_languages_are_parted_by_what_parts_them(text):
    assert read("languages", text) == ["Arabic", "Swedish"]


@pytest.mark.usefixtures("languages")
def test_what_is_known_of_a_list_comes_and_the_rest_is_left_out():
    found = values(languages="Arabic, Klingon, Spanish")
    assert ([str(one) for one in found.values["languages"]], found.dropped[0].text) == (
        ["Arabic", "Spanish"],
        "Klingon",
    )


def test_what_has_a_comma_or_begins_with_and_may_be_one_name():
    make_place("wasit", name_ar="واسط"), make_place("baghdad", name_ar="بغداد")
    make_place("gaza", name_en="Gaza and West Bank")
    assert read("places", "بغداد، واسط") == read("places", "بغداد وواسط") == ["Baghdad", "Wasit"]
    assert read("places", "Gaza and West Bank") == ["Gaza and West Bank"]


def test_a_town_may_have_its_country_beside_it():
    make_place("gavle", country="SE"), make_place("se"), make_place("iq")
    assert [str(values(seat=text).values.get("seat")) for text in ("Gavle, Sweden", "Gavle (Sverige)")] == [
        "Gavle, Sweden"
    ] * 2
    assert values(seat="Gavle, Iraq").dropped


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("email", "a@x.se, b@x.se", ["a@x.se", "b@x.se"]),
        ("email", "a@x.se b@x.se", ["a@x.se", "b@x.se"]),
        ("email", "a@x.se|b@x.se", ["a@x.se", "b@x.se"]),
        ("email", "E-post: a@x.se", ["a@x.se"]),
        ("email", "Anna Ek <a@x.se>", ["a@x.se"]),
        ("website", "www.a.se | www.b.se", ["https://www.a.se", "https://www.b.se"]),
        ("website", "- www.a.se\n- www.b.se", ["https://www.a.se", "https://www.b.se"]),
        ("website", "a.se و b.se", ["https://a.se", "https://b.se"]),
        ("phone", "• +216 71123456\n• +216 71123457", ["+21671123456", "+21671123457"]),
        ("phone", "+216 71123456\t+216 71123457", ["+21671123456", "+21671123457"]),
        ("identifier", "XX 1, YY 2", ["XX 1", "YY 2"]),
        ("identifier", "8024001235 | XX 1/2", ["SE-ON 802400-1235", "XX 1/2"]),
        ("address", "Storgatan 1, 2 tr och gården", ["Storgatan 1, 2 tr och gården"]),
    ],
)
def test_other_cells_are_parted_where_no_value_holds_the_sign(code, text, found):
    assert read(code, text) == found


def test_one_bad_value_of_several_is_left_out_by_itself():
    found = values(email="a@x.se, nobody")
    assert ([str(one) for one in found.values["email"]], found.dropped[0].text) == (["a@x.se"], "nobody")


@pytest.mark.parametrize(("text", "date"), DATES)
def test_a_cell_with_a_date_that_is_clear_is_read(text, date):
    assert read("founding_date", text) == date


@pytest.mark.parametrize("text", NO_DATES)
def test_a_cell_with_a_date_that_is_not_is_left_out(text):
    found = values(founding_date=text)
    assert (found.values, found.dropped[0].text) == ({}, text)


@pytest.mark.parametrize("text", ["1432", "1432 هـ", "١٤٣٢-٠٥-١٠"])
def test_a_hijri_year_is_offered_as_the_year_that_it_was(text):
    (offered,) = values(founding_date=text).offered
    assert ("2010/2011" in offered.reason, read("founding_date", text, repaired=True)) == (True, "2011")


def test_a_plan_may_end_years_from_now():
    assert Reader(Organisation).values({"dissolution_date": FAR}).dropped
    assert values(Project, end_date=FAR).values == {"end_date": FAR}


def test_a_source_without_a_paragraph_is_left_out_and_the_row_comes():
    make_source("text")
    found = values(source="text", kind="media")
    assert (found.values, [one.text for one in found.dropped]) == ({"kind": "media"}, ["text"])


@pytest.mark.parametrize("model", [Organisation, Network])
def test_a_row_whose_name_is_broken_is_doubtful_until_its_reading_is_taken(model):
    rows = [(2, {"name_sv": "FÃ¶reningen"})]
    assert [Plan(model, rows, repaired=taken).rows[0].outcome for taken in ([], [2])] == [
        Outcome.AMBIGUOUS, Outcome.NEW,
    ]  # fmt: skip


def test_two_names_without_an_original_tell_which_column_to_fill():
    (row,) = Plan(Organisation, [(2, {"name_sv": "Huset", "name_ar": "بيت"})]).rows
    assert (row.outcome, "(original_language)" in row.reasons[0]) == (Outcome.REFUSED, True)


# A file


def rows_of(name, model=Organisation):
    headings = Headings(model)
    book, _encoding = sheets.read((CASES / name).read_bytes(), headings.is_known)
    return Plan(model, layouts.rows_of(book, layouts.proposal(headings, book))).rows


def test_a_file_of_broken_names_is_offered_repaired_and_never_taken():
    rows = rows_of("06-mojibake.csv") + rows_of("41-mojibake-macroman.csv")
    assert not [row for row in rows if row.is_written]
    assert [one.repaired for row in rows for one in row.offered][:3] == [
        "Föreningen Röda Solen", "جمعية الأمل", "Föreningen Vita Solen",
    ]  # fmt: skip


def test_a_file_with_the_zeros_of_a_database_has_the_years_it_knows():
    assert [row.record.founding_date for row in rows_of("22-zero-date.csv")] == ["", "2011", ""]


def test_a_file_with_lists_of_numbers_loses_no_row():
    rows = rows_of("23-phone-lists.csv")
    numbers = [[str(one) for one in row.values.get("phone", ())] for row in rows]
    assert [row.outcome for row in rows if row.outcome == Outcome.REFUSED] == []
    assert (numbers[0], numbers[6], len(rows[0].values["email"])) == (["+21620000001", "+21670000002"], [], 2)


def test_a_file_with_bare_organisation_numbers_is_read():
    assert [str(one) for row in rows_of("33-orgnr.csv") for one in row.values["identifier"]] == [
        "SE-ON 802400-1235"
    ]


@pytest.mark.usefixtures("languages")
def test_a_file_of_lists_with_commas_is_read():
    found = [[str(one) for one in row.values["languages"]] for row in rows_of("34-comma-lists.csv")]
    assert found == [["Arabic", "Swedish"]] * 3


# A form


def save(editor, row, prefix="", **values):
    address = admin_url(type(row), "change", row.pk)
    data = form_data(editor.get(address)) | {f"{prefix}{name}": value for name, value in values.items()}
    if prefix:
        data[f"{prefix.split('-')[0]}-TOTAL_FORMS"] = 1
    response = editor.post(address, data)
    row.refresh_from_db()
    return response


@pytest.mark.parametrize(("text", "repaired"), [*BROKEN, *((text, "") for text in LOST)])
def test_a_form_refuses_broken_letters_and_says_what_they_may_have_been(editor, text, repaired):
    house = make_organisation()
    response = save(editor, house, summary_sv=text)
    assert (response.status_code, house.summary_sv or "") == (200, "")
    assert repaired in response.text


def test_a_text_that_was_stored_broken_keeps_nobody_from_saving(editor, monkeypatch):
    house = make_organisation()
    monkeypatch.setattr("organisations.text.broken", lambda text: None)
    Organisation.objects.filter(pk=house.pk).update(summary_sv="FÃ¶rening")
    monkeypatch.undo()
    save(editor, house, founding_date="1994")
    assert (house.founding_date, house.summary_sv) == ("1994", "FÃ¶rening")


@pytest.mark.parametrize(("text", "date"), DATES)
def test_a_form_reads_the_dates_that_a_table_reads(editor, text, date):
    house = make_organisation()
    save(editor, house, founding_date=text)
    assert house.founding_date == date


@pytest.mark.parametrize("text", [*NO_DATES, "1432"])
def test_a_form_refuses_the_dates_that_a_table_leaves_out(editor, text):
    house = make_organisation()
    assert (save(editor, house, founding_date=text).status_code, house.founding_date) == (200, "")


def test_a_form_says_what_a_hijri_year_was(editor):
    assert "2010/2011" in save(editor, make_organisation(), founding_date="1432").text


def test_an_old_year_that_is_there_keeps_nobody_from_saving(editor):
    house = make_organisation(founding_date="1066")
    save(editor, house, kind="media")
    assert (house.kind, house.founding_date) == ("media", "1066")


def test_a_form_takes_a_swedish_number_without_its_register(editor):
    save(editor, make_organisation(), "identifiers-0-", value="8024001235", scheme="")
    assert str(Identifier.objects.get()) == "SE-ON 802400-1235"


@pytest.mark.parametrize("number", ["123456", "850101-1234"])
def test_a_form_asks_for_the_register_of_another_number(editor, number):
    response = save(editor, make_organisation(), "identifiers-0-", value=number, scheme="")
    assert ("code of the register" in response.text, Identifier.objects.exists()) == (True, False)


@pytest.mark.parametrize(
    ("channel", "text", "value"),
    [
        ("web", "www.a.example", "https://www.a.example"),
        ("mail", "Anna <a@a.example>", "a@a.example"),
        ("mail", "mailto:a@a.example", "a@a.example"),
        ("call", "+ 216 71 123 456", "+21671123456"),
    ],
)
def test_a_form_reads_the_contacts_that_a_table_reads(editor, channel, text, value):
    house = make_organisation()
    save(editor, house, "contact_points-0-", channel=channel, value=text, confidentiality="public")
    assert house.contact_points.get().value == value


@pytest.mark.parametrize(
    ("channel", "text"),
    [("call", "+216 71123456, +216 71123457"), ("call", "N/A"), ("mail", "a@a.se, b@a.se"), ("web", "-")],
)
def test_a_form_refuses_what_is_no_contact_or_two(editor, channel, text):
    house = make_organisation()
    row = {"channel": channel, "value": text, "confidentiality": "public"}
    assert (save(editor, house, "contact_points-0-", **row).status_code, house.contact_points.exists()) == (
        200,
        False,
    )


@pytest.mark.parametrize("name", ["-", "—", "?", "..."])
def test_a_name_without_a_letter_is_none(editor, name):
    house = make_organisation()
    assert (save(editor, house, name_en=name).status_code, house.name_en) == (200, "Womens House")


# A translators' file


@pytest.mark.parametrize("text", [text for text, _repaired in BROKEN if "<" not in text] + LOST)
def test_a_file_of_translations_brings_no_broken_letters(editor, text):
    house = make_organisation(summary_en="A house.")
    response = upload(editor, po(entry(translation=text)))
    if response.context.get("confirm"):
        bring_in(editor, po(entry(translation=text)))
    house.refresh_from_db()
    assert (house.summary_sv or "") == ""
