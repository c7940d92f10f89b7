"""The hook for commit messages, .ci/commit_message.py."""

import runpy
import subprocess
import sys

import pytest
from django.conf import settings

HOOK = settings.BASE_DIR / ".ci/commit_message.py"
BODY = "\n\nReaders look for it.\n"
faults = runpy.run_path(str(HOOK))["faults"]


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("", "no subject"),
        ("# Please enter the commit message\n", "no subject"),
        ("A" * 61 + BODY, "61 characters"),
        ("Add a filter." + BODY, "full stop"),
        ("add a filter" + BODY, "capital letter"),
        ("feat: add a filter" + BODY, "capital letter"),
        ("Added a filter" + BODY, '"Added"'),
        ("Adds a filter" + BODY, '"Adds"'),
        ("Adding a filter" + BODY, '"Adding"'),
        ("Fixed a filter" + BODY, '"Fixed"'),
        ("Fixes a filter" + BODY, '"Fixes"'),
        ("Made a filter" + BODY, '"Made"'),
        ("Renames, and moves" + BODY, '"Renames,"'),
        ("Add a filter\nReaders look for it.\n", "second line"),
        ("Add a filter\n", "no body"),
        ("Add a filter\n\n# On branch main\n", "no body"),
        ("Add a filter\n\nSigned-off-by: A <a@directory.example>\n", "no body"),
        ("Add a filter\n\n# ------------------------ >8 ------------------------\n+code\n", "no body"),
    ],
)
def test_a_fault_is_named(message, fault):
    assert fault in " ".join(faults(message))


@pytest.mark.parametrize(
    "message",
    [
        "Add a filter" + BODY,
        "A" * 60 + BODY,
        "Bring back what was deleted" + BODY,
        "Seed the vocabularies" + BODY,
        "# A comment of git\nAdd a filter" + BODY,
        "Merge branch 'main'",
        "fixup! Add a filter",
        'Revert "Add a filter"\n',
    ],
)
def test_a_message_without_fault_passes(message):
    assert not list(faults(message))


def test_the_hook_refuses_a_commit_and_says_why(tmp_path):
    (tmp_path / "message").write_text("Added a filter")
    result = subprocess.run(
        [sys.executable, HOOK, tmp_path / "message"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "imperative" in result.stderr


def test_the_hook_lets_a_good_message_pass(tmp_path):
    (tmp_path / "message").write_text("Add a filter" + BODY)
    assert subprocess.run([sys.executable, HOOK, tmp_path / "message"], check=False).returncode == 0
