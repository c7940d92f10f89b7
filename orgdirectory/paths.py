"""Which part of the site a path leads to, told before any view is found."""

from django.conf import settings

LANGUAGES = {code for code, _name in settings.LANGUAGES}


def section(request):
    """Return what stands after the language in a path: "search" of /sv/search/, None without a language."""
    parts = [*request.path_info.split("/", 3), "", ""]
    return parts[2] if parts[1] in LANGUAGES else None


def is_admin(request):
    return section(request) == "admin"
