"""Which records may be one and the same: names that are alike, and what only one can have.

The keys of all records are kept beside them (``search.alike_index``): few records share one with
a name, and these alone are read and compared. ``Index`` holds the keys of some records, or of the
rows of an import.
"""

from collections import defaultdict
from itertools import batched, chain
from typing import NamedTuple

from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.urls import reverse

from .languages import Text, site_languages
from .models import NotDuplicate, Record, permission, record_models
from .search import alike_index
from .search.alike import TWO_SIDED, Reason, agree, contact_keys, facing, identifier_key, keys, numbers
from .search.fetching import by_model

BATCH = 200
MOST = 200  # records that one is compared with


class Entry(NamedTuple):
    """A record by one of its names, or by something that only one can have."""

    model: type
    pk: int
    text: Text


class Duplicate(NamedTuple):
    """A record that another may be, by which of its names or numbers, and why."""

    model: type
    pk: int
    text: Text
    reason: Reason

    @property
    def grade(self):
        return self.reason.grade


class Index:
    """The keys of many records, by which those like a name or a number are found."""

    def __init__(self):
        self.entries = defaultdict(list)  # number of a key: [(key, entry)]

    @classmethod
    def of_records(cls, records):
        """Return the index of some records, each (model, key)."""
        index = cls()
        for some in batched(records, BATCH):
            for model, pk, text, found in alike_index.read(some):
                index.add(Entry(model, pk, text), found)
        return index

    @classmethod
    def of_those_like(cls, found, kinds=None, most=None):
        """Return the index of the records, withdrawn ones too, that share one of some keys."""
        return cls.of_records(alike_index.holders(found, kinds or record_models(), most))

    def add(self, entry, found):
        for key in found:
            for number in numbers(key):
                self.entries[number].append((key, entry))

    def pairs(self):
        """Yield two (key, entry) of which the keys may agree; of a key that very many have, not all."""
        for number, entries in self.entries.items():
            two_sided = entries[0][0].reason in TWO_SIDED
            opposite = self.entries.get(number + 1, ()) if number % 2 == 0 else ()
            for place, one in enumerate(entries):
                for other in (opposite if two_sided else entries[:place])[-MOST:]:
                    yield one, other

    def all_entries(self):
        return {entry for entries in self.entries.values() for _key, entry in entries}

    def find(self, found):
        """Return the records like these keys, each once with the strongest reason, the likest first."""
        best = {}
        for key, number in ((one, number) for one in found for number in facing(one)):
            for other, entry in self.entries.get(number, ())[:MOST]:
                place = entry[:2]
                if (place not in best or key.reason.rank < best[place].reason.rank) and agree(key, other):
                    best[place] = Duplicate(*entry, key.reason)
        return sorted(best.values(), key=lambda duplicate: duplicate.reason.rank)


def likely_duplicates(index, model, names, identifiers=(), contacts=()):
    """Return the duplicates of something that is not a record yet: same kind first, then the likest.

    ``names`` are texts, ``identifiers`` (scheme, value) pairs, ``contacts``
    (kind of contact point, value) pairs. Each ``Duplicate`` has ``model``, ``pk``,
    ``text`` (the name that is alike), ``reason`` and ``grade``.
    """
    return _own_kind_first(model, index.find(all_keys(names, identifiers, contacts)))


def all_keys(names, identifiers=(), contacts=()):
    return [
        *chain.from_iterable(map(keys, filter(None, names))),
        *(identifier_key(*identifier) for identifier in identifiers),
        *chain.from_iterable(contact_keys(*contact) for contact in contacts),
    ]


def _own_kind_first(model, found):
    return sorted(found, key=lambda one: (one.model is not model, one.reason.rank))


def find_duplicates(user, model, names, identifiers=(), contacts=(), apart_from=None):
    """Return the records like something, as ``likely_duplicates`` does.

    ``apart_from`` is its own key where it is a record: neither that record nor
    those that an editor called another are returned.
    """
    index = Index.of_those_like(all_keys(names, identifiers, contacts), most=MOST)
    alike = likely_duplicates(index, model, names, identifiers, contacts)
    others = {(model, pk) for pk in (*NotDuplicate.objects.of(model, apart_from), apart_from)}
    seen = {
        (kind, pk)
        for kind, pks in by_model(one[:2] for one in alike).items()
        for pk in seen_by(user, kind).filter(pk__in=pks).values_list("pk", flat=True)
    }
    return [one for one in alike if one[:2] in seen - others]


def known_by(record):
    """Return the names, the identifiers and the contact points by which a record is known."""
    names = {getattr(record, f"name_{language}") for language in site_languages()}
    names |= set(record.other_names.values_list("name", flat=True))
    has_numbers, has_contacts = (hasattr(record, one) for one in ("identifiers", "contact_points"))
    return (
        names - {None, ""},
        record.identifiers.values_list("scheme", "value") if has_numbers else (),
        record.contact_points.values_list("channel", "value") if has_contacts else (),
    )


def seen_by(user, model):
    """Return the records of a kind that somebody may see: not withdrawn ones, but for publishers."""
    if user and user.has_perm(permission(model, "publish")):
        return model.objects.order_by()
    return model.objects.order_by().exclude(status=model.Status.WITHDRAWN)


class Shown(NamedTuple):
    """A twin with its record, as pages show it."""

    record: Record
    text: Text
    reason: Reason

    @property
    def address(self):
        return reverse(admin_urlname(self.record._meta, "change"), args=[self.record.pk])


def with_records(found, user):
    """Return duplicates with their records, those of kinds that somebody may not see left out."""
    records = {}
    for model in {
        duplicate.model for duplicate in found if user.has_perm(permission(duplicate.model, "view"))
    }:
        pks = [duplicate.pk for duplicate in found if duplicate.model is model]
        records |= {(model, pk): record for pk, record in model.objects.in_bulk(pks).items()}
    return [
        Shown(record, duplicate.text, duplicate.reason)
        for duplicate in found
        if (record := records.get((duplicate.model, duplicate.pk)))
    ]


class Pair(NamedTuple):
    """Two records of one kind that look alike (their keys, the lower first), by which names, and why."""

    model: type
    first: int
    second: int
    texts: tuple
    reason: Reason

    @property
    def kind(self):
        return self.model._meta.model_name


def pairs(kinds=None):
    """Return the pairs of records, none of them withdrawn, that look alike and that nobody called two."""
    best = {}
    for model in kinds or record_models():
        two = NotDuplicate.objects.pairs(model)
        for pair in _pairs_of(model):
            place = pair[:3]
            if place[1:] not in two and (place not in best or pair.reason.rank < best[place].reason.rank):
                best[place] = pair
    return sorted(best.values(), key=lambda pair: pair.reason.rank)


def _pairs_of(model):
    seen = seen_by(None, model)
    alike = sorted(alike_index.sharing(model).intersection(seen.values_list("pk", flat=True)))
    index = Index.of_records([(model, pk) for pk in alike])
    for one, other in index.pairs():
        (key, entry), (other_key, other_entry) = one, other
        if entry.pk != other_entry.pk and agree(key, other_key):
            first, second = sorted((entry, other_entry), key=lambda one: one.pk)
            yield Pair(model, first.pk, second.pk, (first.text, second.text), key.reason)
