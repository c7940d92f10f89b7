"""No address of the admin tells a role more than its lists: every one is asked for in every role."""

from itertools import product

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from networks.models import Citation
from organisations.models import Person

from ..conftest import make_account, sign_in
from ..world import (
    cite,
    make_affiliation,
    make_confirmation_request,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_person,
    make_report,
)
from .test_admin import admin_url
from .test_roles import EDITOR, PUBLISHER, TRANSLATOR, in_role

pytestmark = pytest.mark.django_db

SECRET = "qsecretq"
ROLELESS = "no role"
KINDS = ("organisations", "networks", "projects", "people", "organisation", "network", "project", "person")
QUERIES = ["", f"?q={SECRET[:6]}", "?_to_field=slug&_popup=1", "?_facets=True", "?status__exact=withdrawn"]


def client_of(role, client):
    return sign_in(client, make_account("guest")) if role == ROLELESS else in_role(role)


@pytest.fixture
def hidden(db):
    """Somebody withdrawn, tied in every way to what is published."""
    person = make_person(slug=SECRET, name_en=SECRET, summary_en=SECRET, status="withdrawn")
    house, network = make_organisation(), make_network()
    make_affiliation(house, person=person)
    make_membership(network, person=person)
    cite(person, "name", quote=SECRET)
    person.other_names.create(name=SECRET, language=make_language("en"), kind="former")
    make_report(SECRET, person=person, fact="summary_en", proposal=SECRET, seen=SECRET, note=SECRET)
    make_confirmation_request(person)
    return person


def patterns(resolver, names=()):
    """Yield (name with its namespaces, names of its parameters) of each address beneath."""
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            if one.name:
                yield ":".join((*names, one.name)), list(one.pattern.regex.groupindex)
        else:
            yield from patterns(one, (*names, one.namespace) if one.namespace else names)


def values_of(parameter, hidden):
    """Return what may stand for a parameter, so that the hidden record and its ties are asked for."""
    numbers = sorted({str(hidden.pk), *map(str, Citation.objects.values_list("pk", flat=True)), "1"})
    return {
        "kind": KINDS,
        "app_label": ("organisations", "networks"),
        "extension": ("csv",),
        "language": ("sv",),
        "content_type_id": [ContentType.objects.get_for_model(m).pk for m in admin.site._registry],
    }.get(parameter, numbers)


def addresses(hidden):
    for name, parameters in patterns(get_resolver()):
        if name.startswith(("admin:", "editing:")) and name != "admin:logout":
            for values in product(*(values_of(one, hidden) for one in parameters)):
                try:
                    yield reverse(name, kwargs=dict(zip(parameters, values, strict=True)))
                except NoReverseMatch:
                    continue


def told(client, address):
    """Return all that an answer tells: where it leads, and what stands on it."""
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers.get('Location', '')} {body.decode(errors='replace')}"


@pytest.mark.parametrize("role", [TRANSLATOR, EDITOR, ROLELESS])
def test_no_address_tells_of_somebody_withdrawn(hidden, client, role):
    client = client_of(role, client)
    asked = sorted(set(addresses(hidden)))
    assert len(asked) > 150
    assert [one for one in asked if SECRET in told(client, one)] == []


@pytest.mark.parametrize("role", [TRANSLATOR, EDITOR, ROLELESS])
def test_no_list_is_asked_in_a_way_that_tells_of_somebody_withdrawn(hidden, client, role):
    client = client_of(role, client)
    lists = [admin_url(model, "changelist") for model in admin.site._registry]
    assert [one + query for one in lists for query in QUERIES if SECRET in told(client, one + query)] == []


@pytest.mark.parametrize("role", [TRANSLATOR, EDITOR, ROLELESS])
def test_somebody_withdrawn_and_nobody_are_answered_alike(hidden, client, role):
    client = client_of(role, client)
    for act in ("change", "delete", "history"):
        hers, nobodys = (client.get(admin_url(Person, act, pk)) for pk in (hidden.pk, hidden.pk + 1000))
        assert hers.status_code == nobodys.status_code
        assert hers.headers.get("Location") == nobodys.headers.get("Location")


class TestViewOnSite:
    def address(self, record):
        kind = ContentType.objects.get_for_model(type(record)).pk
        return reverse("admin:view_on_site", args=[kind, record.pk])

    @pytest.mark.parametrize("role", [TRANSLATOR, EDITOR, ROLELESS])
    def test_leads_nobody_to_what_her_lists_hide(self, hidden, client, role):
        assert client_of(role, client).get(self.address(hidden)).status_code == 404

    def test_leads_publishers_there(self, hidden):
        assert SECRET in in_role(PUBLISHER).get(self.address(hidden)).headers["Location"]

    @pytest.mark.parametrize("role", [TRANSLATOR, EDITOR])
    def test_leads_to_what_is_published(self, client, role):
        house = make_organisation()
        assert house.slug in client_of(role, client).get(self.address(house)).headers["Location"]

    def test_leads_nobody_without_a_role_to_a_draft(self, client):
        draft = make_organisation(status="draft")
        assert client_of(ROLELESS, client).get(self.address(draft)).status_code == 404

    @pytest.mark.parametrize("where", ["0/1", "999999/1", "x/1", "1/x", "²/²", f"{10**30}/1", f"1/{10**30}"])
    def test_answers_nonsense_like_what_is_not_there(self, editor, where):
        assert editor.get(f"/en/admin/r/{where}/").status_code == 404

    def test_leads_nowhere_for_what_has_no_list(self, editor):
        kind = ContentType.objects.get_for_model(ContentType)
        assert editor.get(reverse("admin:view_on_site", args=[kind.pk, kind.pk])).status_code == 404


def test_people_are_still_found_by_publishers(hidden):
    assert SECRET in told(in_role(PUBLISHER), reverse("admin:organisations_person_changelist"))
    assert Person.objects.filter(slug=SECRET).exists()
