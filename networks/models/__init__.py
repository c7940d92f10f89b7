from .citations import Citation
from .confirmation_requests import ConfirmationRequest
from .imports import ImportFile
from .networks import Membership, Network, NetworkName, Stage
from .projects import Participation, Project, ProjectName
from .reports import Report

__all__ = [
    "Citation",
    "ConfirmationRequest",
    "ImportFile",
    "Membership",
    "Network",
    "NetworkName",
    "Participation",
    "Project",
    "ProjectName",
    "Report",
    "Stage",
]
