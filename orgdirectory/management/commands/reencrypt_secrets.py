from django.core.management import BaseCommand
from django.db import transaction

from ...accounts.models import App


class Command(BaseCommand):
    help = "Encrypt the secrets of apps under today's SECRET_KEY; run it after the key was changed."

    @transaction.atomic
    def handle(self, **options):
        apps = App.objects.select_for_update()
        for app in apps:
            app.encrypt()
            app.save(update_fields=["key"])
        self.stdout.write(f"{len(apps)} secrets are encrypted under SECRET_KEY.")
