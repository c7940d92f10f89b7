"""Which fields have one column per language (django-modeltranslation), and which rows a history."""

from modeltranslation.translator import register

from organisations.history.recording import track
from organisations.translation import HelpTranslation, RecordTranslation, TieTranslation

from .models import Citation, Membership, Network, NetworkName, Participation, Project, ProjectName


@register(Network)
class NetworkTranslation(RecordTranslation):
    pass


@register(Project)
class ProjectTranslation(HelpTranslation):
    pass


@register([Membership, Participation])
class MembershipTranslation(TieTranslation):
    pass


track(Network, Project, NetworkName, ProjectName, Membership, Participation, Citation)
