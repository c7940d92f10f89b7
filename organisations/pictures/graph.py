"""Network diagram: records as nodes, ties as edges, and the same ties as rows of a table.

Ties of every kind are reached by what they are (``Tie``), and so is the whole
that a record is part of (``Record.parent_field``): nothing here names a kind.
"""

from collections import Counter, defaultdict
from math import dist
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from ..dates import as_of
from ..disclosure import PublicRecord, public_records, public_view
from ..languages import Text, localized
from ..models import Record, Role, record_models, tie_models
from .labels import Label, label
from .layout import layout

LIMIT, WIDTH = 144, 1080  # nodes of a picture at most, and how wide it may be
LIMIT_AROUND, SMALL_WIDTH = 24, 640  # the same around one record, and of any picture as small
SIGN_HEIGHT = 22
ROW = 24  # nodes whose signs stand so near are read as one row
BEND = 24  # how far a further line between the same two nodes bends
HUBS = 4  # at least so many of the most tied find room with their neighbours
HUBS_CACHED_FOR = 600  # seconds
MANY = 8  # ties: from so many on, a node's sign is larger


class Key(NamedTuple):
    """A record of any kind: the name of its model, and its primary key."""

    kind: str
    pk: int


class Edge(NamedTuple):
    """Who has which role in what, and when: two ends (``Key``, or ``Node`` in a picture's rows) and words."""

    party: object
    role: object  # a ``Role``, or in a picture's rows the words for it; of a part just words
    target: object
    period: str
    state: str = ""  # as of when it is known, unless the target is known to have ended

    @property
    def ends(self):
        return self.party, self.target


class Node(NamedTuple):
    """A record where it stands, with its name and its short label."""

    record: PublicRecord
    x: int
    y: int
    name: Text
    label: Label
    is_centre: bool
    is_hub: bool

    @property
    def kind(self):
        return self.record.model_name

    @property
    def reading_order(self):
        """Where the keyboard reaches it: row by row, along the row as the page is read."""
        return self.y // ROW, -self.x if get_language_bidi() else self.x


class Picture(NamedTuple):
    """A drawn graph: its nodes in reading order, all lines as one path, and the same edges as rows."""

    width: int
    height: int
    nodes: list
    lines: str
    rows: list  # of Edge
    left_out: int  # records that there was no room for

    @property
    def kinds(self):
        """(model name, plural) of each kind that is there, for the legend."""
        there = {node.kind for node in self.nodes}
        models = [model for model in record_models() if model._meta.model_name in there]
        return [(model._meta.model_name, capfirst(model._meta.verbose_name_plural)) for model in models]

    @property
    def rem(self):
        """The width in rem, which grows with the reader's letters; text, since templates localise numbers."""
        return f"{self.width / 16:g}rem"


def key_of(record):
    return Key(record.model_name, record.pk)


def edges(among=None, year=None):
    """Return the ``Edge`` of each published tie and part: all, or between some ``Key``, as of a year."""
    found = []
    for model in tie_models():
        ties = model.objects.published().select_related("role").order_by("pk")
        found += map(tie_edge, ties.as_of(year) if year else ties)
    found += map(part_edge, parts())
    if among is None:
        return found
    return [edge for edge in found if among.issuperset(edge.ends)]


def edges_around(record, ties):
    """Return the edges between a record and its neighbours and among these, and {``Key``: record} of all.

    ``ties`` are the record's own with their ends fetched, so that one query for each
    kind of tie and one for parts are left.
    """
    records = {key_of(end): end for tie in ties for end in (tie.party, tie.target)} | {key_of(record): record}
    found = []
    for part in parts_near(record, records):
        whole = getattr(part, part.parent_field)
        records |= {key_of(one): one for one in map(public_view, (part, whole))}
        found.append(part_edge(part))
    for model in tie_models():
        found += map(tie_edge, ties_between(model, records))
    return found, records


def hubs(number):
    """Return the edges between the most tied records.

    Which these are is cached for ten minutes, since it takes all ties; what is
    published of them, and how they are tied, is read each time.
    """
    keys = cache.get_or_set(f"hubs:{number}", lambda: ends_of(most_tied(edges(), number)[0]), HUBS_CACHED_FOR)
    ties = [tie_edge(tie) for model in tie_models() for tie in ties_between(model, keys)]
    return ties + [part_edge(part) for part in parts_near(None, keys)]


def ties_between(model, keys):
    numbers = defaultdict(list)
    for key in keys:
        numbers[key.kind].append(key.pk)

    def ends_in(field):
        return Q(**{f"{field}__in": numbers[kind_of(model, field)]})

    party = Q()
    for field in model.party_fields:
        party |= ends_in(field)
    ties = model.objects.published().filter(party, ends_in(model.target_field))
    return ties.select_related("role").order_by("pk")


def parts():
    return [part for model in record_models() if model.parent_field for part in parts_of_kind(model)]


def parts_near(record, keys):
    """Return the parts and the whole of a record, and what among some records is part of another of them."""
    found = []
    for model in record_models():
        numbers = [key.pk for key in keys if key.kind == model._meta.model_name]
        if numbers and (field := model.parent_field):
            near = Q(**{"pk__in": numbers, f"{field}__in": numbers})
            if record and record.model is model:
                near |= Q(pk=record.pk) | Q(**{field: record.pk})
            found += parts_of_kind(model).filter(near).select_related(field)
    return found


def parts_of_kind(model):
    published = {f"{model.parent_field}__status": Record.Status.PUBLISHED}
    return model.objects.published().filter(**published).order_by("pk")


def kind_of(model, field):
    return model._meta.get_field(field).related_model._meta.model_name


def end(row, field):
    return Key(kind_of(type(row), field), getattr(row, f"{field}_id"))


def tie_edge(tie):
    ends = end(tie, tie.party_field), end(tie, tie.target_field)
    is_state = tie.role.lasting and not tie.end_date
    return Edge(ends[0], tie.role, ends[1], tie.period(is_state), str(as_of(tie.as_of) if is_state else ""))


def part_edge(part):
    label = part._meta.get_field(part.parent_field).verbose_name
    return Edge(key_of(public_view(part)), str(label), end(part, part.parent_field), "")


def picture(edges, records=None, *, centre=None, limit=LIMIT):
    """Draw edges as a ``Picture`` of the most tied records (see ``most_tied``); None if there is nothing.

    ``records`` holds them by ``Key``; without it they are fetched. ``centre``
    is the record that the picture is about.
    """
    centre = centre and key_of(centre)
    drawn, left_out = most_tied(edges, limit, centre)
    records = fetch_records(ends_of(drawn)) if records is None else records
    drawn = [edge for edge in drawn if records.keys() >= set(edge.ends)]
    if not drawn:
        return None
    layout_, nodes = place_nodes(drawn, records, centre)
    rows = [row(edge, nodes) for edge in drawn]
    rows.sort(key=lambda row: [end.record.sort_key for end in row.ends])
    lines = svg_path([edge.ends for edge in drawn], layout_.positions)
    in_order = sorted(nodes.values(), key=lambda node: node.reading_order)
    return Picture(layout_.width, layout_.height, in_order, lines, rows, left_out)


def row(edge, nodes):
    """Return an edge between nodes, its period in words: as of when it is known, or that it was planned."""
    party, target = nodes[edge.party], nodes[edge.target]
    role = edge.role.said_of(party.record) if isinstance(edge.role, Role) else edge.role
    state = target.record.plan or ("" if target.record.dates[1] else edge.state)
    period = _(", ").join(filter(None, (edge.period, state)))
    return edge._replace(party=party, role=role, target=target, period=period)


def place_nodes(edges, records, centre):
    ties = Counter(end for edge in edges for end in edge.ends)
    names = {key: localized(records[key], "name") for key in ties}
    labels = {key: label(name.text, bold=key == centre) for key, name in names.items()}
    boxes = {key: (label.width, label.height + SIGN_HEIGHT) for key, label in labels.items()}
    width = WIDTH if len(boxes) > LIMIT_AROUND else SMALL_WIDTH
    layout_ = layout(boxes, [edge.ends for edge in edges], width)
    nodes = {
        key: Node(
            record=records[key],
            x=layout_.positions[key][0],
            y=layout_.positions[key][1],
            name=names[key],
            label=labels[key],
            is_centre=key == centre,
            is_hub=number >= MANY,
        )
        for key, number in ties.items()
    }
    return layout_, nodes


def picture_around(record, ties):
    edges, records = edges_around(record, ties)
    return picture(edges, records, centre=record, limit=LIMIT_AROUND)


def most_tied(edges, limit, centre=None):
    """Return the edges between at most ``limit`` records, and how many others there are.

    The most tied come first, each with some of its neighbours: hubs alone, in
    a large directory, are tied to hardly any other hub.
    """
    near = defaultdict(set)
    for edge in edges:
        near[edge.party].add(edge.target)
        near[edge.target].add(edge.party)

    def rank(key):
        return key != centre, -len(near[key]), key

    kept = {}
    for key in sorted(near, key=rank):
        share = limit if key == centre else limit // HUBS
        kept |= dict.fromkeys([key, *sorted(near[key], key=rank)[:share]])
        if len(kept) >= limit:
            break
    kept = set(list(kept)[:limit])
    drawn = [edge for edge in edges if kept.issuperset(edge.ends)]
    return drawn, len(near) - len(ends_of(drawn))


def ends_of(edges):
    return {end for edge in edges for end in edge.ends}


def fetch_records(keys):
    """Return {``Key``: published record}, with one query for each kind."""
    found = {}
    for model in record_models():
        kind = model._meta.model_name
        if numbers := [key.pk for key in keys if key.kind == kind]:
            found |= {Key(kind, pk): record for pk, record in public_records(model, numbers).items()}
    return found


def svg_path(pairs, positions):
    """Return all edges as one SVG path; parallel edges are bent apart."""
    drawn, steps = Counter(), []
    for pair in map(tuple, map(sorted, pairs)):
        start, end = (positions[key] for key in pair)
        steps.append(edge_path(start, end, drawn[pair]))
        drawn[pair] += 1
    return "".join(steps)


def edge_path(start, end, number):
    """Return an edge as SVG: straight if ``number`` is 0, else bent further to either side in turn."""
    (x, y), (to_x, to_y) = start, end
    if not number:
        return f"M{x} {y}L{to_x} {to_y}"
    bend = BEND * ((number + 1) // 2) * (-1) ** number / dist(start, end)
    middle = (x + to_x) / 2 - (to_y - y) * bend, (y + to_y) / 2 + (to_x - x) * bend
    return f"M{x} {y}Q{middle[0]:.0f} {middle[1]:.0f} {to_x} {to_y}"
