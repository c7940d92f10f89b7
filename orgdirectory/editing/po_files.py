"""Files of translations, PO or XLIFF: handed out to translators, and taken back from them."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from organisations.languages import language_name, site_languages
from organisations.text import one_line

from ..request_bodies import takes_file
from . import page, permission_required_any, xliff
from .po import Fault, RefusedError, line_for, read, write
from .po_changes import Kind, apply_plan, plan
from .texts import MAY_TRANSLATE, entries

LARGEST = 2_000_000  # bytes of an upload; written anew it is larger, but far from what a form may send back
CONTENT_TYPES = {"po": "text/x-gettext-translation", "xlf": "application/xliff+xml"}
MOST_ROWS = 190  # that a preview shows of each kind of change: its boxes are less than Django's 1,000 fields


class UploadForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    file = forms.FileField(
        label=gettext_lazy("PO or XLIFF file"),
        help_text=gettext_lazy(
            "At most 2 megabytes. Nothing is changed before you have seen what it would change."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".po,.xlf,.xliff"}),
    )


class ConfirmForm(forms.Form):
    """What a preview sends back: the lines of the file that change something, as a PO file.

    ``apart`` is another, of those that change nothing unless they are ticked. All that is
    written is in these two, so that a line is never lost because its box was not shown.
    """

    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    text = forms.CharField(strip=False, widget=forms.Textarea(attrs={"hidden": True}))
    apart = forms.CharField(strip=False, required=False, widget=forms.Textarea(attrs={"hidden": True}))
    still = forms.BooleanField(
        label=gettext_lazy("The sources that are cited state the texts as they are in the file"),
        required=False,
        help_text=gettext_lazy("Unless you tick it, readers see the changed texts without their sources."),
    )


@require_safe
@permission_required_any(*MAY_TRANSLATE)
def export(request, language, kind):
    """Send the texts into a language as a file; with ?only=to-do those missing or outdated."""
    if language not in site_languages():
        raise Http404
    chosen = entries(request.user, language)
    if request.GET.get("only") == "to-do":
        chosen = (entry for entry in chosen if entry.is_to_do)
    lines = ((line_for(one), comment(request, one), one.original.language) for one in chosen)
    file = xliff.write(lines, language) if kind == "xlf" else write((one[:2] for one in lines), language)
    headers = {"Content-Disposition": f'attachment; filename="orgdirectory-{language}.{kind}"'}
    return HttpResponse(file, content_type=f"{CONTENT_TYPES[kind]}; charset=utf-8", headers=headers)


def comment(request, entry):
    kind, label = entry.row._meta.verbose_name, entry.label
    where = request.build_absolute_uri(entry.url)
    return f"{capfirst(kind)}, {label} ({language_name(entry.original.language)}): {where}"


@takes_file
@permission_required_any(*MAY_TRANSLATE)
def po_files(request):
    """Show a preview of what an uploaded file would change; its form posts the change."""
    if "text" in request.POST:
        return apply_upload(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, language = form.cleaned_data["file"], form.cleaned_data["language"]
        try:
            planned = plan(request.user, language, read_upload(file, language))
        except RefusedError as refused:
            return offer(request, form, refused.faults)
        return preview(request, planned, one_line(file.name))
    return offer(request, form)


def read_upload(file, language):
    if file.size > LARGEST:
        words = _("The file is larger than 2 megabytes. Export only what is missing or outdated.")
        raise RefusedError(Fault(1, words))
    data = file.read()
    return xliff.read(data, language) if xliff.is_xliff(data) else read(data, language)


def offer(request, form, faults=()):
    return page(
        request,
        "po_files.html",
        _("Files of translations"),
        form=form,
        faults=faults[:MOST_ROWS],
        languages=site_languages(),
    )


def apply_upload(request):
    """Change what the preview showed, as far as it can still be changed."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return offer(
            request, UploadForm(), [Fault(1, _("The file did not come back whole. Upload it again."))]
        )
    language, taken = form.cleaned_data["language"], set(request.POST.getlist("take"))
    try:
        file = chosen(form.cleaned_data, set(request.POST.getlist("leave")), taken)
        planned = plan(request.user, language, file, taken)
    except RefusedError as refused:
        return offer(request, UploadForm(), refused.faults)
    apply_plan(planned, request.user, form.cleaned_data["name"], still=form.cleaned_data["still"])
    return report_page(request, planned, _("The translations are in the directory"), is_done=True)


def chosen(sent, left, taken):
    """Return what came back from a preview, but for the lines left out and those not taken."""
    file = read(sent["text"].encode(), sent["language"])
    apart = read(sent["apart"].encode(), sent["language"]).lines if sent["apart"] else []
    lines = [line for line in file.lines if line.id not in left]
    return file._replace(lines=lines + [line for line in apart if line.id in taken])


def preview(request, planned, name):
    initial = {"language": planned.language, "name": name[:200]}
    initial |= {
        "text": as_file(planned, planned.effective),
        "apart": as_file(planned, planned.of(Kind.APART)),
    }
    is_empty = not planned.effective and not planned.of(Kind.APART)
    confirm = None if is_empty else ConfirmForm(initial=initial)
    return report_page(request, planned, _("What the file would change"), confirm=confirm)


def as_file(planned, changes):
    return write(((change.line_seen, "") for change in changes), planned.language).decode()


def report_page(request, planned, title, **context):
    groups = [(kind, planned.of(kind)) for kind in Kind]
    return page(request, "po_report.html", title, plan=planned, groups=groups, most=MOST_ROWS, **context)
