"""How records are shown: each text with the language it really has, each fact with its evidence."""

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import (
    get_language,
    get_language_from_path,
    gettext_lazy,
    override,
)
from django.utils.translation import gettext as _

from ..languages import Text, language_name, localized, site_languages, text_direction
from ..models import Place
from ..symbols import OTHER, SYMBOLS, symbol_of

register = template.Library()


def language_attributes(text):
    """Return ``lang`` and ``dir`` for a ``Text`` that is not in the page's language."""
    if text.language == get_language():
        return ""
    return format_html(' lang="{}" dir="{}"', text.language, text_direction(text.language, text.text))


@register.simple_tag
def text(value, field="", tag="bdi", notice=False, after=""):
    """Show a stored text in the language it really has.

    ``value`` is a ``Text``, or a record whose translated ``field`` is shown
    with the site's fallback. ``tag`` is the element around it; in a ``p`` blank
    lines part paragraphs. With ``notice`` a foreign text is announced as such.
    ``after`` (references, say) ends the last paragraph.
    """
    shown = localized(value, field) if field else value
    if not shown.text:
        return ""
    attributes = language_attributes(shown)
    paragraphs = shown.text.split("\n\n") if tag == "p" else [shown.text]
    ends = [""] * (len(paragraphs) - 1) + [after]
    rows = ((tag, attributes, words, end) for words, end in zip(paragraphs, ends, strict=True))
    html = format_html_join("\n", "<{0}{1}>{2}{3}</{0}>", rows)
    if notice and attributes:
        only_in = _("Only in %(language)s") % {"language": language_name(shown.language)}
        html = format_html('<p class="notice" data-fallback-notice>{}</p>\n{}', only_in, html)
    return html


@register.simple_tag
def easy_read(record):
    """Show the easy-read text in the page's language; one in another language is easy to nobody."""
    words = getattr(record, f"easy_read_{get_language()}", "")
    return format_html('<p class="easy" data-speak>{}</p>', words) if words else ""


@register.simple_tag
def original(record):
    """Show the name in the record's original language, where the page shows another one."""
    name = record.original_name
    if name.language == get_language() or name.text == localized(record, "name").text:
        return ""
    label = _("Original (%(language)s):") % {"language": language_name(name.language)}
    return format_html('<p class="original"><span data-fallback-notice>{}</span> {}</p>', label, text(name))


STATES = {
    "original": gettext_lazy("Original text in %(language)s"),
    "reviewed": gettext_lazy("Translated from %(language)s"),
    "unreviewed": gettext_lazy("Translated from %(language)s, not yet reviewed"),
    "outdated": gettext_lazy("Older than the original in %(language)s"),
}


@register.simple_tag
def text_state(record):
    """Say what the texts shown are: original, translated, unreviewed or older than their original."""
    shown = localized(record, "summary")
    if not shown.text:
        return ""
    state = record.text_state(shown.language)
    words = STATES[state] % {"language": language_name(record.original_language)}
    if record.original_language != get_language():
        with override(record.original_language):
            address = record.get_absolute_url()
        words = format_html('<a href="{}" hreflang="{}">{}</a>', address, record.original_language, words)
    return format_html('<p class="badge {}" data-state="{}">{}</p>', state, state, words)


@register.simple_tag
def in_other_language(code):
    """Say which language a short text is in, where it is not the page's."""
    if code == get_language():
        return ""
    words = _("in %(language)s") % {"language": language_name(code)}
    return format_html(" <small data-fallback-notice>({})</small>", words)


@register.simple_tag
def marked(value, tag="bdi"):
    """Show a text with marks (``search.hits.Marked``) in the language it really has."""
    pieces = ((format_html("<mark>{}</mark>", text) if mark else text,) for text, mark in value.pieces)
    attributes = language_attributes(Text("".join(piece.text for piece in value.pieces), value.language))
    return format_html("<{0}{1}>{2}</{0}>", tag, attributes, format_html_join("", "{}", pieces))


@register.simple_tag
def language_links(full_path):
    """Return (code, own name, address) of the same page and query in each language."""
    here = get_language_from_path(full_path)
    rest = full_path[len(here) + 2 :] if here else ""
    links = []
    for code in site_languages():
        with override(code):
            links.append((code, language_name(code), f"/{code}/{rest}"))
    return links


@register.simple_tag
def symbol(name):
    """Draw a symbol (``symbols.SYMBOLS``); the word beside it says what it means."""
    drawn = name if name in SYMBOLS else OTHER
    picture = '<svg class="symbol" aria-hidden="true"><use href="{}#{}"/></svg>'
    return format_html(picture, static("symbols.svg"), drawn)


@register.simple_tag
def kind_symbol(record):
    """Draw the symbol of a record's kind."""
    return symbol(symbol_of(record))


@register.filter
def first_in(places, country):
    """Put the places that are in a country first."""
    return sorted(places, key=lambda place: place.country != country)


@register.filter
def dir_of(value):
    """Return the writing direction of a ``Text``, or of a language code."""
    return text_direction(value.language, value.text) if isinstance(value, Text) else text_direction(value)


@register.filter
def name_of_language(code):
    """Return the name of a language code in the page's language."""
    return language_name(code)


@register.filter
def label_of(fields, name):
    """Return the label of a form's field by its name."""
    return fields[name].label


@register.simple_tag
def cite(evidence, subject, *facts):
    """Show the numbers of the references that support a fact, as links to them."""
    numbers = sorted(set(evidence.numbers(subject, *facts)))
    if not numbers:
        return ""
    link = '<a href="#ref-{0}" aria-label="{1} {0}">{0}</a>'
    links = format_html_join(" ", link, ((number, _("Reference")) for number in numbers))
    return format_html('<sup class="cite">{}</sup>', links)


SHOWN_ELSEWHERE = {"name", "summary", "description", "other_names", "end_date", "maximum_age"}
IN_BRIEF = {
    *("founding_date", "dissolution_date", "start_date"),
    *("seat", "places", "languages", "minimum_age"),
}


def _url(thing):
    """Return the page that a value of a fact leads to, if it has one."""
    if isinstance(thing, Place):
        return reverse("country", args=[thing.country.lower()]) if thing.country else ""
    return thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else ""


@register.inclusion_tag("_facts.html")
def facts(record, evidence):
    """Show what is known of a record as a list of facts, each with its evidence."""
    rows = []
    for fact in record.facts_about(set(record.facts) - SHOWN_ELSEWHERE):
        values = [(value.words, _url(value.thing)) for value in fact.values]
        rows.append((fact.label, values, cite(evidence, record, *fact.fields)))
    return {"rows": rows}


@register.simple_tag
def fact_in_words(record, fact):
    """Return what a fact states, or the contact points, as words that readers may know."""
    return [value.words for value in record.values(fact)]


@register.simple_tag
def facts_in_brief(record):
    """Return (label, words) of the facts that somebody who is sent there needs."""
    return [(fact.label, [value.words for value in fact.values]) for fact in record.facts_about(IN_BRIEF)]
