"""The lines of PO files as XLIFF 1.2 (OASIS), which some programs for translators read better.

An element ``file`` holds the texts first written in one language. Read by defusedxml: a
file that defines entities is refused.
"""

import re
from contextlib import suppress
from datetime import datetime
from itertools import chain, repeat
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.text import fault

from .po import Entry, Fault, FaultError, File, RefusedError, check_language, line_of

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
UNIT = re.compile(rb"<trans-unit\b")
UNSURE = re.compile("needs-|new$")  # states of a target


def write(commented_lines, language):
    """Return (line, comment, language of the original) as the bytes of an XLIFF file."""
    root, bodies = Element("xliff", {"version": "1.2", "xmlns": NAMESPACE}), {}
    about = {"original": "orgdirectory", "datatype": "plaintext", "target-language": language}
    about["date"] = timezone.now().isoformat(timespec="seconds")
    for line, comment, source in commented_lines:
        if source not in bodies:
            bodies[source] = SubElement(SubElement(root, "file", about | {"source-language": source}), "body")
        unit = SubElement(bodies[source], "trans-unit", {"id": line.id, "xml:space": "preserve"})
        SubElement(unit, "source").text = line.original
        if line.translation:
            state = "needs-review-translation" if line.is_unsure else "translated"
            SubElement(unit, "target", {"state": state}).text = line.translation
        SubElement(unit, "note").text = comment
        SubElement(unit, "note").text = f"exported: {line.mark}"
    return tostring(root, encoding="utf-8", xml_declaration=True)


def is_xliff(data):
    return re.search(rb"<(\w+:)?xliff\b", data[:4000]) is not None


def read(data, language):
    """Return a ``File`` of the bytes of an XLIFF file into a language, or raise ``RefusedError``."""
    root = parsed(data)
    files = root.findall(tag("file")) or [root]
    for file in files:
        check_language(file.get("target-language"), language)
    numbers = (number for number, row in enumerate(data.split(b"\n"), 1) for _unit in UNIT.findall(row))
    lines, faults, seen = [], [], {}
    for unit, number in zip(root.iter(tag("trans-unit")), chain(numbers, repeat(1)), strict=False):
        try:
            lines.append(line_of(entry_of(unit, number), seen))
        except FaultError as error:
            faults.append(error.fault)
    if not lines:
        raise RefusedError(*faults or [Fault(1, _("There is no text in the file."))])
    return File(lines, faults, moment(files[0].get("date", "")))


def parsed(data):
    try:
        root = fromstring(data)
    except ParseError as error:
        raise RefusedError(Fault(error.position[0], _("This is no XLIFF file."))) from None
    except (DefusedXmlException, LookupError, ValueError):
        raise RefusedError(Fault(1, _("This is no XLIFF file."))) from None
    if root.tag != tag("xliff"):
        raise RefusedError(Fault(1, _("This is no file of the kind XLIFF 1.2.")))
    return root


def entry_of(unit, number):
    """Return a unit as the entry that it would be in a PO file."""
    target = unit.find(tag("target"))
    parts = {
        "msgctxt": unit.get("id", ""),
        "msgid": text_of(unit.find(tag("source"))),
        "msgstr": text_of(target),
    }
    if found := fault("".join(parts.values())):
        raise FaultError(number, found[1])
    comments = [f"# {text_of(note)}" for note in unit.findall(tag("note"))]
    if target is not None and (UNSURE.match(target.get("state", "")) or unit.get("approved") == "no"):
        comments.append("#, fuzzy")
    return Entry(number, parts, comments)


def tag(name):
    return f"{{{NAMESPACE}}}{name}"


def text_of(element):
    return "" if element is None else "".join(element.itertext())


def moment(text):
    with suppress(ValueError):
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else None
