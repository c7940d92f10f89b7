"""What a reader may correct of a record, and how a correction that is accepted comes into it.

A fact is named by its column where a proposal can be put into one
("summary_ar", "founding_date"), by its field where only words will do
("seat"), as CONTACT, or, if it is a tie, by its kind and number
("membership-12"). What came by a link to those concerned has their answer there.
"""

from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from organisations.history.recording import revision
from organisations.languages import language_name, site_languages
from organisations.models import AbstractContactPoint, Revision, Tie, fact_label
from organisations.models.translations import TEXTS, partial_edit
from organisations.models.vouching import keys_of
from organisations.text import clean, number

from .affirming import affirm, cite_elsewhere
from .models import ConfirmationRequest

CONTACT = "contact_points"


def column(model, fact):
    """Return the field of a model that a proposal for a fact is put into, or None: only words will do."""
    text, _mark, language = fact.rpartition("_")
    if text in model.texts and language in site_languages():
        return model._meta.get_field(fact)
    if fact in TEXTS or fact not in model.facts:
        return None
    try:
        field = model._meta.get_field(fact)
    except FieldDoesNotExist:
        return None
    return field if field.concrete and not field.is_relation else None


def language_of(fact):
    """Return the language of the text that a fact names, or "" if it is none."""
    text, _mark, language = fact.rpartition("_")
    return language if text in TEXTS else ""


def cited_for(record, fact):
    """Return the citations of a record that support the fact which a proposal is put into."""
    known = next((one for one in record.facts if fact in keys_of(type(record), one)), None)
    return [citation for citation in record.citations.select_related("source") if known in citation.supports]


def label(model, fact):
    """Return what readers and editors call a fact of a record; of a tie, its kind."""
    if language := language_of(fact):
        text = fact.removesuffix(f"_{language}")
        return f"{capfirst(fact_label(model, text))} – {language_name(language)}"
    if fact == CONTACT:
        return capfirst(AbstractContactPoint._meta.verbose_name_plural)
    if tie := tie_model(fact):
        return capfirst(tie._meta.verbose_name)
    return capfirst(fact_label(model, fact)) if fact in model.facts else ""


def about(report):
    """Return in words which fact of its record a report is about, or which answer to a question it is."""
    if report.fact in ConfirmationRequest.Answer:
        return capfirst(ConfirmationRequest.Answer(report.fact).label)
    if tie := tie_named(report.fact):
        return str(tie)
    record = report.subject
    return label(type(record), report.fact) if record and report.fact else ""


def tie_model(fact):
    kind = fact.partition("-")[0]
    return next((tie for tie in Tie.__subclasses__() if tie._meta.model_name == kind), None)


def tie_named(fact):
    """Return the published tie of a name (``PublicTie.key``), or None if it is not there (any more)."""
    model, pk = tie_model(fact), number(fact.partition("-")[2])
    return model.objects.published().filter(pk=pk).first() if model and pk is not None else None


def current(record, fact):
    """Return what a column of a record holds now, as text."""
    value = getattr(record, fact)
    return "" if value is None else clean(str(value))


def corrected(report, record, wording):
    """Return the record with a wording in it, not saved; raise ValidationError where it does not fit."""
    field = column(type(record), report.fact)
    setattr(record, field.attname, field.clean(wording, record))
    record.translation_edit = partial_edit(record, {field.name})
    record.full_clean()
    return record


@transaction.atomic
def accept(report, record, user, still=(), elsewhere=None, wording=""):
    """Accept a message, once; put its proposal into the record, if any, as one revision by the user.

    ``wording`` is how the editor puts it, if not as it was proposed. ``still`` are those of the
    record's citations that state it, and ``elsewhere`` is another (source, paragraph) that does.
    Raises ValidationError if somebody has decided already, or where the proposal does not fit.
    """
    wording = wording or report.proposal
    report.decide(report.State.HANDLED, reworded=bool(record) and wording != report.proposal)
    if record:
        record = type(record)._base_manager.select_for_update().get(pk=record.pk)
        note = _("message %(number)s from a reader") % {"number": report.pk}
        with revision(user, Revision.Act.ACCEPTED, note):
            corrected(report, record, wording).save()
            affirm(record, [report.fact], still)
            if elsewhere:
                cite_elsewhere(record, report.fact, *elsewhere)
