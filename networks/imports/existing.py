"""What the directory holds already of what the rows of a table name: no more than that is read."""

from itertools import batched

from organisations.duplicates import Index, all_keys
from organisations.languages import site_languages
from organisations.models import FormerSlug, Identifier, Record
from organisations.models.former_slugs import slug_digest
from organisations.slugs import slug_of

from .cells import CONTACTS

ASKED = 1_000  # values in one question


class ExistingRecords:
    """The records of a kind that rows may be about, by what tells a record."""

    def __init__(self, model, rows):
        self.model = model
        self.slug_of, self.slugs, self.withdrawn = {}, {}, set()
        self.identifiers = self.owners({one for row in rows for one in row.identifiers})
        slugs = {row.values["slug"] for row in rows if "slug" in row.values}
        self.note("slug", {*slugs, *map(str.lower, slugs)})
        decided = {int(row.decision) for row in rows if row.decision.isdigit()}
        self.note("pk", {*self.identifiers.values(), *decided})

    def note(self, column, values):
        """Note the records that have one of some values in a column."""
        for slug, pk, status in self.asked(self.model, column, values, "slug", "pk", "status"):
            self.slugs[slug], self.slug_of[pk] = pk, slug
            if status == Record.Status.WITHDRAWN:
                self.withdrawn.add(pk)

    @staticmethod
    def asked(model, column, values, *names):
        for some in batched(sorted(values), ASKED):
            yield from model.objects.order_by().filter(**{f"{column}__in": some}).values_list(*names)

    def owners(self, identifiers):
        """Return {identifier: key of whose it is} of those that are somebody's."""
        values = {value for _scheme, value in identifiers}
        found = self.asked(Identifier, "value", values, "scheme", "value", "organisation")
        return {(scheme, value): pk for scheme, value, pk in found if (scheme, value) in identifiers}

    def compare(self, rows):
        """Get ready to tell which records are like rows."""
        for row in rows:
            row.keys, row.made_slug = keys_of(row), "" if "slug" in row.values else made_slug(row)
        self.index = Index.of_those_like((key for row in rows for key in row.keys), [self.model])
        self.note("pk", {entry.pk for entry in self.index.all_entries()} - self.slug_of.keys())
        self.note("slug", {row.made_slug for row in rows} - {""})
        slugs = {row.values.get("slug") or row.made_slug for row in rows} - self.slugs.keys()
        self.former = {
            row.digest: row
            for some in batched(sorted(slug_digest(self.model, slug) for slug in slugs), ASKED)
            for row in FormerSlug.objects.filter(kind=self.model._meta.model_name, digest__in=some)
        }

    def former_address(self, slug):
        return self.former.get(slug_digest(self.model, slug)) if slug not in self.slugs else None


def names_of(row):
    """Return the names that a row gives, in its columns and besides."""
    columns = [row.values.get(f"name_{language}") for language in site_languages()]
    return [*filter(None, columns), *(one.name for one in row.values.get("other_names", ()))]


def keys_of(row):
    """Return the keys by which a row is compared, with records as with other rows."""
    contacts = [(one.channel, one.value) for code in CONTACTS for one in row.values.get(code, ())]
    return all_keys(names_of(row), row.identifiers, contacts)


def made_slug(row):
    return slug_of({language: row.values.get(f"name_{language}", "") for language in site_languages()})
