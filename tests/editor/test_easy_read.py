"""Easy-read texts in an editor's hands: as all other texts, of who offers help."""

import pytest

from networks.imports import columns
from organisations.models import Person

from ..world import make_network, make_organisation, make_person, make_project, make_source
from .test_import import BAYT, plan
from .test_po_files import bring_in, entry, export, left_out, po, upload

pytestmark = pytest.mark.django_db
WORDS = "Here you can talk to somebody."
ID = "organisations/womens-house#easy_read"


class TestTheForm:
    @pytest.mark.parametrize(
        ("make", "has_it"),
        [(make_organisation, True), (make_project, True), (make_network, False), (make_person, False)],
    )
    def test_asks_for_it_in_each_language_of_who_offers_help(self, editor, make, has_it):
        record = make()
        address = f"/en/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/change/"
        html = editor.get(address).content.decode()
        assert [f'name="easy_read_{code}"' in html for code in ("sv", "ar", "en")] == [has_it] * 3


class TestFilesOfTranslations:
    def test_hold_it(self, editor):
        make_organisation(easy_read_en=WORDS)
        assert export(editor)[ID].id == WORDS

    def test_bring_it_in(self, editor):
        record = make_organisation(easy_read_en=WORDS)
        bring_in(editor, po(entry(ID, WORDS, "Här kan du prata med någon.")))
        record.refresh_from_db()
        assert record.easy_read_sv == "Här kan du prata med någon."

    def test_leave_out_what_is_too_much_of_it(self, editor):
        record = make_organisation(easy_read_en=WORDS)
        assert "250" in str(left_out(upload(editor, po(entry(ID, WORDS, "a" * 251)))))
        record.refresh_from_db()
        assert not record.easy_read_sv

    @pytest.mark.parametrize("make", [make_person, make_network])
    def test_hold_none_of_who_offers_none(self, editor, make):
        make()
        assert not any("easy_read" in one for one in export(editor))


class TestATable:
    @pytest.fixture(autouse=True)
    def _source(self):
        make_source("report")

    def test_brings_it_in(self):
        row = BAYT | {"easy_read_ar": "هنا مكان للحديث.", "source": "report", "paragraph": "1"}
        assert plan(row).rows[0].values["easy_read_ar"] == "هنا مكان للحديث."

    def test_comes_without_it_where_it_is_too_much(self):
        row = BAYT | {"easy_read_ar": "ن" * 251, "source": "report", "paragraph": "1"}
        (planned,) = plan(row).rows
        assert (planned.outcome, "250" in planned.dropped[0].reason) == ("new", True)

    def test_of_people_has_no_column_for_it(self):
        assert not any("easy_read" in column.code for column in columns(Person))


class TestACorrection:
    def test_may_be_of_it(self, client):
        make_organisation(easy_read_en=WORDS)
        html = client.get("/en/report/?about=organisations/womens-house&fact=easy_read_en").text
        assert WORDS in html

    def test_of_a_person_may_not(self, client):
        make_person()
        html = client.get("/en/report/?about=people/amina-ali&fact=easy_read_en").text
        assert 'name="proposal"' not in html
