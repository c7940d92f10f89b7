"""Texts as PO files (gettext), which every program for translators reads, and back again.

Programs wrap, sort and comment such files each in its own way. Babel writes them
here; it is not asked to read them, as it takes nearly anything for one, stops at the
first fault and knows no bytes in escapes.

A line holds its ``mark``, in a comment of the translator's: what the translation was
when the file went out. Programs that merge files keep such a comment beside the
translation that it speaks of, and where one loses it, the header still says when the
file was made.
"""

import re
from collections import defaultdict
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from io import BytesIO
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.text import fault, tidy

LINE = re.compile(r'(?:(msgctxt|msgid|msgstr)\s*)?"((?:[^"\\]|\\.)*)"', re.DOTALL)
PLURAL = re.compile(r"msgid_plural\b|msgstr\[")
MAY_FOLLOW = {
    None: {"msgctxt", "msgid"},
    "msgctxt": {"msgid"},
    "msgid": {"msgstr"},
    "msgstr": set(),
}
MARK = re.compile(r"#[.:]?\s*exported: ([0-9a-f]{16}(?: fuzzy)?)\b")
ESCAPE = re.compile(
    r"((?:\\[0-7]{1,3}|\\x[0-9A-Fa-f]{2})+)|((?:\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})+)|\\(.)", re.DOTALL
)
SIGNS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", '"': '"', "\\": "\\"}
NOT_PYTHON = {"python-format", "python-brace-format"}  # Babel takes "5 % av" for a program's text


class Fault(NamedTuple):
    """What is wrong with a line of a file, in the editor's language."""

    number: int
    reason: str


class RefusedError(Exception):
    """A file of which nothing can be taken, with all its faults."""

    def __init__(self, *faults):
        super().__init__(*faults)
        self.faults = faults


class FaultError(Exception):
    """An entry that cannot be taken; the others can."""

    def __init__(self, number, reason):
        super().__init__(number, reason)
        self.fault = Fault(number, reason)


class Line(NamedTuple):
    """What a file says of one text, and by its mark what the text was when it went out."""

    number: int
    id: str
    original: str
    translation: str
    is_unsure: bool
    mark: str = ""

    @property
    def is_untouched(self):
        return self.mark == mark(self.id, self.translation, self.is_unsure)

    def went_out_as(self, text):
        """Tell whether a text is the one that went out."""
        return self.mark.partition(" ")[0] == mark(self.id, text)


class File(NamedTuple):
    """The lines of a file, the faults of those that cannot be taken, and when it was made, or None."""

    lines: list
    faults: list
    exported_at: datetime | None


class Entry(NamedTuple):
    """An entry as it stands in a file: the number of its msgid, its three parts, and its comments."""

    number: int
    parts: dict
    comments: list

    @property
    def is_header(self):
        return not self.parts.get("msgctxt") and not self.parts["msgid"]

    @property
    def is_unsure(self):
        flags = (flag.strip() for one in self.comments if one.startswith("#,") for flag in one[2:].split(","))
        return "fuzzy" in flags

    @property
    def mark(self):
        return next((found[1] for one in self.comments if (found := MARK.match(one))), "")


def mark(id, translation, is_unsure=False):
    """Return what stands for a translation as it is, of the text with this id."""
    digest = blake2b(f"{id}\0{translation}".encode(), digest_size=8).hexdigest()
    return f"{digest} fuzzy" if is_unsure else digest


def line_for(entry):
    """Return what a file says of a text as it is."""
    original, translation = tidy(entry.original.text), tidy(entry.translation.text)
    own_mark = mark(entry.id, translation, entry.is_unsure)
    return Line(0, entry.id, original, translation, entry.is_unsure, own_mark)


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
        message = catalog.add(
            line.original,
            line.translation,
            context=line.id,
            auto_comments=[comment] if comment else [],
            user_comments=[f"exported: {line.mark}"] if line.mark else [],
            flags=["fuzzy"] if line.is_unsure else [],
        )
        message.flags -= NOT_PYTHON
    file = BytesIO()
    write_po(file, catalog)
    return file.getvalue()


def read(data, language):
    """Return a ``File`` of the bytes of a PO file into a language, or raise ``RefusedError``."""
    header, lines, faults, seen = None, [], [], {}
    for block in blocks(decode(data)):
        try:
            entry = entry_of(block)
            if entry.is_header:
                header = header or entry
            else:
                lines.append(line_of(entry, seen))
        except FaultError as error:
            faults.append(error.fault)
    if not header:
        raise RefusedError(Fault(1, _("This is no PO file: it has no header that names a language.")))
    check_language(named_in(header, "Language"), language)
    if faults and not lines:
        raise RefusedError(*faults)
    return File(lines, faults, moment(header))


def decode(data):
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RefusedError(Fault(line, _("The file is not in UTF-8. Save it in that encoding."))) from None


def blocks(text):
    """Yield the entries of a file, good or bad, as lists of (number, line); obsolete ones are none."""
    block, parts, after_blank = [], set(), False
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if line.startswith("#~"):
            continue
        if block and begins_entry(line, is_part(block[-1][1]), parts, after_blank):
            yield block
            block, parts = [], set()
        if line:
            block.append((number, line))
            parts |= {part_begun(line)} if is_part(line) else set()
        after_blank = not line
    if parts:
        yield block


def begins_entry(line, after_part, parts, after_blank):
    """Tell whether a line begins another entry than that of ``parts``; a bad one takes no other with it."""
    if line.startswith("#"):
        return after_part and (after_blank or "msgstr" in parts)
    if line.startswith("msgctxt"):
        return bool(parts)
    if line.startswith("msgid") and not PLURAL.match(line):
        return bool(parts) and ("msgid" in parts or "msgctxt" not in parts)
    return line.startswith("msgstr") and not PLURAL.match(line) and "msgstr" in parts


def is_part(line):
    return not line.startswith("#")


def part_begun(line):
    return next((part for part in ("msgctxt", "msgid", "msgstr") if line.startswith(part)), "")


def entry_of(block):
    """Return the entry that the lines of a block are, or raise ``FaultError`` at the first bad one."""
    raw, numbers, part = defaultdict(list), {}, None
    for number, line in block:
        if found := fault(line):
            raise FaultError(number, found[1])
        if not is_part(line):
            continue
        new, words = part_in(line, number)
        if (new and new not in MAY_FOLLOW[part]) or not (new or part):
            raise FaultError(number, _("The parts of a PO file do not follow one another here."))
        part = new or part
        raw[part].append(words)
        numbers.setdefault(part, number)
    if part != "msgstr":
        raise FaultError(block[-1][0], _("The parts of a PO file do not follow one another here."))
    parts = {name: unescaped("".join(words), numbers[name]) for name, words in raw.items()}
    return Entry(numbers["msgid"], parts, [line for _number, line in block if not is_part(line)])


def part_in(line, number):
    """Return (the part that a line begins, or None, and what stands between its quotes)."""
    if PLURAL.match(line):
        raise FaultError(number, _("Texts here have no plural forms."))
    if not (found := LINE.fullmatch(line)):
        raise FaultError(number, _("This is no line of a PO file."))
    return found.groups()


def unescaped(text, number):
    """Return what a text in quotes stands for: also bytes (\\303\\245, \\xc3) and code points (\\u00e5)."""
    try:
        text = ESCAPE.sub(sign_of, text)
    except ValueError:
        raise FaultError(number, _("What stands after a “\\” in the text cannot be read.")) from None
    if found := fault(text):
        raise FaultError(number, found[1])
    return text


def sign_of(escape):
    octets, points, sign = escape.groups()
    if octets:
        found = re.findall(r"\\(?:x(..)|(\d+))", octets)
        return bytes(int(in_16, 16) if in_16 else int(in_8, 8) for in_16, in_8 in found).decode()
    if points:
        found = "".join(chr(int(one, 16)) for one in re.findall(r"\\[uU]([0-9A-Fa-f]+)", points))
        return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    return SIGNS.get(sign, escape[0])


def line_of(entry, seen):
    """Return an entry as a ``Line``; ``seen`` holds where each id stood before."""
    id = tidy(entry.parts.get("msgctxt"))
    if not id:
        raise FaultError(entry.number, _("There is no msgctxt that says which text this is."))
    if id in seen:
        reason = _("“%(id)s” stands in the file twice, first on line %(line)s.")
        raise FaultError(entry.number, reason % {"id": id, "line": seen[id]})
    seen[id] = entry.number
    texts = tidy(entry.parts["msgid"]), tidy(entry.parts["msgstr"])
    return Line(entry.number, id, *texts, entry.is_unsure, entry.mark)


def named_in(header, field):
    """Return what the header of a file, an ``Entry`` or None, says in one of its fields, or None."""
    found = re.search(rf"^{field}:[ \t]*(\S.*)$", header.parts["msgstr"], re.MULTILINE) if header else None
    return found[1].strip() if found else None


def check_language(named, language):
    if not named:
        raise RefusedError(Fault(1, _("The file does not name the language that it is in.")))
    if re.split("[-_@]", named)[0].lower() != language:
        reason = _("The file says that its language is “%(found)s”, and not “%(language)s”.")
        raise RefusedError(Fault(1, reason % {"found": named, "language": language}))


def moment(header):
    """Return when a file was made, to the minute, or None: programs that save one leave that as it is."""
    with suppress(ValueError):
        return datetime.strptime(named_in(header, "POT-Creation-Date") or "", "%Y-%m-%d %H:%M%z")
