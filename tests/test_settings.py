"""Settings come from the environment; nonsense there is named in a sentence, with no traceback."""

import os
import shutil
import subprocess
import sys
from ast import literal_eval

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from orgdirectory.settings import data_license, publisher, publisher_contact

GOOD = {
    "SECRET_KEY": "Zq3-vUe8_Lw1.Xp6+Rt9/Yk4=Nb7!Mc2?Hd5^Gs0&Fa8*Je1%Ti3",
    "ALLOWED_HOSTS": "directory.example",
}


def manage(*arguments, **variables):
    return python("manage.py", *arguments, **variables)


def python(*arguments, **variables):
    environment = {"PATH": os.environ["PATH"], **GOOD, **variables}
    environment = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY_FALLBACKS", "short"),
        ("SECRET_KEY_FALLBACKS", f"{GOOD['SECRET_KEY']},{GOOD['SECRET_KEY'][::-1]} x"),
        ("HSTS_PRELOAD", "perhaps"),
        ("DEBUG", "perhaps"),
        ("HTTPS", "2"),
        ("BEHIND_PROXY", "nginx"),
        ("ALLOWED_HOSTS", "https://directory.example"),
        ("ALLOWED_HOSTS", "two words"),
        ("EXIT_URL", "http://weather.example/"),
        ("EXIT_URL", "javascript:alert(1)"),
        ("EXIT_URL", 'https://weather.example/" onclick="x'),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://localhost/directory"),
        ("DATABASE_URL", "postgresql://user@host:port/name"),
    ],
)
def test_nonsense_in_a_variable_is_refused_by_its_name(variable, value):
    result = manage("check", **{variable: value})
    assert result.returncode
    assert variable in result.stderr
    assert "Traceback" not in result.stderr


def test_production_settings_pass_the_deployment_check():
    result = manage("check", "--deploy", "--fail-level", "INFO")
    assert result.returncode == 0, result.stderr


def test_debug_is_off_unless_it_is_asked_for():
    result = manage("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.DEBUG)")
    assert result.stdout.strip() == "False"


def told(*names, **variables):
    """Return what settings a process has whose environment has these variables."""
    code = f"from django.conf import settings; print([getattr(settings, n) for n in {names!r}])"
    return literal_eval(manage("shell", "--no-imports", "-c", code, **variables).stdout)


HSTS = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
COOKIES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")


def test_hosts_beside_this_one_and_lists_of_browsers_are_left_alone_unless_it_is_asked_for():
    assert told(*HSTS) == [63_072_000, False, False]
    assert told(*HSTS, HSTS_SUBDOMAINS="on", HSTS_PRELOAD="on") == [63_072_000, True, True]


def test_cookies_are_for_this_host_alone_where_there_is_https():
    assert told(*COOKIES) == ["__Host-sessionid", "__Host-csrftoken", "__Host-language"]
    assert told(*COOKIES, HTTPS="off") == ["sessionid", "csrftoken", "language"]


def test_keys_before_this_one_are_read_with_spaces_between():
    old = [GOOD["SECRET_KEY"][::-1], GOOD["SECRET_KEY"].upper()]
    assert told("SECRET_KEY_FALLBACKS", SECRET_KEY_FALLBACKS=" ".join(old)) == [old]


@pytest.fixture
def manage_elsewhere(tmp_path):
    """Return manage.py in a folder where make has not been; ``key_file`` is what make would write there."""
    shutil.copy(settings.BASE_DIR / "manage.py", tmp_path)

    def run(*, key_file=None, key=None):
        if key_file is not None:
            (tmp_path / ".secret.mk").write_text(key_file)
        return python(tmp_path / "manage.py", "check", PYTHONPATH=str(settings.BASE_DIR), SECRET_KEY=key)

    return run


class TestTheLocalKey:
    def test_is_found_by_manage_py(self, manage_elsewhere):
        assert manage_elsewhere(key_file=f"SECRET_KEY ?= {GOOD['SECRET_KEY']}\n").returncode == 0

    @pytest.mark.parametrize("key_file", [None, "", "SECRET_KEY ?= short\n", "# no key here\n"])
    def test_is_refused_when_it_is_missing_or_nonsense(self, manage_elsewhere, key_file):
        result = manage_elsewhere(key_file=key_file)
        assert result.returncode
        assert "SECRET_KEY" in result.stderr

    def test_does_not_replace_a_wrong_key_of_the_environment(self, manage_elsewhere):
        assert manage_elsewhere(key_file=f"SECRET_KEY ?= {GOOD['SECRET_KEY']}\n", key="short").returncode

    def test_is_never_used_by_the_web_server(self):
        result = python("-c", "import orgdirectory.wsgi", SECRET_KEY=None)
        assert "SECRET_KEY must be set" in result.stderr


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (data_license, "CC BY 4.0"),
        (data_license, "cc0"),
        (data_license, "https://creativecommons.org/licenses/by/4.0/"),
        (publisher, "Two\nlines"),
        (publisher, "Kvinnor\u202e"),
        (publisher, "<b>Kvinnor</b>"),
        (publisher, "K" * 201),
        (publisher_contact, "the editors"),
        (publisher_contact, "editors@"),
        (publisher_contact, "http://directory.example/"),
        (publisher_contact, "mailto:editors@directory.example"),
        (publisher_contact, "javascript:alert(1)"),
        (publisher_contact, 'https://directory.example/" onclick="x'),
    ],
)
def test_nonsense_about_who_runs_the_site_is_refused(monkeypatch, read, value):
    monkeypatch.setenv(read.__name__.upper(), value)
    with pytest.raises(ImproperlyConfigured, match=f"^{read.__name__.upper()} must be"):
        read()


@pytest.mark.parametrize("contact", ["", "editors@directory.example", "https://directory.example/contact"])
def test_a_contact_is_an_email_address_or_a_url_or_is_not_given(monkeypatch, contact):
    monkeypatch.setenv("PUBLISHER_CONTACT", contact)
    assert publisher_contact() == contact


@pytest.mark.parametrize("name", ["", "Kvinnors nätverk", "شبكة النساء"])
def test_a_publisher_has_a_name_in_any_script_or_none(monkeypatch, name):
    monkeypatch.setenv("PUBLISHER", name)
    assert publisher() == name


def test_records_are_under_creative_commons_attribution_unless_it_is_said_otherwise(monkeypatch):
    monkeypatch.delenv("DATA_LICENSE", raising=False)
    assert data_license().uri == "https://creativecommons.org/licenses/by/4.0/"


def test_the_owner_of_a_site_may_waive_all_rights(monkeypatch):
    monkeypatch.setenv("DATA_LICENSE", "CC0-1.0")
    assert data_license().uri == "https://creativecommons.org/publicdomain/zero/1.0/"
