"""How editors keep organisations, people and vocabularies.

- ``base``: what all forms share; ``records``: what the four kinds of record share, made of
- ``translating``: the state of each language, and the form of a translator,
- ``history``: what was changed, and the way back,
- ``edit_conflicts``: two editors at one form, and
- ``duplicates``: records that may be one;
- ``organisations`` and ``vocabularies``: the forms themselves.
"""

from .base import (
    AnyDirection,
    EveryRule,
    FoldedInline,
    LanguageAwareAdmin,
    Line,
    NumberInput,
    Searched,
    in_every_language,
    with_commas,
)
from .contact_points import ContactPoints
from .edit_conflicts import EditConflictMixin
from .history import WithHistory
from .organisations import OrganisationAdmin, PersonAdmin
from .records import BODY_LISTS, HELP_GIVEN, OtherNameInline, RecordAdmin, record_link, ties
from .vocabularies import SourceAdmin

__all__ = [
    "BODY_LISTS",
    "HELP_GIVEN",
    "AnyDirection",
    "ContactPoints",
    "EditConflictMixin",
    "EveryRule",
    "FoldedInline",
    "LanguageAwareAdmin",
    "Line",
    "NumberInput",
    "OrganisationAdmin",
    "OtherNameInline",
    "PersonAdmin",
    "RecordAdmin",
    "Searched",
    "SourceAdmin",
    "WithHistory",
    "in_every_language",
    "record_link",
    "ties",
    "with_commas",
]
