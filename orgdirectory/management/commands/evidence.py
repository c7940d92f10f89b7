"""What rests on a source, for whoever reads it a second time: paragraph by paragraph, then fact by fact."""

from pathlib import Path
from textwrap import fill

from django.core.management import BaseCommand, CommandError

from networks.evidence import (
    citations_of,
    is_text,
    places_in,
    records_citing,
    ties_of,
    uncited,
    values,
)
from organisations.languages import site_languages
from organisations.models import Record, Source

WIDTH = 110
UNCITED, OUTLIVED = "NO CITATION", "OF AN EARLIER VALUE"
BENDING = ("stated_members_approximate", "places_of_provider")


class Command(BaseCommand):
    help = "Print what rests on each paragraph of a source, and on what each fact of its records rests."

    def add_arguments(self, parser):
        languages = site_languages()
        parser.add_argument("source", help="Slug of the source.")
        parser.add_argument(
            "--language", nargs="+", choices=languages, default=languages, help="Languages of the values."
        )
        parser.add_argument("--text", type=Path, help="File of the text, to print the words beside.")

    def handle(self, *, source, language, text, **options):
        self.languages = language
        self.source = Source.objects.filter(slug=source).first()
        if not self.source:
            known = ", ".join(Source.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no source {source!r}; there are: {known}")
        words = paragraphs(text) if text else {}
        self.write(0, f"{self.source.title} ({source})")
        self.write_paragraphs(words)
        self.write_records()

    def write(self, depth, line):
        indent = "    " * depth
        self.stdout.write(fill(line, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  "))

    def write_paragraphs(self, words):
        rest = places_in(self.source)
        bare = set(words) - {number for number, _item in rest}
        before = 0
        for number, item in sorted({*rest, *((number, 0) for number in bare)}):
            self.stdout.write(f"\n=== paragraph {number}{f', item {item}' if item else ''}")
            if number in words and number != before:
                self.write(0, f"> {words[number]}")
            before = number
            for citation in rest.get((number, item), ()):
                self.write(1, title(citation.subject))
                for fact in citation.supports:
                    self.write_fact(citation.subject, fact)

    def write_fact(self, subject, fact, places=""):
        """Write a text on a line for each language; what else a fact holds in all of them on one."""
        told = {language: "; ".join(values(subject, fact, language)) or "–" for language in self.languages}
        if len(set(told.values())) == 1 or not is_text(subject, fact):
            self.write(2, f"{fact}: {' | '.join(dict.fromkeys(told.values()))}{places}")
            return
        for language, words in told.items():
            self.write(2, f"{fact} {language}: {words}{places}")

    def write_records(self):
        for record in records_citing(self.source):
            self.stdout.write(f"\n=== {title(record)}")
            self.write_facts(record)
            if getattr(record, "easy_read", ""):
                self.write_fact(record, "easy_read")
            for tie in ties_of(record):
                self.write(1, title(tie))
                self.write_facts(tie)

    def write_facts(self, subject):
        lacking = uncited(subject)
        for fact in subject.facts:
            places = [self.place(one) for one in citations_of(subject, fact)]
            if fact in lacking:
                places.append(OUTLIVED if places else UNCITED)
            if places:
                self.write_fact(subject, fact, f" [{', '.join(places)}]")

    def place(self, citation):
        """Return where a fact stands: "11.3" is item 3 of paragraph 11, of another source with its slug."""
        place = f"{citation.paragraph}.{citation.item}" if citation.item else str(citation.paragraph)
        return place if citation.source_id == self.source.pk else f"{citation.source.slug} {place}"


def paragraphs(path):
    """Return {number: words} of the lines of a text that are not empty."""
    try:
        lines = filter(None, map(str.strip, path.read_text("utf-8").splitlines()))
    except (OSError, ValueError) as error:
        raise CommandError(error) from error
    return dict(enumerate(lines, 1))


def title(subject):
    """Name a record or tie by its slugs, with what is no fact of its own but bends one."""
    kind = subject._meta.model_name
    if isinstance(subject, Record):
        name = subject.slug
    else:
        name = f"{subject.party.slug} – {subject.role.slug} – {subject.target.slug}"
    bent = [f"as of {subject.as_of}"] if getattr(subject, "as_of", "") else []
    bent += [name.replace("_", " ") for name in BENDING if getattr(subject, name, False)]
    return f"{kind} {name}{f' ({", ".join(bent)})' if bent else ''}"
