"""What follows from saving a row, and what it costs: an editor waits for each query."""

from threading import Thread
from time import sleep

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core import serializers
from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from networks.models import Citation, ImportFile, Membership
from organisations.history.recording import revision
from organisations.history.versions import versions_of
from organisations.models import FormerSlug, Organisation, Place, Revision, SearchDocument
from organisations.models.publication import without_citations
from organisations.search.index import deferred, differences

from .world import (
    cite,
    make_affiliation,
    make_focus_area,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_role,
    make_source,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_most(django_assert_max_num_queries):
    return django_assert_max_num_queries


@pytest.fixture
def house():
    """A published organisation with a place, a focus area and a text, as somebody fetches it."""
    make_role("member"), make_role("director"), make_source(), make_language("sv")
    house = make_organisation(places=["se"], focus=["peace"], summary_en="A house.")
    return Organisation.objects.get(pk=house.pk)


TURN = connection.vendor == "postgresql"  # it also asks for the turn of who writes the index


class TestTheCost:
    @pytest.fixture
    def make(self):
        """A function that makes an organisation at a place and on a focus area that are there."""
        place, area = make_place("se"), make_focus_area("peace")

        def make():
            with without_citations():
                house = Organisation.objects.create(
                    slug="the-house", name_en="The House", original_language="en", status="published"
                )
            house.places.set([place])
            house.focus_areas.set([area])

        return make

    def test_of_making_an_organisation(self, make, at_most):
        with at_most(34 + TURN), deferred():
            make()

    def test_of_making_it_in_a_form(self, make, at_most):
        with at_most(34 + TURN), transaction.atomic(), revision(), deferred():
            make()

    def test_of_making_it_and_indexing_each_step(self, make, at_most):
        with at_most(48 + 3 * TURN):
            make()

    def test_of_a_text(self, house, at_most):
        house.summary_sv = "Ett hus."
        with at_most(18):
            house.save()

    def test_of_other_words_in_a_text(self, house, at_most):
        house.summary_en = "Shelter for girls."
        with at_most(20):
            house.save()

    def test_of_a_text_of_a_record_with_many_ties(self, house, at_most):
        for number in range(3):
            make_affiliation(house, person=make_person(f"person-{number}"))
            make_membership(make_network(f"network-{number}"), organisation=house)
        house.summary_sv = "Ett hus."
        with at_most(19):
            house.save()

    def test_of_nothing(self, house, at_most):
        with at_most(6):
            house.save()

    def test_of_nothing_in_a_place(self, house, at_most):
        place = Place.objects.get()
        with at_most(4):
            place.save()

    def test_of_a_tie(self, house, at_most):
        person, role = make_person(), make_role("director")
        with at_most(16):
            house.affiliations.create(person=person, role=role)

    def test_of_a_citation(self, house, at_most):
        source = make_source()
        with at_most(5):
            cite(house, "name", source=source)

    def test_of_another_name(self, house, at_most):
        language = make_language("sv")
        with at_most(17 + TURN):
            house.other_names.create(name="Huset", language=language, kind="variant")

    def test_of_a_renamed_place(self, house, at_most):
        place = make_place("gavle", country="SE", name_sv="Gävle")
        place.name_sv = "Sandviken"
        with at_most(13):
            place.save()

    def test_of_each_further_row_in_a_form(self, house, at_most):
        source = make_source()
        with transaction.atomic(), revision():
            cite(house, "name", source=source)
            with at_most(2):  # the row and its version
                cite(house, "name", source=source, paragraph=2)


class TestARowThatIsSavedAsItWas:
    def written(self, row):
        """Return the tables that saving a row writes."""
        with CaptureQueriesContext(connection) as queries:
            row.save()
        acts = [one["sql"].split(maxsplit=3) for one in queries if "SAVEPOINT" not in one["sql"]]
        return {words[words[0] != "UPDATE" :][1].strip('"') for words in acts if words[0] != "SELECT"}

    def test_is_followed_by_nothing(self, house):
        assert self.written(house) == {"organisations_organisation"}

    @pytest.mark.parametrize("model", [Membership, Citation, Place])
    def test_is_followed_by_nothing_of_whatever_kind_it_is(self, house, model):
        make_membership(make_network(), organisation=house), cite(house, "name")
        assert self.written(model.objects.get()) == {model._meta.db_table}

    def test_is_followed_by_nothing_whatever_the_language_of_the_page(self, house):
        house.name_sv = "Huset"
        house.save()
        with_another_name = Organisation.objects.get()
        with translation.override("sv"):
            assert self.written(with_another_name) == {"organisations_organisation"}

    def test_has_a_version_of_what_was_changed_past_the_signals(self, house):
        user = get_user_model().objects.create_user("shirin")
        house.verified_by = user
        house.save()
        user.delete()
        Organisation.objects.get().save()
        assert versions_of(house).first().verified_by_id is None


def test_a_row_is_compared_by_what_is_saved_of_it(house):
    stale = Organisation.objects.get()
    house.summary_en = "A home."
    house.save()
    stale.save()
    assert versions_of(house).first().summary_en == "A house."
    assert not list(differences())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time.")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_the_one_who_had_to_wait_is_followed_too():
    house = make_organisation(summary_en="A house.")
    stale = Organisation.objects.get()

    def save():
        stale.save()
        connection.close()

    with transaction.atomic():
        house.summary_en = "A home."
        house.save()
        other = Thread(target=save)
        other.start()
        sleep(0.5)
    other.join()
    assert versions_of(house).first().summary_en == Organisation.objects.get().summary_en == "A house."
    assert not list(differences())


def test_rows_of_fixtures_have_sort_keys_states_of_their_texts_and_documents(house):
    data = serializers.serialize("json", [house])
    Organisation.objects.all().delete(), FormerSlug.objects.all().delete()
    data = data.replace('"sort_key_en": "', '"sort_key_en": "wrong').replace('"original"', '"missing"')
    with without_citations():
        for row in serializers.deserialize("json", data):
            row.save()
    loaded = Organisation.objects.get()
    assert loaded.sort_key_en == house.sort_key_en
    assert loaded.translation_state_en == "original"
    assert SearchDocument.objects.exists()


@pytest.mark.parametrize(
    "model", [LogEntry, ImportFile, Revision, SearchDocument, Organisation.history.model]
)
def test_other_models_are_not_listened_to(model):
    assert not any(one.has_listeners(model) for one in (pre_save, post_save, pre_delete, post_delete))
