"""Hands to the history what Django tells of rows that change."""

from collections import defaultdict
from functools import cache

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, pre_delete, pre_save
from django.dispatch import receiver

from ..models import Indexed, post_record_update, pre_record_update
from .bulk import record_baseline, record_versions
from .versions import tracked


@receiver(pre_save)
@receiver(pre_delete)
def before_a_change(sender, instance, raw=False, **kwargs):
    if sender in tracked and instance.pk and not raw:
        record_baseline(sender, [instance.pk])


@cache
def _references_to(model):
    """Return the tracked fields that a deleted row leaves without their models being told."""
    return [
        (one, field)
        for one in tracked
        for field in (*one._meta.fields, *one._meta.many_to_many)
        if field.related_model is model
        and (field.many_to_many or field.remote_field.on_delete is models.SET_NULL)
    ]


@receiver(pre_delete)
def before_references_go(sender, instance, **kwargs):
    """Note who refers to a row that is to go: Django empties such references without a word."""
    if not issubclass(sender, Indexed):
        return
    instance._referring = defaultdict(set)
    for model, field in _references_to(sender):
        pks = model._base_manager.filter(**{field.name: instance.pk}).values_list("pk", flat=True)
        instance._referring[model, field.name].update(pks)
    for (model, _name), pks in instance._referring.items():
        record_baseline(model, pks)


@receiver(post_delete)
def after_references_went(sender, instance, **kwargs):
    for (model, name), pks in getattr(instance, "_referring", {}).items():
        record_versions(model, pks, [name])


@receiver(m2m_changed)
def around_a_relation(sender, instance, action, reverse, model, pk_set, raw=False, **kwargs):
    owner = model if reverse else type(instance)
    if owner not in tracked or raw:
        return
    field = next(field for field in owner._meta.many_to_many if field.remote_field.through is sender)
    pks = _owners(owner, field, instance, action, pk_set) if reverse else [instance.pk]
    if action.startswith("pre_"):
        record_baseline(owner, pks)
    else:
        record_versions(owner, pks, [field.name])


def _owners(owner, field, instance, action, pk_set):
    """Return the keys of the rows that a relation is changed of from its other side."""
    if action == "pre_clear":
        found = owner._base_manager.filter(**{field.name: instance.pk})
        instance._cleared = list(found.values_list("pk", flat=True))
    return instance._cleared if action.endswith("clear") else pk_set


@receiver(pre_record_update)
def before_an_update(sender, pks, **kwargs):
    if sender in tracked:
        record_baseline(sender, pks)


@receiver(post_record_update)
def after_an_update(sender, pks, **kwargs):
    if sender in tracked:
        record_versions(sender, pks)
