import logging

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from ...operations import backups

logger = logging.getLogger("orgdirectory.security")


class Command(BaseCommand):
    """Writes a backup while the site runs, and removes old ones.

    It holds personal data and secrets in clear: encrypt it before it leaves the machine.
    """

    help = "Write a backup of the database into BACKUP_DIR, and remove old ones."
    requires_system_checks = []  # they open the database, which may be a wreck

    def add_arguments(self, parser):
        parser.add_argument("--folder", default=settings.BACKUP_DIR, help="Write into another folder.")
        parser.add_argument("--keep-all", action="store_true", help="Remove no old backups.")

    def handle(self, *, folder, keep_all, **options):
        try:
            path, manifest = backups.make(folder)
        except backups.BackupError as error:
            raise CommandError(f"No backup was made. {error}") from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        gone = 0 if keep_all else backups.prune(folder)
        logger.info("backup_made", extra={"rows": rows})
        self.stdout.write(
            f"{path.with_name(manifest['file'])}: {rows} rows. {gone} old backups were removed."
        )
