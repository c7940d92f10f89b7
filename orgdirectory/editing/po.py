"""Texts as PO files (gettext), which every program for translators reads, and back again.

A file is taken as a whole or refused as a whole: ``RefusedError`` names the line and
what is wrong with it.
"""

import re
from io import BytesIO
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, PoFileParser, write_po
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.models import FormerSlug, Tie, record_models
from organisations.models.translations import TEXTS
from organisations.text import MARKUP, fault, tidy

from .texts import VOCABULARIES

LARGEST = 2_000_000  # bytes; what Django takes of a form that comes back from the preview is 2.5 MB
LINE = re.compile(r'(?:(msgctxt|msgid|msgstr)\s+)?"(?:[^"\\]|\\.)*"', re.DOTALL)
PLURAL = re.compile(r"msgid_plural\b|msgstr\[")
MAY_FOLLOW = {
    None: {"msgctxt", "msgid"},
    "msgctxt": {"msgid"},
    "msgid": {"msgstr"},
    "msgstr": {"msgctxt", "msgid"},
}
OUT_OF_ORDER = gettext_lazy("The parts of a PO file do not follow one another here.")
NOT_PYTHON = {"python-format", "python-brace-format"}  # Babel takes "5 % av" for a program's text


class RefusedError(Exception):
    """A file that cannot be taken: the line, and the reason in the editor's language."""

    def __init__(self, line, reason):
        super().__init__(line, reason)
        self.line, self.reason = line, reason


class Line(NamedTuple):
    """What a file says of one text."""

    number: int
    id: str
    original: str
    translation: str
    is_unsure: bool


class Lines(Catalog):
    """A catalogue that keeps every entry in its order, also where two have the same id."""

    def __init__(self, **options):
        super().__init__(**options)
        self.entries = []

    def __setitem__(self, id, message):
        if id == "":
            super().__setitem__(id, message)
        else:
            self.entries.append(message)


def line_for(entry):
    """Return what a file says of a text as it is."""
    texts = tidy(entry.original.text), tidy(entry.translation.text)
    return Line(0, entry.id, *texts, entry.is_unsure)


def write(commented_lines, language):
    """Return (line, comment for the translator) pairs as the bytes of a PO file."""
    catalog = Catalog(
        locale=language,
        project="orgdirectory",
        version="1",
        header_comment="# orgdirectory",
        msgid_bugs_address="orgdirectory",
        last_translator="orgdirectory",
        language_team=language,
        revision_date=timezone.now(),
        fuzzy=False,
    )
    for line, comment in commented_lines:
        flags = ["fuzzy"] if line.is_unsure else []
        comments = [comment] if comment else []
        message = catalog.add(
            line.original, line.translation, context=line.id, auto_comments=comments, flags=flags
        )
        message.flags -= NOT_PYTHON
    file = BytesIO()
    write_po(file, catalog)
    return file.getvalue()


def read(data, language):
    """Return the lines of a PO file (bytes) into a language, or raise ``RefusedError``."""
    catalog = parse(decode(data))
    found = catalog.locale_identifier.replace("-", "_").partition("_")[0]
    if found != language:
        reason = _("The file says that its language is “%(found)s”, and not “%(language)s”.")
        raise RefusedError(1, reason % {"found": found, "language": language})
    lines, seen = [], {}
    for message in catalog.entries:
        line = line_of(message)
        if line.id in seen:
            reason = _("“%(id)s” stands in the file twice, first on line %(line)s.")
            raise RefusedError(line.number, reason % {"id": line.id, "line": seen[line.id]})
        seen[line.id] = line.number
        lines.append(line)
    return lines


def decode(data):
    if len(data) > LARGEST:
        raise RefusedError(
            1, _("The file is larger than 2 megabytes. Export only what is missing or outdated.")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RefusedError(line, _("The file is not in UTF-8. Save it in that encoding.")) from None
    return text


def checked(text):
    """Yield the lines of a file, obsolete ones as empty ones; raise ``RefusedError`` at the first bad one.

    Babel itself takes nearly anything for a PO file.
    """
    part = None
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if found := fault(line):
            raise RefusedError(number, found[1])
        if PLURAL.match(line):
            raise RefusedError(number, _("Texts here have no plural forms."))
        if line and not line.startswith("#"):
            part = part_after(part, line, number)
        yield "" if line.startswith("#~") else line
    if part != "msgstr":
        raise RefusedError(number, OUT_OF_ORDER)


def part_after(part, line, number):
    """Return which part of an entry a line belongs to, where the line before belongs to ``part``."""
    found = LINE.fullmatch(line)
    if not found:
        raise RefusedError(number, _("This is no line of a PO file."))
    if (found[1] and found[1] not in MAY_FOLLOW[part]) or not (found[1] or part):
        raise RefusedError(number, OUT_OF_ORDER)
    return found[1] or part


def parse(text):
    catalog = Lines(locale=None)
    parser = PoFileParser(catalog, ignore_obsolete=True, abort_invalid=True)
    lines = list(checked(text))
    try:
        parser.parse(lines)
    except PoFileError as error:
        raise RefusedError(error.lineno + 1, _("This is no line of a PO file.")) from None
    except (LookupError, ValueError):
        raise RefusedError(parser.offset + 1, _("The header of the file cannot be read.")) from None
    if not catalog.locale_identifier:
        raise RefusedError(1, _("This is no PO file: it has no header that names a language."))
    return catalog


def line_of(message):
    """Return a message of Babel's as a ``Line``."""
    number = message.lineno
    if not message.context:
        raise RefusedError(number, _("There is no msgctxt that says which text this is."))
    return Line(number, message.context, tidy(message.id), tidy(message.string), message.fuzzy)


def check(line, entry):
    """Raise ``RefusedError`` if what a line says cannot be written where its text stands."""
    field = entry.row._meta.get_field(entry.column)
    longest = field.max_length
    if longest and len(line.translation) > longest:
        reason = _("The text has %(length)s characters; there is room for %(longest)s.")
        raise RefusedError(line.number, reason % {"length": len(line.translation), "longest": longest})
    if set(MARKUP.findall(line.translation)) - set(MARKUP.findall(entry.original.text)):
        raise RefusedError(
            line.number, _("There is markup such as <b> in the text: texts are written without.")
        )
    if longest and "\n" in line.translation and "\n" not in tidy(entry.original.text):
        raise RefusedError(line.number, _("There is a line break in a text of one line."))
    try:
        field.clean(line.translation, entry.row)
    except ValidationError as error:
        raise RefusedError(line.number, " ".join(error.messages)) from None


def is_known(id):
    """Tell whether an id names a text that may have been here when the file was exported."""
    name, _hash, field = id.partition("#")
    prefix, _slash, slug = name.partition("/")
    if prefix == "ties":
        kinds = {tie._meta.model_name for tie in Tie.__subclasses__()}
        return field == "note" and slug.partition("/")[0] in kinds
    if prefix in VOCABULARIES:
        model, fields = VOCABULARIES[prefix]
        return field in fields and is_or_was(model, slug)
    return field in TEXTS and was_here(prefix, slug)


def was_here(prefix, slug):
    """Tell whether a record has, or had, the address."""
    for model in record_models():
        if model(slug="x").path.partition("/")[0] == prefix:
            return is_or_was(model, slug)
    return False


def is_or_was(model, slug):
    return model.objects.filter(slug=slug).exists() or FormerSlug.objects.at(model, slug) is not None
