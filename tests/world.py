"""A small made-up world for the tests, built in plain functions and bent by keyword."""

from networks.models import Citation, ConfirmationRequest, Membership, Network, Participation, Project, Report
from organisations.history.changes import newest_revision
from organisations.models import (
    Affiliation,
    Concept,
    FocusArea,
    Helpline,
    Language,
    Need,
    Organisation,
    Person,
    Place,
    Role,
    Source,
    TargetGroup,
)
from organisations.models.publication import without_citations
from organisations.search.index import deferred


@deferred()
def make_record(model, slug, *, focus=(), places=(), languages=(), needs=(), **fields):
    """Make a published record named after its slug, with focus areas, places, languages and needs by slug.

    It cites nothing, as most tests are about something else: ``cite`` it where that matters.
    """
    name = slug.replace("-", " ").title()
    defaults = {"name_en": name, "original_language": "en", "status": "published"}
    with without_citations():
        record = model.objects.create(slug=slug, **defaults | fields)
    record.focus_areas.set([make_focus_area(area) for area in focus])
    record.places.set([make_place(place) for place in places])
    if languages:
        record.languages.set([make_language(code) for code in languages])
    if needs:
        record.needs.set([make_need(need) for need in needs])
    return record


def make_organisation(slug="womens-house", **fields):
    return make_record(Organisation, slug, **{"kind": "association"} | fields)


def make_network(slug="the-network", **fields):
    return make_record(Network, slug, **{"kind": "network"} | fields)


def make_project(slug="the-project", **fields):
    return make_record(Project, slug, **{"kind": "project"} | fields)


def make_person(slug="amina-ali", **fields):
    return make_record(Person, slug, **{"legal_basis": "public-role"} | fields)


def make_focus_area(slug, **fields):
    defaults = {"name_en": slug.replace("-", " ").capitalize()} | fields
    return FocusArea.objects.get_or_create(slug=slug, defaults=defaults)[0]


def make_need(slug="shelter", *, focus=(), **fields):
    """Make a need, and the focus areas that are near to it."""
    defaults = {"name_en": slug.replace("-", " ").capitalize()} | fields
    need = Need.objects.get_or_create(slug=slug, defaults=defaults)[0]
    for area in map(make_focus_area, focus):
        area.need = need
        area.save()
    return need


def make_target_group(slug="girls", **fields):
    return TargetGroup.objects.create(slug=slug, **{"name_en": slug.title()} | fields)


def make_concept(slug, *, urgent=False, **terms):
    """Make a glossary entry: make_concept("shelter", sv="kvinnojour", ar="مأوى")."""
    fields = {f"terms_{language}": words for language, words in terms.items()}
    return Concept.objects.create(slug=slug, urgent=urgent, **fields)


def make_place(slug, **fields):
    """Make a place; a slug of two letters is a country."""
    defaults = {"country": slug.upper()} if len(slug) == 2 else {"name_en": slug.title()}
    return Place.objects.get_or_create(slug=slug, defaults=defaults | fields)[0]


def make_language(code):
    return Language.objects.get_or_create(code=code)[0]


def make_helpline(slug="the-line", **fields):
    defaults = {"name_en": "The line", "phone": "020-50 50 50", "country": "SE"}
    return Helpline.objects.create(slug=slug, **defaults | fields)


def make_role(slug="member"):
    return Role.objects.get_or_create(slug=slug, defaults={"name_en": slug, "name_sv": f"{slug} (sv)"})[0]


def make_source(slug="the-text", **fields):
    defaults = {"title": "The text", "kind": "news", "language": make_language("en")}
    return Source.objects.get_or_create(slug=slug, defaults=defaults | fields)[0]


def make_affiliation(organisation, role="director", **fields):
    return Affiliation.objects.create(organisation=organisation, role=make_role(role), **fields)


def make_membership(network, role="member", **fields):
    return Membership.objects.create(network=network, role=make_role(role), **fields)


def make_participation(project, role="lead", **fields):
    return Participation.objects.create(project=project, role=make_role(role), **fields)


def make_report(message="The year is wrong.", **fields):
    return Report.objects.create(message=message, **{"kind": "error", "language": "en"} | fields)


def make_confirmation_request(record, **fields):
    """Make a question to those whom a record is about, as an editor would make it now."""
    about = {record._meta.model_name: record, "revision": newest_revision(record)}
    return ConfirmationRequest.objects.create(**about | fields)


def cite(subject, *facts, paragraph=1, source=None, **fields):
    """Let a source state facts of a record or tie."""
    field = subject._meta.model_name
    return Citation.objects.create(
        source=source or make_source(),
        paragraph=paragraph,
        supports=list(facts),
        **{field: subject},
        **fields,
    )
