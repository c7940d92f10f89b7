"""Which names are taken for one another, and which are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.models import Network
from organisations.duplicates import (
    Grade,
    Index,
    Reason,
    agree,
    contact_keys,
    find_duplicates,
    identifier_key,
    keys,
    known_by,
    likely_duplicates,
    pairs,
)
from organisations.models import FormerSlug, NotDuplicate, Organisation, Person

from .world import make_language, make_network, make_organisation, make_person


def reason(one, other):
    """Return why two names are alike, or None."""
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
    def test_what_is_typed_is_found_as_in_the_index(self, name):
        house = make_organisation(name_sv="Kvinnors Nätverk")
        by_index = likely_duplicates(Index.of_records(), Organisation, [name])
        assert self.found(name) == [(duplicate.pk, duplicate.reason) for duplicate in by_index] != []
        assert by_index[0].pk == house.pk

    @given(st.sampled_from(["Kvinnors Nätverk i Lund", "شبكة النساء", "Halala Rafi", "Tammuz"]), st.data())
    def test_a_slip_in_what_is_typed_hides_no_twin_that_the_index_finds(self, name, data):
        place = data.draw(st.integers(0, len(name) - 1))
        typed = name[:place] + name[place + 1 :]
        Person.objects.all().delete(), FormerSlug.objects.all().delete()
        make_person(name_sv=name)
        by_index = likely_duplicates(Index.of_records(), Person, [typed])
        assert self.found(typed, model=Person) == [(duplicate.pk, duplicate.reason) for duplicate in by_index]

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

    @pytest.mark.usefixtures("directory")
    def test_hardly_any_of_the_shipped_records_are_called_alike(self):
        assert {pair.texts[0].text for pair in pairs()} == {"Systra mi"}
