"""Who may do what: every act is tried in every role, and the database is asked what came of it."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from networks.models import Citation, ConfirmationRequest, Network
from organisations.history.versions import versions_of
from organisations.models import Affiliation, ContactPoint, Organisation, Person, Place
from organisations.publishing import TRANSITIONS, standings

from ..conftest import make_account, sign_in
from ..world import (
    cite,
    make_affiliation,
    make_organisation,
    make_person,
    make_place,
    make_report,
    make_role,
    make_source,
)
from .test_admin import admin_url, form_data, get_undrawn, opened_form

pytestmark = pytest.mark.django_db

NOBODY, TRANSLATOR, EDITOR, PUBLISHER, ADMINISTRATOR = ROLES = [
    *("Nobody", "Translator", "Editor", "Publisher", "Administrator"),
]


def in_role(role):
    """Return a client signed in as somebody in a role; "Nobody" is a visitor."""
    if role == NOBODY:
        return Client()
    user = make_account(role.lower())
    user.groups.add(Group.objects.get(name=role))
    return sign_in(Client(), user)


class Acts:
    """Each method tries an act and returns whether it was done."""

    def see_a_list(self, client):
        return client.get(admin_url(Organisation, "changelist")).status_code == 200

    def see_a_draft_as_readers_will(self, client):
        house = make_organisation(status="draft")
        return client.post(admin_url(Organisation, "preview", house.pk)).status_code == 200

    def see_a_withdrawn_record(self, client):
        house = make_organisation(status="withdrawn")
        return client.get(admin_url(Organisation, "change", house.pk)).status_code == 200

    def find_a_withdrawn_person_in_a_list(self, client):
        make_person(name_en="Qqq", status="withdrawn")
        return "Qqq" in client.get(admin_url(Person, "changelist")).content.decode()

    def find_a_withdrawn_person_among_ties(self, client):
        make_affiliation(make_organisation(), person=make_person(name_en="Qqq", status="withdrawn"))
        return "Qqq" in client.get(admin_url(Affiliation, "changelist")).content.decode()

    def find_a_withdrawn_person_among_citations(self, client):
        cite(make_person(name_en="Qqq", status="withdrawn"), "name")
        return "Qqq" in client.get(admin_url(Citation, "changelist")).content.decode()

    def find_a_withdrawn_person_by_typing(self, client):
        make_person(name_en="Qqq", status="withdrawn")
        query = {
            "app_label": "organisations",
            "model_name": "affiliation",
            "field_name": "person",
            "term": "Qqq",
        }
        response = client.get(reverse("admin:autocomplete"), query)
        return response.status_code == 200 and "Qqq" in response.content.decode()

    def translate_a_text(self, client):
        change(client, make_organisation(), summary_ar="ملخص")
        return Organisation.objects.get().summary_ar == "ملخص"

    def change_a_fact(self, client):
        change(client, make_organisation(), founding_date="1991")
        return Organisation.objects.get().founding_date == "1991"

    def add_an_organisation(self, client):
        add(client, Organisation, name_en="New", slug="new", original_language="en")
        return Organisation.objects.exists()

    def add_a_network(self, client):
        add(client, Network, name_en="New", slug="new", original_language="en", kind="network")
        return Network.objects.exists()

    def hand_in_a_draft(self, client):
        change(client, make_organisation(status="draft"), _act="submit")
        return Organisation.objects.get().status == "review"

    def publish_a_draft(self, client):
        change(client, cited(status="draft"), _act="publish")
        return Organisation.objects.get().status == "published"

    def publish_from_the_list(self, client):
        act_in_list(client, "publish", cited(status="draft"))
        return Organisation.objects.get().status == "published"

    def publish_by_a_field_that_no_form_has(self, client):
        change(client, cited(status="draft"), status="published")
        return Organisation.objects.get().status == "published"

    def withdraw_a_record(self, client):
        change(client, cited(), _act="withdraw")
        return Organisation.objects.get().status == "withdrawn"

    def withdraw_from_the_list(self, client):
        act_in_list(client, "withdraw", cited())
        return Organisation.objects.get().status == "withdrawn"

    def bring_back_a_record(self, client):
        act_in_list(client, "restore", cited(status="withdrawn"))
        return Organisation.objects.get().status == "draft"

    def confirm_a_record(self, client):
        act_in_list(client, "confirm", make_organisation())
        return bool(Organisation.objects.get().verified_on)

    def delete_a_record(self, client):
        client.post(admin_url(Organisation, "delete", make_organisation().pk), {"post": "yes"})
        return not Organisation.objects.exists()

    def make_a_record_confidential(self, client):
        change(client, make_organisation(), confidentiality="area")
        return Organisation.objects.get().confidentiality == "area"

    def make_a_place_known(self, client):
        change(client, make_place("lund", country="SE", confidentiality="editors"), confidentiality="public")
        return Place.objects.get().confidentiality == "public"

    def make_an_address_known(self, client):
        house = make_organisation()
        ContactPoint.objects.create(
            record=house, channel="call", value="+4681122334", confidentiality="editors"
        )
        change(client, house, **{"contact_points-0-confidentiality": "public"})
        return ContactPoint.objects.get().confidentiality == "public"

    def translate_the_name_of_a_person(self, client):
        change(client, make_person(), name_ar="أمينة")
        return Person.objects.get().name_ar == "أمينة"

    def add_a_person(self, client):
        add(client, Person, name_en="New", slug="new", original_language="en", legal_basis="consent")
        return Person.objects.exists()

    def choose_the_ground_for_a_person(self, client):
        change(client, make_person(legal_basis="public-role"), legal_basis="consent")
        return Person.objects.get().legal_basis == "consent"

    def withdraw_a_person(self, client):
        act_in_list(client, "withdraw", make_person())
        return Person.objects.get().status == "withdrawn"

    def add_a_tie(self, client):
        house, person, role = make_organisation(), make_person(), make_role()
        ends = {"person": person.pk, "organisation": house.pk, "role": role.pk}
        add(client, Affiliation, **ends)
        return Affiliation.objects.exists()

    def delete_a_tie(self, client):
        tie = make_affiliation(make_organisation(), person=make_person())
        client.post(admin_url(Affiliation, "delete", tie.pk), {"post": "yes"})
        return not Affiliation.objects.exists()

    def cite_a_source(self, client):
        house, source = make_organisation(), make_source()
        row = {"source": source.pk, "paragraph": 1, "item": 0, "supports": ["name"]}
        fields = {f"citations-0-{name}": value for name, value in row.items()}
        change(client, house, **fields | {"citations-TOTAL_FORMS": 1, "citations-INITIAL_FORMS": 0})
        return Citation.objects.exists()

    def change_a_place(self, client):
        change(client, make_place("lund", country="SE"), name_sv="Lund")
        return Place.objects.get().name_sv == "Lund"

    def decide_on_a_report(self, client):
        report = make_report()
        address = admin_url(type(report), "change", report.pk)
        client.post(address, {"_accept": "x", "note": "", "answer": ""})
        report.refresh_from_db()
        return report.state == "handled"

    def merge_two_records(self, client):
        kept, gone = make_organisation("kept"), make_organisation("gone")
        address = admin_url(Organisation, "merge", kept.pk, gone.pk)
        client.post(address, {"name_en": "kept", "translation_state": "kept"})
        return not Organisation.objects.filter(slug="gone").exists()

    def bring_back_how_a_record_was(self, client):
        house = make_organisation(summary_en="As it was.")
        first = versions_of(house).first().revision_id
        house.summary_en = "As it is."
        house.save()
        client.post(admin_url(Organisation, "restore", house.pk, first))
        return Organisation.objects.get().summary_en == "As it was."

    def read_the_history_of_a_withdrawn_record(self, client):
        house = make_organisation(status="withdrawn")
        return client.get(admin_url(Organisation, "history", house.pk)).status_code == 200

    def hand_in_a_table(self, client):
        return client.get(reverse("editing:import_start", args=["organisation"])).status_code == 200

    def take_texts_home_to_translate(self, client):
        return client.get(reverse("editing:po_export", args=["ar"])).status_code == 200

    def ask_those_concerned(self, client):
        house = make_organisation()
        address = reverse("editing:ask", args=["organisation", house.pk])
        client.post(address, {"make": "1", "language": "ar"})
        return ConfirmationRequest.objects.exists()

    def see_the_dead_links(self, client):
        return client.get(reverse("editing:dead_links")).status_code == 200

    def see_the_accounts(self, client):
        return client.get(admin_url(get_user_model(), "changelist")).status_code == 200

    def change_what_a_role_may_do(self, client):
        group = Group.objects.get(name=TRANSLATOR)
        client.post(admin_url(Group, "change", group.pk), {"name": TRANSLATOR, "permissions": []})
        return not group.permissions.exists()


def cited(**fields):
    house = make_organisation(**fields)
    cite(house, "name")
    return house


def change(client, row, **values):
    """Send a row's form with other values, or only these where the role gets no form."""
    address = admin_url(type(row), "change", row.pk)
    page = get_undrawn(client, address)
    shown = form_data(page) if page.status_code == 200 and "adminform" in page.context_data else {}
    return client.post(address, everything(row) | shown | values)


def everything(row):
    """Return what the form of somebody who may do everything would send."""
    boss = get_user_model().objects.filter(username="boss").first() or make_account("boss", is_superuser=True)
    return opened_form(sign_in(Client(), boss), admin_url(type(row), "change", row.pk))


def add(client, model, **values):
    boss = make_account("boss", is_superuser=True)
    empty = opened_form(sign_in(Client(), boss), admin_url(model, "add"))
    return client.post(admin_url(model, "add"), empty | values)


def act_in_list(client, act, record):
    """Choose the act in the list, and agree to it whether or not anything was asked."""
    (standing,) = standings(TRANSITIONS[act], [record])
    data = {"action": act, "_selected_action": [record.pk]}
    client.post(admin_url(type(record), "changelist"), data)
    address = admin_url(type(record), "act", act)
    return client.post(address, {"ticked": standing.answer})


ALL_OF_THEM = [TRANSLATOR, EDITOR, PUBLISHER, ADMINISTRATOR]
EDITORS = [EDITOR, PUBLISHER, ADMINISTRATOR]
PUBLISHERS = [PUBLISHER, ADMINISTRATOR]
MAY = {
    "see_a_list": ALL_OF_THEM,
    "see_a_draft_as_readers_will": ALL_OF_THEM,
    "see_a_withdrawn_record": PUBLISHERS,
    "find_a_withdrawn_person_in_a_list": PUBLISHERS,
    "find_a_withdrawn_person_among_ties": PUBLISHERS,
    "find_a_withdrawn_person_among_citations": PUBLISHERS,
    "find_a_withdrawn_person_by_typing": PUBLISHERS,
    "translate_a_text": ALL_OF_THEM,
    "change_a_fact": EDITORS,
    "add_an_organisation": EDITORS,
    "add_a_network": EDITORS,
    "hand_in_a_draft": EDITORS,
    "publish_a_draft": PUBLISHERS,
    "publish_from_the_list": PUBLISHERS,
    "publish_by_a_field_that_no_form_has": [],
    "withdraw_a_record": PUBLISHERS,
    "withdraw_from_the_list": PUBLISHERS,
    "bring_back_a_record": PUBLISHERS,
    "confirm_a_record": EDITORS,
    "delete_a_record": [ADMINISTRATOR],
    "make_a_record_confidential": PUBLISHERS,
    "make_a_place_known": PUBLISHERS,
    "make_an_address_known": PUBLISHERS,
    "translate_the_name_of_a_person": [TRANSLATOR, EDITOR, PUBLISHER, ADMINISTRATOR],
    "add_a_person": PUBLISHERS,
    "choose_the_ground_for_a_person": PUBLISHERS,
    "withdraw_a_person": PUBLISHERS,
    "add_a_tie": EDITORS,
    "delete_a_tie": EDITORS,
    "cite_a_source": EDITORS,
    "change_a_place": EDITORS,
    "decide_on_a_report": EDITORS,
    "merge_two_records": PUBLISHERS,
    "bring_back_how_a_record_was": EDITORS,
    "read_the_history_of_a_withdrawn_record": PUBLISHERS,
    "hand_in_a_table": EDITORS,
    "take_texts_home_to_translate": ALL_OF_THEM,
    "ask_those_concerned": EDITORS,
    "see_the_dead_links": ALL_OF_THEM,
    "see_the_accounts": [ADMINISTRATOR],
    "change_what_a_role_may_do": [ADMINISTRATOR],
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", MAY)
def test_each_role_may_do_what_is_its_own_and_nothing_more(act, role):
    done = getattr(Acts(), act)(in_role(role))
    assert done is (role in MAY[act])


def test_every_act_is_in_the_table():
    assert {name for name in vars(Acts) if not name.startswith("_")} == MAY.keys()


@pytest.mark.parametrize("act", MAY)
def test_somebody_without_a_role_may_do_nothing(act):
    assert not getattr(Acts(), act)(sign_in(Client(), make_account("new")))
