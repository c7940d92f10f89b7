"""No page that is only looked at writes or begins a transaction: on SQLite each takes the write lock."""

from itertools import product
from secrets import token_hex

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from networks.models import ImportFile, Network, Project
from organisations.history.versions import versions_of
from organisations.merging import merge
from organisations.models import Organisation, Person, Revision
from organisations.search.index import deferred
from orgdirectory.feedback.confirmation import address_of

from .conftest import make_account
from .visitor.test_leaks import addresses
from .world import (
    cite,
    make_affiliation,
    make_concept,
    make_confirmation_request,
    make_focus_area,
    make_helpline,
    make_language,
    make_membership,
    make_need,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_place,
    make_project,
    make_report,
    make_role,
    make_source,
    make_target_group,
)

pytestmark = pytest.mark.django_db

WRITING = ("BEGIN", "SAVEPOINT", "INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


@pytest.fixture
def writes(monkeypatch, settings):
    """Return a function that makes a call and returns (what it returned, [what it wrote or began])."""
    found, enter = [], transaction.Atomic.__enter__

    def notice(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITING) or "FOR UPDATE" in sql:
            found.append(sql)
        return execute(sql, params, many, context)

    def begin(atomic):
        found.append("BEGIN")
        return enter(atomic)

    def watch(call, *args):
        found.clear()
        with connection.execute_wrapper(notice):
            return call(*args), list(found)

    monkeypatch.setattr(transaction.Atomic, "__enter__", begin)
    return watch


@pytest.fixture(scope="class")
def world(class_rows):
    """One row of everything, and what has a history."""
    house, person, network = make_organisation("open"), make_person("open"), make_network("open")
    project = make_project("open")
    make_concept("shelter"), make_place("se"), make_focus_area("area"), make_language("sv"), make_source()
    cite(make_affiliation(house, person=person), "role")
    make_membership(network, organisation=house), make_participation(project, network=network)
    make_report(network=network), make_helpline(), make_need("need"), make_role("r")
    make_target_group()
    make_account("boss", is_superuser=True)
    for make in (make_organisation, make_person, make_network, make_project):
        make("other")
    for record in (house, person, network, project):
        cite(record, "name")
        record.name_en = "Another name"
        record.save()
    for kind in ImportFile.Kind.values:
        ImportFile.objects.create(name="a.csv", kind=kind, rows=[[2, {"name_en": "New"}]])
    merge(make_organisation("kept"), make_organisation("gone"))
    return make_confirmation_request(house)


def admin_addresses():
    """Return every address of the admin: of each model with one of its rows, and of each page beside."""
    names = [(name, parts) for name, parts in walk(get_resolver()) if name not in ONE_BY_ONE]
    found = [
        reverse(name, kwargs=dict(zip(parts, chosen, strict=True)))
        for name, parts in names
        for chosen in product(*(values_of(part, name) for part in parts))
    ]
    return dict.fromkeys([*found, *(reverse(name, args=args()) for name, args in ONE_BY_ONE.items())])


def walk(resolver, namespace=""):
    """Yield (name, parts that it takes) of each page of the admin."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from walk(one, one.namespace if one.namespace in {"admin", "editing"} else namespace)
        elif namespace and one.name:
            yield f"{namespace}:{one.name}", list(one.pattern.regex.groupindex)


ONE_BY_ONE = {
    "admin:view_on_site": lambda: [ContentType.objects.get_for_model(Person).pk, Person.objects.first().pk],
}
KINDS = {"organisation": Organisation, "network": Network, "project": Project}
VALUES = {
    "kind": KINDS,
    "language": ("ar",),
    "extension": ("csv", "xlsx"),
    "app_label": ("organisations", "networks", "auth"),
}


def values_of(part, name):
    """Return what a part of an address is tried with: keys and revisions of a model's first rows."""
    if part in VALUES:
        return VALUES[part]
    if name.startswith("editing:import_"):
        return ImportFile.objects.values_list("pk", flat=True)
    model = model_of(name)
    rows = list(model._base_manager.order_by("pk")[:2])
    if part in ("revision", "revision_id"):
        return (versions_of(rows[0]).last().revision_id, Revision.objects.get(act="merged").pk)
    return (rows[part in ("gone", "second")].pk,)


def model_of(name):
    """Return the model whose page a name is that of; of pages beside them, organisations."""
    for model in admin.site._registry:
        if name.startswith(f"admin:{model._meta.app_label}_{model._meta.model_name}_"):
            return model
    return Organisation


def answers(writes, client, asked):
    """Ask for addresses; return {address: (status, what it wrote)} of those that wrote, or failed."""
    found = {}
    for one in asked:
        response, written = writes(client.get, one)
        if written or response.status_code >= 500:
            found[one] = response.status_code, written
    return found


@pytest.mark.usefixtures("world")
class TestAPageThatIsLookedAt:
    def test_takes_no_lock_whoever_reads(self, writes):
        asked = {path for path, _query in addresses() if not path.startswith(("/en/", "/sv/"))}
        assert answers(writes, Client(), asked) == {}

    def test_takes_no_lock_whoever_edits(self, writes, editor):
        asked = list(admin_addresses())
        assert len(asked) > 100
        assert answers(writes, editor, asked) == {}

    def test_takes_no_lock_of_who_signs_in(self, writes, client):
        names = ("index", "login", "code", "set_up", "second_factor", "logout")
        assert answers(writes, client, [reverse(f"admin:{name}") for name in names]) == {}

    def test_takes_no_lock_of_who_is_asked_whether_it_is_still_correct(self, world, writes, client):
        assert answers(writes, client, [address_of(world)]) == {}

    @pytest.mark.parametrize("number", [1, 100])
    def test_takes_no_lock_where_messages_are_shown(self, writes, editor, number):
        with deferred():
            rows = [
                make_organisation(f"h-{one}", name_en=token_hex(99), status="draft") for one in range(number)
            ]
        listed = reverse("admin:organisations_organisation_changelist")
        editor.post(listed, {"action": "submit", "_selected_action": [row.pk for row in rows]})
        for shown in (number, 0):
            page, written = writes(editor.get, listed)
            assert (page.content.decode().count("Sent for publishing"), written) == (shown, [])


def test_the_hook_notices_what_writes(writes):
    assert writes(make_organisation)[1]
