"""docs/asvs.md names what there is; and small facts that it rests on and that no other test holds."""

import ast
import json
import logging
import re
from functools import cache

import pytest
from django.conf import global_settings, settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

import orgdirectory.settings
from orgdirectory.operations.logs import JsonFormatter

from .conftest import make_account, sign_in

ROOT = settings.BASE_DIR
LINE = re.compile(r"\| (\d+)\.(\d+)\.(\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")
PATH = re.compile(
    r"`((?:[\w.@-]+/)*[\w.@-]+\.(?:py|js|md|conf|txt|html|toml|yml|service)|deploy/\w+|Makefile)([\w:]*)`"
)
LOGIN = "/en/admin/login/"
VERDICTS = {"met", "partly", "not met", "n/a"}
SOURCES = [
    path for app in ("organisations", "networks", "orgdirectory") for path in (ROOT / app).rglob("*.py")
]
SCRIPTS = sorted((ROOT / "orgdirectory" / "static").glob("*.js"))
TABLE = (ROOT / "docs" / "asvs.md").read_text("utf-8").splitlines()
LINES = [LINE.fullmatch(line) for line in TABLE if re.match(r"\| \d", line)]


class TestTheTable:
    def test_has_four_columns_in_every_line(self):
        assert all(LINES)

    def test_is_in_order_and_has_nothing_twice(self):
        numbers = [tuple(map(int, line.group(1, 2, 3))) for line in LINES]
        assert numbers == sorted(set(numbers))

    def test_has_all_requirements_of_both_levels(self):
        assert len(LINES) == 70 + 183

    def test_judges_in_four_words(self):
        assert {line[5] for line in LINES} <= VERDICTS

    def test_calls_nothing_met_without_saying_by_what(self):
        assert [line[0] for line in LINES if line[5] == "met" and not PATH.search(line[6])] == []

    def test_names_only_what_is_there(self):
        named = [(path, name) for line in LINES for path, name in PATH.findall(line[6])]
        assert [(path, name) for path, name in named if not is_there(path, name)] == []

    def test_names_no_path_that_looks_like_something_else(self):
        quoted = [word for line in LINES for word in re.findall(r"`[^`]+`", line[6])]
        assert [word for word in quoted if re.search(r"\w/\w|::", word) and not PATH.fullmatch(word)] == []

    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("test_asvs.py", "::test_that_is_not_there"),
            ("test_asvs.py", "::TestTheTable::test_no_account_is_shipped"),
            ("test_nowhere.py", ""),
        ],
    )
    def test_would_be_caught_naming_what_is_not_there(self, path, name):
        assert not is_there(path, name)


def is_there(path, name):
    file = next((one for one in (ROOT / path, ROOT / "tests" / path) if one.is_file()), None)
    return file is not None and (not name or name in names(file))


@cache
def names(file):
    """Return the tests of a file as they are asked for: ``::TestClass::test_name``."""
    found = set()
    for node in ast.parse(file.read_text("utf-8")).body:
        inner = node.body if isinstance(node, ast.ClassDef) else []
        found |= {f"::{node.name}::{one.name}" for one in inner if isinstance(one, ast.FunctionDef)}
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            found.add(f"::{node.name}")
    return found


def calls():
    """Yield (file, what is called) of every call in the code of the site."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path.name, ast.unparse(node.func), ast.unparse(node)


def test_nothing_evaluates_text():
    forbidden = re.compile(
        r"eval|exec|compile|__import__|os\.(system|popen)|(pickle|marshal|shelve)\..*"
        r"|yaml\.(load|unsafe_load|full_load)|.*\.from_string|Template"
    )
    found = [
        (file, whole) for file, name, whole in calls() if forbidden.fullmatch(name) or "shell=True" in whole
    ]
    assert found == []


def test_no_weak_hash_is_used():
    weak = re.compile(r"\b(?:md5|sha1)\b", re.IGNORECASE)
    found = [path for path in SOURCES if weak.search(path.read_text("utf-8"))]
    assert found == [ROOT / "orgdirectory/operations/engines.py"]  # tells rows of a backup apart


def test_no_secret_comes_from_a_generator_that_can_be_guessed():
    guessable = re.compile(
        r"^(?:import random\b|from random import|import uuid|from uuid import)", re.MULTILINE
    )
    found = {
        path.relative_to(ROOT).as_posix() for path in SOURCES if guessable.search(path.read_text("utf-8"))
    }
    assert found <= {"orgdirectory/replicas/servers.py"}  # which replica is asked first


def test_passwords_are_hashed_slowly():
    assert not hasattr(orgdirectory.settings, "PASSWORD_HASHERS")
    assert global_settings.PASSWORD_HASHERS[0].endswith(".PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.iterations >= 600_000


@pytest.mark.django_db
def test_no_account_is_shipped():
    assert not get_user_model().objects.exists()
    assert not [path for path in (ROOT / "fixtures").glob("*.yaml") if "auth.user" in path.read_text("utf-8")]


@pytest.mark.django_db
def test_a_password_is_masked_as_it_is_typed(client):
    field = re.search(
        r'<input[^>]* name="password"[^>]*>|<input name="password"[^>]*>', client.get(LOGIN).text
    )
    assert 'type="password"' in field[0]


@pytest.mark.django_db
@pytest.mark.parametrize("close", ["is_active", "is_staff"])
def test_an_account_that_is_closed_is_out_at_once(client, close):
    user = make_account("shirin")
    assert sign_in(client, user).get("/en/admin/").status_code == 200
    get_user_model().objects.update(**{close: False})
    assert client.get("/en/admin/").status_code == 302


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_listens_to_other_windows_or_evaluates_text(path):
    script = path.read_text("utf-8")
    assert not re.search(
        r"""["']message["']|postMessage|onmessage|\beval\(|new Function|document\.write""", script
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_writes_under_a_name_that_was_sent(path):
    script = path.read_text("utf-8")
    assert "__proto__" not in script
    assert "Object.assign" not in script
    written = set(re.findall(r"(\w+\[[^\]\d\"'][^\]]*\])\s*=(?!=)", script))
    assert written <= {"field[content(field)]"}  # value or checked


def logged(**extra):
    record = logging.LogRecord("orgdirectory.security", logging.INFO, "", 0, "sign_in", (), None)
    record.__dict__.update(extra)
    return JsonFormatter().format(record)


def test_a_line_of_the_log_tells_its_time_in_utc():
    assert json.loads(logged())["time"].endswith("+00:00")


def test_a_line_of_the_log_stays_one_line():
    line = logged(reason='a"\n{"level": "ERROR"}\r')
    assert "\n" not in line
    assert "\r" not in line
    assert json.loads(line)["reason"].startswith('a"\n')


def test_a_sign_in_is_logged_with_its_factor():
    written = json.loads(logged(user=7, factor="otp_totp.totpdevice"))
    assert (written["user"], written["factor"]) == (7, "otp_totp.totpdevice")


@pytest.mark.django_db
def test_a_failed_sign_in_is_logged_with_its_sender_as_a_hash(caplog):
    Client().post(LOGIN, {"username": "shirin", "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    failed = next(one for one in caplog.records if one.getMessage() == "sign_in_failed")
    sender = json.loads(JsonFormatter().format(failed))["sender"]
    assert sender
    assert "192.0.2.7" not in sender


def test_a_changed_factor_is_logged_with_what_changed():
    assert json.loads(logged(user=7, change="recovery codes"))["change"] == "recovery codes"
