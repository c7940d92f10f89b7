"""What speaks against a line of a file: that it cannot be written, or that somebody had better look at it."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from organisations.languages import language_name
from organisations.models import Helpline, Place, Record
from organisations.text import MARKUP, tidy

SCRIPTS = {"ar": "ARABIC"}  # of a language of the site; all others are written in Latin letters
STOPGAPS = {"todo", "tbd", "fixme", "xxx", "na", "none", "translateme", "loremipsum"}
LOST = re.compile(r"\ufffd|\?{4,}")  # what is left of letters that an encoding lacked
JOINED = "#-#-#-#-#"  # what msgcat puts between two translations of one text
NAMED = (Record, Place, Helpline)  # their names may be the same in all languages; those of terms are words


def obstacle(line, entry):
    """Return why what a line says cannot be written where its text stands, or an empty text."""
    field = entry.row._meta.get_field(entry.column)
    longest = field.max_length
    if longest and len(line.translation) > longest:
        reason = _("The text has %(length)s characters; there is room for %(longest)s.")
        return reason % {"length": len(line.translation), "longest": longest}
    if set(MARKUP.findall(line.translation)) - set(MARKUP.findall(entry.original.text)):
        return _("There is markup such as <b> in the text: texts are written without.")
    if longest and "\n" in line.translation and "\n" not in tidy(entry.original.text):
        return _("There is a line break in a text of one line.")
    if LOST.search(line.translation):
        return _("Letters of the text were lost before it came here.")
    if JOINED in line.translation:
        return _("Two files were joined here: choose one of the two translations.")
    try:
        field.clean(line.translation, entry.row)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def no_translation(line, entry):
    """Return why a text is hardly a translation, or an empty text.

    A name may be the same in another language, and stay in Latin letters among Arabic ones.
    """
    text, original = line.translation, entry.original.text
    if not letters(original):
        return ""
    if (other := same_as(entry, text)) and not is_name(entry):
        return _("The text is the same as in another language (%(language)s).") % {
            "language": language_name(other)
        }
    if letters(text) in STOPGAPS:
        return _("The text is a stopgap, and no translation.")
    if not in_script(text, entry.translation.language) and not (is_name(entry) and other):
        return _("The text has no letter of the script of its language.")
    return ""


def is_name(entry):
    return entry.field == "name" and isinstance(entry.row, NAMED)


def same_as(entry, text):
    """Return the other language in which the row says the very same, or None."""
    others = [code for code, _name in settings.LANGUAGES if code != entry.translation.language]
    own = letters(text)
    return next(
        (code for code in others if own and own == letters(getattr(entry.row, f"{entry.field}_{code}"))), None
    )


def letters(text):
    return "".join(filter(str.isalpha, text or "")).casefold()


def in_script(text, language):
    script = SCRIPTS.get(language, "LATIN")
    return any(unicodedata.name(letter, "").startswith(script) for letter in text if letter.isalpha())
