import logging

from django.core.management import BaseCommand, CommandError

from ...operations import backups

logger = logging.getLogger("orgdirectory.security")
ERASED = """
These people were erased after the backup was made, and are back. Delete them again in
the admin, before the site is opened to readers:"""


class Command(BaseCommand):
    """Puts a backup in the place of the database; stop the site first.

    The backup is verified before, what was there is kept aside, and nothing is
    migrated: ``migrate`` and ``rebuild_search --if-stale`` come after it.
    """

    help = "Put a backup in the place of the database, which must be empty, or --replace said."
    requires_system_checks = []  # they open the database, which may be a wreck

    def add_arguments(self, parser):
        parser.add_argument("backup", help="The backup: its file or its manifest.")
        parser.add_argument(
            "--replace", action="store_true", help="Keep the database that is there aside, and replace it."
        )

    def handle(self, *, backup, replace, **options):
        try:
            manifest, kept, erased = backups.restore(backup, replace=replace)
        except backups.BackupError as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        logger.warning("restored", extra={"erased_people": len(erased)})
        self.stdout.write(
            f"The database is as it was at {manifest['made']}, with version {manifest['version']}."
        )
        if kept:
            self.stdout.write(f"What was there before is kept as {kept}.")
        if erased:
            self.stdout.write("\n".join([ERASED, *(f"  {slug}" for slug in erased)]))
        elif not kept:
            self.stdout.write("Whom editors erased after that is not known here: ask them, and erase again.")
        self.stdout.write("Now run: manage.py migrate && manage.py rebuild_search --if-stale")
