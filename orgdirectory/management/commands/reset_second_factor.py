from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError

from ...accounts.second_factor import reset_second_factor


class Command(BaseCommand):
    help = "Take app and recovery codes away from an account; they are set up anew at its next sign-in."

    def add_arguments(self, parser):
        parser.add_argument("name")

    def handle(self, *, name, **options):
        accounts = get_user_model().objects.filter(username=name)
        if not accounts:
            raise CommandError(f"There is no account {name!r}.")
        reset_second_factor(accounts)
