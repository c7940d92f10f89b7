"""Settings come from the environment; nonsense there is named in a sentence, with no traceback."""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

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
