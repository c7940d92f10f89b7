from .citations import Citation
from .networks import Membership, Network, NetworkName, Stage
from .projects import Participation, Project, ProjectName

__all__ = [
    "Citation",
    "Membership",
    "Network",
    "NetworkName",
    "Participation",
    "Project",
    "ProjectName",
    "Stage",
]
