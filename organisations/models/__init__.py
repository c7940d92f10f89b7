from .organisations import Affiliation, ContactPoint, Identifier, Organisation, OrganisationName
from .people import Person, PersonName
from .records import Body, OtherName, Record, RecordQuerySet, fact_label
from .ties import Tie, TieQuerySet, one_of, one_party, party, tied_once
from .vocabularies import FocusArea, Language, Place, Role, Source, VocabularyManager

__all__ = [
    "Affiliation",
    "Body",
    "ContactPoint",
    "FocusArea",
    "Identifier",
    "Language",
    "Organisation",
    "OrganisationName",
    "OtherName",
    "Person",
    "PersonName",
    "Place",
    "Record",
    "RecordQuerySet",
    "Role",
    "Source",
    "Tie",
    "TieQuerySet",
    "VocabularyManager",
    "fact_label",
    "one_of",
    "one_party",
    "party",
    "tied_once",
]
