"""Editors keep the ways to reach a record; nothing typed is lost, and faults are told in their language."""

import pytest
from django.db import connection

from organisations.models import Organisation

from ..world import make_network, make_organisation, make_place, make_project
from .test_admin import admin_url, form_data, opened_form

pytestmark = pytest.mark.django_db
FAULTS = {"value": "call me <b>x", "opening_hours_1": "late & early", "opening_hours_2": "9-12,11-13"}
MENDED = {"value": "٠٢٦-١٢ ٣٤ ٥٦", "opening_hours_1": "٩-١٢، ١٣-١٦", "opening_hours_2": "22-02"}
TEXTS = {"hours_note_sv": "Stängt i juli", "audience_ar": "نساء"}


def page_of(row, language="en"):
    return f"/{language}{admin_url(type(row), 'change', row.pk)[3:]}"


def point(**values):
    values = {"channel": "call", "confidentiality": "public"} | values
    return {f"contact_points-0-{name}": value for name, value in values.items()} | {
        "contact_points-TOTAL_FORMS": 1
    }


@pytest.fixture
def house():
    return make_organisation("house", seat=make_place("gavle", country="SE"))


@pytest.mark.parametrize(
    ("make", "language", "fault"),
    [
        (make_organisation, "ar", "ليس رقم هاتف"),
        (make_network, "sv", "är inget telefonnummer"),
        (make_project, "ar", "ليس رقم هاتف"),
    ],
)
def test_faults_are_told_and_what_was_typed_stays(editor, make, language, fault):
    record = make("here", places=["se"])
    page = page_of(record, language)
    refused = editor.post(page, opened_form(editor, page) | point(**FAULTS, **TEXTS))
    words = refused.content.decode()
    typed = ["call me &lt;b&gt;x", "late &amp; early", "9-12,11-13", *TEXTS.values()]
    assert [words.count(one) > 0 for one in (fault, *typed)] == [True] * 6
    assert not record.contact_points.exists()

    assert editor.post(page, form_data(refused) | point(**MENDED)).status_code == 302
    stored = record.contact_points.get()
    assert (stored.value, stored.opening_hours) == (
        "+4626123456",
        "Mo 09:00-12:00,13:00-16:00; Tu 22:00-02:00",
    )
    assert (stored.hours_note_sv, stored.audience_ar) == tuple(TEXTS.values())


def test_a_new_record_reads_a_number_by_the_seat_given_with_it(editor):
    page = f"/en{admin_url(Organisation, 'add')[3:]}"
    seat = make_place("gavle", country="SE").pk
    new = {
        "name_sv": "Huset",
        "slug": "huset",
        "kind": "association",
        "original_language": "sv",
        "seat": seat,
    }
    response = editor.post(page, opened_form(editor, page) | new | point(value="026-12 34 56"))
    assert response.status_code == 302
    assert Organisation.objects.get().contact_points.get().value == "+4626123456"


def test_a_number_of_before_the_rule_that_is_there_twice_keeps_nobody_from_saving(editor, house):
    for number in ("+4626123456", "+4626123457"):
        house.contact_points.create(channel="call", value=number)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisations_contactpoint SET value = '026-12 34 56' WHERE value LIKE '%57'")
    page = page_of(house)
    editor.post(page, opened_form(editor, page) | {"summary_sv": "Nytt."})
    house.refresh_from_db()
    assert house.summary_sv == "Nytt."
    assert set(house.contact_points.values_list("value", flat=True)) == {"+4626123456", "026-12 34 56"}
