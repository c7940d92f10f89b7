"""Asks whoever changed a cited fact whether the source still states it, and takes the answers.

A question is asked of each fact (of a text: in one language) that says something
for which none of its citations was made. Where nobody answers, readers see no mark.
"""

from typing import NamedTuple

from django.utils.text import Truncator, capfirst

from organisations.languages import format_list, language_name
from organisations.models import Tie, fact_label, tie_ends
from organisations.models.vouching import digest, keys_of, stated

from .models import Citation


class Question(NamedTuple):
    """What a fact of a record or tie says for which its citations were not made.

    ``key`` and ``digest`` are what a citation remembers it by: an answer is to these words only.
    """

    subject: object
    fact: str
    key: str
    digest: str
    citations: list

    @property
    def mark(self):
        return self.subject, self.key, self.digest

    @property
    def language(self):
        return self.key.removeprefix(self.fact).removeprefix("_")

    @property
    def label(self):
        label = capfirst(fact_label(self.subject, self.fact))
        label = f"{label} – {language_name(self.language)}" if self.language else label
        return f"{self.subject}: {label}" if isinstance(self.subject, Tie) else label

    @property
    def words(self):
        return Truncator(in_words(self.subject, self.key)).chars(200)

    @property
    def choices(self):
        return [(f"{citation.pk}.{self.key}.{self.digest}", citation) for citation in self.citations]


def in_words(subject, key):
    field = subject._meta.get_field(key)
    if field.many_to_many or field.one_to_many:
        return format_list(map(str, getattr(subject, key).all()))
    if hasattr(subject, f"get_{key}_display"):
        return str(getattr(subject, f"get_{key}_display")())
    return str(getattr(subject, key))


def questions(*subjects):
    """Return the ``Question`` on each fact that says something for which no citation of it was made."""
    return [question for subject in subjects for question in _on(subject)]


def _on(subject):
    citations = list(subject.citations.select_related("source"))
    for fact in subject.facts:
        supporting = [one for one in citations if fact in one.supports]
        for key, values in stated(subject, fact).items() if supporting else ():
            known = set().union(*(one.vouches.get(key, ()) for one in supporting))
            if not known.issuperset(values):
                yield Question(subject, fact, key, digest(*values), supporting)


def with_ties(subject):
    """Return a record and its ties, as far as these are cited; of a tie only itself."""
    if isinstance(subject, Tie):
        return [subject]
    cited = [
        model.objects.filter(**{field: subject}, citations__isnull=False).with_ends().distinct()
        for model, field in tie_ends(type(subject))
    ]
    return [subject, *(tie for ties in cited for tie in ties)]


def take_answers(asked, ticked):
    """Let each citation whose choice was ticked vouch for what it was asked of."""
    for question in asked:
        for value, citation in question.choices:
            if value in ticked:
                citation.affirm(question.key)
                citation.save()


def affirm(subject, keys, citations=None):
    """Let citations, by default all, of some of a subject's facts (texts by language) vouch for them now."""
    asked = [question for question in questions(subject) if question.key in keys]
    chosen = [choice for question in asked for choice in question.choices]
    take_answers(asked, {value for value, one in chosen if citations is None or one in citations})


def cite_elsewhere(subject, key, source, paragraph):
    """Let another place in a source state a fact: a citation that is there already, or a new one."""
    fact = next(fact for fact in subject.facts if key in keys_of(type(subject), fact))
    place = {"source": source, "paragraph": paragraph, "item": 0, subject._meta.model_name: subject}
    citation = Citation.objects.filter(**place).first() or Citation(**place)
    citation.supports = [one for one in subject.facts if one in {fact, *citation.supports}]
    citation.save()
    citation.affirm(key)
    citation.save()
