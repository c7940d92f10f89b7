from django.core.management import BaseCommand

from ...editing.link_check import check


class Command(BaseCommand):
    """Requests every URL that records and sources name; run it now and then, by night.

    Editors find what does not answer on their dashboard. Nothing is changed in the records.
    """

    help = "Check whether the URLs that the directory names still lead somewhere."

    def add_arguments(self, parser):
        parser.add_argument(
            "--allow-private", action="store_true", help="Ask URLs within private networks too."
        )

    def handle(self, *, allow_private, **options):
        checks = check(allow_private=allow_private)
        dead = [one for one in checks if one.failure]
        for one in dead:
            self.stdout.write(f"{one.failure:14} {one.url}")
        self.stdout.write(f"Asked {len(checks)} URLs; {len(dead)} did not answer as they should.")
