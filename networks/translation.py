"""Which fields have one column per language (django-modeltranslation), and which rows a history."""

from modeltranslation.translator import register

from organisations.history.recording import track
from organisations.translation import (
    ContactPointTranslation,
    HelpTranslation,
    RecordTranslation,
    TieTranslation,
)

from .models import (
    Citation,
    Membership,
    Network,
    NetworkContactPoint,
    NetworkName,
    Participation,
    Project,
    ProjectContactPoint,
    ProjectName,
)


@register(Network)
class NetworkTranslation(RecordTranslation):
    pass


@register(Project)
class ProjectTranslation(HelpTranslation):
    pass


@register([Membership, Participation])
class MembershipTranslation(TieTranslation):
    pass


@register([NetworkContactPoint, ProjectContactPoint])
class OwnContactPointTranslation(ContactPointTranslation):
    pass


track(Network, Project, NetworkName, ProjectName, NetworkContactPoint, ProjectContactPoint)
track(Membership, Participation, Citation)
