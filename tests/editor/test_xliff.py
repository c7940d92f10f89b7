"""XLIFF files say what PO files say, to programs that read these better."""

import re
from xml.etree.ElementTree import fromstring

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from organisations.models import Organisation
from orgdirectory.editing import xliff
from orgdirectory.editing.po import Line, line_for
from orgdirectory.editing.texts import entries

from ..world import make_organisation
from .test_po_files import PAGE, SUMMARY, confirm, kinds, left_out, make_house, refusals

pytestmark = pytest.mark.django_db


def exported(editor, language="sv", **query):
    return editor.get(f"{PAGE}{language}.xlf", query).content.decode()


def upload(editor, text, language="sv"):
    data = text if isinstance(text, bytes) else text.encode()
    return editor.post(PAGE, {"language": language, "file": SimpleUploadedFile("sv.xlf", data)})


def unit(id=SUMMARY, source="A house.", target="<target>Ett hus.</target>", more=""):
    return f'<trans-unit id="{id}"{more}><source>{source}</source>{target}</trans-unit>\n'


def file(*units, language="sv", head=""):
    return (
        f'<?xml version="1.0"?>\n{head}<xliff version="1.2" xmlns="{xliff.NAMESPACE}">\n'
        f'<file original="x" source-language="en" target-language="{language}" datatype="plaintext"><body>\n'
        f"{''.join(units or [unit()])}</body></file></xliff>"
    )


def test_texts_go_out_by_the_language_of_their_originals(editor):
    make_house()
    make_organisation("bayt", original_language="ar", name_en="", name_ar="بيت")
    files = fromstring(exported(editor)).findall(f"{{{xliff.NAMESPACE}}}file")
    assert {one.get("source-language") for one in files} == {"en", "ar"}


def test_what_goes_out_comes_back_without_a_change(editor):
    make_house(summary_sv='Ett "hus" & <mer>\n\nhär.', name_sv="Huset")
    text = exported(editor)
    Organisation.objects.update(summary_sv="Ett fint hus.", translation_review_sv="reviewed")
    assert kinds(upload(editor, text)) == {"same": 2}


@pytest.mark.usefixtures("class_directory")
class TestTheDirectoryAsItShips:
    def test_says_the_same_as_a_po_file(self, admin_user):
        found = list(entries(admin_user, "ar"))
        data = xliff.write(((line_for(one), "", one.original.language) for one in found), "ar")
        lines = {one.id: one._replace(number=0) for one in xliff.read(data, "ar").lines}
        assert lines == {one.id: line_for(one) for one in found}


def test_a_text_comes_in_as_reviewed(editor):
    make_house(name_en="", name_sv="Huset", translation_review_sv="reviewed")
    confirm(editor, upload(editor, file()))
    house = Organisation.objects.get()
    assert (house.summary_sv, house.translation_state_sv) == ("Ett hus.", "reviewed")


@pytest.mark.parametrize(
    ("target", "more"),
    [
        ('<target state="needs-review-translation">Ett hus.</target>', ""),
        ('<target state="needs-l10n">Ett hus.</target>', ""),
        ('<target state="new">Ett hus.</target>', ""),
        ("<target>Ett hus.</target>", ' approved="no"'),
    ],
)
def test_what_is_not_ready_comes_in_as_not_yet_reviewed(editor, target, more):
    make_house(name_sv="Huset", translation_review_sv="reviewed")
    confirm(editor, upload(editor, file(unit(target=target, more=more))))
    assert Organisation.objects.get().translation_state_sv == "unreviewed"


def test_marks_of_a_program_in_a_text_are_no_part_of_it(editor):
    make_house()
    target = '<target>Ett <mrk mtype="seg" mid="1">fint</mrk> <g id="1">hus</g>.</target>'
    confirm(editor, upload(editor, file(unit(target=target))))
    assert Organisation.objects.get().summary_sv == "Ett fint hus."


def test_what_was_changed_on_both_sides_is_shown_apart(editor):
    house = make_house(summary_sv="Ett hus.", name_sv="Huset")
    text = exported(editor).replace(">Ett hus.<", ">Ett stort hus.<")
    house.summary_sv = "Ett fint hus."
    house.save()
    assert kinds(upload(editor, text)) == {"apart": 1, "same": 1}


def test_a_text_that_cannot_be_taken_is_told_with_its_line_and_the_others_come_in(editor):
    make_house()
    bad = [unit("planets/mars#name"), unit(), unit("")]
    response = upload(editor, file(unit(), *bad))
    assert sorted((line, re.sub("[“”].*", "", reason)[:12]) for line, reason in left_out(response)) == [
        (5, "No text is c"),
        (6, ""),
        (7, "There is no "),
    ]
    assert kinds(response) == {"new": 1}


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (file(unit(source="&b;"), head=BOMB), "no XLIFF"),
        (file(head='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'), "no XLIFF"),
        ("<html><body>No.</body></html>", "no header"),
        ('<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "XLIFF 1.2"),
        ("<xliff", "no XLIFF"),
        (f'<xliff xmlns="{xliff.NAMESPACE}"/>', "does not name the language"),
        (file(language="ar"), "says that its language is “ar”"),
        (file(unit("")), "no msgctxt"),
        (f'<xliff xmlns="{xliff.NAMESPACE}" target-language="sv"><trans-unit/></xliff>', "no msgctxt"),
        (f'<?xml version="1.0" encoding="x-none"?><xliff xmlns="{xliff.NAMESPACE}"/>', "no XLIFF"),
    ],
)
def test_what_is_no_file_of_that_kind_is_refused_in_words(editor, text, words):
    make_house()
    [(_line, reason), *_others] = refusals(upload(editor, text))
    assert words in reason


def test_units_outside_of_any_file_are_read():
    head = f'<xliff xmlns="{xliff.NAMESPACE}" target-language="sv">'
    data = f'{head}\n<trans-unit id="a"><source>A</source></trans-unit></xliff>'.encode()
    found = xliff.read(data, "sv")
    assert ([(line.number, line.id) for line in found.lines], found.exported_at) == ([(2, "a")], None)


def test_an_empty_line_is_a_text_without_a_translation():
    data = xliff.write([(Line(0, "x#name", "A", "", False), "", "en")], "sv")
    assert b"<target" not in data
    assert xliff.read(data, "sv").lines[0].translation == ""
