import pytest

from organisations.sorting import MAX_WEIGHTS, sort_key

from .world import make_organisation


def in_order(names, language):
    return sorted(names, key=lambda name: sort_key(name, language))


def test_swedish_puts_its_three_letters_last():
    names = ["Östersund", "Ängel", "Ål", "Zeta", "Anna", "Olga"]
    assert in_order(names, "sv") == ["Anna", "Olga", "Zeta", "Ål", "Ängel", "Östersund"]


@pytest.mark.parametrize(("sibling", "letter"), ["æä", "ęä", "øö", "őö", "õö", "œö", "üy", "űy", "ðd", "đd"])
def test_swedish_puts_the_letters_of_its_neighbours_where_it_puts_its_own(sibling, letter):
    assert sort_key(f"{sibling}bo".title(), "sv") == sort_key(f"{letter}bo".title(), "sv")


def test_swedish_puts_an_accent_beside_its_letter():
    assert in_order(["Zita", "Édith", "Elsa", "Édouard"], "sv") == ["Édith", "Édouard", "Elsa", "Zita"]


@pytest.mark.parametrize("name", ["ألمانيا", "ألبانيا", "إلهام", "ألماس", "آلاء", "الله"])
def test_arabic_cuts_no_article_that_is_none(name):
    assert in_order(["بغداد", name, "هند"], "ar") == [name, "بغداد", "هند"]


@pytest.mark.parametrize("name", ["المانع", "الْمانع", "ٱلمانع", "الـمانع"])
def test_arabic_cuts_an_article_however_it_is_written(name):
    assert sort_key(name, "ar") == sort_key("مانع", "ar")


def test_arabic_sorts_names_of_other_keyboards_with_its_own():
    assert sort_key("کلثوم یاسین", "ar") == sort_key("كلثوم ياسين", "ar")


def test_english_sorts_a_with_ring_among_the_a():
    assert in_order(["Beta", "Ål", "Alma"], "en") == ["Ål", "Alma", "Beta"]


def test_arabic_looks_past_the_article_and_the_hamza():
    names = ["المرأة", "بغداد", "الإنسان", "أمل", "تموز"]
    assert in_order(names, "ar") == ["أمل", "الإنسان", "بغداد", "تموز", "المرأة"]


def test_arabic_puts_latin_names_after_arabic_ones():
    assert in_order(["OWFI", "تموز"], "ar") == ["تموز", "OWFI"]


def test_signs_do_not_count():
    assert sort_key("«Matilda»", "sv") == sort_key("Matilda", "sv")


def test_a_short_word_comes_before_the_word_it_begins():
    assert in_order(["Kvinnorum", "Kvinno jour"], "sv") == ["Kvinno jour", "Kvinnorum"]


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_no_name_comes_last_and_never_first(language):
    assert in_order(["", "ي", "ö", "z"], language)[-1] == ""


def test_a_long_name_has_a_key_that_fits_its_column():
    assert len(sort_key("ö" * 500, "sv")) <= MAX_WEIGHTS * 4


@pytest.mark.django_db
def test_a_record_is_sorted_by_the_name_that_the_page_shows():
    record = make_organisation(name_en="Zeta", name_sv="")
    assert record.sort_key_sv == sort_key("Zeta", "sv")
