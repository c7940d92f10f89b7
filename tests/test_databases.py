"""What tests begin with is kept for the next run, and never used when it has become old."""

from datetime import date
from threading import Event, Thread

import pytest

from . import databases


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "FOLDER", tmp_path / "kept")
    monkeypatch.setattr(databases, "key", lambda: "now")
    return tmp_path / "kept"


@pytest.fixture
def made():
    return []


@pytest.fixture
def make(made):
    """Return what makes a file, and notes that it did."""

    def make(path):
        made.append(path)
        path.write_text("whole")

    return make


def test_what_was_made_is_not_made_again(make, made):
    assert databases.kept("rows", make) == databases.kept("rows", make)
    assert len(made) == 1


def test_what_is_under_another_key_is_made_anew_and_the_old_goes(make, folder, monkeypatch):
    old = databases.kept("rows", make)
    monkeypatch.setattr(databases, "key", lambda: "later")
    new = databases.kept("rows", make)
    assert (old.exists(), new.read_text()) == (False, "whole")


def test_what_was_only_half_made_is_not_used(make):
    def fail(path):
        path.write_text("half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        databases.kept("rows", fail)
    assert databases.kept("rows", make).read_text() == "whole"


def test_who_comes_while_it_is_made_waits_for_it(make, made):
    begun, may_end = Event(), Event()

    def make_slowly(path):
        begun.set()
        may_end.wait(10)
        make(path)

    workers = [Thread(target=databases.kept, args=("rows", one)) for one in (make_slowly, make)]
    workers[0].start()
    begun.wait(10)
    workers[1].start()
    may_end.set()
    for worker in workers:
        worker.join(10)
    assert len(made) == 1


@pytest.mark.parametrize(
    ("path", "text"), [("fixtures/places.yaml", "- 2"), ("fixtures/roles.yaml", "- 1"), ("networks/x.py", "")]
)
def test_a_change_of_what_decides_it_makes_another_key(tmp_path, path, text):
    for folder in ("fixtures", "networks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "fixtures/places.yaml").write_text("- 1")
    before = databases.digest(tmp_path, date(2026, 11, 29))
    assert databases.digest(tmp_path, date(2026, 11, 29)) == before
    (tmp_path / path).write_text(text)
    assert databases.digest(tmp_path, date(2026, 11, 29)) != before


def test_another_day_makes_another_key(tmp_path):
    """Rows hold the day on which they were added."""
    assert databases.digest(tmp_path, date(2026, 11, 29)) != databases.digest(tmp_path, date(2026, 11, 30))
