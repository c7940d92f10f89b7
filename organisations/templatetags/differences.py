"""How two versions of a text or value are shown as one, with what was removed and added."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, pgettext_lazy

from ..history.differences import ADDED, REMOVED, SAME, words_changed
from ..languages import text_direction

register = template.Library()


ELEMENTS = {REMOVED: "del", ADDED: "ins"}
SPOKEN = {REMOVED: pgettext_lazy("of words", "removed:"), ADDED: pgettext_lazy("of words", "added:")}


@register.simple_tag
def difference(old, new, language="", tag="bdi"):
    """Show two versions of a text in its own language, word by word, as ``<del>`` and ``<ins>``.

    Those who listen hear in the page's language what was removed and added.
    """
    pieces = ((_piece(kind, text),) for kind, text in words_changed(old or "", new or ""))
    return _in(language, tag, format_html_join("", "{}", pieces))


@register.simple_tag
def written(value, language=""):
    """Show a value, as it was first written, in the language of a text."""
    return _in(language, "bdi", value)


@register.simple_tag
def replaced(old, new):
    """Show a value that took the place of another."""
    return format_html_join(" ", "{}", ((_piece(*one),) for one in ((REMOVED, old), (ADDED, new)) if one[1]))


@register.simple_tag
def left_and_joined(left, joined):
    """Show which of several values left, and which joined."""
    pieces = [(REMOVED, text) for text in left] + [(ADDED, text) for text in joined]
    return format_html_join(" ", "{}", ((_piece(*piece),) for piece in pieces))


def _in(language, tag, content):
    if not language:
        return format_html("<{0}>{1}</{0}>", tag, content)
    attributes = format_html('lang="{}" dir="{}"', language, text_direction(language))
    return format_html('<{0} {1} class="difference">{2}</{0}>', tag, attributes, content)


def _piece(kind, text):
    if kind == SAME:
        return text
    heard = format_html('<span class="visually-hidden" lang="{}">{} </span>', get_language(), SPOKEN[kind])
    return format_html("<{0}>{1}{2}</{0}>", ELEMENTS[kind], heard, text)
