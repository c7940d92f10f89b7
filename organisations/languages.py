"""Languages and countries by their codes, and the language a text is really in.

Names come from the Unicode CLDR (through Babel), so that no list of countries
or languages is typed by hand in any language; but for the languages that CLDR
does not name, or names as nobody who speaks them does (``NAMES``).
"""

import re
from contextlib import suppress
from functools import cache
from typing import NamedTuple
from unicodedata import bidirectional

from babel import Locale, UnknownLocaleError, lists
from django.conf import settings
from django.utils.translation import get_language

RIGHT_TO_LEFT = frozenset(
    {"aii", "ar", "ckb", "cld", "dv", "fa", "he", "prs", "ps", "sd", "sdh", "syr", "ug", "ur", "yi"}
)

# What people call a language: in the languages of the site, and by what else they look for it ("").
# Who looks for Kurdish may speak any of its kinds; who looks for one of them may not know another.
NAMES = {
    "aii": {
        "sv": "assyriska",
        "ar": "الآشورية",
        "en": "Assyrian",
        "": "suret, sureth, nyarameiska, Neo-Aramaic, أشوري, آشوري, السورث, سورث",
    },
    "am": {"": "amharinja, أمهري, الأمهرية, አማርኛ"},
    "ar": {"": "عربي, اللغة العربية, عەرەبی, erebî"},
    "az": {"sv": "azerbajdzjanska", "ar": "الأذرية", "en": "Azerbaijani", "": "azeri, أذري, أذربيجاني"},
    "bal": {"sv": "baluchi", "": "balochi, baloutchi, بلوشي"},
    "bn": {"": "bengali, bangla, বাংলা"},
    "bs": {"": "bosanski, bosniac"},
    "ckb": {
        "sv": "sorani",
        "ar": "السورانية",
        "en": "Sorani",
        "": "soranî, soraniska, centralkurdiska, Central Kurdish,"
        " kurdiska, Kurdish, kurdî, kurdi, الكردية, كردي, کوردی, سوراني, سۆرانی,"
        " sorani kurdiska, kurdiska sorani, Sorani Kurdish, Kurdish Sorani, الكردية السورانية, كردي سوراني,"
        " کوردیی سۆرانی, کوردی سۆرانی, کوردیی ناوەندی",
    },
    "cld": {"sv": "kaldeiska", "ar": "الكلدانية", "en": "Chaldean", "": "كلداني, Chaldean Neo-Aramaic"},
    "de": {"": "Deutsch, ألماني, المانية"},
    "en": {"": "إنجليزي, انكليزي, الإنكليزية, ئینگلیزی, îngilîzî"},
    "es": {"": "español, espanol, إسباني, اسباني"},
    "fa": {"": "farsi, Farsi Persian, Persian Farsi, فارسي, فارسی, پارسی, فارسية"},
    "fi": {"": "suomi"},
    "fr": {"": "français, francais, فرنسي"},
    "hi": {"": "هندي"},
    "hy": {"": "أرمني, ارمني, hayeren, հայերեն"},
    "kmr": {
        "sv": "kurmanji",
        "ar": "الكرمانجية",
        "en": "Kurmanji",
        "": "kurmancî, kurmanci, kurmandji, kurmanciska, badini, bahdini, behdinî, nordkurdiska,"
        " kurdiska, Kurdish, kurdî, kurdi, الكردية, كردي, کوردی, كرمانجي, الكورمانجية, کرمانجی, کورمانجی,"
        " بادینی, باديني, البادينية, بهديني, البهدينية, Northern Kurdish, kurmanji kurdiska,"
        " kurdiska kurmanji, Kurmanji Kurdish, Kurdish Kurmanji, Badini Kurdish, الكردية الكرمانجية,"
        " كردي كرمانجي, الكردية البادينية, كردي باديني",
    },
    "ku": {"": "kurdî, kurdi, كردي, الكوردية, كوردي, کوردی"},
    "om": {"": "oromiffa, oromifa, afaan oromo, أورومو"},
    "prs": {
        "sv": "dari",
        "ar": "الدارية",
        "en": "Dari",
        "": "داري, دری, الدرية, dari persiska, Dari Persian",
    },
    "ps": {"sv": "pashto", "ar": "البشتو", "en": "Pashto", "": "pashtu, pakhto, pushto, بشتو, پښتو, الباشتو"},
    "rom": {"sv": "romani", "ar": "لغة الروما", "en": "Romani", "": "romani chib, romska, romanes, روماني"},
    "ru": {"": "روسي, русский"},
    "sdh": {"": "feyli, fayli, faili, feili, فيلي, الفيلية, الكردية الفيلية, فەیلی"},
    "so": {"": "somali, soomaali, af soomaali, صومالي"},
    "sq": {"": "shqip"},
    "sv": {"": "سويدي, سوێدی, swêdî"},
    "swl": {
        "sv": "svenskt teckenspråk",
        "ar": "لغة الإشارة السويدية",
        "en": "Swedish Sign Language",
        "": "teckenspråk, STS, sign language, لغة الإشارة, لغة الاشارة",
    },
    "syr": {
        "sv": "syrianska",
        "ar": "السريانية",
        "en": "Syriac",
        "": "suryoyo, suroyo, surayt, turoyo, arameiska, Aramaic, سرياني, الآرامية",
    },
    "ti": {"ar": "التغرينية", "": "tigrinska, tigrigna, تغرينيا, تجرينية, التيغرينية, التجرينية, ትግርኛ"},
    "tk": {"": "turkmani, Turkman, تركماني"},
    "tr": {"": "تركي, türkçe"},
    "uk": {"": "أوكراني, українська"},
    "ur": {"": "أردو, الأردو, اردو"},
    "zza": {"sv": "zazaiska", "ar": "الزازاكية", "en": "Zaza", "": "zazaki, dimli, زازاكي"},
}

# Of those that CLDR does not name in themselves, or names as nobody does.
OWN_NAMES = {
    "aii": "ܣܘܪܝܬ",
    "ckb": "کوردیی سۆرانی",
    "cld": "ܣܘܪܝܬ ܟܠܕܝܐ",
    "kmr": "kurmancî",
    "ku": "kurdî",
    "prs": "دری",
    "rom": "romani čhib",
    "swl": "svenskt teckenspråk",
    "zza": "zazakî",
}


class Text(NamedTuple):
    """A stored text and the language it is written in (an ISO 639 code)."""

    text: str
    language: str


def site_languages():
    """Return the codes of the languages the site is written in, in their order."""
    return [code for code, _name in settings.LANGUAGES]


def text_direction(language, text=""):
    """Return "rtl" or "ltr" for a text, by its first letter; where it has none, by its language.

    Kurdish is written in two scripts, and an Arabic name may be given in Latin
    letters. One that merely begins with an acronym still runs from the right.
    ``language`` is an ISO 639 code, with or without a region.
    """
    from_right = language.partition("-")[0] in RIGHT_TO_LEFT
    letters = [kind != "L" for sign in text if (kind := bidirectional(sign)) in {"L", "R", "AL"}]
    if letters:
        from_right = letters[0] or (from_right and any(letters))
    return "rtl" if from_right else "ltr"


def runs_otherwise(text):
    """Tell whether a ``Text`` runs otherwise than by its first letter, which is what browsers go by."""
    letters = [kind for sign in text.text if (kind := bidirectional(sign)) in {"L", "R", "AL"}]
    return bool(letters) and letters[0] == "L" and text_direction(text.language, text.text) == "rtl"


def localized(instance, field, language=None):
    """Return a translated field as a ``Text``, in the first language that has it.

    The order is the language asked for (by default the page's), the record's
    original language, then English, Swedish and Arabic (``FALLBACK_LANGUAGES``).
    An empty ``Text`` in the language asked for means that nobody wrote it yet.
    """
    asked = language or get_language() or settings.LANGUAGE_CODE
    original = getattr(instance, "original_language", "")
    for code in dict.fromkeys([asked, original, *settings.FALLBACK_LANGUAGES]):
        if code and (text := getattr(instance, f"{field}_{code}", None)):
            return Text(text, code)
    return Text("", asked)


@cache
def _locale(language):
    return Locale.parse(language, sep="-")


def language_name(code, language=None):
    """Return the name of a language, by default in the page's language ("svenska", "السويدية")."""
    asked = language or get_language() or settings.LANGUAGE_CODE
    names = (NAMES.get(code, {}).get(asked), *(_locale(one).languages.get(code) for one in (asked, "en")))
    return next(filter(None, names), code)


@cache
def own_language_name(code):
    """Return what those who speak a language call it ("کوردیی ناوەندی")."""
    with suppress(UnknownLocaleError):
        return OWN_NAMES.get(code) or _locale(code).languages.get(code) or language_name(code, "en")
    return language_name(code, "en")


def language_names(code):
    """Return all by which a language is looked for, a line each: {language of the names: names}."""
    names = {one: [language_name(code, one)] for one in site_languages()}
    names[""] = NAMES.get(code, {}).get("", "").split(", ")
    names["ar"] += [f"ال{name}" for name in names[""] if re.fullmatch("(?!ال)[\u0621-\u064a]+", name)]
    swedish = [*names["sv"], *(name for name in names[""] if name.endswith("ska"))]
    stems = [name.removesuffix("a") if name.endswith("ska") else name for name in swedish]
    names["sv"] += [stem + spoken for stem in stems for spoken in ("talande", "språkig")]
    return {one: "\n".join(dict.fromkeys(filter(None, some))) for one, some in names.items()}


def names_of_languages(language):
    """Return the names in a language of those with a code of two letters, and of all that have ``NAMES``."""
    codes = (code for code in _locale(language).languages if len(code.partition("_")[0]) == 2)
    return [
        *(language_name(code, language) for code in codes),
        *(name for names in NAMES.values() for one in names.values() for name in one.split(", ")),
    ]


def label_in_language(label, language):
    """Name a translated field and its language in that language's own name ("summary – العربية")."""
    return f"{label} – {_locale(language).display_name}"


def country_name(code, language=None):
    """Return the name of an ISO 3166-1 country, by default in the page's language."""
    locale = _locale(language or get_language() or settings.LANGUAGE_CODE)
    return locale.territories.get(code, code)


def format_list(words):
    """Return words as a list in a sentence of the page's language ("a, b och c", "أ وب وج")."""
    return lists.format_list(list(words), locale=_locale(get_language() or settings.LANGUAGE_CODE))


def languages_of_labels():
    """Return the languages in which a country may be sought: those of the site, Kurdish and Persian."""
    return [*site_languages(), "ckb", "ku", "fa"]


@cache
def country_codes():
    """Return every ISO 3166-1 alpha-2 code that CLDR names in all languages of the site, sorted."""
    territories = set.intersection(*(set(_locale(language).territories) for language in site_languages()))
    not_countries = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
    return sorted(
        code for code in territories if code.isalpha() and len(code) == 2 and code not in not_countries
    )


def country_choices():
    """Return (code, name) pairs in the page's language, for a form."""
    return sorted(((code, country_name(code)) for code in country_codes()), key=lambda c: c[1])


def language_choices():
    """Return (code, name) pairs of living languages with an ISO 639 code, for a form."""
    codes = {*NAMES, *_locale(get_language() or settings.LANGUAGE_CODE).languages}
    names = ((code, language_name(code)) for code in codes if code.isalpha() and len(code) <= 3)
    return sorted(names, key=lambda choice: choice[1])
