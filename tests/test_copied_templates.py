"""Templates that were copied from Django: an upgrade of Django says which to look at again."""

import re
import tomllib
from hashlib import sha256
from pathlib import Path

import django
import pytest
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
DJANGO = Path(django.__file__).parent
ORIGIN = re.compile(r"\{# (?:Copied|Adapted) from (\S+) of Django \d+\.\d+(?:\.\d+)?[,.] ")
# Django's originals as they were in the version that the copies name.
HASHES = {
    "admin/app_list.html": "3d3a224307d7cc86b40b5b21d105f923b4d25d18b71524e24674ea2513ec11c3",
    "admin/edit_inline/tabular.html": "c86c726f3adcd10d5fdd82c6612977cf5f06338aecd08b4f7ee132b43b5dbbdc",
    "admin/filter.html": "72f8dacc61259f704bff48b2cfc29cb1e9dde56853f72fa05ca44dda41ea7a35",
    "admin/login.html": "677f75af1d7f9d3f87398eaa66292bcb46540556ae518e86a26e879e343396c1",
    "admin/object_history.html": "37b43b8571d4fa5c104f327b8b58dc84246b52e6b0c8dd142eb24224ca2882ef",
    "admin/pagination.html": "a50313922facefca1a529ea20e1ddd24b70a923ac4cf4faef5bc75826d81bd69",
    "admin/search_form.html": "6ef977578a62cb231bac732ababa4ef6cf1224c9fb289c4f045b94819225d329",
    "admin/submit_line.html": "d2ddc01b7813b052031e66e214d11c14c9a2a1e9109efafdf4243c1aec9873e4",
    "auth/widgets/read_only_password_hash.html": (
        "83a23bf5d41027e0e4e597166fcb11e9a2699e4ae7f09cc515f4f2c3f91579a2"
    ),
    "django/forms/label.html": "d1b2427488fc1b97b619ac3741447464c77055abc2f34630c52e44d12864ce61",
    "django/forms/widgets/select_option.html": (
        "37fa6c7742580aa361c767a1da8caf905d8a53676feccf66b4cc3fe012d8abc0"
    ),
}


def originals():
    """Return Django's own templates by name."""
    paths = DJANGO.rglob("templates/**/*.html")
    return {path.as_posix().partition("/templates/")[2]: path for path in paths}


def copies():
    """Return our templates that name an original: {name of ours: name of Django's}."""
    found = {name: ORIGIN.match(text) for name, text in ours().items()}
    return {name: match[1] for name, match in found.items() if match}


def ours():
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")
    }


@pytest.mark.parametrize("name", HASHES)
def test_the_original_is_what_it_was_when_it_was_copied(name):
    digest = sha256(originals()[name].read_bytes()).hexdigest()
    assert digest == HASHES[name], (
        f"Django changed {name}: bring what changed into our copy, write there the version, here the hash."
    )


def test_each_original_that_a_template_names_is_watched():
    assert set(copies().values()) == set(HASHES)


def test_a_template_that_replaces_one_of_django_extends_it_or_names_it():
    replaced = {name: text for name, text in ours().items() if name in originals()}
    extending = {name for name, text in replaced.items() if f'{{% extends "{name}" %}}' in text}
    assert not set(replaced) - extending - set(copies())


def test_each_copy_is_under_the_licence_of_django():
    annotations = tomllib.loads((settings.BASE_DIR / "REUSE.toml").read_text("utf-8"))["annotations"]
    [paths] = [one["path"] for one in annotations if one["SPDX-License-Identifier"] == "BSD-3-Clause"]
    assert {f"templates/{name}" for name in copies()} == set(paths)
