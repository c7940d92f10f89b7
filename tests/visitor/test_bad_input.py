"""Whatever stands in an address, the answer is a page and never a fault, on either database."""

import pytest
from django.test import Client

from ..world import make_membership, make_network, make_organisation, make_project

pytestmark = pytest.mark.django_db

FACETS = ("kind", "country", "place", "focus", "network", "language", "role")
QUERIES = {
    "organisations/": ("q", "exact", *FACETS, "since", "until", "page"),
    "search/": ("q", "exact", "suggest", *FACETS, "page"),
    "search/suggest/": ("q",),
    "timeline/": ("q", *FACETS, "since", "until", "undated", "page"),
    "connections/": (*FACETS, "year", "about", "q", "undated"),
    "ties/": (*FACETS, "target", "about", "since", "until", "undated", "sort", "page"),
    "sheet/": ("sheet", "pick", "beside", "find", "exact"),
    "booklet/organisations/": ("q", *FACETS, "since", "until", "beside", "sheet"),
    "report/": ("about", "kind", "fact"),
}
WORDS = [
    "%00",
    "organisations/%00",
    "x" * 5_000,
    "-1",
    "9" * 20,
    "9" * 5_000,
    "%D9%A1%D9%A9%D9%A9%D9%A4",  # Arabic digits
    "%C2%B2",  # a digit to Unicode, but no number
    "%FF%FE",
    "%ED%A0%80",  # half of a surrogate pair
    "%",
]


@pytest.mark.parametrize("path", QUERIES)
def test_no_query_makes_the_site_fail(path):
    body = make_organisation("open", places=["se"], founding_date="1990")
    make_membership(make_network("open", founding_date="1991"), organisation=body)
    make_project("open", start_date="0001", end_date="9999")
    queries = [f"{name}={word}" for name in QUERIES[path] for word in WORDS]
    queries.append("&".join([f"{name}=open" for name in QUERIES[path]] * 80))
    client = Client(raise_request_exception=False)
    statuses = {query[:40]: client.get(f"/sv/{path}?{query}").status_code for query in queries}
    assert {query: status for query, status in statuses.items() if status not in (200, 302, 400, 404)} == {}
