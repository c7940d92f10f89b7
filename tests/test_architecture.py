"""The arrow of dependency: orgdirectory → networks → organisations; and within each, from room to room.

The rooms of an app stand below one another. A module imports its own room and
rooms further down, and nothing upwards. Rooms on one line do not know each other.
"""

import ast
from pathlib import Path

import pytest
from django.conf import settings

APPS = ("organisations", "networks", "orgdirectory")  # the lowest first
ROOMS = {
    "organisations": (
        ("letters", "encodings", "languages", "subdivisions", "sorting", "symbols", "counting"),
        ("text",),
        ("written_dates",),
        ("dates",),
        ("migration_operations",),
        ("turns", "workbooks"),
        ("phones", "opening_hours", "registers", "sheets"),
        ("running_text",),
        ("fields", "lexemes", "tables"),
        ("models",),
        ("disclosure", "slugs"),
        ("search",),
        ("history", "parameters", "shelters"),
        ("evidence", "filters", "duplicates", "translation", "merging", "publishing", "signals"),
        ("pictures", "standards"),
        ("templatetags",),
        ("views",),
        ("urls",),
        ("admin",),
        ("apps",),
    ),
    "networks": (
        ("models",),
        ("affirming",),
        ("corrections", "evidence", "filters", "translation", "imports", "citation_triggers"),
        ("exports",),
        ("views",),
        ("urls",),
        ("admin", "apps"),
    ),
    "orgdirectory": (
        ("client_ip", "keys", "paths", "shared_cache", "style_sheet", "replicas"),
        ("serving", "helplines", "django_texts", "formats", "loading"),
        ("operations",),
        ("context_processors", "errors", "message_storage", "sqlite"),
        ("middleware", "request_bodies"),
        ("database_errors",),
        ("public",),
        ("feedback",),
        ("accounts",),
        ("editing",),
        ("templatetags",),
        ("management", "apps", "settings"),
        ("urls", "wsgi"),
    ),
}
MODULES = [
    path
    for app in APPS
    for path in sorted((settings.BASE_DIR / app).rglob("*.py"))
    if "migrations" not in path.parts
]


def imported(path: Path):
    """Yield the full names of what a module imports from the three apps."""
    package = path.relative_to(settings.BASE_DIR).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            base = (*start, *(node.module or "").split(".")) if node.module else start
            yield from ((*base, alias.name) for alias in node.names if base[0] in APPS)
        elif isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)


def floor(app, room):
    """Return on which line of its app a room stands, 0 being the lowest; of the app itself, the lowest."""
    return next((number for number, rooms in enumerate(ROOMS[app]) if room in rooms), 0)


def place(parts):
    """Return (app, room) of a module: ("organisations", "search")."""
    return parts[0], parts[1].removesuffix(".py") if len(parts) > 1 else ""


def is_below(lower, upper):
    """Tell whether one place may be imported from another."""
    if lower[0] != upper[0]:
        return APPS.index(lower[0]) < APPS.index(upper[0])
    return lower[1] in ("", upper[1]) or floor(*lower) < floor(*upper)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_nothing_imports_upwards(path):
    here = place(path.relative_to(settings.BASE_DIR).parts)
    others = {place(name) for name in imported(path) if name[0] in APPS and len(name) > 1}
    assert {there for there in others if not is_below(there, here)} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_every_module_stands_in_a_room(path):
    app, room = place(path.relative_to(settings.BASE_DIR).parts)
    assert room == "__init__" or any(room in rooms for rooms in ROOMS[app])


@pytest.mark.parametrize(
    ("lower", "upper", "allowed"),
    [
        (("organisations", "models"), ("organisations", "search"), True),
        (("organisations", "search"), ("organisations", "models"), False),
        (("organisations", "admin"), ("networks", "models"), True),
        (("networks", "models"), ("organisations", "admin"), False),
        (("orgdirectory", "accounts"), ("orgdirectory", "public"), False),
        (("organisations", "pictures"), ("organisations", "standards"), False),
        (("organisations", "search"), ("organisations", "search"), True),
    ],
)
def test_a_room_is_imported_from_above_only(lower, upper, allowed):
    assert is_below(lower, upper) is allowed
