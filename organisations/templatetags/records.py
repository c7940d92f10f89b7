"""How records are shown: each text with the language it really has, each fact with its evidence."""

from typing import NamedTuple

from django import template
from django.db.models import Manager
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import (
    get_language,
    get_language_from_path,
    gettext_lazy,
    ngettext,
    override,
    pgettext,
)
from django.utils.translation import gettext as _

from ..dates import format_date
from ..languages import Text, language_name, localized, site_languages, text_direction
from ..models import Place, Record, fact_label

register = template.Library()


def language_attributes(language):
    """Return ``lang`` and ``dir`` for a text that is not in the page's language."""
    if language == get_language():
        return ""
    return format_html(' lang="{}" dir="{}"', language, text_direction(language))


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
    attributes = language_attributes(shown.language)
    paragraphs = shown.text.split("\n\n") if tag == "p" else [shown.text]
    ends = [""] * (len(paragraphs) - 1) + [after]
    rows = ((tag, attributes, words, end) for words, end in zip(paragraphs, ends, strict=True))
    html = format_html_join("\n", "<{0}{1}>{2}{3}</{0}>", rows)
    if notice and attributes:
        only_in = _("Only in %(language)s") % {"language": language_name(shown.language)}
        html = format_html('<p class="notice" data-fallback-notice>{}</p>\n{}', only_in, html)
    return html


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
    return format_html(
        "<{0}{1}>{2}</{0}>", tag, language_attributes(value.language), format_html_join("", "{}", pieces)
    )


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


@register.filter
def dir_of(language):
    """Return the writing direction of a language code."""
    return text_direction(language)


@register.filter
def name_of_language(code):
    """Return the name of a language code in the page's language."""
    return language_name(code)


@register.filter
def kind_name(record):
    """Return what kind of record this is, in the page's language ("organisation")."""
    return record._meta.verbose_name


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


def _period(record):
    return record.period_display


def _ages(record):
    youngest, oldest = record.minimum_age, record.maximum_age
    if youngest and oldest:
        return _("%(youngest)s–%(oldest)s years") % {"youngest": youngest, "oldest": oldest}
    if oldest:
        return ngettext("up to %(age)s year", "up to %(age)s years", oldest) % {"age": oldest}
    if youngest:
        return ngettext("from %(age)s year", "from %(age)s years", youngest) % {"age": youngest}
    return ""


def _stated_members(record):
    number = record.stated_members
    if number is None:
        return ""
    if record.stated_members_approximate:
        words = ngettext("about %(number)s member", "about %(number)s members", number)
    else:
        words = ngettext("%(number)s member", "%(number)s members", number)
    return words % {"number": number}


# Facts that are read together: the first field's row shows all of them.
TOGETHER = {
    "start_date": (("start_date", "end_date"), _period),
    "minimum_age": (("minimum_age", "maximum_age"), _ages),
    "stated_members": (("stated_members",), _stated_members),
}
SHOWN_ELSEWHERE = {"name", "summary", "description", "other_names", "end_date", "maximum_age"}
SHOWN_AS = {"seat", "places", "contact_points"}  # what readers may know of these depends
IN_BRIEF = {
    *("founding_date", "dissolution_date", "start_date"),
    *("seat", "places", "languages", "minimum_age"),
}


def _address(value):
    """Return the page that a value of a fact leads to, if it has one."""
    if isinstance(value, Place):
        return reverse("country", args=[value.country.lower()]) if value.country else ""
    return value.get_absolute_url() if hasattr(value, "get_absolute_url") else ""


def _values(record, fact):
    """Return what a fact states as (words, address) pairs; the address may be empty."""
    value = getattr(record, f"shown_{fact}" if fact in SHOWN_AS else fact)
    if fact in TOGETHER:
        words = TOGETHER[fact][1](record)
        return [(words, "")] if words else []
    if isinstance(value, Manager):
        value = list(value.all())
    if isinstance(value, list):
        return [(str(one), _address(one)) for one in value]
    if not value or (isinstance(value, Record) and not value.is_published):
        return []
    if hasattr(record, f"get_{fact}_display"):
        return [(capfirst(getattr(record, f"get_{fact}_display")()), "")]
    if isinstance(value, str):
        return [(format_date(value), "")]
    return [(str(value), _address(value))]


def _label(record, fact):
    if fact == "start_date":
        return pgettext("period of a project", "when")
    if fact == "minimum_age":
        return _("ages")
    return fact_label(record, fact)


def _known(record, wanted):
    """Yield (fact, label, values) of the wanted facts that are known, in the record's order."""
    for fact in record.facts:
        if fact in wanted and (values := _values(record, fact)):
            yield fact, _label(record, fact), values


@register.inclusion_tag("_facts.html")
def facts(record, evidence):
    """Show what is known of a record as a list of facts, each with its evidence."""
    rows = []
    for fact, label, values in _known(record, set(record.facts) - SHOWN_ELSEWHERE):
        fields = TOGETHER[fact][0] if fact in TOGETHER else (fact,)
        rows.append((label, values, cite(evidence, record, *fields)))
    return {"rows": rows}


@register.simple_tag
def fact_in_words(record, fact):
    """Return what a fact states, or the contact points, as words that readers may know."""
    return [words for words, _address in _values(record, fact)]


@register.simple_tag
def facts_in_brief(record):
    """Return (label, words) of the facts that somebody who is sent there needs."""
    return [
        (label, [words for words, _address in values]) for _fact, label, values in _known(record, IN_BRIEF)
    ]


class Name(NamedTuple):
    """A form of a record's name, and where it comes from."""

    text: Text
    kind: str
    attested: bool


@register.simple_tag
def names(record):
    """Return every form of the name: as the sources have it, and as we translate it.

    The name in the original language is the sources' own, and those in other
    languages are ours, unless an other name of the same form says otherwise.
    """
    others = {
        (other.name, other.language.code): Name(
            Text(other.name, other.language.code), other.get_kind_display(), other.attested
        )
        for other in record.other_names.select_related("language")
    }
    original = getattr(record, f"name_{record.original_language}")
    main = {}
    if original:
        text = Text(original, record.original_language)
        main[tuple(text)] = Name(text, _("original"), attested=True)
    for language in site_languages():
        name = getattr(record, f"name_{language}")
        if name and name != original:
            main[name, language] = Name(Text(name, language), _("translation"), attested=False)
    return list((main | others).values())
