"""How a reader learns what became of her message: by a code, and without leaving an address.

The code follows from the form that she sent, so that sending it again gives the
same one. The database holds only a keyed hash of it. It is typed into a POST alone, and
stands in no address, no referrer and no log. What a POST is answered with is gone with
Back; so it leads to a page whose address holds the code encrypted, and shows it for ten
minutes: long enough to look at the outcome and come back, and gone for who has the phone next.
"""

import unicodedata
from time import time

from django import forms
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from networks.models import Report
from organisations.disclosure import public_view
from organisations.text import clean_query, digits

from ..keys import ENCRYPTED, decrypt, encrypt, keyed_hashes
from ..replicas import read_own_writes
from .spam import count_sender, has_exceeded, refuse_cross_site

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's, which leaves out I, L, O and U
LENGTH = 12  # 60 bits
SLIPS = str.maketrans("ILO", "110")
WRONG_CODES_AN_HOUR = 10  # from one address
SHOWN_FOR = 10 * 60  # seconds
SHOWING = "orgdirectory.receipts.shown"


def make_code(*contents):
    """Return the code that follows from a form and from nothing else: 7K3M-90TX-4WQH."""
    digest = salted_hmac("orgdirectory.receipts.code", "\0".join(contents), algorithm="sha256").digest()
    number = int.from_bytes(digest)
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def read_code(typed):
    """Return the letters of a code as somebody types it (small, without hyphens, ٧ for 7), or ""."""
    signs = digits(unicodedata.normalize("NFKC", typed))
    letters = "".join(filter(str.isalnum, signs)).upper().translate(SLIPS)
    return letters if len(letters) == LENGTH and set(letters) <= set(ALPHABET) else ""


def hash_of(code):
    """Return what the database holds of a new code."""
    return hashes_of(code)[0]


def hashes_of(code):
    """Return what the database may hold of a code, also of one given under an earlier key."""
    return keyed_hashes("orgdirectory.receipts.hash", read_code(code))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Write the code.")},
    )

    def clean_code(self):
        if code := read_code(self.cleaned_data["code"]):
            return code
        raise forms.ValidationError(_("A code has twelve letters and digits: 7K3M-90TX-4WQH."))


def show(code, view="report_sent"):
    """Lead to the page that shows a code, or what became of its message, for a while."""
    return redirect(view, ticket_of(code))


def ticket_of(code):
    """Return what the address of a page holds in place of the code that it shows for a while."""
    return encrypt(f"{int(time())} {code}".encode(), SHOWING).removeprefix(ENCRYPTED)


def code_of(ticket):
    """Return the code for which a ticket was made a while ago, or ""."""
    try:
        made, code = decrypt(ticket, SHOWING).decode().split()
    except ValueError:
        return ""
    return code if time() - int(made) < SHOWN_FOR else ""


def report_of(code):
    return Report.objects.filter(receipt__in=hashes_of(code)).first()


@read_own_writes
@require_http_methods(["GET", "HEAD"])
def sent(request, ticket):
    """Thank for a message and show its code, again on Back; a machine is thanked for none."""
    code = code_of(ticket)
    report = report_of(code) if code else None
    context = {"noindex": True, "code": code, "ticket": ticket, "report": report}
    context["record"] = public_view(report.public_subject) if report else None
    return quietly(render(request, "orgdirectory/report_thanks.html", context, status=200 if code else 410))


@read_own_writes
@require_http_methods(["GET", "HEAD"])
def shown_outcome(request, ticket):
    report = report_of(code) if (code := code_of(ticket)) else None
    return page(request, CodeForm(), report=report) if report else redirect("report_outcome")


def quietly(response):
    """Keep Django from logging the address of what is refused."""
    response._has_been_logged = True
    return response


@csrf_exempt  # as the form to the editors: there is no authority here that another site could use
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request):
    """Ask for a code, and lead to what became of the message that it was given for."""
    if request.method != "POST":
        return page(request, CodeForm())
    form = CodeForm(clean_query(request.POST))
    if refuse_cross_site(request, form):
        return page(request, form, 403)
    if not form.is_valid():
        return page(request, form, 400)
    if has_exceeded(request, "receipts", WRONG_CODES_AN_HOUR - 1):
        form.add_error(None, _("Too many wrong codes were tried in the last hour. Please try again later."))
        return page(request, form, 429)
    code = form.cleaned_data["code"]
    if not report_of(code):
        count_sender(request, "receipts", WRONG_CODES_AN_HOUR)
        form.add_error("code", _("No message has this code. Please compare it with what you wrote down."))
        return page(request, form, 404)
    return show(code, "report_outcome_shown")


def page(request, form, status=200, report=None):
    record = public_view(report.public_subject) if report else None
    context = {"form": form, "noindex": True, "report": report, "record": record}
    return render(request, "orgdirectory/report_outcome.html", context, status=status)
