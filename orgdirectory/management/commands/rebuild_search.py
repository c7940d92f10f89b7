from django.core.management import BaseCommand, CommandError

from organisations.models import record_models
from organisations.search.index import differences, rebuild, stale


class Command(BaseCommand):
    """Makes the search documents and the keys of names anew, batch by batch; the site answers meanwhile.

    It is needed after a change of the analysis, a bulk import past Django, or a
    warning of ``check --database default``; never after ordinary editing.
    """

    help = "Make the search documents of all records anew."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; compare every document with its record."
        )
        parser.add_argument(
            "--if-stale", action="store_true", help="Do nothing if a quick look finds no difference."
        )

    def handle(self, *, check, if_stale, **options):
        if check:
            self.compare()
        elif not (if_stale and not stale()):
            self.total = sum(model.objects.count() for model in record_models())
            self.done = 0
            rebuild(self.progress)
            self.stdout.write(f"Rebuilt the search of {self.done} records.")

    def progress(self, number):
        self.done += number
        share = min(1, self.done / max(1, self.total))
        if self.stdout.isatty():
            bar = "█" * round(share * 30)
            self.stdout.write(f"\r{bar:░<30} {share:4.0%}", ending="" if share < 1 else "\n")
            self.stdout.flush()

    def compare(self):
        wrong = list(differences())
        for model, pk in wrong[:20]:
            self.stderr.write(
                f"{model._meta.model_name} {pk}: the document or the keys are not what the record says"
            )
        if wrong:
            raise CommandError(
                f"{len(wrong)} search documents differ from their records. Run rebuild_search."
            )
        self.stdout.write("Every search document is what its record says.")
