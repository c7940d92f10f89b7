"""What editors see of the messages from readers."""

import pytest
from django.urls import reverse

from networks.models import Report
from organisations.models import Person

from ..world import make_network, make_organisation, make_person, make_project, make_report
from .test_admin import admin_url
from .test_roles import in_role

pytestmark = pytest.mark.django_db

LIST = "admin:networks_report_changelist"
FORM = "admin:networks_report_change"


def page(editor, name, *args, language="en"):
    return editor.get(f"/{language}{reverse(name, args=args)[3:]}").content.decode()


def test_the_list_shows_the_beginning_of_a_message_and_its_record(editor):
    make_report("السنة\nخاطئة " + "جدًا " * 40, organisation=make_organisation())
    html = page(editor, LIST, language="ar")
    assert "<bdi>السنة خاطئة جدًا" in html
    assert "Womens House" in html


def test_an_editor_reads_a_message_in_arabic(editor):
    report = make_report("السنة خاطئة", kind="removal", language="ar")
    html = page(editor, FORM, report.pk, language="ar")
    assert '<div dir="auto">السنة خاطئة</div>' in html
    assert "أرجو إزالة اسمي" in html


@pytest.mark.parametrize("name", [LIST, FORM])
def test_markup_in_a_message_is_text(editor, name):
    report = make_report("<script>alert(1)</script>")
    html = page(editor, name, *([report.pk] if name == FORM else []))
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


def test_an_address_in_a_message_is_no_link(editor):
    report = make_report("https://evil.example/")
    assert 'href="https://evil.example/' not in page(editor, FORM, report.pk)


def test_a_message_leads_to_the_form_of_its_record(editor):
    house = make_organisation()
    report = make_report(organisation=house)
    address = reverse("admin:organisations_organisation_change", args=[house.pk])
    assert f'<a href="{address}"><bdi>Womens House</bdi></a>' in page(editor, FORM, report.pk)


def test_an_editor_notes_what_was_done(editor):
    report = make_report()
    editor.post(reverse(FORM, args=[report.pk]), {"_accept": "x", "note": "Rättat."})
    report.refresh_from_db()
    assert (report.state, report.note) == ("handled", "Rättat.")


def test_an_editor_cannot_change_what_a_reader_wrote(editor):
    report = make_report()
    editor.post(reverse(FORM, args=[report.pk]), {"message": "Fine.", "kind": "other"})
    report.refresh_from_db()
    assert (report.message, report.kind) == ("The year is wrong.", "error")


def test_editors_write_no_messages_themselves(editor):
    assert editor.get(reverse("admin:networks_report_add")).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"), [("state__exact=new", 1), ("kind__exact=removal", 0), ("q=YEAR", 1)]
)
def test_messages_are_filtered_and_sought(editor, query, found):
    make_report()
    make_report("Other.", state="handled")
    response = editor.get(f"{reverse(LIST)}?{query}")
    assert response.context["cl"].result_count == found


def test_a_long_list_costs_few_queries(editor, django_assert_max_num_queries):
    house = make_organisation()
    for _ in range(30):
        make_report(organisation=house)
    with django_assert_max_num_queries(9):
        page(editor, LIST)


def test_a_visitor_sees_no_message(client):
    assert client.get(reverse(LIST)).status_code == 302


def test_an_editor_can_delete_a_message(editor):
    report = make_report()
    editor.post(reverse("admin:networks_report_delete", args=[report.pk]), {"post": "yes"})
    assert not Report.objects.exists()


class TestAMessageOnSomethingWithdrawn:
    @pytest.fixture(params=["person", "organisation", "network", "project"])
    def report(self, request):
        make = {"organisation": make_organisation, "network": make_network, "project": make_project}
        record = make.get(request.param, make_person)(status="withdrawn")
        return make_report("Qqq", note="Qqq", answer="Qqq", **{request.param: record})

    @pytest.mark.parametrize("role", ["Translator", "Editor"])
    def test_is_for_publishers_alone(self, report, role):
        client = in_role(role)
        assert client.get(reverse(LIST)).context["cl"].result_count == 0
        response = client.get(reverse(FORM, args=[report.pk]), follow=True)
        assert "Qqq" not in response.content.decode()

    @pytest.mark.parametrize("query", ["?q=Qqq", "?state__exact=new", "?kind__exact=error&o=1"])
    def test_is_found_by_nobody_else(self, report, query):
        assert in_role("Editor").get(reverse(LIST) + query).context["cl"].full_result_count == 0

    @pytest.mark.parametrize(("role", "number"), [("Editor", 0), ("Publisher", 1)])
    def test_is_counted_for_publishers_alone(self, report, role, number):
        panels = in_role(role).get("/en/admin/").context["found"]
        found = [panel.number for panel in panels if panel.title == "Messages and suggestions of readers"]
        assert found == [number]

    @pytest.mark.parametrize("act", ["change", "delete", "history"])
    def test_is_answered_and_deleted_by_nobody_else(self, report, act):
        address = reverse(f"admin:networks_report_{act}", args=[report.pk])
        in_role("Editor").post(address, {"_accept": "x", "post": "yes"})
        assert Report.objects.get().state == "new"

    def test_is_not_declined_in_the_list_by_anybody_else(self, report):
        in_role("Editor").post(reverse(LIST), {"action": "decline", "_selected_action": [report.pk]})
        assert Report.objects.get().state == "new"

    def test_is_read_by_publishers(self, report):
        assert "Qqq" in page(in_role("Publisher"), FORM, report.pk)


def test_what_was_written_on_a_person_is_forgotten_with_her(editor):
    person = make_person()
    report = make_report("Qqq asks", note="Qqq wrote", person=person)
    editor.post(admin_url(Person, "delete", person.pk), {"post": "yes"})
    report.refresh_from_db()
    assert (report.message, report.note) == ("…", "")


class TestAProposalOnSomebodyWithdrawn:
    @pytest.fixture
    def report(self):
        texts = {"fact": "name_en", "proposal": "Qqq", "seen": "Qqq"}
        return make_report("", person=make_person(status="withdrawn"), **texts)

    @pytest.mark.parametrize("role", ["Translator", "Editor"])
    def test_is_not_found_by_its_words(self, report, role):
        assert in_role(role).get(reverse(LIST), {"q": "Qqq"}).context["cl"].result_count == 0

    @pytest.mark.parametrize("column", ["proposal", "seen", "receipt", "person__name_en"])
    def test_is_not_found_by_a_filter_that_the_list_does_not_offer(self, report, column):
        assert in_role("Editor").get(reverse(LIST), {f"{column}__startswith": "Q"}).status_code == 400

    def test_is_forgotten_with_her(self, report, editor):
        editor.post(admin_url(Person, "delete", report.person.pk), {"post": "yes"})
        report.refresh_from_db()
        assert (report.proposal, report.seen) == ("", "")


def test_a_proposal_on_somebody_published_is_found_by_its_words():
    make_report("", person=make_person(), fact="name_en", proposal="Qqq")
    assert in_role("Editor").get(reverse(LIST), {"q": "Qqq"}).context["cl"].result_count == 1
