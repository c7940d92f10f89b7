"""The rows of a file that do not or did not come in, as a table to be mended and handed in again."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from networks.imports.leftovers import table_of
from networks.models import ImportFile
from organisations import tables

from .imports import KINDS, LEFT_OUT, for_importers, in_words, verdicts_on

CSV_TYPE = "text/csv; charset=utf-8"


@for_importers
@require_safe
def leftovers(request, kind, pk, extension):
    file = get_object_or_404(ImportFile, kind=kind, pk=pk)
    rows, language = table_of(file, KINDS[kind], why_left(file, request.user)), get_language()
    if extension == "csv":
        content, kind_of_it = tables.as_csv(rows, "," if language == "en" else ";"), CSV_TYPE
    else:
        content, kind_of_it = tables.as_xlsx(rows, language), tables.XLSX_TYPE
    disposition = {"Content-Disposition": f'attachment; filename="{kind}-{pk}-left.{extension}"'}
    return HttpResponse(content, content_type=kind_of_it, headers=disposition)


def why_left(file, user):
    """Return {number: reasons} of the rows that did not come in, and of those that would not."""
    left = {number: reasons for number, *_row, reasons in file.report.get("left", ())}
    if file.state == ImportFile.State.WAITING:
        verdicts = verdicts_on(file, user).items()
        left |= {number: in_words(one["reasons"]) for number, one in verdicts if one["outcome"] in LEFT_OUT}
    return left
