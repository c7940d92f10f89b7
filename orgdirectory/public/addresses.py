"""Where an address that leads to no page was meant to lead: asked only once there is none.

Things are renamed and merged, and addresses are printed, typed with capitals, and sent by
chats that glue signs to them. What remains of such an address is looked up; if there is a
page, it is redirected to. ``reverse`` makes every such URL, so that none leaves this site.
"""

import logging
import re
import unicodedata
from html import unescape
from urllib.parse import unquote

from django.db import Error
from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override

from networks.models import Network, Project
from organisations.languages import country_codes
from organisations.lexemes import all_of
from organisations.models import (
    FocusArea,
    FormerSlug,
    Need,
    Organisation,
    Person,
    Record,
    SearchDocument,
    Source,
)
from organisations.models.former_slugs import never_public
from organisations.search.hits import records
from organisations.search.results import Matched, Ranked, search
from organisations.text import unglued, without_marks

from ..errors import error_page
from ..paths import LANGUAGES

logger = logging.getLogger(__name__)

LONGEST, NEAR = 300, 3
NO_PART = re.compile(r"[<>\"\[\]{}|\\^`]")  # of any address (RFC 3986)
SITE = re.compile(r"https?:/+[^/]+", re.IGNORECASE)
SECTIONS = {
    "organisations": Organisation,
    "people": Person,
    "networks": Network,
    "projects": Project,
    "focus-areas": FocusArea,
    "help": Need,
    "sources": Source,
}


def page_not_found(request, exception):
    """Lead on (301), say that it is gone (410), or that it is not there (404) and what is near."""
    context = {}
    try:
        if answer := lead_on(request):
            return answer
        context = near(request)
    except Error:
        logger.exception("address_not_followed")
    return error_page(request, 404, "404.html", **context)


def lead_on(request):
    """Return the answer to an address that was right once, or is right but for its spelling; or None."""
    if request.method not in {"GET", "HEAD"} or len(request.path_info) > LONGEST:
        return None
    answers = (answer_at(request, *parts) for parts in meant(request.path_info))
    return next(filter(None, answers), None)


def meant(path):
    """Yield (path, query, fragment) of what an address may have been before it was sent."""
    text = without_marks(unicodedata.normalize("NFKC", unescape(unquote(path))))
    text = next((part for part in reversed(SITE.split(text)) if unglued(part)), "")
    text, _mark, fragment = text.partition("#")
    text, _mark, query = text.partition("?")
    text = NO_PART.split(unglued(text))[0]
    for one in ("".join(text.split()), *text.split()[:1]):
        plain = re.sub("/+", "/", f"/{unglued(one)}/")
        for spelled in (plain, plain.lower()):
            yield spelled, query, fragment


def answer_at(request, path, query, fragment):
    """Return the redirect to what there is at a path now, or the page that says that it is gone; or None."""
    first, _slash, rest = path[1:].partition("/")
    is_said = first.lower() in LANGUAGES
    language = first.lower() if is_said else get_language()
    with override(language):
        match = page_at(f"/{language}/{rest}") if is_said else page_at(f"/{language}{path}") or page_at(path)
        if not match:
            return None
        url = url_of(match)
    if not url and is_gone(match):
        return error_page(request, 410, "410.html")
    if not url or url == request.path:
        return None
    query = QueryDict(query).urlencode() or request.META.get("QUERY_STRING", "")
    fragment = fragment if re.fullmatch(r"[\w-]+", fragment, re.ASCII) else ""
    return redirect(request, url + (query and f"?{query}") + (fragment and f"#{fragment}"), is_said)


def redirect(request, url, is_for_good):
    """Redirect; not for good where the language is the browser's choice."""
    if is_for_good:
        return HttpResponsePermanentRedirect(url)
    response = HttpResponseRedirect(url)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def page_at(path):
    """Return the ``ResolverMatch`` of a public page, with a slash at its end or without; or None."""
    for one in (path, path.rstrip("/")):
        try:
            match = resolve(one)
        except Resolver404:
            continue
        return None if {"admin", "editing"} & {*match.app_names} else match
    return None


def named(match):
    """Return (model, slug) of what the address of a page names, or (None, None)."""
    model = SECTIONS.get(match.route.split("/")[1]) if "slug" in match.kwargs else None
    return (model, match.kwargs["slug"]) if model else (None, None)


def url_of(match):
    """Return the URL of a page as it is now, or None where there is none to be seen."""
    model, slug = named(match)
    kwargs = match.kwargs
    if model:
        present = present_slug(model, slug)
        if not present:
            return None
        kwargs = kwargs | {"slug": present}
    elif match.url_name == "country":
        code = kwargs["code"]
        kwargs = kwargs | {"code": code.lower()}
        if code.upper() not in country_codes():
            return None
    return reverse(match.view_name, kwargs=kwargs)


def present_slug(model, slug):
    """Return the slug of what readers may see under a slug, present or former, or None."""
    if is_public(model, slug):
        return slug
    present = FormerSlug.objects.follow(model, [slug]).get(slug)
    return present if present and is_public(model, present) else None


def is_public(model, slug):
    if model is FocusArea:  # of one that only hidden records have, nothing is told
        return SearchDocument.objects.with_facet("focus", [slug]).exists()
    rows = model.objects.published() if issubclass(model, Record) else model.objects
    return rows.filter(slug=slug).exists()


def is_gone(match):
    """Tell whether readers knew what a page was of, and it was taken away; of drafts nobody is told."""
    model, slug = named(match)
    if not model or never_public(model, [slug]):
        return False
    former = FormerSlug.objects.at(model, slug)
    if former and former.is_gone:
        return True
    slug = former.successor if former else slug
    return issubclass(model, Record) and model.objects.withdrawn().filter(slug=slug).exists()


def near(request):
    """Return what the page of a missing record offers: needs, and published records of about that name."""
    needs = [(need, 0) for need in Need.objects.all()]
    _empty, _language, section, name, *_rest = [*request.path_info.split("/"), "", "", "", ""]
    model = SECTIONS.get(section.lower())
    is_record = model and issubclass(model, Record) and len(name) <= LONGEST
    return {"needs": needs, "near": records_like(model, re.sub(r"[\W_]+", " ", name)) if is_record else []}


def records_like(model, words):
    answer = search(words)
    query = answer.query if answer.found else answer.partial()
    if not query:
        return []
    matched = Matched(all_of([f"is/{model._meta.model_name}", query.widest]))
    return records(Ranked(matched, query)[:NEAR])
