"""Fetches what documents are made of, for records of all kinds together, each thing in one query.

A record is named by (model, key).
"""

from collections import defaultdict
from datetime import date
from itertools import batched
from operator import itemgetter
from typing import NamedTuple

from django.db.models import QuerySet, Value

from ..languages import Text, site_languages
from ..models import RecordQuerySet, tie_ends

TEXTS = ("summary", "description", "easy_read")


class OwnTexts(NamedTuple):
    """What of a document stands in the row of the record itself."""

    slug: str
    still_verified_on: date | None
    names: list  # of Text
    summaries: list
    descriptions: list
    easy_reads: list


def by_model(records):
    """Return {model: keys} of records."""
    found = defaultdict(list)
    for model, pk in records:
        found[model].append(pk)
    return found


def rows_of(questions):
    """Yield (label, *values) of all [(label, queryset, names of the values)], asked for in one query.

    No queryset may be of a model's manager: django-modeltranslation would
    put the values of each into an order of its own.
    """
    asked = [rows.order_by().values_list(Value(n), *names) for n, (_, rows, names) in enumerate(questions)]
    for n, *values in asked[0].union(*asked[1:], all=True).order_by() if asked else ():
        yield questions[n][0], *values


def _published(records, *names):
    """Yield (model, *values) of the published ones among records; "" for a column that a kind has not."""
    kinds = by_model(records).items()
    return rows_of(
        [(one, RecordQuerySet(one).published().filter(pk__in=pks), _there(one, names)) for one, pks in kinds]
    )


def _there(model, names):
    columns = {"pk", *(field.name for field in model._meta.concrete_fields)}
    return [name if name in columns else Value("") for name in names]


def _columns(*fields):
    return [f"{field}_{language}" for field in fields for language in site_languages()]


def _in_languages(values):
    return [Text(text, code) for text, code in zip(values, site_languages(), strict=True) if text]


def fetch_texts(records):
    """Return {record: its own texts} of the published ones among records."""
    columns = ("pk", "slug", "still_verified_on", *_columns("name", *TEXTS))
    return {
        (model, pk): OwnTexts(slug, checked, *map(_in_languages, batched(texts, len(site_languages()))))
        for model, pk, slug, checked, *texts in _published(records, *columns)
    }


def fetch_names(records):
    """Return {record: its names} of the published ones among records."""
    found = _published(records, "pk", *_columns("name"))
    return {(model, pk): _in_languages(texts) for model, pk, *texts in found}


def fetch_other_names(records):
    """Return {record: its other names}."""
    questions, columns = [], ("pk", "record", "name", "language__code")
    for model, pks in by_model(records).items():
        other = model._meta.get_field("other_names").related_model
        questions.append((model, QuerySet(other).filter(record__in=pks), columns))
    found = defaultdict(list)
    for model, _pk, record, name, code in sorted(rows_of(questions), key=itemgetter(1)):
        found[model, record].append(Text(name, code))
    return found


def fetch_facets(records):
    """Return {record: tokens of its facets}."""
    tokens = defaultdict(set)
    questions = []
    for model, pks in by_model(records).items():
        for facet, path in ((facet, path) for facet, paths in model.facet_paths.items() for path in paths):
            found = RecordQuerySet(model).filter(model.published_along(path), pk__in=pks).distinct()
            questions.append(((model, facet), found, ("pk", path)))
    for (model, facet), pk, value in rows_of(questions):
        if value:
            tokens[model, pk].add(f"{facet}/{value}")
    return tokens


def ties_of(records):
    """Return (record, the record at the other end) for every tie of records, published or not."""
    questions = []
    for model, pks in by_model(records).items():
        for place, (tie, end) in enumerate(tie_ends(model)):
            for field in tie.other_end_fields(end):
                found = QuerySet(tie).filter(**{f"{end}__in": pks, f"{field}__isnull": False})
                label = place, model, tie._meta.get_field(field).related_model
                questions.append((label, found, ("pk", end, field)))
    rows = sorted(rows_of(questions), key=lambda row: (row[0][0], row[1]))
    return [((model, pk), (other_model, other)) for (_, model, other_model), _tie, pk, other in rows]
