"""The arrow of dependency: orgdirectory → networks → organisations, and nothing upwards."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

MAY_IMPORT = {
    "organisations": {"organisations"},
    "networks": {"networks", "organisations"},
    "orgdirectory": {"orgdirectory", "networks", "organisations"},
}
MODULES = [path for app in MAY_IMPORT for path in sorted((settings.BASE_DIR / app).rglob("*.py"))]


def imported_apps(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from (name.partition(".")[0] for name in names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_nothing_imports_upwards(path):
    app = path.relative_to(settings.BASE_DIR).parts[0]
    assert set(imported_apps(path)) & set(MAY_IMPORT) <= MAY_IMPORT[app]
