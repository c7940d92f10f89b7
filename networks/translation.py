"""Which fields have one column per language (django-modeltranslation), and which rows a history."""

from modeltranslation.translator import register

from organisations.history.recording import track
from organisations.translation import RecordTranslation, TieTranslation

from .models import Citation, Membership, Network, NetworkName, Participation, Project, ProjectName


@register([Network, Project])
class NetworkTranslation(RecordTranslation):
    pass


@register([Membership, Participation])
class MembershipTranslation(TieTranslation):
    pass


track(Network, Project, NetworkName, ProjectName, Membership, Participation, Citation)
