"""What organisations, networks, people and projects have in common."""

from calendar import monthrange
from datetime import date

from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import Case, Q, Value, When
from django.dispatch import Signal
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ..dates import UNKNOWN_YEAR, format_date, format_period
from ..fields import (
    CheckedChoiceField,
    NameField,
    PartialDateField,
    ProseField,
    in_order,
    period_excludes,
    without_markup,
)
from ..languages import localized, site_languages
from ..sorting import sort_key
from .confidentiality import Confidentiality, RecordConfidentialityField, place_is_public
from .contact_points import FACETS
from .former_slugs import Slugged
from .publication import as_stored, check_status, require_citations
from .rules import RuledQuerySet
from .search import SearchDocument
from .translations import TranslationEdit, TranslationState, is_outdated, lacking, note_originals
from .vocabularies import FocusArea, Indexed, Language, Need, Place, TargetGroup, VocabularyManager
from .vouching import check_digest

EASY_READ_LENGTH = 250

# Django tells of saving and deleting; these of QuerySet.update(): sender, pks
pre_record_update = Signal()
post_record_update = Signal()


def named_in_some_language():
    """Return a condition for a CheckConstraint: at least one language has a name."""
    named = Q()
    for language in site_languages():
        named |= Q(**{f"name_{language}__isnull": False}) & Q(**{f"name_{language}__gt": ""})
    return named


def has_year(field):
    """Return a condition that a partial date states its year."""
    return Q(**{f"{field}__gt": "", f"{field}__lt": UNKNOWN_YEAR})


def lacks_year(field):
    """Return a condition that a partial date does not state its year."""
    return Q(**{field: ""}) | Q(**{f"{field}__gte": UNKNOWN_YEAR})


def easy_read_field():
    """Return the field of who offers help, for readers who read little: shown before all other texts."""
    return ProseField(
        _("easy to read"),
        blank=True,
        validators=[MaxLengthValidator(EASY_READ_LENGTH)],
        help_text=_(
            "Two short sentences in plain words: what help there is, and for whom. At most 250 characters."
        ),
    )


def months_ago(number):
    """Return the day that was so many months ago, or the last of its month."""
    today = localdate()
    year, month = divmod(today.year * 12 + today.month - 1 - number, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def fact_label(subject, fact):
    """Return the name of a fact of a record or tie, as readers and editors see it."""
    if fact == "other_names":
        return _("other names")
    return subject._meta.get_field(fact).verbose_name


def permission(model, act):
    """Return the name of the permission to do something with records of a kind."""
    return f"{model._meta.app_label}.{get_permission_codename(act, model._meta)}"


class RecordQuerySet(RuledQuerySet):
    """The words in which pages, feeds, exports and the API ask for records."""

    def published(self):
        """Records that the public may see: the one place that decides it."""
        return self.filter(status=Record.Status.PUBLISHED)

    def withdrawn(self):
        """Records that were taken back: their addresses say so, and nothing else of them is told."""
        return self.filter(status=Record.Status.WITHDRAWN)

    def stale(self):
        """Published records that nobody has checked for ``STALE_AFTER_MONTHS`` months, or ever."""
        return self.published().filter(
            Q(still_verified_on=None) | Q(still_verified_on__lt=months_ago(settings.STALE_AFTER_MONTHS))
        )

    def settle_checks(self):
        """Let a check hold while all is as it was checked; a new one is of what there is now."""
        for record in self.exclude(verified_on=None, still_verified_on=None):
            now = check_digest(record) if record.verified_on else ""
            checked = (record.verified_digest or now) if record.verified_on else ""
            columns = {
                "verified_digest": checked,
                "still_verified_on": record.verified_on if checked == now else None,
            }
            if any(getattr(record, name) != value for name, value in columns.items()):
                models.QuerySet.update(self.filter(pk=record.pk), **columns)

    def visible_to(self, user):
        """Records that somebody signed in may see: what was withdrawn is for publishers only."""
        if user.has_perm(permission(self.model, "publish")):
            return self.all()
        return self.exclude(status=Record.Status.WITHDRAWN)

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
        """Records that may have been active in some year from first to last (inclusive).

        What is not known to have begun was there before its end; what has no known year is left out.
        """
        start, end = self.model.period_fields
        # One filter() and not three: a person's beginning and end are those of the same role.
        begun = has_year(start)
        if last:
            begun &= Q(**{f"{start}__lte": f"{last:04}-12-31"})
        known = begun | (lacks_year(start) & has_year(end))
        if first:
            known &= Q(**{end: ""}) | Q(**{f"{end}__gte": f"{first:04}"})
        return self.filter(known & self.model.published_along(start)).distinct()

    def begun_between(self, first=None, last=None):
        """Records known to have begun in some year from first to last (inclusive)."""
        start, _end = self.model.period_fields
        begun = has_year(start)
        if first:
            begun &= Q(**{f"{start}__gte": f"{first:04}"})
        if last:
            begun &= Q(**{f"{start}__lte": f"{last:04}-12-31"})
        return self.filter(begun & self.model.published_along(start)).distinct()

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
        return self.exclude(period_excludes(*self.model.period_fields, year, year))

    def holding(self, expression):
        """Records whose search documents hold what an expression demands."""
        documents = SearchDocument.objects.of(self.model).holding(expression)
        return self.filter(pk__in=documents.values("object_id"))

    def update(self, **values):
        """Update the records, and tell it in the same transaction by ``pre_`` and ``post_record_update``."""
        if "verified_on" in values:
            values = {"verified_digest": ""} | values
        with transaction.atomic():
            rows = list(self.order_by().values_list("pk", "status"))
            touched = [pk for pk, _status in rows]
            pre_record_update.send(self.model, pks=touched)
            updated = super().update(**values)
            if "status" in values:
                new = [self.model(pk=pk) for pk, status in rows if status != Record.Status.PUBLISHED]
                require_citations(as_stored(new))
            post_record_update.send(self.model, pks=touched)
        return updated

    def prepare(self, row):
        """Let a record that is made together with others have what follows from its texts."""
        super().prepare(row)
        require_citations([row])
        row.derive()

    def for_list(self):
        """Fetch what a card in a list shows, in a fixed number of queries."""
        found = self.prefetch_related(*self.model.shown_in_lists())
        return found.select_related("seat") if hasattr(self.model, "seat") else found


class RecordManager(VocabularyManager.from_queryset(RecordQuerySet)):
    pass


class Record(Slugged, Indexed):
    """A public record: one of the four kinds of thing the directory holds.

    ``facts`` names the fields that state something about the thing; citations
    support these, and a page shows them in this order. ``expected_facts`` are those that
    a reader looks for in a record of each kind ("" for all the others), and is told of if they
    are empty. ``texts`` are what is written once in each language. ``period_fields`` are
    the two partial dates between which the thing exists. ``parent_field`` leads
    to the record of the same kind that it may be part of. ``facet_paths`` gives,
    for each facet of the lists, the lookups that lead to its values. Where
    search finds two records equally good, the kind of lower ``search_order``
    comes first. ``schema_types`` says what schema.org calls a record of each
    kind ("" for all the others). Of ``helping_kinds`` are those to whom people
    turn for help, the first to be shown coming first. Of ``guarded_kinds`` readers see the
    area only, unless somebody chose otherwise. ``indexable_if`` names the values that a
    record must have for search engines to list it. ``verified_on`` is the day of the
    last check, and ``still_verified_on`` too while nothing has changed since (see ``vouching``).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Checker(models.TextChoices):
        EDITOR = "editor", _("an editor")
        ITSELF = "itself", _("those concerned")

    KNOWN_TO_READERS = (Status.PUBLISHED, Status.WITHDRAWN)

    class TranslationReview(models.TextChoices):
        UNREVIEWED = "unreviewed", _("not yet reviewed by a person")
        REVIEWED = "reviewed", _("reviewed by a person")

    ruled = tuple(f"translation_review_{language}" for language in site_languages())
    texts = ("name", "summary", "description")
    facts = ("name", "summary", "description", "focus_areas", "places", "other_names")
    expected_facts = {"": ()}
    period_fields = ("start_date", "end_date")
    parent_field = ""
    search_order = 0
    schema_types = {"": "Thing"}
    helping_kinds = ()
    guarded_kinds = ()
    indexable_if = {}
    facet_paths = {
        "place": ["places__slug"],
        "country": ["places__country"],
        "subdivision": ["places__subdivision"],
        "focus": ["focus_areas__slug", "focus_areas__parent__slug"],
    }
    translation_edit = TranslationEdit()

    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("The record's address, the same in all languages. Do not change it once published."),
    )
    name = NameField(_("name"), max_length=200, blank=True)
    summary = ProseField(_("summary"), blank=True, help_text=_("Two sentences."))
    description = ProseField(_("description"), blank=True)
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
    status = CheckedChoiceField(_("status"), choices=Status, default=Status.DRAFT)
    confidentiality = RecordConfidentialityField(
        _("confidentiality"),
        choices=Confidentiality,
        help_text=_(
            "For a shelter or a person at risk: readers see no town and no address, or nothing at all."
        ),
    )
    verified_on = models.DateField(
        _("verified on"),
        null=True,
        blank=True,
        help_text=_("The day a person last checked the facts. Saving does not change it."),
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )
    verified_through = CheckedChoiceField(
        choices=Checker, blank=True, default="", db_default="", editable=False, verbose_name=_("verified by")
    )
    verified_digest = models.CharField(max_length=16, default="", db_default="", editable=False)
    still_verified_on = models.DateField(_("verified on"), null=True, editable=False)
    added_on = models.DateField(_("added on"), default=date.today, editable=False, db_index=True)
    translation_review = CheckedChoiceField(
        _("translation"),
        choices=TranslationReview,
        default=TranslationReview.UNREVIEWED,
        help_text=_("Readers see it beside a text that is not the original."),
    )
    sort_key = models.CharField(max_length=250, editable=False, default="", db_index=True)
    source_digest = models.CharField(max_length=33, editable=False, default="")
    translation_state = CheckedChoiceField(
        choices=TranslationState, editable=False, default=TranslationState.MISSING, db_index=True
    )

    objects = RecordManager()

    class Meta:
        abstract = True
        ordering = ["sort_key", "slug"]
        default_permissions = ("add", "change", "delete", "view", "translate", "publish")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | ~Q(confidentiality="editors"),
                name="%(class)s_published_for_readers",
                violation_error_message=_("What is for editors only cannot be published."),
            ),
            models.CheckConstraint(
                condition=named_in_some_language(),
                name="%(class)s_named",
                violation_error_message=_("Give a name in at least one language."),
            ),
            without_markup(*(f"name_{language}" for language in site_languages())),
        ]

    def __str__(self):
        return localized(self, "name").text or self.slug

    @classmethod
    def shown_in_lists(cls):
        """Return the relations that a card shows."""
        has_contact = "channel" in cls.facet_paths
        return ["focus_areas", "places", *(["contact_points__languages"] if has_contact else [])]

    @classmethod
    def any_path(cls, facet, values):
        """Return a condition that any of a facet's lookups leads to one of the values."""
        condition = Q()
        for path in cls.facet_paths[facet]:
            condition |= Q(**{f"{path}__in": values}) & cls.published_along(path)
        return condition

    @classmethod
    def offering_help(cls):
        """Return a condition that what help it gives is not known to have ended."""
        end = cls.period_fields[1]
        return Q(**{end: ""}) | Q(**{f"{end}__gte": str(localdate().year)})

    @classmethod
    def published_along(cls, path):
        """Return a condition that the public may know each tie, record and place on a lookup's way.

        It belongs in the same ``filter()`` as the lookup, so that both speak of
        the same tie. On the way to a need it asks that the record offers help.
        """
        condition, model, way = Q(), cls, ""
        *steps, column = path.split("__")
        for step in steps:
            relation = model._meta.get_field(step)
            model, way = relation.related_model, f"{way}{step}__"
            if issubclass(model, Record):
                condition &= Q(**{f"{way}status": Record.Status.PUBLISHED})
            elif model is Place:
                condition &= place_is_public(column, way)
            elif model is Need:
                condition &= cls.offering_help()
            elif hasattr(model, "public_along"):
                condition &= model.public_along(way)
            elif hasattr(model, "other_end_fields"):
                others = Q()
                for end in model.other_end_fields(relation.field.name):
                    others |= Q(**{f"{way}{end}__status": Record.Status.PUBLISHED})
                condition &= others
        return condition

    @property
    def path(self):
        """Where its page is within each language: organisations/kvinnors-natverk."""
        return self.get_absolute_url().strip("/").partition("/")[2]

    @property
    def kind_name(self):
        """What kind of record it is, in words ("organisation")."""
        return self._meta.verbose_name

    @property
    def original_name(self):
        """The name in the record's original language, as a ``Text``."""
        return localized(self, "name", self.original_language)

    @property
    def is_published(self):
        return self.status == self.Status.PUBLISHED

    def text_state(self, language):
        """Return what the texts there are in a language are: original, reviewed, unreviewed or outdated.

        The column ``translation_state`` says the same, and ``missing`` where a text is still to be written.
        """
        if language == self.original_language:
            return TranslationState.ORIGINAL
        if is_outdated(self, language):
            return TranslationState.OUTDATED
        return TranslationState(
            getattr(self, f"translation_review_{language}") or TranslationState.UNREVIEWED
        )

    def derive(self):
        """Let the columns that follow from others follow them."""
        self.confidentiality = self.confidentiality or self.usual_confidentiality
        self.set_sort_keys()
        self.set_translation_states()

    def set_sort_keys(self):
        """Let the sort keys follow the names."""
        for language in site_languages():
            key = sort_key(localized(self, "name", language).text, language)
            setattr(self, f"sort_key_{language}", key)

    def set_translation_states(self):
        """Let what is known of the texts follow them, along ``translation_edit``."""
        note_originals(self, self.translation_edit)
        for language in site_languages():
            missing = language != self.original_language and lacking(self, language)
            state = TranslationState.MISSING if missing else self.text_state(language)
            setattr(self, f"translation_state_{language}", state)

    def check_change(self, stored, *, raw=False, columns=None):
        """Refuse what may not become of the record as it was ``stored``, or None: a status, a slug."""
        check_status(self, stored.status if stored else "", raw=raw, columns=columns)
        super().check_change(stored, raw=raw, columns=columns)

    @property
    def usual_confidentiality(self):
        """The level of which nobody chose one."""
        is_guarded = getattr(self, "kind", "") in self.guarded_kinds
        return Confidentiality.AREA if is_guarded else Confidentiality.PUBLIC

    def guard(self, stored):
        """Let what becomes of a guarded kind show the area only: what was public was chosen for another."""
        is_new_to_it = stored and stored.usual_confidentiality != self.usual_confidentiality
        if is_new_to_it and stored.confidentiality == self.confidentiality == Confidentiality.PUBLIC:
            self.confidentiality = self.usual_confidentiality

    def save(self, *, update_fields=None, **kwargs):
        """Save; where only some columns are and one is its kind, how confidential it is goes with that."""
        if self.guarded_kinds and update_fields and "kind" in update_fields:
            if "confidentiality" not in update_fields:
                self.refresh_from_db(fields=["confidentiality"])
            update_fields = {*update_fields, "confidentiality"}
        super().save(update_fields=update_fields, **kwargs)

    def note_check(self, checker, user=None):
        """Note that somebody has checked today what the record says of itself; return the columns to save."""
        self.verified_on, self.verified_by, self.verified_through = localdate(), user, checker
        self.verified_digest = check_digest(self)
        return ["verified_on", "verified_by", "verified_through", "verified_digest"]

    def is_known(self):
        """Tell whether readers have met its slug, if only before it was a draft again."""
        return self.status in self.KNOWN_TO_READERS or self.was_published()

    def record_move(self, stored, columns=None):
        """Let the slug by which readers knew the record lead to its new one; a draft's leads nowhere."""
        if self.moves_from(stored, columns) and stored.is_known():
            super().record_move(stored, columns)

    @classmethod
    def ever_public(cls, pks):
        """Return those of some keys whose records readers ever met, at whatever address."""
        past = cls.history.filter(id__in=pks, status=cls.Status.PUBLISHED).order_by()
        now = cls._base_manager.filter(pk__in=pks, status__in=cls.KNOWN_TO_READERS).values_list(
            "pk", flat=True
        )
        return {*past.values_list("id", flat=True), *now}

    def was_published(self):
        return type(self).history.filter(id=self.pk, slug=self.slug, status=self.Status.PUBLISHED).exists()

    @property
    def known_end(self):
        """When it ended, as a partial date, or "" where that is not known."""
        return getattr(self, self.period_fields[1], "")

    @property
    def country(self):
        """The country (ISO 3166-1) of its seat, else the only one of its places, else ""."""
        return country_of(getattr(self, "seat", None), self.places.all() if self.pk else ())

    @property
    def is_indexable(self):
        """Whether search engines may list the record, once it is published."""
        return all(getattr(self, field) == value for field, value in self.indexable_if.items())

    @property
    def schema_type(self):
        return self.schema_types.get(getattr(self, "kind", ""), self.schema_types[""])


def country_of(seat, places):
    """Return the country of a seat, else the only one of some places, else ""."""
    countries = {place.country for place in ((seat,) if seat and seat.country else places)}
    return countries.pop() if len(countries) == 1 else ""


class Provider(Record):
    """A record that may give help, and may be for some people rather than others: a body or a project."""

    facet_paths = Record.facet_paths | {
        "need": ["needs__slug"],
        "audience": ["target_groups__slug"],
    }

    needs = models.ManyToManyField(
        Need,
        blank=True,
        verbose_name=_("help it gives"),
        help_text=_("Only what a source says that it gives, not what it works on."),
    )
    target_groups = models.ManyToManyField(TargetGroup, blank=True, verbose_name=_("target groups"))

    class Meta(Record.Meta):
        abstract = True


class Body(Provider):
    """A record that was founded, has a seat and may close: an organisation or a network."""

    period_fields = ("founding_date", "dissolution_date")
    schema_types = {"": "Organization"}
    facet_paths = (
        Provider.facet_paths
        | FACETS
        | {
            "place": ["places__slug", "seat__slug"],
            "country": ["places__country", "seat__country"],
            "subdivision": ["places__subdivision", "seat__subdivision"],
            "kind": ["kind"],
            "language": ["languages__code"],
        }
    )

    founding_date = PartialDateField(_("founded"), help_text=_("As precise as the source gives it: 1994."))
    dissolution_date = PartialDateField(_("closed"))
    founding_place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("founded in")
    )
    seat = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seat")
    )
    languages = models.ManyToManyField(
        Language,
        blank=True,
        verbose_name=_("languages of support"),
        help_text=_("Languages in which people get support or information."),
    )

    class Meta(Provider.Meta):
        abstract = True
        constraints = [*Provider.Meta.constraints, in_order("founding_date", "dissolution_date")]

    @property
    def period_display(self):
        """The years in words; a body of which no end is known may well have ended."""
        if self.founding_date and not self.dissolution_date:
            return pgettext("of a body", "founded %(date)s") % {"date": format_date(self.founding_date)}
        return format_period(self.founding_date, self.dissolution_date)
