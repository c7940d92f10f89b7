"""The table of ties: who has which role in what, and when; sorted and cut by the database.

Parts of projects are in it as they are in the graphs, with the role "part of".
"""

from typing import NamedTuple

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..dates import as_of, format_date
from ..disclosure import PublicRecord, PublicTie, public_view
from ..models import Record, Role, record_models, tie_models
from ..models.records import has_year
from ..sorting import sort_key
from .graph import kind_of, one_end

PART = "part-of"  # what a part is in its whole, along with the role of this slug
COLUMNS = ("who", "role", "what", "start", "end", "as_of")
LAST = "XXXX"  # sorts after every year


class Wanted(NamedTuple):
    """Which ties are asked for; what is empty asks for nothing."""

    about: object = None  # Key of a record at either end
    who: tuple = ()  # kinds of the party
    what: tuple = ()  # kinds of the target
    roles: tuple = ()
    country: str = ""  # of either end
    first: int | None = None
    last: int | None = None
    dated: bool = False


class Row(NamedTuple):
    """A tie in words; a date that is not known is ""."""

    party: PublicRecord
    role: str
    target: PublicRecord
    start: str
    end: str
    state: str  # as of when it is known, or that it was planned
    tie: PublicTie | None = None

    @property
    def dates(self):
        """(words, machine-readable date) of its start and its end: what is done at once lacks none."""
        is_done = self.tie and self.start and not self.tie.takes_time
        missing = _("not stated")
        return [
            (format_date(self.start) or missing, self.start),
            (format_date(self.end) or ("" if is_done else missing), self.end),
        ]


def numbers(wanted, column="who", backwards=False):
    """Return (…, kind of tie, primary key) of all that is wanted, as one query, sorted by a column."""
    order = Order(column, backwards)
    found = [order.columns(model, ties_of(model, wanted)) for model in tie_models()]
    found += [
        order.columns(model, parts_of(model, wanted)) for model in record_models() if model.parent_field
    ]
    key = "-key" if backwards else "key"
    return found[0].union(*found[1:]).order_by(key, "who_key", "what_key", "first", "kind_of_tie", "number")


def ties_of(model, wanted):
    ties = model.objects.published().not_outside(wanted.first, wanted.last)
    fields = [field for field in model.party_fields if not wanted.who or kind_of(model, field) in wanted.who]
    if wanted.what and kind_of(model, model.target_field) not in wanted.what:
        return ties.none()
    ties = (
        ties.filter(any_of(Q(**{f"{field}__isnull": False}) for field in fields)) if fields else ties.none()
    )
    if wanted.about:
        ties = ties.filter(one_end(model, [wanted.about]))
    if wanted.roles:
        ties = ties.filter(role__slug__in=wanted.roles)
    if wanted.country:
        ties = ties.filter(any_of(ends_in_country(model, wanted.country)))
    return ties.dated() if wanted.dated else ties


def parts_of(model, wanted):
    """Return what is part of another record of its kind; it has no years of its own."""
    field, kind = model.parent_field, model._meta.model_name
    if wanted.dated or any(some and one not in some for some, one in asked(wanted, kind)):
        return model.objects.none()
    parts = model.objects.published().filter(**{f"{field}__status": Record.Status.PUBLISHED})
    if wanted.about:
        number = wanted.about.pk if wanted.about.kind == kind else None
        parts = parts.filter(Q(pk=number) | Q(**{field: number}))
    if wanted.country:
        there = model.objects.published().in_country(wanted.country).order_by().values("pk")
        parts = parts.filter(Q(pk__in=there) | Q(**{f"{field}__in": there}))
    return parts


def asked(wanted, kind):
    return (wanted.who, kind), (wanted.what, kind), (wanted.roles, PART)


def any_of(conditions):
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def ends_in_country(model, country):
    for field in (*model.party_fields, model.target_field):
        records = model._meta.get_field(field).related_model.objects.published().in_country(country)
        yield Q(**{f"{field}__in": records.order_by().values("pk")})


class Order(NamedTuple):
    """By which column the ties are sorted; what is not known comes last both ways."""

    column: str
    backwards: bool

    def columns(self, model, rows):
        key = f"sort_key_{get_language()}"
        is_tie = hasattr(model, "party_fields")
        who = [f"{field}__{key}" for field in model.party_fields] if is_tie else [key]
        what = f"{model.target_field if is_tie else model.parent_field}__{key}"
        dates = {name: self.date(name) if is_tie else Value(self.unknown) for name in DATES}
        keys = {
            "who": Coalesce(*who, Value(""), output_field=CharField()),
            "what": F(what),
            "role": ranks() if is_tie else Value(-1),
            **{column: dates[name] for name, column in DATES.items()},
        }
        found = rows.annotate(
            key=keys[self.column],
            who_key=keys["who"],
            what_key=keys["what"],
            first=dates["start_date"],
            kind_of_tie=Value(model._meta.model_name),
            number=F("pk"),
        )
        return found.order_by().values_list("key", "who_key", "what_key", "first", "kind_of_tie", "number")

    @property
    def unknown(self):
        return "" if self.backwards else LAST

    def date(self, name):
        return Case(When(has_year(name), then=F(name)), default=Value(self.unknown), output_field=CharField())


DATES = {"start_date": "start", "end_date": "end", "as_of": "as_of"}


def ranks():
    """Return the place of a tie's role among all roles, by name in the language in force."""
    roles = sorted(Role.objects.all(), key=lambda role: sort_key(str(role), get_language()))
    return Case(*(When(role=role.pk, then=place) for place, role in enumerate(roles)), default=-1)


def rows(found):
    """Return the ``Row`` of each (…, kind of tie, primary key), with one query for each kind."""
    by_kind = {}
    for *_keys, kind, number in found:
        by_kind.setdefault(kind, []).append(number)
    made = {}
    for model in tie_models():
        kind = model._meta.model_name
        ties = model.objects.published().with_ends().filter(pk__in=by_kind.get(kind, ()))
        made |= {(kind, tie.pk): tie_row(tie) for tie in ties}
    for model in record_models():
        if model.parent_field and (kind := model._meta.model_name) in by_kind:
            parts = model.objects.published().select_related(model.parent_field)
            made |= {(kind, part.pk): part_row(part) for part in parts.filter(pk__in=by_kind[kind])}
    return [made[one[-2:]] for one in found if one[-2:] in made]


def tie_row(tie):
    shown = PublicTie(tie)
    known = (format_date(shown.as_of) or str(as_of(""))) if shown.has_state else ""
    return Row(
        shown.party,
        str(shown.role_name),
        shown.target,
        shown.start_date,
        shown.end_date,
        shown.target.plan or known,
        shown,
    )


def part_row(part):
    shown = public_view(part)
    return Row(shown, part_label(type(part)), shown.parent, "", "", "")


def part_label(model):
    return str(model._meta.get_field(model.parent_field).verbose_name)
