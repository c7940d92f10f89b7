"""How two versions of a text are shown as one, with what was removed and added."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, pgettext

from ..differences import ADDED, REMOVED, SAME, words_changed
from ..languages import direction

register = template.Library()


@register.simple_tag
def difference(old, new, language="", tag="bdi"):
    """Show two versions of a text in its own language, word by word, as ``<del>`` and ``<ins>``.

    Those who listen hear in the page's language what was removed and added.
    """
    spoken = {REMOVED: pgettext("of words", "removed:"), ADDED: pgettext("of words", "added:")}
    elements = {REMOVED: "del", ADDED: "ins"}
    pieces = [
        (text,) if kind == SAME else (_changed(elements[kind], spoken[kind], text),)
        for kind, text in words_changed(old or "", new or "")
    ]
    attributes = format_html(' lang="{}" dir="{}"', language, direction(language)) if language else ""
    return format_html(
        '<{0}{1} class="difference">{2}</{0}>', tag, attributes, format_html_join("", "{}", pieces)
    )


def _changed(element, spoken, text):
    return format_html(
        '<{0}><span class="visually-hidden" lang="{1}">{2} </span>{3}</{0}>',
        element,
        get_language(),
        spoken,
        text,
    )
