"""Where Django looks for an app's admin: that of accounts is in their room."""

from .accounts import admin  # noqa: F401
