"""What the first page of the admin says waits for an editor."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from networks.models import Report
from organisations.history.recording import revision
from organisations.models import LinkCheck
from organisations.publishing import TRANSITIONS, apply_transition
from organisations.search.index import deferred
from orgdirectory.editing import change_url

from ..conftest import make_account, sign_in
from ..world import make_organisation, make_person, make_report, make_source

pytestmark = pytest.mark.django_db

HOME = "/en/admin/"


def somebody(role, name="nour"):
    user = make_account(name)
    user.groups.add(Group.objects.get(name=role))
    return user


def panels(role):
    """Return {title: panel} as somebody with a role finds them."""
    context = sign_in(Client(), somebody(role)).get(HOME).context
    return {panel.title: panel for panel in context["found"]}


def test_my_drafts_are_those_that_i_had_a_hand_in():
    user = somebody("Editor")
    with revision(user):
        make_organisation("mine", status="draft")
    make_organisation("another", status="draft")
    found = sign_in(Client(), user).get(HOME).context["found"]
    assert [row.words for panel in found if panel.title == "My drafts" for row in panel.rows] == ["Mine"]


def test_my_drafts_say_how_far_each_has_come_and_why_it_was_returned():
    user, publisher = somebody("Editor"), somebody("Publisher", "shirin")
    with revision(user):
        houses = [make_organisation(slug, status="draft") for slug in ("begun", "handed-in", "returned")]
    for house in houses[1:]:
        apply_transition(TRANSITIONS["submit"], house, user)
    apply_transition(TRANSITIONS["redraft"], houses[2], publisher, "Page 7 says 1994.")
    found = sign_in(Client(), user).get(HOME).context["found"]
    (panel,) = (panel for panel in found if panel.title == "My drafts")
    assert {row.words: (row.more, row.note) for row in panel.rows} == {
        "Begun": ("Organisation · draft", ""),
        "Handed In": ("Organisation · sent for publishing · nour", ""),
        "Returned": ("Organisation · returned as a draft · shirin", "Page 7 says 1994."),
    }


def test_a_publisher_finds_what_was_handed_in():
    make_organisation(status="review")
    assert [row.words for row in panels("Publisher")["Waiting to be published"].rows] == ["Womens House"]


def test_a_publisher_reads_who_handed_it_in_and_with_which_words():
    house = make_organisation(status="draft")
    apply_transition(TRANSITIONS["submit"], house, somebody("Editor", "edda"), "The source follows.")
    (row,) = panels("Publisher")["Waiting to be published"].rows
    assert (row.more, row.note) == ("Organisation · sent for publishing · edda", "The source follows.")


def test_an_editor_who_cannot_publish_finds_no_such_list():
    assert "Waiting to be published" not in panels("Editor")


def test_records_that_nobody_checked_are_counted():
    make_organisation(), make_organisation("fresh", verified_on=timezone.localdate())
    make_organisation("draft", status="draft")
    assert panels("Editor")["To be checked again"].number == 1


def test_new_messages_are_counted_and_handled_ones_are_not():
    make_report(), make_report(state="handled")
    assert panels("Editor")["Messages and suggestions of readers"].number == 1


def test_dead_links_are_counted():
    for name, answer in [("dead", {"failure": "404"}), ("alive", {"status": 200})]:
        make_source(name, url=f"https://{name}.example/")
        LinkCheck.objects.create(url=f"https://{name}.example/", checked=timezone.now(), **answer)
    assert panels("Editor")["Dead links"].number == 1


def test_a_dead_link_that_nothing_names_any_more_is_not_counted():
    LinkCheck.objects.create(url="https://dead.example/", checked=timezone.now(), failure="404")
    assert panels("Editor")["Dead links"].number == 0


def test_people_are_asked_again_when_their_day_has_come():
    make_person(review_on="2026-01-01"), make_person("later", review_on="2999-01-01")
    assert [row.words for row in panels("Publisher")["People due for review"].rows] == ["Amina Ali"]


def test_a_translator_finds_nothing_that_she_may_not_do():
    make_organisation(status="review"), make_report()
    found = panels("Translator")
    assert not {"Waiting to be published", "My drafts"} & found.keys()
    assert found["Messages and suggestions of readers"].number == 0


def test_a_translator_finds_what_readers_propose_for_texts():
    house = make_organisation()
    proposals = {"summary_sv": "Ett hus.", "founding_date": "1994"}
    for fact, proposal in proposals.items():
        make_report(organisation=house, fact=fact, proposal=proposal)
    make_report(fact="summary_sv", proposal="Of what is gone.")
    wanted = Report.objects.get(fact="summary_sv", organisation=house)
    [row] = panels("Translator")["Messages and suggestions of readers"].rows
    assert (row.words, row.url) == ("Womens House", change_url(wanted))


def test_a_translator_finds_how_much_is_to_be_translated_into_each_language():
    (
        make_organisation(summary_en="s"),
        make_organisation("other", name_sv="Annan", translation_review_sv="reviewed"),
    )
    panel = panels("Translator")["What is to be translated"]
    assert [(row.url[-2:], row.more) for row in panel.rows] == [("sv", 1), ("ar", 2)]


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_every_panel_is_in_the_editors_language(editor, language):
    english = {panel.title for panel in editor.get(HOME).context["found"]}
    found = {panel.title for panel in editor.get(f"/{language}/admin/").context["found"]}
    assert not english & found


def test_the_first_page_asks_little_of_the_database(editor, django_assert_max_num_queries):
    with deferred():
        for number in range(30):
            make_organisation(f"house-{number}", status="review")
    with django_assert_max_num_queries(64):
        editor.get(HOME)
