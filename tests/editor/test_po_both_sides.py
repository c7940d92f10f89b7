"""Files of translations that come back after the texts were changed here: nothing of either is lost."""

import random
import re
from pathlib import Path

import pytest
from django.conf import settings

from organisations.models import FormerSlug, Need, Organisation
from organisations.text import tidy
from orgdirectory.editing.po import line_for, read, write
from orgdirectory.editing.po_changes import apply_plan, plan
from orgdirectory.editing.texts import entries

from ..world import (
    make_affiliation,
    make_need,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_role,
)
from .test_po_files import (
    ORIGINAL,
    PAGE,
    SUMMARY,
    bring_in,
    confirm,
    entry,
    kinds,
    left_out,
    make_house,
    po,
    upload,
)

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parent.parent / "field_cases"
FUND = {"original_language": "sv", "name_sv": "Allmänna arvsfonden", "name_en": ""}


def exported(editor, language="sv"):
    return editor.get(f"{PAGE}{language}.po").content.decode()


def rewritten(file, translation, certain=True):
    """Return an exported file as a translator leaves it who writes the summary anew."""
    ahead, found, after = file.partition(f'msgctxt "{SUMMARY}"')
    if certain:
        ahead = re.sub(r"#, fuzzy\n\Z", "", ahead)
    return ahead + found + re.sub(r'msgstr ".*"', f'msgstr "{translation}"', after, count=1)


def without_marks(file):
    return re.sub("^# exported: .*\n", "", file, flags=re.MULTILINE)


def without_moment(file):
    return re.sub('^"POT-Creation-Date:.*\n', "", file, flags=re.MULTILINE)


def correct(record, **fields):
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()
    return record


def summary():
    house = Organisation.objects.get()
    return house.summary_sv, house.translation_state_sv


@pytest.fixture
def house():
    return make_house(name_sv="Huset", summary_sv="Ett hus.", translation_review_sv="unreviewed")


def reviewed(house):
    correct(house, summary_sv="Ett fint hus.", translation_review_sv="reviewed")


# A line that nobody touched


def test_an_untouched_file_undoes_nothing_that_was_corrected_here(editor, house):
    file = exported(editor)
    reviewed(house)
    response = upload(editor, file)
    assert kinds(response) == {"same": 2}
    assert response.context["confirm"] is None


@pytest.mark.parametrize(
    "tool",
    [
        lambda file: file.replace("\n", "\r\n"),
        lambda file: "\ufeff" + file,
        lambda file: file.replace("Language: sv", "Language: sv_SE"),
        lambda file: re.sub(r'msgstr "Ett hus."', 'msgstr ""\n"Ett "\n"hus."', file),
        lambda file: "\n\n".join([file.split("\n\n")[0], *reversed(file.split("\n\n")[1:])]),
        lambda file: file.replace("# exported", "#. exported"),
        lambda file: file.replace("# exported", "#exported"),
        lambda file: file.replace("#, fuzzy", '#, fuzzy, no-wrap\n#| msgid "An old house."'),
        lambda file: file + '\n#~ msgctxt "x"\n#~ msgid "y"\n#~ msgstr "z"\n',
        lambda file: re.sub("^#\\. .*\n", "", file, flags=re.MULTILINE),
    ],
)
def test_an_untouched_file_stays_so_whatever_program_saved_it(editor, house, tool):
    file = tool(exported(editor))
    reviewed(house)
    assert kinds(upload(editor, file)) == {"same": 2}


def test_an_untouched_line_is_not_left_out_for_an_original_that_changed(editor, house):
    file = exported(editor)
    correct(house, summary_en="A large house.")
    response = upload(editor, file)
    assert (left_out(response), kinds(response)) == ([], {"same": 2})


def test_a_line_that_was_touched_comes_in(editor, house):
    bring_in(editor, rewritten(exported(editor), "Ett stort hus."))
    assert summary() == ("Ett stort hus.", "unreviewed")  # the name is still uncertain


def test_taking_the_mark_of_doubt_away_is_a_touch(editor, house):
    bring_in(editor, exported(editor).replace("#, fuzzy\n", ""))
    assert summary() == ("Ett hus.", "reviewed")


def test_a_file_that_lost_its_marks_undoes_nothing_either(editor, house):
    file = without_marks(exported(editor))
    reviewed(house)
    response = upload(editor, file)
    assert kinds(response) == {"apart": 2}
    confirm(editor, response)
    assert summary() == ("Ett fint hus.", "reviewed")


def test_a_file_that_lost_its_marks_does_not_doubt_what_was_reviewed_here(editor, house):
    file = without_marks(exported(editor))
    correct(house, translation_review_sv="reviewed")
    bring_in(editor, file)
    assert summary() == ("Ett hus.", "reviewed")


def test_a_text_that_was_taken_out_here_does_not_come_back_by_itself(editor, house):
    file = without_marks(exported(editor))
    correct(house, summary_sv="")
    bring_in(editor, file)
    assert not summary()[0]


# A line that was changed on both sides


@pytest.mark.parametrize("lost", [lambda file: file, without_marks])
def test_what_was_changed_on_both_sides_is_shown_apart_with_both_texts(editor, house, lost):
    file = lost(rewritten(exported(editor), "Ett stort hus."))
    reviewed(house)
    response = upload(editor, file)
    [change] = [one for one in response.context["plan"].of("apart") if one.line.id == SUMMARY]
    assert (change.entry.translation.text, change.line.translation) == ("Ett fint hus.", "Ett stort hus.")
    html = response.content.decode()
    assert re.search(f'name="take"\\s+value="{SUMMARY}"', html)
    assert ">Ett fint hus.<" in html
    assert ">Ett stort hus.<" in html


def test_what_was_changed_on_both_sides_stays_unless_it_is_ticked(editor, house):
    file = rewritten(exported(editor), "Ett stort hus.")
    reviewed(house)
    bring_in(editor, file)
    assert summary() == ("Ett fint hus.", "reviewed")


def test_what_was_changed_on_both_sides_comes_in_if_it_is_ticked(editor, house):
    file = rewritten(exported(editor), "Ett stort hus.")
    reviewed(house)
    response = upload(editor, file)
    editor.post(PAGE, response.context["confirm"].initial | {"take": [SUMMARY]})
    assert summary() == ("Ett stort hus.", "reviewed")


def test_a_tick_is_for_the_text_that_was_shown_and_no_later_one(editor, house):
    file = rewritten(exported(editor), "Ett stort hus.")
    reviewed(house)
    response = upload(editor, file)
    correct(house, summary_sv="Vårt hus.")
    editor.post(PAGE, response.context["confirm"].initial | {"take": [SUMMARY]})
    assert summary()[0] == "Vårt hus."


@pytest.mark.parametrize("lost", [lambda file: file, lambda file: without_moment(without_marks(file))])
def test_what_changes_between_preview_and_button_stays(editor, house, lost):
    response = upload(editor, lost(rewritten(exported(editor), "Ett stort hus.")))
    correct(house, summary_sv="Vårt hus.")
    done = confirm(editor, response)
    assert (summary()[0], kinds(done)) == ("Vårt hus.", {"apart": 1})


def test_what_changes_while_the_button_does_its_work_stays(admin_user, house):
    text = po(entry(translation="Ett stort hus.")).encode()
    planned = plan(admin_user, "sv", read(text, "sv"))
    correct(Organisation.objects.get(), summary_sv="Vårt hus.")
    apply_plan(planned, admin_user)
    assert (summary()[0], len(planned.left_out)) == ("Vårt hus.", 1)


def test_a_record_that_goes_while_the_button_does_its_work_is_left_out(admin_user, house):
    planned = plan(admin_user, "sv", read(po(entry(translation="Ett stort hus.")).encode(), "sv"))
    Organisation.objects.get().delete()
    apply_plan(planned, admin_user)
    assert len(planned.left_out) == 1


def test_the_same_change_on_both_sides_is_none(editor, house):
    file = rewritten(exported(editor), "Ett stort hus.", certain=False)
    correct(house, summary_sv="Ett stort hus.")
    assert kinds(upload(editor, file)) == {"same": 2}


def test_a_text_written_on_both_sides_where_there_was_none_is_shown_apart(editor):
    house = make_house()
    file = rewritten(exported(editor), "Ett hus.")
    correct(house, summary_sv="Vårt hus.")
    assert kinds(upload(editor, file)) == {"apart": 1}


def test_a_text_of_a_vocabulary_that_was_changed_on_both_sides_is_shown_apart(editor):
    place = make_place("bagdad", country="IQ", name_en="Baghdad", name_sv="Bagdad")
    file = exported(editor).replace('msgstr "Bagdad"', 'msgstr "Baghdad"')
    correct(place, name_sv="Bagdâd")
    assert kinds(upload(editor, file)) == {"apart": 1}


def test_the_mark_of_one_text_says_nothing_of_another(editor, house):
    file = exported(editor)
    [mark] = re.findall(f'# exported: (.*)\n(?:#.*\n)*msgctxt "{SUMMARY}"', file)
    marks = re.findall("# exported: (.*)\n", file)
    assert len(set(marks)) == len(marks)
    copied = re.sub("# exported: .*\n", f"# exported: {mark}\n", file).replace('"Huset"', '"Ett hus."')
    assert kinds(upload(editor, copied)) == {"apart": 1, "same": 1}


# Ticks


def test_a_line_that_is_ticked_to_be_left_out_changes_nothing(editor, house):
    response = upload(editor, rewritten(exported(editor), "Ett stort hus."))
    assert re.search(f'name="leave"\\s+value="{SUMMARY}"', response.content.decode())
    editor.post(PAGE, response.context["confirm"].initial | {"leave": [SUMMARY]})
    assert summary()[0] == "Ett hus."


def test_more_lines_than_a_form_may_have_fields_come_in_whole(editor):
    Need.objects.bulk_create(Need(slug=f"need-{n}", name_en=f"Need {n}") for n in range(450))
    lines = [entry(f"needs/need-{n}#name", f"Need {n}", f"Behov {n}", flags="\n" * 40) for n in range(450)]
    response = upload(editor, po(*lines))
    assert "Only the first 190 are shown" in response.content.decode()
    boxes = len(re.findall('type="checkbox"', response.content.decode()))
    assert boxes < 1000
    sent = response.context["confirm"].initial
    assert len(read(sent["text"].encode(), "sv").lines) == 450
    left = {f"needs/need-{n}#name" for n in range(450)} - {"needs/need-1#name", "needs/need-449#name"}
    editor.post(PAGE, sent | {"leave": [*left]})
    assert Need.objects.exclude(name_sv=None).count() == 2


def test_a_file_as_large_as_may_be_comes_back_from_its_preview(admin_user):
    make_house()
    text = po(entry(translation='\\"\\n' * 480_000 + "hus"))
    assert len(text) > 1_900_000
    [change] = plan(admin_user, "sv", read(text.encode(), "sv")).effective
    sent = write([(change.line_seen, "")], "sv")
    assert len(sent) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert read(sent, "sv").lines[0].translation == change.line.translation


# Records that moved


def test_a_text_of_a_record_that_was_renamed_is_followed(editor, house):
    file = rewritten(exported(editor), "Ett stort hus.")
    correct(house, slug="the-house")
    bring_in(editor, file)
    assert summary()[0] == "Ett stort hus."


def test_a_text_of_a_tie_whose_ends_were_renamed_is_followed(editor, house):
    tie = make_affiliation(house, person=make_person(), note_en="since then", start_date="2014")
    id = "ties/affiliation/person/amina-ali/womens-house/director/2014#note"
    correct(house, slug="the-house"), correct(tie.person, slug="amina")
    bring_in(editor, po(entry(id, "since then", "sedan dess")))
    tie.refresh_from_db()
    assert tie.note_sv == "sedan dess"


def test_a_text_of_a_role_that_was_renamed_is_followed(editor):
    role = correct(make_role("chair"), slug="chairwoman")
    assert kinds(upload(editor, po(entry("roles/chair#name", role.name_en, "Ordförande")))) == {"changed": 1}


def test_a_text_of_a_record_that_went_into_another_is_left_out_with_the_reason(editor, house):
    other = make_organisation("other", summary_en="Another house.")
    FormerSlug.objects.record_move(Organisation, "gone", other.slug)
    response = upload(editor, po(entry("organisations/gone#summary", "A shed.", "Ett skjul."), entry()))
    [(_line, reason)] = left_out(response)
    assert "has become another record" in reason


def test_a_text_under_its_old_and_its_new_name_counts_once(editor, house):
    correct(house, slug="the-house")
    lines = entry(translation="Ett stort hus."), entry(SUMMARY.replace("womens-house", "the-house"))
    response = upload(editor, po(*reversed(lines)))
    assert [reason.partition("”")[2] for _line, reason in left_out(response)] == [
        " stands in the file twice, first on line 5."
    ]


# What is hardly a translation


@pytest.mark.parametrize(
    ("translation", "words"),
    [
        (ORIGINAL, "same as in another language"),
        ("a house", "same as in another language"),
        ("TODO", "stopgap"),
        ("todo …", "stopgap"),
        ("...", "no letter of the script"),
        ("-", "no letter of the script"),
        ("بيت.", "no letter of the script"),
    ],
)
def test_what_is_hardly_a_translation_is_shown_apart(editor, translation, words):
    make_house()
    response = upload(editor, po(entry(translation=translation)))
    [change] = response.context["plan"].changes
    assert (change.kind, words in change.reason) == ("apart", True)
    confirm(editor, response)
    assert not Organisation.objects.get().summary_sv


@pytest.mark.parametrize("translation", ["A house for women.", "TODO", "؟؟؟", "1994", "www.example.org"])
def test_a_text_without_a_letter_of_arabic_is_shown_apart(editor, translation):
    make_house()
    assert kinds(upload(editor, po(entry(translation=translation), language="ar"), "ar")) == {"apart": 1}


@pytest.mark.parametrize("translation", ["UNHCR تساعد النساء.", "بيت", "بيت ٣"])
def test_a_text_with_letters_of_arabic_comes_in(editor, translation):
    make_house()
    assert kinds(upload(editor, po(entry(translation=translation), language="ar"), "ar")) == {"new": 1}


@pytest.mark.parametrize(("name", "kind"), [("UNHCR", "new"), ("The agency", "apart"), ("المفوضية", "new")])
def test_a_name_may_stay_as_it_is(editor, name, kind):
    make_organisation(name_en="UNHCR")
    text = po(entry("organisations/womens-house#name", "UNHCR", name), language="ar")
    assert kinds(upload(editor, text, "ar")) == {kind: 1}


def test_the_name_of_a_term_is_a_word_and_no_name(editor):
    make_need("peace", name_en="I want peace")
    assert kinds(upload(editor, po(entry("needs/peace#name", "I want peace", "I want peace")))) == {
        "apart": 1
    }


def test_the_text_of_a_third_language_is_no_translation(editor):
    make_house(original_language="ar", name_ar="بيت", summary_ar="بيت للنساء.", summary_en="For women.")
    assert kinds(upload(editor, po(entry(original="بيت للنساء.", translation="For women.")))) == {"apart": 1}


def test_a_text_of_digits_is_the_same_in_all_languages(editor):
    make_house(summary_en="1994–2004")
    assert kinds(upload(editor, po(entry(original="1994–2004", translation="1994–2004")))) == {"new": 1}


def test_what_is_hardly_a_translation_comes_in_as_not_reviewed_if_it_is_ticked(editor):
    make_house(name_sv="Huset", translation_review_sv="reviewed")
    response = upload(editor, po(entry(translation=ORIGINAL)))
    editor.post(PAGE, response.context["confirm"].initial | {"take": [SUMMARY]})
    assert summary() == (ORIGINAL, "unreviewed")


def test_what_is_hardly_a_translation_and_stands_here_is_not_reviewed_by_a_file(editor):
    make_house(name_sv="Huset", summary_sv=ORIGINAL, translation_review_sv="unreviewed")
    bring_in(editor, exported(editor).replace("#, fuzzy\n", ""))
    assert summary() == (ORIGINAL, "unreviewed")


# Files as they came


@pytest.fixture
def fund():
    return make_organisation(
        "allmanna-arvsfonden", summary_sv="Fond som ger bidrag till Kvinnors Nätverk.", **FUND
    )


def case(name):
    return (CASES / name).read_bytes()


def test_case_28_a_text_that_was_corrected_since_stays(editor, fund):
    correct(fund, summary_ar="نص قديم لم تلمسه المترجمة", translation_review_ar="unreviewed")
    correct(fund, summary_ar="نص صحّحته المحررة.", translation_review_ar="reviewed")
    response = upload(editor, case("28-stale.po"), "ar")
    assert kinds(response) == {"apart": 1}
    confirm(editor, response)
    fund.refresh_from_db()
    assert (fund.summary_ar, fund.translation_review_ar) == ("نص صحّحته المحررة.", "reviewed")


def test_case_30_a_record_that_is_gone_refuses_nothing_else(editor, fund):
    response = upload(editor, case("30-deleted-record.po"), "ar")
    assert (kinds(response), len(left_out(response))) == ({"new": 1}, 1)
    confirm(editor, response)
    fund.refresh_from_db()
    assert fund.summary_ar == "نص جديد"


def test_case_31_what_is_no_arabic_is_shown_apart(editor, fund):
    response = upload(editor, case("31-wrong-script.po"), "ar")
    assert kinds(response) == {"apart": 1}
    confirm(editor, response)
    fund.refresh_from_db()
    assert not fund.summary_ar


def test_case_31b_what_lost_its_letters_is_left_out_with_the_reason(editor, fund):
    correct(fund, summary_ar="نص", translation_review_ar="reviewed")
    response = upload(editor, case("31b-question-marks.po"), "ar")
    [(_line, reason)] = left_out(response)
    assert "Letters of the text were lost" in reason
    assert response.context["confirm"] is None


@pytest.mark.parametrize("translation", ["Ett h?????s.", "Ett h\ufffds.", "????"])
def test_what_lost_its_letters_is_left_out(editor, translation):
    make_house()
    assert len(left_out(upload(editor, po(entry(translation=translation))))) == 1


# In any order


class Both:
    """A translator and an editor at work on the same texts, in an order that chance decides."""

    def __init__(self, chance, user):
        self.chance, self.user, self.count = chance, user, 0
        self.files = []  # (what went out, what the translator made of it)
        self.records = [make_house(), make_network("net", summary_en="A network.", name_sv="Nätet")]
        self.place = make_place("bagdad", country="IQ", name_en="Baghdad")

    def texts(self):
        return {one.id: (tidy(one.translation.text), one.is_unsure) for one in entries(self.user, "sv")}

    def new_text(self):
        self.count += 1
        return f"Text nummer {self.count}."

    def export(self):
        lines = [line_for(one) for one in entries(self.user, "sv")]
        self.files.append((self.texts(), read(write([(line, "") for line in lines], "sv"), "sv").lines))

    def translate(self):
        if self.files:
            base, lines = self.files[-1]
            at = self.chance.randrange(len(lines))
            words = self.chance.choice([self.new_text(), lines[at].translation, lines[at].original])
            changed = lines[at]._replace(translation=words, is_unsure=self.chance.random() < 0.3)
            self.files[-1] = base, [*lines[:at], changed, *lines[at + 1 :]]

    def edit(self):
        if self.chance.random() < 0.2:
            return correct(self.place, name_sv=self.new_text())
        record = self.chance.choice(self.records)
        record.refresh_from_db()
        field = self.chance.choice(["summary_sv", "name_sv"])
        review = self.chance.choice(["reviewed", "unreviewed"])
        return correct(record, **{field: self.new_text(), "translation_review_sv": review})

    def upload(self):
        """Bring in a file without a tick: what was changed here since it went out must stay."""
        if not self.files:
            return
        base, lines = self.chance.choice(self.files)
        before = self.texts()
        file = read(write([(line, "") for line in lines], "sv"), "sv")
        apply_plan(plan(self.user, "sv", file), self.user)
        after = self.texts()
        for line in lines:
            edited_here = before[line.id][0] != base[line.id][0]
            untouched = (line.translation, line.is_unsure) == base[line.id]
            if edited_here or untouched:
                assert after[line.id][0] == before[line.id][0], line.id


@pytest.mark.parametrize("seed", range(12))
def test_no_text_written_here_is_lost_without_a_tick(admin_user, seed):
    both = Both(random.Random(seed), admin_user)
    for _step in range(25):
        both.chance.choice([both.export, both.translate, both.translate, both.edit, both.upload])()
