"""What ``make dev`` promises of style sheets."""

from django.utils.autoreload import BaseReloader, autoreload_started

from orgdirectory.style_sheet import FOLDER, NAMES


def test_a_changed_style_sheet_begins_a_new_process():
    reloader = BaseReloader()
    autoreload_started.send(reloader)
    assert {FOLDER / f"{name}.css" for name in NAMES} <= reloader.extra_files
