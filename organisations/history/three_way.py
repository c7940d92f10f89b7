"""What a revision did to each row, compared with what became of the row since.

Column by column: what the revision changed and nobody since goes back to what it was;
what somebody changed later stays. Of a list, what it added goes and what it took comes back.
"""

from collections import defaultdict
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from ..models import Person, Record, Revision, Tie, Version
from .changes import NOT_SHOWN
from .recording import current_values, is_same, or_nothing
from .versions import CHANGED, DELETED, NEW, columns, related_of, tracked

# Columns that say one thing together begin or end alike.
CHECK, APPROXIMATE = "verified_", "_approximate"


class Change(NamedTuple):
    """What a revision made of a row (``version``), what was ``before``, what came ``last``, what is now."""

    version: Any
    before: Any  # a version, or None where there was no row
    last: Any
    row: Any  # None where there is none any more
    related: dict  # what its lists hold now
    was_there: bool  # ever before the revision

    @property
    def model(self):
        return self.version.instance_type

    @property
    def pk(self):
        return getattr(self.version, self.model._meta.pk.attname)

    @property
    def key(self):
        return self.model, self.pk

    @property
    def is_touched(self):
        """Tell whether the row has become another since; what was undone again is no change."""
        is_last = self.last.pk == self.version.pk
        return not is_last and not is_same(self.last, current_values(self.version))

    @property
    def made_it(self):
        """Tell whether the row is there since the revision."""
        return self.version.history_type == NEW and self.row is not None

    @property
    def took_it(self):
        return self.version.history_type == DELETED and self.row is None

    @property
    def altered_it(self):
        return self.version.history_type == CHANGED and self.row is not None and self.before is not None

    @property
    def is_unknown_draft(self):
        """Tell whether it is a new record that readers never knew; deleting a person is more than that."""
        is_record = issubclass(self.model, Record) and not issubclass(self.model, Person)
        return is_record and not self.was_there and self.version.status not in Record.KNOWN_TO_READERS

    @property
    def is_part(self):
        """Tell whether it is a part of a record, other than of a person, and no tie."""
        is_more = issubclass(self.model, Record | Tie) or self.was_there
        return not is_more and any(model is not Person for model, _pk in self.owners)

    @property
    def owners(self):
        """The keys of the records to which the row belongs, or which it ties."""
        found = (
            (field.related_model, getattr(self.version, name)) for name, field in record_keys(self.model)
        )
        return {(model, pk) for model, pk in found if pk}

    @property
    def is_of_two_records(self):
        """Tell whether a record went into another, or came out of it again: without it all else is half."""
        is_record = issubclass(self.model, Record)
        is_merging = self.took_it and self.version.revision.act == Revision.Act.MERGED
        return is_record and (is_merging or (self.made_it and self.was_there))


def record_keys(model):
    """Return (column, field) of the foreign keys of a kind of row that lead to records."""
    return [
        (one.attname, one)
        for one in columns(model)
        if one.is_relation and issubclass(one.related_model, Record)
    ]


def records_in(revision_row, *, touched=False):
    """Return {(kind, key)} of the records that a revision touched, or something that belongs to them.

    Those ``touched`` are the ones of which something has changed since.
    """
    found = set()
    for model in tracked:
        names = [(name, field.related_model) for name, field in record_keys(model)]
        if issubclass(model, Record):
            names = [("id", model)]
        held = model.history.filter(revision=revision_row).order_by()
        if touched:
            later = model.history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
            later = later.filter(revision__undoes=None, revision__undoings=None)
            held = held.filter(Exists(later))
        for name, kind in names:
            found |= {(kind, pk) for pk in held.values_list(name, flat=True) if pk}
    return found


def changes_in(revision_row, of=None):
    """Return what a revision did, row by row, of what others refer to first; a fixed number of queries.

    ``of`` narrows it to {kind of record: keys}: to these records, and what belongs to them.
    """
    found = []
    for model in tracked:
        versions = list(_versions(model, revision_row, of))
        if versions:
            found += _changes(model, versions)
            if of is not None and issubclass(model, Tie):  # what is cited of it belongs to it
                of = of | {model: [one.id for one in versions]}
    return found


def _versions(model, revision_row, of):
    held = model.history.filter(revision=revision_row).order_by("history_id")
    return held if of is None else held.filter(belonging_to(model, of))


def belonging_to(model, of):
    """Return the condition that a version is of one of the rows ``of`` {model: keys}, or of a part of one."""
    found = Q(id__in=of.get(model, ()))
    for field in columns(model) if not issubclass(model, Record) else ():
        if field.is_relation and field.related_model in of:
            found |= Q(**{f"{field.attname}__in": of[field.related_model]})
    return found


def _changes(model, versions):
    name = model._meta.pk.attname
    pks = [getattr(version, name) for version in versions]
    past = defaultdict(list)
    for version in model.history.filter(**{f"{name}__in": pks}).order_by("history_id"):
        past[getattr(version, name)].append(version)
    rows = model._base_manager.select_for_update().order_by("pk").in_bulk(pks)
    related = related_of(model, rows)
    for version in versions:
        pk = getattr(version, name)
        earlier = [one for one in past[pk] if one.history_id < version.history_id]
        before = earlier[-1] if earlier and earlier[-1].history_type != DELETED else None
        yield Change(version, before, past[pk][-1], rows.get(pk), related.get(pk, {}), bool(earlier))


class Merged(NamedTuple):
    """What a row is to hold, {column: value} and {list: keys}, and the fields that stay as they are."""

    values: dict
    related: dict
    stay: list


def merged(change):
    """Return what of an altered row goes back, and what stays because it has changed since."""
    values, stay = {}, []
    for fields in _groups(change.model):
        before, then, now = (
            [or_nothing(getattr(row, field.attname)) for field in fields]
            for row in (change.before, change.version, change.row)
        )
        if before == then or now == before:
            continue
        if now == then:
            values |= {field.attname: getattr(change.before, field.attname) for field in fields}
        else:
            stay += [field for field in fields if not field.name.startswith(NOT_SHOWN)][:1]
    if "confidentiality" in values and any(field.name == "kind" for field in stay):
        del values["confidentiality"]  # the kind that stays may ask for it
        stay.append(change.model._meta.get_field("confidentiality"))
    return Merged(values, _lists(change), stay)


@cache
def _groups(model):
    """Return the fields of a kind of row, those together that say one thing."""
    groups = defaultdict(list)
    for field in columns(model):
        groups[CHECK if field.name.startswith(CHECK) else field.name.removesuffix(APPROXIMATE)].append(field)
    return list(groups.values())


def _lists(change):
    """Return {list: keys} of lists that the revision changed: without what it added, with what it took."""
    found = {}
    for name, now in change.related.items():
        before, then = (set(version.related.get(name, ())) for version in (change.before, change.version))
        wanted = (set(now) - (then - before)) | (before - then)
        if wanted != set(now):
            found[name] = sorted(wanted)
    return found


def that_stay(changes):
    """Return {(model, key): why} of new rows that stay, as they or what belongs to them were touched since.

    Rows that came together and refer to one another stay together; of what is no record
    nothing is said then.
    """
    new = {change.key: change for change in changes}
    staying = {key: _("changed since") for key, change in new.items() if change.is_touched}
    together = defaultdict(set)
    for one, other in _references({change.key for change in changes}):
        if one not in new:
            staying.setdefault(other, _("something depends on it by now"))
        together[one].add(other)
        together[other].add(one)
    reached = list(staying)
    while reached:
        for key in together[reached.pop()] & new.keys() - staying.keys():
            is_record = issubclass(key[0], Record)
            staying[key] = _("what belongs to it has changed since") if is_record else ""
            reached.append(key)
    return staying


def _references(keys):
    """Yield (key of a row, key of that to which it refers) of all rows that refer to some."""
    models = defaultdict(list)
    for model, pk in keys:
        models[model].append(pk)
    for model, pks in models.items():
        for field in _references_to(model):
            rows = field.model._base_manager.filter(**{f"{field.name}__in": pks})
            for pk, target in rows.order_by().values_list("pk", field.attname):
                yield (field.model, pk), (model, target)


@cache
def _references_to(model):
    """Return the fields by which rows of others refer to a kind of row, but for their versions."""
    return [
        one.field
        for one in model._meta.get_fields(include_hidden=True)
        if one.auto_created
        and (one.one_to_many or one.one_to_one)
        and not one.related_model._meta.auto_created
        and not issubclass(one.related_model, Version)
    ]
