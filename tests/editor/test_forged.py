"""What no form of the admin asks for and somebody sends all the same: it is refused in words."""

import pytest

from networks.models import Citation
from organisations.models import ContactPoint

from ..world import (
    cite,
    make_organisation,
    make_person,
)
from .test_admin import admin_url, form_data
from .test_roles import in_role

pytestmark = pytest.mark.django_db
NO_CITATIONS = {"citations-TOTAL_FORMS": 0, "citations-INITIAL_FORMS": 0}


def send(client, row, **values):
    address = admin_url(type(row), "change", row.pk)
    return client.post(address, form_data(client.get(address)) | values)


class TestARuleOnWhatTheFormDoesNotHold:
    """The form of a published record holds no status, that of an editor no confidentiality."""

    def test_what_is_published_is_not_made_for_editors_only(self, editor):
        page = send(editor, make_organisation(), confidentiality="editors").content.decode()
        assert "What is for editors only cannot be published." in page

    def test_a_published_person_keeps_a_ground(self, editor):
        page = send(editor, make_person(), ground="none").content.decode()
        assert "A person is published only on a ground" in page

    def test_an_address_of_which_the_area_is_shown_does_not_become_a_number(self):
        house = make_organisation()
        ContactPoint.objects.create(
            organisation=house, kind="address", value="Storgatan 1", confidentiality="area"
        )
        number = {"contact_points-0-kind": "phone", "contact_points-0-value": "112 22"}
        page = send(in_role("Editor"), house, **number).content.decode()
        assert "Only a postal address has an area" in page

    def test_a_source_is_not_cited_twice_at_one_place(self, editor):
        house = make_organisation()
        cite(house, "name")
        assert send(editor, cite(house, "name", paragraph=2), paragraph=1).status_code == 200
        assert Citation.objects.filter(paragraph=2).exists()
