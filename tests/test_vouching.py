"""What vouches for a value never outlives it, by whatever way the value changes."""

import random
from datetime import date

import pytest
from django.core import serializers
from django.core.management import call_command
from django.utils.timezone import localdate
from django.utils.translation import override

from networks.affirming import affirm, questions
from networks.corrections import accept
from networks.imports import Plan
from networks.imports.write import write
from networks.models import Citation
from organisations.disclosure import PublicRecord, PublicTie
from organisations.history.recording import revision
from organisations.history.restore import restore
from organisations.history.undo import undo
from organisations.history.versions import versions_of
from organisations.merging import merge
from organisations.models import Affiliation, Organisation, Place
from organisations.models.vouching import stated
from organisations.publishing import TRANSITIONS, apply_transition

from .editor.test_admin import admin_url, opened_form
from .editor.test_po_files import entry, po, upload
from .editor.test_roles import in_role
from .world import (
    cite,
    make_affiliation,
    make_focus_area,
    make_language,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
    make_report,
    make_source,
)

pytestmark = pytest.mark.django_db

FACTS = ("name", "founding_date", "summary", "places", "focus_areas", "languages", "other_names", "seat")


def make_checked():
    """Make an organisation whose facts one source states, and that an editor has checked."""
    house = make_organisation(
        "house",
        founding_date="1994",
        summary_en="A house.",
        summary_sv="Ett hus.",
        seat=make_place("lund"),
        places=["lund"],
        focus=["peace"],
        languages=["fa"],
    )
    house.other_names.create(name="WH", language=make_language("en"), kind="acronym")
    cite(house, *FACTS)
    return house


@pytest.fixture
def house(admin_user):
    house = make_checked()
    return apply_transition(TRANSITIONS["confirm"], house, admin_user)


def marks(record, *facts):
    """Return the paragraphs whose marks readers see beside facts."""
    fresh = PublicRecord(type(record).objects.get(pk=record.pk))
    return [citation.paragraph for citation in fresh.vouching(*facts)]


def check(record):
    return PublicRecord(type(record).objects.get(pk=record.pk)).still_verified_on


# Ways to change a cited value: (what changes, the change).


def by_saving(house, **_):
    house.founding_date = "1990"
    house.save()


def by_saving_one_column(house, **_):
    house.founding_date = "1990"
    house.save(update_fields=["founding_date"])


def by_update(house, **_):
    Organisation.objects.update(founding_date="1990")


def by_update_of_a_text(house, **_):
    Organisation.objects.update(summary_en="Another house.")


def by_bulk_update(house, **_):
    house.founding_date = "1990"
    Organisation.objects.bulk_update([house], ["founding_date"])
    house.save()  # tells search, as after any bulk operation


def by_adding_to_a_list(house, **_):
    house.places.add(make_place("malmo"))


def by_setting_a_list_from_the_other_side(house, **_):
    make_place("malmo").organisation_set.add(house)


def by_replacing_a_term(house, **_):
    house.focus_areas.set([make_focus_area("health")])


def by_a_foreign_key(house, **_):
    Organisation.objects.update(seat=make_place("malmo"))


def by_another_name(house, **_):
    house.other_names.create(name="The House", language=make_language("en"), kind="variant")


def by_renaming_another_name(house, **_):
    name = house.other_names.first()
    name.name = "TWH"
    name.save()


def by_a_fixture(house, **_):
    house.founding_date = "1990"
    for row in serializers.deserialize("json", serializers.serialize("json", [house])):
        row.save()


def by_the_form(house, editor):
    data = opened_form(editor, admin_url(Organisation, "change", house.pk))
    editor.post(admin_url(Organisation, "change", house.pk), data | {"founding_date": "1990"})


def by_a_correction(house, admin_user, **_):
    report = make_report(organisation=house, fact="founding_date", proposal="1990", seen="1994")
    accept(report, house, admin_user)


def by_a_table(house, **_):
    import_row(slug="house", founding_date="1990")


def by_a_list_in_a_table(house, **_):
    make_place("malmo")
    import_row(slug="house", places="lund; malmo")


def by_a_name_in_a_table(house, **_):
    make_language("sv")
    import_row(slug="house", other_names="Huset (sv)")


def by_merging(house, admin_user, **_):
    other = make_organisation("other", name_en="House", founding_date="1990")
    merge(house, other, ["founding_date"], admin_user)


def by_restoring(house, admin_user, **_):
    old = versions_of(house).first().revision
    house.founding_date = "1990"
    house.save()
    citation = house.citations.get()
    citation.affirm()
    citation.save()
    restore(house, old, admin_user)


def import_row(*, still=False, **cells):
    plan = Plan(Organisation, [(2, cells)], still=still)
    assert [row.reasons for row in plan.rows] == [[]]
    assert plan.written
    for row in plan.written:
        row.full_clean()
    with revision() as ahead:
        write(Organisation, plan.written, ahead.ensure_row())


WAYS = [
    (by_saving, "founding_date"),
    (by_saving_one_column, "founding_date"),
    (by_update, "founding_date"),
    (by_update_of_a_text, "summary"),
    (by_bulk_update, "founding_date"),
    (by_adding_to_a_list, "places"),
    (by_setting_a_list_from_the_other_side, "places"),
    (by_replacing_a_term, "focus_areas"),
    (by_a_foreign_key, "seat"),
    (by_another_name, "other_names"),
    (by_renaming_another_name, "other_names"),
    (by_a_fixture, "founding_date"),
    (by_a_correction, "founding_date"),
    (by_a_table, "founding_date"),
    (by_a_list_in_a_table, "places"),
    (by_a_name_in_a_table, "other_names"),
    (by_merging, "founding_date"),
]


@pytest.mark.parametrize(("change", "fact"), WAYS, ids=lambda one: getattr(one, "__name__", one))
def test_a_changed_value_has_neither_the_old_mark_nor_the_old_check(house, admin_user, change, fact):
    assert (marks(house, fact), check(house)) == ([1], localdate())
    change(house, admin_user=admin_user)
    assert (marks(house, fact), check(house)) == ([], None)
    assert all(marks(house, other) == [1] for other in {*FACTS} - {fact})
    affirm(Organisation.objects.get(pk=house.pk), {fact, f"{fact}_en"})
    assert (marks(house, fact), check(house)) == ([1], None)


def test_the_form_of_an_editor_takes_the_mark_away_too(house, editor):
    by_the_form(house, editor)
    assert (marks(house, "founding_date"), check(house)) == ([], None)


def test_a_value_that_was_restored_is_vouched_for_as_then(house, admin_user):
    by_restoring(house, admin_user)
    assert (marks(house, "founding_date"), check(house)) == ([1], localdate())


@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_a_mark_stands_only_beside_what_was_affirmed(house, seed, admin_user):
    """Each way in turn, by chance; what a citation was affirmed for is kept beside it here."""
    chance, affirmed = random.Random(seed), {}
    remember(affirmed, house)
    for change, fact in chance.sample(WAYS, len(WAYS)):
        try:
            change(Organisation.objects.get(pk=house.pk), admin_user=admin_user)
        except AssertionError:
            continue  # the table holds what is there already
        if chance.random() < 0.3:
            affirm(Organisation.objects.get(pk=house.pk), {fact, f"{fact}_en"})
            remember(affirmed, house, fact)
        for one in FACTS:
            said = values(house, one)
            assert bool(marks(house, one)) == (said <= affirmed[one]), (change, one)


def remember(affirmed, house, *facts):
    for fact in facts or FACTS:
        affirmed[fact] = values(house, fact)


def values(house, fact):
    """Return what readers of English see of a fact."""
    found = stated(Organisation.objects.get(pk=house.pk), fact)
    shown = {key: some for key, some in found.items() if fact == "name" or key in (fact, f"{fact}_en")}
    return {(key, value) for key, some in shown.items() for value in some}


class TestAMark:
    def test_stays_where_one_of_a_list_is_taken_away(self, house):
        house.places.add(make_place("malmo"))
        affirm(house, ["places"])
        house.places.remove(Place.objects.get(slug="lund"))
        assert marks(house, "places") == [1]

    def test_comes_back_with_the_value(self, house):
        for founded, expected in (("1990", []), ("1994", [1])):
            house.founding_date = founded
            house.save()
            assert marks(house, "founding_date") == expected

    def test_of_another_source_stands_alone_beside_its_value(self, house):
        house.founding_date = "1990"
        house.save()
        cite(house, "founding_date", paragraph=2)
        assert marks(house, "founding_date") == [2]

    def test_of_a_text_goes_for_its_language_only(self, house):
        house.summary_sv = "Ett stort hus."
        house.save()
        with override("sv"):
            assert marks(house, "summary") == []
        assert marks(house, "summary") == [1]

    def test_of_one_date_does_not_vouch_for_a_period_with_another(self, house):
        project = make_project(start_date="2013")
        cite(project, "start_date")
        assert marks(project, "start_date", "end_date") == [1]
        project.end_date = "2016"
        project.save()
        assert marks(project, "start_date", "end_date") == []

    def test_goes_where_an_exact_number_is_called_approximate(self):
        network = make_network(stated_members=50)
        cite(network, "stated_members")
        network.stated_members_approximate = True
        network.save()
        assert marks(network, "stated_members") == []

    def test_does_not_ask_for_names_of_our_own(self, house):
        house.other_names.create(
            name="Huset", language=make_language("sv"), kind="translation", origin="directory"
        )
        assert marks(house, "name", "other_names") == [1]

    def test_of_what_supports_a_fact_newly_is_of_what_there_is_now(self, house):
        house.kind = "shelter"
        house.save()
        citation = house.citations.get()
        citation.supports = [*citation.supports, "kind"]
        citation.save()
        assert marks(house, "kind") == [1]

    def test_does_not_come_from_saving_the_citation_anew(self, house):
        house.founding_date = "1990"
        house.save()
        house.citations.get().save()
        Citation.objects.update(quote="It was founded.")
        assert marks(house, "founding_date") == []

    def test_of_a_tie_goes_with_each_of_its_facts(self):
        for column, value in (("end_date", "2001"), ("note_en", "acting"), ("person", make_person("other"))):
            tie = make_affiliation(
                make_organisation(f"h-{column.replace('_', '-')}"),
                person=make_person(f"p-{column.replace('_', '-')}"),
            )
            cite(tie, *tie.facts)
            assert marks_of_tie(tie)
            setattr(tie, column, value)
            tie.save()
            assert not marks_of_tie(tie)

    def test_of_a_tie_stays_where_two_records_became_one(self, house, admin_user):
        other = make_organisation("other")
        tie = make_affiliation(other, person=make_person())
        cite(tie, "role", paragraph=7), cite(other, "name")
        merging = merge(house, other, (), admin_user)
        assert marks_of_tie(tie) == [7]
        undo(merging, admin_user)
        assert marks_of_tie(tie) == [7]


def marks_of_tie(tie):
    fresh = PublicTie(Affiliation.objects.get(pk=tie.pk))
    return [citation.paragraph for citation in fresh.vouching(*fresh.facts)]


class TestMerging:
    def test_brings_the_citations_of_what_is_taken_over(self, house, admin_user):
        other = make_organisation("other", founding_date="1990")
        cite(other, "founding_date", paragraph=9)
        merge(house, other, ["founding_date"], admin_user)
        assert marks(house, "founding_date") == [9]

    def test_unites_what_one_place_states_of_either(self, house, admin_user):
        other = make_organisation("other", founding_date="1990")
        cite(other, "founding_date", paragraph=1)
        merge(house, other, ["founding_date"], admin_user)
        assert marks(house, "founding_date") == [1]

    def test_is_undone_with_marks_and_check(self, house, admin_user):
        other = make_organisation("other", founding_date="1990")
        cite(other, "founding_date", paragraph=9)
        undo(merge(house, other, ["founding_date"], admin_user), admin_user)
        other = Organisation.objects.get(slug="other")
        found = marks(house, "founding_date"), marks(other, "founding_date"), check(house)
        assert found == ([1], [9], localdate())


class TestATable:
    def test_that_names_its_source_is_vouched_for_by_that_one(self, house):
        make_source("other")
        import_row(slug="house", founding_date="1990", source="other", paragraph="4")
        assert marks(house, "founding_date") == [4]

    def test_that_names_the_source_cited_lets_it_vouch_anew(self, house):
        import_row(slug="house", founding_date="1990", source="the-text", paragraph="1")
        assert marks(house, "founding_date") == [1]

    def test_may_say_for_all_of_it_that_what_is_cited_says_so(self, house):
        import_row(slug="house", founding_date="1990", summary_en="New.", still=True)
        assert (marks(house, "founding_date"), marks(house, "summary")) == ([1], [1])

    def test_makes_records_that_their_source_vouches_for(self):
        make_source(), make_place("lund")
        import_row(
            slug="new", name_en="New", founding_date="1990", places="lund", source="the-text", paragraph="3"
        )
        assert [marks(Organisation.objects.get(), fact) for fact in ("founding_date", "places")] == [[3], [3]]


class TestACheck:
    def test_comes_back_with_what_was_checked(self, house):
        for founded, expected in (("1990", None), ("1994", localdate())):
            house.founding_date = founded
            house.save()
            assert check(house) == expected

    def test_is_not_of_a_phone_that_has_changed(self, house):
        house.contact_points.create(channel="call", value="+46 8 123 456 78")
        assert check(house) is None

    def test_stays_where_nothing_of_the_record_has_changed(self, house):
        house.confidentiality = "area"
        house.save()
        make_affiliation(house, person=make_person())
        assert check(house) == localdate()

    def test_that_does_not_hold_makes_the_record_stale(self, house):
        assert not Organisation.objects.stale().exists()
        by_saving(house)
        assert Organisation.objects.stale().get() == house

    def test_of_what_is_saved_with_it_is_of_that(self):
        house = make_organisation(places=["lund"], verified_on=date(2026, 11, 1))
        assert check(house) == date(2026, 11, 1)

    @pytest.mark.parametrize(
        ("checker", "words"),
        [
            ("", "These facts were checked"),
            ("editor", "An editor checked these facts"),
            ("itself", "The organisation itself confirmed these facts"),
        ],
    )
    def test_says_to_readers_whose_it_is(self, client, checker, words):
        house = make_organisation(verified_on=date(2026, 11, 1), verified_through=checker)
        assert f"{words} on 1 November 2026." in client.get(house.get_absolute_url()).text


class TestPages:
    def test_show_a_new_value_without_its_old_number(self, client, house):
        by_saving(house)
        html = client.get(house.get_absolute_url()).text
        founded = html.partition("<dt>Founded</dt>")[2].partition("</div>")[0]
        assert ("1990" in founded, "ref-1" in founded, "An editor checked" in html) == (True, False, False)

    def test_of_a_source_do_not_name_what_it_no_longer_states(self, client, house):
        assert "founded" in client.get(make_source().get_absolute_url()).text
        by_saving(house)
        assert "founded" not in client.get(make_source().get_absolute_url()).text


class TestTheForm:
    def test_comes_again_and_asks_who_changed_what_is_cited(self, house, editor):
        url = admin_url(Organisation, "change", house.pk)
        response = editor.post(url, opened_form(editor, url) | {"founding_date": "1990"}, follow=True)
        assert response.redirect_chain[-1][0] == url
        [question] = response.context["questions"]
        assert (question.key, question.words) == ("founding_date", "1990")

    def test_does_not_ask_who_changed_nothing_cited(self, house, editor):
        url = admin_url(Organisation, "change", house.pk)
        response = editor.post(url, opened_form(editor, url) | {"kind": "shelter"})
        assert response.url != url

    def test_takes_the_answer(self, house, editor):
        by_the_form(house, editor)
        answer(house, editor)
        assert marks(house, "founding_date") == [1]

    def test_takes_no_answer_to_another_value(self, house, editor):
        by_the_form(house, editor)
        answer(house, editor, founding_date="1991")
        assert marks(house, "founding_date") == []

    def test_lets_what_is_cited_on_it_vouch_for_all_of_it(self, house, editor):
        url, data = admin_url(Organisation, "change", house.pk), {}
        data |= {"founding_date": "1990", "citations-TOTAL_FORMS": 2, "citations-1-source": make_source().pk}
        data |= {"citations-1-paragraph": 5, "citations-1-item": 0, "citations-1-supports": "founding_date"}
        editor.post(url, opened_form(editor, url) | data)
        assert marks(house, "founding_date") == [5]


def answer(house, editor, **changes):
    url = admin_url(Organisation, "change", house.pk)
    ticked = [value for one in questions(house.__class__.objects.get()) for value, _c in one.choices]
    return editor.post(url, opened_form(editor, url) | {"still": ticked} | changes)


IN_FACTS = {"founding_date", "seat", "places", "languages", "focus_areas", "needs", "kind"}


def stated_there(record, fact):
    return any(stated(record, fact).values())


class TestWhatIsShipped:
    def test_is_vouched_for_by_what_ships_with_it(self, directory):
        unvouched = [
            (record.slug, fact)
            for record in Organisation.objects.published()
            for fact in ("summary", "description", *IN_FACTS.intersection(record.facts))
            if stated_there(record, fact) and not marks(record, fact)
        ]
        assert unvouched == []

    def test_does_not_vouch_for_what_editors_wrote_instead(self, directory):
        network_of_women = Organisation.objects.get(slug="kvinnors-natverk")
        network_of_women.founding_date = "1990"
        network_of_women.save()
        gone = [one for one in network_of_women.citations.all() if "founding_date" in one.supports]
        assert gone
        for one in gone[1:]:
            one.delete()
        gone[0].delete()
        call_command("load_directory", "--missing", verbosity=0)
        assert len(network_of_women.citations.all()) >= len(gone)
        assert marks(network_of_women, "founding_date") == []
        assert marks(network_of_women, "summary")


class TestATranslation:
    def marks_in(self, house, language):
        with override(language):
            return marks(house, "summary")

    def by_a_file(self, editor, **answers):
        lines = entry("organisations/house#summary", "A house.", "Ett nytt hus.")
        form = upload(editor, po(lines)).context["confirm"].initial
        return editor.post("/en/admin/worklist/files/", form | answers)

    def test_from_a_file_loses_its_mark_and_no_other(self, house, editor):
        self.by_a_file(editor)
        assert Organisation.objects.get().summary_sv == "Ett nytt hus."
        assert (self.marks_in(house, "sv"), self.marks_in(house, "en")) == ([], [1])
        assert check(house) is None

    def test_from_a_file_of_which_sources_still_say_so_keeps_it(self, house, editor):
        self.by_a_file(editor, still="on")
        assert (self.marks_in(house, "sv"), check(house)) == ([1], None)

    def test_that_a_translator_saves_loses_its_mark_and_no_other(self, house):
        translator, page = in_role("Translator"), admin_url(Organisation, "change", house.pk)
        translator.post(page, opened_form(translator, page) | {"summary_sv": "Ett nytt hus."})
        assert Organisation.objects.get().summary_sv == "Ett nytt hus."
        assert (self.marks_in(house, "sv"), self.marks_in(house, "en")) == ([], [1])
        assert check(house) is None
