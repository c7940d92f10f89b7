"""The ids of texts in files of translations, some of them of records that moved, merged or went since."""

from organisations.models import FormerSlug, Person, Role, Tie, record_models
from organisations.models.translations import TEXTS

from .texts import VOCABULARIES


def is_known(id):
    """Tell whether an id names a text that may have been here when the file was exported.

    Of people it is not told: who was withdrawn is known to publishers alone.
    """
    prefix, slug, field = parts_of(id)
    if prefix == "ties":
        return field == "note" and slug.partition("/")[0] in ties()
    model, fields = kinds().get(prefix, (None, ()))
    return field in fields and (
        model is Person or model.objects.filter(slug=slug).exists() or at(model, slug) is not None
    )


def followed(id):
    """Return the id of a text now that what it belongs to has moved or been merged; else the same id."""
    prefix, slug, field = parts_of(id)
    if prefix == "ties":
        return f"ties/{tie_followed(slug)}#{field}"
    model, _fields = kinds().get(prefix, (None, ()))
    return f"{prefix}/{moved(model, slug)}#{field}" if model else id


def parts_of(id):
    name, _hash, field = id.partition("#")
    prefix, _slash, slug = name.partition("/")
    return prefix, slug, field


def kinds():
    """Return {prefix: (model, its translated fields)} of all that has a slug of its own."""
    records = {model(slug="x").path.partition("/")[0]: (model, TEXTS) for model in record_models()}
    return records | VOCABULARIES


def ties():
    return {tie._meta.model_name: tie for tie in Tie.__subclasses__()}


def tie_followed(name):
    """Return the name of a tie, its kind and natural key, with each end at its present address."""
    kind, *key = name.split("/", 5)
    if kind not in ties() or len(key) != 5 or key[0] not in ties()[kind].party_fields:
        return name
    tie, (party_field, party, target, role, start_date) = ties()[kind], key
    ends = {field: tie._meta.get_field(field).related_model for field in (party_field, tie.target_field)}
    party, target = moved(ends[party_field], party), moved(ends[tie.target_field], target)
    return "/".join([kind, party_field, party, target, moved(Role, role), start_date])


def moved(model, slug):
    """Return where a thing is now; the same address if it never moved, or is gone."""
    former = at(model, slug)
    return former.successor if former and former.successor else slug


def at(model, slug):
    return FormerSlug.objects.at(model, slug)
