"""How many there are, in words: each language has its own forms for one, two, a few and many."""

from django.utils.translation import ngettext


def _results(number):
    return ngettext("%(number)d result", "%(number)d results", number)


def _organisations(number):
    return ngettext("%(number)d organisation", "%(number)d organisations", number)


def _others(number):
    return ngettext("%(number)d public body or other", "%(number)d public bodies and others", number)


def _networks(number):
    return ngettext("%(number)d network", "%(number)d networks", number)


def _people(number):
    return ngettext("%(number)d person", "%(number)d people", number)


def _projects(number):
    return ngettext(
        "%(number)d project, service or event", "%(number)d projects, services and events", number
    )


FORMS = {
    "movement": _organisations,
    "named": _others,
    "organisation": _organisations,
    "network": _networks,
    "person": _people,
    "project": _projects,
}


def counted(number, what):
    """Return a number with what is counted: a kind of record, a group of organisations, else results."""
    return FORMS.get(what, _results)(number) % {"number": number}
