"""Files of translations: what goes out, and what comes back and what does not."""

import contextlib
import re
from io import StringIO

import pytest
from babel.messages.pofile import read_po
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organisations.models import FormerSlug, Organisation, Place, Revision
from organisations.text import fault, tidy
from orgdirectory.editing.po import Line, RefusedError, line_for, read, write
from orgdirectory.editing.po_changes import apply_plan, plan
from orgdirectory.editing.texts import entries

from ..conftest import make_account, sign_in
from ..world import (
    make_affiliation,
    make_helpline,
    make_need,
    make_organisation,
    make_person,
    make_place,
    make_role,
)
from .test_roles import in_role

pytestmark = pytest.mark.django_db

PAGE = "/en/admin/worklist/files/"
HEADER = 'msgid ""\nmsgstr "Language: {}\\nContent-Type: text/plain; charset=utf-8\\n"\n\n'
SUMMARY = "organisations/womens-house#summary"
ORIGINAL = "A house."


def make_house(**fields):
    return make_organisation(**{"summary_en": ORIGINAL} | fields)


def entry(id=SUMMARY, original=ORIGINAL, translation="Ett hus.", flags=""):
    return f'{flags}msgctxt "{id}"\nmsgid "{original}"\nmsgstr "{translation}"\n\n'


def po(*entries, language="sv"):
    return HEADER.format(language) + "".join(entries or [entry()])


def upload(client, text, language="sv", page=PAGE):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(page, {"language": language, "file": SimpleUploadedFile("sv.po", data)})


def confirm(client, response):
    return client.post(PAGE, response.context["confirm"].initial)


def bring_in(client, text, language="sv"):
    """Upload a file, and press the button under its preview."""
    return confirm(client, upload(client, text, language))


def export(client, language="sv", **query):
    response = client.get(f"{PAGE}{language}.po", query)
    return {one.context: one for one in read_po(StringIO(response.content.decode())) if one.id}


def refusals(response):
    return [tuple(fault) for fault in response.context["faults"]]


def kinds(response):
    return {kind.value: len(changes) for kind, changes in response.context["groups"] if changes}


# What goes out


def test_a_text_goes_out_with_its_id_its_original_and_its_translation(editor):
    make_house(summary_sv="Ett hus.")
    found = export(editor)[SUMMARY]
    assert (found.id, found.string, found.fuzzy) == (ORIGINAL, "Ett hus.", True)


@pytest.mark.parametrize("state", ["reviewed", "unreviewed"])
def test_what_nobody_reviewed_is_fuzzy(editor, state):
    make_house(summary_sv="Ett hus.", translation_review_sv=state)
    assert export(editor)[SUMMARY].fuzzy == (state == "unreviewed")


def test_what_is_older_than_its_original_is_fuzzy(editor):
    house = make_house(summary_sv="Ett hus.", translation_review_sv="reviewed")
    house.summary_en = "A large house."
    house.save()
    assert export(editor)[SUMMARY].fuzzy


def test_a_file_with_one_of_two_old_texts_leaves_them_old(editor):
    house = make_house(
        name_sv="Huset", summary_sv="Ett hus.", description_en="It helps.", description_sv="Det hjälper."
    )
    house.summary_en, house.description_en = "A large house.", "It helps all."
    house.save()
    bring_in(editor, po(entry(original="A large house.", translation="Ett stort hus.")))
    house.refresh_from_db()
    assert (house.summary_sv, house.translation_state_sv) == ("Ett stort hus.", "outdated")


def test_what_is_still_to_write_is_empty_and_not_fuzzy(editor):
    make_house()
    assert (export(editor)[SUMMARY].string, export(editor)[SUMMARY].fuzzy) == ("", False)


def test_an_original_in_the_language_itself_does_not_go_out(editor):
    make_house(original_language="sv", name_sv="Huset")
    assert not export(editor, "sv")


def test_an_empty_text_does_not_go_out(editor):
    make_house()
    assert "organisations/womens-house#description" not in export(editor)


@pytest.mark.parametrize(("status", "count"), [("draft", 2), ("withdrawn", 0)])
def test_drafts_go_out_and_what_was_withdrawn_does_not(editor, status, count):
    make_house(status=status)
    assert len(export(editor)) == count


def test_only_what_is_missing_or_outdated_goes_out_on_request(editor):
    make_house(name_sv="Huset")
    assert set(export(editor, only="to-do")) == {SUMMARY}


@pytest.mark.parametrize(
    ("make", "id"),
    [
        (lambda: make_place("bagdad", country="IQ"), "places/bagdad#name"),
        (lambda: make_need("peace", name_en="I want peace"), "needs/peace#name"),
        (lambda: make_role("chair"), "roles/chair#name"),
        (lambda: make_helpline(purpose_en="Ring"), "helplines/the-line#purpose"),
    ],
)
def test_vocabularies_go_out(editor, make, id):
    make()
    assert id in export(editor, "ar")


def test_the_names_of_countries_do_not_go_out(editor):
    make_place("se")
    assert not export(editor, "ar")


def test_the_note_of_a_tie_goes_out_by_its_natural_key(editor):
    make_affiliation(make_house(), person=make_person(), note_en="since the beginning", start_date="2014")
    assert "ties/affiliation/person/amina-ali/womens-house/director/2014#note" in export(editor)


def test_the_note_of_a_tie_to_a_withdrawn_record_does_not_go_out(editor):
    make_affiliation(make_house(), person=make_person(status="withdrawn"), note_en="since then")
    assert not any(id.startswith("ties/") for id in export(editor))


def test_vocabularies_are_translated_from_the_first_other_language(editor):
    make_place("bagdad", country="IQ", name_en="", name_sv="Bagdad", name_ar="بغداد")
    found = export(editor, "ar")["places/bagdad#name"]
    assert (found.id, found.string) == ("Bagdad", "بغداد")


def test_the_header_names_the_language_and_its_plurals(editor):
    text = editor.get(f"{PAGE}ar.po").content.decode()
    assert '"Language: ar\\n"' in text
    assert "nplurals=6" in text


def test_a_comment_leads_to_the_record(editor):
    make_house()
    text = editor.get(f"{PAGE}sv.po").content.decode()
    assert "http://testserver/en/organisations/womens-house/" in text


def test_a_per_cent_sign_makes_no_text_a_program(editor):
    make_house(summary_en="50 % av dem.")
    assert "python-format" not in editor.get(f"{PAGE}sv.po").content.decode()


@pytest.mark.parametrize("language", ["xx", "SV", "sv-SE"])
def test_there_is_no_file_in_another_language(editor, language):
    assert editor.get(f"{PAGE}{language}.po").status_code == 404


# What comes back


def test_a_preview_changes_nothing(editor):
    make_house()
    response = upload(editor, po())
    assert kinds(response) == {"new": 1}
    assert Organisation.objects.get().summary_sv is None


def test_a_text_comes_in_as_reviewed(editor):
    make_house(name_en="", name_sv="Huset", translation_review_sv="reviewed")
    bring_in(editor, po())
    house = Organisation.objects.get()
    assert (house.summary_sv, house.translation_state_sv) == ("Ett hus.", "reviewed")


def test_a_fuzzy_text_comes_in_as_not_yet_reviewed(editor):
    make_house(name_sv="Huset", translation_review_sv="reviewed")
    bring_in(editor, po(entry(flags="#, fuzzy\n")))
    assert Organisation.objects.get().translation_state_sv == "unreviewed"


def test_a_text_beside_others_that_nobody_reviewed_makes_these_no_better(editor):
    make_house(name_sv="Huset", translation_review_sv="unreviewed")
    bring_in(editor, po())
    assert Organisation.objects.get().translation_state_sv == "unreviewed"


def test_taking_the_mark_away_makes_a_translation_reviewed(editor):
    make_house(name_en="", name_ar="بيت", summary_sv="Ett hus.", original_language="en", name_sv="")
    response = upload(editor, po())
    assert kinds(response) == {"reviewed": 1}
    confirm(editor, response)
    assert Organisation.objects.get().translation_review_sv == "reviewed"


def test_an_outdated_text_that_comes_back_as_certain_is_outdated_no_more(editor):
    house = make_house(
        summary_sv="Ett hus.", translation_review_sv="reviewed", summary_en="Old.", name_sv="Huset"
    )
    house.summary_en = ORIGINAL
    house.save()
    bring_in(editor, po(entry(), entry("organisations/womens-house#name", "Womens House", "Huset")))
    assert Organisation.objects.get().translation_state_sv == "reviewed"


def test_a_reviewed_text_that_comes_back_in_doubt_is_reviewed_no_more(editor):
    make_house(summary_sv="Ett hus.", translation_review_sv="reviewed")
    bring_in(editor, po(entry(flags="#, fuzzy\n")))
    assert Organisation.objects.get().translation_review_sv == "unreviewed"


def test_all_that_comes_in_is_one_revision():
    make_house(), make_organisation("other", summary_en="Other.")
    before = Revision.objects.count()
    other = entry("organisations/other#summary", "Other.", "Annat.")
    bring_in(in_role("Translator"), po(entry(), other))
    newest = Revision.objects.first()
    assert (newest.act, newest.user.username, newest.note) == ("translated", "translator", "sv.po")
    assert Revision.objects.count() == before + 1


def test_a_vocabulary_is_translated():
    make_place("bagdad", country="IQ", name_en="Baghdad")
    bring_in(in_role("Translator"), po(entry("places/bagdad#name", "Baghdad", "Bagdad")))
    assert Place.objects.get().name_sv == "Bagdad"


def test_the_note_of_a_tie_is_translated(editor):
    tie = make_affiliation(make_house(), person=make_person(), note_en="since then", start_date="2014")
    id = "ties/affiliation/person/amina-ali/womens-house/director/2014#note"
    bring_in(editor, po(entry(id, "since then", "sedan dess")))
    tie.refresh_from_db()
    assert tie.note_sv == "sedan dess"


def test_an_empty_translation_changes_nothing(editor):
    make_house(summary_sv="Ett hus.")
    assert kinds(upload(editor, po(entry(translation="")))) == {}


def test_a_file_that_changes_nothing_asks_for_no_confirmation(editor):
    make_house(summary_sv="Ett hus.")
    assert upload(editor, po(entry(flags="#, fuzzy\n"))).context["confirm"] is None


# What is left out


def left_out(response):
    return [(one.number, one.reason) for one in response.context["plan"].left_out]


def test_a_text_whose_original_changed_meanwhile_is_left_out(editor):
    make_house(summary_en="A large house.")
    response = upload(editor, po())
    assert left_out(response) == [(5, "The original has changed since the file was exported.")]


def test_an_original_that_changes_between_preview_and_button_keeps_its_text(editor):
    house = make_house()
    response = upload(editor, po())
    house.summary_en = "A large house."
    house.save()
    assert left_out(confirm(editor, response))
    assert not Organisation.objects.get().summary_sv


@pytest.mark.parametrize("fields", [{"status": "withdrawn"}, {"original_language": "sv", "summary_sv": "x"}])
def test_what_is_no_longer_to_be_translated_is_left_out(editor, fields):
    make_house(**fields)
    assert left_out(upload(editor, po()))[0][1] == "It is no longer there to be translated."


def test_a_file_does_not_tell_who_was_withdrawn_from_who_never_was_here(editor):
    make_person("rim", status="withdrawn")
    answers = left_out(upload(editor, po(entry("people/rim#name"), entry("people/nobody#name"))))
    assert [reason for _line, reason in answers] == ["It is no longer there to be translated."] * 2


def test_an_entry_of_very_many_lines_is_read_line_by_line():
    data = HEADER.format("sv") + 'msgctxt "a"\nmsgid "b"\n' + '""\n#\n' * 100_000 + 'msgstr "c"\n'
    assert [line.translation for line in read(data.encode(), "sv").lines] == ["c"]


def test_a_record_that_was_deleted_meanwhile_is_left_out(editor):
    FormerSlug.objects.record_move(Organisation, "womens-house")
    assert len(left_out(upload(editor, po()))) == 1


def test_a_tie_that_changed_its_dates_is_left_out(editor):
    id = "ties/affiliation/person/amina-ali/womens-house/director/2014#note"
    assert len(left_out(upload(editor, po(entry(id))))) == 1


def test_an_uncertain_name_of_a_place_is_left_out(editor):
    make_place("bagdad", country="IQ", name_en="Baghdad")
    text = po(entry("places/bagdad#name", "Baghdad", "Bagdad", flags="#, fuzzy\n"))
    assert "uncertain" in left_out(upload(editor, text))[0][1]


# What is refused as a whole

NAME = "organisations/womens-house#name"
GOOD = entry(NAME, "Womens House", "Huset")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("<html><body>No.</body></html>", 1, "no header"),
        ("\n", 1, "no header"),
        ("# Only a comment", 1, "no header"),
        (GOOD, 1, "no header"),
        (po(GOOD, language="ar"), 1, "says that its language is “ar”"),
        (po(GOOD, language=""), 1, "does not name the language"),
        (po(GOOD, language="???"), 1, "says that its language is “???”"),
        (po(GOOD).encode("utf-16"), 1, "not in UTF-8"),
        (po(GOOD, entry(translation="é")).encode("latin-1"), 10, "not in UTF-8"),
        (b"x" * 2_000_001, 1, "larger than 2 megabytes"),
        (po('msgid "without context"\nmsgstr "x"\n'), 4, "no msgctxt"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_refused(editor, text, line, words):
    make_house()
    [(number, reason)] = refusals(upload(editor, text))
    assert (words in reason, number) == (True, line)


def test_all_faults_of_a_file_that_is_refused_are_told(editor):
    html = upload(editor, po(*['msgid "without context"\nmsgstr "x"\n\n'] * 3)).content.decode()
    assert [f"Line {line}:" in html for line in (4, 7, 10)] == [True, True, True]


# What is refused, line by line


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (po(GOOD, entry("organisations/nobody#summary")), 9, "No text is called"),
        (po(GOOD, entry("organisations/womens-house#slug")), 9, "No text is called"),
        (po(GOOD, entry("organisations/womens-house")), 9, "No text is called"),
        (po(GOOD, entry("ties/user/x#note")), 9, "No text is called"),
        (po(GOOD, entry("ties/affiliation/x#name")), 9, "No text is called"),
        (po(GOOD, entry("planets/mars#name")), 9, "No text is called"),
        (po(GOOD, entry(translation=""), entry()), 13, "stands in the file twice, first on line 9"),
        (po(GOOD, entry(translation=""), entry(original="Other")), 13, "stands in the file twice"),
        (po(GOOD, entry(NAME, "Other", "H" * 201)), 9, "twice"),
        (po(GOOD, entry(translation="<b>Ett</b> hus.")), 9, "markup"),
        (po(GOOD, entry(translation="Ett\x00hus")), 10, "a character that nobody can see: U+0000"),
        (po(GOOD, entry(translation="Ett\\001hus")), 10, "a character that nobody can see: U+0001"),
        (po(GOOD, entry(translation="Ett\\x1bhus")), 10, "a character that nobody can see: U+001B"),
        (po(GOOD, entry(translation="Ett\\ahus")), 10, "a character that nobody can see: U+0007"),
        (po(GOOD, entry(translation="Ett\\303hus")), 10, "cannot be read"),
        (po(GOOD, entry(translation="Ett\\777hus")), 10, "cannot be read"),
        (po(GOOD, entry(translation="Ett\\ud83dhus")), 10, "cannot be read"),
        (po(GOOD, entry(translation="Ett\\U00ffffffhus")), 10, "cannot be read"),
        (po(GOOD, entry(translation="#-#-#-#-#  a.po  #-#-#-#-#\\nEtt")), 9, "Two files were joined"),
        (po(GOOD, entry(translation='Ett "hus"')), 10, "no line of a PO file"),
        (po(GOOD, 'msgstr "first"\n'), 8, "do not follow one another"),
        ('"loose"\n' + po(GOOD), 1, "do not follow one another"),
        (po(GOOD, 'msgctxt "x"\n'), 8, "do not follow one another"),
        (po(GOOD, 'msgid "without context"\nmsgstr "x"\n'), 8, "no msgctxt"),
        (po(GOOD, 'msgctxt "a"\nmsgid "b"\nmsgid_plural "c"\nmsgstr[0] "d"\n'), 10, "no plural forms"),
    ],
)
def test_a_line_that_cannot_be_taken_is_told_and_the_others_come_in(editor, text, line, words):
    make_house()
    response = upload(editor, text)
    [(number, reason)] = left_out(response)
    assert (words in reason, number) == (True, line)
    confirm(editor, response)
    assert Organisation.objects.values_list("name_sv", "summary_sv").get() == ("Huset", None)


@pytest.mark.parametrize(
    ("translation", "words"),
    [("H" * 201, "201 characters; there is room for 200"), ("Hu\\nset", "line break")],
)
def test_a_name_that_does_not_fit_is_told_and_the_others_come_in(editor, translation, words):
    make_house()
    response = upload(editor, po(GOOD.replace("Huset", translation), entry()))
    [(_line, reason)] = left_out(response)
    confirm(editor, response)
    assert words in reason
    assert Organisation.objects.values_list("name_sv", "summary_sv").get() == (None, "Ett hus.")


def test_every_fault_of_a_file_is_told(editor):
    make_house()
    bad = ['msgctxt "x"\n\n', entry(translation='"'), entry("planets/mars#name"), 'msgid "a"\nmsgstr "b"\n\n']
    response = upload(editor, po(*bad, entry()))
    assert sorted(number for number, _reason in left_out(response)) == [4, 8, 11, 14]
    assert kinds(response) == {"new": 1}


def test_a_bad_entry_takes_no_comment_of_the_next_with_it(editor):
    make_house(name_sv="Huset", translation_review_sv="reviewed")
    bring_in(editor, po('msgctxt "x"\nmsgid "y"\n\n', entry(flags="#, fuzzy\n")))
    assert Organisation.objects.get().translation_state_sv == "unreviewed"


@pytest.mark.parametrize(
    "header", ["Plural-Forms: nplurals=x; plural=n>;", "PO-Revision-Date: x", "X-Crowdin: 1"]
)
def test_a_header_is_asked_for_its_language_alone(editor, header):
    make_house()
    assert kinds(upload(editor, po().replace("Language: sv", f"{header}\\nLanguage: sv"))) == {"new": 1}


@pytest.mark.parametrize(
    "written",
    [
        r"H\303\245ll \303\245t.",
        r"H\xc3\xa5ll \xC3\xA5t.",
        r"H\u00e5ll \u00E5t.",
        r"H\U000000e5ll \303\xa5t.",
        'H\\303"\n"\\245ll åt.',
    ],
)
def test_letters_written_as_numbers_are_read(editor, written):
    make_house()
    bring_in(editor, po(entry(translation=written)))
    assert Organisation.objects.get().summary_sv == "Håll åt."


@pytest.mark.parametrize("text", [r"\303\245", r"\u00e5", r"C:\\new", "a\\tb", r"\q", "😀"])
def test_signs_of_escapes_in_a_text_go_out_and_in_as_they_are(text):
    file = write([(Line(0, "x#name", text, text, False), "")], "sv")
    [line] = read(file, "sv").lines
    assert (line.original, line.translation) == (text, text)


def test_two_halves_of_a_sign_are_one(editor):
    make_house()
    bring_in(editor, po(entry(translation=r"Ett hus \ud83d\ude00")))
    assert Organisation.objects.get().summary_sv == "Ett hus 😀"


def test_the_reason_is_told_in_the_language_of_the_page(editor):
    html = upload(editor, po(entry("planets/mars#name")), page=PAGE.replace("/en/", "/sv/")).content.decode()
    assert "planets/mars#name" in html


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"language": "xx"},
        {"language": "sv", "file": SimpleUploadedFile("x.po", b"")},
        {"language": "sv"},
        {"text": ""},
        {"text": "x"},
    ],
)
def test_a_form_that_is_not_filled_in_is_told_so(editor, data):
    response = editor.post(PAGE, data)
    assert response.status_code == 200
    assert "confirm" not in response.context or response.context["confirm"] is None


def test_what_comes_back_from_a_preview_is_checked_again(editor):
    make_house()
    forged = po(GOOD.replace("Huset", "H" * 201))
    response = editor.post(PAGE, {"language": "sv", "name": "x", "text": forged})
    assert left_out(response)[0][0] == 5
    assert Organisation.objects.get().name_sv is None


def test_the_ids_of_a_file_are_text_and_not_markup(editor):
    make_house()
    html = upload(editor, po(entry("<script>x</script>"))).content.decode()
    assert "<script>x" not in html


# Who may


@pytest.mark.parametrize("group", ["Translator", "Editor", "Publisher", "Administrator"])
def test_every_group_may_bring_texts_in(group):
    make_house()
    bring_in(in_role(group), po())
    assert Organisation.objects.get().summary_sv == "Ett hus."


def test_staff_of_no_group_may_neither_take_nor_give():
    client = sign_in(Client(), make_account("guest"))
    statuses = [client.get(PAGE), client.get(f"{PAGE}sv.po"), upload(client, po())]
    assert [one.status_code for one in statuses] == [403, 403, 403]


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}sv.po"])
def test_visitors_are_asked_to_sign_in(client, address):
    assert "login" in client.get(address).headers["Location"]


def test_a_forged_button_of_somebody_without_rights_changes_nothing():
    make_house()
    response = sign_in(Client(), make_account("guest")).post(PAGE, {"language": "sv", "text": po()})
    assert (response.status_code, Organisation.objects.get().summary_sv) == (403, None)


# There and back again


@pytest.mark.usefixtures("class_directory")
class TestTheDirectoryAsItShips:
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_comes_back_unchanged(self, admin_user, language):
        file = write(((line_for(one), "where") for one in entries(admin_user, language)), language)
        planned = plan(admin_user, language, read(file, language))
        assert len(planned.changes) > 100
        assert not planned.effective
        assert not planned.left_out


TEXT = st.text(
    st.one_of(
        st.sampled_from('"\\\n\r\t %<&ابت كوردی ە\u200f\u202b\u2028\x85åÖ{}'), st.characters(codec="utf-8")
    ),
    max_size=120,
).filter(lambda text: not fault(text) and not re.search("</?[a-zA-Z]", text))


def examples(number):
    """Let a test run often with the same fixtures; it takes back what it wrote."""
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=number, suppress_health_check=checks)


def exported(user):
    return write(((line_for(one), "") for one in entries(user, "sv")), "sv")


def taken(user, file):
    apply_plan(plan(user, "sv", read(file, "sv"), taken={SUMMARY}), user)


@examples(30)
@given(original=TEXT, translation=TEXT, state=st.sampled_from(["reviewed", "unreviewed"]))
def test_what_goes_out_changes_nothing_when_it_comes_back(admin_user, original, translation, state):
    with transaction.atomic():
        make_house(summary_en=original, summary_sv=translation, translation_review_sv=state)
        assert not plan(admin_user, "sv", read(exported(admin_user), "sv")).effective
        transaction.set_rollback(True)


@examples(30)
@given(original=TEXT.filter(str.strip), translation=TEXT)
def test_what_a_volunteer_writes_goes_out_as_she_wrote_it(admin_user, original, translation):
    with transaction.atomic():
        make_house(summary_en=original)
        [line] = [one for one in map(line_for, entries(admin_user, "sv")) if one.id == SUMMARY]
        taken(admin_user, write([(line._replace(translation=translation), "")], "sv"))
        first = exported(admin_user)
        taken(admin_user, first)
        found = {one.id: one.translation for one in read(first, "sv").lines}
        assert read(exported(admin_user), "sv").lines == read(first, "sv").lines
        assert found[SUMMARY] == tidy(translation)
        transaction.set_rollback(True)


@examples(150)
@given(lines=st.permutations(po(GOOD, entry(), entry(flags='#, fuzzy\n#~ msgid "x"\n#: a:1\n')).split("\n")))
def test_lines_in_any_order_are_read_or_refused(lines):
    with contextlib.suppress(RefusedError):
        read("\n".join(lines).encode(), "sv")


@examples(150)
@given(data=st.one_of(st.binary(max_size=200), TEXT.map(lambda text: po(entry(translation=text)).encode())))
def test_whatever_a_file_holds_it_is_read_or_refused(data):
    with contextlib.suppress(RefusedError):
        read(data, "sv")
