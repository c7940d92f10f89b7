from .citations import Citation
from .confirmation_requests import Inquiry
from .imports import ImportFile
from .networks import Membership, Network, NetworkName, Stage
from .projects import Participation, Project, ProjectName
from .reports import Report

__all__ = [
    "Citation",
    "ImportFile",
    "Inquiry",
    "Membership",
    "Network",
    "NetworkName",
    "Participation",
    "Project",
    "ProjectName",
    "Report",
    "Stage",
]
