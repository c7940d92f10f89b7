from django.core.management import BaseCommand

from organisations.lexemes import FTS5
from organisations.models import record_models
from organisations.search.hits import hits
from organisations.search.results import ranked, search


class Command(BaseCommand):
    """Prints how a query was parsed and expanded, and why each hit ranks where it does."""

    help = "Explain a search: how the words were read, and why each hit ranks where it does."

    def add_arguments(self, parser):
        parser.add_argument("query")
        parser.add_argument("--exact", action="store_true", help="Take no word for another.")
        parser.add_argument("--hits", type=int, default=20, help="How many hits to explain.")
        parser.add_argument(
            "--expressions", action="store_true", help="Print the expression of each tier too."
        )

    def handle(self, *, query, exact, expressions, **options):
        answer = search(query, exact=exact)
        if not answer.query:
            self.stdout.write("There is no letter or digit in the query.")
            return
        for group in answer.query.groups:
            self.explain_group(group)
        for typed, meant in answer.corrected:
            self.stdout.write(f"nothing holds {typed!r}; searched instead: {', '.join(meant) or 'nothing'}")
        if expressions:
            for place, tier in enumerate(answer.query.rank_tiers):
                self.stdout.write(f"tier {place}: {FTS5.write(tier.expression)}")
        self.explain_ranking(answer.query, options["hits"])

    def explain_group(self, group):
        kind = "in a row" if group.quoted else "glossary term" if len(group.words) > 1 else "word"
        self.stdout.write(f"{kind}: {group.text}")
        for phrase in group.meanings:
            self.stdout.write(f"    means {phrase.text} ({phrase.language})")
        for word in (one for typed in group.words for one in (typed.instead or [typed])):
            self.write_values(f"{word.surface}: forms", word.forms.strict)
            self.write_values("    without a clitic", word.forms.loose)
            self.write_values("    compound of", (f"{first}+{second}" for first, second in word.parts))
            self.write_values("    means", (f"{phrase.text} ({phrase.language})" for phrase in word.meanings))
            self.write_values("    place, focus area or kind", word.labels)
            self.write_values("    sounds like", word.alike)
            if word.prefix:
                self.stdout.write("    may be the beginning of a word")

    def write_values(self, label, values):
        if values := sorted(values):
            self.stdout.write(f"  {label}: {', '.join(values)}")

    def explain_ranking(self, query, most):
        found = ranked(query)
        tiers = found.tiers(most)
        numbers = list(tiers)[:most]
        models = {model._meta.model_name: model for model in record_models()}
        self.stdout.write(f"{found.count()} records")
        for place, hit in enumerate(hits(numbers, query), 1):
            kind = hit.record.model_name
            static = 4095 - (hit.document_id >> 48)
            ties = (static % 2048) // 8
            self.stdout.write(
                f"{place:3}. {kind} {hit.record.slug}\n"
                f"     tier {tiers[hit.document_id]}: {query.rank_tiers[tiers[hit.document_id]].why}\n"
                f"     static rank {static}: {'verified, ' if static >= 2048 else ''}{ties} ties, "
                f"kind {models[kind].search_order}"
            )
            for form in hit.matched_names:
                self.stdout.write(
                    f"     via {''.join(piece.text for piece in form.pieces)} ({form.language})"
                )
