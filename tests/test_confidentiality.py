"""Which of several levels of confidentiality holds."""

from itertools import permutations

import pytest

from organisations.models import Confidentiality
from organisations.models.confidentiality import strictest

PUBLIC, AREA, EDITORS = Confidentiality


@pytest.mark.parametrize("level", Confidentiality)
def test_a_level_by_itself_holds(level):
    assert strictest(level) == level


@pytest.mark.parametrize(
    ("milder", "stricter"), [(PUBLIC, AREA), (PUBLIC, EDITORS), (AREA, EDITORS)], ids=str
)
def test_of_two_levels_the_stricter_holds_whichever_comes_first(milder, stricter):
    assert strictest(milder, stricter) == strictest(stricter, milder) == stricter


@pytest.mark.parametrize("levels", list(permutations(Confidentiality)), ids=",".join)
def test_of_all_levels_editors_only_holds(levels):
    assert strictest(*levels) == EDITORS


def test_levels_as_the_database_has_them_count_as_well():
    assert strictest("public", "editors", "area") == "editors"
