"""Force-directed layout of a graph: plain geometry, the same for the same graph every time.

A node is a sign with its label below; both together are a box, and no two boxes
overlap. Each connected component is laid out by itself, and the components are
packed on shelves, the widest first.
"""

from hashlib import sha256
from math import ceil, sqrt
from typing import NamedTuple

from django.core.cache import cache

VERSION = 2  # counts up when the same graph is to be laid out in another way
SEED = 1
SIGN = 10  # from the top of a box down to the middle of its sign
GAP = 8  # between two boxes
MARGIN = 4
ROOM = 2  # the area of a component, in times the area of its boxes
ASPECT_RATIO = 1.5  # of the area of a component, width to height
TALLEST = 1.6  # height to width of a component that may share a shelf with another
EVENNESS = 0.6  # 0 leaves the points where the springs pull them, 1 spreads them like a crowd
ITERATIONS = 200
PUSH = 0.3  # of an overlap, in each round


class Layout(NamedTuple):
    """The size of the picture, and {node: (x, y)} of the middle of each sign."""

    width: int
    height: int
    positions: dict


def layout(nodes, edges, width):
    """Return the ``Layout`` of {node: (width, height) of its box} and (node, node) pairs.

    It stays within the width if the widest box does. It is cached by the digest
    of the graph itself, so that nothing goes stale.
    """
    order = sorted(nodes)
    places = {node: place for place, node in enumerate(order)}
    pairs = sorted({tuple(sorted((places[one], places[other]))) for one, other in edges})
    graph = ([(node, *nodes[node]) for node in order], pairs, width)
    key = f"layout:{VERSION}:{sha256(repr(graph).encode()).hexdigest()}"
    boxes = [nodes[node] for node in order]
    size, points = cache.get_or_set(key, lambda: compute(boxes, pairs, width), timeout=None)
    return Layout(*size, dict(zip(order, points, strict=True)))


def compute(boxes, pairs, width):
    """Lay out boxes by number; return ((width, height), [(x, y)])."""
    import networkx  # 0.3 s and 20 MB, numpy with it: only where something is laid out anew
    import numpy

    graph = networkx.Graph()
    graph.add_nodes_from(range(len(boxes)))
    graph.add_edges_from(pairs)
    parts = []
    for component in networkx.connected_components(graph):
        part = networkx.Graph()
        part.add_nodes_from(sorted(component))
        part.add_edges_from(sorted(tuple(sorted(pair)) for pair in graph.edges(component)))
        sizes = numpy.array([boxes[number] for number in part], float)
        found = networkx.spring_layout(part, seed=SEED, iterations=150)
        points = even_out(align_to_axes(numpy.array([found[number] for number in part])))
        parts.append((list(part), *spread(points, sizes + GAP, width)))
    return pack_shelves(parts, boxes, width)


def align_to_axes(points):
    """Rotate points onto their principal axis, and scale them to the unit square."""
    import numpy

    points = points - points.mean(axis=0)
    (xx, xy), (_, yy) = points.T @ points
    angle = numpy.arctan2(2 * xy, xx - yy) / 2
    cosine, sine = numpy.cos(angle), numpy.sin(angle)
    points = points @ numpy.array([(cosine, -sine), (sine, cosine)])
    low, high = points.min(axis=0), points.max(axis=0)
    return (points - low) / numpy.where(high - low > 1e-6, high - low, 1)


def even_out(points):
    """Blend coordinates with their ranks: crowds thin out, and the order on both axes stays."""
    ranks = points.argsort(axis=0, kind="stable").argsort(axis=0) / max(len(points) - 1, 1)
    return points * (1 - EVENNESS) + ranks * EVENNESS


def spread(points, boxes, width):
    """Scale points to an area that has room for their boxes; return (size, centres)."""
    area = boxes.prod(axis=1).sum() * ROOM
    largest = boxes.max(axis=0)
    across = min(sqrt(area * ASPECT_RATIO), width)
    if across > width / 2 > area / TALLEST / (width / 2):
        across = width / 2
    if across == width:
        points = points[:, ::-1]  # the longer axis downwards
    across = max(across, largest[0])
    size = (across, max(area / across, largest[1]))
    points = drop(remove_overlaps(points * (size - largest) + largest / 2, boxes, across).round(), boxes)
    corner = (points - boxes / 2).min(axis=0)
    return (points + boxes / 2).max(axis=0) - corner, points - corner


def remove_overlaps(points, boxes, across):
    """Remove overlaps step by step: push boxes apart along the smaller overlap, within the width."""
    import numpy

    (x, y), (wide, high) = points.T, boxes.T
    some, others = numpy.triu_indices(len(points), 1)
    wide_apart, high_apart = ((size[some] + size[others]) / 2 for size in (wide, high))
    for _ in range(ITERATIONS):
        over_x, over_y = wide_apart - abs(x[some] - x[others]), high_apart - abs(y[some] - y[others])
        clash = (over_x > 0.5) & (over_y > 0.5)
        if not clash.any():
            break
        one, other = some[clash], others[clash]
        sideways = over_x[clash] < over_y[clash]
        push_x = numpy.where(x[one] < x[other], -1, 1) * over_x[clash] * sideways * PUSH
        push_y = numpy.where(y[one] < y[other], -1, 1) * over_y[clash] * ~sideways * PUSH
        x, y = x + displacements(one, other, push_x, len(x)), y + displacements(one, other, push_y, len(y))
        x = x.clip(wide / 2, across - wide / 2)
    return numpy.stack((x, y), axis=1)


def displacements(one, other, push, number):
    """Sum the displacements of each point: ``one`` moves by ``push``, ``other`` against it."""
    import numpy

    return numpy.bincount(one, push, number) - numpy.bincount(other, push, number)


def drop(points, boxes):
    """Let each box that still overlaps a higher one fall until it does not."""
    order = points[:, 1].argsort(kind="stable")
    points, boxes = points[order], boxes[order]
    for number in range(1, len(points)):
        least = (boxes[:number] + boxes[number]) / 2
        while (clash := (abs(points[:number] - points[number]) < least - 1).all(axis=1)).any():
            points[number, 1] = (points[:number, 1] + least[:, 1])[clash].max()
    return points[order.argsort()]


def pack_shelves(parts, boxes, width):
    """Pack the components on shelves, the widest first; return ((width, height), [(x, y)])."""
    points, x, y, shelf, widest = {}, 0, 0, 0, 0
    for numbers, (across, down), middles in sorted(parts, key=lambda part: (-part[1][0], part[0])):
        if x and x + across > width:
            x, y, shelf = 0, y + shelf, 0
        for number, (right, below) in zip(numbers, middles, strict=True):
            sign = below - boxes[number][1] / 2 + SIGN
            points[number] = (ceil(x + right) + MARGIN, ceil(y + sign) + MARGIN)
        x, shelf = x + across, max(shelf, down)
        widest = max(widest, x)
    size = (ceil(widest) + 2 * MARGIN, ceil(y + shelf) + 2 * MARGIN)
    return size, [points[number] for number in sorted(points)]
