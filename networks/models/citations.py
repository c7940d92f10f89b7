"""The evidence: where a source states something about a record or a tie."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from organisations.fields import ProseField
from organisations.models import Affiliation, Organisation, Person, Source, fact_label, one_of
from organisations.models.publication import UncitedError, as_stored, require_citations, waits
from organisations.models.rules import Ruled, RuledQuerySet
from organisations.models.vouching import keys_of, stated

from .networks import Membership, Network
from .projects import Participation, Project

RECORDS = frozenset(("organisation", "person", "network", "project"))
SUBJECTS = ("organisation", "person", "network", "project", "affiliation", "membership", "participation")


def subject_key(model, label):
    """Return the foreign key to one of the records or ties that a citation may support."""
    return models.ForeignKey(
        model, models.CASCADE, null=True, blank=True, related_name="citations", verbose_name=label
    )


def lists_among_facts(model):
    return [
        name
        for name in model.facts
        if (field := model._meta.get_field(name)).many_to_many or field.one_to_many
    ]


class CitationQuerySet(RuledQuerySet):
    def published(self):
        """Citations of what the public may see: published records, ties of published records."""
        public = Q()
        for field in SUBJECTS:
            subjects = self.model._meta.get_field(field).related_model.objects.published()
            public |= Q(**{f"{field}__in": subjects.order_by().values("pk")})
        return self.filter(public)

    def visible_to(self, user):
        """Citations that somebody signed in may see: those of records and ties that she may see."""
        visible = Q()
        for field in SUBJECTS:
            subjects = self.model._meta.get_field(field).related_model.objects.visible_to(user)
            visible |= Q(**{f"{field}__in": subjects.order_by().values("pk")})
        return self.filter(visible)

    def update(self, **values):
        """Update citations; the records that they leave keep at least one."""
        with transaction.atomic():
            is_moving = RECORDS & {name.removesuffix("_id") for name in values}
            left = [citation.record for citation in self] if is_moving else []
            updated = super().update(**values)
            require_citations(as_stored(filter(None, left)))
        return updated

    def with_subjects(self):
        """Fetch what each citation supports, the ends of ties included."""
        ties = {"affiliation": Affiliation, "membership": Membership, "participation": Participation}
        ends = [
            f"{name}__{end}"
            for name, tie in ties.items()
            for end in (*tie.party_fields, tie.target_field, "role")
        ]
        records = [field for field in SUBJECTS if field not in ties]
        return self.select_related("source").prefetch_related(*records, *ends)

    def with_lists(self):
        """Fetch with what each citation supports the lists among its facts."""
        lists = [
            f"{field}__{name}"
            for field in sorted(RECORDS)
            for name in lists_among_facts(self.model._meta.get_field(field).related_model)
        ]
        return self.prefetch_related(*lists)

    def prepare(self, row):
        super().prepare(row)
        row.remember()


class CitationManager(models.Manager.from_queryset(CitationQuerySet)):
    def get_by_natural_key(self, subject_field, subject, source, paragraph, item):
        subject_model = self.model._meta.get_field(subject_field).related_model
        return self.get(
            **{subject_field: subject_model.objects.get_by_natural_key(*subject)},
            source__slug=source,
            paragraph=paragraph,
            item=item,
        )


class Citation(Ruled):
    """Where a source states something about a record or a tie.

    It stands here, above all that it cites, so that real foreign keys lead to
    each kind and the database keeps them. Paragraphs are counted from 1 over
    the text's lines that are not empty; ``item`` is the number of a list item.
    ``vouches`` are the digests of the values that it was made for (see ``organisations.models.vouching``).
    """

    ruled = ("supports", *SUBJECTS)

    source = models.ForeignKey(Source, models.PROTECT, related_name="citations", verbose_name=_("source"))
    paragraph = models.PositiveSmallIntegerField(
        _("paragraph"), help_text=_("Counted from 1; empty lines do not count.")
    )
    item = models.PositiveSmallIntegerField(
        _("list item"), default=0, help_text=_("The item's number in the list, or 0.")
    )
    supports = models.JSONField(
        _("what it supports"), default=list, help_text=_("The facts that the source states there.")
    )
    quote = ProseField(
        _("quotation"),
        blank=True,
        help_text=_("Short, in the source's language, where you may quote it."),
    )
    vouches = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), editable=False)
    organisation = subject_key(Organisation, _("organisation"))
    person = subject_key(Person, _("person"))
    network = subject_key(Network, _("network"))
    project = subject_key(Project, _("project"))
    affiliation = subject_key(Affiliation, _("affiliation"))
    membership = subject_key(Membership, _("membership"))
    participation = subject_key(Participation, _("participation"))

    objects = CitationManager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["source", "paragraph", "item", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=one_of(*SUBJECTS),
                name="citation_one_subject",
                violation_error_message=_("A citation supports just one record or tie."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[subject, "source", "paragraph", "item"],
                    name=f"citation_{subject}_once",
                    violation_error_message=_("This place in the source is already cited here."),
                )
                for subject in SUBJECTS
            ),
        ]

    def __str__(self):
        return pgettext("source, place in it", "%(source)s, %(place)s") % {
            "source": self.source,
            "place": self.locator,
        }

    def natural_key(self):
        field = self.subject_field
        subject = getattr(self, field).natural_key()
        return (field, subject, self.source.slug, self.paragraph, self.item)

    def clean(self):
        if not isinstance(self.supports, list) or not self.supports:
            raise ValidationError({"supports": _("Choose at least one fact.")})
        field = self.subject_field  # none yet while an editor adds both on one page
        known = self._meta.get_field(field).related_model.facts if field else self.supports
        if unknown := sorted(set(self.supports) - set(known)):
            message = _("Not a fact of this record: %(names)s.") % {"names": ", ".join(unknown)}
            raise ValidationError({"supports": message})

    def remember(self, before=None):
        """Let it vouch for the present values of the facts that are new to it; at another place all are."""
        is_elsewhere = before is not None and before.place != self.place
        known = {} if is_elsewhere else self.vouches
        self.vouches = {}
        for fact in self.facts_of(self.subject):
            keys = keys_of(type(self.subject), fact)
            now = {} if known.keys() >= set(keys) else stated(self.subject, fact)
            self.vouches |= now | {key: known[key] for key in keys if key in known}

    def affirm(self, *keys, subject=None, lists=None):
        """Let it vouch for the present values of some of the facts that it supports, of texts by language.

        Without keys, for all. ``subject`` and ``lists`` are in place of those that the database holds.
        """
        subject = subject or self.subject
        for fact in self.facts_of(subject):
            said = stated(subject, fact, lists)
            self.vouches = self.vouches | {key: said[key] for key in said if not keys or key in keys}

    def facts_of(self, subject):
        """Return what it supports of a record or tie, as far as that has it: rules refuse all else."""
        listed = self.supports if isinstance(self.supports, list) else ()
        return [fact for fact in getattr(subject, "facts", ()) if fact in listed]

    @property
    def place(self):
        return self.source_id, self.paragraph, self.item

    @property
    def subject_field(self):
        return next((field for field in SUBJECTS if getattr(self, f"{field}_id")), None)

    @property
    def subject_key(self):
        """The foreign key that is set and its value: which record or tie it is, without asking for it."""
        field = self.subject_field
        return field, getattr(self, f"{field}_id") if field else None

    @property
    def subject(self):
        """The record or tie that the source speaks of."""
        field = self.subject_field
        return getattr(self, field) if field else None

    @property
    def record(self):
        """The record that the source speaks of, or None: ties may be without a source."""
        return self.subject if self.subject_field in RECORDS else None

    def get_absolute_url(self):
        """Where readers see what rests on its paragraph."""
        return reverse("source_paragraph", args=[self.source.slug, self.paragraph])

    @property
    def locator(self):
        """Where in the source, in words ("paragraph 11, item 3")."""
        if self.item:
            return _("paragraph %(paragraph)s, item %(item)s") % {
                "paragraph": self.paragraph,
                "item": self.item,
            }
        return _("paragraph %(paragraph)s") % {"paragraph": self.paragraph}

    @property
    def supported_facts(self):
        """The names of the supported fields, as readers see them."""
        return [fact_label(self.subject, fact) for fact in self.supports]


def cited_at(record, source, paragraph, item):
    """Return the citation of a place in a source for a record: the one that is there, or a new one."""
    there = record.citations.all() if record.pk else ()
    for one in there:
        if (one.source_id, one.paragraph, one.item) == (source.pk, paragraph, item):
            return one
    subject = {record._meta.model_name: record}
    return Citation(source=source, paragraph=paragraph, item=item, supports=[], **subject)


@receiver(pre_save, sender=Citation)
def before_citation(sender, instance, **kwargs):
    """Remember what it vouches for; refuse to move the last citation of a published record elsewhere."""
    before = Citation._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    instance.remember(before)
    record = before.record if before and before.subject_key != instance.subject_key else None
    if not record or not record.is_published or waits(record):
        return
    if not record.citations.exclude(pk=instance.pk).exists():
        raise UncitedError([record])


@receiver(post_save, sender=Citation)
def date_the_state(sender, instance, raw=False, **kwargs):
    """Let a state of which nobody has said when it was so have the date of the source that states it."""
    subject = instance.subject
    if raw or set(getattr(subject, "states", ())).isdisjoint(instance.supports):
        return
    if subject.has_state and not subject.as_of and instance.source.date:
        subject.as_of = instance.source.date
        subject.save(update_fields=["as_of"])


@receiver(post_delete, sender=Citation)
def keep_the_last(sender, instance, origin=None, **kwargs):
    """Refuse to delete the last citation of a published record; it goes with the record or tie itself."""
    if getattr(origin, "model", type(origin)) is Citation and (record := instance.record):
        require_citations(as_stored([record]))
