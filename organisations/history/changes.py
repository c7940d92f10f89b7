"""What the history tells of a record or tie: which revisions touched it, and what each changed, in words.

It only reads versions (``history`` writes them), and says to nobody what she
may not know: the names of withdrawn records are for publishers, and contact
points for editors only are not for translators.
"""

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..dates import format_date
from ..fields import CheckedChoiceField, PartialDateField
from ..languages import format_list, site_languages
from ..models import Confidentiality, FormerSlug, OtherName, Person, Record, Revision, Tie, permission
from .versions import CHANGED, DELETED, NEW, as_it_was, columns, tracked, versions_of

NOT_SHOWN = ("id", "source_digest", "verified_digest", "vouches", "added_on")  # what nobody writes
SPELLED_BY = {"supports": "supported_facts"}  # lists of terms that a row itself can name


class FieldChange(NamedTuple):
    """What became of one field: two texts to compare, or values; lists of what left and what joined."""

    label: str
    old: str
    new: str
    is_text: bool = False
    language: str = ""
    left: tuple = ()
    joined: tuple = ()
    is_end: bool = False  # it leads to a record


class RowChange(NamedTuple):
    """What became of one row: it was added ("+"), changed ("~") or removed ("-")."""

    model: type
    pk: int
    act: str
    words: str
    fields: list
    is_subject: bool  # the record or tie whose history it is
    is_own: bool  # that, or something of its own: no tie, and nothing of a tie

    @property
    def kind(self):
        return self.model._meta.verbose_name

    @property
    def is_added(self):
        return self.act == NEW

    @property
    def is_removed(self):
        return self.act == DELETED


class Entry(NamedTuple):
    """A revision, and what it changed of a record or tie and of what belongs to it."""

    revision: Revision
    rows: list
    is_latest: bool = False


def may_publish(user, model):
    return user.has_perm(permission(model, "publish"))


class Rows:
    """The rows that versions refer to, fetched kind by kind; those that are gone as they last were."""

    def __init__(self, user):
        self.user, self.held = user, {}

    def load(self, wanted):
        """Fetch {model: keys}, and the ends of those that are ties."""
        further = defaultdict(set)
        for model, pks in wanted.items():
            new = {pk for pk in pks if pk and (model, pk) not in self.held}
            for pk, row in self._fetch(model, new).items():
                self.held[model, pk] = self._shown(row)
                for field in _foreign_keys(model) if isinstance(row, Tie) else ():
                    further[field.related_model].add(getattr(row, field.attname))
        if further:
            self.load(further)

    def _fetch(self, model, pks):
        if not pks:
            return {}
        found = model._base_manager.in_bulk(pks)
        if model in tracked and (gone := pks - found.keys()):
            for version in model.history.filter(id__in=gone).order_by("history_id"):
                found[version.id] = version.history_object
        return found

    def _shown(self, row):
        """Return a row, or where its name is not for the user one that says so in place of the name."""
        if not isinstance(row, Record) or may_publish(self.user, type(row)) or not is_withdrawn(row):
            return row
        words = _("a withdrawn person") if isinstance(row, Person) else _("a withdrawn record")
        return type(row)(pk=row.pk, **{f"name_{language}": words for language in site_languages()})

    def get(self, model, pk):
        return self.held.get((model, pk))

    def words(self, row):
        """Return what a row is called; what it refers to must be loaded."""
        for field in _foreign_keys(type(row)):
            if target := self._whole(field.related_model, getattr(row, field.attname)):
                setattr(row, field.name, target)
        try:
            return str(row)
        except ObjectDoesNotExist:
            return str(row._meta.verbose_name)

    def _whole(self, model, pk):
        """Return a row together with the ends of the tie that it is."""
        row = self.get(model, pk)
        if isinstance(row, Tie):
            self.words(row)
        return row


def is_withdrawn(record):
    """Tell whether a record is withdrawn, or is gone and went into one that is."""
    if not record._state.adding:
        return record.status == Record.Status.WITHDRAWN
    former = FormerSlug.objects.at(type(record), record.slug)
    successors = type(record).objects.withdrawn().filter(slug=former.successor) if former else ()
    return record.status == Record.Status.WITHDRAWN or bool(successors)


def _foreign_keys(model):
    return [field for field in model._meta.fields if field.is_relation]


class ChangeLog:
    """All versions of a record or tie and of what ever belonged to it, as far as a user may see them."""

    def __init__(self, subject, user):
        self.subject, self.user = subject, user
        self.version_keys = {}  # {model: [versions as dicts of little more than keys, the oldest first]}
        owners = {type(subject): {subject.pk}}
        for model in tracked:
            if version_keys := self._version_keys(model, owners):
                self.version_keys[model] = version_keys
                if model not in owners:
                    owners[model] = {stub["id"] for stub in version_keys}

    def _version_keys(self, model, owners):
        if model is type(self.subject):
            condition, keys = Q(id=self.subject.pk), []
        else:
            keys = [key for key in _foreign_keys(model) if key.related_model in owners]
            if not keys or issubclass(model, Record):
                return []
            condition = reduce(or_, (Q(**{f"{key.attname}__in": owners[key.related_model]}) for key in keys))
        found = model.history.filter(id__in=model.history.filter(condition).values("id"))
        names = [key.attname for key in keys] + ["confidentiality"] * _is_confidential(model)
        version_keys = found.order_by("history_id").values(
            "id", "history_id", "revision_id", "history_type", *names
        )
        return self._that_may_be_seen(model, self._that_belonged(list(version_keys), keys, owners))

    def _that_belonged(self, version_keys, keys, owners):
        """Leave out what happened to rows before they came here and after they went elsewhere."""
        last = {}
        for stub in version_keys:
            stub["before"] = last.get(stub["id"])
            stub["owners"] = {k.related_model for k in keys if stub[k.attname] in owners[k.related_model]}
            stub["belongs"] = not keys or bool(stub["owners"])
            last[stub["id"]] = stub
        return [stub for stub in version_keys if stub["belongs"] or (stub["before"] or stub)["belongs"]]

    def _that_may_be_seen(self, model, version_keys):
        if not _is_confidential(model) or self.user.has_perm(permission(model, "change")):
            return version_keys
        secret = {stub["id"] for stub in version_keys if stub["confidentiality"] == Confidentiality.EDITORS}
        return [stub for stub in version_keys if stub["id"] not in secret]

    @cached_property
    def revision_ids(self):
        """The keys of the revisions that touched any of it, the newest first."""
        found = {stub["revision_id"] for version_keys in self.version_keys.values() for stub in version_keys}
        return sorted(found, reverse=True)

    def entries(self, revision_ids):
        """Return what these revisions changed, in their order, in a fixed number of queries."""
        revisions = Revision.objects.select_related("user").in_bulk(revision_ids)
        wanted = {
            model: [stub for stub in version_keys if stub["revision_id"] in revisions]
            for model, version_keys in self.version_keys.items()
        }
        versions = _full_versions(wanted)
        rows = Rows(self.user)
        rows.load(_referred_to(versions.values()))
        changed = defaultdict(list)
        for model, version_keys in wanted.items():
            for stub in version_keys if version_keys else ():
                changed[stub["revision_id"]].append(self._change(model, stub, versions, rows))
        latest = self.revision_ids[0] if self.revision_ids else None
        return [Entry(revisions[pk], changed[pk], pk == latest) for pk in revision_ids if pk in revisions]

    def _change(self, model, stub, versions, rows):
        before = _version(model, stub["before"], versions)
        after = _version(model, stub, versions)
        row = as_it_was(after or before or versions[model, stub["history_id"]], rows.get)
        act = CHANGED if before and after else NEW if after else DELETED
        is_subject = model is type(self.subject)
        words = rows.words(row)
        fields = list(_field_changes(model, before, after, rows)) if act != DELETED else []
        if act == NEW and not is_subject:
            fields = [field for field in fields if field.new not in words and not field.is_end]
        is_own = is_subject or (type(self.subject) in stub["owners"] and not issubclass(model, Tie))
        return RowChange(model, stub["id"], act, words, fields, is_subject, is_own)


def _is_confidential(model):
    fields = {field.name for field in model._meta.fields}
    return "confidentiality" in fields and not issubclass(model, Record)


def _full_versions(wanted):
    """Return {(model, history_id): version} of traces and of those before them."""
    found = {}
    for model, version_keys in wanted.items():
        keys = {stub["history_id"] for stub in version_keys}
        keys |= {stub["before"]["history_id"] for stub in version_keys if stub["before"]}
        if keys:
            for version in model.history.filter(history_id__in=keys):
                found[model, version.history_id] = version
    return found


def _version(model, stub, versions):
    """Return the version of a trace, or None where the row was not there."""
    return versions[model, stub["history_id"]] if stub and stub["history_type"] != DELETED else None


def _referred_to(versions):
    """Return {model: keys} of all rows that versions refer to."""
    found = defaultdict(set)
    for version in versions:
        model = version.instance_type
        for field in _foreign_keys(model):
            found[field.related_model].add(getattr(version, field.attname))
        for field in model._meta.many_to_many:
            found[field.related_model].update(version.related.get(field.name, ()))
    return found


def _field_changes(model, before, after, rows):
    both = (before, after)
    for field in columns(model):
        old, new = (getattr(version, field.attname) if version else None for version in both)
        if (old or "") != (new or "") and not field.name.startswith(NOT_SHOWN):
            yield _field_change(field, before, after, rows)
    for field in model._meta.many_to_many:
        old, new = (set(version.related.get(field.name, ())) if version else set() for version in both)
        if old != new:
            left, joined = (_named(field, keys, rows) for keys in (old - new, new - old))
            new_words = format_list(joined) if not before else ""
            yield FieldChange(field.verbose_name, "", new_words, left=left, joined=joined)


def _named(field, keys, rows):
    return tuple(sorted(_name(rows, field.related_model, key) for key in keys))


def _name(rows, model, pk):
    """Return the name of a row; of one that is gone without a trace only what it was."""
    row = rows.get(model, pk)
    return rows.words(row) if row else _("%(kind)s no longer there") % {"kind": model._meta.verbose_name}


def _field_change(field, before, after, rows):
    old, new = (_spelled(field, version, rows) if version else "" for version in (before, after))
    version = after or before
    language = getattr(field, "language", "")
    if issubclass(version.instance_type, OtherName) and field.name == "name":
        languages = version._meta.get_field("language").related_model
        language = getattr(rows.get(languages, version.language_id), "code", "")
    is_end = field.is_relation and issubclass(field.related_model, Record)
    return FieldChange(field.verbose_name, old, new, _is_text(field), language, is_end=is_end)


def _is_text(field):
    """Tell whether a field holds words to be compared one by one."""
    plain = isinstance(field, models.CharField | models.TextField) and not field.flatchoices
    return plain and not isinstance(field, PartialDateField | CheckedChoiceField | models.SlugField)


def _spelled(field, version, rows):
    """Return what a version holds in a field, in words."""
    value = getattr(version, field.attname)
    if value in (None, "", []):
        return ""
    if field.is_relation:
        return _name(rows, field.related_model, value)
    if field.name in SPELLED_BY:
        row = as_it_was(version, rows.get)
        return format_list(map(str, getattr(row, SPELLED_BY[field.name])))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return pgettext("of a box to tick", "yes") if value else pgettext("of a box to tick", "no")
    if isinstance(field, PartialDateField):
        return format_date(value)
    return date_format(value) if isinstance(field, models.DateField) else str(value)


def names_touched(revision_row, user):
    """Return what the records and ties are called that a revision touched, as far as the user may know."""
    found = _subjects(user, _touched_in([revision_row.pk])) if revision_row else {}
    return [words for subjects in found.values() for words, _model, _pk in subjects]


def newest_revision(row):
    """Return the number of the last revision of a record or tie and of what leads to it, 0 if none."""
    found = [
        model.history.filter(**{key.attname: row.pk}).order_by().values("revision_id")
        for model in tracked
        for key in _foreign_keys(model)
        if key.related_model is type(row) and not issubclass(model, Record)
    ]
    last = versions_of(row).order_by().values("revision_id").union(*found).order_by("-revision_id").first()
    return last["revision_id"] if last else Revision.BASELINE


class Latest(NamedTuple):
    """A revision of the whole directory, and what it touched: records, and what belongs to some."""

    revision: Revision
    subjects: list  # [(what it is called, its model, its key)]


def named(versions, user):
    """Return what the rows of some versions are called, as far as the user may know it."""
    rows = Rows(user)
    rows.load(_referred_to(versions))
    return [rows.words(as_it_was(version, rows.get)) for version in versions]


def name_of(row, user):
    """Return what a row is called, as far as the user may know it."""
    rows = Rows(user)
    rows.load({type(row): {row.pk}})
    return rows.words(rows.get(type(row), row.pk) or row)


def latest_revisions(user, number):
    """Return the latest revisions of records, ties and what is theirs, as far as the user may see them."""
    latest = Revision.objects.exclude(pk=Revision.BASELINE).select_related("user")[: number * 2]
    revisions = {revision.pk: revision for revision in latest}
    subjects = _subjects(user, _touched_in(revisions))
    return [Latest(row, subjects[pk]) for pk, row in revisions.items() if pk in subjects][:number]


def _touched_in(revision_ids):
    """Return {model: [history_id]} of the versions in some revisions, in one query."""
    shown = [model for model in tracked if issubclass(model, Record | Tie) or _owner_keys(model)]
    queries = [
        model.history.filter(revision_id__in=revision_ids)
        .order_by()
        .annotate(tracked_as=models.Value(place))
        .values_list("tracked_as", "history_id")
        for place, model in enumerate(shown)
    ]
    found = defaultdict(list)
    for place, history_id in queries[0].union(*queries[1:], all=True).order_by():
        found[shown[place]].append(history_id)
    return found


def _owner_keys(model):
    return [key for key in _foreign_keys(model) if issubclass(key.related_model, Record | Tie)]


def _subject(version):
    """Return (model, key) of the record or tie that a version is of, or belongs to."""
    model = version.instance_type
    if issubclass(model, Record | Tie):
        return model, version.id
    keys = ((key.related_model, getattr(version, key.attname)) for key in _owner_keys(model))
    return next((model, pk) for model, pk in keys if pk)


def _subjects(user, touched):
    """Return {revision: [(words, model, key)]} of {model: [history_id]}, each record or tie once."""
    versions = [
        version
        for model, keys in touched.items()
        for version in model.history.filter(history_id__in=keys).order_by("history_id")
    ]
    wanted, found = defaultdict(set), defaultdict(dict)
    for model, pk in map(_subject, versions):
        wanted[model].add(pk)
    rows = Rows(user)
    rows.load(wanted)
    for version in versions:
        model, pk = _subject(version)
        if row := rows.get(model, pk):
            found[version.revision_id][model, pk] = (rows.words(row), model, pk)
    return {revision: list(subjects.values()) for revision, subjects in found.items()}
