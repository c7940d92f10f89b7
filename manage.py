#!/usr/bin/env python
"""Django's command line."""

import os
import re
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

LOCAL_KEY = Path(__file__).with_name(".secret.mk")


def use_local_key():
    """Take the SECRET_KEY that ``make`` wrote, unless the environment has one.

    Only here, and not in the settings: a web server without its own key must fail.
    """
    text = LOCAL_KEY.read_text("utf-8") if LOCAL_KEY.exists() else ""
    if line := re.search(r"^SECRET_KEY *\?= *(\S+)$", text, re.MULTILINE):
        os.environ.setdefault("SECRET_KEY", line[1])


def main():
    use_local_key()
    os.environ.setdefault("STATEMENT_TIMEOUT", "0")  # a command may take as long as it must
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orgdirectory.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Wrong settings: {error}")


if __name__ == "__main__":
    main()
