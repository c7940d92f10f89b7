"""The symbols of needs and kinds, each a ``<symbol>`` of ``static/symbols.svg``.

A symbol never stands alone: the word beside it says what it means, and so it has no text of its own.
"""

from django.utils.translation import gettext_lazy as _

NEED_SYMBOLS = (  # choices for editors, who choose by what is drawn
    ("shelter", _("house")),
    ("violence", _("shield")),
    ("honour", _("broken chain")),
    ("talk", _("speech bubble")),
    ("law", _("scales")),
    ("health", _("heart")),
    ("work", _("briefcase")),
    ("children", _("adult and child")),
    ("money", _("coins")),
    ("learning", _("open book")),
    ("migration", _("signpost")),
    ("language", _("two speech bubbles")),
)
KIND_SYMBOLS = {  # by the kind of a record or the name of its model
    "organisation": "organisation",
    "network": "network",
    "person": "person",
    "association": "people",
    "foundation": "foundation",
    "government": "public-body",
    "international": "globe",
    "media": "media",
    "shelter": "shelter",
    "trade-union": "work",
    "project": "project",
    "service": "service",
    "event": "event",
    "campaign": "campaign",
    "training": "learning",
    "publication": "publication",
    "film": "film",
    "radio": "radio",
    "award": "award",
}
OTHER = "other"
SYMBOLS = frozenset({*(name for name, _drawn in NEED_SYMBOLS), *KIND_SYMBOLS.values(), "phone", OTHER})


def symbol_of(record):
    """Return the symbol of a record's kind, or of what it is where its kind has none of its own."""
    return KIND_SYMBOLS.get(getattr(record, "kind", "")) or KIND_SYMBOLS[record.model_name]
