"""What vouches for a value never outlives it: a citation and a check are of the values that there were.

Both remember digests of these. Whoever changes a value, in whatever way, needs to do
nothing: what is remembered is compared with what there is when it is read. A value
that comes back is vouched for again.
"""

from functools import cache
from hashlib import blake2b

from ..languages import localized, site_languages
from .translations import own_columns

# What a fact says depends on these columns too. The role of a tie is that of one in another.
MEANT_BY = {
    "places": ("places_of_provider",),
    "role": ("as_of",),
    "stage": ("as_of",),
    "stated_members": ("stated_members_approximate",),
}
BESIDE_FACTS = ("easy_read", "contact_points")  # what a check is of, and no citation


def digest(*values):
    return blake2b("\0".join(map(str, values)).encode(), digest_size=8).hexdigest()


def stated(row, fact, lists=None):
    """Return what a fact of a record or tie says now, as {key: digests}; a text has a key for each language.

    ``lists`` holds what is to be in lists (keys, or rows of other names) and not saved yet.
    """
    if (keys := keys_of(type(row), fact)) != [fact]:
        return {key: [digest(text)] if (text := getattr(row, key)) else [] for key in keys}
    if fact == "role":
        values = [[f"{name}={pk}" for name, pk in _references(row)]]
    elif attname := _columns(type(row)).get(fact):
        values = [getattr(row, attname)]
    else:
        values = _listed(row, fact, lists or {})
    meant = [told for name in MEANT_BY.get(fact, ()) if (told := getattr(row, name, ""))]
    return {fact: [digest(value, *meant) for value in values if value not in (None, "")]}


@cache
def _columns(model):
    return {field.name: field.attname for field in model._meta.concrete_fields}


@cache
def keys_of(model, fact):
    """Return the keys under which a fact is remembered: of a text one for each language."""
    keys = [f"{fact}_{language}" for language in site_languages()]
    return keys if _columns(model).keys() >= set(keys) else [fact]


def _references(row):
    """Return (name, key) of all that a tie refers to: its ends and its role."""
    keys = ((field.name, getattr(row, field.attname)) for field in row._meta.concrete_fields)
    return [(name, key) for name, key in keys if row._meta.get_field(name).is_relation and key]


def _listed(row, name, lists):
    """Return what there is in a list: keys of terms, words of names; other names only of a source."""
    if name not in lists and not row.pk:
        return []
    rows = lists[name] if name in lists else getattr(row, name).all()
    is_of_terms = row._meta.get_field(name).many_to_many
    rows = [one for one in rows if getattr(one, "origin", "source") == "source"]
    return [getattr(one, "pk", one) if is_of_terms else _words(one) for one in rows]


def _words(row):
    """Return the columns of another name or a contact point, but for whose it is."""
    fields = [field for field in own_columns(type(row)) if not field.primary_key]
    return [getattr(row, f.attname) or "" for f in fields if f.name != "record"]


def vouching(row, citations, facts):
    """Return those of a row's citations that vouch for facts as readers see them; none if something is new.

    Of texts that is the one shown in the language in force; of names all are shown.
    """
    said = _said(row, facts)
    vouched = [(citation, said & remembered(citation)) for citation in citations]
    whole = set().union(*(some for _citation, some in vouched))
    return [citation for citation, some in vouched if some] if said == whole else []


def _said(row, facts):
    found = {}
    for fact in facts:
        shown = stated(row, fact)
        if len(shown) > 1 and fact != "name":
            key = f"{fact}_{localized(row, fact).language}"
            shown = {key: shown[key]}
        found |= shown
    return {(key, value) for key, values in found.items() for value in values}


def remembered(citation):
    return {(key, value) for key, values in citation.vouches.items() for value in values}


def check_digest(record):
    """Return the digest of all that a record says of itself: what somebody vouches for who checks it."""
    return digest_of(record, (*record.facts, *BESIDE_FACTS))


def digest_of(row, facts):
    """Return the digest of all that those of the facts say that a row of its kind may have."""
    names = {field.name for field in row._meta.get_fields()}
    found = {}
    for fact in names.intersection(facts):
        found |= stated(row, fact)
    return digest(*(f"{key}={sorted(values)}" for key, values in sorted(found.items()) if values))


def carry(row, before):
    """Let a row's citations that vouched for it vouch for it still, where what it refers to became another.

    ``before`` is what it said: [(fact, {key: digests})].
    """
    for citation in row.citations.all():
        vouches = {key: [*values] for key, values in citation.vouches.items()}
        for fact, said in before:
            now = stated(row, fact)
            for key in said.keys() & vouches.keys():
                if set(said[key]) <= set(vouches[key]):
                    vouches[key] += [value for value in now[key] if value not in vouches[key]]
        if vouches != citation.vouches:
            citation.vouches = vouches
            citation.save()
