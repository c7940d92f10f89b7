"""Network diagram: records as nodes, ties as edges, and the same ties as rows of a table.

Ties of every kind are reached by what they are (``Tie``), and so is the whole
that a record is part of (``Record.parent_field``): nothing here names a kind.
"""

from collections import Counter, defaultdict
from math import dist
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from ..dates import as_of
from ..disclosure import PublicRecord, public_records, public_view
from ..languages import Text, localized
from ..models import Role, record_models, tie_models
from .labels import Label, label
from .layout import layout

WIDE, NARROW = 704, 320  # of a picture on a desk and on a phone, at most
LIMIT, LIMIT_AROUND = 48, 15  # nodes of a picture, and of one on the page of a record
LIMIT_NARROW = 12  # nodes that a phone shows at once
LEAST_NEAR, LEAST_BETWEEN = 4, 2  # neighbours, and ties among these: with fewer a list tells as much
MOST_TIES = 300  # of each kind that are read for one picture
SIGN_HEIGHT = 22
ROW = 24  # nodes whose signs stand so near are read as one row
BEND = 24  # how far a further line between the same two nodes bends
HUBS = 4  # at least so many of the most tied find room with their neighbours
MANY = 8  # ties: from so many on, a node's sign is larger
MOST_HUBS = 60  # the records among whose ties bridges are looked for
GROUP = 3  # records at least that a bridge joins to others
MOST_BRIDGES = 12
BRIDGES_CACHED_FOR = 3600  # seconds


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


class Drawing(NamedTuple):
    """A graph laid out for one width: its nodes in reading order, and all lines as one path."""

    width: int
    height: int
    nodes: list
    lines: str

    @property
    def rem(self):
        """The width in rem, which grows with the reader's letters; text, since templates localise numbers."""
        return f"{self.width / 16:g}rem"


class Picture(NamedTuple):
    """A graph as drawn for wide and for narrow screens, and the same edges as rows."""

    wide: Drawing
    narrow: Drawing
    rows: list  # of Edge
    left_out: int  # records that there was no room for

    @property
    def nodes(self):
        return self.wide.nodes

    @property
    def drawings(self):
        """Return (name, ``Drawing``): a screen shows one of them."""
        return [("wide", self.wide), ("narrow", self.narrow)]

    @property
    def is_cut_when_narrow(self):
        return len(self.narrow.nodes) < len(self.wide.nodes)

    @property
    def kinds(self):
        """(model name, plural) of each kind that is there, for the legend."""
        there = {node.kind for node in self.nodes}
        models = [model for model in record_models() if model._meta.model_name in there]
        return [(model._meta.model_name, capfirst(model._meta.verbose_name_plural)) for model in models]


def key_of(record):
    return Key(record.model_name, record.pk)


def published(model):
    return model.objects.published()


class Choice(NamedTuple):
    """Which records and ties are to be drawn: both take and return what the database is asked for."""

    records: object = published  # model → queryset
    ties: object = QuerySet.all  # queryset → queryset
    parts: bool = True

    def numbers(self, model):
        return self.records(model).order_by().values("pk")


EVERYTHING = Choice()


def among(keys):
    """Return the ``Choice`` of some records, by ``Key``."""
    numbers = numbers_of(keys)
    return Choice(lambda model: published(model).filter(pk__in=numbers[model._meta.model_name]))


def numbers_of(keys):
    """Return {kind: [primary key]}."""
    numbers = defaultdict(list)
    for key in keys:
        numbers[key.kind].append(key.pk)
    return numbers


def edges(choice=EVERYTHING, near=None, most=MOST_TIES):
    """Return the ``Edge`` of some ties and parts, so many of each kind at most.

    Both ends are among the chosen records; one of them at least is ``near``, if that is given as ``Key``.
    """
    found = []
    for model in tie_models():
        ties = choice.ties(model.objects.filter(both_ends(model, choice)))
        ties = ties if near is None else ties.filter(one_end(model, near))
        found += map(tie_edge, ties.select_related("role").order_by("pk")[:most])
    for model in record_models() if choice.parts else ():
        if field := model.parent_field:
            parts = choice.records(model).filter(**{f"{field}__in": choice.numbers(model)})
            numbers = None if near is None else numbers_of(near)[model._meta.model_name]
            parts = (
                parts if near is None else parts.filter(Q(pk__in=numbers) | Q(**{f"{field}__in": numbers}))
            )
            found += map(part_edge, parts.order_by("pk")[:most])
    return found


def both_ends(model, choice):
    """Return a condition that both ends of a tie are among the chosen records."""
    party = Q()
    for field in model.party_fields:
        party |= Q(**{f"{field}__in": choice.numbers(end_model(model, field))})
    target = choice.numbers(end_model(model, model.target_field))
    return party & Q(**{f"{model.target_field}__in": target})


def one_end(model, keys):
    numbers, condition = numbers_of(keys), Q()
    for field in (*model.party_fields, model.target_field):
        condition |= Q(**{f"{field}__in": numbers[kind_of(model, field)]})
    return condition


def two_steps(key, choice=EVERYTHING):
    """Return the edges of a record, and those of its neighbours."""
    first = edges(choice, [key])
    return list(dict.fromkeys(first + edges(choice, ends_of(first) - {key})))


def edges_around(record, ties):
    """Return the edges between a record and its neighbours and among these, and {``Key``: record} of all.

    ``ties`` are the record's own with their ends fetched, so that one query for each
    kind of tie and one for parts are left.
    """
    near = [end for tie in ties for end in (tie.party, tie.target)] + [record, record.parent, *record.parts]
    records = {key_of(one): one for one in near if one}
    return edges(among(records)), records


def kind_of(model, field):
    return end_model(model, field)._meta.model_name


def end_model(model, field):
    return model._meta.get_field(field).related_model


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
    is the ``Key`` of the record that the picture is about.
    """
    drawn, left_out = most_tied(edges, limit, centre)
    records = fetch_records(ends_of(drawn)) if records is None else records
    drawn = [edge for edge in drawn if records.keys() >= set(edge.ends)]
    if not drawn:
        return None
    boxes = {key: Box.of(records[key], key == centre) for key in ends_of(drawn)}
    wide = draw(drawn, records, boxes, centre, WIDE)
    narrow = draw(most_tied(drawn, LIMIT_NARROW, centre)[0], records, boxes, centre, NARROW)
    rows = [row(edge, {key_of(node.record): node for node in wide.nodes}) for edge in drawn]
    rows.sort(key=lambda row: [end.record.sort_key for end in row.ends])
    return Picture(wide, narrow, rows, left_out)


def row(edge, nodes):
    """Return an edge between nodes, its period in words: as of when it is known, or that it was planned."""
    party, target = nodes[edge.party], nodes[edge.target]
    role = edge.role.said_of(party.record) if isinstance(edge.role, Role) else edge.role
    state = target.record.plan or ("" if target.record.dates[1] else edge.state)
    period = _(", ").join(filter(None, (edge.period, state)))
    return edge._replace(party=party, role=role, target=target, period=period)


class Box(NamedTuple):
    """The name of a node and its label."""

    name: Text
    label: Label

    @classmethod
    def of(cls, record, is_centre):
        name = localized(record, "name")
        return cls(name, label(name.text, bold=is_centre))

    @property
    def size(self):
        return self.label.width, self.label.height + SIGN_HEIGHT


def draw(edges, records, boxes, centre, width):
    ties = Counter(end for edge in edges for end in edge.ends)
    pairs = [edge.ends for edge in edges]
    found = layout({key: boxes[key].size for key in ties}, pairs, width)
    nodes = [
        Node(
            record=records[key],
            x=found.positions[key][0],
            y=found.positions[key][1],
            name=boxes[key].name,
            label=boxes[key].label,
            is_centre=key == centre,
            is_hub=number >= MANY,
        )
        for key, number in ties.items()
    ]
    nodes.sort(key=lambda node: node.reading_order)
    return Drawing(found.width, found.height, nodes, svg_path(pairs, found.positions))


def picture_around(record, ties):
    """Draw what is around a record, or return None where its lists tell as much: a star, or hardly that."""
    found, records = edges_around(record, ties)
    return (
        picture(found, records, centre=key_of(record), limit=LIMIT_AROUND) if tells(found, record) else None
    )


def tells(edges, record):
    """Tell whether a record has a number of neighbours some of which are tied to one another."""
    centre, pairs = key_of(record), {frozenset(edge.ends) for edge in edges}
    near = {pair for pair in pairs if centre in pair}
    return len(near) >= LEAST_NEAR and len(pairs - near) >= LEAST_BETWEEN


class Bridge(NamedTuple):
    """A record without which groups of others would be tied no more; of each group the most tied record."""

    record: object
    heads: list


def bridges():
    """Return the ``Bridge`` of each record that joins the largest groups, by ``Key``.

    Which these are is cached for an hour, since their number of ties has to be counted in
    the database; ties are read of the most tied records alone, and so many at most.
    """
    return cache.get_or_set("bridges", find_bridges, BRIDGES_CACHED_FOR)


def find_bridges():
    import networkx  # 0.3 s and 20 MB, as in ``layout``

    graph = networkx.Graph([edge.ends for edge in edges(near=most_tied_records())])
    found = []
    for key in networkx.articulation_points(graph):
        rest = graph.subgraph(graph.nodes - {key})
        groups = {frozenset(networkx.node_connected_component(rest, near)) for near in graph[key]}
        groups = [group for group in groups if len(group) >= GROUP]
        groups.sort(key=lambda group: (-len(group), min(group)))
        if len(groups) > 1:
            heads = [max(sorted(group), key=graph.degree) for group in groups]
            found.append((len(groups[1]), Bridge(key, heads)))
    found.sort(key=lambda one: (-one[0], one[1].record))
    return [bridge for _size, bridge in found[:MOST_BRIDGES]]


def most_tied_records():
    counts = Counter()
    for model in tie_models():
        for field in (*model.party_fields, model.target_field):
            ends = model.objects.published().exclude(**{field: None}).order_by().values_list(field)
            most = ends.annotate(ties=Count("pk")).order_by("-ties", field)[:MOST_HUBS]
            counts.update({Key(kind_of(model, field), pk): number for pk, number in most})
    return [key for key, _number in counts.most_common(MOST_HUBS)]


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
