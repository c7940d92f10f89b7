import yaml
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer
from django.db import DatabaseError

from networks.models import Network, Project
from organisations.models import FormerSlug, Organisation, Person, Record, Tie
from organisations.models.former_slugs import slug_digest
from organisations.models.publication import UncitedError, publishing_checked_at_end
from organisations.search.index import deferred
from organisations.text import fault

VOCABULARIES = ["languages", "places", "needs", "focus_areas", "roles", "sources", "glossary", "helplines"]
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
    were not taken away or moved.
    All of it happens in one transaction.
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
        try:
            with publishing_checked_at_end(), deferred():
                added = sum(self.load(name) for name in [*VOCABULARIES, *TEXTS])
        except UncitedError as error:
            raise CommandError(f"{error.message} Nothing was loaded.") from error
        self.stdout.write(f"Added {added} rows; the directory holds {count_records()} records.")

    def load(self, name):
        path = settings.BASE_DIR / "fixtures" / f"{name}.yaml"
        added = 0
        try:
            for row in Deserializer(still_wanted(read(path))):
                if row.object.pk is None:
                    row.save()
                    added += 1
        except FAULTS as error:
            raise CommandError(f"fixtures/{path.name}: {error}. Nothing was loaded.") from error
        return added


def read(path):
    """Return the rows of a fixture; raise ValueError with the line of what nobody can see in it."""
    text = path.read_text("utf-8")
    if found := fault(text):
        raise ValueError("line {}: {}".format(*found))
    return yaml.safe_load(text)


def still_wanted(rows):
    """Yield the rows of a fixture without records that were deleted, and what hangs on these."""
    left = set(FormerSlug.objects.values_list("digest", flat=True))
    for row in rows:
        model = apps.get_model(row["model"])
        if not any(is_gone(*one, left) for one in named_records(model, row["fields"])):
            yield row


def named_records(model, fields):
    """Yield (model, slug) of each record that a row of a fixture is or names, along its natural keys."""
    if issubclass(model, Record):
        yield model, fields["slug"]
        return
    for name, key in fields.items():
        field = model._meta.get_field(name)
        if field.many_to_one and key:
            yield from named_by_key(field.related_model, key)


def named_by_key(model, key):
    if issubclass(model, Record):
        yield model, key[0]
    elif issubclass(model, Tie):
        party_field, party, target = key[:3]
        for field, slug in ((party_field, party), (model.target_field, target)):
            yield model._meta.get_field(field).related_model, slug


def is_gone(model, slug, left):
    """Tell whether a record has left its slug; ``left`` holds digests of former slugs."""
    return slug_digest(model, slug) in left and not model.objects.filter(slug=slug).exists()


def count_records():
    return sum(model.objects.count() for model in (Organisation, Network, Person, Project))
