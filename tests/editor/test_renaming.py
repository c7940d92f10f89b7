"""Who renames a term in the admin leaves nobody at its old address."""

import pytest

from organisations.models import FormerSlug

from ..world import (
    make_focus_area,
    make_helpline,
    make_need,
    make_organisation,
    make_person,
    make_place,
    make_role,
    make_source,
    make_target_group,
)
from .test_admin import admin_url, opened_form

pytestmark = pytest.mark.django_db

EVERY_KIND = pytest.mark.parametrize(
    "make",
    [
        make_focus_area,
        make_helpline,
        make_need,
        make_organisation,
        make_person,
        make_place,
        make_role,
        make_source,
        make_target_group,
    ],
)


def send_slug(editor, row, slug):
    """Save the form of a row with another slug, and return the answer."""
    address = admin_url(type(row), "change", row.pk)
    return editor.post(address, opened_form(editor, address) | {"name_sv": "Namnet", "slug": slug})


@EVERY_KIND
def test_the_former_slug_leads_to_the_new_one(editor, make):
    row = make("first")
    assert send_slug(editor, row, "second").status_code == 302
    assert FormerSlug.objects.follow(type(row), ["first"]) == {"first": "second"}


@pytest.mark.parametrize("make", [make_focus_area, make_place, make_source])
def test_a_slug_that_leads_elsewhere_is_refused_in_words(editor, make):
    row, other = make("first"), make("other")
    send_slug(editor, row, "second")
    response = send_slug(editor, other, "first")
    assert response.status_code == 200
    assert "leads to “second” now" in response.content.decode()


def test_a_page_of_what_was_changed_last_does_without_terms(editor):
    send_slug(editor, make_focus_area("first"), "second")
    assert editor.get("/en/admin/").status_code == 200
