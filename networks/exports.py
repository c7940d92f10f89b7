"""Records as a table: in the very columns that the import reads, so that only what is corrected changes.

The columns of evidence are there, and empty: what is written in them is one citation for all that
stands in the row. A value is left out that no cell can hold so that the same is read back: of
names, contacts and numbers in registers that changes nothing, for a table only adds to them.
"""

from itertools import batched

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from organisations.models import Record
from organisations.models.translations import TEXTS
from organisations.sheets import LONGEST_CELL

from .imports.cells import CONTACTS, EVIDENCE, LISTS, PLACES, codes_of
from .imports.changes import PARTS, missing_parts
from .imports.reader import Reader

AT_ONCE = 500
BETWEEN = "; "


def exported(queryset):
    """Yield the rows of records, some at a time, each for the columns of its kind; a few queries each time.

    What was withdrawn is not handed around, nor would a table bring it back.
    """
    queryset = queryset.exclude(status=Record.Status.WITHDRAWN).order_by(*queryset.model._meta.ordering)
    writer = Writer(queryset.model)
    keys = list(dict.fromkeys(queryset.values_list("pk", flat=True)))
    for some in batched(keys, AT_ONCE):
        found = queryset.model.objects.in_bulk(some)
        yield writer.rows([found[key] for key in some if key in found])


class Writer:
    """Writes the cells of records of one kind, as ``Reader`` reads them."""

    def __init__(self, model):
        self.codes, self.reader = codes_of(model), Reader(model)
        names = {field.name for field in model._meta.get_fields()}
        ways = {*LISTS, *PLACES, "contact_points", "identifiers"} & names
        self.ways = [*ways, "other_names__language"]

    def rows(self, records):
        prefetch_related_objects(records, *self.ways)
        return [[self.cell(record, code) for code in self.codes] for record in records]

    def cell(self, record, code):
        if code in EVIDENCE:
            return ""
        if code in PARTS:
            return BETWEEN.join(self.parts(record, code))
        if code in LISTS:
            return BETWEEN.join(one.natural_key()[0] for one in getattr(record, code).all())
        if code in PLACES:
            place = getattr(record, code)
            return place.slug if place else ""
        text = getattr(record, code) or ""
        return text if len(text) <= LONGEST_CELL or not code.startswith(TEXTS) else ""

    def parts(self, record, code):
        """Yield the names, ways of contact or numbers of a column that are read back as they are."""
        relation = PARTS[code][0]
        for one in getattr(record, relation).all():
            if code not in CONTACTS or one.channel == CONTACTS[code]:
                text = written(code, one)
                if self.is_read_back(record, code, text):
                    yield text

    def is_read_back(self, record, code, text):
        """Tell whether a cell gives just one part of a record, and one that it has."""
        try:
            found = [self.reader.value(code, part) for part in self.reader.parts(code, text)]
            for one in found:
                setattr(one, PARTS[code][1], record)
                one.clean()
        except ValidationError:
            return False
        return len(found) == 1 and not missing_parts(record, code, found)


def written(code, part):
    """Return a part of a record as its cell has it."""
    if code == "other_names":
        return f"{part.name} ({part.language.code}, {part.kind})"
    return str(part) if code == "identifier" else part.value
