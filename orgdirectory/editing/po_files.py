"""PO files: handed out to translators, and taken back from them."""

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
from . import page, permission_required_any
from .po import RefusedError, line_for, read, write
from .po_changes import Kind, apply_plan, plan
from .texts import MAY_TRANSLATE, entries

MOST_ROWS = 300  # that a preview shows of each kind of change


class UploadForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    file = forms.FileField(
        label=gettext_lazy("PO file"),
        help_text=gettext_lazy(
            "At most 2 megabytes. Nothing is changed before you have seen what it would change."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".po"}),
    )


class ConfirmForm(forms.Form):
    """What a preview sends back: the lines of the file that change something, as a PO file."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    text = forms.CharField(strip=False, widget=forms.Textarea(attrs={"hidden": True}))
    still = forms.BooleanField(
        label=gettext_lazy("The sources that are cited state the texts as they are in the file"),
        required=False,
        help_text=gettext_lazy("Unless you tick it, readers see the changed texts without their sources."),
    )


@require_safe
@permission_required_any(*MAY_TRANSLATE)
def po_export(request, language):
    """Send the texts into a language as a PO file; with ?only=to-do those missing or outdated."""
    if language not in site_languages():
        raise Http404
    chosen = entries(request.user, language)
    if request.GET.get("only") == "to-do":
        chosen = (entry for entry in chosen if entry.is_to_do)
    file = write(((line_for(entry), comment(request, entry)) for entry in chosen), language)
    headers = {"Content-Disposition": f'attachment; filename="orgdirectory-{language}.po"'}
    return HttpResponse(file, content_type="text/x-gettext-translation; charset=utf-8", headers=headers)


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
            planned = plan(request.user, language, read(file.read(), language))
        except RefusedError as refused:
            return offer(request, form, refused)
        return preview(request, planned, one_line(file.name))
    return offer(request, form)


def offer(request, form, refused=None):
    return page(
        request,
        "po_files.html",
        _("Files of translations"),
        form=form,
        refused=refused,
        languages=site_languages(),
    )


def apply_upload(request):
    """Change what the preview showed, as far as it can still be changed."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return offer(
            request, UploadForm(), RefusedError(1, _("The file did not come back whole. Upload it again."))
        )
    language = form.cleaned_data["language"]
    try:
        planned = plan(request.user, language, read(form.cleaned_data["text"].encode(), language))
    except RefusedError as refused:
        return offer(request, UploadForm(), refused)
    apply_plan(planned, request.user, form.cleaned_data["name"], still=form.cleaned_data["still"])
    return report_page(request, planned, _("The translations are in the directory"), is_done=True)


def preview(request, planned, name):
    file = write(((change.line, "") for change in planned.effective), planned.language)
    initial = {"language": planned.language, "name": name[:200], "text": file.decode()}
    confirm = ConfirmForm(initial=initial) if planned.effective else None
    return report_page(request, planned, _("What the file would change"), confirm=confirm)


def report_page(request, planned, title, **context):
    groups = [(kind, planned.of(kind)) for kind in Kind]
    return page(request, "po_report.html", title, plan=planned, groups=groups, most=MOST_ROWS, **context)
