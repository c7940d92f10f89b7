"""The form of a record: rows folded to a line, few buttons, and nothing lost by either."""

import re

import pytest

from organisations.models import (
    FocusArea,
    Need,
    Organisation,
    OrganisationName,
    Place,
    Role,
    Source,
    TargetGroup,
)

from ..html import flat
from ..world import cite, make_affiliation, make_language, make_organisation, make_person
from .test_admin import admin_url, opened_form

pytestmark = pytest.mark.django_db

ROW = re.compile(r'id="(\w+-(?:\d+|empty))"\s*>\s*<details( open)?>')
BUTTON = re.compile(r"<(?:button|input)[^>]* type=\"submit\"|<(?:button|input) type=\"submit\"")


@pytest.fixture
def house():
    house = make_organisation("house", status="draft", name_en="The house")
    cite(house, "name", "kind", paragraph=4)
    make_affiliation(house, person=make_person(), start_date="2001")
    OrganisationName.objects.create(
        record=house, name="THE HOUSE", language=make_language("en"), kind="acronym"
    )
    return house


def address_of(house):
    return admin_url(Organisation, "change", house.pk)


def form_of(client, house):
    return client.get(address_of(house)).content.decode()


def send(client, house, **changes):
    data = opened_form(client, address_of(house)) | changes
    return client.post(address_of(house), data).content.decode()


def rows_of(html):
    """Return {id of each row under a form: whether it is shown opened}."""
    return {name: bool(is_open) for name, is_open in ROW.findall(html)}


def buttons_of(html):
    """Return the buttons that save, (those in view, those in the menu beside them)."""
    [row] = re.findall(r'<div class="submit-row">(.*?)</form>', html, re.DOTALL)
    before, _, menu = row.partition('<details class="more">')
    return re.findall(r' (?:name|value)="(_\w+)"', before), re.findall(r' name="(_\w+)"', menu)


def test_rows_are_a_line_each(editor, house):
    rows = rows_of(form_of(editor, house))
    assert not any(rows[name] for name in ("citations-0", "affiliations-0", "other_names-0"))


def test_a_line_says_where_in_which_source_and_what_it_supports(editor, house):
    html = flat(form_of(editor, house))
    assert "<h3><bdi>The text</bdi></h3>" in html
    assert "<bdi>Paragraph 4</bdi> <small><bdi>name, kind</bdi></small>" in html


def test_the_line_of_a_tie_names_its_other_end_alone(editor, house):
    assert "<bdi>Amina Ali</bdi> <small><bdi>director, 2001</bdi></small>" in flat(form_of(editor, house))


def test_a_row_that_is_new_is_open(editor, house):
    assert rows_of(form_of(editor, house))["citations-empty"]


def test_a_row_with_a_fault_is_open_and_the_others_are_not(editor, house):
    rows = rows_of(send(editor, house, **{"citations-0-paragraph": "x"}))
    assert (rows["citations-0"], rows["affiliations-0"]) == (True, False)


def test_a_row_that_was_written_in_is_open_when_something_else_is_wrong(editor, house):
    rows = rows_of(send(editor, house, founding_date="once", **{"affiliations-0-end_date": "2004"}))
    assert (rows["affiliations-0"], rows["citations-0"]) == (True, False)


def test_many_rows_are_folded_together_until_one_has_a_fault(editor, house):
    for paragraph in range(10, 22):
        cite(house, "name", paragraph=paragraph)
    section = '<input type="hidden" name="citations-MAX_NUM_FORMS"[^>]*>\\s*<details( open)?>'
    assert re.search(section, form_of(editor, house))[1] is None
    assert re.search(section, send(editor, house, **{"citations-3-paragraph": "x"}))[1]


def test_three_buttons_save_and_the_rest_is_in_a_menu(editor, house):
    seen, menu = buttons_of(form_of(editor, house))
    assert seen == ["_save", "_continue", "_act"]
    assert menu == ["_act", "_act", "_addanother"]


def test_what_vouches_for_a_record_is_not_beside_what_saves(editor, house):
    cite(house, "name")
    Organisation.objects.update(status="published")
    seen, menu = buttons_of(form_of(editor, house))
    assert (seen, menu) == (["_save", "_continue"], ["_act", "_act", "_addanother"])


def test_what_is_not_saved_yet_can_be_handed_over_and_not_confirmed(editor):
    html = editor.get(admin_url(Organisation, "add")).content.decode()
    assert set(re.findall(r'name="_act" value="(\w+)"', html)) == {"publish", "submit"}


def test_what_deletes_is_not_beside_what_saves(editor, house):
    html = form_of(editor, house)
    [link] = [m.start() for m in re.finditer(re.escape(admin_url(Organisation, "delete", house.pk)), html)]
    assert link < html.index("<form", link) < html.index('class="submit-row"')


def test_an_original_has_no_state_of_translation(editor, house):
    html = form_of(editor, house)
    marks = {"en", "sv", "ar"} - {house.original_language}
    assert set(re.findall(r'name="translation_review_(\w+)"', html)) == marks


def test_a_new_record_gets_its_slug_of_its_name(editor):
    address = admin_url(Organisation, "add")
    names = {"name_ar": "بيت", "name_sv": "Kvinnors hus i Gävle", "original_language": "sv"}
    editor.post(address, opened_form(editor, address) | names)
    assert Organisation.objects.get().slug == "kvinnors-hus-i-gavle"


def added(editor, model, **values):
    """Return the row that a form makes of some values, its slug left empty, or the page that refuses them."""
    address = admin_url(model, "add")
    response = editor.post(address, opened_form(editor, address) | values)
    return model.objects.latest("pk") if response.status_code == 302 else response.content.decode()


def test_an_arabic_name_alone_makes_a_slug(editor):
    names = {"name_ar": "جمعية المثال للمرأة", "original_language": "ar"}
    assert added(editor, Organisation, **names).slug == "jamiyat-al-mithal-lil-mara"


@pytest.mark.parametrize("model", [Place, FocusArea, Need, TargetGroup, Role])
def test_a_term_gets_its_slug_of_its_name(editor, model):
    names = {"name_sv": "Räven"} | ({} if model is Place else {"name_en": "", "name_ar": ""})
    assert added(editor, model, **names).slug == "raven"
    assert added(editor, model, **names).slug == "raven-2"


def test_a_country_needs_no_name_and_no_slug(editor):
    place = added(editor, Place, country="IQ")
    assert (place.slug, place.name_sv) == ("iq", "Irak")


def test_a_source_gets_its_slug_of_its_title(editor):
    values = {"title": "مؤتمر النساء", "date": "2019", "kind": "report", "language": make_language("ar").pk}
    assert added(editor, Source, **values).slug == "mutamar-al-nisa"


def test_a_name_without_letters_asks_for_the_slug(editor):
    assert "Write it: no name is given" in added(editor, Place, name_en="!!!")
    assert not Place.objects.exists()


def test_a_record_that_is_there_does_not_lose_its_slug(editor, house):
    assert 'id="id_slug_error"' in send(editor, house, slug="")


def test_a_place_in_a_list_may_be_left_empty(editor):
    address = admin_url(Need, "add")
    names = {f"name_{language}": "Work" for language in ("sv", "ar", "en")}
    data = opened_form(editor, address) | names | {"slug": "work", "position": ""}
    editor.post(address, data)
    assert Need.objects.get().position == 0


def test_a_list_is_called_by_what_is_in_it(editor):
    html = flat(editor.get(admin_url(Organisation, "changelist")).content.decode())
    assert "<h1>Organisations</h1>" in html
    assert "to change" not in html
