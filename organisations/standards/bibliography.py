"""BibTeX and CSL-JSON of records and sources, for reference managers.

BibTeX is what bibtex(1) and biblatex read; CSL-JSON is the Citation Style
Language's data format (docs.citationstyles.org), which Zotero and others read.
"""

import json
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..dates import parts
from ..languages import localized
from ..models import Source

SITE = "orgdirectory"
SOURCE_TYPES = {
    Source.Kind.WEB_PAGE: "webpage",
    Source.Kind.ENCYCLOPEDIA: "entry-encyclopedia",
    Source.Kind.NEWS: "article-newspaper",
    Source.Kind.REPORT: "report",
}
# The CSL type, the BibTeX entry, and where each of the two says by whom it is published.
ENTRIES = {
    "article-newspaper": ("article", "journal", "container-title"),
    "report": ("techreport", "institution", "publisher"),
}
OTHER_ENTRY = ("misc", "howpublished", "container-title")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

# A brace counts for BibTeX even after a backslash, so none may be left as it is.
TEX = str.maketrans(
    {character: f"\\{character}" for character in "#$%&_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
VERBATIM = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D"})


class Work(NamedTuple):
    """What is cited; ``kind`` is a type of CSL, ``date`` a partial date, ``accessed`` a day or None.

    A date that is ``circa`` was worked out from the text; ``note`` is for what has no field of its own.
    """

    key: str
    kind: str
    title: str
    language: str
    publisher: str
    date: str
    url: str
    accessed: object
    circa: bool = False
    note: str = ""


def cited_record(record, url):
    title = localized(record, "name").text
    return Work(record.slug, "webpage", title, get_language(), SITE, "", url, timezone.localdate())


def cited_source(source):
    """Cite the text itself, not our page of it."""
    kind, url = SOURCE_TYPES[source.kind], iri_to_uri(source.url or source.archive_url)
    language, circa = source.language.code, source.date_basis == Source.DateBasis.RECKONED
    cited = (source.slug, kind, source.title, language, source.publisher, source.date, url, None)
    return Work(*cited, circa, note_on(source))


def note_on(source):
    """Say what has no field of its own: how publisher and date are known, the authors, the licence."""
    told = {
        _("Publisher:"): source.publisher_note,
        _("Date:"): source.date_note,
        _("Authors:"): iri_to_uri(source.authors_url),
        _("Licence:"): f"{source.licence} {source.licence_url}".strip(),
    }
    return "; ".join(f"{label} {words}" for label, words in told.items() if words)


def date_parts(date):
    """Return a partial date as CSL has it ([year, month, day], or less); [] if its year is not known."""
    stated = [part for part in parts(date) if part] if date else []
    return stated if stated and parts(date)[0] else []


def issued(work):
    """Return the date of a work in CSL, or nothing."""
    stated = date_parts(work.date)
    return stated and {"date-parts": [stated]} | ({"circa": True} if work.circa else {})


def tex(words):
    return " ".join(words.split()).translate(TEX)


def bibtex(work):
    entry, publisher, _csl = ENTRIES.get(work.kind, OTHER_ENTRY)
    fields = {
        "title": f"{{{{{tex(work.title)}}}}}",  # doubled: no style may change its capitals
        publisher: f"{{{tex(work.publisher)}}}" if work.publisher else "",
        **dict(zip(("year", "month", "day"), date_parts(work.date), strict=False)),
        "url": f"{{{work.url.translate(VERBATIM)}}}" if work.url else "",
        "urldate": f"{{{work.accessed:%Y-%m-%d}}}" if work.accessed else "",
        "language": f"{{{work.language}}}",
        "note": f"{{{tex(work.note)}}}" if work.note else "",
    }
    if "month" in fields:
        fields["month"] = MONTHS[fields["month"] - 1]
    lines = [f"  {name} = {value},\n" for name, value in fields.items() if value]
    return f"@{entry}{{{work.key},\n{''.join(lines)}}}\n"


def csl_json(work):
    publisher = ENTRIES.get(work.kind, OTHER_ENTRY)[2]
    day = work.accessed
    item = {
        "id": work.key,
        "type": work.kind,
        "title": work.title,
        publisher: work.publisher,
        "issued": issued(work),
        "URL": work.url,
        "accessed": day and {"date-parts": [[day.year, day.month, day.day]]},
        "language": work.language,
        "note": work.note,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False)


FORMATS = {
    "bib": (bibtex, "application/x-bibtex; charset=utf-8"),
    "json": (csl_json, "application/vnd.citationstyles.csl+json"),
}


def citation_file(work, extension):
    """Answer with a work as a file; raise Http404 for an unknown extension."""
    if extension not in FORMATS:
        raise Http404(extension)
    write, content_type = FORMATS[extension]
    headers = {
        "Content-Disposition": f'attachment; filename="{work.key}.{extension}"',
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(write(work), content_type=content_type, headers=headers)
