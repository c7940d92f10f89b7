"""What must hold of search whatever is typed and whatever the database."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from organisations.models import record_models
from organisations.search.analysis import fold
from organisations.search.fetching import fetch_names, fetch_other_names
from organisations.search.results import search

from .orders import order, queries
from .test_cases import first_three

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("module_directory")]

OPERATORS = [
    "AND",
    "OR",
    "NOT",
    "NEAR(a b)",
    "*",
    "^",
    ":",
    "n:",
    "(",
    ")",
    '"',
    "'",
    "\\",
    "&",
    "|",
    "!",
    "<->",
]
OTHER_KEYBOARD = str.maketrans("كيهى", "کیہی")
anything = st.text(max_size=60) | st.lists(
    st.sampled_from([*OPERATORS, "kvinnor", "العراق", "Tammuz", "“", "«", "\u202e", "\x00", "🙂"]),
    max_size=12,
).map(" ".join)


@given(anything)
@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_input_raises(text):
    first_three(text)


def typed(name):
    """Return a name as somebody with another keyboard and no accents types it."""
    return fold(name).upper().translate(OTHER_KEYBOARD)


def test_each_record_is_found_by_each_of_its_own_names():
    """They are typed by turns as they stand and on another keyboard: both would take half a minute."""
    lost = []
    for model in record_models():
        slugs = dict(model.objects.values_list("pk", "slug"))
        records = {(model, pk): slug for pk, slug in slugs.items()}
        names, other_names = fetch_names(records), fetch_other_names(records)
        for record, slug in records.items():
            every = sorted({text.text for text in (*names[record], *other_names[record])})
            written = [typed(name) if place % 2 else name for place, name in enumerate(every)]
            lost += [name for name in written if slug not in first_three(name)]
    assert not lost


def test_the_order_is_the_same_twice():
    assert [order(query) for query in queries()[:60]] == [order(query) for query in queries()[:60]]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Compares PostgreSQL with SQLite.")
def test_both_databases_give_the_same_order():
    other = subprocess.run(
        [sys.executable, "-m", "tests.search.orders"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
    )
    assert {query: order(query) for query in queries()} == json.loads(other.stdout)


@pytest.mark.parametrize("text", ["och", "the", "في", "och i att", "of the", "و"])
def test_stop_words_alone_are_searched_as_words(text):
    assert search(text).query


def test_ten_thousand_characters_are_cut_and_told():
    answer = search("kvinnor " * 1250)
    assert answer.asked.cut
