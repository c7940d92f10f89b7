from django.core.management import BaseCommand, CommandError

from ...operations import backups


class Command(BaseCommand):
    """Restores a backup aside and compares it with what it held when it was made; the site is not touched.

    It uses a file beside the database, or a database beside it on the same server.
    """

    help = "Restore a backup aside, and tell whether all is in it that was there."
    requires_system_checks = []  # they open the database, which may be a wreck

    def add_arguments(self, parser):
        parser.add_argument("backup", nargs="?", help="The backup; without it, the newest in BACKUP_DIR.")

    def handle(self, *, backup, **options):
        try:
            path = backup or backups.newest_path()
            manifest, faults = backups.verify(path)
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        if faults:
            raise CommandError("\n".join([f"{path} is not what was stored:", *faults]))
        tables = manifest["tables"].values()
        rows = sum(table["rows"] for table in tables)
        self.stdout.write(
            f"{path}, of {manifest['made']}: {len(tables)} tables, {rows} rows, all as they were."
        )
