"""A directory looks just as it would without the records that are not published.

Every public address there is, found by walking the map of addresses, is asked
for without hidden records and then with them, each tied in every way to
published ones. The answers must be the same to the letter.
"""

import re
from itertools import product

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation
from django.utils.http import urlencode

from networks.models import Membership, Network, Participation, Project
from organisations.languages import site_languages
from organisations.models import Affiliation, ContactPoint, Identifier, Organisation, Person
from organisations.search.index import deferred
from orgdirectory.public.sheet_codes import encode
from orgdirectory.public.sitemaps import SECTIONS
from tests.world import (
    cite,
    make_affiliation,
    make_helpline,
    make_language,
    make_membership,
    make_need,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
    make_record,
    make_report,
    make_role,
    make_source,
)

pytestmark = pytest.mark.django_db

SECRET = "qsecretq"
MODELS = (Organisation, Network, Project, Person)
TIES = (Affiliation, Membership, Participation)
OWN = {
    Organisation: {
        "kind": "shelter",
        "founding_date": "1701",
        "dissolution_date": "9999",
        "languages": ["ckb"],
    },
    Network: {"kind": "forum", "founding_date": "1701", "stage": "planned", "languages": ["ckb"]},
    Project: {"kind": "service", "start_date": "1701", "stage": "ongoing", "languages": ["ckb"]},
    Person: {"legal_basis": "consent"},
}
VALUES = {
    "slug": ("open", SECRET),
    "code": ("se", "iq"),
    "section": tuple(SECTIONS),
    "extension": ("bib", "json"),
    "token": ("1.forged", "no-token"),
    "ticket": ("forged", "no ticket"),
    "paragraph": (1, 2),
}
SLUGS = {
    "booklet": ("organisations", "networks", "projects", "people", "search"),
    "need": ("need",),
    "focus_area": ("area",),
    "source_detail": ("the-text",),
    "source_paragraph": ("the-text",),
    "source_citation": ("the-text",),
}
FACTS = [
    {"about": f"people/{slug}", "fact": fact}
    for slug in ("open", SECRET)
    for fact in ("summary_en", "places", "affiliation-1", "affiliation-2", "membership-1")
]
WHERE = [{"country": "SE"}, {"country": "SE", "area": "SE-M"}, {"country": "IQ"}, {"language": "ckb"}]
QUERIES = {
    "help": WHERE,
    "need": WHERE,
    "search": [{"q": SECRET}, {"q": f"open {SECRET}"}, {"q": "open"}, {"place": "lund"}, {"language": "ckb"}],
    "suggest": [{"q": SECRET}, {"q": "ope"}],
    "timeline": [{"undated": 1}, {"since": 1700, "until": 1800}, {"q": SECRET}, {"kind": "project"}],
    "connections": [{"kind": "person"}, {"focus": "area"}, {"country": "SE"}, {"year": 1750}, {"year": 2020}]
    + [{"about": f"organisations/{slug}"} for slug in ("open", SECRET)]
    + [{"q": SECRET}, {"q": "open"}, {"undated": "no"}],
    "ties": [{"sort": sort} for sort in ("role", "-start", "as_of")]
    + [{"about": f"organisations/{slug}"} for slug in ("open", SECRET)]
    + [{"role": "secret-role"}, {"role": "part-of"}, {"country": "SE"}, {"until": 1800, "undated": "no"}],
    "organisations:organisation_list": [{"network": SECRET}, {"network": "open"}, {"since": 1750}],
    "organisations:person_list": [{"role": "secret-role"}, {"network": "open"}, {"until": 1800}],
    "networks:network_list": [{"network": SECRET}, {"until": 1800}],
    "networks:project_list": [{"network": SECRET}, {"network": "open"}, {"until": 1800}],
    "booklet": [{"q": SECRET}, {"q": "open", "beside": "ckb"}],
    "sheet": [
        {"find": SECRET},
        {"pick": ["organisations/open", f"organisations/{SECRET}"]},
        {"sheet": encode(range(8, 16))},
        {"sheet": encode(range(16, 24)), "beside": "ckb"},
    ],
    "report": [
        {"about": f"people/{SECRET}"},
        {"about": "people/open"},
        {"about": "organisations/open"},
        *FACTS,
    ],
}


def addresses():
    """Return (path, query) of every public address in every language."""
    found = []
    for language in site_languages():
        with translation.override(language):
            for name, converters in walk(get_resolver()):
                for values in product(*(values_of(one, name) for one in converters)):
                    path = reverse(name, kwargs=dict(zip(converters, values, strict=True)))
                    found += [(path, urlencode(query, doseq=True)) for query in [{}, *QUERIES.get(name, [])]]
    return dict.fromkeys(found)


def values_of(converter, name):
    """Return what an address of a name is tried with; a converter that is new has to be added."""
    return SLUGS.get(name, VALUES[converter]) if converter == "slug" else VALUES[converter]


def walk(resolver, namespace=""):
    """Yield (name, what its path takes) of each address that is not the admin's."""
    for one in resolver.url_patterns:
        if not isinstance(one, URLResolver):
            yield f"{namespace}{one.name}", sorted(one.pattern.converters)
        elif one.namespace not in {"admin", "editing"}:
            yield from walk(one, f"{one.namespace}:" if one.namespace else namespace)


def answers(language=""):
    """Return {(path, query): (status, body)}, but for the time in the form to the editors."""
    client, found = Client(), {}
    for path, query in addresses():
        if not path.startswith(f"/{language}"):
            continue
        response = client.get(f"{path}?{query}" if query else path)
        body = re.sub(r'name="stamp" value="[^"]*"', "", response.text)
        found[path, query] = response.status_code, body
    return found


def differing(before, now):
    return [address for address in now if before[address] != now[address]]


@pytest.fixture(scope="class")
@deferred()
def published(class_rows):
    """Published records, and all the words that hidden ones use too."""
    place = make_place("lund", country="SE", subdivision="SE-M")
    common = {"focus": ["area"], "places": ["lund", "se"]}
    bodies = {"founding_date": "2000", "seat": place, "languages": ["en"]}
    opens = {
        Organisation: make_organisation("open", **common, **bodies),
        Network: make_network("open", **common, **bodies),
        Project: make_project("open", start_date="2010", **common),
        Person: make_person("open", legal_basis="consent", **common),
    }
    make_organisation("other", dissolution_date="2015")
    make_membership(opens[Network], organisation=opens[Organisation], start_date="2005")
    make_affiliation(opens[Organisation], person=opens[Person], start_date="2006")
    make_helpline(source=make_source())
    for record in opens.values():
        cite(record, "name")
    for slug in ("iq", "secretplace"):
        make_place(slug)
    make_role("secret-role"), make_language("ckb"), make_need("need", focus=["area", "quiet"])
    return opens


@deferred()
def hide(opens, status):
    """Add hidden records of each kind, full of secrets and tied in every way to the published ones."""
    hidden = {model: hidden_record(model, status) for model in MODELS}
    for tie in TIES:
        for field in tie.party_fields:
            party, target = (tie._meta.get_field(end).related_model for end in (field, tie.target_field))
            tie_them(tie, field, hidden[party], opens[target])
            tie_them(tie, field, opens[party], hidden[target])
            if party is not target:
                tie_them(tie, field, hidden[party], hidden[target])
    Project.objects.filter(slug="open").update(parent=hidden[Project])
    make_project("part", status=status, parent=opens[Project], summary_en=SECRET)
    return hidden


def tie_them(tie, field, party, target):
    ends = {field: party, tie.target_field: target}
    made = tie.objects.create(role=make_role("secret-role"), start_date="1750", note_en=SECRET, **ends)
    cite(made, "role", paragraph=98, quote=SECRET)


def hidden_record(model, status):
    texts = {
        f"{field}_{code}": SECRET for field in ("name", "summary", "description") for code in ("sv", "en")
    }
    fields = texts | OWN[model] | {"verified_on": "2026-11-20", "places": ["lund", "secretplace", "iq"]}
    record = make_record(model, SECRET, status=status, focus=["area", "quiet"], **fields)
    other = {"name": f"{SECRET} other", "language": make_language("en"), "kind": "variant"}
    model._meta.get_field("other_names").related_model.objects.create(record=record, **other)
    cite(record, "name", paragraph=99, quote=SECRET)
    if model is Organisation:
        ContactPoint.objects.create(record=record, channel="web", value=f"https://{SECRET}.example/")
        Identifier.objects.create(organisation=record, scheme="GB-COH", value=SECRET)
    make_report(SECRET, note=SECRET, **{model._meta.model_name: record})
    return record


@pytest.fixture(scope="class")
def before(published):
    """The answers while nothing is hidden."""
    return answers()


class TestWhatIsHidden:
    def test_drafts_change_no_answer(self, published, before):
        hide(published, "draft")
        assert differing(before, answers()) == []

    @pytest.mark.parametrize(("how", "language"), [("saved", "sv"), ("updated", "ar")])
    def test_withdrawn_records_vanish_at_once(self, published, before, how, language):
        hidden = hide(published, "published")
        shown = answers("en")
        assert len(differing(before, shown)) > len(shown) / 3  # or what follows would prove nothing
        for record in [*hidden.values(), Project.objects.get(slug="part")]:
            withdraw(record, how)
        now = answers(language)
        answered_before = {address for address, (status, _body) in before.items() if status == 410}
        gone = {address for address, (status, _body) in now.items() if status == 410} - answered_before
        assert gone == {address for address in now if f"/{SECRET}/" in address[0]}  # their own
        assert set(differing(before, now)) == gone


class TestVocabularyThatOnlyHiddenRecordsUse:
    """A stranger who tries the names of towns one by one must not learn where somebody was entered."""

    ASKED = [
        *[("search", {"q": q}) for q in ("Hemortstad", "open Hemortstad", "Hemortstd", "Hemort", "zazaki")],
        *[("suggest", {"q": q}) for q in ("hemo", "Hemortstad", "archivi", "zaza")],
        *[("search", {"place": slug}) for slug in ("hemort", "nowhere")],
        *[("search", {"language": code}) for code in ("zza", "gd")],
        *[("search", {"q": q}) for q in ("Archivist", "Archivst", "Quarry", "Quary", "Norge", "NO-03")],
        *[("search", {"focus": slug}) for slug in ("quarry", "nothing")],
        ("search", {"country": "NO"}),
        ("search", {"area": "NO-03"}),
        ("timeline", {"place": "hemort"}),
        ("timeline", {"language": "zza"}),
        ("organisations:organisation_list", {"language": "zza"}),
        ("organisations:organisation_list", {"answers": "zza"}),
        ("organisations:organisation_list", {"focus": "quarry"}),
        ("organisations:person_list", {"role": "archivist"}),
        ("organisations:person_list", {"role": "no-role"}),
        ("connections", {"focus": "quarry"}),
        ("connections", {"country": "NO"}),
        *[("connections", {"q": q}) for q in ("Hemortstad", "Archivist", "Hemortstd")],
        *[("ties", {"role": slug}) for slug in ("archivist", "no-role")],
        ("ties", {"country": "NO"}),
        ("need", {"language": "zza"}),
        ("need", {"country": "NO"}),
        ("country_list", {}),
        ("focus_area_list", {}),
        ("home", {}),
    ]

    def answers(self):
        found, client = {}, Client()
        for language in site_languages():
            with translation.override(language):
                for name, query in self.ASKED:
                    path = reverse(name, kwargs={"slug": "need"} if name == "need" else None)
                    response = client.get(path, query)
                    found[path, str(query)] = response.status_code, response.text
        return found

    @pytest.mark.parametrize("status", ["draft", "published"])
    def test_is_told_by_no_page(self, published, status):
        before = self.answers()
        self.enter_somebody(status)
        if status == "published":
            assert len(differing(before, self.answers())) > len(before) / 3  # or what follows proves nothing
            for model, slug in ((Organisation, SECRET), (Person, f"{SECRET}-director")):
                withdraw(model.objects.get(slug=slug), "saved")
        assert differing(before, self.answers()) == []

    def enter_somebody(self, status):
        place = make_place(
            "hemort", name_en="Hemortstad", name_sv="Hemortstad", country="NO", subdivision="NO-03"
        )
        fields = {"places": ["hemort"], "languages": ["zza"], "focus": ["quarry"], "seat": place}
        hidden = make_organisation(SECRET, status=status, **fields)
        director = make_person(f"{SECRET}-director", status=status)
        make_affiliation(hidden, person=director, role="archivist")


def withdraw(record, how):
    if how == "updated":
        type(record).objects.filter(pk=record.pk).update(status="withdrawn")
    else:
        record.status = "withdrawn"
        record.save()
