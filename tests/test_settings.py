"""Settings come from the environment; nonsense there is named in a sentence, with no traceback."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "SECRET_KEY": "Zq3-vUe8_Lw1.Xp6+Rt9/Yk4=Nb7!Mc2?Hd5^Gs0&Fa8*Je1%Ti3",
    "ALLOWED_HOSTS": "directory.example",
}


def manage(*arguments, **variables):
    environment = {"PATH": os.environ["PATH"], **GOOD, **variables}
    environment = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", None),
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
