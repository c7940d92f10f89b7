"""An editor is told of records that may be the one she writes, and says when they are two."""

import pytest
from django.contrib.auth.models import Group

from organisations.models import FormerSlug, NotDuplicate, Organisation, Revision
from organisations.search.index import deferred

from ..conftest import make_account, sign_in
from ..world import cite, make_network, make_organisation, make_person
from .test_admin import admin_url, opened_form

pytestmark = pytest.mark.django_db
TWINS = "/en/admin/twins/"


@pytest.fixture
def as_a(client):
    """Sign in somebody of a role."""

    def signed_in(role):
        user = make_account(role)
        user.groups.set(Group.objects.filter(name=role))
        return sign_in(client, user)

    return signed_in


@pytest.fixture
def house(db):
    return make_organisation(name_en="Women's Network", name_ar="شبكة النساء")


def alike(client, model=Organisation, language="en", **query):
    return client.get(f"/{language}{admin_url(model, 'alike')[3:]}", query)


class TestWhileTyping:
    def test_a_like_record_is_named_with_its_reason_and_status(self, editor, house):
        html = alike(editor, name="Womens networks").content.decode()
        assert "the same words in another form or order" in html
        assert "published" in html
        assert f'href="{admin_url(Organisation, "change", house.pk)}"' in html

    def test_nothing_is_said_where_nothing_is_alike(self, editor, house):
        assert alike(editor, name="Peace").content.decode().strip() == ""

    def test_the_record_itself_is_not_named(self, editor, house):
        assert alike(editor, name="Women's Network", of=house.pk).content.decode().strip() == ""

    def test_what_was_stored_is_escaped(self, editor):
        make_organisation(name_en="<b Peace")
        assert "&lt;b Peace" in alike(editor, name="b peace").content.decode()

    def test_a_name_in_another_language_says_which_and_how_it_runs(self, editor):
        make_organisation(name_en="", name_ar="شبكة النساء", original_language="ar")
        assert '<bdi lang="ar" dir="rtl">شبكة النساء' in alike(editor, name="شبكه النساء").content.decode()

    def test_the_answer_is_kept_nowhere(self, editor):
        assert "no-store" in alike(editor, name="x").headers["Cache-Control"]

    @pytest.mark.parametrize(
        "query", [{}, {"name": ""}, {"name": "\0"}, {"name": "ش" * 999}, {"name": "%_'\""}]
    )
    def test_any_query_is_answered(self, editor, house, query):
        assert alike(editor, **query).status_code == 200

    @pytest.mark.parametrize("of", ["x", "-1", "1e3", "9" * 30, "٣"])
    def test_a_record_that_is_no_number_is_refused(self, editor, of):
        assert alike(editor, name="x", of=of).status_code == 400

    @pytest.mark.parametrize("role", ["Translator", "Editor", "Publisher", "Administrator"])
    def test_each_role_may_ask(self, as_a, role):
        assert alike(as_a(role), name="x").status_code == 200

    def test_who_may_not_see_the_kind_may_not_ask(self, as_a):
        assert alike(as_a("nobody"), name="x").status_code == 403

    def test_nobody_asks_without_signing_in(self, client, house):
        assert alike(client, name="Women's Network").status_code == 302

    @pytest.mark.parametrize(("role", "is_told"), [("Editor", False), ("Publisher", True)])
    def test_what_was_withdrawn_is_told_to_publishers_only(self, as_a, house, role, is_told):
        Organisation.objects.update(status="withdrawn")
        assert ("Network" in alike(as_a(role), name="Women's Network").content.decode()) is is_told

    def test_each_name_input_says_where_to_ask(self, editor):
        html = editor.get(admin_url(Organisation, "add")).content.decode()
        assert html.count(f'data-alike="{admin_url(Organisation, "alike")}"') == 3


def add(client, **fields):
    address = admin_url(Organisation, "add")
    data = opened_form(client, address) | {"slug": "new-one", "original_language": "en", **fields}
    return client.post(address, data, follow=True)


class TestSaving:
    def test_a_record_of_the_same_name_is_asked_about_before_it_is_saved(self, editor, house):
        html = add(editor, name_en="Womens network").content.decode()
        assert "It is another one; save all the same" in html
        assert Organisation.objects.count() == 1

    def test_it_is_saved_once_the_editor_says_that_it_is_another(self, editor, house):
        add(editor, name_en="Women's Network", another="1")
        assert Organisation.objects.count() == 2

    def test_and_the_two_are_not_called_alike_again(self, editor, house):
        add(editor, name_en="Women's Network", another="1")
        assert NotDuplicate.objects.count() == 1

    def test_a_likely_one_is_saved_and_named_with_a_link_to_compare(self, editor, house):
        html = add(editor, name_en="The women networks").content.decode()
        new = Organisation.objects.get(slug="new-one")
        assert f'href="{admin_url(Organisation, "merge", new.pk, house.pk)}"' in html

    def test_the_same_name_of_another_kind_hinders_nothing(self, editor):
        make_network(name_en="Women's Network")
        assert "It may be the same as" in add(editor, name_en="Women's Network").content.decode()
        assert Organisation.objects.count() == 1

    def test_a_name_that_stays_is_not_asked_about(self, editor, house):
        duplicate = make_organisation("twin", name_en="Women's Network")
        address = admin_url(Organisation, "change", duplicate.pk)
        data = opened_form(editor, address) | {"founding_date": "1994"}
        assert editor.post(address, data).status_code == 302

    def test_a_changed_name_is_asked_about(self, editor, house):
        duplicate = make_organisation("twin")
        address = admin_url(Organisation, "change", duplicate.pk)
        data = opened_form(editor, address) | {"name_ar": "شبكه النساء"}
        assert "It is another one" in editor.post(address, data).content.decode()

    def test_an_editor_is_offered_no_merging(self, as_a, house):
        html = add(as_a("Editor"), name_en="The women networks").content.decode()
        assert "It may be the same as" in html
        assert "Compare and merge" not in html


class TestThePairs:
    def test_a_pair_is_listed_with_its_reason(self, editor, house):
        make_organisation("twin", name_en="Women networks")
        html = editor.get(TWINS).content.decode()
        assert "the same words in another form or order" in html
        assert "Compare and merge" in html

    def test_what_was_withdrawn_is_in_no_pair(self, editor, house):
        make_organisation("twin", name_en="Women's Network", status="withdrawn")
        assert "0 pairs" in editor.get(TWINS).content.decode()

    def test_two_that_are_called_two_are_not_listed_again(self, editor, house):
        duplicate = make_organisation("twin", name_en="Women's Network")
        answer = editor.post(f"{TWINS}organisation/{duplicate.pk}/{house.pk}/", follow=True)
        assert "0 pairs" in answer.content.decode()

    def test_the_dashboard_counts_them_anew_then(self, editor, house):
        from orgdirectory.editing.duplicates import number_of_pairs

        duplicate = make_organisation("twin", name_en="Women's Network")
        before = number_of_pairs()
        editor.post(f"{TWINS}organisation/{duplicate.pk}/{house.pk}/")
        assert (before, number_of_pairs()) == (1, 0)

    @pytest.mark.parametrize(
        "path", ["organisation/1/1/", "club/1/2/", "organisation/1/999999/", f"person/1/{10**30}/"]
    )
    def test_what_is_no_pair_is_not_found(self, editor, house, path):
        assert editor.post(f"{TWINS}{path}").status_code == 404

    def test_nothing_is_said_by_following_a_link(self, editor, house):
        duplicate = make_organisation("twin", name_en="Women's Network")
        assert editor.get(f"{TWINS}organisation/{duplicate.pk}/{house.pk}/").status_code == 405

    @pytest.mark.parametrize(("role", "status"), [("Translator", 403), ("Editor", 200), ("Publisher", 200)])
    def test_who_may_change_records_sees_them(self, as_a, role, status):
        assert as_a(role).get(TWINS).status_code == status

    def test_an_editor_may_not_say_it_of_people(self, as_a):
        one, other = make_person("one"), make_person("other")
        answer = as_a("Editor").post(f"{TWINS}person/{one.pk}/{other.pk}/")
        assert (answer.status_code, NotDuplicate.objects.count()) == (403, 0)

    def test_many_pairs_ask_the_database_a_fixed_number_of_times(self, editor, django_assert_max_num_queries):
        with deferred():
            for number in range(12):
                make_organisation(f"house-{number}", name_en="Peace")
        with django_assert_max_num_queries(27):
            editor.get(TWINS)


class TestMergingPages:
    def merge_address(self, kept, gone):
        return admin_url(type(kept), "merge", kept.pk, gone.pk)

    def test_two_are_compared_fact_by_fact(self, editor, house):
        duplicate = make_organisation("twin", name_en="Peace", founding_date="1994")
        html = editor.get(self.merge_address(house, duplicate)).content.decode()
        assert 'name="founding_date" value="gone"' in html
        assert 'name="kind"' not in html

    def test_what_is_chosen_is_kept(self, editor, house):
        duplicate = make_organisation("twin", name_en="Peace", founding_date="1994")
        sides = {"name_en": "gone", "name_ar": "kept", "founding_date": "kept"}
        editor.post(self.merge_address(house, duplicate), sides)
        kept = Organisation.objects.get()
        assert (kept.slug, kept.name_en, kept.founding_date) == ("womens-house", "Peace", "")

    def test_it_is_one_revision_by_who_did_it(self, editor, house):
        cite(duplicate := make_organisation("twin", name_en="Women's Network"), "name")
        editor.post(self.merge_address(house, duplicate), {"name_ar": "kept"})
        merging = Revision.objects.filter(user__username="editor").get()
        assert merging.act == "merged"

    @pytest.mark.parametrize("data", [{}, {"name_en": "both", "name_ar": "kept"}])
    def test_a_choice_that_is_none_is_refused_and_merges_nothing(self, editor, house, data):
        duplicate = make_organisation("twin")
        assert editor.post(self.merge_address(house, duplicate), data).status_code == 200
        assert Organisation.objects.count() == 2

    def test_a_refusal_is_told_in_words(self, editor):
        one = make_organisation("one", name_en="Peace")
        hidden = make_organisation("two", name_en="Peace", status="draft", confidentiality="editors")
        answer = editor.post(self.merge_address(one, hidden))
        assert (answer.status_code, "cannot be published" in answer.content.decode()) == (409, True)

    @pytest.mark.parametrize("role", ["Translator", "Editor", "nobody"])
    @pytest.mark.parametrize("make", [make_organisation, make_person, make_network])
    def test_who_may_not_publish_may_not_merge(self, as_a, role, make):
        one, other = make("one", name_en="Peace"), make("other", name_en="Peace")
        client = as_a(role)
        pages = [self.merge_address(one, other), admin_url(type(one), "merge_with", one.pk)]
        answers = [client.get(pages[0]), client.post(pages[0]), client.get(pages[1])]
        assert ({answer.status_code for answer in answers}, type(one).objects.count()) == ({403}, 2)

    @pytest.mark.parametrize("make", [make_organisation, make_person, make_network])
    def test_a_publisher_may(self, as_a, make):
        one, other = make("one", name_en="Peace"), make("other", name_en="Peace")
        as_a("Publisher").post(self.merge_address(one, other))
        assert type(one).objects.count() == 1

    def test_two_that_are_chosen_in_the_list_are_compared_and_the_published_one_stays(self, editor, house):
        draft = make_organisation("draft", status="draft")
        data = {"action": "merge_two", "_selected_action": [draft.pk, house.pk]}
        answer = editor.post(admin_url(Organisation, "changelist"), data)
        assert answer.headers["Location"] == self.merge_address(house, draft)

    @pytest.mark.parametrize("number", [1, 3])
    def test_no_more_and_no_fewer_than_two_can_be_merged(self, editor, number):
        chosen = [make_organisation(f"house-{i}").pk for i in range(number)]
        data = {"action": "merge_two", "_selected_action": chosen}
        html = editor.post(admin_url(Organisation, "changelist"), data, follow=True).content.decode()
        assert "Choose exactly two records to merge." in html

    def test_an_editor_finds_no_such_action(self, as_a, house):
        assert "merge_two" not in as_a("Editor").get(admin_url(Organisation, "changelist")).content.decode()

    def test_a_record_leads_to_those_like_it_and_to_any_other(self, editor, house):
        make_organisation("twin", name_en="Women networks")
        make_organisation("peace", name_en="Peace")
        html = editor.get(admin_url(Organisation, "merge_with", house.pk), {"q": "peace"}).content.decode()
        assert ("Women networks" in html, "Peace" in html) == (True, True)

    @pytest.mark.parametrize("query", ["?q=%00", "?q=", "?q=" + "x" * 900])
    def test_any_search_is_answered(self, editor, house, query):
        assert editor.get(admin_url(Organisation, "merge_with", house.pk) + query).status_code == 200

    def test_what_is_not_there_is_not_found(self, editor, house):
        assert editor.get(admin_url(Organisation, "merge", house.pk, 10**30)).status_code == 404

    def test_the_public_address_of_the_other_leads_on(self, editor, house):
        duplicate = make_organisation("twin", name_en="Women's Network")
        editor.post(self.merge_address(house, duplicate), {"name_ar": "kept"})
        assert FormerSlug.objects.at(Organisation, "twin").successor == "womens-house"

    def merged(self, editor, house):
        duplicate = make_organisation("twin", name_en="Women's Network")
        cite(house, "name"), cite(duplicate, "name", paragraph=2)
        return editor.post(self.merge_address(house, duplicate), {"name_ar": "kept"}).headers["Location"]

    def test_a_merging_is_undone_by_a_button(self, editor, house):
        page = self.merged(editor, house)
        assert 'value="Undo"' in editor.get(page).content.decode()
        editor.post(page)
        assert Organisation.objects.filter(slug="twin").exists()
        assert not FormerSlug.objects.at(Organisation, "twin")

    def test_what_was_undone_is_not_undone_twice(self, editor, house):
        page = self.merged(editor, house)
        editor.post(page)
        editor.post(page)
        assert Organisation.objects.filter(slug__in=["twin", "womens-house"]).count() == 2

    def test_what_was_withdrawn_since_does_not_come_back(self, editor, house):
        page = self.merged(editor, house)
        Organisation.objects.filter(pk=house.pk).update(status="withdrawn")
        answer = editor.post(page, follow=True)
        assert "It has been withdrawn since." in answer.content.decode()
        assert not Organisation.objects.published().exists()

    def test_an_editor_undoes_nothing(self, editor, house, as_a):
        page = self.merged(editor, house)
        assert as_a("Editor").post(page).status_code == 403

    @pytest.mark.parametrize("revision", [0, 999999, 10**30])
    def test_what_is_no_merging_is_not_found(self, editor, house, revision):
        assert editor.post(admin_url(Organisation, "merged", house.pk, revision)).status_code == 404
