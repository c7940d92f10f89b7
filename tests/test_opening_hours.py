"""Opening hours are kept in one column, read as people write them, and told by the clock of the place."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from organisations.admin.contact_points import HoursField
from organisations.opening_hours import parse, rows, status, time_zone, written


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Mo-Fr 09:00-16:00; Sa 10:00-14:00", "Mo-Fr 09:00-16:00; Sa 10:00-14:00"),
        ("Mo 9-12, 13-16", "Mo 09:00-12:00,13:00-16:00"),
        ("Su-Th ٩-١٤", "Mo-Th,Su 09:00-14:00"),
        ("Sa ۹:۳۰–۱۲", "Sa 09:30-12:00"),
        ("Fr 22:00-02:00", "Fr 22:00-02:00"),
        ("Mo-Su 0-24", "24/7"),
        ("24/7", "24/7"),
        ("Mo,We 08.15-12.00", "Mo,We 08:15-12:00"),
    ],
)
def test_hours_are_stored_in_one_form(text, stored):
    assert written(parse(text)) == stored
    assert written(parse(stored)) == stored


@pytest.mark.parametrize(
    "text",
    ["always", "Mo", "Xx 9-12", "Mo 25-26", "Mo 9-12,11-13", "Mo 9:70-12", "9-16", "Mo-Fr 9-"],
)
def test_what_is_not_understood_is_refused(text):
    with pytest.raises(ValidationError):
        parse(text)


def test_days_with_the_same_hours_are_one_row_over_the_end_of_the_week():
    with override("en"):
        assert rows("Su-Th 09:00-14:00") == [("Sunday – Thursday", "09:00–14:00")]


@pytest.mark.parametrize(
    ("text", "hour", "expected"),
    [
        ("Fr 22:00-02:00", (6, 0, 30), (True, "01:30", "", "02:00")),  # the night after Friday
        ("Fr 22:00-02:00", (6, 1, 0), (False, "02:00", "Friday", "22:00")),
        ("Su 22:00-06:00", (8, 4, 0), (True, "05:00", "", "06:00")),  # over the end of the week
        ("Mo 0-24; Tu 0-8", (8, 20, 0), (True, "21:00", "", "08:00")),
        ("24/7", (8, 20, 0), (True, "21:00", "", "")),
        ("Mo-Fr 0-24", (8, 20, 0), (True, "21:00", "", "")),  # not until midnight
        ("Mo-Su 0-12,12-24", (8, 20, 0), (True, "21:00", "", "")),
    ],
)
def test_it_is_known_when_it_closes_or_opens(text, hour, expected):
    with override("en"):
        assert status(text, "SE", datetime(2024, 1, *hour, tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2024, 3, 31, 0, 30, tzinfo=UTC), (True, "01:30", "", "04:00")),
        (datetime(2024, 3, 31, 1, 0, tzinfo=UTC), (True, "03:00", "", "04:00")),
        (datetime(2024, 10, 27, 0, 30, tzinfo=UTC), (True, "02:30", "", "04:00")),
        (datetime(2024, 10, 27, 1, 30, tzinfo=UTC), (True, "02:30", "", "04:00")),  # once more
        (datetime(2024, 10, 27, 3, 0, tzinfo=UTC), (False, "04:00", "Sunday", "01:00")),
    ],
)
def test_the_day_on_which_clocks_change_goes_by_the_clock(moment, expected):
    with override("en"):
        assert status("Su 01:00-04:00", "SE", moment) == expected


@pytest.mark.parametrize(
    ("country", "name"), [("SE", "Europe/Stockholm"), ("IQ", "Asia/Baghdad"), ("DE", "Europe/Berlin")]
)
def test_a_country_whose_clocks_agree_has_a_time(country, name):
    assert str(time_zone(country, datetime(2024, 1, 1, tzinfo=UTC))) == name


@pytest.mark.parametrize("country", ["US", "ES", "", "XX"])
def test_of_other_countries_no_time_is_guessed(country):
    assert time_zone(country, datetime(2024, 1, 1, tzinfo=UTC)) is None


class TestForm:
    def test_seven_inputs_and_a_tick_come_to_one_text(self):
        assert HoursField().clean(["", "9–16", "9–16", "", "٩-١٢، ١٣-١٦", "", "", ""]) == (
            "Mo-Tu 09:00-16:00; Th 09:00-12:00,13:00-16:00"
        )
        assert HoursField().clean(["on", "", "", "", "", "", "", ""]) == "24/7"
        assert HoursField().clean([""] * 8) == ""

    def test_a_refusal_names_the_day(self):
        with override("en"), pytest.raises(ValidationError, match="Tuesday: “late” is no time"):
            HoursField().clean(["", "", "late", *[""] * 5])

    @pytest.mark.parametrize("stored", ["24/7", "Mo-Fr 09:00-12:00,13:00-16:00; Sa 22:00-02:00", ""])
    def test_what_is_stored_comes_back_unchanged(self, stored):
        field = HoursField()
        assert field.clean(field.widget.decompress(stored)) == stored
        assert not field.has_changed(stored, field.widget.decompress(stored))
