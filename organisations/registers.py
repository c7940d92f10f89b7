"""Numbers in public registers, as people write them: ``SE-ON 802400-1235``, or the ten digits alone.

Registers are named by their codes of org-id.guide. A Swedish organisation number tells what it is
by its form: its third digit is 2 or more, where the number of a person has the month of her birth,
and the last is a check digit (ISO/IEC 7812).
"""

import re

from .text import digits, without_marks

SWEDISH = "SE-ON"
CODE = re.compile(r"(?P<scheme>[A-Z]{2,3}-[A-Z0-9_]+)[\s:‐-–-]+(?P<number>\S.*)", re.IGNORECASE)
LABEL = re.compile(
    r"^(?:org(?:anisation)?s?[. -]*(?:nr|nummer|no|number)|vat(?:[. -]*(?:nr|no))?|momsreg\S*)\b[.: ]*",
    re.IGNORECASE,
)
SWEDISH_FORM = re.compile(r"(?:SE|16)?([0-9]{6})[‐-–-]?([0-9]{4})(?:01)?", re.IGNORECASE)


def read(text):
    """Return (register, number) that a text names; "" for a register that it does not tell."""
    text = LABEL.sub("", " ".join(digits(without_marks(text)).split()))
    if found := CODE.fullmatch(text):
        return normal(found["scheme"], found["number"])
    scheme, _space, number = text.partition(" ")
    if number and scheme.isalpha():
        return normal(scheme, number)
    return normal("", text)


def normal(scheme, number):
    """Return a register and a number as they are stored; a Swedish number needs no register beside it."""
    scheme, plain = scheme.strip().upper(), " ".join(digits(without_marks(number)).split())
    found = SWEDISH_FORM.fullmatch(LABEL.sub("", plain).replace(" ", ""))
    if found and (scheme == SWEDISH or (not scheme and found[1][2] >= "2")):
        return SWEDISH, "-".join(found.groups())
    return scheme, plain


def has_check_digit(number):
    """Tell whether a ten-digit number, hyphen or not, ends in its check digit."""
    number = number.replace("-", "")
    if len(number) != 10 or not (number.isascii() and number.isdigit()):
        return False
    doubled = (sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(number))
    return sum(doubled) % 10 == 0
