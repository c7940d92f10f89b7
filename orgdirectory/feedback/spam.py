"""What keeps forms for anybody from machines, floods and other sites, without account, cookie or script.

Nothing is kept of who writes. Floods are held off by counts in the database under
keyed hashes of the sender's address and of the networks around it, which are gone
after the hour: who holds 65,536 networks (an IPv6 /48) is counted as one, too.
"""

from secrets import token_urlsafe
from time import time

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from networks.models import RateCounter
from networks.models.reports import LONGEST_MESSAGE
from organisations.text import tidy

from ..client_ip import hash_of, networks

HOUR = 3600
DAY = 24 * HOUR
REPORTS_AN_HOUR = 5  # from one address
QUICKEST = 2  # seconds; nobody reads the page and writes in less
SHARES = (1, 4, 12)  # how many senders' worth the networks around one may send: see client_ip.NETWORKS
TIMESTAMP_SALT = "orgdirectory.reports.stamp"


class MessageField(forms.CharField):
    """A text of some length, counted as its writer counts: a new line is one character.

    There is no ``maxlength``, since a browser would cut off what is pasted
    without a word.
    """

    widget = forms.Textarea(attrs={"rows": 8, "dir": "auto", "autocomplete": "off"})

    def __init__(self, **options):
        too_long = ngettext_lazy(
            "The message is too long: it has %(show_value)d character, and 4,000 are the most.",
            "The message is too long: it has %(show_value)d characters, and 4,000 are the most.",
            "show_value",
        )
        validators = [MaxLengthValidator(LONGEST_MESSAGE, too_long)]
        errors = {"required": _("Write your message.")}
        super().__init__(**{"validators": validators, "error_messages": errors} | options)

    def to_python(self, value):
        return tidy(super().to_python(value))


class SpamGuardedForm(forms.Form):
    """A form with two guards against machines: a field to leave empty, and a stamp.

    The stamp holds when the form was shown and what tells it from all others; it is
    for one message (``is_used``).
    """

    empty = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": -1})
    )
    stamp = forms.CharField(required=False)
    was_quick = False

    def new_timestamp(self):
        """Return the stamp for the page that shows the form.

        It is of now; of a form shown again after a reader's pause, or because there was none, so that
        she may send it at once.
        """
        has_paused = hasattr(self, "cleaned_data") and (self.was_quick or QUICKEST <= self.age() < DAY)
        return signing.dumps([time() - QUICKEST * has_paused, token_urlsafe(9)], salt=TIMESTAMP_SALT)

    def clean(self):
        """Refuse a form sent at once, as machines do, or a day later, as machines that keep forms do."""
        if self.errors:
            return  # she has to send it again anyway, with a fresh stamp
        age = self.age()
        self.was_quick = age < QUICKEST
        if self.was_quick:
            raise ValidationError(_("That was very quick. Please press Send once more."))
        if age >= DAY:
            raise ValidationError(_("The page had been open for a long time. Please press Send once more."))

    def age(self):
        """Return for how many seconds the form had been shown; a day for a stamp that is not ours."""
        try:
            return time() - signing.loads(self.cleaned_data["stamp"], salt=TIMESTAMP_SALT)[0]
        except signing.BadSignature:
            return DAY

    def is_used(self):
        """Mark the stamp as used; tell whether it was, and tell the form."""
        [times] = RateCounter.objects.hit([hash_of(self.cleaned_data["stamp"], "stamp").hex()], DAY)
        if times == 1:
            return False
        RateCounter.objects.forget_expired()
        self.add_error(None, _("A message was sent from this page already. Please press Send once more."))
        return True

    def fell_into_honeypot(self):
        return bool(self.data.get("empty"))


def refuse_cross_site(request, form):
    """Tell whether a post comes from another site's page, and tell the form."""
    if is_cross_site(request):
        form.add_error(None, _("This came from another site and was not sent. Please press Send here."))
        return True
    return False


def is_cross_site(request):
    """Tell whether the browser says that a post comes from another site's page.

    ``Origin: null`` says nothing: our own pages send it too, as they send no referrer.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    return origin != "null" and origin.partition("://")[2] != request.get_host()


def count_sender(request, what, most):
    """Count that this sender did something; tell whether it was more than ``most`` times in the last hour."""
    return exceed(RateCounter.objects.hit(keys(request, what), HOUR), most)


def has_exceeded(request, what, most):
    """Tell whether this sender did something more than ``most`` times in the last hour, counting nothing."""
    return exceed(RateCounter.objects.counts_of(keys(request, what)), most)


def exceed(counts, most):
    return any(count > most * share for count, share in zip(counts, SHARES, strict=False))


def keys(request, what):
    return [hash_of(network, what).hex() for network in networks(request)]
