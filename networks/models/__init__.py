from .citations import Citation
from .networks import Membership, Network, NetworkName, Stage
from .projects import Participation, Project, ProjectName
from .reports import Report

__all__ = [
    "Citation",
    "Membership",
    "Network",
    "NetworkName",
    "Participation",
    "Project",
    "ProjectName",
    "Report",
    "Stage",
]
