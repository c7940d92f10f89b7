"""Slugs of names in any script."""

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.imports import Outcome, Plan
from organisations.models import Organisation, Place
from organisations.models.former_slugs import FormerSlug
from organisations.slugs import LONGEST, free_slug, slug_of

from .world import make_organisation, make_place

NAMES = {
    "جمعية المثال للمرأة": "jamiyat-al-mithal-lil-mara",
    "منظمة حقوق المرأة": "munazzamat-huquq-al-mara",
    "المركز العراقي للتنمية": "al-markaz-al-iraqi-lil-tanmiya",
    "رابطة المرأة العراقية": "rabitat-al-mara-al-iraqiya",
    "وزارة العمل والشؤون الاجتماعية": "wizarat-al-amal-wa-al-shuun-al-ijtimaiya",
    "جمعية النهضة لتمكين الأرامل": "jamiyat-al-nahda-li-tamkin-al-aramil",
    "بيت ليلى": "bayt-lila",
    "بيت حواء": "bayt-hawa",
    "نساء بلا حدود": "nisa-bila-hudud",
    "ﺟﻤﻌﻴﺔ": "jamiya",  # presentation forms
    "جَمْعِيَّة": "jamiya",  # vowels marked
    "جمعيـــة": "jamiya",  # lengthened
    "منظمة OWFI ٢٠٢٠": "munazzama-owfi-2020",
    "یەکێتی ئافرەتان": "yeketi-afretan",
    "سازمان زنان": "sazman-zanan",
    "Kvinnors Nätverk i Gävle": "kvinnors-natverk-i-gavle",
    "Kurdên azad": "kurden-azad",
    "Łódź ø æ ß": "lodz-o-ae-ss",
    "Женский центр": "zhenskiy-tsentr",
    "Γυναίκες": "gynaikes",
    "Հայ կանայք": "hay-kanayk",
    "ሰላም": "salaame",
    "女性": "59736027",
    "ع": "ain",
    "!!!": "",
    "": "",
}


@pytest.mark.parametrize(("name", "slug"), NAMES.items())
def test_a_name_makes_a_slug_that_can_be_read(name, slug):
    assert slug_of({"ar": name}) == slug


def test_a_name_in_latin_letters_is_taken_before_the_others():
    assert slug_of({"ar": "بيت", "sv": "Huset", "en": ""}) == "huset"
    assert slug_of({"sv": "Huset", "en": "The House"}) == "the-house"
    assert slug_of({"en": "بيت", "sv": "Huset"}) == "huset"


def test_a_name_of_signs_alone_is_passed_over():
    assert slug_of({"en": "–", "ar": "بيت"}) == "bayt"


@given(st.text(max_size=200))
def test_every_name_with_letters_makes_a_valid_slug(name):
    slug = slug_of({"ar": name})
    assert len(slug) <= LONGEST
    assert re.fullmatch("([a-z0-9]([a-z0-9_-]*[a-z0-9])?)?", slug)
    assert slug or not any(unicodedata.category(letter)[0] == "L" for letter in name)


@pytest.mark.django_db
class TestFreeSlugs:
    def test_a_slug_that_nobody_has_is_free(self):
        assert free_slug(Organisation, "bayt") == "bayt"

    def test_others_that_have_it_are_counted(self):
        make_organisation("bayt"), make_organisation("bayt-2"), make_organisation("bayt-al-amal")
        assert free_slug(Organisation, "bayt") == "bayt-3"

    def test_one_of_another_kind_does_not_count(self):
        make_place("bayt")
        assert (free_slug(Organisation, "bayt"), free_slug(Place, "bayt")) == ("bayt", "bayt-2")

    def test_an_address_that_leads_elsewhere_is_not_free(self):
        FormerSlug.objects.record_move(Organisation, "bayt", "house")
        assert free_slug(Organisation, "bayt") == "bayt-2"

    def test_what_is_taken_meanwhile_is_not_free(self):
        assert free_slug(Organisation, "bayt", {"bayt", "bayt-2"}) == "bayt-3"

    def test_a_number_does_not_make_it_too_long(self):
        make_organisation("x" * LONGEST)
        found = free_slug(Organisation, "x" * LONGEST)
        assert found.endswith("x-2")
        assert len(found) <= LONGEST


@pytest.mark.django_db
def test_a_table_of_arabic_names_needs_no_slugs():
    text = (Path(__file__).parent / "field_cases/37-arabic-only.csv").read_text("utf-8-sig")
    rows = enumerate(csv.DictReader(text.splitlines(), delimiter=";"), 2)
    [row] = Plan(Organisation, list(rows)).rows
    assert (row.outcome, row.slug) == (Outcome.NEW, "jamiyat-al-mithal-lil-mara")
