"""How a reader reports an error: without an account, an e-mail address, a cookie or a script.

Nothing is kept of who she is. Floods are held off by a count in the cache under
a keyed hash of her address, which is gone within the hour, and by a limit for
the whole site. With Django's own cache each worker counts for itself; the limit
for the whole site is counted in the database.
"""

from datetime import timedelta
from time import time

from django import forms
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import Report
from networks.models.reports import LONGEST_MESSAGE

from .addresses import record_at
from .sender import sender_hash

HOUR = 3600
DAY = 24 * HOUR
QUICKEST = 2  # seconds; nobody reads the page and writes in less
REPORTS_AN_HOUR = 5  # from one address
REPORTS_AN_HOUR_IN_ALL = 200
STAMP_SALT = "orgdirectory.reports.stamp"


class MessageField(forms.CharField):
    """A text of some length, counted as its writer counts: a new line is one character.

    There is no ``maxlength``, since a browser would cut off what is pasted
    without a word.
    """

    def to_python(self, value):
        # A NUL cannot be seen or taken away in a browser, and PostgreSQL cannot hold it.
        return super().to_python(value).replace("\0", "").replace("\r\n", "\n").strip()


class ReportForm(forms.Form):
    """What is reported, and two guards against machines: a field to leave empty, and a time stamp."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[choice for choice in Report.Kind.choices if choice[0] != Report.Kind.CHECK],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what it is about."),
            "invalid_choice": _("Choose what it is about."),
        },
    )
    message = MessageField(
        label=_("Your message"),
        help_text=_("At most 4,000 characters. Say where it is and what is wrong."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "autocomplete": "off"}),
        validators=[
            MaxLengthValidator(
                LONGEST_MESSAGE,
                ngettext_lazy(
                    "The message is too long: it has %(show_value)d character, and 4,000 are the most.",
                    "The message is too long: it has %(show_value)d characters, and 4,000 are the most.",
                    "show_value",
                ),
            )
        ],
        error_messages={"required": _("Write your message.")},
    )
    empty = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": -1})
    )
    stamp = forms.CharField(required=False)

    def fresh_stamp(self):
        """Return the signed time of now, for the page that shows the form."""
        return signing.dumps(time(), salt=STAMP_SALT)

    def clean(self):
        """Refuse a form sent at once, as machines do, or a day later, as machines that keep forms do."""
        if self.errors:
            return  # she has to send it again anyway, with a fresh stamp
        age = self.age()
        if age < QUICKEST:
            raise ValidationError(_("That was very quick. Please press Send once more."))
        if age >= DAY:
            raise ValidationError(_("The page had been open for a long time. Please press Send once more."))

    def age(self):
        """Return for how many seconds the form had been shown; a day for a stamp that is not ours."""
        try:
            return time() - signing.loads(self.cleaned_data["stamp"], salt=STAMP_SALT)
        except signing.BadSignature:
            return DAY


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    """Show the form, on a record if ``?about=organisations/<slug>`` names a published one; take a report.

    There is no CSRF token, as it would need a cookie. Such a token keeps other
    sites from using somebody's authority, and a report carries none: nobody is
    signed in. Posts from the pages of other sites are refused all the same, by
    what the browser says of their origin.
    """
    request.encoding = "utf-8"  # whatever the sender calls it: Django trips over some names
    record = record_at(request.GET.get("about", ""))
    if request.method != "POST":
        chosen = request.GET.get("kind") or ("error" if record else None)
        return page(request, ReportForm(initial={"kind": chosen}), record)
    form = ReportForm(request.POST)
    if form.data.get("empty"):  # a machine; let it think that it got through
        return HttpResponseRedirect(reverse("report_thanks"), status=303)
    if status := refusal(request, form):
        return page(request, form, record, status)
    store(form, record)
    return HttpResponseRedirect(reverse("report_thanks"), status=303)


@require_safe
def thanks(request):
    return render(request, "orgdirectory/report_thanks.html", {"noindex": True})


def page(request, form, record, status=200):
    """Show the form with all that was written in it and, if it was refused, the reasons."""
    context = {"form": form, "record": record, "noindex": bool(record or form.errors)}
    return render(request, "orgdirectory/report.html", context, status=status)


def store(form, record):
    subject = {record._meta.model_name: record} if record else {}
    Report.objects.create(
        kind=form.cleaned_data["kind"],
        message=form.cleaned_data["message"],
        language=get_language(),
        **subject,
    )


def refusal(request, form):
    """Return the status with which a report is refused, and tell the form why; None if it is not."""
    if from_another_site(request):
        form.add_error(None, _("This came from another site and was not sent. Please press Send here."))
        return 403
    if not form.is_valid():
        return 400
    if too_many(request):
        form.add_error(
            None, _("Too many messages were sent in the last hour. Please keep yours and send it later.")
        )
        return 429
    return None


def from_another_site(request):
    """Tell whether the browser says that a post comes from another site's page.

    ``Origin: null`` says nothing: our own pages send it too, as they send no referrer.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    return origin != "null" and origin.partition("://")[2] != request.get_host()


def too_many(request):
    """Count a report of this sender; tell whether she or the whole site sent too many in an hour."""
    last_hour = timezone.now() - timedelta(seconds=HOUR)
    if Report.objects.filter(created__gte=last_hour).count() >= REPORTS_AN_HOUR_IN_ALL:
        return True
    key = sender_hash(request, "reports").hex()
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) > REPORTS_AN_HOUR
    except ValueError:  # the hour ended between these two lines
        return False
