"""One source, cited for many records at once: looked through, then written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import Citation, ImportFile, Network
from organisations.history.versions import versions_of
from organisations.models import Organisation, Revision

from ..world import (
    cite,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
    make_source,
)
from .test_admin import admin_url
from .test_import import BAYT, hand_in, run
from .test_publishing import act_on_many, press
from .test_roles import in_role

pytestmark = pytest.mark.django_db


def choose(client, *records):
    """Choose records in their list; return the page that asks for the source."""
    data = {"action": "cite_source", "_selected_action": [record.pk for record in records]}
    return client.post(admin_url(type(records[0]), "changelist"), data)


def send(client, page, cited, **changes):
    data = {
        "source": cited.pk if cited else "",
        "paragraph": 3,
        "item": "",
        "facts": list(page.context_data["form"].fields["facts"].initial),
        "ticked": [row.answer for row in page.context_data["rows"]],
    }
    return client.post(page.context_data["address"], data | changes, follow=True)


def vouched(record):
    return [(one.paragraph, one.item, one.supports) for one in record.citations.all()]


class TestPage:
    def test_shows_of_each_record_what_would_be_cited(self, editor):
        house = make_organisation(founding_date="1994", places=["se"])
        (row,) = choose(editor, house).context_data["rows"]
        assert row.facts == ["name", "kind", "founding_date", "places"]

    def test_leaves_out_what_a_source_states_already(self, editor):
        house = make_organisation(founding_date="1994")
        cite(house, "name", "kind")
        assert choose(editor, house).context_data["rows"][0].facts == ["founding_date"]

    def test_shows_what_was_changed_since_it_was_cited(self, editor):
        house = make_organisation(founding_date="1994")
        cite(house, "name", "kind", "founding_date")
        house.founding_date = "1995"
        house.save()
        assert choose(editor, house).context_data["rows"][0].facts == ["founding_date"]

    def test_names_apart_what_needs_no_source(self, editor):
        house = make_organisation()
        cite(house, "name", "kind")
        page = choose(editor, house)
        assert (page.context_data["rows"], page.context_data["done"]) == ([], [house])

    @pytest.mark.parametrize("make", [make_organisation, make_network, make_project, make_person])
    def test_costs_the_same_for_two_and_for_many(self, editor, make):
        records = [make(slug=f"s-{number}", places=["se"]) for number in range(9)]
        costs = []
        for some in (records[:2], records[2:]):
            with CaptureQueriesContext(connection) as queries:
                choose(editor, *some)
            costs.append(len(queries))
        assert costs[1] <= costs[0]


class TestCiting:
    def test_writes_one_citation_for_each_record(self, editor):
        houses = [make_organisation(slug, status="draft", founding_date="1994") for slug in ("a", "b")]
        send(editor, choose(editor, *houses), make_source(), item="2")
        expected = [(3, 2, ["name", "kind", "founding_date"])]
        assert [vouched(house) for house in houses] == [expected, expected]

    def test_is_one_act_in_the_history(self, editor):
        houses = [make_organisation(slug) for slug in ("a", "b")]
        before = Revision.objects.count()
        send(editor, choose(editor, *houses), make_source())
        assert Revision.objects.count() == before + 1
        assert Revision.objects.first().user.username == "editor"

    def test_lets_readers_see_the_source_beside_the_facts(self, editor):
        house = make_organisation(founding_date="1994")
        source = make_source()
        send(editor, choose(editor, house), source)
        assert house.citations.get().vouches["founding_date"]

    def test_makes_publishing_possible(self, editor):
        house = make_organisation(status="draft")
        send(editor, choose(editor, house), make_source())
        press(editor, house, "publish")
        assert Organisation.objects.get().status == "published"

    def test_adds_to_a_citation_of_the_same_place(self, editor):
        house, source = make_organisation(founding_date="1994"), make_source()
        cite(house, "name", source=source, paragraph=3)
        send(editor, choose(editor, house), source)
        assert vouched(house) == [(3, 0, ["name", "kind", "founding_date"])]

    def test_leaves_what_is_not_ticked(self, editor):
        houses = [make_organisation(slug) for slug in ("a", "b")]
        page = choose(editor, *houses)
        send(editor, page, make_source(), ticked=[page.context_data["rows"][1].answer])
        assert [house.citations.count() for house in houses] == [0, 1]

    def test_shows_it_again_where_the_facts_are_narrowed(self, editor):
        house, source = make_organisation(founding_date="1994"), make_source()
        page = choose(editor, house)
        again = send(editor, page, source, facts=["name"])
        assert (house.citations.count(), again.context_data["rows"][0].facts) == (0, ["name"])
        send(editor, again, source, facts=["name"])
        assert vouched(house) == [(3, 0, ["name"])]

    def test_shows_it_again_where_a_record_was_changed_meanwhile(self, editor):
        house = make_organisation(founding_date="1994")
        page = choose(editor, house)
        Organisation.objects.update(founding_date="1995")
        again = send(editor, page, make_source())
        assert (house.citations.count(), "look at it again" in again.text) == (0, True)

    def test_cites_nothing_for_what_was_withdrawn_meanwhile(self, editor):
        house = make_organisation()
        page = choose(editor, house)
        Organisation.objects.update(status="withdrawn")
        send(editor, page, make_source())
        assert not Citation.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            *({"source": ""}, {"source": "999"}, {"paragraph": ""}, {"paragraph": "0"}),
            *({"paragraph": "99999"}, {"facts": []}, {"facts": ["slug"]}, {"item": "-1"}),
        ],
    )
    def test_says_what_is_lacking_and_keeps_the_rest(self, editor, changes):
        house = make_organisation()
        page = choose(editor, house)
        again = send(editor, page, make_source(), **changes)
        assert (again.status_code, house.citations.count()) == (400, 0)

    def test_a_source_that_is_gone_is_told(self, editor):
        house, source = make_organisation(), make_source()
        page = choose(editor, house)
        key = source.pk
        source.delete()
        assert send(editor, page, None, source=key).status_code == 400

    @pytest.mark.parametrize("ticked", [[], ["x"], ["1"], ["9" * 30 + "-a"]])
    def test_of_nothing_does_nothing(self, editor, ticked):
        house = make_organisation()
        send(editor, choose(editor, house), make_source(), ticked=ticked)
        assert not Citation.objects.exists()

    def test_takes_the_digits_of_any_keyboard(self, editor):
        house = make_organisation()
        send(editor, choose(editor, house), make_source(), paragraph="٣")
        assert vouched(house)[0][0] == 3

    @pytest.mark.parametrize("role", ["Translator"])
    def test_is_not_for_who_may_not_cite(self, role):
        house = make_organisation()
        client = in_role(role)
        data = {"source": make_source().pk, "paragraph": 1, "facts": ["name"], "ticked": f"{house.pk}-x"}
        assert client.post(admin_url(Organisation, "cite"), data).status_code == 403
        choose(client, house)
        assert not Citation.objects.exists()

    def test_of_a_network_too(self, editor):
        network = make_network()
        send(editor, choose(editor, network), make_source())
        assert Network.objects.get().citations.get().supports == ["name", "kind"]


class TestFromTheTable:
    """A source and a paragraph in each row of a table are enough to publish all of them."""

    def test_190_rows_are_cited_and_published(self, editor):
        make_source("list"), make_place("iq")
        cited = {"source": "list", "paragraph": "1"}
        rows = [
            BAYT | {"slug": f"h-{number}", "seat": "iq", "item": str(number)} | cited
            for number in range(1, 191)
        ]
        hand_in(editor, *rows)
        ImportFile.objects.update(report={"decisions": {str(line): "new" for line in range(2, 192)}})
        run(editor)
        assert Citation.objects.count() == Organisation.objects.count()
        records = list(Organisation.objects.all())
        act_on_many(editor, "publish", *records)
        assert Organisation.objects.published().count() == len(records) == 190
        assert versions_of(records[0]).first().revision.act == "published"
