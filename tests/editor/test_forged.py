"""What no form of the admin asks for and somebody sends all the same: it is refused in words."""

import pytest

from networks.models import Citation, Project
from organisations.models import Affiliation, ContactPoint, Organisation, Person

from ..world import (
    cite,
    make_organisation,
    make_person,
    make_project,
    make_role,
)
from .test_admin import admin_url, opened_form
from .test_roles import in_role

pytestmark = pytest.mark.django_db
NO_CITATIONS = {"citations-TOTAL_FORMS": 0, "citations-INITIAL_FORMS": 0}


def send(client, row, **values):
    address = admin_url(type(row), "change", row.pk)
    return client.post(address, opened_form(client, address) | values)


class TestARuleOnWhatTheFormDoesNotHold:
    """The form of a published record holds no status, that of an editor no confidentiality."""

    def test_what_is_published_is_not_made_for_editors_only(self, editor):
        page = send(editor, make_organisation(), confidentiality="editors").content.decode()
        assert "What is for editors only cannot be published." in page

    def test_a_published_person_keeps_a_ground(self, editor):
        page = send(editor, make_person(), legal_basis="none").content.decode()
        assert "A person is published only on a ground" in page

    def test_an_address_of_which_the_area_is_shown_does_not_become_a_number(self):
        house = make_organisation()
        ContactPoint.objects.create(
            record=house, channel="visit", value="Storgatan 1", confidentiality="area"
        )
        number = {"contact_points-0-channel": "call", "contact_points-0-value": "+4681122334"}
        page = send(in_role("Editor"), house, **number).content.decode()
        assert "Only a postal address has an area" in page

    def test_a_source_is_not_cited_twice_at_one_place(self, editor):
        house = make_organisation()
        cite(house, "name")
        assert send(editor, cite(house, "name", paragraph=2), paragraph=1).status_code == 200
        assert Citation.objects.filter(paragraph=2).exists()


class TestAWithdrawnRecordIsNotNamed:
    """Neither when its number stands in the address of a form, nor when it is sent with one."""

    @pytest.fixture
    def hidden(self):
        return make_person("hidden", name_en="Qqq", status="withdrawn")

    def tie(self, hidden, **values):
        ends = {"person": hidden.pk, "organisation": make_organisation().pk, "role": make_role().pk}
        return NO_CITATIONS | ends | values

    def test_by_a_form_that_is_filled_in_already(self, hidden):
        page = in_role("Editor").get(admin_url(Affiliation, "add"), {"person": hidden.pk})
        assert "Qqq" not in page.content.decode()

    def test_by_a_form_that_is_shown_again(self, hidden):
        page = in_role("Editor").post(admin_url(Affiliation, "add"), self.tie(hidden, role=""))
        assert "Qqq" not in page.content.decode()

    def test_by_a_new_tie(self, hidden):
        page = in_role("Editor").post(admin_url(Affiliation, "add"), self.tie(hidden), follow=True)
        assert ("Qqq" in page.content.decode(), Affiliation.objects.exists()) == (False, False)

    def test_by_a_row_beneath_another_record(self, hidden):
        row = {"affiliations-TOTAL_FORMS": 1, "affiliations-0-person": hidden.pk}
        page = send(in_role("Editor"), make_organisation(), **row)
        assert "Qqq" not in page.content.decode()

    @pytest.mark.parametrize("role", ["Translator", "Editor"])
    def test_by_what_is_part_of_it(self, role):
        whole = make_project("whole", name_en="Qqq", status="withdrawn")
        page = in_role(role).get(admin_url(Project, "change", make_project(parent=whole).pk))
        assert "Qqq" not in page.content.decode()

    def test_and_saving_what_is_part_of_it_leaves_it_so(self):
        whole = make_project("whole", status="withdrawn")
        part = make_project(parent=whole)
        send(in_role("Editor"), part, name_en="New")
        part.refresh_from_db()
        assert (part.name_en, part.parent) == ("New", whole)

    def test_but_a_publisher_may_choose_it(self, hidden):
        in_role("Publisher").post(admin_url(Affiliation, "add"), self.tie(hidden))
        assert Affiliation.objects.get().person == hidden


class TestAKeyThatIsNone:
    @pytest.mark.parametrize("key", ["abc", "\0", "9" * 30, "9" * 5000])
    @pytest.mark.parametrize("field", ["seat", "places"])
    def test_in_the_address_of_a_form_is_left_out(self, editor, field, key):
        assert editor.get(admin_url(Organisation, "add"), {field: key}).status_code == 200

    @pytest.mark.parametrize("field", ["seat", "languages"])
    @pytest.mark.parametrize("key", ["abc", "9" * 30])
    def test_in_a_form_is_told(self, editor, field, key):
        page = send(editor, make_organisation(), **{field: key, "name_en": "New"})
        assert 'value="New"' in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        *("p=abc", "p=-1", "o=abc", "o=99", "q=%00", "status__exact=%00", "checked=%00", "country=%00"),
        *(f"id__in={'9' * 30}", f"id__exact={'9' * 5000}", f"added_on__year={'9' * 30}", "id__isnull=x"),
    ],
)
def test_a_filter_that_makes_no_sense_breaks_no_list(editor, query):
    make_organisation()
    response = editor.get(f"{admin_url(Organisation, 'changelist')}?{query}", follow=True)
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "options"])
def test_a_preview_is_only_looked_at(editor, method):
    address = admin_url(Person, "preview", make_person().pk)
    assert getattr(editor, method)(address).status_code == 405
