"""A list of numbers as a short code that somebody can type from paper.

Digits and letters are those of Crockford's base 32: without I, L, O and U, in either case, and an O
that is read for a 0 does no harm. Each number stands in groups of four bits, with a fifth that says
that more of it follows. The last two digits make the whole a number that leaves 1 when divided by
``MODULUS`` (as in ISO 7064 and IBAN), so that no code with one wrong letter, or with two that
changed places, leads to other records.
"""

from unicodedata import category, decimal, normalize

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = dict(zip("ILO", "110", strict=True))
MODULUS = 1021  # a prime, and less than two digits can hold
MORE, GROUP = 16, 15
LONGEST, LARGEST = 200, 2**60


class NoCodeError(ValueError):
    """What was typed is no code, or one that was mistyped."""


def encode(numbers):
    digits = [digit for number in numbers for digit in _groups(number)]
    check = (1 - _whole([*digits, 0, 0])) % MODULUS
    return "".join(DIGITS[digit] for digit in [*digits, *divmod(check, len(DIGITS))])


def decode(text):
    """Return the numbers of a code, however it was typed; raise ``NoCodeError`` if it is none."""
    digits = [_digit(letter) for letter in typed(text)]
    if len(digits) < 2 or _whole(digits) % MODULUS != 1:
        raise NoCodeError(text)
    numbers, number = [], 0
    for digit in digits[:-2]:
        number = number * MORE + (digit & GROUP)
        if not digit & MORE:
            numbers.append(number)
            number = 0
    is_whole = encode(numbers) == "".join(DIGITS[digit] for digit in digits)
    if not is_whole or not all(0 < number <= LARGEST for number in numbers):
        raise NoCodeError(text)
    return numbers


def typed(text):
    """Return the letters and digits of what was typed: without spaces and hyphens, in Latin digits."""
    if len(text) > LONGEST:
        raise NoCodeError
    letters = [letter for letter in normalize("NFKC", text).upper() if category(letter)[0] not in "ZPC"]
    plain = (str(decimal(letter, letter)) for letter in letters)
    return "".join(READ_AS.get(letter, letter) for letter in plain)


def _groups(number):
    first, last = divmod(number, MORE)
    return [*(digit | MORE for digit in _groups(first)), last] if first else [last]


def _whole(digits):
    whole = 0
    for digit in digits:
        whole = whole * len(DIGITS) + digit
    return whole


def _digit(letter):
    try:
        return DIGITS.index(letter)
    except ValueError:
        raise NoCodeError(letter) from None
