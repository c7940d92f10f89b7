"""Telephone numbers: one rule for whatever holds one, decided by Google's libphonenumber.

They are stored as E.164, an extension apart as RFC 3966 has it: ``+4626123456;ext=12``.
A short number (112, 1177) is known within one country only and stored as its digits.
Whatever else stands in a column is of before the rule: it is shown, and leads nowhere.
"""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberFormat, PhoneNumberType, shortnumberinfo

from .text import digits, without_marks

STORED = r"^(\+[1-9][0-9]{2,14}(;ext=[0-9]{1,7})?|[1-9][0-9]{2,5})$"  # databases read it, too
SHORT = re.compile(r"[1-9][0-9]{2,5}")
HARMONISED = re.compile(r"^(116)([0-9]{3})$")  # numbers of social value that are the same all over Europe
WRITTEN = re.compile(r"(?:\+|00)?[0-9(][0-9 ()./-]*")
EXTENSION_WORD = r"(?:ext\.?|x|#|anknytning|ankn\.?|تحويلة|داخلي)"
EXTENSION = re.compile(rf"[ ;,]*\(?{EXTENSION_WORD}[ =:.]*([0-9]{{1,7}})\)?$", re.IGNORECASE)
BETWEEN_TWO = re.compile(
    r"[;,،؛|&\n]|\b(?:och|eller|el|or|and)\b\.?|\b(?:أو|او|یا|یان)\b|\s+و\s*|(?<=\d{3}) - (?=[0+])"
)
LABEL = re.compile(
    r"^(?:tel|tfn|tlf|telefon|telephone|phone|mob|mobil|mobile|هاتف|تلفون|موبايل|جوال)\b[.: ]*", re.I
)
BRACKETED_CODE = re.compile(r"^\((\+|00)([0-9]{1,3})\)")
LAST_PLUS = re.compile(r"^([0-9][^+]*)\+$")  # as it is copied out of a line from right to left
TRUNK_ZERO = re.compile(r"^(\+[0-9]{1,3})[ -]*\(0\)")
HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\xa0\u202f\u2009\t", " "))
NATIONAL = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.UAN,
}


def stored(text, country=""):
    """Return a number as it is stored; raise ValidationError, which names what was written.

    ``country`` (ISO 3166-1) is where a number without + is dialled.
    """
    written = folded(text)
    number, extension = without_extension(written)
    if is_several(written):
        raise refusal(_("“%(value)s” is more than one number. Write each by itself."), text)
    if not WRITTEN.fullmatch(number):
        raise refusal(_("“%(value)s” is no telephone number. Write digits, as in +46 20 50 50 50."), text)
    if is_short(number, country):
        return digits_of(number)
    if not (found := parsed(number, country)):
        raise refusal(why_not(number, country), text)
    return phonenumbers.format_number(found, PhoneNumberFormat.E164) + (extension and f";ext={extension}")


def refusal(sentence, text):
    return ValidationError(sentence % {"value": text.strip()[:80]})


def why_not(number, country):
    if not country and not number.startswith(("+", "00")):
        return _(
            "“%(value)s” can be dialled within one country only. "
            "Begin it with + and the code of the country, or say first where the seat is."
        )
    return _("“%(value)s” has too few or too many digits to be a telephone number of its country.")


def folded(text):
    """Return a number as any keyboard or spreadsheet writes it in plain signs."""
    plain = " ".join(digits(without_marks(text)).translate(HYPHENS).split())
    plain = LABEL.sub("", plain).strip().replace("+ ", "+")
    plain = BRACKETED_CODE.sub(r"\1\2 ", plain)
    return LAST_PLUS.sub(r"+\1", plain)


def without_extension(text):
    """Return (number, extension), "" for none."""
    found = EXTENSION.search(text)
    return (text[: found.start()].strip(), found[1]) if found else (text, "")


def parts(text):
    """Return the numbers of a text: commas and "or" part them, a slash only where both sides are long."""
    found = []
    for part in BETWEEN_TWO.split(re.sub(f"[;,] *(?={EXTENSION_WORD})", " ", text)):
        halves = part.split("/")
        is_two = all(len(digits_of(half)) > 5 for half in halves)
        found += halves if is_two else [part]
    return [part.strip() for part in found if part.strip()]


def is_several(text):
    return len([part for part in parts(text) if len(digits_of(part)) > 2]) > 1 or text.count("+") > 1


def needs_country(text):
    """Tell whether a text is one number that can only be read where its country is known."""
    number = without_extension(folded(text))[0]
    return not is_several(folded(text)) and bool(WRITTEN.fullmatch(number)) and number[:1] != "+"


def digits_of(text):
    return re.sub("[^0-9]", "", text)


def is_short(number, country):
    """Tell whether a number is one that only its country knows: 112, 1177, 116 016.

    The library knows few of them. Six digits may as well be a number without its area.
    """
    short = digits_of(number)
    if not country or "+" in number or not SHORT.fullmatch(short):
        return False
    if len(short) < 6 or HARMONISED.match(short):
        return True
    return shortnumberinfo.is_valid_short_number_for_region(_parse(short, country), country)


def parsed(number, country=""):
    """Return a libphonenumber, or None for what is none.

    What is written with + only needs a length that its country has: new ranges of numbers come
    before the library knows them. Where the country is ours to guess it must be sure.
    The zero of "+46 (0)26" is dropped, but in the few countries where it is dialled.
    """
    number = "+" + number[2:] if number.startswith("00") else number
    forms = dict.fromkeys([TRUNK_ZERO.sub(r"\1 ", number), number])
    found = [one for form in forms if (one := _parse(form, country))]
    valid = [one for one in found if phonenumbers.is_valid_number(one)]
    possible = [one for one in found if number.startswith("+") and phonenumbers.is_possible_number(one)]
    return next(iter([*valid, *possible]), None)


def _parse(number, country):
    try:
        return phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return None


def is_stored(value):
    """Tell whether a column holds a number that can be dialled, and not one of before the rule."""
    return bool(re.match(STORED, value))


def shown(value, country=""):
    """Return a stored number as its own country writes it: there by itself, elsewhere with + and code."""
    number, _mark, extension = value.partition(";ext=")
    if not number.startswith("+") or not (found := _parse(number, "")):
        return HARMONISED.sub(r"\1 \2", value)
    is_here = phonenumbers.is_valid_number_for_region(found, country)  # else it would lack its first zero
    form = PhoneNumberFormat.NATIONAL if is_here else PhoneNumberFormat.INTERNATIONAL
    words = phonenumbers.format_number(found, form)
    return (
        _("%(number)s, ext. %(extension)s") % {"number": words, "extension": extension}
        if extension
        else words
    )


def href(value):
    """Return the address that a telephone dials (RFC 3966), from abroad too; "" for no number."""
    return f"tel:{value}" if is_stored(value) else ""


def app_href(value, base):
    """Return the address under which a messenger knows a stored number; "" where it cannot know it."""
    number, _mark, extension = value.partition(";ext=")
    return base + number[1:] if number.startswith("+") and not extension else ""


def works_abroad(value):
    """Tell whether a stored number is of a kind that is reached from other countries; freephone is not."""
    found = _parse(value, "") if value.startswith("+") else None
    return bool(found) and phonenumbers.number_type(found) not in NATIONAL
