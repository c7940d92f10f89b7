import yaml
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.core.management import BaseCommand, CommandError
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer
from django.db import DatabaseError, transaction

from networks.models import Network, Project
from organisations.models import FormerSlug, Organisation, Person, Record, Tie
from organisations.models.former_slugs import slug_digest
from organisations.search.index import deferred

VOCABULARIES = ["languages", "places", "focus_areas", "roles", "sources", "glossary", "helplines"]
TEXTS = [
    "ikkr_samverkan",
    "kvinnors_natverk",
    "iraqi_women_and_future",
    "tammuz_strategic_meeting",
    "wli_conference",
]
FAULTS = (
    *(OSError, yaml.YAMLError, DeserializationError, DatabaseError),
    *(FieldDoesNotExist, LookupError, TypeError, AttributeError),  # rows that are no rows
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
        with transaction.atomic(), deferred():
            added = sum(self.load(name) for name in [*VOCABULARIES, *TEXTS])
        self.stdout.write(f"Added {added} rows; the directory holds {count_records()} records.")

    def load(self, name):
        path = settings.BASE_DIR / "fixtures" / f"{name}.yaml"
        added = 0
        try:
            with path.open(encoding="utf-8") as stream:
                for row in Deserializer(still_wanted(yaml.safe_load(stream))):
                    if row.object.pk is None:
                        row.save()
                        added += 1
        except FAULTS as error:
            raise CommandError(f"fixtures/{path.name}: {error}. Nothing was loaded.") from error
        return added


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
