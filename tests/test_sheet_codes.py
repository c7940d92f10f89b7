"""Codes that are typed from paper: read however they are written, and never taken for another one."""

from itertools import pairwise

import pytest

from orgdirectory.public.sheet_codes import DIGITS, NoCodeError, decode, encode

NUMBERS = [8, 1_234, 9, 4_000_000, 15]
CODE = encode(NUMBERS)


def is_read(text):
    try:
        decode(text)
    except NoCodeError:
        return False
    return True


@pytest.mark.parametrize("numbers", [[], [8], [16, 8], NUMBERS, list(range(1, 60)), [2**60]])
def test_numbers_come_back_in_their_order(numbers):
    assert decode(encode(numbers)) == numbers


def test_a_code_has_no_letter_that_is_taken_for_another():
    assert not set("ILOU-") & {*DIGITS}


def test_eight_of_the_first_thousand_records_take_less_than_thirty_letters():
    assert len(encode([999 * 8 + kind for kind in range(8)])) < 35


@pytest.mark.parametrize(
    "written",
    [
        CODE.lower(),
        f" {CODE} ",
        " ".join(CODE),
        f"{CODE[:4]}-{CODE[4:]}",
        f"{CODE[:4]}\u2011{CODE[4:]}\u200f",
        CODE.replace("0", "O"),
        CODE.replace("0", "o").replace("1", "l"),
        CODE.replace("1", "I"),
        "".join(chr(0x660 + int(sign)) if sign.isdigit() else sign for sign in CODE),
        "".join(chr(0x6F0 + int(sign)) if sign.isdigit() else sign for sign in CODE),
        "".join(chr(ord(sign) + 0xFEE0) for sign in CODE),
    ],
)
def test_a_code_is_read_however_it_is_typed(written):
    assert decode(written) == NUMBERS


def test_no_code_with_one_wrong_letter_is_read():
    places = range(len(CODE))
    wrong = {CODE[:at] + other + CODE[at + 1 :] for at in places for other in DIGITS} - {CODE}
    assert [one for one in wrong if is_read(one)] == []


def test_no_code_with_two_letters_in_each_others_place_is_read():
    swapped = {
        CODE[:at] + two + one + CODE[at + 2 :] for at, (one, two) in enumerate(pairwise(CODE)) if one != two
    }
    assert swapped
    assert [one for one in swapped if is_read(one)] == []


@pytest.mark.parametrize("text", ["", "0", "U" + CODE, CODE + "é", "رمز", "0" + CODE, CODE[:-1], CODE[1:]])
def test_what_is_no_code_is_refused(text):
    assert not is_read(text)


@pytest.mark.parametrize("text", ["0" * 5_000, "Z" * 200, CODE * 100, "\x00", "²" * 300])
def test_what_is_overlong_or_garbage_is_refused(text):
    assert not is_read(text)


def test_a_number_beyond_what_a_database_holds_is_refused():
    assert not is_read(encode([2**70]))
