"""Disclosure: a published record as readers may know it, the one door by which it leaves the directory.

``public_view`` gives it as one value: names, texts, facts, places, ways to reach it, ties with
their evidence. Pages, cards, JSON-LD, information sheets, excerpts, pictures and exports format that
value and read nothing past it (``tests/test_disclosure.py`` holds them to it).

Which records readers see at all is said by ``published()`` of their querysets, and which levels
of confidentiality there are by ``models.confidentiality``. What is given out in words is in the
language in force when it is asked for, so that one view serves a sheet in two languages.
"""

from functools import cache, cached_property
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from . import opening_hours, phones
from .dates import format_date
from .languages import Text, localized, site_languages
from .models import (
    AbstractContactPoint,
    Body,
    Confidentiality,
    Organisation,
    OtherName,
    Person,
    Provider,
    Record,
    fact_label,
    link_of,
    tie_ends,
)
from .models.confidentiality import strictest
from .models.records import country_of
from .models.translations import TEXTS
from .models.vouching import remembered, stated, vouching

# Of a published record these are public as they stand; so are the plain columns among its facts.
AS_IT_STANDS = (
    *("pk", "slug", "path", "get_absolute_url", "kind_name", "sort_key"),
    *("original_language", "original_name", "text_state", "texts", "easy_read"),
    *(
        "kind",
        "get_kind_display",
        "stage",
        "stage_display",
        "has_state",
        "goes_on_today",
        "period_display",
        "period_fields",
    ),
    *("still_verified_on", "verified_through", "added_on", "is_indexable", "schema_type", "facts"),
    "grammatical_gender",  # of a person: the words for roles tell it anyway
)
EVIDENCE = "citations__source__language"


def public_view(record):
    """Return a published record as readers may know it; None of None."""
    return record and PublicRecord(record)


def public_views(records):
    return [PublicRecord(record) for record in records]


def public_records(model, pks, *prefetched):
    """Return the published records of one kind among some primary keys: {pk: ``PublicRecord``}."""
    found = model.objects.published().filter(pk__in=pks).prefetch_related(*prefetched)
    return {record.pk: PublicRecord(record) for record in found}


def names_of_many(model):
    """Return the ``Prefetch`` without which ``forms_of_name`` costs a query for each record."""
    names = model._meta.get_field("other_names").related_model
    return Prefetch("other_names", names.objects.select_related("language"))


@cache
def public_columns(model):
    """Return the attributes that a ``PublicRecord`` reads through; it has no others of its record."""
    texts = {f"{text}_{language}" for text in TEXTS for language in site_languages()}
    plain = {field.name for field in model._meta.concrete_fields if not field.is_relation}
    return frozenset({*AS_IT_STANDS, *texts, *plain.intersection((*model.facts, *APPROXIMATE))})


APPROXIMATE = ("stated_members_approximate",)


class PublicRecord:
    """A published record as readers may know it.

    What is public as it stands is read through (``public_columns``); whatever depends on
    confidentiality, or on another record being published, is a property here.
    """

    def __init__(self, record):
        self._record = record

    def __getattr__(self, name):
        record = self.__dict__.get("_record")
        if record is None or name not in public_columns(type(record)):
            raise AttributeError(f"{name} is not public of a record")
        return getattr(record, name)

    def __str__(self):
        return str(self._record)

    def __eq__(self, other):
        return isinstance(other, PublicRecord) and self._record == other._record

    def __hash__(self):
        return hash(self._record)

    @property
    def model(self):
        return type(self._record)

    @property
    def model_name(self):
        return self.model._meta.model_name

    @property
    def is_body(self):
        return isinstance(self._record, Body)

    @property
    def is_person(self):
        return isinstance(self._record, Person)

    @property
    def is_shareable(self):
        """Whether readers are offered to send its address on: of who helps, and of nobody who is guarded."""
        helps = isinstance(self._record, Organisation) or getattr(self._record, "kind", "") == "service"
        return helps and self._record.confidentiality == Confidentiality.PUBLIC

    @property
    def dates(self):
        """Start and end as partial dates, empty where not known."""
        return tuple(getattr(self._record, field, "") for field in self.period_fields)

    @property
    def places(self):
        """Where it works or took place: each a town, or only its area, and each once."""
        return public_places(self._record.places.all(), self._record.confidentiality)

    @property
    def seat(self):
        """The town of its seat, or only its area, or None."""
        return public_place(getattr(self._record, "seat", None), self._record.confidentiality)

    @property
    def plan(self):
        """In words, that it is or was planned and as of when, or "" if it is more than that."""
        return self._record.stage_display if getattr(self._record, "stage", "") == "planned" else ""

    @property
    def founding_place(self):
        """The town where it was founded, or only its area, or None."""
        return public_place(getattr(self._record, "founding_place", None), self._record.confidentiality)

    @property
    def country(self):
        """The country that its seat or its places tell, or ""."""
        return country_of(self.seat, self.places)

    @property
    def focus_areas(self):
        return list(self._record.focus_areas.all())

    @property
    def needs(self):
        """The kinds of help that it gives, as far as a source says so."""
        return list(self._record.needs.all()) if isinstance(self._record, Provider) else []

    @property
    def target_groups(self):
        return list(self._record.target_groups.all()) if isinstance(self._record, Provider) else []

    @property
    def languages(self):
        """The languages of support; of a work, those it is in."""
        return list(self._record.languages.all()) if hasattr(self._record, "languages") else []

    @property
    def parent(self):
        field = self._record.parent_field
        parent = getattr(self._record, field) if field else None
        return PublicRecord(parent) if parent and parent.is_published else None

    @cached_property
    def parts(self):
        if not self._record.parent_field:
            return []
        children = self.model._meta.get_field(self._record.parent_field).related_query_name()
        return public_views(getattr(self._record, children).published().for_list())

    @property
    def has_contact_points(self):
        """Whether it is of a kind that has ways to be reached, whatever readers know of them."""
        return hasattr(self._record, "contact_points")

    @property
    def contact_points(self):
        """The ways to reach it that readers may know; those that are called stand first."""
        points = self._record.contact_points.all() if self.has_contact_points else ()
        country = self.country if points else ""
        found = [shown for point in points if (shown := public_contact_point(point, self._record, country))]
        return sorted(found, key=lambda point: CHANNELS.index(point.channel))

    @cached_property
    def reached_through(self):
        """Of what goes on and has no ways of its own: (who runs it today, the ways to reach them)."""
        ties = () if self.contact_points or self.dates[1] else getattr(self._record, "run_by", ())
        runners = dict.fromkeys(PublicRecord(tie.organisation) for tie in ties if not tie.end_date)
        return [(one, points) for one in runners if not one.dates[1] and (points := one.contact_points)]

    @cached_property
    def is_reachable(self):
        return bool(self.contact_points or self.reached_through)

    @property
    def ought_to_be_reached(self):
        """Whether it is of a kind that somebody would ring, and not known to have ended."""
        kinds = self.model.helping_kinds
        return self.has_contact_points and (self.is_body or self.kind in kinds) and not self.dates[1]

    @property
    def identifiers(self):
        return list(self._record.identifiers.all()) if hasattr(self._record, "identifiers") else []

    @cached_property
    def other_names(self):
        names = self._record.other_names
        is_fetched = "other_names" in getattr(self._record, "_prefetched_objects_cache", ())
        return list(names.all() if is_fetched else names.select_related("language"))

    @property
    def names(self):
        return names_of(self._record, self.other_names)

    @cached_property
    def citations(self):
        return list(self._record.citations.all())

    def vouching(self, *facts):
        """Return the citations that vouch for what facts say now; none where something of it is new."""
        return vouching(self._record, self.citations, facts)

    @property
    def forms_of_name(self):
        """(names in the site's languages, other names), each a list of ``Text``."""
        names = [Text(getattr(self._record, f"name_{code}"), code) for code in site_languages()]
        return [name for name in names if name.text], [
            Text(other.name, other.language.code) for other in self.other_names
        ]

    def ties(self, relation):
        """Return the ties of one relation ("memberships") to published records, as ``PublicTie``; cached."""
        if relation not in self._ties:
            found = getattr(self._record, relation).published().with_ends().prefetch_related(EVIDENCE)
            self._ties[relation] = [PublicTie(tie) for tie in found]
        return self._ties[relation]

    @cached_property
    def _ties(self):
        return {}

    @property
    def relations(self):
        return [
            tie._meta.get_field(field).remote_field.get_accessor_name() for tie, field in tie_ends(self.model)
        ]

    def facts_about(self, wanted=None):
        """Yield the ``Fact`` of each fact that is known, in order: of all facts, or of those ``wanted``."""
        for name in self._record.facts:
            if (wanted is None or name in wanted) and (values := self.values(name)):
                yield Fact(name, heading_of(self._record, name), values, READ_TOGETHER.get(name, (name,)))

    @property
    def not_stated(self):
        """The labels of facts that readers would look for in a record of its kind and do not find.

        What is withheld is among them as if no source stated it: the line must not tell the two apart.
        """
        expected = self._record.expected_facts
        names = expected.get(getattr(self._record, "kind", ""), expected[""]) if self.citations else ()
        return [missed_label(self._record, name) for name in names if not self._is_told(name)]

    def _is_told(self, name):
        return bool(self.values(name) or (name == "places" and self.seat))

    def values(self, name):
        """Return what one fact, or ``contact_points``, states, as a list of ``Value``."""
        if name in PHRASED:
            words = PHRASED[name](self._record)
            return [Value(words)] if words else []
        value = getattr(self, name) if name in GUARDED else getattr(self._record, name)
        if isinstance(value, list):
            return [Value(str(one), one) for one in value]
        return [_value(self._record, name, value)] if value else []


GUARDED = frozenset(
    (
        *("places", "seat", "founding_place", "focus_areas", "needs", "target_groups"),
        *("languages", "parent", "contact_points", "other_names"),
    )
)


def _value(record, name, value):
    if hasattr(record, f"get_{name}_display"):
        return Value(capfirst(getattr(record, f"get_{name}_display")()))
    if isinstance(value, str):
        return Value(format_date(value))
    return Value(str(value), value)


class Value(NamedTuple):
    """One value of a fact: in words, and the thing itself where it is one (a place, a record …)."""

    words: str
    thing: object = None


class Fact(NamedTuple):
    """What is known of one fact; ``fields`` are those whose evidence it rests on."""

    name: str
    label: str
    values: list
    fields: tuple


def heading_of(record, name):
    """Return a fact's label as it stands beside what it states."""
    if name == "seat":
        return pgettext("beside a place", "based in")
    if name == "languages" and isinstance(record, Body):
        return pgettext("beside languages", "gives support in")
    return label_of(record, name)


def label_of(record, name):
    if name == "start_date":
        return pgettext("period of a project", "when")
    if name == "places" and getattr(record, "places_of_provider", False):
        return _("places of who runs it")
    return _("ages") if name == "minimum_age" else fact_label(record, name)


def missed_label(record, name):
    """Return a fact's label as it stands in a list of what is not stated."""
    if name == "founding_date":
        return _("when it was founded")
    return _("its date") if name == "start_date" else label_of(record, name)


def _period(record):
    return record.period_display


def _ages(record):
    youngest, oldest = record.minimum_age, record.maximum_age
    if youngest and oldest:
        return _("%(youngest)s–%(oldest)s years") % {"youngest": youngest, "oldest": oldest}
    if oldest:
        return ngettext("up to %(age)s year", "up to %(age)s years", oldest) % {"age": oldest}
    if youngest:
        return ngettext("from %(age)s year", "from %(age)s years", youngest) % {"age": youngest}
    return ""


def _stated_members(record):
    number = record.stated_members
    if number is None:
        return ""
    if record.stated_members_approximate:
        words = ngettext("about %(number)s member", "about %(number)s members", number)
    else:
        words = ngettext("%(number)s member", "%(number)s members", number)
    return words % {"number": number}


def _stage(record):
    return capfirst(record.stage_display)


PHRASED = {
    "start_date": _period,
    "minimum_age": _ages,
    "stated_members": _stated_members,
    "stage": _stage,
}
# The first field of facts that are read together says all of them.
READ_TOGETHER = {"start_date": ("start_date", "end_date"), "minimum_age": ("minimum_age", "maximum_age")}


class PublicName(NamedTuple):
    """A form of a record's name: what it is, and whose."""

    text: Text
    kind: str
    origin: str

    @property
    def is_ours(self):
        return self.origin == OtherName.Origin.DIRECTORY

    @property
    def is_its_own(self):
        return self.origin == OtherName.Origin.ITSELF


def public_place(place, *levels):
    """Return a place as its confidentiality and the levels allow: itself, its area, or None."""
    if not place:
        return None
    level = strictest(place.confidentiality, *levels)
    return {Confidentiality.PUBLIC: place, Confidentiality.AREA: place.area}.get(level)


def public_places(places, *levels):
    """Return places as readers may know them; towns of one area are that area once."""
    found = [one for place in places if (one := public_place(place, *levels))]
    return list({str(one): one for one in found}.values())


def names_of(record, other_names):
    """Return every form of a record's name as ``PublicName``, each once.

    The name in the original language is the sources' own, and those in other
    languages are ours, unless an other name of the same form says otherwise.
    """
    others = {
        Text(one.name, one.language.code): PublicName(
            Text(one.name, one.language.code), one.get_kind_display(), one.origin
        )
        for one in other_names
    }
    own, main = getattr(record, f"name_{record.original_language}"), {}
    for language in dict.fromkeys([record.original_language, *site_languages()]):
        text = Text(getattr(record, f"name_{language}"), language)
        is_own = language == record.original_language
        if text.text and (is_own or text.text != own):
            origin = OtherName.Origin.SOURCE if is_own else OtherName.Origin.DIRECTORY
            main[text] = PublicName(text, _("original") if is_own else _kind_of_name(record), origin)
    return list((main | others).values())


def _kind_of_name(record):
    """Return what a name is in another language than its own: that of a person is no translation."""
    return OtherName.Kind.TRANSLITERATION.label if isinstance(record, Person) else _("translation")


Channel = AbstractContactPoint.Channel
CHANNELS = list(Channel)  # in the order in which they are shown


class PublicContactPoint(NamedTuple):
    """A way to reach a record; of a guarded postal address the value is only its area.

    ``value`` is as it is stored, and ``shown`` as people in its country write it.
    """

    channel: str
    value: str
    country: str
    languages: list
    hours: str
    hours_note: Text
    audience: Text
    cost: str

    def __str__(self):
        return self.shown

    @property
    def shown(self):
        return phones.shown(self.value, self.country) if self.is_number else self.value

    @property
    def href(self):
        """The address a link leads to, or nothing where a link would not help."""
        return link_of(self.channel, self.value)

    @property
    def is_number(self):
        return self.channel in AbstractContactPoint.NUMBERS

    @property
    def is_abroad(self):
        """Whether it is a number that may not be reached from other countries."""
        return self.is_number and bool(self.href) and not phones.works_abroad(self.value)

    @property
    def label(self):
        return Channel(self.channel).label

    @property
    def cost_label(self):
        return AbstractContactPoint.Cost(self.cost).label if self.cost else ""

    @property
    def hours_in_words(self):
        """(days, times) in words, one for days with the same hours that follow one another."""
        return opening_hours.rows(self.hours) if self.hours else []

    @property
    def open_now(self):
        """Whether it is open at this moment (``opening_hours.Status``), or None where that is not sure."""
        return opening_hours.status(self.hours, self.country, timezone.now())


def public_contact_point(point, record, country):
    """Return a ``PublicContactPoint``, of a guarded postal address only its area, or None."""
    level = point.confidentiality
    if point.channel == Channel.VISIT:
        level = strictest(level, record.confidentiality)
    seat = getattr(record, "seat", None)
    area = public_place(seat, level) if level == Confidentiality.AREA else None
    if not area and level != Confidentiality.PUBLIC:
        return None
    return PublicContactPoint(
        point.channel,
        str(area or point.value),
        country,
        list(point.languages.all()),
        point.opening_hours,
        localized(point, "hours_note"),
        localized(point, "audience"),
        point.cost,
    )


class PublicTie:
    """Who has which role in what, and when, both ends being published."""

    AS_IT_STANDS = frozenset(
        {"pk", "role", "role_name", "start_date", "end_date", "as_of", "has_state", "takes_time"}
        | {"period_display", "facts"}
        | {f"note_{language}" for language in site_languages()}
    )

    def __init__(self, tie):
        self._tie = tie

    def __getattr__(self, name):
        if name not in self.AS_IT_STANDS:
            raise AttributeError(f"{name} is not public of a tie")
        return getattr(self.__dict__["_tie"], name)

    @property
    def key(self):
        """Kind and primary key, by which a reader's report names it ("membership-12")."""
        return f"{self._tie._meta.model_name}-{self._tie.pk}"

    @property
    def party(self):
        return PublicRecord(self._tie.party)

    @property
    def target(self):
        return PublicRecord(self._tie.target)

    def end(self, field):
        return PublicRecord(getattr(self._tie, field)) if getattr(self._tie, f"{field}_id") else None

    @cached_property
    def citations(self):
        return list(self._tie.citations.all())

    def vouching(self, *facts):
        """Return the citations that vouch for what facts say now; none where something of it is new."""
        return vouching(self._tie, self.citations, facts)


def public_subject(citation):
    subject = citation.subject
    return PublicRecord(subject) if isinstance(subject, Record) else PublicTie(subject)


def vouched_facts(citation):
    """Return the facts, as readers call them, that still say something for which a citation was made."""
    subject, known = citation.subject, remembered(citation)
    return [
        fact_label(subject, fact)
        for fact in citation.supports
        if not known.isdisjoint((key, one) for key, some in stated(subject, fact).items() for one in some)
    ]
