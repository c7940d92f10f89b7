from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.serializers import deserialize
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, transaction

from networks.models import Network, Project
from organisations.models import Organisation, Person
from organisations.search.index import deferred

VOCABULARIES = ["languages", "places", "focus_areas", "roles", "sources", "glossary", "helplines"]
TEXTS = [
    "ikkr_samverkan",
    "kvinnors_natverk",
    "iraqi_women_and_future",
    "tammuz_strategic_meeting",
    "wli_conference",
]


class Command(BaseCommand):
    """Fills an empty directory from ``fixtures/``; never changes a record that is there.

    What editors changed, withdrew or took away stays so: a directory that holds
    records is left alone, and ``--missing`` adds only rows that are not there.
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
                for row in deserialize("yaml", stream):
                    if row.object.pk is None:
                        row.save()
                        added += 1
        except (OSError, DeserializationError, DatabaseError) as error:
            raise CommandError(f"fixtures/{path.name}: {error}. Nothing was loaded.") from error
        return added


def count_records():
    return sum(model.objects.count() for model in (Organisation, Network, Person, Project))
