"""Which facts of a record or tie rest on which places in the sources: for those who check, not for readers.

A fact is what ``facts`` of its model names. The date at which a state is known (``as_of``) is none
of its own: what bears the state bears it.
"""

from django.utils.translation import override

from organisations.languages import site_languages
from organisations.models import OtherName, record_models, tie_ends, tie_models
from organisations.models.vouching import vouching


def every_subject():
    """Return all records and ties, with their citations and sources."""
    models = (*record_models(), *tie_models())
    return [row for model in models for row in model.objects.prefetch_related("citations__source")]


def ties_of(record):
    """Return the ties of a record in both directions."""
    return [tie for model, field in tie_ends(type(record)) for tie in model.objects.filter(**{field: record})]


def is_text(subject, fact):
    """Tell whether a fact is written anew in each language."""
    return hasattr(subject, f"{fact}_{site_languages()[0]}")


def values(subject, fact, language):
    """Return in words what a fact holds; of a text, nothing but what is written in the language."""
    with override(language):
        value = getattr(subject, f"{fact}_{language}" if is_text(subject, fact) else fact)
        if fact == "other_names":
            return [f"{one} ({one.language.code}, {one.kind}, {one.origin})" for one in value.all()]
        if hasattr(value, "all"):
            return [str(one) for one in value.all()]
        told = getattr(subject, f"get_{fact}_display", lambda: value)()
        return [] if value in (None, "") else [str(told)]


def is_filled(subject, fact):
    """Tell whether a fact says anything that needs a source, which names of our own do not."""
    if fact == "other_names":
        return any(name.origin == OtherName.Origin.SOURCE for name in subject.other_names.all())
    return any(values(subject, fact, language) for language in site_languages())


def citations_of(subject, fact):
    """Return the citations that claim a fact, whether they were made for what it says now or not."""
    return [one for one in subject.citations.all() if fact in one.supports]


def uncited(subject):
    """Return the facts that are filled and rest on nothing, or in some language on what was said before."""
    return [f for f in subject.facts if is_filled(subject, f) and not is_vouched_for(subject, f)]


def is_vouched_for(subject, fact):
    citations = subject.citations.all()
    for language in site_languages():
        with override(language):
            if values(subject, fact, language) and not vouching(subject, citations, [fact]):
                return False
    return True


def claimed_of_nothing(subject):
    """Return the facts that citations claim to bear and that are empty, or no facts at all."""
    claimed = {fact for one in subject.citations.all() for fact in one.supports}
    return sorted(fact for fact in claimed if fact not in subject.facts or not is_filled(subject, fact))


def lacks_as_of(subject):
    """Tell whether it states what may have ended since, from a dated source, and not as of when."""
    is_state = getattr(subject, "has_state", False) and not subject.as_of
    return is_state and any(one.source.date for one in subject.citations.all())


def places_in(source):
    """Return {place in the source: citations, with what they support}, in the order of the text."""
    places = {}
    for one in source.citations.with_subjects().order_by("paragraph", "item", "pk"):
        places.setdefault((one.paragraph, one.item), []).append(one)
    return places


def records_citing(source):
    """Return the records that rest on a source, those of one kind together."""
    found = {one.record for one in source.citations.with_subjects() if one.record}
    kinds = record_models()
    return sorted(found, key=lambda record: (kinds.index(type(record)), record.slug))
