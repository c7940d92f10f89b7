"""Versions of many rows at once: of an import, of ``update()``, and the baseline.

Rows that came without a history (fixtures) get a first version, of how they
were, when they first change.
"""

from ..models import Revision
from .recording import record_version
from .versions import CHANGED, NEW, columns


def write_many(rows, change, revision_row):
    """Write the versions that a revision makes of many rows of one model; it has none of them yet."""
    if not rows:
        return
    model = type(rows[0])
    names = [field.attname for field in columns(model)]
    links = related_of_many(model, [row.pk for row in rows])
    common = {"revision": revision_row, "history_type": change, "history_date": revision_row.date}
    common["history_user_id"] = revision_row.user_id
    model.history.model.objects.bulk_create(
        model.history.model(**common, related=links[row.pk], **{name: getattr(row, name) for name in names})
        for row in rows
    )


def related_of_many(model, pks):
    """Return {key of a row: what ``related`` returns of it}, with a query for each many-to-many field."""
    found = {pk: {field.name: [] for field in model._meta.many_to_many} for pk in pks}
    for field in model._meta.many_to_many:
        owner, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        joins = field.remote_field.through._base_manager.filter(**{f"{owner}__in": pks})
        for pk, key in joins.order_by(other).values_list(owner, other):
            found[pk][field.name].append(key)
    return found


def record_baseline(model, pks):
    """Write first versions of those rows that have none, as the database holds them."""
    key = model._meta.pk.attname
    known = set(model.history.filter(**{f"{key}__in": pks}).values_list(key, flat=True))
    if new := set(pks) - known:
        baseline = Revision.objects.get_or_create(pk=Revision.BASELINE)[0]
        write_many(list(model._base_manager.filter(pk__in=new)), NEW, baseline)


def record_versions(model, pks, relations=()):
    for row in model._base_manager.filter(pk__in=pks):
        record_version(row, CHANGED, relations)
