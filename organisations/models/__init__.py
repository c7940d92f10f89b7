from .helplines import Helpline
from .organisations import Affiliation, ContactPoint, Identifier, Organisation, OrganisationName
from .people import Person, PersonName
from .records import Body, OtherName, Record, RecordQuerySet, fact_label, records_updated
from .search import SearchDocument, SearchLabel, SearchTerm
from .ties import Tie, TieQuerySet, one_of, one_party, party, tied_once
from .vocabularies import Concept, FocusArea, Indexed, Language, Place, Role, Source, VocabularyManager

__all__ = [
    "Affiliation",
    "Body",
    "Concept",
    "ContactPoint",
    "FocusArea",
    "Helpline",
    "Identifier",
    "Indexed",
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
    "SearchDocument",
    "SearchLabel",
    "SearchTerm",
    "Source",
    "Tie",
    "TieQuerySet",
    "VocabularyManager",
    "fact_label",
    "one_of",
    "one_party",
    "party",
    "records_updated",
    "tied_once",
]
