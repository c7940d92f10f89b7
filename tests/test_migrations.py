"""A directory of the last release keeps its rows, its history and its roles under the new names."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from organisations.sorting import sort_key

from .world import make_organisation, make_place

PERSON = {
    "slug": "amina",
    "name_en": "Amina",
    "original_language": "en",
    "status": "published",
    "ground": "consent",
    "translation_sv": "reviewed",
    "made_from_sv": "1 2",
    "state_of_text_sv": "missing",
}
ROWS = {
    "organisations_person": PERSON,
    "organisations_historicalperson": {"ground": "none", "translation_ar": "reviewed", "made_from_ar": "3 4"},
    "organisations_formeraddress": {"kind": "person", "digest": "d", "successor": "amina"},
    "organisations_nottwins": {"kind": "person", "first": 1, "second": 2},
    "networks_inquiry": {"person_id": 1, "answer": ""},
    "organisations_place": {"slug": "gavle", "country": "SE"},
    "organisations_organisation": {"slug": "house", "name_en": "House", "seat_id": 1, "status": "draft"},
    "organisations_historicalcontactpoint": {"organisation_id": 1, "kind": "phone", "value": "026-12 34 56"},
    "organisations_helpline": {"slug": "line", "country": "SE", "phone": "020-50 50 50"},
}
CONTACTS = [
    ("phone", "+46 (0)26-12 34 56"),
    ("phone", "026-12 34 56"),
    ("phone", "1 2 3 call"),
    ("email", "a@example.org"),
    ("website", "https://example.org/"),
    ("address", "Storgatan 1"),
]
KINDS = {"ministry": "government", "association": "association", "svt": "", "initiative": ""}
USUAL = {
    "revision_id": 0,
    "history_type": "+",
    "related": "{}",
    "confidentiality": "public",
    "translation": "unreviewed",
    "state_of_text": "missing",
    "status": "draft",
    "ground": "none",
}
NEEDED = {"TEXT": "", "varchar": "", "bigint": 1, "integer": 1, "bool": 0, "date": "2026-11-01"}


def manage(path, *arguments):
    variables = {"DATABASE_URL": f"sqlite:///{path}", "SECRET_KEY": settings.SECRET_KEY, "HTTPS": "off"}
    command = [sys.executable, "manage.py", *arguments, "--verbosity", "0"]
    subprocess.run(command, check=True, cwd=settings.BASE_DIR, env=os.environ | variables)


def insert(connection, table, row):
    """Insert a row, with something in each column that must have a value."""
    known = USUAL | row
    columns, values = [], []
    for _number, name, kind, needed, default, is_key in connection.execute(f"PRAGMA table_info({table})"):
        if name in known or (needed and default is None and not is_key):
            columns.append(f'"{name}"')
            values.append(known.get(name, NEEDED.get(kind.partition("(")[0], "2026-11-01")))
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """A database of 0.1.0 with a row in each table that is renamed, as it is after the upgrade."""
    path = tmp_path_factory.mktemp("upgrade") / "directory.sqlite3"
    manage(path, "migrate", "networks", "0005")
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO organisations_revision (id, date, act, note) VALUES (0, 1, 'edited', '')"
        )
        for table, row in ROWS.items():
            insert(connection, table, row)
        for slug, kind in KINDS.items():
            row = {"slug": slug, "name_en": slug, "kind": kind}
            insert(connection, "organisations_organisation", row)
        for kind, value in CONTACTS:
            row = {"organisation_id": 1, "kind": kind, "value": value}
            insert(connection, "organisations_contactpoint", row)
    connection.close()
    manage(path, "migrate")
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("table", "columns", "row"),
    [
        ("person", "legal_basis, translation_review_sv, source_digest_sv", ("consent", "reviewed", "1 2")),
        ("person", "translation_state_sv", ("missing",)),
        ("historicalperson", "legal_basis, translation_review_ar", ("none", "reviewed")),
        ("formerslug", "kind, digest, successor", ("person", "d", "amina")),
        ("notduplicate", '"first", "second"', (1, 2)),
    ],
)
def test_a_row_keeps_its_values(upgraded, table, columns, row):
    assert upgraded.execute(f"SELECT {columns} FROM organisations_{table}").fetchall() == [row]


def test_organisations_stand_in_the_group_that_their_kind_tells(upgraded):
    """One that came with the site is sorted though it has no kind."""
    groups = dict(upgraded.execute('SELECT slug, "group" FROM organisations_organisation').fetchall())
    assert [slug for slug, group in groups.items() if group == "named"] == ["ministry", "svt"]
    assert set(groups.values()) == {"movement", "named"}


def test_the_zeros_of_dates_are_not_given_any_more(tmp_path):
    path = tmp_path / "directory.sqlite3"
    manage(path, "migrate", "networks", "0022")
    manage(path, "migrate", "organisations", "0020")
    row = {
        "slug": "house",
        "name_en": "House",
        "founding_date": "0000-00-00",
        "dissolution_date": "2011-05-00",
        "original_language": "en",
    }
    for end in ("", "_sv", "_ar", "_en"):
        row |= {f"translation_review{end}": "unreviewed", f"translation_state{end}": "missing"}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")  # as it was before this one
        insert(connection, "organisations_organisation", row)
    manage(path, "migrate")
    with closing(sqlite3.connect(path)) as connection:
        dates = connection.execute("SELECT founding_date, dissolution_date FROM organisations_organisation")
        assert dates.fetchall() == [("", "2011-05")]
        for date in ("0000", "2011-00", "2011-05-00", "XXXX-00-01"):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute("UPDATE organisations_organisation SET founding_date = ?", [date])


def test_a_record_is_sorted_as_names_are_now(upgraded):
    keys = upgraded.execute("SELECT sort_key_sv, sort_key_ar FROM organisations_person").fetchall()
    assert keys == [(sort_key("Amina", "sv"), sort_key("Amina", "ar"))]


def test_a_link_to_those_concerned_stays(upgraded):
    assert upgraded.execute("SELECT person_id FROM networks_confirmationrequest").fetchall() == [(1,)]


def test_editors_may_still_make_such_links(upgraded):
    granted = upgraded.execute(
        """SELECT auth_group.name FROM auth_group
        JOIN auth_group_permissions ON auth_group_permissions.group_id = auth_group.id
        JOIN auth_permission ON auth_permission.id = auth_group_permissions.permission_id
        WHERE codename = 'add_confirmationrequest' ORDER BY auth_group.id"""
    )
    assert [name for (name,) in granted] == ["Editor", "Publisher", "Administrator"]


def test_no_permission_is_left_under_an_old_name(upgraded):
    old = upgraded.execute("SELECT codename FROM auth_permission WHERE codename LIKE '%_inquiry'")
    assert old.fetchall() == []


@pytest.mark.parametrize("basis", ["none", "something"])
def test_the_database_still_refuses_who_has_no_legal_basis(upgraded, basis):
    with pytest.raises(sqlite3.IntegrityError):
        upgraded.execute("UPDATE organisations_person SET legal_basis = ?", [basis])


def test_contact_points_have_channels_and_numbers_that_are_dialled(upgraded):
    """What cannot be read stays, and so does the number that the organisation had twice."""
    points = "SELECT record_id, channel, value FROM organisations_contactpoint ORDER BY id"
    assert upgraded.execute(points).fetchall() == [
        (1, "call", "+4626123456"),
        (1, "call", "026-12 34 56"),
        (1, "call", "1 2 3 call"),
        (1, "mail", "a@example.org"),
        (1, "web", "https://example.org/"),
        (1, "visit", "Storgatan 1"),
    ]


def test_numbers_of_the_history_and_of_helplines_follow(upgraded):
    history = "SELECT record_id, channel, value FROM organisations_historicalcontactpoint"
    assert upgraded.execute(history).fetchall() == [(1, "call", "+4626123456")]
    assert upgraded.execute("SELECT phone FROM organisations_helpline").fetchall() == [("+4620505050",)]


@pytest.mark.parametrize("kind", ["networkcontactpoint", "projectcontactpoint"])
def test_editors_may_keep_the_contact_points_of_networks_and_projects(upgraded, kind):
    granted = upgraded.execute(
        """SELECT count(*) FROM auth_group
        JOIN auth_group_permissions ON auth_group_permissions.group_id = auth_group.id
        JOIN auth_permission ON auth_permission.id = auth_group_permissions.permission_id
        WHERE auth_group.name = 'Editor' AND codename LIKE ?""",
        [f"%_{kind}"],
    )
    assert granted.fetchone() == (4,)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL lets checks wait")
@pytest.mark.django_db(transaction=True)
def test_tables_that_hold_rows_can_be_altered_both_ways():
    house = make_organisation(seat=make_place("gavle", country="SE"))
    house.contact_points.create(channel="call", value="026-12 34 56")
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    for targets in ([("networks", "0010_sort_keys"), ("organisations", "0010_urgent_words")], newest):
        MigrationExecutor(connection).migrate(targets)
    point = house.contact_points.get()
    assert (point.channel, point.value) == ("call", "+4626123456")
