from .confidentiality import Confidentiality
from .former_slugs import FormerAddress
from .helplines import Helpline
from .kinds import record_models, tie_ends, tie_models
from .links import LinkCheck
from .names import OtherName
from .not_duplicates import NotTwins
from .organisations import Affiliation, ContactPoint, Identifier, Organisation, OrganisationName
from .people import Person, PersonName
from .records import (
    Body,
    Record,
    RecordQuerySet,
    fact_label,
    permission,
    records_updated,
    records_updating,
)
from .revisions import Revision, Version
from .search import SearchDocument, SearchLabel, SearchTerm
from .ties import Tie, TieQuerySet, one_of, one_party, party, tied_once
from .translations import TextState
from .vocabularies import Concept, FocusArea, Indexed, Language, Place, Role, Source, VocabularyManager

__all__ = [
    "Affiliation",
    "Body",
    "Concept",
    "Confidentiality",
    "ContactPoint",
    "FocusArea",
    "FormerAddress",
    "Helpline",
    "Identifier",
    "Indexed",
    "Language",
    "LinkCheck",
    "NotTwins",
    "Organisation",
    "OrganisationName",
    "OtherName",
    "Person",
    "PersonName",
    "Place",
    "Record",
    "RecordQuerySet",
    "Revision",
    "Role",
    "SearchDocument",
    "SearchLabel",
    "SearchTerm",
    "Source",
    "TextState",
    "Tie",
    "TieQuerySet",
    "Version",
    "VocabularyManager",
    "fact_label",
    "one_of",
    "one_party",
    "party",
    "permission",
    "record_models",
    "records_updated",
    "records_updating",
    "tie_ends",
    "tie_models",
    "tied_once",
]
