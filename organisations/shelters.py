"""Shelters: who must not be found by everybody, and what readers will see of them.

``Record.guarded_kinds`` decides what readers see if nobody chose. Beside these there are records of
another kind, or of none, which give a safe place to stay, or are called so: of them, too, one asks
before they are published.
"""

import re

from .disclosure import public_view
from .languages import site_languages
from .models import AbstractContactPoint
from .search.analysis import fold

NEED = "shelter"
LATIN = (
    r"shelters? refuges? safe\W?houses? kvinno(?:jour|hus)\w* tjejjour\w* skyddsboende\w*"
    r" skydda(?:t|de)\Wboende\w*"
)
ARABIC = "مأوى|مآوي|ملجأ|ملاجئ|إيواء|دار آمنة|دار الأمان|بيت آمن|منزل آمن|ملاذ آمن|پەناگە|شێڵتەر|خانه امن"
ARTICLE = "و?(?:[بك]?ال|لل|[بل])?"
WORDS = re.compile(rf"\b(?:{'|'.join(LATIN.split())})\b|\b{ARTICLE}(?:{fold(ARABIC)})")
TOLD_BY = {AbstractContactPoint.Channel.VISIT, *AbstractContactPoint.NUMBERS}


def is_shelter(record, needs=None, names=()):
    """Tell whether a record seems to be of a shelter; ``needs`` and ``names`` are what is not saved yet."""
    if getattr(record, "kind", "") in record.guarded_kinds:
        return True
    if needs is None:
        needs = record.needs.all() if record.pk and hasattr(record, "needs") else ()
    return any(need.slug == NEED for need in needs) or any(map(is_name_of_shelter, [*_names(record), *names]))


def _names(record):
    own = [getattr(record, f"name_{language}") or "" for language in site_languages()]
    return own + [one.name for one in (record.other_names.all() if record.pk else ())]


def is_name_of_shelter(name):
    return bool(WORDS.search(fold(name)))


def exposed(record):
    """Return [(what, value)] of all by which readers could find a shelter; nothing of any other record."""
    if not is_shelter(record):
        return []
    public = public_view(record)
    places = [(name, getattr(public, name, None)) for name in ("seat", "founding_place")]
    places += [("places", place) for place in public.places]
    found = [(_label(record, name), str(place)) for name, place in places if place]
    found += [(_label(record, text), name) for text, name in towns_in_texts(record, public)]
    points = public.contact_points
    if found or any(point.channel in TOLD_BY for point in points):
        found += [(str(point.label), str(point)) for point in points]
    return found


def towns_in_texts(record, public):
    """Yield (text, name) where a text names a place of the record that readers are not shown."""
    places = [*(getattr(record, name, None) for name in ("seat", "founding_place")), *record.places.all()]
    shown = set(map(str, (public.seat, public.founding_place, *public.places)))
    hidden = [place for place in places if place and str(place) not in shown]
    names = {getattr(place, f"name_{code}") for place in hidden for code in site_languages()} - {"", None}
    for text in record.texts:
        words = fold(" ".join(getattr(record, f"{text}_{code}") or "" for code in site_languages()))
        for name in sorted(names):
            if re.search(rf"\b{ARTICLE}{re.escape(fold(name))}", words):
                yield text, name


def _label(record, name):
    return str(record._meta.get_field(name).verbose_name)
