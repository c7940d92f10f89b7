from .confidentiality import Confidentiality
from .contact_points import FACETS as CONTACT_FACETS
from .contact_points import AbstractContactPoint, link_of
from .former_slugs import FormerSlug
from .helplines import Helpline
from .kinds import contact_models, record_models, tie_ends, tie_models
from .links import LinkCheck
from .names import OtherName
from .not_duplicates import NotDuplicate
from .organisations import Affiliation, ContactPoint, Identifier, Organisation, OrganisationName
from .people import Person, PersonName
from .records import (
    Body,
    Provider,
    Record,
    RecordQuerySet,
    easy_read_field,
    fact_label,
    permission,
    post_record_update,
    pre_record_update,
)
from .revisions import Revision, Version
from .search import AlikeKey, SearchDocument, SearchLabel, SearchTerm
from .ties import AS_OF_HELP, Tie, TieQuerySet, one_of, one_party, party, tied_once
from .translations import TranslationState
from .vocabularies import (
    Concept,
    FocusArea,
    Indexed,
    Language,
    Need,
    Place,
    Role,
    Source,
    TargetGroup,
    VocabularyManager,
)

__all__ = [
    "AS_OF_HELP",
    "CONTACT_FACETS",
    "AbstractContactPoint",
    "Affiliation",
    "AlikeKey",
    "Body",
    "Concept",
    "Confidentiality",
    "ContactPoint",
    "FocusArea",
    "FormerSlug",
    "Helpline",
    "Identifier",
    "Indexed",
    "Language",
    "LinkCheck",
    "Need",
    "NotDuplicate",
    "Organisation",
    "OrganisationName",
    "OtherName",
    "Person",
    "PersonName",
    "Place",
    "Provider",
    "Record",
    "RecordQuerySet",
    "Revision",
    "Role",
    "SearchDocument",
    "SearchLabel",
    "SearchTerm",
    "Source",
    "TargetGroup",
    "Tie",
    "TieQuerySet",
    "TranslationState",
    "Version",
    "VocabularyManager",
    "contact_models",
    "easy_read_field",
    "fact_label",
    "link_of",
    "one_of",
    "one_party",
    "party",
    "permission",
    "post_record_update",
    "pre_record_update",
    "record_models",
    "tie_ends",
    "tie_models",
    "tied_once",
]
