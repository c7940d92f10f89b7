"""How records are shown: each text with the language it really has, each fact with its evidence."""

from typing import NamedTuple

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import (
    get_language,
    get_language_from_path,
    gettext_lazy,
    override,
    pgettext,
)
from django.utils.translation import gettext as _

from .. import running_text
from ..counting import counted
from ..dates import has_year
from ..disclosure import PublicContactPoint, PublicRecord
from ..languages import (
    Text,
    country_name,
    format_list,
    language_name,
    localized,
    runs_otherwise,
    site_languages,
    text_direction,
)
from ..models import Place, Record
from ..symbols import OTHER, SYMBOLS, symbol_of

register = template.Library()


# A bdi isolates what stands in it from what stands around it; others do if they have a dir.
ISOLATED = {"small": mark_safe(' dir="auto"'), "span": mark_safe(' dir="auto"')}


def language_attributes(text):
    """Return ``lang`` and ``dir`` of a ``Text`` where they are not the page's."""
    if text.language == get_language():
        return mark_safe(' dir="rtl"') if runs_otherwise(text) else ""
    return format_html(' lang="{}" dir="{}"', text.language, text_direction(text.language, text.text))


@register.simple_tag
def text(value, field="", tag="bdi", notice=False, after=""):
    """Show a stored text in the language it really has.

    ``value`` is a ``Text``, or a record whose translated ``field`` is shown
    with the site's fallback; numbers and addresses in it are isolated and linked
    (``running_text``), but for those in a name. ``tag`` is the element around it; in a ``p`` blank
    lines part paragraphs. With ``notice`` a foreign text is announced as such.
    ``after`` (references, say) ends the last paragraph.
    """
    shown = localized(value, field) if field else value
    if not shown.text:
        return ""
    attributes = language_attributes(shown) or ISOLATED.get(tag, "")
    paragraphs = shown.text.split("\n\n") if tag == "p" else [shown.text]
    if field != "name" and (field or tag != "bdi"):  # names stand in links themselves
        paragraphs = [running_text.html(words, getattr(value, "country", "")) for words in paragraphs]
    ends = [""] * (len(paragraphs) - 1) + [after]
    rows = ((tag, attributes, words, end) for words, end in zip(paragraphs, ends, strict=True))
    html = format_html_join("\n", "<{0}{1}>{2}{3}</{0}>", rows)
    if notice and shown.language != get_language():
        only_in = _("Only in %(language)s") % {"language": language_name(shown.language)}
        html = format_html('<p class="notice" data-fallback-notice>{}</p>\n{}', only_in, html)
    return html


@register.simple_tag
def easy_read(record):
    """Show the easy-read text in the page's language; one in another language is easy to nobody."""
    words = getattr(record, f"easy_read_{get_language()}", "") or ""
    html = running_text.html(words, record.country)
    return format_html('<p class="easy" data-speak>{}</p>', html) if words else ""


@register.simple_tag
def original(record):
    """Show the name in the record's original language, where the page shows another one."""
    name = record.original_name
    if name.language == get_language() or name.text == localized(record, "name").text:
        return ""
    label = _("In %(language)s:") % {"language": language_name(name.language)}
    return format_html('<p class="original"><span data-fallback-notice>{}</span> {}</p>', label, text(name))


@register.simple_tag
def whose_name(record):
    """Say that no source gives the name of a record, where it is ours in its original language, too."""
    ours = {name.text for name in record.names if name.is_ours}
    if record.original_name not in ours:
        return ""
    return format_html('<p class="original">{}</p>', _("The name is ours; the source gives none."))


@register.filter
def by_origin(names):
    """Return (heading, names): first those that others use, then under a heading those that are ours."""
    groups = [("", []), (_("From us"), [])]
    for name in names:
        groups[name.is_ours][1].append(name)
    return [group for group in groups if group[1]]


STATES = {
    "reviewed": gettext_lazy("Translated from %(language)s"),
    "unreviewed": gettext_lazy("Translated from %(language)s, not yet reviewed"),
    "outdated": gettext_lazy("Older than the original in %(language)s"),
}


@register.simple_tag
def text_state(record):
    """Say of which state the translation shown is, if it is one: loudly what the original has overtaken."""
    shown = localized(record, "summary")
    state = record.text_state(shown.language)
    if not shown.text or state == "original":
        return ""
    words = STATES[state] % {"language": language_name(record.original_language)}
    if record.original_language != get_language():
        with override(record.original_language):
            address = record.get_absolute_url()
        words = format_html('<a href="{}" hreflang="{}">{}</a>', address, record.original_language, words)
    loud = mark_safe(' class="badge"') if state == "outdated" else ""
    return format_html('<span{} data-state="{}">{}.</span>', loud, state, words)


@register.simple_tag
def in_other_language(code):
    """Say which language a short text is in, where it is not the page's."""
    if code == get_language():
        return ""
    words = _("in %(language)s") % {"language": language_name(code)}
    return format_html(" <small data-fallback-notice>({})</small>", words)


@register.simple_tag
def marked(value, tag="bdi", country=""):
    """Show a text with marks (``search.hits.Marked``) in the language it really has.

    In running text, of a record in ``country``, numbers are isolated and linked.
    """
    words, marks = "", []
    for piece in value.pieces:
        marks += [(len(words), len(words) + len(piece.text))] if piece.marked else []
        words += piece.text
    attributes = language_attributes(Text(words, value.language))
    is_running = tag != "bdi"  # names stand in links themselves
    html = (
        running_text.html(words, country, marks)
        if is_running
        else running_text.marked(words, 0, len(words), marks)
    )
    return format_html("<{0}{1}>{2}</{0}>", tag, attributes, html)


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


register.filter(counted)


@register.filter
def first_in(places, country):
    """Put the places that are in a country first."""
    return sorted(places, key=lambda place: place.country != country)


@register.filter
def dir_of(value):
    """Return the writing direction of a ``Text``, or of a language code."""
    return text_direction(value.language, value.text) if isinstance(value, Text) else text_direction(value)


@register.filter
def isolated(words):
    """Return words isolated from what stands around them, where there can be no tag (U+2068, U+2069)."""
    return f"\u2068{words}\u2069"


@register.filter
def listed(things):
    """Return things in words as a list in a sentence."""
    return format_list(map(str, things))


class Way(NamedTuple):
    """A way to reach a record: its own, or that of who runs it."""

    point: PublicContactPoint
    through: PublicRecord | None = None


@register.simple_tag
def first_way(record):
    """Return the ``Way`` by which to reach a record first, calls before all else, or None."""
    ways = [Way(point) for point in record.contact_points]
    ways += [Way(point, party) for party, points in record.reached_through for point in points]
    return next((way for way in ways if way.point.href), None)


@register.simple_tag(takes_context=True)
def helplines_near(context, record):
    """Return the helplines of the record's country; those of all countries where it has none."""
    lines = list(context["helplines"])
    return [line for line in lines if line.country == record.country] or lines


@register.filter
def name_of_language(code):
    """Return the name of a language code in the page's language."""
    return language_name(code)


@register.filter
def label_of(fields, name):
    """Return the label of a form's field by its name."""
    return fields[name].label


MOST_MARKS = 3


@register.simple_tag
def cite(evidence, subject, *facts):
    """Show the marks of what supports a fact, as links to the references: " [1–3]", words that copies keep.

    Of many only the last stand on a screen, as these may be new to the reader, and a link shows all.
    """
    marks = [_mark(*run) for run in evidence.runs(subject, *facts)]
    if not marks:
        return ""
    left_out = 0 if evidence.shows_all else max(0, len(marks) - MOST_MARKS)
    separator = _(", ")
    shown = format_html_join(separator, "{}", ((mark,) for mark in marks[left_out:]))
    if left_out:
        hidden = format_html_join("", "{}{}", ((mark, separator) for mark in marks[:left_out]))
        more = '<a class="more" href="?sources=1" rel="nofollow" aria-label="+{0}: {1}">+{0}</a>'
        link = format_html(more, left_out, _("Show all sources"))
        shown = format_html('<span class="rest">{}</span>{} {}', hidden, shown, link)
    return format_html(' <span class="cite">[{}]</span>', shown)


def _mark(first, last):
    words = f"{first}–{last}" if last > first else first
    return format_html('<a href="#ref-{}" role="doc-noteref">{}</a>', first, words)


@register.filter
def year_of(source):
    """Return the year of a source, or that it is undated."""
    return source.date[:4] if has_year(source.date) else _("undated")


@register.simple_tag
def according_to(record):
    """Say of which years the sources are that a record itself cites, or nothing where it cites none."""
    sources = {citation.source for citation in record.citations}
    years = sorted({source.date[:4] if has_year(source.date) else "" for source in sources})
    if len(years) > 1:
        return _("According to sources of %(years)s.") % {
            "years": format_list([*filter(None, years), *([] if years[0] else [_("an unknown year")])])
        }
    if not years:
        return ""
    return (
        _("According to a source of %(year)s.") % {"year": years[0]}
        if years[0]
        else _("According to an undated source.")
    )


@register.simple_tag
def checked(record):
    """Say who vouched for the facts, and when: an editor, or those whom they are about."""
    words = {
        Record.Checker.EDITOR: _("An editor checked these facts on %(date)s."),
        Record.Checker.ITSELF: _("Those concerned confirmed these facts on %(date)s."),
    }
    if record.verified_through == Record.Checker.ITSELF and record.model_name == "organisation":
        told = _("The organisation itself confirmed these facts on %(date)s.")
    else:
        told = words.get(record.verified_through, _("These facts were checked on %(date)s."))
    return told % {"date": date_format(record.still_verified_on, "j F Y")}


SHOWN_ELSEWHERE = {"name", "summary", "description", "other_names", "end_date", "maximum_age"}
IN_BRIEF = {
    *("stage", "founding_date", "dissolution_date", "start_date"),
    *("seat", "places", "languages", "minimum_age"),
}


def _url(thing):
    """Return the page that a value of a fact leads to, if it has one."""
    if isinstance(thing, Place):
        return reverse("country", args=[thing.country.lower()]) if thing.country else ""
    return thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else ""


@register.filter
def by_country(places):
    """Return (words, a place there) of each country ("Iraq: Baghdad, Kirkuk"); of one place its own name."""
    if len(places) == 1:
        return [(str(places[0]), places[0])]
    countries = {}
    for place in places:
        countries.setdefault(place.country or str(place), []).append(place)
    return [(_country_in_words(some), some[0]) for some in countries.values()]


def _country_in_words(places):
    towns = [place.within_country for place in places if place.within_country]
    if not places[0].country or not towns:
        return str(places[0])
    return pgettext("country: towns", "%(country)s: %(places)s") % {
        "country": country_name(places[0].country),
        "places": _(", ").join(towns),
    }


def _values(fact):
    """Return (words, thing) of each value of a fact, places by their country."""
    if fact.name == "places":
        return by_country([value.thing for value in fact.values])
    return [(value.words, value.thing) for value in fact.values]


@register.inclusion_tag("_facts.html")
def facts(record, evidence):
    """Show what is known of a record as a list of facts, each with its evidence."""
    rows = []
    for fact in record.facts_about(set(record.facts) - SHOWN_ELSEWHERE):
        values = [(words, _url(thing)) for words, thing in _values(fact)]
        rows.append((fact.label, values, cite(evidence, record, *fact.fields)))
    return {"rows": rows}


@register.simple_tag
def fact_in_words(record, fact):
    """Return what a fact states, or the contact points, as words that readers may know."""
    return [value.words for value in record.values(fact)]


@register.simple_tag
def facts_in_brief(record):
    """Return (label, words) of the facts that somebody who is sent there needs."""
    return [(fact.label, [words for words, _thing in _values(fact)]) for fact in record.facts_about(IN_BRIEF)]
