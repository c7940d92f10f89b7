import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.formats import date_format

from organisations.dates import format_date, format_period, validate_partial_date
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
@pytest.mark.parametrize("date", ["94", "circa 1994", "2019-2-3", "XXXX"])
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
    ("start", "end", "still", "words"),
    [
        ("1994", "", True, "since 1994"),
        ("1994", "", False, "1994"),
        ("2006", "2008", False, "2006 – 2008"),
        ("2014", "2014", False, "2014"),
        ("", "2016", False, "until 2016"),
        ("", "", True, ""),
    ],
)
def test_a_period_says_only_what_is_known(start, end, still, words):
    assert format_period(start, end, still) == words


@pytest.mark.django_db
def test_an_editor_may_write_the_year_with_arabic_digits():
    organisation = make_organisation()
    organisation.founding_date = "١٩٩٤"
    organisation.full_clean()
    assert organisation.founding_date == "1994"
