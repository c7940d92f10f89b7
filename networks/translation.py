"""Which fields have one column per language (django-modeltranslation)."""

from modeltranslation.translator import register

from organisations.translation import RecordTranslation, TieTranslation

from .models import Membership, Network, Participation, Project


@register([Network, Project])
class NetworkTranslation(RecordTranslation):
    pass


@register([Membership, Participation])
class MembershipTranslation(TieTranslation):
    pass
