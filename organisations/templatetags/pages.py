"""What machines read of a page: its address in each language, and its data in the words of schema.org."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from ..standards import jsonld
from .records import language_links

register = template.Library()


@register.simple_tag(takes_context=True)
def absolute(context, path):
    """Return an address of this site with scheme and host, as one would give it to somebody."""
    return context["request"].build_absolute_uri(path)


@register.simple_tag(takes_context=True)
def page_addresses(context):
    """Return (language, absolute address) of the page; of its query only the page number matters."""
    page = context.get("page_obj")
    query = f"?page={page.number}" if page and page.number > 1 else ""
    links = language_links(context["request"].path)
    return [(code, absolute(context, path + query)) for code, _name, path in links]


@register.simple_tag(takes_context=True)
def record_data(context, record, sections):
    """Show a record to machines: what its page shows, and the way to it."""
    address = context["request"].build_absolute_uri
    data = jsonld.record_data(record, sections, address)
    return jsonld.script(data, jsonld.record_trail(record, address))


@register.simple_tag(takes_context=True)
def source_data(context, source):
    address = context["request"].build_absolute_uri
    way = jsonld.trail(_("Sources"), reverse("source_list"), source, address)
    return jsonld.script(jsonld.source_data(source, address), way)


@register.simple_tag(takes_context=True)
def list_data(context, title, shown):
    """Show a list to machines, unless search engines are to leave it alone."""
    if context.get("noindex"):
        return ""
    request, page = context["request"], context.get("page_obj")
    first, total = (page.start_index(), page.paginator.count) if page else (1, len(shown))
    address = request.build_absolute_uri
    data = jsonld.list_data(title, request.path, shown, address, total, first or 1)
    return jsonld.script(data)


@register.simple_tag(takes_context=True)
def site_data(context):
    return jsonld.script(jsonld.site_data(context["request"].build_absolute_uri))
