"""Which names are taken for one another, and which are not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from networks.models import Network
from organisations.duplicates import find_duplicates, known_by, pairs
from organisations.models import AlikeKey, NotDuplicate, Organisation
from organisations.search import alike_index
from organisations.search.alike import (
    Grade,
    Reason,
    agree,
    contact_keys,
    identifier_key,
    keys,
    sought,
    stored,
)
from organisations.search.index import differences, rebuild

from .world import make_language, make_network, make_organisation


def reason(one, other):
    """Return why two names are alike, or None: by keys under whose numbers the one is looked for."""
    if stored(keys(one)).isdisjoint(sought(keys(other))):
        return None
    found = [a.reason for a in keys(one) for b in keys(other) if a[:2] == b[:2] and agree(a, b)]
    return min(found, key=lambda reason: reason.rank, default=None)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Kvinnors Nätverk", "kvinnors natverk", Reason.NAME),
        ("Kvinnors Nätverk", "Kvinnornas nätverk", Reason.WORDS),
        ("Kvinnors Nätverk", "Nätverket för kvinnor", Reason.WORDS),
        ("I.K.K.R.", "IKKR", Reason.NAME),
        ("منظمة حرية المرأة", "منظمه حريه المراه", Reason.NAME),
        ("مَنظَّمة حرّية المرأة", "منظمة حرية المرأة", Reason.NAME),
        ("شبكة النساء", "شبكة نساء", Reason.WORDS),
        ("Baghdad Women Association", "Baghdad Women's Association", Reason.WORDS),
        ("Baghdad Women’s Association", "Baghdad Women's Association", Reason.NAME),
        ("Baghdad Women Association", "Baghdad Women Assosiation", Reason.SLIP),
        ("Leila Qaraee", "Laila Qarai", Reason.SOUND),
        ("Halala Rafi", "هلالة رافع", Reason.SCRIPT),
        ("Tammuz", "تموز", Reason.SCRIPT),
        ("Al-Amal", "الأمل", Reason.SCRIPT),
        ("Abd al-Rahman", "عبد الرحمن", Reason.SCRIPT),
        ("El-Amal", "Al Amal", Reason.WORDS),
        ("Kvinnojouren Lund", "Lunds kvinnojour", Reason.WORDS),
        ("Women's Centre", "Womens Center", Reason.WORDS),
        ("Ali Hassan", "علي حسن", Reason.SCRIPT),
        ("Maha Ali", "مها علي", Reason.SCRIPT),
        ("Hanan Hadi", "حنان هادي", Reason.SCRIPT),
        ("Aisha Wafa", "عائشة وفاء", Reason.SCRIPT),
        ("Leila", "ليلى", Reason.SCRIPT),
        ("Huda Habib", "هدى حبيب", Reason.SCRIPT),
        ("Ilham Ahmad", "إلهام أحمد", Reason.SCRIPT),
        ("Abdulrahman", "عبد الرحمن", Reason.SCRIPT),
        ("Abderrahman Ali", "عبدالرحمن علي", Reason.SCRIPT),
        ("Abdellatif", "عبد اللطيف", Reason.SCRIPT),
        ("Abdullah Hadi", "عبد الله هادي", Reason.SCRIPT),
        ("Abdul Rahman", "Abdelrahman", Reason.WORDS),
        ("Fatima ar-Rahman", "Fatima al-Rahman", Reason.WORDS),
        ("Dar as-Salam", "Dar Salam", Reason.WORDS),
        ("Ash'Shaab", "al-Shaab", Reason.WORDS),
        ("Layla Center", "مركز ليلى", Reason.SCRIPT),
        ("Hiba Organisation", "منظمة هبة", Reason.SCRIPT),
        ("Föreningen Wafa", "جمعية وفاء", Reason.SCRIPT),
        ("Farid Habib", "فريد حبيب", Reason.SCRIPT),
        ("PWJ", "Peace Winds Japan", Reason.INITIALS),
        ("PWJ", "Peace Winds Japan (PWJ)", Reason.INITIALS),
        ("Peace Winds Japan", "Peace Winds Japan (PWJ)", Reason.WORDS),
        ("OWFI", "Organisation of Women's Freedom in Iraq", Reason.INITIALS),
        ("nkb", "Nätverket för kvinnor och barn", Reason.INITIALS),
        ("م.ح.م", "منظمة حرية المرأة", Reason.INITIALS),
    ],
)
def test_names_that_may_be_one_are_known(one, other, why):
    assert (reason(one, other), reason(other, one)) == (why, why)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kvinnojouren Lund", "Kvinnojouren Malmö"),
        ("Kvinnojouren Lund", "Kvinnojouren Sund"),
        ("Kvinnojouren Ada", "Kvinnojouren Ida"),
        ("Leila Qaraee", "Azam Qarai"),
        ("Region 12345", "Region 12346"),
        ("Women's House", "Men's House"),
        ("شبكة النساء", "شبكة الشباب"),
        ("Women for Peace", "Women against Peace"),
        ("ADPARE", "ADPS"),
        ("AMEEN", "AMESAD"),
        ("SHARP", "SHERPA"),
        ("HURIDETSA", "HURIWA"),
        ("CRT", "CRDH"),
        ("AA", "AAS"),
        ("svt", "svtn"),
        ("ABCD Iraq", "ABCE Iraq"),
        ("Kvinnojouren (Lund)", "Kvinnojouren (Malmö)"),
        ("Peace Winds Japan", "Paris Women Jury"),
        ("Hala", "ليلى"),
        ("Hala Center", "مركز ليلى"),
        ("Women Center", "مركز المرأة"),
        ("Center", "مركز"),
        ("Huda Ali", "هادي علي"),
        ("هيئة المرأة", "هي المرأة"),
        ("", ""),
        ("…", "!"),
    ],
)
def test_names_of_two_are_not_taken_for_one(one, other):
    assert reason(one, other) is None


@given(st.text(max_size=40))
def test_any_text_has_keys_and_is_like_itself(text):
    assert reason(text, text) in (Reason.NAME, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.owfi.info/", "http://owfi.info/en/about"),
        ("https://www.facebook.com/owfi", "https://m.facebook.com/owfi/"),
        ("https://facebook.com/owfi?ref=1", "https://ar-ar.facebook.com/owfi"),
    ],
)
def test_addresses_of_one_website_are_alike(one, other):
    assert contact_keys("web", one) == contact_keys("web", other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://facebook.com/profile.php?id=100", "https://facebook.com/profile.php?id=200"),
        ("https://fb.com/owfi", "https://fb.com/roks"),
        ("https://wa.me/9647500000001", "https://wa.me/9647500000002"),
        ("https://t.me/owfi", "https://t.me/roks"),
        ("https://www.tiktok.com/@owfi", "https://www.tiktok.com/@roks"),
    ],
)
def test_addresses_at_a_host_of_many_are_not_alike(one, other):
    assert contact_keys("web", one) != contact_keys("web", other)


@pytest.mark.parametrize("url", ["https://facebook.com/", "http://[", "no address", ""])
def test_an_address_that_tells_nothing_has_no_key(url):
    assert contact_keys("web", url) == []


def test_a_telephone_number_is_known_with_and_without_its_country():
    assert contact_keys("call", "+46 8 123 45 67 8") == contact_keys("call", "(08) 12345678")


def test_a_short_number_is_nobodys_own():
    assert contact_keys("call", "112") == []


def test_a_number_in_a_register_is_the_same_with_and_without_hyphen():
    assert identifier_key("SE-ON", "802016-0000") == identifier_key("se-on ", "8020160000")


@given(
    st.sampled_from(["Kvinnors Nätverk i Lund", "شبكة النساء", "Halala Rafi", "Tammuz", "Zhiaan"]), st.data()
)
def test_a_slip_leaves_a_number_by_which_it_is_found(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    kind = data.draw(st.sampled_from(["lost", "doubled", "wrong", "swapped"]))
    typed = {
        "lost": name[:place] + name[place + 1 :],
        "doubled": name[:place] + name[place] + name[place:],
        "wrong": name[:place] + "x" + name[place + 1 :],
        "swapped": name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
    }[kind]
    agreeing = [a for a in keys(typed) for b in keys(name) if a[:2] == b[:2] and agree(a, b)]
    assert all(not stored(keys(name)).isdisjoint(sought([one])) for one in agreeing)


@pytest.mark.django_db
class TestRecords:
    def found(self, *names, model=Organisation, **known):
        return [
            (duplicate.pk, duplicate.reason) for duplicate in find_duplicates(None, model, names, **known)
        ]

    def like(self, record):
        return find_duplicates(None, type(record), *known_by(record), apart_from=record.pk)

    def test_another_name_is_known(self):
        house = make_organisation()
        house.other_names.create(name="OWFI", language=make_language("en"), kind="acronym")
        assert self.found("owfi") == [(house.pk, Reason.NAME)]

    @pytest.mark.parametrize("name", ["Kvinnornas natverk", "Natverk kvinnors", "Kvinnors nätverg"])
    def test_what_is_typed_is_found_by_its_keys(self, name):
        house = make_organisation(name_sv="Kvinnors Nätverk")
        assert [pk for pk, _reason in self.found(name)] == [house.pk]

    def test_its_own_kind_comes_first(self):
        network, house = make_network(name_en="Peace"), make_organisation(name_en="Peaces")
        kinds = [duplicate.model for duplicate in find_duplicates(None, Organisation, ["peace"])]
        assert (kinds, network.pk, house.pk) == ([Organisation, Network], network.pk, house.pk)

    def test_the_same_number_is_known_whatever_the_name(self):
        house = make_organisation()
        house.identifiers.create(scheme="SE-ON", value="802016-0001")
        found = find_duplicates(None, Organisation, ["Quite Other"], identifiers=[("SE-ON", "8020160001")])
        assert [(duplicate.pk, duplicate.grade) for duplicate in found] == [(house.pk, Grade.SAME)]

    def test_a_record_is_no_twin_of_itself(self):
        assert self.like(make_organisation()) == []

    def test_what_was_withdrawn_is_not_told(self):
        make_organisation(status="withdrawn")
        assert self.found("Womens House") == []

    def test_other_names_of_what_was_withdrawn_are_not_told(self):
        house = make_organisation(status="withdrawn")
        house.other_names.create(name="OWFI", language=make_language("en"), kind="acronym")
        assert self.found("OWFI") == []

    def test_two_that_were_called_two_are_no_twins(self):
        one, other = make_organisation("one", name_en="Peace"), make_organisation("other", name_en="Peace")
        NotDuplicate.objects.mark(Organisation, other.pk, one.pk)
        assert (self.like(one), pairs()) == ([], [])

    def test_a_pair_is_listed_once_with_its_strongest_reason(self):
        make_organisation("one", name_en="Peace", name_sv="Freden")
        make_organisation("other", name_en="Peace", name_sv="Fred")
        assert [pair.reason for pair in pairs()] == [Reason.NAME]

    def test_the_database_is_asked_as_often_among_many(self, django_assert_num_queries):
        make_organisation(name_en="Baghdad Women Association")
        with CaptureQueriesContext(connection) as few:
            assert self.found("Baghdad Women Assosiation")
        for number in range(8):
            make_organisation(f"house-{number}", name_en=f"Basra Men Association {number}")
        with django_assert_num_queries(len(few)):
            assert self.found("Baghdad Women Assosiation")

    def test_a_name_that_very_many_have_is_read_no_further_than_a_hundred_of_them(self):
        make_organisation()
        own = list(AlikeKey.objects.filter(number__gt=0).values_list("kind", "number"))
        for kind, number in own:
            others = (AlikeKey(kind=kind, number=number, object_id=10_000 + place) for place in range(150))
            AlikeKey.objects.bulk_create(others)
        found = alike_index.holders(keys("Womens House"), [Organisation])
        assert alike_index.MOST <= len(found) < 150

    def test_a_draft_is_found_too(self):
        house = make_organisation(status="draft")
        assert [pk for pk, _reason in self.found(house.name_en)] == [house.pk]

    def test_what_an_update_writes_is_found_in_the_same_moment(self):
        house = make_organisation()
        Organisation.objects.filter(pk=house.pk).update(name_en="Peace")
        assert [pk for pk, _reason in self.found("peace")] == [house.pk]

    def test_another_name_that_goes_is_found_no_more(self):
        house = make_organisation()
        other = house.other_names.create(name="Peace", language=make_language("en"), kind="variant")
        assert [pk for pk, _reason in self.found("peace")] == [house.pk]
        other.delete()
        assert self.found("peace") == []

    def test_a_number_in_a_register_that_is_written_or_deleted_is_followed(self):
        house = make_organisation()
        number = house.identifiers.create(scheme="SE-ON", value="802016-0001")
        known = {"identifiers": [("SE-ON", "8020160001")]}
        assert self.found("Quite Other", **known) != []
        number.delete()
        assert self.found("Quite Other", **known) == []

    def test_what_was_deleted_leaves_no_key(self):
        make_organisation().delete()
        assert not AlikeKey.objects.exists()

    def test_keys_of_another_analysis_are_stale_and_made_anew(self, monkeypatch):
        make_organisation(status="draft")
        monkeypatch.setattr(alike_index, "VERSION", alike_index.VERSION + 1)
        assert (alike_index.stale() > 0, len(list(differences()))) == (True, 1)
        rebuild()
        assert (alike_index.stale(), list(differences())) == (0, [])

    @pytest.mark.usefixtures("directory")
    def test_hardly_any_of_the_shipped_records_are_called_alike(self):
        assert {pair.texts[0].text for pair in pairs()} == {"Systra mi"}
