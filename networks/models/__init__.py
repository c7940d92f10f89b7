from .citations import Citation
from .confirmation_requests import ConfirmationRequest
from .imports import ImportFile
from .networks import Membership, Network, NetworkContactPoint, NetworkName
from .projects import Participation, Project, ProjectContactPoint, ProjectName
from .rate_counters import RateCounter
from .reports import Report
from .stages import Stage

__all__ = [
    "Citation",
    "ConfirmationRequest",
    "ImportFile",
    "Membership",
    "Network",
    "NetworkContactPoint",
    "NetworkName",
    "Participation",
    "Project",
    "ProjectContactPoint",
    "ProjectName",
    "RateCounter",
    "Report",
    "Stage",
]
