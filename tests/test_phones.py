"""Telephone numbers are stored as E.164, shown as their country writes them, and dialled from anywhere."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import override

from organisations import phones
from organisations.models import Helpline

from .world import make_helpline, make_organisation, make_place


@pytest.mark.parametrize(
    ("written", "country", "stored"),
    [
        ("+46 (0)26-12 34 56", "", "+4626123456"),
        ("+964 (0) 750 123 4567", "", "+9647501234567"),
        ("+39 (0)6 1234567", "", "+39061234567"),  # in Italy the zero is dialled
        ("0046 26 123456", "", "+4626123456"),
        ("+ 216 71 123 456", "", "+21671123456"),
        ("026-12 34 56", "SE", "+4626123456"),
        ("026‑12 34 56", "SE", "+4626123456"),
        ("026.12.34.56", "SE", "+4626123456"),
        ("0770/1234567", "IQ", "+9647701234567"),
        ("٠٧٧٠ ١٢٣ ٤٥٦٧", "IQ", "+9647701234567"),
        ("026-12 34 56 ankn. 12", "SE", "+4626123456;ext=12"),
        ("+4626123456;ext=12", "", "+4626123456;ext=12"),
        ("1177", "SE", "1177"),
        ("116 016", "SE", "116016"),
        ("020-50 50 50", "SE", "+4620505050"),
        ("1745", "LB", "1745"),  # of which the library knows nothing
        ("116 006", "NO", "116006"),
        ("Tel: 026-12 34 56", "SE", "+4626123456"),
        ("هاتف: 0770 123 4567", "IQ", "+9647701234567"),
        ("9647701234567+", "", "+9647701234567"),  # as it is copied from a line of Arabic
        ("(+46) 26 12 34 56", "", "+4626123456"),
        ("(00964) 770 123 4567", "", "+9647701234567"),
        ("026-12 34 56 (ankn 12)", "SE", "+4626123456;ext=12"),
        ("026-12 34 56 #12", "SE", "+4626123456;ext=12"),
        ("08 - 123 456 78", "SE", "+46812345678"),
    ],
)
def test_a_number_is_stored_in_one_form(written, country, stored):
    assert phones.stored(written, country) == stored
    assert phones.stored(stored, country) == stored
    assert phones.is_stored(stored)


@pytest.mark.parametrize(
    ("written", "country", "sentence"),
    [
        ("call us", "SE", "is no telephone number"),
        ("026-12 34 56, 026-12 34 57", "SE", "more than one number"),
        ("026-12 34 56 / 026-12 34 57", "SE", "more than one number"),
        ("+4626123456 +4626123457", "", "more than one number"),
        ("0770 123 4567 أو 0770 123 4568", "IQ", "more than one number"),
        ("026-12 34 56 & 026-12 34 57", "SE", "more than one number"),
        ("026-12 34 56 el. 026-12 34 57", "SE", "more than one number"),
        ("0770 123 4567 - 0770 123 4568", "IQ", "more than one number"),
        ("0770 123 4567 یان 0770 123 4568", "IQ", "more than one number"),
        ("12 34 56", "SE", "too few or too many"),  # of which area?
        ("026-12 34 56", "", "within one country only"),
        ("112", "", "within one country only"),
        ("+46 8 1", "", "too few or too many"),
        ("+4626123456789012", "", "too few or too many"),
        ("12", "SE", "too few or too many"),
        ("", "SE", "is no telephone number"),
        ("javascript:0", "SE", "is no telephone number"),
    ],
)
def test_what_is_no_number_is_refused_by_name(written, country, sentence):
    with pytest.raises(ValidationError, match=sentence) as refused:
        phones.stored(written, country)
    assert written in refused.value.messages[0]


def test_a_refusal_shows_what_was_written_from_left_to_right_in_arabic():
    with override("ar"), pytest.raises(ValidationError) as refused:
        phones.stored("026-12 34 56", "")
    assert "«\u2068026-12 34 56\u2069»" in refused.value.messages[0]


@pytest.mark.parametrize(
    ("stored", "country", "shown"),
    [
        ("+4626123456", "SE", "026-12 34 56"),
        ("+4626123456", "IQ", "+46 26 12 34 56"),
        ("+4626123456", "", "+46 26 12 34 56"),
        ("+9647701234567", "IQ", "0770 123 4567"),
        ("+4626123456;ext=12", "SE", "026-12 34 56, ext. 12"),
        ("112", "SE", "112"),
        ("+467348738", "SE", "+46 7348738"),  # the library knows no such range, nor where its zero goes
        ("(08) as it was", "SE", "(08) as it was"),
    ],
)
def test_a_number_is_shown_as_its_country_writes_it(stored, country, shown):
    assert phones.shown(stored, country) == shown


@pytest.mark.parametrize("value", ["(08) 12", "08-123", "x", "+", "+46 8 123", "+46812345;ext=", "12", ""])
def test_what_is_of_before_the_rule_is_not_linked(value):
    assert phones.href(value) == ""


@pytest.mark.parametrize(("value", "works"), [("+4626123456", True), ("+4620505050", False), ("112", False)])
def test_a_freephone_or_short_number_is_of_its_country(value, works):
    assert phones.works_abroad(value) is works


@pytest.mark.django_db
class TestWhatIsStored:
    @pytest.fixture
    def house(self):
        return make_organisation(seat=make_place("gavle", country="SE"))

    def test_a_number_is_of_the_country_of_the_seat(self, house):
        assert house.contact_points.create(channel="call", value="026-12 34 56").value == "+4626123456"

    def test_without_a_seat_it_is_of_the_only_country_of_its_places(self):
        house = make_organisation(places=["iq"])
        assert house.contact_points.create(channel="call", value="0770 123 4567").value == "+9647701234567"

    def test_of_several_countries_none_is_guessed(self):
        house = make_organisation(places=["iq", "se"])
        with pytest.raises(ValidationError, match="within one country"):
            house.contact_points.create(channel="call", value="0770 123 4567")

    def test_a_number_of_before_the_rule_keeps_nothing_from_being_saved(self, house):
        point = house.contact_points.create(channel="call", value="026-12 34 56")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE organisations_contactpoint SET value = %s", ["call the porter"])
        point.refresh_from_db()
        point.opening_hours = "Mo 9-12"
        point.save()
        point.refresh_from_db()
        assert (point.value, point.opening_hours) == ("call the porter", "Mo 09:00-12:00")

    def test_it_is_not_written_anew(self, house):
        with pytest.raises(ValidationError, match="no telephone number"):
            house.contact_points.create(channel="call", value="call the porter")

    def test_a_helpline_follows_the_same_rule(self):
        assert make_helpline(phone="020-50 50 50").phone == "+4620505050"
        assert Helpline.objects.get().number == "020-50 50 50"
