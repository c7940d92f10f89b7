"""What changed between two texts is told word by word, and nothing of either is lost."""

from time import perf_counter

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from organisations.history.differences import ADDED, REMOVED, SAME, words_changed

WORDS = st.sampled_from(["hus", "huset", "بيت", "بَيت", "النساء", ",", "،", ".", "<b>", "2014"])
SPACES = st.sampled_from([" ", "  ", "\n\n", "\u00a0", ""])
TEXTS = st.lists(st.tuples(WORDS, SPACES), max_size=12).map(lambda pairs: "".join(map("".join, pairs)))


def joined(pieces, *kinds):
    return "".join(text for kind, text in pieces if kind in kinds)


@given(TEXTS | st.text(), TEXTS | st.text())
def test_the_pieces_make_up_the_old_text(old, new):
    assert joined(words_changed(old, new), SAME, REMOVED) == old


@given(TEXTS | st.text(), TEXTS | st.text())
def test_the_pieces_make_up_the_new_text(old, new):
    assert joined(words_changed(old, new), SAME, ADDED) == new


@given(TEXTS | st.text())
def test_a_text_that_stays_is_one_piece(text):
    assert words_changed(text, text) == ([(SAME, text)] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("a red house", "a blue house", [(SAME, "a "), (REMOVED, "red"), (ADDED, "blue"), (SAME, " house")]),
        ("a house", "a house.", [(SAME, "a house"), (ADDED, ".")]),
        ("بيت النساء", "بيت للنساء", [(SAME, "بيت "), (REMOVED, "النساء"), (ADDED, "للنساء")]),
        ("كَتب", "كُتب", [(REMOVED, "كَتب"), (ADDED, "كُتب")]),
        ("one two", "three four", [(REMOVED, "one two"), (ADDED, "three four")]),
        ("", "new", [(ADDED, "new")]),
        ("old", "", [(REMOVED, "old")]),
    ],
)
def test_words_change_as_wholes(old, new, pieces):
    assert words_changed(old, new) == pieces


def test_very_long_texts_are_told_apart_in_a_moment():
    old = " ".join(f"word{number}" for number in range(20_000))
    began = perf_counter()
    pieces = words_changed(old, old.replace("1", "x"))
    assert joined(pieces, SAME, REMOVED) == old
    assert perf_counter() - began < 2


@pytest.mark.parametrize("filler", ["", "a ", ", "])
def test_long_texts_with_nothing_but_little_words_in_common_are_told_apart_in_a_moment(filler):
    old, new = (" ".join(f"{filler}{letter}{number}" for number in range(450)) for letter in "xy")
    began = perf_counter()
    assert joined(words_changed(old, new), SAME, ADDED) == new
    assert perf_counter() - began < 2


def shown(old, new, language):
    template = Template("{% load differences %}{% difference old new language %}")
    return template.render(Context({"old": old, "new": new, "language": language}))


def test_a_change_is_shown_in_the_language_and_direction_of_the_text():
    assert '<bdi lang="ar" dir="rtl"' in shown("بيت", "بيت النساء", "ar")


def test_what_is_heard_is_in_the_language_of_the_page():
    with override("sv"):
        assert '<ins><span class="visually-hidden" lang="sv">' in shown("بيت", "بيت النساء", "ar")


def test_a_text_cannot_bring_markup():
    assert "<b>" not in shown("<b>a", "<b>c", "en")


def test_nothing_becomes_something():
    assert "<del>" not in shown(None, "new", "en")


def test_a_text_in_no_known_language_takes_the_direction_of_its_letters():
    assert shown("one", "two", "").startswith("<bdi><del>")
