"""Whatever is written after a change, undoing that loses none of it, and all else is as it was before."""

import pytest
from django.db import connection, transaction

from organisations.history.recording import revision
from organisations.history.undo import NothingUndoneError, undo
from organisations.history.versions import columns, related_of, tracked
from organisations.models import FormerSlug, Revision
from organisations.models.publication import without_citations
from organisations.search.index import differences

from .changes import REFUSALS, Changes

pytestmark = pytest.mark.django_db

# What follows from other columns, and what marks when they were written.
FOLLOWS = ("source_digest", "translation_review", "verified", "vouches", "supports", "added_on", "id")
LATER = ["write", "rename", "change_a_name", "relate", "name", "reach", "tie", "move_a_tie", "hide", "delete"]


def stored():
    """Return {(model, key): ({column: value}, {list: keys})} of all rows with a history."""
    found = {}
    for model in tracked:
        names = [f.attname for f in columns(model) if not f.name.startswith(FOLLOWS)]
        rows = {row.pk: row for row in model._base_manager.all()} if model is not FormerSlug else {}
        for pk, related in related_of(model, rows).items():
            values = {name: getattr(rows[pk], name) or "" for name in names}
            found[model, pk] = (values, {name: set(keys) for name, keys in related.items()})
    return found


def done(changes, act):
    """Do something as one revision; return that, or None where it was refused."""
    try:
        with transaction.atomic(), revision(act=Revision.Act.EDITED) as ahead:
            getattr(changes, f"act_{act}")()
    except REFUSALS:
        return None
    return ahead.row or Revision.objects.first()


def lost(then, now, after):
    """Yield what was written between ``then`` and ``now`` and is not there ``after``."""
    for key, (values, lists) in now.items():
        old_values, old_lists = then.get(key, ({}, {}))
        new_values, new_lists = after.get(key, ({}, {}))
        for name, value in values.items():
            if value != old_values.get(name, "") and new_values.get(name, "") != value:
                yield key, name, value
        for name, keys in lists.items():
            if keys - old_lists.get(name, set()) - new_lists.get(name, set()):
                yield key, name, keys


def not_undone(before, then, now, after):
    """Yield what was changed and not touched since, and is not as it was before."""
    for key, (values, _lists) in before.items():
        if key in then and now.get(key) == then[key] and key in after:
            for name, value in values.items():
                if then[key][0][name] != value != after[key][0][name]:
                    yield key, name, value


@pytest.mark.parametrize("act", ["merge", "import", "write", "delete", "relate", "tie", "move"])
@pytest.mark.parametrize("seed", range(1, 3))
def test_nothing_that_was_written_since_is_lost(seed, act, admin_user):
    changes = Changes(seed, admin_user)
    with without_citations():
        for early in ("cite", "tie", "name", "reach", "relate", "write"):
            done(changes, early)
        before = stored()
        was_done = done(changes, act)
        if not was_done:
            return
        then = stored()
        for later in changes.chance.sample(LATER, 5):
            done(changes, later)
        now = stored()
        try:
            left = undo(was_done).left
        except NothingUndoneError:
            assert stored() == now
            return
    after = stored()
    connection.check_constraints()
    assert list(lost(then, now, after)) == []
    stays = {(one.version.instance_type, one.version.id) for one in left}
    assert [one for one in not_undone(before, then, now, after) if one[0] not in stays] == []
    assert not list(differences())
