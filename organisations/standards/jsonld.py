"""JSON-LD in the vocabulary of schema.org, for search engines: pure functions of public records.

They tell what the page shows and nothing else. Every URL is absolute:
``absolute`` makes it so (``request.build_absolute_uri``).
"""

import json
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language

from .. import opening_hours
from ..dates import UNKNOWN_YEAR
from ..languages import localized
from ..models import ContactPoint, Source


class Words(NamedTuple):
    """The properties by which a type of schema.org says what we know.

    ``parties`` is who has a role in the thing, and ``targets`` what the thing
    has a role in, both by the slug of the role. Other roles are left out.
    """

    dates: tuple = ("", "")
    places: str = ""
    focus_areas: str = ""
    parties: dict = {}
    targets: dict = {}


WORK = {"author": "author", "producer": "producer", "funder": "funder"}
WORDS = {
    "Thing": Words(),
    "Event": Words(
        ("startDate", "endDate"),
        "location",
        "about",
        {"host": "organizer", "lead": "organizer", "funder": "funder", "speaker": "performer"},
    ),
    "CreativeWork": Words(("datePublished", ""), "", "about", WORK),
    "Movie": Words(("datePublished", ""), "", "about", WORK),
    "RadioSeries": Words(("startDate", "endDate"), "", "about", WORK),
    "Service": Words(("", ""), "areaServed", "serviceType", {"lead": "provider", "host": "provider"}),
    "Person": Words(),
}
ORGANISATION = Words(
    ("foundingDate", "dissolutionDate"),
    "areaServed",
    "knowsAbout",
    {"founder": "founder", "funder": "funder", "member": "member", "part-of": "subOrganization"},
    {"member": "memberOf", "part-of": "parentOrganization"},
)
LASTING = {"author", "founder", "organizer", "performer", "producer"}  # true even after the tie has ended
SOURCE_TYPES = {
    Source.Kind.WEB_PAGE: "WebPage",
    Source.Kind.ENCYCLOPEDIA: "Article",
    Source.Kind.NEWS: "NewsArticle",
    Source.Kind.REPORT: "Report",
}
Channel = ContactPoint.Channel
CONTACT = dict.fromkeys(ContactPoint.NUMBERS, "telephone") | {
    Channel.MAIL: "email",
    Channel.WEB: "sameAs",
    Channel.VISIT: "address",
}
POINT = dict.fromkeys(ContactPoint.NUMBERS, "telephone") | {Channel.MAIL: "email"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# In a script these could end it or begin a comment; in JSON both forms mean the same.
IN_SCRIPT = str.maketrans({character: f"\\u{ord(character):04X}" for character in "<>&"})


def script(*things):
    """Return a JSON-LD data block, safe within HTML whatever the things are called."""
    graph = {"@context": "https://schema.org", "@graph": [without_empty(thing) for thing in things]}
    words = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(IN_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{words}</script>')


def without_empty(thing):
    return {name: value for name, value in thing.items() if value not in ("", None, [])}


def date_with_year(date):
    return "" if date.startswith(UNKNOWN_YEAR) else date


def schema_type(record):
    """Return the schema.org type; an event of no known year is only a Thing."""
    if record.schema_type == "Event" and not date_with_year(record.start_date):
        return "Thing"
    return record.schema_type


def reference(record, absolute):
    return {
        "@type": schema_type(record),
        "name": localized(record, "name").text,
        "url": absolute(record.get_absolute_url()),
    }


def place(value):
    return {"@type": "Place", "name": str(value)}


def record_data(record, sections, absolute):
    """Return what the page of a record shows.

    It is a ``PublicRecord``, and ``sections`` are its ties as the page has them.
    """
    data = reference(record, absolute)
    others = dict.fromkeys(name.text.text for name in record.names)
    data["alternateName"] = [name for name in others if name != data["name"]]
    ties = [pair for section in sections for pair in section.ties]
    if record.is_person:  # her name and roles, and nothing more
        return data | {"affiliation": [role(tie, end, absolute) for tie, end in ties if end.is_body]}
    words = WORDS.get(data["@type"], ORGANISATION)
    return data | facts(record, words) | related_things(record, words, ties, absolute)


def facts(record, words):
    data = {"description": localized(record, "summary").text}
    for property_, date in zip(words.dates, record.dates, strict=True):
        if property_:
            data[property_] = date_with_year(date)
    if words.places:
        data[words.places] = [place(one) for one in record.places]
    if words.focus_areas:
        data[words.focus_areas] = [str(area) for area in record.focus_areas]
    if schema_type(record) == "Service":
        data["audience"] = [{"@type": "Audience", "audienceType": str(one)} for one in record.target_groups]
        data["availableChannel"] = service_channels(record.contact_points)
    elif schema_type(record) == "Project":
        data |= reach(record.contact_points)
    return data | (body(record) if record.is_body else {})


def body(record):
    data = {
        "location": place(record.seat) if record.seat else "",
        "foundingLocation": place(record.founding_place) if record.founding_place else "",
        "knowsLanguage": [str(language) for language in record.languages],
    }
    data |= reach(record.contact_points)
    return data | {"identifier": [register_number(one) for one in record.identifiers]}


def reach(points):
    """Return how an organisation is reached; a channel with languages or hours is a contact point, too."""
    data, points = {}, [point for point in points if point.href or not point.is_number]
    for point in points:
        if property_ := CONTACT.get(point.channel):
            values = data.setdefault(property_, [])
            values.extend([point.value] if point.value not in values else [])
    told = [point for point in points if point.languages or point.hours or point.channel not in CONTACT]
    return data | {"contactPoint": [contact_point(point) for point in told if point.channel != Channel.VISIT]}


def contact_point(point):
    data = {
        "@type": "ContactPoint",
        "contactType": str(point.label),
        POINT.get(point.channel, "url"): point.value,
        "availableLanguage": [language.code for language in point.languages],
        "hoursAvailable": hours(point.hours),
    }
    return without_empty(data)


def hours(text):
    """Return opening hours; in schema.org a day ends at 23:59, what closes before it opens on the next."""
    days = {}
    for day, spans in opening_hours.parse(text).items() if text else ():
        for start, end in spans:
            times = opening_hours.clock(start), opening_hours.clock(end).replace("24:00", "23:59")
            days.setdefault(times, []).append(DAYS[day])
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": names, "opens": opens, "closes": closes}
        for (opens, closes), names in days.items()
    ]


def service_channels(points):
    """Return how a service is reached (schema.org: availableChannel)."""
    keys = dict.fromkeys(ContactPoint.NUMBERS, "servicePhone")
    return [
        {"@type": "ServiceChannel", keys[point.channel]: contact_point(point)}
        if point.channel in keys
        else {"@type": "ServiceChannel", "serviceUrl": point.href}
        for point in points
        if point.href
    ]


def register_number(identifier):
    return {"@type": "PropertyValue", "propertyID": identifier.scheme, "value": identifier.value}


def related_things(record, words, ties, absolute):
    """Return the other ends of a record's ties by what they are to it: {property: [things]}.

    A person is named only if she chose to be found. These properties have no
    dates, so a member of the past is not called a member, and who was one when
    a source said so is one in a role (https://schema.org/Role) that says when.
    """
    data = {}
    for tie, end in ties:
        properties = words.parties if tie.target == record else words.targets
        property_ = properties.get(tie.role.slug)
        true_now = property_ in LASTING or not tie.end_date
        if property_ and true_now and end.is_indexable:
            data.setdefault(property_, []).append(in_role(tie, property_, reference(end, absolute)))
    return data


def in_role(tie, property_, thing):
    """Return what a property leads to: within a role where it was so at a date and may have ended since."""
    if not tie.has_state:
        return thing
    return {"@type": "Role", "description": tie.period_display, property_: thing}


def role(tie, end, absolute):
    data = {
        "@type": "OrganizationRole",
        "roleName": tie.role_name,
        "startDate": date_with_year(tie.start_date),
        "endDate": date_with_year(tie.end_date),
        "description": tie.period_display if tie.has_state else "",
        "affiliation": reference(end, absolute),
    }
    return without_empty(data)


def trail(title, list_url, record, absolute):
    steps = [
        ("orgdirectory", reverse("home")),
        (title, list_url),
        (str(record), record.get_absolute_url()),
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items(steps, absolute, "item")}


def record_trail(record, absolute):
    options = record.model._meta
    list_url = reverse(f"{options.app_label}:{options.model_name}_list")
    return trail(capfirst(str(options.verbose_name_plural)), list_url, record, absolute)


def items(named_urls, absolute, property_="url", first=1):
    return [
        {"@type": "ListItem", "position": position, "name": name, property_: absolute(url)}
        for position, (name, url) in enumerate(named_urls, first)
    ]


def source_data(source, absolute):
    publisher = {"@type": "Organization", "name": source.publisher} if source.publisher else ""
    is_reckoned = source.date_basis == Source.DateBasis.RECKONED
    return {
        "@type": SOURCE_TYPES[source.kind],
        "name": source.title,
        "publisher": publisher,
        "inLanguage": source.language.code,
        "datePublished": "" if is_reckoned else date_with_year(source.date),
        "url": source.url,
        "archivedAt": source.archive_url,
        "license": source.licence_url,
        "subjectOf": absolute(source.get_absolute_url()),
    }


def list_data(title, url, shown, absolute, total, first=1):
    """Return one page of a list; ``first`` is the position of its first item, ``total`` counts all pages."""
    pairs = [(str(one), one.get_absolute_url()) for one in shown]
    return {
        "@type": "CollectionPage",
        "name": str(title),
        "url": absolute(url),
        "inLanguage": get_language(),
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": total,
            "itemListElement": items(pairs, absolute, first=first),
        },
    }


def site_data(absolute):
    pattern = absolute(reverse("search")) + "?q={search_term_string}"
    return {
        "@type": "WebSite",
        "name": "orgdirectory",
        "url": absolute(reverse("home")),
        "inLanguage": get_language(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": pattern},
            "query-input": "required name=search_term_string",
        },
    }
