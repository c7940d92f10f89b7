import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.formats import date_format

from organisations.dates import (
    AT_ONCE,
    END_UNKNOWN,
    FROM,
    SINCE,
    format_date,
    format_period,
    validate_partial_date,
)
from organisations.models import Organisation

from .world import make_organisation

EASTERN = [
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
    *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
]
WESTERN = [
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
    *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
]


@pytest.mark.parametrize("date", ["1994", "2019-02", "2019-02-03", "2020-02-29", "XXXX-03-01", "XXXX-02-29"])
def test_a_date_may_be_as_precise_as_its_source(date):
    validate_partial_date(date)


@pytest.mark.parametrize(
    "date",
    ["94", "2019-13", "2019-02-30", "2019-2-3", "XXXX", "circa 1994", "1994-", "١٩٩٤", "2019-02-03T10", ""],
)
def test_what_is_not_a_date_of_the_calendar_is_refused(date):
    with pytest.raises(ValidationError):
        validate_partial_date(date)


@pytest.mark.django_db
@pytest.mark.parametrize("date", ["94", "circa 1994", "2019-123", "XXXX"])
@pytest.mark.usefixtures("stored_before_the_rules")
def test_the_database_refuses_what_is_not_a_date(date):
    make_organisation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.update(founding_date=date)


@pytest.mark.django_db
def test_the_database_refuses_an_end_before_the_beginning():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_organisation(founding_date="2005", dissolution_date="2004-12")


@pytest.mark.django_db
def test_a_year_may_end_what_began_in_a_month_of_it():
    make_organisation(founding_date="2018-03", dissolution_date="2018")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "3 February 2019"), ("sv", "3 februari 2019"), ("ar", "3 شباط/فبراير 2019")],
)
def test_a_day_is_spelled_in_the_language_of_the_page(language, words):
    with translation.override(language):
        assert format_date("2019-02-03") == words


def test_a_month_is_spelled_without_a_day():
    assert format_date("2019-02") == "February 2019"


@pytest.mark.parametrize("month", range(1, 13))
def test_an_arabic_month_has_its_eastern_and_its_western_name(month):
    with translation.override("ar"):
        eastern, western = format_date(f"2019-{month:02}").removesuffix(" 2019").split("/")
    assert (eastern, western) == (EASTERN[month - 1], WESTERN[month - 1])


def test_the_arabic_dates_of_django_have_both_names_too():
    with translation.override("ar"):
        assert date_format(datetime.date(2019, 1, 3), "j F Y") == "3 كانون الثاني/يناير 2019"


def test_a_day_of_an_unknown_year_is_spelled_without_one():
    assert format_date("XXXX-03-01") == "1 March"


@pytest.mark.parametrize(
    ("start", "end", "onwards", "words"),
    [
        ("1994", "", SINCE, "since 1994"),
        ("1994", "", FROM, "from 1994"),
        ("1994", "", END_UNKNOWN, "from 1994, end unknown"),
        ("1998-03", "", END_UNKNOWN, "from March 1998, end unknown"),
        ("1994", "", AT_ONCE, "1994"),
        ("2006", "2008", END_UNKNOWN, "2006–2008"),
        ("2014", "2014", END_UNKNOWN, "2014"),
        ("", "2016", END_UNKNOWN, "until 2016"),
        ("", "", SINCE, ""),
    ],
)
def test_a_period_says_only_what_is_known(start, end, onwards, words):
    assert format_period(start, end, onwards) == words


SPANS = [
    ("2006", "2008", "2006–2008", "2006–2008", "2006–2008"),
    ("2019-02-02", "2019-02-03", "2–3 February 2019", "2–3 februari 2019", "2–3 شباط/فبراير 2019"),
    (
        *("2019-02-28", "2019-03-01", "28 February – 1 March 2019", "28 februari–1 mars 2019"),
        "28 شباط/فبراير – 1 آذار/مارس 2019",
    ),
    (
        *("2019-12-31", "2020-01-01", "31 December 2019 – 1 January 2020"),
        *("31 december 2019–1 januari 2020", "31 كانون الأول/ديسمبر 2019 – 1 كانون الثاني/يناير 2020"),
    ),
    (
        *("2019-02", "2019-03", "February – March 2019", "februari–mars 2019"),
        "شباط/فبراير – آذار/مارس 2019",
    ),
    ("2019-02-02", "2020", "2 February 2019 – 2020", "2 februari 2019–2020", "2 شباط/فبراير 2019 – 2020"),
    ("2019", "2019-03", "2019 – March 2019", "2019–mars 2019", "2019 – آذار/مارس 2019"),
    ("2019-02", "2019-03-03", "February 2019 – 3 March 2019", None, None),
    ("XXXX-03-01", "XXXX-03-02", "1–2 March", "1–2 mars", "1–2 آذار/مارس"),
    ("XXXX-03-01", "2019-03-02", "1 March – 2 March 2019", None, None),
]


@pytest.mark.parametrize("language", ["en", "sv", "ar"])
@pytest.mark.parametrize("span", SPANS)
def test_two_dates_share_their_month_and_year_and_have_the_dash_of_their_language(span, language):
    start, end, *words = span
    expected = words[["en", "sv", "ar"].index(language)]
    with translation.override(language):
        assert format_period(start, end) == expected or expected is None


@pytest.mark.django_db
def test_an_editor_may_write_the_year_with_arabic_digits():
    organisation = make_organisation()
    organisation.founding_date = "١٩٩٤"
    organisation.full_clean()
    assert organisation.founding_date == "1994"
