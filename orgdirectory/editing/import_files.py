"""Import of records, its first two steps: a file is handed in, and somebody says what its columns mean."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.imports import Headings, columns, layouts
from networks.imports.cells import codes_of, label
from networks.models import Citation, ImportFile
from organisations import sheets, tables
from organisations.models import Place, Source
from organisations.text import number

from ..request_bodies import takes_file
from . import page
from .imports import KINDS, for_importers

TEMPLATES = {
    "csv": (tables.csv_template, "text/csv; charset=utf-8"),
    "xlsx": (tables.xlsx_template, tables.XLSX_TYPE),
}
EXAMPLES = 3  # texts of a column that are shown
DOUBTS_SHOWN = 100


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, Excel (.xlsx) or LibreOffice (.ods), at most 10 megabytes and 20,000 rows."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods,.xls"}),
    )

    def __init__(self, *args, model, **kwargs):
        self.headings = Headings(model)
        super().__init__(*args, **kwargs)

    def clean_file(self):
        """Return an ``ImportFile`` of what the file holds; with its rows, if there is nothing to ask."""
        file = self.cleaned_data["file"]
        book, encoding = sheets.read(file.read(sheets.LARGEST_FILE + 1), self.headings.is_known)
        kind, layout = self.headings.model._meta.model_name, layouts.proposal(self.headings, book)
        reading = layouts.Reading(book[layout["sheet"]], layout["heading"])
        if not reading.body:
            raise ValidationError(_("The file has a header and no rows below it."))
        made = ImportFile(name=file.name[-200:], kind=kind, sheets=book, report={"encoding": encoding})
        made.headings = reading.digest
        if layouts.is_just_ours(self.headings, book, layout) and is_like(before(made), layout):
            made.layout, made.rows = layout, layouts.rows_of(book, layout)
        return made


def before(file):
    """Return the last file that had the same headings and a layout, if there was one."""
    files = ImportFile.objects.filter(kind=file.kind, headings=file.headings).exclude(pk=file.pk)
    found = files.exclude(layout={}).exclude(headings="").defer("rows", "report").order_by("-made", "-pk")
    return found.first()


def is_like(file, layout):
    """Tell whether nothing else was said of the same headings."""
    said = ("columns", "defaults", "hidden_rows")
    return file is None or all(file.layout[name] == layout[name] for name in said)


@takes_file
@for_importers
def start(request, kind):
    """Take a file of records of a kind, or say why it cannot be read."""
    model = KINDS[kind]
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*posted, model=model)
    if form.is_valid():
        file = form.cleaned_data["file"]
        file.made_by = request.user
        file.save(force_insert=True)
        return HttpResponseRedirect(address(file), status=303)
    files = ImportFile.objects.filter(kind=kind).defer("rows", "report").select_related("made_by")[:20]
    title = _("Import of records: %(kind)s") % {"kind": model._meta.verbose_name_plural}
    context = {"form": form, "kind": kind, "files": files, "columns": columns(model), "opts": model._meta}
    return page(request, "import_start.html", title, status=400 if form.errors else 200, **context)


def address(file):
    """Return the address of the step at which a file stands."""
    name = "import_columns" if file.needs_layout else "import_file"
    return reverse(f"editing:{name}", args=[file.kind, file.pk])


@for_importers
@require_safe
def template(request, kind, extension):
    """Hand out an empty table with the columns of a kind, in the editor's language."""
    make, content_type = TEMPLATES[extension]
    content = make(columns(KINDS[kind]), get_language())
    disposition = {"Content-Disposition": f'attachment; filename="{kind}.{extension}"'}
    return HttpResponse(content, content_type=content_type, headers=disposition)


# What the columns mean


class LayoutForm(forms.Form):
    """What each column of a sheet means, and what stands in cells that are empty."""

    hidden_rows = forms.BooleanField(label=gettext_lazy("Take the hidden rows in, too"), required=False)

    def __init__(self, *args, model, reading, layout, book, **kwargs):
        self.model, self.reading, self.layout, self.book = model, reading, layout, book
        super().__init__(*args, initial={"hidden_rows": layout["hidden_rows"]}, **kwargs)
        choices = [("", _("leave out")), *((code, capfirst(label(model, code))) for code in codes_of(model))]
        for place in reading.used:
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=reading.name_of(place),
                choices=choices,
                required=False,
                initial=layout["columns"][place],
            )
        for code in layouts.defaults_of(model):
            self.fields[f"default-{code}"] = default_field(model, code, layout["defaults"].get(code, ""))
        self.lines = (
            [str(line) for line in self.data.getlist("line")] if self.is_bound else layout["doubtful"]
        )

    @property
    def columns(self):
        """The columns that hold anything: the field, and some of the texts below the heading."""
        return [
            {
                "field": self[f"column-{place}"],
                "has_heading": bool(self.reading.headings[place]),
                "examples": self.reading.examples(place, EXAMPLES),
            }
            for place in self.reading.used
        ]

    @property
    def defaults(self):
        return [self[name] for name in self.fields if name.startswith("default-")]

    def clean(self):
        self.layout |= {
            "columns": [self.cleaned_data.get(f"column-{at}", "") for at in range(self.reading.width)],
            "defaults": {
                code: text
                for code in layouts.defaults_of(self.model)
                if (text := str(self.cleaned_data.get(f"default-{code}") or ""))
            },
            "hidden_rows": self.cleaned_data["hidden_rows"],
            "doubtful": [line for line in self.reading.doubtful if str(line) in self.lines],
        }
        if not self.errors:
            self.find_faults()

    def find_faults(self):
        faults = layouts.faults_of(self.model, self.layout)
        given = {code for code in ("source", "paragraph") if code in self.layout["defaults"]}
        if len(given) == 1:
            self.add_error(f"default-{given.pop()}", _("A source and a paragraph go together."))
        for fault in faults:
            self.add_error(None, fault)
        if not faults:
            self.rows = layouts.rows_of(self.book, self.layout)


def default_field(model, code, initial):
    """Return the field of a text for the empty cells of a column: it takes only what a cell may hold."""
    name = capfirst(label(model, code))
    if code == "paragraph":
        paragraph = Citation._meta.get_field(code)
        return paragraph.formfield(label=name, required=False, initial=initial, min_value=1, help_text="")
    if code == "original_language":
        choices = [(one, one_name) for one, one_name in model._meta.get_field(code).flatchoices if one]
    elif code in ("seat", "places", "source"):
        rows = (Source if code == "source" else Place).objects.all()
        choices = sorted(((row.natural_key()[0], str(row)) for row in rows), key=lambda one: one[1])
    else:
        choices = [
            (value, capfirst(text)) for value, text in model._meta.get_field(code).flatchoices if value
        ]
    choices = [("", "–"), *choices]
    return forms.ChoiceField(label=name, choices=choices, required=False, initial=initial)


@for_importers
def layout(request, kind, pk):
    """Show what each column is taken for, and take what an editor makes of it."""
    file = get_object_or_404(ImportFile, kind=kind, pk=pk)
    if not file.may_be_laid_out:
        return HttpResponseRedirect(reverse("editing:import_file", args=[kind, pk]), status=303)
    model, sent = KINDS[kind], request.POST if request.method == "POST" else request.GET
    chosen, like = chosen_layout(file, Headings(model), sent)
    reading = layouts.Reading(file.sheets[chosen["sheet"]], chosen["heading"])
    posted = (request.POST,) if request.method == "POST" else ()
    form = LayoutForm(*posted, model=model, reading=reading, layout=chosen, book=file.sheets)
    if form.is_valid():
        keep(file, form, reading)
        return HttpResponseRedirect(reverse("editing:import_file", args=[kind, pk]), status=303)
    context = {"file": file, "kind": kind, "opts": model._meta, "form": form, "like": like}
    context |= shown(file, reading, chosen, form)
    title = _("What the columns mean")
    return page(request, "import_columns.html", title, status=400 if form.errors else 200, **context)


def chosen_layout(file, headings, sent):
    """Return the layout to begin with, and the file whose layout it is, if another had the same headings."""
    proposed = file.layout or layouts.proposal(headings, file.sheets)
    place, line = (number(sent.get(name, "")) for name in ("sheet", "heading"))
    if place is None or place >= len(file.sheets):
        place, line = proposed["sheet"], proposed["heading"]
    if (place, line) == (proposed["sheet"], proposed["heading"]) and file.layout:
        return dict(file.layout), None
    lines = {0, *(number for number, _texts in file.sheets[place]["lines"][: sheets.FIRST_LINES])}
    chosen = layouts.proposed_for(headings, file.sheets, place, line if line in lines else None)
    reading = layouts.Reading(file.sheets[place], chosen["heading"])
    like = before(ImportFile(pk=file.pk, kind=file.kind, headings=reading.digest))
    if like and len(like.layout["columns"]) == len(chosen["columns"]):
        known = {"", *codes_of(headings.model)}
        chosen["columns"] = [code if code in known else "" for code in like.layout["columns"]]
        chosen |= {name: like.layout[name] for name in ("defaults", "hidden_rows")}
        return chosen, like
    return chosen, None


def keep(file, form, reading):
    """Keep a layout and the rows that come of it, unless the import was begun meanwhile."""
    with transaction.atomic():
        locked = ImportFile.objects.select_for_update().filter(pk=file.pk).first()
        if locked and locked.may_be_laid_out:
            locked.layout, locked.rows, locked.headings = form.layout, form.rows, reading.digest
            locked.report = {"encoding": locked.report.get("encoding", "")}  # decisions were on other rows
            locked.save(update_fields=["layout", "rows", "headings", "report"])


def shown(file, reading, chosen, form):
    """Return what the page says of the sheet that is read and of those beside it."""
    sheet = reading.sheet
    first = [
        (line, " · ".join(text for text in texts if text)[:80])
        for line, texts in sheet["lines"][: sheets.FIRST_LINES]
    ]
    doubtful = [
        {
            "line": line,
            "reason": doubt.label,
            "text": " · ".join(dict.fromkeys(text for text in reading.body[line] if text))[:200],
            "is_taken": str(line) in map(str, form.lines),
        }
        for line, doubt in list(reading.doubtful.items())[:DOUBTS_SHOWN]
    ]
    return {
        "encoding": file.report.get("encoding", ""),
        "sheets": list(enumerate(file.sheets)) if len(file.sheets) > 1 else [],
        "chosen": chosen,
        "lines": first,
        "doubtful": doubtful,
        "hidden": reading.hidden,
        "rows": len(reading.body),
        "notes": list(notes(reading)),
    }


def notes(reading):
    """Yield in words what of a sheet was not read as it may have been meant."""
    found = reading.sheet["notes"]
    if above := [line for line in reading.lines if line < reading.heading]:
        words = ngettext(
            "%(number)s line above the headings is left out.",
            "%(number)s lines above the headings are left out.",
            len(above),
        )
        yield words % {"number": len(above)}
    for kind, words in CELLS.items():
        if cells := found.get(kind):
            yield words % {"cells": ", ".join(cells[:10]) + (" …" if len(cells) > 10 else "")}
    if found.get("merged"):
        yield _("Text of merged cells stands in each of them.")
    if reading.unheaded:
        words = _("There is text in columns without a heading: %(columns)s. Say what it is, or leave it out.")
        yield words % {"columns": ", ".join(reading.unheaded)}
    if found.get("cut"):
        yield _("What stands to the right of the hundredth column is left out.")


CELLS = {
    "formulas": gettext_lazy(
        "Cells with formulas whose result is not in the file are empty: %(cells)s. Open the file in Excel or "
        "LibreOffice and save it again, if they matter."
    ),
    "errors": gettext_lazy("Cells that hold an error, such as #N/A, are empty: %(cells)s."),
}
