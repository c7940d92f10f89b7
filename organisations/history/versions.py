"""Reads the versions of a row: which models have them, what they hold, and the rows that they were."""

NEW, CHANGED, DELETED = "+", "~", "-"


tracked = []  # the models with a history; what others refer to comes first


def columns(model):
    """Return the fields of a tracked model that its versions hold."""
    return model.history.model.tracked_fields


def versions_of(row):
    """Return the versions of a row, the newest first, whether or not it is still there."""
    return versions(type(row), row.pk)


def versions(model, pk):
    return model.history.filter(**{model._meta.pk.attname: pk}).order_by("-history_id")


def last_version(model, pk):
    """Return the last version of a row, or None; a row that has no key yet has none."""
    return versions(model, pk).first() if pk else None


def related_of(model, pks, names=None):
    """Return {key of a row: {many-to-many field: the keys in it}}, with a query for each field.

    ``names`` says which of the fields, by default all.
    """
    fields = [field for field in model._meta.many_to_many if names is None or field.name in names]
    found = {pk: {field.name: [] for field in fields} for pk in pks}
    for field in fields:
        owner, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        joins = field.remote_field.through._base_manager.filter(**{f"{owner}__in": found})
        for pk, key in joins.order_by(other).values_list(owner, other):
            found[pk][field.name].append(key)
    return found


def version_before(version):
    """Return what a row was before one of its versions: a version, or None where it was not there."""
    pk = getattr(version, version.instance_type._meta.pk.attname)
    before = versions(version.instance_type, pk).filter(history_id__lt=version.history_id).first()
    return before if before and before.history_type != DELETED else None


def row_held(model, pk):
    """Return a row as it is, or as its last version has it; None where neither is there."""
    row = model._base_manager.filter(pk=pk).first()
    if row is None and model in tracked and (last := versions(model, pk).first()):
        row = last.history_object
    return row


def as_it_was(version, held=row_held):
    """Return the row that a version holds, in memory, with what it refers to, be that gone or not."""
    row = version.history_object
    for field in columns(version.instance_type):
        pk = getattr(row, field.attname)
        if field.is_relation and pk and (target := held(field.related_model, pk)):
            setattr(row, field.name, target)
    return row
