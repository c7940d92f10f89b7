"""What an editor's table does to the directory: first shown, then done as a whole or not at all."""

from io import BytesIO
from itertools import zip_longest
from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from openpyxl import Workbook

from networks.imports import Outcome, Plan, columns
from networks.models import Citation, ImportFile, Network, Project
from organisations import tables
from organisations.history.undo import undo
from organisations.models import (
    ContactPoint,
    FormerSlug,
    Identifier,
    Organisation,
    OrganisationName,
    Revision,
    SearchDocument,
)
from organisations.search.index import deferred
from organisations.turns import Pace
from orgdirectory.editing.imports import imported

from ..conftest import make_account, sign_in
from ..world import (
    cite,
    make_focus_area,
    make_language,
    make_network,
    make_organisation,
    make_place,
    make_source,
)

pytestmark = pytest.mark.django_db

NEW, CHANGED, SAME, AMBIGUOUS, OUT, REFUSED = Outcome
BAYT = {"slug": "bayt", "original_language": "ar", "name_ar": "بيت النساء"}


def plan(*rows, model=Organisation, taken=(), decisions=()):
    return Plan(model, list(enumerate(rows, 2)), decisions or dict.fromkeys(taken, "new"))


def outcomes(*rows, **options):
    return [row.outcome for row in plan(*rows, **options).rows]


def reasons(*rows, **options):
    return " ".join(plan(*rows, **options).rows[-1].reasons)


def dropped(*rows, **options):
    """Return in words what the last row comes without."""
    row = plan(*rows, **options).rows[-1]
    return " ".join(f"{one.label}: “{one.text}” {one.reason}" for one in row.dropped)


def table(*rows):
    """Return rows as an editor's file: CSV in UTF-8."""
    codes = list(dict.fromkeys(code for row in rows for code in row))
    return tables.as_csv([codes, *([row.get(code, "") for code in codes] for row in rows)])


def hand_in(client, *rows, kind="organisation", content=None, name="rows.csv"):
    """Hand in a file; return the answer."""
    file = SimpleUploadedFile(name, table(*rows) if content is None else content)
    return client.post(reverse("editing:import_start", args=[kind]), {"file": file})


def run(client, **data):
    """Run the import of the last file; return the page when all of it has come."""
    file = ImportFile.objects.first()
    response = client.post(reverse("editing:import_run", args=[file.kind, file.pk]), data)
    return response.getvalue().decode() if response.streaming else response.content.decode()


def import_rows(client, *rows, **options):
    hand_in(client, *rows, **options)
    return run(client)


def as_role(client, role):
    user = make_account("rim")
    user.groups.set([Group.objects.get(name=role)])
    return sign_in(client, user)


class TestWhoMayImport:
    @pytest.mark.parametrize("role", ["Editor", "Publisher", "Administrator"])
    def test_those_who_may_add_records(self, client, role):
        assert hand_in(as_role(client, role), BAYT).status_code == 303

    def test_no_translator(self, client):
        assert hand_in(as_role(client, "Translator"), BAYT).status_code == 403

    def test_nobody_who_is_not_signed_in(self, client):
        assert hand_in(client, BAYT).status_code in (302, 403)
        assert not ImportFile.objects.exists()

    @pytest.mark.parametrize("view", ["import_file", "import_run", "import_discard"])
    def test_a_translator_cannot_reach_the_file_of_an_editor(self, client, view):
        file = ImportFile.objects.create(name="a", kind="organisation", rows=[[2, BAYT]])
        address = reverse(f"editing:{view}", args=["organisation", file.pk])
        assert as_role(client, "Translator").post(address).status_code == 403

    @pytest.mark.parametrize("view", ["import_run", "import_discard"])
    def test_a_link_does_nothing(self, editor, view):
        hand_in(editor, BAYT)
        file = ImportFile.objects.get()
        assert editor.get(reverse(f"editing:{view}", args=["organisation", file.pk])).status_code == 405

    def test_people_are_not_imported(self, editor):
        assert editor.get("/en/admin/import/person/").status_code == 404

    def test_a_file_is_found_under_its_own_kind_only(self, editor):
        hand_in(editor, BAYT)
        file = ImportFile.objects.get()
        assert editor.get(reverse("editing:import_file", args=["network", file.pk])).status_code == 404

    def test_the_list_of_organisations_leads_to_it(self, client):
        html = as_role(client, "Editor").get(reverse("admin:organisations_organisation_changelist")).content
        assert reverse("editing:import_start", args=["organisation"]) in html.decode()

    def test_the_list_does_not_offer_it_to_a_translator(self, client):
        html = (
            as_role(client, "Translator").get(reverse("admin:organisations_organisation_changelist")).content
        )
        assert "/import/" not in html.decode()

    def test_the_list_of_people_does_not_offer_it(self, editor):
        html = editor.get(reverse("admin:organisations_person_changelist")).content.decode()
        assert "/import/" not in html


class TestHandingIn:
    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"slug\n\xff\xd8\0"])
    def test_a_file_that_is_no_table_is_not_kept(self, editor, content):
        response = hand_in(editor, content=content)
        assert (response.status_code, ImportFile.objects.exists()) == (400, False)

    def test_no_file_at_all(self, editor):
        assert editor.post(reverse("editing:import_start", args=["organisation"])).status_code == 400

    def test_the_reason_is_in_the_editors_language(self, editor):
        file = SimpleUploadedFile("a.csv", b"")
        html = editor.post("/ar/admin/import/organisation/", {"file": file}).content.decode()
        assert 'class="errorlist"' in html

    @pytest.mark.parametrize("extension", ["csv", "xlsx"])
    @pytest.mark.parametrize("kind", ["organisation", "network", "project"])
    def test_the_empty_table_is_read_again(self, editor, kind, extension):
        content = editor.get(reverse("editing:import_template", args=[kind, extension])).content
        assert "no rows" in hand_in(editor, content=content, kind=kind).content.decode()

    def test_there_is_no_other_empty_table(self, editor):
        assert editor.get("/en/admin/import/organisation/template.exe").status_code == 404

    @pytest.mark.parametrize("model", [Organisation, Network, Project])
    def test_each_heading_names_one_column(self, model):
        headings = [heading for column in columns(model) for heading in column.headings()]
        assert len(headings) == len(set(headings))

    def test_a_file_can_be_thrown_away(self, editor):
        hand_in(editor, BAYT)
        editor.post(reverse("editing:import_discard", args=["organisation", ImportFile.objects.get().pk]))
        assert not ImportFile.objects.exists()


class TestWhatARowComesTo:
    def test_new(self):
        assert outcomes(BAYT) == [NEW]

    def test_changed(self):
        make_organisation("bayt")
        assert outcomes({"slug": "bayt", "founding_date": "1994"}) == [CHANGED]

    def test_the_same(self):
        make_organisation("bayt", founding_date="1994", places=["se"])
        assert outcomes({"slug": "bayt", "founding_date": "1994", "places": "SE"}) == [SAME]

    def test_an_empty_cell_changes_nothing(self):
        make_organisation("bayt", founding_date="1994")
        assert outcomes({"slug": "bayt", "founding_date": "", "name_en": "Bayt"}) == [SAME]

    def test_an_identifier_finds_the_record(self):
        Identifier.objects.create(organisation=make_organisation("bayt"), scheme="XX", value="1")
        assert outcomes({"identifier": "XX 1", "founding_date": "1994"}) == [CHANGED]

    def test_an_identifier_of_another_record_is_refused(self):
        Identifier.objects.create(organisation=make_organisation("other"), scheme="XX", value="1")
        assert reasons(BAYT | {"identifier": "XX 1"}) == "The number belongs to “other”."

    def test_a_name_that_is_there_is_doubtful_however_it_is_spelled(self):
        make_organisation("other", name_ar="بَيت النِّساءِ")
        assert (outcomes(BAYT), reasons(BAYT)) == ([AMBIGUOUS], "“other” has this name.")

    def test_another_name_is_a_name_too(self):
        other = make_organisation("other")
        OrganisationName.objects.create(
            record=other, name="بيت النساء", language=make_language("ar"), kind="variant"
        )
        assert outcomes(BAYT) == [AMBIGUOUS]

    @pytest.mark.parametrize("name", ["Kvinnojouren Umeå", "Kvinojouren i Umeå", "Umeå Kvinnojouren"])
    def test_a_name_that_is_only_alike_is_doubtful_too(self, name):
        make_organisation("other", name_sv="Kvinnojouren i Umeå")
        assert outcomes({"slug": "new", "name_sv": name}) == [AMBIGUOUS]

    def test_a_website_that_is_there_is_doubtful(self):
        house = make_organisation("other")
        ContactPoint.objects.create(record=house, channel="web", value="https://www.bayt.example/")
        assert reasons(BAYT | {"website": "bayt.example/ar"}) == "“other”: the same website."

    def test_a_doubtful_row_that_is_ticked_is_new(self):
        make_organisation("other", name_ar="بيت النساء")
        assert outcomes(BAYT, taken=[2]) == [NEW]

    def test_two_rows_of_one_name(self):
        assert outcomes(BAYT, BAYT | {"slug": "bayt-2"}) == [NEW, AMBIGUOUS]

    def test_two_rows_of_one_slug(self):
        assert outcomes(BAYT, BAYT | {"name_ar": "غيره"}) == [NEW, REFUSED]

    def test_capitals_make_no_other_address(self):
        make_organisation("bayt")
        assert outcomes({"slug": "Bayt", "name_sv": "Huset"}) == [CHANGED]

    def test_a_new_address_has_small_letters(self):
        assert plan(BAYT | {"slug": "BAYT"}).rows[0].record.slug == "bayt"

    def test_two_rows_that_change_one_record(self):
        make_organisation("bayt")
        assert outcomes({"slug": "bayt", "kind": "media"}, {"slug": "bayt", "kind": "shelter"}) == [
            CHANGED, REFUSED,
        ]  # fmt: skip

    def test_two_rows_of_one_identifier(self):
        rows = BAYT | {"identifier": "XX 1"}, {"slug": "b", "name_en": "B", "identifier": "XX 1"}
        assert outcomes(*rows) == [NEW, REFUSED]

    def test_a_withdrawn_record_does_not_return(self):
        make_organisation("bayt", status="withdrawn")
        assert (outcomes(BAYT), reasons(BAYT)) == ([REFUSED], "“bayt” is withdrawn.")

    @pytest.mark.parametrize("taken", [(), (2,)])
    def test_the_name_of_a_withdrawn_record_does_not_return(self, taken):
        make_organisation("other", name_ar="بيت النساء", status="withdrawn")
        assert outcomes(BAYT, taken=taken) == [REFUSED]

    def test_the_identifier_of_a_withdrawn_record_does_not_return(self):
        gone = make_organisation("other", status="withdrawn")
        Identifier.objects.create(organisation=gone, scheme="XX", value="1")
        assert outcomes({"name_en": "New", "identifier": "XX 1"}) == [REFUSED]

    def test_an_address_of_a_record_that_was_taken_away_does_not_return(self):
        FormerSlug.objects.record_move(Organisation, "bayt")
        assert "taken away" in reasons(BAYT)

    def test_nor_does_it_when_it_is_made_of_the_name(self):
        FormerSlug.objects.record_move(Organisation, "womens-house")
        assert outcomes({"name_en": "Womens House"}) == [REFUSED]

    def test_an_address_that_leads_elsewhere_says_where(self):
        make_organisation("new")
        FormerSlug.objects.record_move(Organisation, "bayt", "new")
        assert reasons(BAYT) == "This address leads to “new” now."

    @pytest.mark.parametrize("slug", ["with space", "å"])
    def test_a_wrong_address_is_refused_with_a_reason(self, slug):
        row = BAYT | {"slug": slug}
        assert (outcomes(row), bool(reasons(row))) == ([REFUSED], True)

    @pytest.mark.parametrize(("column", "text"), [
        ("original_language", "fa"), ("kind", "club"), ("group", "friends"),
        ("founding_date", "08/03/1994"), ("founding_date", "1994-13"), ("seat", "nowhere"),
        ("places", "se; nowhere"), ("focus_areas", "x"), ("languages", "xx"), ("other_names", "OWFI"),
        ("other_names", "OWFI (xx)"), ("other_names", "OWFI (en, x)"), ("website", "http://a b"),
        ("website", "javascript:alert(1)"), ("email", "a@"), ("phone", "abc"), ("identifier", "SE-ON"),
        ("identifier", "SE-ON 802400-1236"), ("source", "x"), ("paragraph", "-1"), ("paragraph", "b"),
        ("name_sv", "a" * 201), ("dissolution_date", "1990"), ("paragraph", "1"),
    ])  # fmt: skip
    def test_a_wrong_value_is_left_out_with_a_reason_and_its_row_comes(self, column, text):
        make_place("se"), make_language("en")
        row = BAYT | {"founding_date": "1994", column: text}
        assert (outcomes(row), bool(dropped(row))) == ([NEW], True)

    @pytest.mark.parametrize(
        ("phone", "is_cut"),
        [("812345678", True), ("46812345678", True), ("0812345678", False), ("116016", False)],
    )
    def test_a_number_that_a_spreadsheet_cut_is_left_out(self, phone, is_cut):
        make_place("se")
        assert bool(dropped(BAYT | {"seat": "se", "phone": phone})) == is_cut

    def test_a_reason_names_the_column_and_what_may_be_meant(self):
        make_place("baghdad")
        words = "seat: “bagdad” “bagdad” is not known. Did you mean “Baghdad”?"
        assert dropped(BAYT | {"seat": "bagdad"}) == words

    def test_a_term_that_may_be_several_is_left_out(self):
        make_place("tripoli-lb", name_en="Tripoli"), make_place("tripoli-ly", name_en="Tripoli")
        assert "tripoli-lb, tripoli-ly" in dropped(BAYT | {"seat": "Tripoli"})

    def test_one_bad_cell_of_a_row_takes_no_other_with_it(self):
        row = BAYT | {"founding_date": "long ago", "kind": "media", "phone": "abc"}
        (planned,) = plan(row).rows
        assert [one.text for one in planned.dropped] == ["long ago", "abc"]
        assert (planned.record.kind, planned.record.founding_date) == ("media", "")

    def test_a_row_without_a_name(self):
        assert reasons({"slug": "bayt"}) == "Give a name in at least one language."

    def test_a_name_without_letters_is_none(self):
        assert "Give a name" in reasons({"name_ar": "!!!"})

    def test_an_arabic_name_alone_makes_an_address(self):
        [row] = plan({"name_ar": "جمعية المثال للمرأة"}).rows
        assert (row.outcome, row.slug) == (NEW, "jamiyat-al-mithal-lil-mara")

    def test_two_names_do_not_say_which_is_the_original(self):
        assert "original language" in reasons({"name_ar": "بيت", "name_en": "House"})

    def test_a_network_of_no_known_kind_is_new(self):
        assert outcomes(BAYT, model=Network) == [NEW]

    def test_an_end_before_the_beginning_that_is_there_is_left_out(self):
        make_organisation("bayt", founding_date="1994")
        row = {"slug": "bayt", "kind": "media", "dissolution_date": "1990"}
        assert "The end comes before the beginning." in dropped(row)
        assert [change.label for change in plan(row).rows[0].changes] == ["kind"]

    def test_many_rows_cost_no_more_queries(self, django_assert_max_num_queries):
        make_place("se")
        with deferred():
            for number in range(30):
                make_organisation(f"old-{number}", places=["se"])
        rows = [{"slug": f"old-{number}", "kind": "media", "places": "se"} for number in range(60)]
        with django_assert_max_num_queries(20):
            plan(*rows, *({"name_en": f"New {number}"} for number in range(60)))


class TestWhatIsWritten:
    def test_a_new_record_is_a_draft(self, editor):
        import_rows(editor, BAYT)
        record = Organisation.objects.get()
        assert (record.slug, record.name_ar, record.status) == ("bayt", "بيت النساء", "draft")

    def test_with_all_that_its_row_gives(self, editor):
        make_place("baghdad", name_ar="بغداد"), make_language("ckb"), make_focus_area("peace")
        row = {"seat": "بغداد", "places": "Baghdad", "languages": "ckb", "focus_areas": "peace"}
        row |= {"kind": "جمعية", "founding_date": "١٩٩٤"}
        import_rows(editor, BAYT | row)
        record = Organisation.objects.get()
        places = [record.seat, *record.places.all()]
        assert [place.slug for place in places] == ["baghdad", "baghdad"]
        assert [record.languages.get().code, record.focus_areas.get().slug] == ["ckb", "peace"]
        assert record.founding_date == "1994"

    def test_ways_of_contact_names_and_identifiers(self, editor):
        make_language("en")
        row = {
            "website": "bayt.example",
            "email": "a@bayt.example",
            "phone": "‎+964 770 123 4567؛ ٠٧٧٠ ١٢٣ ٤٥٦٨",
        }
        row["seat"] = make_place("iq").slug
        row |= {"identifier": "SE-ON 802400-1235", "other_names": "BN (en, acronym); Bayt al-nisa (en)"}
        import_rows(editor, BAYT | row)
        assert list(ContactPoint.objects.values_list("value", flat=True)) == [
            "https://bayt.example", "a@bayt.example", "+9647701234567", "+9647701234568",
        ]  # fmt: skip
        assert str(Identifier.objects.get()) == "SE-ON 802400-1235"
        assert list(OrganisationName.objects.values_list("name", "kind")) == [
            ("BN", "acronym"), ("Bayt al-nisa", "variant"),
        ]  # fmt: skip

    def test_the_source_supports_all_facts_of_the_row(self, editor):
        make_source("text")
        import_rows(editor, BAYT | {"kind": "media", "source": "text", "paragraph": "3", "item": "2"})
        citation = Citation.objects.get()
        assert (citation.organisation.slug, citation.paragraph, citation.item) == ("bayt", 3, 2)
        assert citation.supports == ["name", "kind"]

    def test_a_place_that_is_cited_already_supports_more(self, editor):
        house = make_organisation("bayt")
        cite(house, "name", source=make_source("text"), paragraph=3)
        import_rows(editor, {"slug": "bayt", "kind": "media", "source": "text", "paragraph": "3"})
        assert Citation.objects.get().supports == ["name", "kind"]

    def test_only_given_columns_change(self, editor):
        make_organisation("bayt", name_sv="Huset", kind="shelter", places=["se", "iq"])
        import_rows(editor, {"slug": "bayt", "kind": "media", "name_sv": "", "places": "iq"})
        record = Organisation.objects.get()
        assert (record.name_sv, record.kind, record.status) == ("Huset", "media", "published")
        assert [place.slug for place in record.places.all()] == ["iq"]

    def test_what_a_record_has_of_contacts_stays(self, editor):
        house = make_organisation("bayt")
        ContactPoint.objects.create(record=house, channel="mail", value="a@a.example")
        import_rows(editor, {"slug": "bayt", "email": "a@a.example; b@b.example"})
        assert list(ContactPoint.objects.values_list("value", flat=True)) == ["a@a.example", "b@b.example"]

    def test_a_changed_original_makes_translations_old(self, editor):
        make_organisation("bayt", name_ar="بيت", name_en="House")
        import_rows(editor, {"slug": "bayt", "name_en": "Home"})
        assert Organisation.objects.get().text_state("ar") == "outdated"

    @pytest.mark.parametrize(
        ("columns", "state"),
        [(["name_ar"], "outdated"), (["name_ar", "summary_ar"], "unreviewed")],
    )
    def test_a_translation_that_is_old_is_new_if_all_of_it_comes(self, editor, columns, state):
        house = make_organisation("bayt", name_ar="بيت", summary_ar="بيت.", summary_en="A house.")
        house.summary_en = "A large house."
        house.save()
        import_rows(editor, {"slug": "bayt"} | dict.fromkeys(columns, "بيت كبير"))
        assert Organisation.objects.get().translation_state_ar == state

    def test_search_finds_a_changed_record(self, editor):
        house = make_organisation("bayt", name_en="House")
        import_rows(editor, {"slug": "bayt", "name_en": "Lighthouse"})
        assert "x:lighthouse" in SearchDocument.objects.get(object_id=house.pk).lexemes

    def test_a_draft_is_in_no_search(self, editor):
        import_rows(editor, BAYT)
        assert not SearchDocument.objects.exists()

    def test_a_record_is_sorted_by_its_new_name(self, editor):
        make_organisation("bayt", name_en="House")
        import_rows(editor, {"slug": "bayt", "name_en": "Åhus"}, {"slug": "b", "name_en": "Bhus"})
        assert "" not in Organisation.objects.values_list("sort_key_sv", flat=True)

    def test_networks_and_projects_too(self, editor):
        import_rows(editor, BAYT | {"kind": "forum", "stage": "ongoing"}, kind="network")
        import_rows(editor, BAYT | {"kind": "film", "start_date": "2014"}, kind="project")
        assert [Network.objects.get().stage, Project.objects.get().start_date] == ["ongoing", "2014"]

    def test_a_network_is_changed_too(self, editor):
        make_network("bayt")
        import_rows(editor, {"slug": "bayt", "kind": "forum"}, kind="network")
        assert Network.objects.get().kind == "forum"

    def test_the_history_says_who_did_it_in_one_revision(self, editor):
        make_organisation("old")
        import_rows(editor, BAYT | {"email": "a@a.example"}, {"slug": "old", "kind": "media"})
        revision = Revision.objects.get(act="imported")
        versions = Organisation.history.filter(revision=revision).values_list("slug", "history_type", "kind")
        assert (revision.user.username, revision.note) == ("editor", "rows.csv")
        assert sorted(versions) == [("bayt", "+", ""), ("old", "~", "media")]

    def test_a_record_without_a_history_gets_a_first_version_of_how_it_was(self, editor):
        house = make_organisation("old", kind="shelter", places=["se"])
        Organisation.history.all().delete()
        import_rows(editor, {"slug": "old", "kind": "media"})
        first = Organisation.history.get(revision=Revision.BASELINE)
        assert (first.kind, first.related["places"]) == ("shelter", [house.places.get().pk])

    def test_an_arabic_workbook_survives(self, editor):
        book = Workbook()
        book.active.sheet_view.rightToLeft = True
        book.active.append(["slug", "name_ar", "summary_ar", "founding_date", "phone"])
        book.active.append(
            ["bayt", "رابطة المرأة العراقية", "سطر أول\nسطر ثانٍ؟", 1994.0, "+964 770 123 4567"]
        )
        out = BytesIO()
        book.save(out)
        import_rows(editor, content=out.getvalue(), name="سجلات.xlsx")
        record = Organisation.objects.get()
        assert (record.name_ar, record.summary_ar) == ("رابطة المرأة العراقية", "سطر أول\nسطر ثانٍ؟")
        assert record.founding_date == "1994"


def small_pieces():
    return patch("orgdirectory.editing.imports.Pace", lambda: Pace(first=1, most=1))


def break_off(editor, *more, after, names="Row %d"):
    """Hand in eight rows and more; close the browser when some are written. Return the eight."""
    rows = [{"slug": f"row-{number}", "name_en": names % number} for number in range(1, 9)]
    hand_in(editor, *rows, *more)
    with small_pieces():
        pieces = imported(ImportFile.objects.get(), get_user_model().objects.get())
        while after and f"Written: {after} of" not in next(pieces):
            pass
        pieces.close()
    return rows


def slugs():
    return list(Organisation.objects.order_by("pk").values_list("slug", flat=True))


class TestTheRun:
    def test_tells_how_far_it_has_come_and_what_came_of_it(self, editor):
        html = import_rows(editor, BAYT, {"slug": "x y", "name_en": "X"})
        assert "Written: 1 of 1 rows" in html
        assert "Rows that were left out" in html

    def test_comes_piece_by_piece_and_no_middleware_waits_for_the_whole(self, editor):
        hand_in(editor, BAYT)
        address = reverse("editing:import_run", args=["organisation", ImportFile.objects.get().pk])
        response = editor.post(address, headers={"accept-encoding": "gzip, br"})
        pieces = [piece.decode() for piece in response]
        assert response.headers["Content-Encoding"] == "identity"
        assert [any(words in piece for piece in pieces) for words in ("<html", "Checked", "Written")] == [
            True
        ] * 3

    def test_who_closes_the_browser_keeps_what_is_written(self, editor):
        rows = break_off(editor, after=3)
        assert [slugs() for _time in range(2)] == [["row-1", "row-2", "row-3"]] * 2
        html = run(editor)
        assert (slugs(), "Written: 8 of 8 rows" in html) == ([row["slug"] for row in rows], True)

    def test_an_import_that_was_broken_off_says_so(self, editor):
        break_off(editor, after=3)
        file = ImportFile.objects.get()
        html = editor.get(reverse("editing:import_file", args=["organisation", file.pk])).content.decode()
        assert ("3 rows are imported." in html, "Import 5 rows" in " ".join(html.split())) == (True, True)

    def test_an_import_that_was_broken_off_counts_all_rows_at_the_end(self, editor):
        break_off(editor, {"slug": "x y", "name_en": "X"}, after=3)
        run(editor)
        report = ImportFile.objects.get().report
        assert (report["counts"]["new"], report["counts"]["refused"], len(report["left"])) == (8, 1, 1)

    def test_an_import_that_was_broken_off_is_one_revision(self, editor):
        break_off(editor, after=3)
        make_organisation("other")
        run(editor)
        revision = Revision.objects.get(act="imported")
        assert Organisation.history.filter(revision=revision).count() == 8
        undo(revision)
        assert slugs() == ["other"]

    def test_rows_that_are_like_one_another_all_come_in_though_it_was_broken_off(self, editor):
        break_off(editor, names="Kvinnojouren i Umeå %d", after=3)
        run(editor)
        assert len(slugs()) == 8

    def test_a_row_about_a_record_that_was_written_before_is_still_refused(self, editor):
        break_off(editor, {"slug": "row-1", "name_en": "Another"}, after=3)
        run(editor)
        assert ImportFile.objects.get().report["counts"]["refused"] == 1

    def test_two_runs_of_one_file_write_each_row_once(self, editor):
        rows = break_off(editor, after=3)
        user = get_user_model().objects.get()
        with small_pieces():
            two = [imported(ImportFile.objects.get(), user) for _run in range(2)]
            for _both in zip_longest(*two):
                pass
        assert (slugs(), ImportFile.objects.get().written) == ([row["slug"] for row in rows], 8)
        assert Revision.objects.filter(act="imported").count() == 1

    def test_another_who_writes_between_two_pieces_is_seen(self, editor):
        break_off(editor, {"slug": "late", "name_en": "Late"}, after=0)
        with small_pieces():
            for piece in imported(ImportFile.objects.get(), get_user_model().objects.get()):
                if "Written: 3 of 9" in piece:
                    make_organisation("late", status="withdrawn")
        assert (
            ImportFile.objects.get().report["counts"] | {"new": 8, "refused": 1}
            == (ImportFile.objects.get().report["counts"])
        )

    def test_a_second_press_does_nothing_more(self, editor):
        import_rows(editor, BAYT)
        assert "What came of each row" in run(editor)
        assert Organisation.objects.count() == 1

    def test_the_report_stays(self, editor):
        import_rows(editor, BAYT, {"slug": "b", "kind": "x"})
        file = ImportFile.objects.get()
        html = editor.get(reverse("editing:import_file", args=["organisation", file.pk])).content.decode()
        assert "Give a name in at least one language" in html

    def test_the_rows_are_not_kept_twice(self, editor):
        import_rows(editor, BAYT)
        assert ImportFile.objects.get().rows == []

    def test_doubtful_and_refused_rows_are_left_out(self, editor):
        make_organisation("other", name_ar="بيت النساء")
        import_rows(editor, BAYT, {"slug": "b", "kind": "x"})
        assert Organisation.objects.count() == 1

    def test_a_doubtful_row_comes_in_when_it_is_ticked(self, editor):
        make_organisation("other", name_ar="بيت النساء")
        hand_in(editor, BAYT)
        run(editor, **{"shown": ["2"], "decision-2": "new"})
        assert Organisation.objects.filter(slug="bayt").exists()

    def test_ticks_are_kept_from_page_to_page(self, editor):
        make_organisation("other", name_ar="بيت النساء")
        hand_in(editor, BAYT)
        file = ImportFile.objects.get()
        address = reverse("editing:import_file", args=["organisation", file.pk])
        editor.post(address, {"shown": ["2"], "decision-2": "new"})
        assert 'value="new" checked' in editor.get(address).content.decode()

    def test_a_tick_is_taken_back(self, editor):
        make_organisation("other", name_ar="بيت النساء")
        hand_in(editor, BAYT)
        file = ImportFile.objects.get()
        address = reverse("editing:import_file", args=["organisation", file.pk])
        editor.post(address, {"shown": ["2"], "decision-2": "new"})
        editor.post(address, {"shown": ["2"], "was-2": "new", "decision-2": ""})
        run(editor)
        assert not Organisation.objects.filter(slug="bayt").exists()

    @pytest.mark.parametrize("ticks", [["x"], ["-1"], ["٢"], ["9" * 5000], ["999"]])
    def test_strange_ticks_do_nothing(self, editor, ticks):
        hand_in(editor, BAYT)
        run(editor, **{"shown": ticks, "decision-2": "out"})
        assert Organisation.objects.count() == 1

    def test_a_refused_row_does_not_come_in_though_it_is_ticked(self, editor):
        make_organisation("bayt", status="withdrawn")
        hand_in(editor, BAYT)
        run(editor, **{"shown": ["2"], "decision-2": "new"})
        assert Organisation.objects.get().status == "withdrawn"

    def test_what_the_file_would_do_is_found_out_anew(self, editor):
        hand_in(editor, BAYT)
        make_organisation("bayt", name_ar="غيره")
        run(editor)
        assert ImportFile.objects.get().report["counts"]["changed"] == 1

    def test_a_record_that_is_withdrawn_while_rows_are_checked_is_not_changed(self, editor):
        house = make_organisation("bayt")
        hand_in(editor, {"slug": "bayt", "kind": "media"})

        def withdraw_meanwhile(plan):
            if house.status != "withdrawn":
                house.status = "withdrawn"
                house.save()
            yield "…"

        with patch("orgdirectory.editing.imports.checked", withdraw_meanwhile):
            run(editor)
        assert ImportFile.objects.get().report["counts"]["refused"] == 1

    def test_a_rule_that_only_the_model_knows_stops_all_and_names_the_row(self, editor):
        hand_in(editor, BAYT, {"slug": "b", "name_en": "B"})

        def clean(record):
            from django.core.exceptions import ValidationError

            if record.slug == "b":
                raise ValidationError("Not on Fridays.")

        with patch.object(Organisation, "clean", clean):
            assert "Nothing was imported. Line 3: Not on Fridays." in " ".join(run(editor).split())
        assert not Organisation.objects.exists()

    def test_an_error_of_the_database_rolls_all_back_and_names_the_row(self, editor):
        hand_in(editor, BAYT)
        with patch("networks.imports.write.write_parts", side_effect=IntegrityError):
            assert "from line 2 on" in run(editor)
        assert not Organisation.objects.exists()
        assert ImportFile.objects.get().state == "waiting"

    def test_a_file_that_was_thrown_away_meanwhile(self, editor):
        hand_in(editor, BAYT)
        file = ImportFile.objects.get()
        response = editor.post(reverse("editing:import_run", args=["organisation", file.pk]))
        file.delete()
        assert "thrown away" in response.getvalue().decode()

    def test_nothing_is_changed_by_rows_that_are_the_same(self, editor):
        make_organisation("bayt", kind="media")
        import_rows(editor, {"slug": "bayt", "kind": "media"})
        assert not Revision.objects.filter(act="imported").exists()


class TestThePreview:
    def show(self, editor, query="", *rows):
        hand_in(editor, *rows)
        file = ImportFile.objects.get()
        return editor.get(reverse("editing:import_file", args=["organisation", file.pk]) + query)

    def test_shows_old_and_new_each_in_its_language(self, editor):
        make_organisation("bayt", name_ar="قديم")
        html = self.show(editor, "", {"slug": "bayt", "name_ar": "جديد"}).content.decode()
        assert '<bdi lang="ar" dir="rtl">قديم</bdi>' in html
        assert '<bdi lang="ar" dir="rtl">جديد</bdi>' in html

    def test_counts_each_outcome(self, editor):
        response = self.show(editor, "", BAYT, {"slug": "b", "kind": "x"})
        assert [number for _outcome, _label, number in response.context["counts"]] == [1, 0, 0, 0, 0, 1]

    def test_shows_fifty_rows_a_page(self, editor):
        rows = [{"slug": f"s{n}", "name_en": f"N{n}"} for n in range(51)]
        assert len(self.show(editor, "?page=2", *rows).context["shown"].object_list) == 1

    def test_shows_one_outcome(self, editor):
        response = self.show(editor, "?outcome=refused", BAYT, {"slug": "b", "kind": "x"})
        assert [row.number for row in response.context["rows"]] == [3]

    @pytest.mark.parametrize(
        "query", ["?page=x", "?page=-1", "?page=9", "?outcome=x", "?outcome=%00", "?page=%F0"]
    )
    def test_strange_queries_show_a_page(self, editor, query):
        assert self.show(editor, query, BAYT).status_code == 200

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_is_there_in_each_language(self, editor, language):
        hand_in(editor, BAYT, BAYT, {"slug": "b", "kind": "x"})
        file = ImportFile.objects.get()
        assert editor.get(f"/{language}/admin/import/organisation/{file.pk}/").status_code == 200

    def test_changes_nothing(self, editor):
        self.show(editor, "", BAYT)
        assert not Organisation.objects.exists()

    def test_what_is_in_a_file_is_text_and_no_code(self, editor):
        row = {"slug": "bayt", "name_en": "<script>alert(1)</script>", "kind": "<b>"}
        assert "<script>alert" not in self.show(editor, "", row).content.decode()


class TestNumbersAsPeopleTypeThem:
    """Cells of real tables hold several numbers, remarks, and words for nothing."""

    @pytest.fixture(autouse=True)
    def country(self):
        make_place("tn", country="TN"), make_place("iq"), make_place("se")

    def values(self, editor, seat, **cells):
        import_rows(editor, BAYT | {"seat": seat} | cells)
        return list(ContactPoint.objects.values_list("channel", "value"))

    @pytest.mark.parametrize(
        ("seat", "cell", "numbers"),
        [
            ("tn", "+216 71 123 456, +216 71 123 457", ["+21671123456", "+21671123457"]),
            ("tn", "+ 216 71 123 456", ["+21671123456"]),
            ("iq", "0770/1234567", ["+9647701234567"]),
            ("iq", "0770 123 4567 / 0770 123 4568", ["+9647701234567", "+9647701234568"]),
            ("iq", "0770 123 4567 أو 0770 123 4568", ["+9647701234567", "+9647701234568"]),
            ("se", "026.12.34.56 (vx)", ["+4626123456"]),
            ("se", "Tel: 026–12 34 56", ["+4626123456"]),
            ("se", "026‑12 34 56, ankn. 12", ["+4626123456;ext=12"]),
            ("se", "026-12 34 56\n026-12 34 57", ["+4626123456", "+4626123457"]),
            *(("se", nothing, []) for nothing in ("N/A", "-", "لا يوجد", "saknas")),
        ],
    )
    def test_a_cell_holds_numbers(self, editor, seat, cell, numbers):
        assert self.values(editor, seat, phone=cell) == [("call", number) for number in numbers]

    def test_a_number_of_whatsapp_is_of_that_channel(self, editor):
        assert self.values(editor, "iq", phone="WhatsApp 0770 123 4567") == [("whatsapp", "+9647701234567")]

    @pytest.mark.parametrize(
        ("column", "cell", "values"),
        [
            ("email", "a@a.example, b@b.example", ["a@a.example", "b@b.example"]),
            ("email", "a@a.example/b@b.example", ["a@a.example", "b@b.example"]),
            ("website", "www.a.example / www.b.example", ["https://www.a.example", "https://www.b.example"]),
            ("website", "a.example/x,y", ["https://a.example/x,y"]),
            ("website", "a.example/x/ b.example", ["https://a.example/x", "https://b.example"]),
            ("address", "Storgatan 1, Gävle", ["Storgatan 1, Gävle"]),
        ],
    )
    def test_what_parts_a_cell_depends_on_what_it_holds(self, editor, column, cell, values):
        assert [value for _channel, value in self.values(editor, "se", **{column: cell})] == values

    @pytest.mark.parametrize(
        ("column", "cell"), [("phone", "026-12"), ("email", "nobody"), ("website", "http://b^c")]
    )
    def test_a_refusal_names_the_value(self, column, cell):
        assert cell.split()[-1] in dropped(BAYT | {"seat": "se", column: cell})

    def test_a_number_is_of_the_country_of_the_record_where_the_row_tells_none(self, editor):
        make_organisation("bayt", seat=make_place("gavle", country="SE"))
        import_rows(editor, {"slug": "bayt", "phone": "026-12 34 56"})
        assert ContactPoint.objects.get().value == "+4626123456"

    def test_a_number_of_no_known_country_is_left_out_by_name(self):
        row = BAYT | {"phone": "026-12 34 56"}
        assert "“026-12 34 56” can be dialled within one country only" in dropped(row)
        assert outcomes(row) == [NEW]

    def test_a_number_that_is_there_is_not_there_twice(self, editor):
        house = make_organisation("bayt", seat=make_place("gavle", country="SE"))
        house.contact_points.create(channel="call", value="026-12 34 56")
        import_rows(editor, {"slug": "bayt", "phone": "+46 (0)26-123456"})
        assert house.contact_points.count() == 1


@pytest.mark.parametrize(
    ("cell", "kind", "group"),
    [
        ("", "government", "named"),
        ("", "", "movement"),
        ("movement", "government", "movement"),
        ("Public bodies, funders and others named in the sources", "", "named"),
        ("المنظمات النسائية ومنظمات المجتمع المدني", "media", "movement"),
    ],
)
def test_a_table_may_say_in_which_list_an_organisation_stands(cell, kind, group):
    (row,) = plan(BAYT | {"kind": kind, "group": cell}).rows
    row.full_clean()  # as before it is written
    assert (row.outcome, row.record.group) == (NEW, group)


def test_a_table_that_says_nothing_of_the_list_changes_nothing_of_it():
    make_organisation("bayt", name_ar="بيت النساء", group="named")
    (row,) = plan(BAYT | {"kind": "shelter"}).rows
    assert (row.outcome, row.record.group) == (CHANGED, "named")


class TestACellThatEmptiesItsField:
    """An empty cell changes nothing; one that says so empties the field, of one value or of many."""

    @pytest.fixture
    def full(self):
        house = make_organisation(
            name_sv="Huset",
            summary_en="A house.",
            founding_date="1994",
            seat=make_place("se"),
            focus=["peace"],
        )
        house.contact_points.create(channel="call", value="+4681234567")
        house.contact_points.create(channel="mail", value="a@example.org")
        house.identifiers.create(scheme="SE-ON", value="802400-1235")
        house.other_names.create(name="OWFI", language=make_language("en"), kind="acronym")
        cite(house, "founding_date")
        return house

    def after(self, editor, **cells):
        import_rows(editor, {"slug": "womens-house"} | cells)
        return Organisation.objects.get()

    @pytest.mark.parametrize("word", ["[empty]", "[Tom]", "[فارغ]", " [EMPTY] "])
    def test_in_each_language(self, editor, full, word):
        assert not self.after(editor, summary_en=word).summary_en

    @pytest.mark.parametrize("column", ["founding_date", "seat", "name_sv"])
    def test_of_one_value(self, editor, full, column):
        assert not getattr(self.after(editor, **{column: "[empty]"}), column)

    @pytest.mark.parametrize("column", ["focus_areas", "other_names"])
    def test_of_a_list(self, editor, full, column):
        assert not getattr(self.after(editor, **{column: "[tom]"}), column).exists()

    def test_of_numbers(self, editor, full):
        house = self.after(editor, phone="[empty]", identifier="[empty]")
        assert (house.contact_points.get().channel, house.identifiers.count()) == ("mail", 0)

    @pytest.mark.parametrize("column", ["original_language", "name_en", "source", "slug"])
    def test_of_what_is_needed_is_left_out_with_the_reason(self, full, column):
        assert "This cannot be empty." in dropped({"slug": "womens-house", column: "[empty]"})

    def test_is_shown_before_it_is_done(self, full):
        (row,) = plan({"slug": "womens-house", "summary_en": "[empty]", "phone": "[empty]"}).rows
        assert [(change.old.text, change.new.text) for change in row.changes] == [
            ("A house.", ""),
            ("+4681234567", ""),
        ]

    def test_that_is_empty_already_changes_nothing(self):
        make_organisation()
        cells = {"slug": "womens-house", "summary_en": "[empty]", "seat": "[empty]", "phone": "[empty]"}
        assert outcomes(cells | {"focus_areas": "[empty]"}) == [SAME]

    def test_of_a_new_record_means_nothing(self):
        assert outcomes(BAYT | {"summary_ar": "[empty]", "name_sv": "[empty]", "phone": "[empty]"}) == [NEW]

    def test_is_a_version_and_can_be_undone(self, editor, full):
        self.after(editor, phone="[empty]", founding_date="[empty]")
        undo(Revision.objects.get(act="imported"))
        assert (Organisation.objects.get().founding_date, full.contact_points.count()) == ("1994", 2)

    def test_does_not_let_its_source_state_the_empty_fact(self, editor, full):
        make_source("text")
        house = self.after(editor, founding_date="[empty]", summary_en="New.", source="text", paragraph="7")
        assert house.citations.get(paragraph=7).supports == ["summary"]
