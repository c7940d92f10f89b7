"""Search and history follow the records through any changes."""

import pytest

from organisations.history.versions import columns, last_version, related_of, tracked
from organisations.models import SearchDocument, SearchLabel, SearchTerm
from organisations.models.publication import without_citations
from organisations.search.index import differences, rebuild, stale

from .changes import Changes

pytestmark = pytest.mark.django_db


def index():
    """Return all that search keeps."""
    return (
        list(SearchDocument.objects.values_list("pk", "kind", "object_id", "facets", "lexemes")),
        list(SearchTerm.objects.values_list("word", "folded", "sound", "skeleton")),
        list(SearchLabel.objects.values_list("form", "token")),
    )


def behind(row):
    """Return the fields in which the last version of a row is not what the database holds."""
    last, related = last_version(type(row), row.pk), related_of(type(row), [row.pk])[row.pk]
    names = [field.attname for field in columns(type(row))]
    return [name for name in names if (getattr(last, name) or "") != (getattr(row, name) or "")] + [
        name for name, keys in related.items() if last.related[name] != keys
    ]


@pytest.mark.parametrize("seed", range(1, 5))
def test_search_and_history_are_exact_after_any_changes(seed, admin_user):
    changes = Changes(seed, admin_user)
    with without_citations():
        for _ in range(3):
            changes.make_all()
    assert not changes.refused - changes.done
    rows = [row for model in tracked for row in model._base_manager.all()]
    assert (list(differences()), stale()) == ([], 0)
    assert not {row: fields for row in rows if (fields := behind(row))}
    before = index()
    rebuild()
    assert index() == before
