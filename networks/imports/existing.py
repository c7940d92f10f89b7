"""What the directory holds already, as the rows of a table are compared with it."""

from collections import defaultdict
from functools import cached_property

from django.db.models import F

from organisations.languages import site_languages
from organisations.models import FormerSlug, Identifier, Record
from organisations.models.former_slugs import slug_digest

from .cells import folded


class ExistingRecords:
    """What the directory holds of a kind of record, as rows are compared with it."""

    def __init__(self, model):
        self.model, self.names = model, defaultdict(set)
        rows = list(model.objects.order_by().values("pk", "slug", "status", *self.name_columns))
        self.slugs = {row["slug"]: row["pk"] for row in rows}
        self.slug_of = {row["pk"]: row["slug"] for row in rows}
        self.withdrawn = {row["pk"] for row in rows if row["status"] == Record.Status.WITHDRAWN}
        for row in rows:
            self.note_names(row["pk"], [row[column] for column in self.name_columns])
        other = model._meta.get_field("other_names").related_model
        for pk, name in other.objects.order_by().values_list("record", "name"):
            self.note_names(pk, [name])

    @property
    def name_columns(self):
        return [f"name_{language}" for language in site_languages()]

    def note_names(self, pk, names):
        for name in filter(None, names):
            self.names[folded(name)].add(pk)

    @cached_property
    def identifiers(self):
        if not hasattr(self.model, "identifiers"):
            return {}
        found = Identifier.objects.order_by().values_list("scheme", "value", F("organisation"))
        return {(scheme, value): pk for scheme, value, pk in found}

    @cached_property
    def former(self):
        """Former addresses, by what stands for them."""
        rows = FormerSlug.objects.filter(kind=self.model._meta.model_name)
        return {row.digest: row for row in rows}

    def former_address(self, slug):
        return self.former.get(slug_digest(self.model, slug)) if slug not in self.slugs else None

    def alike(self, names):
        """Return the keys of the records that have one of the names, in any language."""
        return set().union(*(self.names.get(name, ()) for name in names))
