"""What stands in a cell where there is nothing, and what parts the values in it.

A sign parts values only where no value of the kind holds it: a comma parts languages and e-mail
addresses, and is a letter of an address of the web or of a street.
"""

import re

from organisations import phones
from organisations.text import digits, without_marks

# What people, spreadsheets and databases write where there is nothing, beside signs such as "-" and "?".
EMPTY_NAMES = frozenset({
    *("n/a", "#n/a", "n/d", "null", "nan", "undefined", "unknown", "not known", "not available", "not given"),
    *("#value!", "#ref!", "#name?", "#null!", "#num!", "#div/0!"),
    *("#saknas!", "#värdefel!", "#referens!", "#namn?", "#division/0!"),
    *("saknas", "uppgift saknas", "uppgifter saknas", "finns ej", "finns inte", "okänd", "okänt", "ej känd"),
    *("ej känt", "ej angivet", "ej angiven", "vet ej"),
    *("لا يوجد", "لايوجد", "لا توجد", "لاتوجد", "لا شيء", "لاشيء", "لا شئ", "غير متوفر", "غير متوفرة"),
    *("غير معروف", "غير معروفة", "غير محدد", "غير محددة", "غير موجود", "غير متاح", "لم يذكر", "مجهول"),
})  # fmt: skip
# Words that may be a name or an address, too: NA is Narcotics Anonymous.
NOTHING = EMPTY_NAMES | {
    *("na", "n.a", "nil", "none", "none given", "not applicable", "nothing", "tba", "tbd", "n/k"),
    *("ingen", "inga", "inget", "ej tillämpligt", "ej aktuellt", "e/t"),
    *("بدون", "لا ينطبق", "لاينطبق"),
}
MAY_BE_NAMED = ("name", "slug")

OR = r"\s+(?:أو|or|och|eller|samt|and|&)\s+|\s+و\s*(?=[a-z])"
HARD = "[;؛\n\r\t|•·▪◦\u2028]"
SOFT = r"[,،/+&]|\s+(?:och|samt|eller|and|or|أو|-|–|—)\s+|(?<=\w)\s+و\s*(?=\w)"
BULLET = re.compile(r"^\s*(?:[-–—*]|\(?\d{1,2}[.)])\s+")
WEB = rf"[;؛،\n\s|•]+/\s+|{OR}|,(?=\s|www\.|https?:)|[;؛،\n\s|•]+"
BETWEEN = {
    "website": WEB,
    "chat": WEB,
    "email": rf"{OR}|[;؛،,/|•\n\t]+|(?<=\w)\s+(?=\S+@)",
    "address": "[;؛\n\r|•\u2028]",
}
MAILBOX = re.compile(r"[^,;<>\n]*<([^<>\s]+@[^<>\s]+)>")  # Anna <anna@b.se>
LABELS = re.compile(
    r"^(?:e-?post(?:adress)?|e-?mail|mail|webb(?:plats)?|web(?:site)?|hemsida"
    r"|البريد(?: الإلكتروني)?|الموقع)\s*: *",
    re.IGNORECASE,
)
# A slash is a sign of numbers themselves in some registers.
IDENTIFIERS = r"[;؛،,\n\r\t|•\u2028]|\s+(?:och|and|و|/)\s+"


def is_nothing(code, text):
    """Tell whether a cell says that there is nothing; a name is not taken for that too soon."""
    word = " ".join(without_marks(text).casefold().split())
    if not any(character.isalnum() for character in word):
        return "???" not in word  # letters that were lost
    words = EMPTY_NAMES if code.startswith(MAY_BE_NAMED) else NOTHING
    return word in words or word.strip(" .?!()[]-*") in words


def plain(text):
    """Return a text on one line: digits as 0 to 9, no invisible signs of direction as Arabic Excel leaves."""
    return " ".join(digits(without_marks(text)).split())


def several(text, marks="[;؛،\n]"):
    """Return the values between marks, each once."""
    found = (plain(BULLET.sub("", part)) for part in re.split(marks, text))
    return list(dict.fromkeys(one for one in found if one))


def of_terms(text, is_known):
    """Return the terms in a cell: what is known as a whole is one, though it has a comma or an "and"."""
    found = []
    for whole in [plain(text)] if is_known(plain(text)) else several(text, HARD):
        parts = several(whole, SOFT)
        found += [whole] if is_known(whole) or not any(map(is_known, parts)) else parts
    return list(dict.fromkeys(one for one in found if not is_nothing("", one)))


def of_contacts(code, text, is_number):
    """Return the ways of contact in a cell: what parts them depends on what they may hold."""
    if is_number:
        found = phones.parts(plain(re.sub(HARD, ";", text)))
    else:
        found = re.split(BETWEEN[code], MAILBOX.sub(r"\1", text))
    found = (LABELS.sub("", plain(BULLET.sub("", part)).strip(" ,/")) for part in found)
    return list(dict.fromkeys(one for one in found if one and not is_nothing(code, one)))


def of_identifiers(text):
    return several(text, IDENTIFIERS)
