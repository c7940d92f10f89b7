from collections import defaultdict
from contextlib import contextmanager
from itertools import chain

import yaml
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer
from django.db import DatabaseError

from networks.models import Citation, Network, Project
from networks.models.citations import lists_among_facts
from organisations.models import FormerSlug, Organisation, OtherName, Person, Record, Source, Tie
from organisations.models.former_slugs import slug_digest
from organisations.models.publication import UncitedError, publishing_checked_at_end
from organisations.search.index import deferred
from organisations.text import fault

VOCABULARIES = [
    *("languages", "places", "needs", "focus_areas", "target_groups", "roles"),
    *("sources", "glossary", "helplines"),
]
TEXTS = [
    "ikkr_samverkan",
    "kvinnors_natverk",
    "iraqi_women_and_future",
    "tammuz_strategic_meeting",
    "wli_conference",
]
FAULTS = (
    *(OSError, yaml.YAMLError, DeserializationError, DatabaseError, ValidationError),
    *(FieldDoesNotExist, LookupError, TypeError, AttributeError, ValueError),  # rows that are no rows
)


class Command(BaseCommand):
    """Fills an empty directory from ``fixtures/``; never changes a record that is there.

    What editors changed, withdrew or took away stays so: a directory that holds
    records is left alone, and ``--missing`` adds only rows that are not there and
    were not taken away or moved, and to terms without aliases the shipped ones.
    All of it happens in one transaction, and what needs no lock before it: to read
    the files, and to find which of their rows are missing.
    """

    help = "Load the records that come with the site into an empty directory."

    def add_arguments(self, parser):
        parser.add_argument(
            "--missing",
            action="store_true",
            help="Add the shipped rows that a directory in use lacks, and change none.",
        )

    def handle(self, *, missing, **options):
        held = count_records()
        if held and not missing:
            self.stdout.write(f"The directory holds {held} records; it is left as it is.")
            return
        files = {name: self.rows(name, held) for name in [*VOCABULARIES, *TEXTS]}
        self.added = []
        try:
            with publishing_checked_at_end(), deferred():
                added = sum(self.load(name, rows) for name, rows in files.items())
                if held:
                    give_aliases()
                vouch(self.added)
        except UncitedError as error:
            raise CommandError(f"{error.message} Nothing was loaded.") from error
        self.stdout.write(f"Added {added} rows; the directory holds {count_records()} records.")

    def rows(self, name, held):
        """Return the rows of a fixture; of a directory in use only those that may be missing."""
        with told_of(name):
            rows = read(fixture(name))
            return list(missing_of(rows)) if held else rows

    def load(self, name, rows):
        added = 0
        with told_of(name):
            for row in Deserializer(still_wanted(rows)):
                if row.object.pk is None:
                    row.save()
                    self.added.append(row.object)
                    added += 1
        return added


def give_aliases():
    """Give the terms of which nobody wrote what else they are called the aliases that are shipped."""
    for row in chain.from_iterable(read(fixture(name)) for name in VOCABULARIES):
        aliases, model = row["fields"].get("aliases"), apps.get_model(row["model"])
        key = aliases and row["fields"][model.natural_key_field]
        if term := key and model.objects.filter(**{model.natural_key_field: key}, aliases="").first():
            term.aliases = aliases
            term.save()


def vouch(added):
    """Let the citations among added rows vouch for what is shipped, whatever editors made of it since."""
    citations = [row for row in added if isinstance(row, Citation)]
    new = {row for row in added if isinstance(row, Record | Tie)}
    shipped = ShippedRows() if any(one.subject not in new for one in citations) else None
    for citation in citations:
        if citation.subject in new:
            citation.affirm()
        else:
            citation.vouches = {}
            citation.affirm(**shipped.values_of(citation.subject))
    Citation.objects.bulk_update(citations, ["vouches"], batch_size=200)


class ShippedRows:
    """The records and ties of the fixtures, as these have them."""

    def __init__(self):
        self.rows, self.names = {}, defaultdict(list)
        for row in chain.from_iterable(read(fixture(name)) for name in TEXTS):
            model = apps.get_model(row["model"])
            if issubclass(model, Record):
                self.rows[model, (row["fields"]["slug"],)] = row
            elif issubclass(model, Tie):
                self.rows[model, key_of_tie(model, row["fields"])] = row
            elif issubclass(model, OtherName):
                self.names[row["fields"]["record"][0]].append(row)

    def values_of(self, subject):
        """Return a record or tie as it is shipped, and what its lists hold; one that is not says nothing."""
        key = subject.natural_key()
        lists = dict.fromkeys(lists_among_facts(type(subject)), ())
        if (type(subject), key) not in self.rows:
            return {"subject": type(subject)(), "lists": lists}
        [found] = Deserializer([self.rows[type(subject), key]])
        names = [one.object for one in Deserializer(self.names[key[0]])]
        of_kind = [name for name in names if name.record_id == subject.pk and "other_names" in lists]
        return {"subject": found.object, "lists": lists | found.m2m_data | {"other_names": of_kind}}


def key_of_tie(model, fields):
    party = next(name for name in model.party_fields if fields.get(name))
    ends = (fields[party][0], fields[model.target_field][0])
    return party, *ends, fields["role"][0], fields.get("start_date", "")


def fixture(name):
    return settings.BASE_DIR / "fixtures" / f"{name}.yaml"


@contextmanager
def told_of(name):
    try:
        yield
    except FAULTS as error:
        raise CommandError(f"fixtures/{name}.yaml: {error}. Nothing was loaded.") from error


def missing_of(rows):
    """Yield the rows of which the directory holds none, or that refer to one that it lacks."""
    for row in still_wanted(rows):
        try:
            [found] = Deserializer([row])
        except DeserializationError:
            yield row
        else:
            if found.object.pk is None:
                yield row


def read(path):
    """Return the rows of a fixture; raise ValueError with the line of what nobody can see in it."""
    text = path.read_text("utf-8")
    if found := fault(text):
        raise ValueError("line {}: {}".format(*found))
    return yaml.safe_load(text)


def still_wanted(rows):
    """Yield the rows of a fixture without records and sources that were deleted, and what hangs on these."""
    left = set(FormerSlug.objects.values_list("digest", flat=True))
    for row in rows:
        model = apps.get_model(row["model"])
        if not any(is_gone(*one, left) for one in named_records(model, row["fields"])):
            yield row


def named_records(model, fields):
    """Yield (model, slug) of each record that a row of a fixture is or names, along its natural keys."""
    if issubclass(model, Record | Source):
        yield model, fields["slug"]
        return
    for name, key in fields.items():
        field = model._meta.get_field(name)
        if field.many_to_one and key:
            yield from named_by_key(field.related_model, key)


def named_by_key(model, key):
    if issubclass(model, Record | Source):
        yield model, key[0]
    elif issubclass(model, Tie):
        party_field, party, target = key[:3]
        for field, slug in ((party_field, party), (model.target_field, target)):
            yield model._meta.get_field(field).related_model, slug


def is_gone(model, slug, left):
    """Tell whether a record has left its slug; ``left`` holds digests of former slugs.

    A source that was renamed is there: it is found by its former slug too.
    """
    if slug_digest(model, slug) not in left:
        return False
    follows = model is Source and FormerSlug.objects.follow(model, [slug])
    return not follows and not model.objects.filter(slug=slug).exists()


def count_records():
    return sum(model.objects.count() for model in (Organisation, Network, Person, Project))
