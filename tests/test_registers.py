"""Numbers in public registers as people write them."""

import pytest

from organisations import registers


@pytest.mark.parametrize(
    "text",
    [
        *("802400-1235", "8024001235", "SE8024001235", "SE802400123501", "16802400-1235", "802400 1235"),
        *("SE-ON 802400-1235", "SE-ON:8024001235", "SE-ON-8024001235", "se-on 8024001235"),
        *("Org.nr 802400-1235", "Organisationsnummer: 802400-1235", "VAT no. SE802400123501", "٨٠٢٤٠٠-١٢٣٥"),
    ],
)
def test_a_swedish_organisation_number_is_known_by_its_form(text):
    assert registers.read(text) == ("SE-ON", "802400-1235")


@pytest.mark.parametrize("text", ["850101-1234", "8501011234"])
def test_a_number_of_a_person_is_not_taken_for_one(text):
    assert registers.read(text) == ("", text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("GB-COH 01234567", ("GB-COH", "01234567")),
        ("gb-chc: 123/4", ("GB-CHC", "123/4")),
        ("XX 1", ("XX", "1")),
        ("123456", ("", "123456")),
    ],
)
def test_another_register_is_named(text, read):
    assert registers.read(text) == read


@pytest.mark.parametrize("number", ["802400-1236", "802400123", "80240012355", "abc", ""])
def test_the_last_digit_checks_the_others(number):
    assert not registers.has_check_digit(number)
