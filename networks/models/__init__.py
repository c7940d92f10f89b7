from .citations import Citation
from .confirmation_requests import ConfirmationRequest
from .imports import ImportFile
from .networks import Membership, Network, NetworkContactPoint, NetworkName, Stage
from .projects import Participation, Project, ProjectContactPoint, ProjectName
from .rate_counters import RateCounter
from .reports import Report

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
