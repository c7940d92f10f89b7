"""Languages are called what their speakers call them, and never by a code."""

import pytest
from django.utils.translation import override

from organisations.languages import NAMES, language_choices, language_name, language_names, site_languages


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("ckb", ["sorani", "السورانية", "Sorani"]),
        ("kmr", ["kurmanji", "الكرمانجية", "Kurmanji"]),
        ("prs", ["dari", "الدارية", "Dari"]),
        ("ps", ["pashto", "البشتو", "Pashto"]),
        ("aii", ["assyriska", "الآشورية", "Assyrian"]),
        ("syr", ["syrianska", "السريانية", "Syriac"]),
        ("sv", ["svenska", "السويدية", "Swedish"]),
    ],
)
def test_a_language_has_the_name_that_people_use(code, names):
    assert [language_name(code, language) for language in site_languages()] == names


@pytest.mark.parametrize("code", NAMES)
@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_a_language_of_the_table_has_a_name_everywhere(code, language):
    assert language_name(code, language) != code


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_editors_can_choose_what_cldr_does_not_name(language):
    with override(language):
        choices = dict(language_choices())
    assert {"kmr", "prs", "aii", "ckb"} <= choices.keys()
    assert not [code for code in NAMES if choices[code] == code]


def test_a_language_that_no_page_language_names_has_its_english_name():
    assert language_name("tru", "ar") == "Turoyo"


def test_who_looks_for_kurdish_finds_its_kinds():
    assert "kurdiska" in language_names("ckb")[""].splitlines()
    assert "kurdiska" in language_names("kmr")[""].splitlines()
    assert "sorani" not in language_names("ku")[""].splitlines()


def test_a_language_is_not_found_by_a_name_that_nobody_uses():
    assert "syriska" not in str(language_names("syr"))
    assert "afghanska" not in str(language_names("ps"))
