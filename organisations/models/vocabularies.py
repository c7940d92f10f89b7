"""What every record refers to: places, focus areas, languages, roles and sources."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ..dates import format_date
from ..fields import (
    CheckedChoiceField,
    CleanURLField,
    LineField,
    NameField,
    NamesField,
    PartialDateField,
    ProseField,
)
from ..languages import (
    Text,
    country_choices,
    country_name,
    language_choices,
    language_name,
    localized,
    site_languages,
)
from ..subdivisions import subdivision_name
from ..symbols import NEED_SYMBOLS
from .confidentiality import Confidentiality, confidentiality_field
from .former_slugs import FormerSlug, Slugged
from .rules import Ruled, RuledQuerySet
from .search import SearchDocument


class VocabularyManager(models.Manager.from_queryset(RuledQuerySet)):
    """Finds a row by the one column that names it in fixtures (``natural_key_field``)."""

    def get_by_natural_key(self, key):
        return self.get(**{self.model.natural_key_field: key})


class TermManager(VocabularyManager):
    def get_by_natural_key(self, key):
        """Find a term by its slug, or by one that it had: fixtures do not know of its renaming."""
        try:
            return super().get_by_natural_key(key)
        except self.model.DoesNotExist:
            present = FormerSlug.objects.follow(self.model, [key])
            if not present:
                raise
            return super().get_by_natural_key(present[key])


class Indexed(Ruled):
    """A row that search knows: it is saved together with its search document, or not at all."""

    class Meta:
        abstract = True

    def save(self, **kwargs):
        with transaction.atomic():
            super().save(**kwargs)


class Vocabulary(Slugged, Indexed):
    """A short list that editors keep; each row is named by a slug or a code.

    ``facet`` is what search documents call it, where they do. A term that was deleted
    may be made anew: its word means what it meant.
    """

    is_gone_for_good = False
    facet = ""

    objects = TermManager()

    class Meta:
        abstract = True

    def clean(self):
        """Refuse a term that has no name in any language and needs one."""
        super().clean()
        names = [field for field in self._meta.fields if field.name == "name" and not field.blank]
        if names and not any(getattr(self, f"name_{language}") for language in site_languages()):
            raise ValidationError(_("Give a name in at least one language."))

    def validate_unique(self, exclude=None):
        """Tell a form of a slug that leads to another term; saving would refuse it too."""
        super().validate_unique(exclude)
        self.check_change(type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None)


class Aliased(Vocabulary):
    """A term that tables and searches may also call otherwise: in other spellings, languages and scripts."""

    aliases = NamesField(
        _("also called"),
        blank=True,
        default="",
        db_default="",
        help_text=_("One a line, in any language: other spellings, short forms, what tables call it."),
    )

    class Meta:
        abstract = True


class Language(Aliased):
    """A language, by its ISO 639 code; ``languages.language_name`` knows what people call it."""

    natural_key_field = "code"
    facet = "language"

    code = models.CharField(
        _("code"),
        max_length=3,
        unique=True,
        choices=language_choices,
        help_text=_("ISO 639, the two-letter code where there is one: fa, ckb."),
    )

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        ordering = ["code"]

    def __str__(self):
        return language_name(self.code)

    def check_slug(self, own=""):
        """Let a code stand for its language again: ISO 639 says what it means."""


class PlaceQuerySet(RuledQuerySet):
    def published(self):
        """Places that the public may know by name."""
        return self.filter(confidentiality=Confidentiality.PUBLIC)

    def of_records(self, model):
        """Places that records of a kind are tied to."""
        tied = models.Q()
        for path in model.facet_paths["place"]:
            records = model.objects.order_by().filter(**{path.removesuffix("__slug"): models.OuterRef("pk")})
            tied |= models.Exists(records)
        return self.filter(tied)


class Place(Aliased):
    """A country, a part of one, a town, or a region of several countries.

    Coordinates are those of the town, never of a shelter.
    """

    facet = "place"

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = NameField(_("name"), max_length=120, blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        choices=country_choices,
        help_text=_("Leave empty for a region of several countries."),
    )
    subdivision = models.CharField(
        _("ISO 3166-2 code"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}-[A-Z0-9]{1,3}$")],
        help_text=_("County, governorate or region: SE-AB, IQ-KI."),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Of the town, never of a shelter."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    confidentiality = confidentiality_field(_("Of a place that must not be known, whoever works there."))

    objects = TermManager.from_queryset(PlaceQuerySet)()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["country", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="place_on_the_globe",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
            models.CheckConstraint(
                condition=models.Q(subdivision="")
                | models.Q(subdivision__startswith=models.F("country")) & ~models.Q(country=""),
                name="place_subdivision_of_its_country",
                violation_error_message=_("The ISO 3166-2 code starts with the country's code."),
            ),
        ]

    def __str__(self):
        own, country = self.within_country, country_name(self.country)
        if not own or not self.country:
            return own or country
        return pgettext("town, country", "%(place)s, %(country)s") % {"place": own, "country": country}

    @property
    def within_country(self):
        """What it is called beside its country; nothing of a whole country."""
        own = localized(self, "name").text or subdivision_name(self.subdivision)
        return "" if own == country_name(self.country) else own

    def clean(self):
        """Name a whole country by CLDR, whatever was written."""
        super().clean()
        if self.is_country:
            for language in site_languages():
                setattr(self, f"name_{language}", country_name(self.country, language))

    @property
    def area(self):
        """The county or governorate it is in, else the country: a place that no row needs to hold."""
        if not self.country:
            return self  # a region of several countries
        slug = "" if self.subdivision else self.country.lower()
        return Place(slug=slug, country=self.country, subdivision=self.subdivision)

    @property
    def is_country(self):
        """Whether this is a whole country, named by CLDR and by nobody else."""
        return bool(self.country) and self.slug == self.country.lower()


class Need(Aliased):
    """What somebody who looks for help would say she needs; each has a page of who may meet it.

    A record meets a need if a source says that it gives such help (``Provider.needs``),
    and if that may go on today (``Record.offering_help``): to work on a subject is not to help.
    """

    facet = "need"

    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("The URL of its page, the same in all languages."),
    )
    name = NameField(_("name"), max_length=80, help_text=_("In her words: a safe place to stay."))
    symbol = CheckedChoiceField(_("symbol"), choices=NEED_SYMBOLS, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("position in the list"), default=0)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["position", "slug"]

    def __str__(self):
        return localized(self, "name").text

    def get_absolute_url(self):
        return reverse("need", args=[self.slug])


class TargetGroup(Aliased):
    """Whom something is for (schema.org: audience; HSDS: eligibility), by age, gender or situation."""

    facet = "audience"

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = NameField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position in the list"), default=0)

    class Meta:
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        ordering = ["position", "slug"]

    def __str__(self):
        return localized(self, "name").text


class FocusArea(Aliased):
    """What an organisation works on: a short list of two levels, mapped to others' codes."""

    facet = "focus"
    ruled = ("parent",)

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = NameField(_("name"), max_length=120)
    need = models.ForeignKey(
        Need,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="focus_areas",
        verbose_name=_("related need"),
        help_text=_("Offered to those who search for this. Who meets a need is stated in each record."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        limit_choices_to={"parent": None},
        verbose_name=_("part of"),
    )
    oecd_dac = models.CharField(
        _("OECD-DAC sector"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$")],
        help_text=_("Purpose code of the OECD's Development Assistance Committee: 15170."),
    )
    icnpo = models.CharField(
        _("ICNPO group"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^\d{1,2}( \d{3})?$")],
        help_text=_("International Classification of Nonprofit Organizations: 4 100."),
    )
    position = models.PositiveSmallIntegerField(_("position in the list"), default=0)

    class Meta:
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("pk")),
                name="focus_area_not_its_own_parent",
                violation_error_message=_("A focus area is not part of itself."),
            )
        ]

    def __str__(self):
        return localized(self, "name").text

    def get_absolute_url(self):
        return reverse("focus_area", args=[self.slug])

    def is_known(self):
        """Tell whether some published record is about it; what only hidden ones are about has no page."""
        documents = SearchDocument.objects.with_facet("focus", [self.slug])
        return documents.exists()

    def clean(self):
        super().clean()
        if self.parent and (self.parent.parent_id or (self.pk and self.children.exists())):
            raise ValidationError({"parent": _("The list has two levels only.")})


FORM_HELP = _("Where it differs from the Arabic name, which is said of organisations.")


class Role(Vocabulary):
    """What a person or an organisation is in another: a term of one list, never free text.

    In Arabic a woman, a man and an organisation are called differently; one noun
    (جهة) fits every organisation, network and project whatever the gender of its name.
    """

    facet = "role"

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = NameField(_("name"), max_length=120)
    name_ar_feminine = NameField(
        _("Arabic, of a woman"), max_length=120, blank=True, default="", db_default="", help_text=FORM_HELP
    )
    name_ar_masculine = NameField(
        _("Arabic, of a man"), max_length=120, blank=True, default="", db_default="", help_text=FORM_HELP
    )
    position = models.PositiveSmallIntegerField(
        _("position in the list"), default=0, help_text=_("Ties are listed in this order.")
    )
    lasting = models.BooleanField(
        _("lasting"),
        default=False,
        db_default=False,
        help_text=_("An office or another state: readers are told as of when it is known."),
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["position", "slug"]

    def __str__(self):
        return localized(self, "name").text

    def said_of(self, party):
        """Return the name as it stands beside who has the role."""
        name, gender = localized(self, "name"), getattr(party, "grammatical_gender", "")
        own = getattr(self, f"name_ar_{gender}", "") if name.language == "ar" else ""
        return own or name.text


class Concept(Vocabulary):
    """Words that mean the same in the languages of the site: kvinnojour, مأوى النساء, women's shelter.

    Search takes each for all the others. Endings, articles and the letters of
    other keyboards are its own business: only true synonyms need to be listed.
    """

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    terms = ProseField(
        _("words"),
        blank=True,
        help_text=_("With commas between; the irregular plural too: woman, women."),
    )
    urgent = models.BooleanField(
        _("urgent"),
        default=False,
        help_text=_("Whoever searches for it may be in danger: the helplines stand above what is found."),
    )

    class Meta:
        verbose_name = _("glossary entry")
        verbose_name_plural = _("glossary")
        ordering = ["slug"]

    def __str__(self):
        return localized(self, "terms").text or self.slug


class Source(Aliased):
    """A published text that facts rest on, described in its own language.

    No other text comes to the address of one that was deleted: it is printed beside what it stated.
    """

    is_gone_for_good = True

    class Kind(models.TextChoices):
        WEB_PAGE = "web-page", _("web page")
        ENCYCLOPEDIA = "encyclopedia", _("encyclopedia article")
        NEWS = "news", _("news item")
        REPORT = "report", _("report")

    class PublisherBasis(models.TextChoices):
        TEXT = "text", _("named in the text")
        COPY = "copy", _("where a copy was found")

    class DateBasis(models.TextChoices):
        TEXT = "text", _("stated in the text")
        COPY = "copy", _("of a copy that was found")
        RECKONED = "reckoned", _("worked out from the text")

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = NameField(
        _("title"), max_length=300, help_text=_("As it stands on the text, in its own language.")
    )
    publisher = LineField(
        _("publisher"), max_length=200, blank=True, help_text=_("In the language of the text.")
    )
    publisher_basis = CheckedChoiceField(
        _("how the publisher is known"),
        choices=PublisherBasis,
        default=PublisherBasis.TEXT,
        db_default=PublisherBasis.TEXT,
    )
    language = models.ForeignKey(Language, models.PROTECT, verbose_name=_("language"), related_name="+")
    date = PartialDateField(_("date"), help_text=_("As precise as the text gives it: 2019-02-03."))
    date_basis = CheckedChoiceField(
        _("how the date is known"), choices=DateBasis, default=DateBasis.TEXT, db_default=DateBasis.TEXT
    )
    kind = CheckedChoiceField(_("kind"), choices=Kind)
    url = CleanURLField(_("address"), blank=True)
    archive_url = CleanURLField(_("archived copy"), blank=True)
    licence = LineField(
        _("licence"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_("Under which the text may be used, if it says so: CC BY-SA 4.0."),
    )
    licence_url = CleanURLField(_("address of the licence"), blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["slug"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("source_detail", args=[self.slug])

    @property
    def date_display(self):
        return format_date(self.date)

    @property
    def date_note(self):
        """How the date is known where the text does not state it, or ""."""
        return self.get_date_basis_display() if self.date and self.date_basis != self.DateBasis.TEXT else ""

    @property
    def publisher_note(self):
        """How the publisher is known where the text does not name it, or ""."""
        is_told = not self.publisher or self.publisher_basis == self.PublisherBasis.TEXT
        return "" if is_told else self.get_publisher_basis_display()

    @property
    def authors_url(self):
        """Where the authors of an encyclopedia article are named, whose licence asks for them, or ""."""
        is_wiki = self.kind == self.Kind.ENCYCLOPEDIA and "/wiki/" in self.url
        return f"{self.url}?action=history" if is_wiki else ""

    @property
    def titled(self):
        """The title with the language it is in, for the template tag ``text``."""
        return Text(self.title, self.language.code)

    @property
    def published_by(self):
        return Text(self.publisher, self.language.code)
