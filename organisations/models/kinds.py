"""The kinds of record and of tie there are, whichever app they live in."""

from django.apps import apps

from .contact_points import AbstractContactPoint
from .records import Record
from .ties import Tie


def record_models():
    """Return the kinds of record, the kind that search puts first coming first."""
    kinds = [model for model in apps.get_models() if issubclass(model, Record)]
    return sorted(kinds, key=lambda model: model.search_order)


def tie_ends(model):
    """Return (tie model, field that leads to this kind of record) for every tie it may have."""
    return [
        (relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if issubclass(relation.related_model, Tie)
    ]


def tie_models():
    """Return the kinds of tie, whichever app they live in."""
    return [model for model in apps.get_models() if issubclass(model, Tie)]


def contact_models():
    """Return the tables of contact points, one for each kind of record that has any."""
    return [model for model in apps.get_models() if issubclass(model, AbstractContactPoint)]
