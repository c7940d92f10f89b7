"""What organisations, networks, people and projects have in common."""

from datetime import date
from hashlib import blake2b

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Q, Value, When
from django.db.models.signals import pre_save
from django.dispatch import Signal, receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ..dates import UNKNOWN_YEAR, spell, spell_period
from ..fields import PartialDateField, TermField, in_order, known_outside
from ..languages import in_language, site_languages
from ..sorting import sort_key
from .search import SearchDocument
from .vocabularies import FocusArea, Indexed, Language, Place, VocabularyManager

records_updated = Signal()  # Django tells of saving and deleting; this of QuerySet.update(): sender, pks


def named_in_some_language():
    """Return a condition for a CheckConstraint: at least one language has a name."""
    named = Q()
    for language in site_languages():
        named |= Q(**{f"name_{language}__isnull": False}) & Q(**{f"name_{language}__gt": ""})
    return named


def has_year(field):
    """Return a condition that a partial date states its year."""
    return Q(**{f"{field}__gt": "", f"{field}__lt": UNKNOWN_YEAR})


def fact_label(subject, fact):
    """Return the name of a fact of a record or tie, as readers and editors see it."""
    if fact == "other_names":
        return _("other names")
    return subject._meta.get_field(fact).verbose_name


class RecordQuerySet(models.QuerySet):
    """The words in which pages, feeds, exports and the API ask for records."""

    def published(self):
        """Records that the public may see: the one place that decides it."""
        return self.filter(status=Record.Status.PUBLISHED)

    def indexable(self):
        """Published records that search engines may list, along ``Record.indexable_if``."""
        return self.published().filter(**self.model.indexable_if)

    def in_country(self, *codes):
        """Records tied to a place in any of the countries (ISO 3166-1 codes)."""
        return self.with_facet("country", codes)

    def about(self, *slugs):
        """Records on any of the focus areas; a main area includes its parts."""
        return self.with_facet("focus", slugs)

    def with_facet(self, facet, values):
        """Records with any of the values of a facet, along ``Record.facet_paths``."""
        return self.filter(self.model.any_path(facet, values)).distinct()

    def active_between(self, first=None, last=None):
        """Records known to have been active in some year from first to last (inclusive).

        A record with no known beginning is left out: its years are not known.
        """
        start, end = self.model.period_fields
        # One filter() and not three: a person's beginning and end are those of the same role.
        known = has_year(start)
        if last:
            known &= Q(**{f"{start}__lte": f"{last:04}-12-31"})
        if first:
            known &= Q(**{end: ""}) | Q(**{f"{end}__gte": f"{first:04}"})
        return self.filter(known & self.model.published_along(start)).distinct()

    def dated(self):
        """Records with a year in their own period, with the first known date as ``first_date``."""
        start, end = self.model.period_fields
        first = Case(When(has_year(start), then=start), default=end)
        return self.filter(has_year(start) | has_year(end)).annotate(first_date=first)

    def undated(self):
        """Records with a period of their own, of whose years none is known."""
        start, end = self.model.period_fields
        return self.exclude(has_year(start) | has_year(end)).annotate(first_date=Value(""))

    def as_of(self, year):
        """Records not known to begin after a year or to end before it; people, who have no years, all."""
        if "__" in self.model.period_fields[0]:
            return self
        return self.exclude(known_outside(year, *self.model.period_fields))

    def holding(self, expression):
        """Records whose search documents hold what an expression demands."""
        documents = SearchDocument.objects.of(self.model).holding(expression)
        return self.filter(pk__in=documents.values("object_id"))

    def update(self, **values):
        """Update the records, and tell it in the same transaction by ``records_updated``."""
        with transaction.atomic():
            touched = list(self.order_by().values_list("pk", flat=True))
            updated = super().update(**values)
            records_updated.send(self.model, pks=touched)
        return updated

    def for_list(self):
        """Fetch what a card in a list shows, in a fixed number of queries."""
        return self.prefetch_related("focus_areas", "places")


class RecordManager(VocabularyManager.from_queryset(RecordQuerySet)):
    pass


class Record(Indexed):
    """A public record: one of the four kinds of thing the directory holds.

    ``facts`` names the fields that state something about the thing; citations
    support these, and a page shows them in this order. ``period_fields`` are
    the two partial dates between which the thing exists. ``whole_field`` leads
    to the record of the same kind that it may be part of. ``facet_paths`` gives,
    for each facet of the lists, the lookups that lead to its values. Where
    search finds two records equally good, the kind of lower ``search_order``
    comes first. ``schema_types`` says what schema.org calls a record of each
    kind ("" for all the others); ``indexable_if`` names the values that a
    record must have for search engines to list it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Translation(models.TextChoices):
        UNREVIEWED = "unreviewed", _("not yet reviewed by a person")
        REVIEWED = "reviewed", _("reviewed by a person")

    natural_key_field = "slug"
    facts = ("name", "summary", "description", "focus_areas", "places", "other_names")
    period_fields = ("start_date", "end_date")
    whole_field = ""
    search_order = 0
    schema_types = {"": "Thing"}
    indexable_if = {}
    facet_paths = {
        "place": ["places__slug"],
        "country": ["places__country"],
        "focus": ["focus_areas__slug", "focus_areas__parent__slug"],
    }

    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("The record's address, the same in all languages. Do not change it once published."),
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True, help_text=_("Two sentences."))
    description = models.TextField(_("description"), blank=True)
    original_language = models.CharField(
        _("original language"),
        max_length=5,
        choices=settings.LANGUAGES,
        help_text=_("The language the texts were first written in; the others are translations."),
    )
    focus_areas = models.ManyToManyField(FocusArea, blank=True, verbose_name=_("focus areas"))
    places = models.ManyToManyField(
        Place, blank=True, verbose_name=_("places"), help_text=_("Where it works or took place.")
    )
    status = TermField(_("status"), choices=Status, default=Status.DRAFT)
    verified_on = models.DateField(
        _("verified on"),
        null=True,
        blank=True,
        help_text=_("The day a person last checked the facts. Saving does not change it."),
    )
    added_on = models.DateField(_("added on"), default=date.today, editable=False, db_index=True)
    translation = TermField(
        _("translation"),
        choices=Translation,
        default=Translation.UNREVIEWED,
        help_text=_("Readers see it beside a text that is not the original."),
    )
    sort_key = models.CharField(max_length=250, editable=False, default="", db_index=True)
    made_from = models.CharField(max_length=33, editable=False, default="")

    objects = RecordManager()

    class Meta:
        abstract = True
        ordering = ["sort_key", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=named_in_some_language(),
                name="%(class)s_named",
                violation_error_message=_("Give a name in at least one language."),
            ),
        ]

    def __str__(self):
        return in_language(self, "name").text or self.slug

    def natural_key(self):
        return (self.slug,)

    @classmethod
    def any_path(cls, facet, values):
        """Return a condition that any of a facet's lookups leads to one of the values."""
        condition = Q()
        for path in cls.facet_paths[facet]:
            condition |= Q(**{f"{path}__in": values}) & cls.published_along(path)
        return condition

    @classmethod
    def published_along(cls, path):
        """Return a condition that each tie and record on a lookup's way is published.

        It belongs in the same ``filter()`` as the lookup, so that both speak of
        the same tie.
        """
        condition, model, way = Q(), cls, ""
        for step in path.split("__")[:-1]:
            relation = model._meta.get_field(step)
            model, way = relation.related_model, f"{way}{step}__"
            if issubclass(model, Record):
                condition &= Q(**{f"{way}status": Record.Status.PUBLISHED})
            elif hasattr(model, "ends_beside"):
                others = Q()
                for end in model.ends_beside(relation.field.name):
                    others |= Q(**{f"{way}{end}__status": Record.Status.PUBLISHED})
                condition &= others
        return condition

    @property
    def path(self):
        """Where its page is within each language: organisations/kvinnors-natverk."""
        return self.get_absolute_url().strip("/").partition("/")[2]

    @property
    def original_name(self):
        """The name in the record's original language, as a ``Text``."""
        return in_language(self, "name", self.original_language)

    @property
    def is_published(self):
        return self.status == self.Status.PUBLISHED

    def text_state(self, language):
        """Return what the texts in a language are: original, reviewed, unreviewed or outdated.

        A translation is outdated when the text that it was made from has changed since it was
        made or reviewed. That another text is now called the original makes nothing old.
        """
        if language == self.original_language:
            return "original"
        _own, _space, original = (getattr(self, f"made_from_{language}") or "").partition(" ")
        if original and original not in {digest(self, code) for code in site_languages()}:
            return "outdated"
        return getattr(self, f"translation_{language}") or self.Translation.UNREVIEWED

    @property
    def is_indexable(self):
        """Whether search engines may list the record, once it is published."""
        return all(getattr(self, field) == value for field, value in self.indexable_if.items())

    @property
    def schema_type(self):
        return self.schema_types.get(getattr(self, "kind", ""), self.schema_types[""])


class Body(Record):
    """A record that was founded, has a seat and may close: an organisation or a network."""

    period_fields = ("founding_date", "dissolution_date")
    schema_types = {"": "Organization"}
    facet_paths = Record.facet_paths | {
        "place": ["places__slug", "seat__slug"],
        "country": ["places__country", "seat__country"],
        "kind": ["kind"],
        "language": ["languages__code"],
    }

    founding_date = PartialDateField(_("founded"), help_text=_("As precise as the source gives it: 1994."))
    dissolution_date = PartialDateField(_("closed"))
    seat = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seat")
    )
    languages = models.ManyToManyField(
        Language,
        blank=True,
        verbose_name=_("languages of support"),
        help_text=_("Languages in which people get support or information."),
    )

    class Meta(Record.Meta):
        abstract = True
        constraints = [*Record.Meta.constraints, in_order("founding_date", "dissolution_date")]

    @property
    def spelled_period(self):
        """The years in words; a body of which no end is known may well have ended."""
        if self.founding_date and not self.dissolution_date:
            return pgettext("of a body", "founded %(date)s") % {"date": spell(self.founding_date)}
        return spell_period(self.founding_date, self.dissolution_date)


@receiver(pre_save)
def set_sort_keys(sender, instance, **kwargs):
    """Keep the sort keys with the names; a signal, since fixtures bypass ``save()``."""
    if isinstance(instance, Record):
        for language in site_languages():
            key = sort_key(in_language(instance, "name", language).text, language)
            setattr(instance, f"sort_key_{language}", key)


TEXTS = ("name", "summary", "description")


def digest(record, language, fields=TEXTS):
    """Return 16 characters that change when a text in the language changes, and "" if there is none."""
    texts = [getattr(record, f"{field}_{language}", "") or "" for field in fields]
    return blake2b("\0".join(texts).encode(), digest_size=8).hexdigest() if any(texts[: len(TEXTS)]) else ""


def note_originals(record):
    """Note which original each changed or reviewed text is of ("own digest, original's digest")."""
    original = digest(record, record.original_language)
    for language in site_languages():
        own = digest(record, language, (*TEXTS, "translation"))
        noted = getattr(record, f"made_from_{language}") or ""
        if noted.partition(" ")[0] != own:
            setattr(record, f"made_from_{language}", f"{own} {original}" if own else "")


@receiver(pre_save)
def set_made_from(sender, instance, **kwargs):
    if isinstance(instance, Record):
        note_originals(instance)


class OtherNameManager(models.Manager):
    def get_by_natural_key(self, record, name, language):
        return self.get(record__slug=record, name=name, language__code=language)


class OtherName(Indexed):
    """Another form of a record's name: one table beside each kind of record.

    ``attested`` says that a source uses the form; otherwise it is the
    directory's own translation, transliteration or description.
    """

    class Kind(models.TextChoices):
        ACRONYM = "acronym", _("acronym")
        FORMER = "former", _("former name")
        VARIANT = "variant", _("other spelling or form")
        TRANSLATION = "translation", _("translation")
        TRANSLITERATION = "transliteration", _("transliteration")
        DESCRIPTIVE = "descriptive", _("descriptive name")

    name = models.CharField(_("name"), max_length=200)
    language = models.ForeignKey(Language, models.PROTECT, verbose_name=_("language"), related_name="+")
    kind = TermField(_("kind"), choices=Kind)
    attested = models.BooleanField(
        _("used in a source"), default=True, help_text=_("Untick for a translation of our own.")
    )

    objects = OtherNameManager()

    class Meta:
        abstract = True
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "name", "language"], name="%(class)s_once"),
            models.CheckConstraint(condition=~Q(name=""), name="%(class)s_not_empty"),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (*self.record.natural_key(), self.name, *self.language.natural_key())

    def clean(self):
        if not self.name.strip():
            raise ValidationError({"name": _("Write the name.")})
