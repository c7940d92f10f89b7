"""One word for one thing, and one voice, in what the public reads."""

import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

# Where editors' words come from; what stands in any other file, too, readers may see.
FOR_EDITORS = re.compile(
    r"/admin/|/editing/|/accounts/|/loading/|/operations/|/imports/|/history/|templates/auth/"
    r"|/models/|/management/|(merging|apps|workbooks|publishing|duplicates|django_texts|tables|workbooks|affirming|fields|dates)\.py"
)
# Addressed to a man: (a reader of these pages is spoken to as a woman).
MASCULINE = (
    "اكتب اختر أضف احذف احفظ اضغط استخدم جرّب حاول قارن أدخل ابحث أزل افتح أغلق اترك"
    " ارجع انتظر اقرأ انسخ اطبع تأكد راجع عدّل أعد دوّن اتصل استمع اطلب انقر تريد تقصد"
).split()


def public_words(language):
    """Return {msgid: what readers may be told for it}, plural forms and all."""
    path = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    found = {}
    for message in catalog:
        files = [name for name, _line in message.locations]
        if message.id and not all(map(FOR_EDITORS.search, files)):
            told = [message.string] if isinstance(message.string, str) else message.string
            found[str(message.id)] = " ".join(told)
    return found


def that_hold(pattern, language):
    return {msgid: told for msgid, told in public_words(language).items() if re.search(pattern, told)}


def test_there_are_words_for_readers_to_try():
    assert len(public_words("ar")) > 400


def test_in_swedish_a_page_of_the_directory_is_no_post():
    """The word means a letter first; an e-mail address may have it."""
    assert that_hold(r"(?i)(?<![\w-])post(er|en|erna|ens|ers)?\b", "sv") == {}


def test_in_arabic_a_page_of_the_directory_is_not_called_what_a_history_is():
    """The word means the history of a browser, a list of calls or a public register."""
    meant = re.compile("history|call log|register|Numbers in", re.IGNORECASE)
    told = {msgid: words for msgid, words in public_words("ar").items() if not meant.search(msgid)}
    assert {msgid: words for msgid, words in told.items() if "سجل" in words} == {}


@pytest.mark.parametrize("verb", MASCULINE)
def test_readers_are_spoken_to_as_women_in_arabic(verb):
    assert that_hold(rf"(?<![\w\u064b-\u0652])[وف]?{verb}(?![\w\u064b-\u0652])", "ar") == {}
