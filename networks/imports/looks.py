"""What the cells of a column look like, whatever its heading says."""

import re

from .cells import CONTACTS, DATES, NUMBERS, PLACES

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PERSONAL_MAIL = re.compile(r"[a-z]{2,}[._][a-z]{2,}@", re.IGNORECASE)
WEB = re.compile(r"https?://|www\.|[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?$", re.IGNORECASE)
PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp)$", re.IGNORECASE)
NUMBER = re.compile(r"\(?(?:\+|00|0)[\d\s()./–-]{5,}\d")
YEAR = re.compile(r"(?<!\d)(?:1[3-9]|20)\d\d(?!\d)|0000")
WHOLE_DATE = re.compile(r"(?:1[3-9]|20)\d\d(?:[-/.]\d\d?){0,2}|\d\d?[-/.]\d\d?[-/.](?:1[3-9]|20)\d\d")
SLUG = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
LATIN = re.compile("[a-zà-öø-ÿ]", re.IGNORECASE)
SWEDISH = re.compile(r"[åäö]|\b(?:och|för|kvinno\w*|\w*jour(?:en)?|\w*förening\w*)\b", re.IGNORECASE)


def is_arabic(text):
    return len(ARABIC.findall(text)) > len(LATIN.findall(text))


def is_swedish(text):
    return bool(SWEDISH.search(text))


def is_words(text):
    letters = len(ARABIC.findall(text)) + len(LATIN.findall(text))
    return bool(letters) and not (MAIL.search(text) or WEB.match(text))


def is_number(text):
    figures = sum(one.isdigit() for one in text)
    return figures >= 5 and sum(one.isalpha() for one in text) <= figures and not MAIL.search(text)


def _of(code):
    """Return (what cells of a column look like, the share of them that must)."""
    if code in NUMBERS:
        return is_number, 0.3
    if code == "email":
        return MAIL.search, 0.3
    if code in CONTACTS and code != "address":
        return WEB.match, 0.3
    if code in DATES:
        return YEAR.search, 0.3
    if code == "slug":
        return SLUG.fullmatch, 0.8
    if code == "identifier":
        return re.compile(r"\d").search, 0.5
    return is_words, 0.3 if code == "address" else 0.6


def may_be(code, texts):
    """Tell whether nothing speaks against cells being of a column."""
    look, share = _of(code)
    return not texts or sum(bool(look(text)) for text in texts) >= share * len(texts)


STRICT = {
    "email": lambda text: MAIL.search(text) and not PERSONAL_MAIL.match(text),
    "phone": lambda text: NUMBER.match(text) and is_number(text),
    "website": lambda text: WEB.match(text) and not (PICTURE.search(text) or MAIL.search(text)),
}


def looks_only_like(code, texts):
    """Tell whether nearly all cells are what a column holds, and nothing else."""
    if code in PLACES or code == "places":
        look = lambda text: is_words(text) and not re.search(r"\d", text)  # noqa: E731
    elif code in DATES:
        look = WHOLE_DATE.fullmatch
    else:
        look = STRICT[code]
    return bool(texts) and sum(bool(look(text)) for text in texts) >= 0.8 * len(texts)
