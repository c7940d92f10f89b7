"""What a reader can correct of a record, and the form in which she does: the text as it is, to be changed."""

from hashlib import blake2b
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from networks.corrections import CONTACT, column, current, label, language_of, tie_model
from networks.models import Report
from networks.models.reports import LONGEST_PROPOSAL
from organisations.disclosure import PublicRecord
from organisations.fields import PartialDateField
from organisations.languages import site_languages, text_direction
from organisations.models.translations import TEXTS

from ..public.record_paths import sections_of
from .spam import MessageField, SpamGuardedForm

DATE_HELP = _("Write a year, a month or a day: 1994, 2019-02 or 2019-02-03.")


class Choice(NamedTuple):
    """A fact of a record (see ``networks.corrections``) or one of its ties, with its other end."""

    record: PublicRecord
    fact: str
    tie: object = None
    end: object = None

    @property
    def label(self):
        return label(self.record.model, self.fact)

    @property
    def column(self):
        return None if self.tie else column(self.record.model, self.fact)

    @property
    def language(self):
        return language_of(self.fact)


def choices(record):
    """Return what may be chosen, as the form's page groups it: texts, facts, other texts, ties."""
    facts = [Choice(record, fact) for fact in plain_facts(record)]
    texts = [Choice(record, fact) for fact in texts_in_languages(record)]
    here = get_language()
    return {
        "texts": [text for text in texts if text.language == here],
        "facts": facts,
        "other_texts": [text for text in texts if text.language != here],
        "ties": ties(record),
    }


def texts_in_languages(record):
    return [f"{text}_{code}" for code in site_languages() for text in record.texts]


def plain_facts(record):
    facts = [fact for fact in record.facts if fact not in TEXTS]
    return [*facts, CONTACT] if record.has_contact_points else facts


def ties(record):
    return [Choice(record, tie.key, tie, end) for section in sections_of(record) for tie, end in section.ties]


def chosen(record, fact):
    """Return the choice that a fact names, or None where there is no such thing for readers."""
    if not record:
        return None
    if tie_model(fact):
        return next((choice for choice in ties(record) if choice.fact == fact), None)
    if fact in plain_facts(record) or fact in texts_in_languages(record):
        return Choice(record, fact)
    return None


class CorrectionForm(SpamGuardedForm):
    """How a text or fact should read, with a message or instead of one; where only words will do, a message.

    ``seen`` is a digest of what the page showed: a correction is of that, and
    of nothing that came in its place since.
    """

    seen = forms.CharField(required=False)
    message = MessageField(
        label=_("Where does it say so, or what is wrong?"),
        help_text=_("You may leave this empty if you changed the text."),
        required=False,
    )

    def __init__(self, choice, data=None):
        super().__init__(data)
        self.choice = choice
        if choice.column:
            self.fields["proposal"] = proposal_field(choice)
            self.fields["message"].widget.attrs["rows"] = 3
        else:
            self.fields["message"] = MessageField(label=_("What should it say?"))

    @cached_property
    def now(self):
        """What the column holds now."""
        return current(self.choice.record, self.choice.fact) if self.choice.column else ""

    @property
    def digest(self):
        return blake2b(self.now.encode(), digest_size=16).hexdigest()

    @property
    def is_overtaken(self):
        return self.is_bound and self.data.get("seen") != self.digest

    def clean_proposal(self):
        """Take what the column takes; what is as it was is no proposal."""
        value = self.cleaned_data["proposal"]
        if value in ("", None):
            return ""
        value = str(self.choice.column.clean(value, None))
        return "" if value == self.now else value

    def clean(self):
        super().clean()
        if self.errors:
            return
        if self.is_overtaken:
            raise ValidationError(
                _("This was changed while the page was open. Please compare, and press Send once more.")
            )
        if not self.cleaned_data.get("proposal") and not self.cleaned_data["message"]:
            raise ValidationError(_("Nothing is changed yet. Change the text or write a message."))

    def contents(self):
        """Return what a ``Report`` holds of the form."""
        proposal = self.cleaned_data.get("proposal", "")
        return {
            "kind": self.kind_of_report,
            "message": self.cleaned_data["message"],
            "fact": self.choice.fact,
            "proposal": proposal,
            "seen": self.now if proposal else "",
        }

    @property
    def kind_of_report(self):
        language, original = self.choice.language, self.choice.record.original_language
        return Report.Kind.TRANSLATION if language and language != original else Report.Kind.ERROR


class LeftoverForm(SpamGuardedForm):
    """What was written on a fact that readers no longer see: words, for people to read."""

    proposal = MessageField(
        label=_("How it should read"),
        required=False,
        validators=[MaxLengthValidator(LONGEST_PROPOSAL)],
    )
    message = MessageField(label=_("Your message"), required=False)

    def __init__(self, model, fact, data):
        super().__init__(data)
        self.fact = fact if model and column(model, fact) else ""

    def clean(self):
        super().clean()
        if not self.errors and not any(map(self.cleaned_data.get, ("proposal", "message"))):
            self.add_error("message", _("Write your message."))

    def contents(self):
        words = {name: self.cleaned_data[name] for name in ("message", "proposal")}
        return words | {"kind": Report.Kind.ERROR, "fact": self.fact, "late": Report.Late.CHANGED}


def proposal_field(choice):
    """Return the form's field for a column, filled with what it holds now."""
    options = {
        "label": _("How it should read"),
        "required": False,
        "initial": current(choice.record, choice.fact),
    }
    if not choice.language:
        is_date = isinstance(choice.column, PartialDateField)
        return choice.column.formfield(**options, help_text=DATE_HELP if is_date else "")
    attributes = {"lang": choice.language, "dir": text_direction(choice.language), "autocomplete": "off"}
    if choice.column.max_length:
        return MessageField(widget=forms.TextInput(attributes), validators=[], **options)
    longest = MaxLengthValidator(LONGEST_PROPOSAL)
    return MessageField(widget=forms.Textarea(attributes | {"rows": 10}), validators=[longest], **options)
