"""Makes ``initiatives/data/map.json``, the shapes of the map, out of Natural Earth's public-domain data.

Natural Earth's 1:50m countries come as TopoJSON in the npm package ``world-atlas`` 2.0.2 (``countries-50m.json``), the
ISO 3166 codes in the PyPI package ``pycountry``::

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    pip install pycountry
    python scripts/make_map.py package/countries-50m.json

Each arc (a border that two countries share, or a coast) is thinned once, so that neighbours keep fitting together; rings
are cut at the edge of each view, projected with Equal Earth, and written as SVG paths in half pixels. What comes out is the
same each time.
"""

import argparse
import heapq
import json
import math
from dataclasses import dataclass
from pathlib import Path

import pycountry

TARGET = Path(__file__).resolve().parent.parent / "initiatives" / "data" / "map.json"
NORTH, SOUTH = 78.0, -56.5
UNIT = 2  # units of the paths in one pixel
WITHOUT_CODE = {"Kosovo": "XKX"}
LEFT_OUT = {"ATA"}
# Where a state of scattered islands is marked, and Tuvalu, which the data at 1:50m leaves out: longitude and latitude.
POINTS = {
    "KIR": (173.0, 1.4),
    "TUV": (179.2, -8.5),
    "FSM": (158.2, 6.9),
    "MHL": (171.2, 7.1),
    "PLW": (134.5, 7.5),
    "SYC": (55.5, -4.7),
    "FJI": (178.0, -17.8),
    "USA": (-98.0, 39.5),
    "FRA": (2.5, 46.6),
    "NLD": (5.6, 52.2),
    "NOR": (9.5, 61.5),
    "CHL": (-71.0, -31.0),
    "MYS": (102.3, 4.0),
}


@dataclass(frozen=True)
class View:
    """``centre``: the longitude in the middle; ``detail``: the area, in square pixels, that a corner must add to stay."""

    name: str
    centre: float
    width: int
    detail: float
    dot: float


# The views are cut through the Bering Strait and through the Atlantic, where little land lies.
VIEWS = (
    View("world", 11, 1120, 0.4, 26),
    View("indo-pacific", 150, 1120, 0.4, 26),
    View("small", 150, 640, 1.2, 16),
)


# --- Equal Earth (Šavrič, Patterson and Jenny 2018)

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = math.sqrt(3) / 2


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """The point on the plane, in radians of the globe; ``longitude`` counts from the middle of the view."""
    theta = math.asin(M * math.sin(math.radians(latitude)))
    squared = theta * theta
    sixth = squared**3
    x = math.radians(longitude) * math.cos(theta) / (M * (A1 + 3 * A2 * squared + sixth * (7 * A3 + 9 * A4 * squared)))
    return x, theta * (A1 + A2 * squared + sixth * (A3 + A4 * squared))


class Plane:
    """Longitude and latitude to pixels of a view."""

    def __init__(self, view: View):
        self.scale = view.width / (2 * equal_earth(180, 0)[0])
        self.middle, self.top = view.width / 2, equal_earth(0, NORTH)[1]
        self.width, self.height = view.width, round((self.top - equal_earth(0, SOUTH)[1]) * self.scale)

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        x, y = equal_earth(longitude, latitude)
        return self.middle + x * self.scale, (self.top - y) * self.scale


# --- reading and thinning


def read(path: Path):
    """The arcs in degrees, each without a jump at the 180th meridian, and the countries by code with their rings of arcs."""
    atlas = json.loads(path.read_text(encoding="utf-8"))
    (kx, ky), (dx, dy) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for deltas in atlas["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(unwrapped(points))
    codes = {country.numeric: country.alpha_3 for country in pycountry.countries}
    countries: dict[str, list] = {}
    for shape in atlas["objects"]["countries"]["geometries"]:
        code = codes.get(shape.get("id", "")) or WITHOUT_CODE.get(shape["properties"]["name"], "")
        if code not in LEFT_OUT and shape["type"]:
            polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
            countries.setdefault(code, []).extend(polygons)
    return arcs, countries


def unwrapped(points):
    """The points with longitudes that go on beyond 180 degrees instead of jumping."""
    found, turn = [points[0]], 0.0
    for (before, _), (now, latitude) in zip(points, points[1:], strict=False):
        if abs(now - before) > 180:
            turn += 360 if now < before else -360
        found.append((now + turn, latitude))
    return found


def thinned(points, detail: float, scale: float):
    """Visvalingam's way: the corner that spans the smallest triangle goes first, until all span ``detail``; ends stay."""

    def flat(index):
        longitude, latitude = points[index]
        return longitude * math.cos(math.radians(latitude)) * scale, latitude * scale

    def span(a, b, c):
        (ax, ay), (bx, by), (cx, cy) = flat(a), flat(b), flat(c)
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    last = len(points) - 1
    before, after = list(range(-1, last)), list(range(1, last + 2))
    left = len(points)
    fewest = 4 if points[0] == points[-1] else 2
    spans = {index: span(index - 1, index, index + 1) for index in range(1, last)}
    queue = [(area, index) for index, area in spans.items()]
    heapq.heapify(queue)
    while queue and left > fewest:
        area, index = heapq.heappop(queue)
        if spans.get(index) != area:
            continue
        if area >= detail:
            break
        del spans[index]
        left -= 1
        after[before[index]], before[after[index]] = after[index], before[index]
        for near in (before[index], after[index]):
            if 0 < near < last:
                spans[near] = max(area, span(before[near], near, after[near]))
                heapq.heappush(queue, (spans[near], near))
    kept, index = [], 0
    while index <= last:
        kept.append(points[index])
        index = after[index]
    return kept


def ring(numbers, arcs):
    """A ring of arcs as one list of points, continuous in longitude."""
    points = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        if points:
            turn = 360 * round((points[-1][0] - arc[0][0]) / 360)
            arc = [(longitude + turn, latitude) for longitude, latitude in arc[1:]]
        points.extend(arc)
    return points


# --- cutting and drawing


def clipped(points, inside, crossing):
    """The part of a closed ring on one side of a line (Sutherland and Hodgman)."""
    found = []
    for before, now in zip([points[-1], *points], points, strict=False):
        if inside(now) != inside(before):
            found.append(crossing(before, now))
        if inside(now):
            found.append(now)
    return found


def at_longitude(line):
    def crossing(a, b):
        share = (line - a[0]) / (b[0] - a[0])
        return line, a[1] + share * (b[1] - a[1])

    return crossing


def at_latitude(line):
    def crossing(a, b):
        share = (line - a[1]) / (b[1] - a[1])
        return a[0] + share * (b[0] - a[0]), line

    return crossing


def pieces(points, centre: float):
    """The parts of a ring that a view shows, with longitudes from its middle: cut at both edges, above and below."""
    points = [(longitude - centre, latitude) for longitude, latitude in points[:-1]]
    for turn in (-720, -360, 0, 360, 720):
        part = [(longitude + turn, latitude) for longitude, latitude in points]
        for inside, crossing in (
            (lambda point: point[0] >= -180, at_longitude(-180)),
            (lambda point: point[0] <= 180, at_longitude(180)),
            (lambda point: point[1] <= NORTH, at_latitude(NORTH)),
            (lambda point: point[1] >= SOUTH, at_latitude(SOUTH)),
        ):
            part = clipped(part, inside, crossing) if part else part
        if len(part) > 2:
            yield list(curved(part))


def curved(points):
    """The points, with more of them on long edges along a meridian, which is a curve in the projection."""
    for before, now in zip(points, [*points[1:], points[0]], strict=True):
        yield before
        if abs(before[0]) == 180 == abs(now[0]):
            steps = int(abs(now[1] - before[1]) // 3)
            for step in range(1, steps + 1):
                yield before[0], before[1] + (now[1] - before[1]) * step / (steps + 1)


def area(points) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs) / 2


def middle(points) -> tuple[float, float]:
    whole, sum_x, sum_y = area(points), 0.0, 0.0
    for (x, y), (next_x, next_y) in zip(points, [*points[1:], points[0]], strict=True):
        part = x * next_y - next_x * y
        sum_x, sum_y = sum_x + (x + next_x) * part, sum_y + (y + next_y) * part
    return sum_x / (6 * whole), sum_y / (6 * whole)


def as_path(points) -> str:
    """A ring as a closed path of relative steps in whole units, without steps that go nowhere; empty where nothing is left."""
    units = [(round(x * UNIT), round(y * UNIT)) for x, y in points]
    kept = [now for before, now in zip([units[-1], *units], units, strict=False) if now != before]
    if len(kept) < 3 or not area(kept):
        return ""
    x, y = kept[0]
    steps = []
    for next_x, next_y in kept[1:]:
        steps.append(f"{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def drawn(view: View, arcs, countries) -> dict:
    """The view: for each code its path, the point where it is marked, and whether it is drawn as a dot."""
    plane = Plane(view)
    per_degree = plane.scale * math.pi / 180
    thin = [thinned(arc, view.detail, per_degree) for arc in arcs]
    shapes = {}
    for code, polygons in sorted(countries.items()):
        rings = [numbers for polygon in polygons for numbers in polygon]
        parts = [part for numbers in rings for part in outlines(numbers, thin, view, plane)]
        paths = [as_path(part) for part in parts if abs(area(part)) >= view.detail * 1.5]
        whole = [part for polygon in polygons for part in outlines(polygon[0], arcs, view, plane)]
        largest = max(whole, key=lambda part: abs(area(part)))
        size = abs(area(largest))
        x, y = placed(code, view, plane) or middle(largest)
        shapes[code] = ["".join(paths), round(x), round(y), int(size < view.dot)]
    for code in sorted(POINTS.keys() - countries.keys()):
        x, y = placed(code, view, plane)
        shapes[code] = ["", round(x), round(y), 1]
    rest = shapes.pop("", ["", 0, 0, 0])
    return {"width": plane.width, "height": plane.height, "rest": rest[0], "states": shapes}


def outlines(numbers, arcs, view: View, plane: Plane):
    """The parts of a ring that the view shows, in pixels."""
    return [[plane.at(*point) for point in part] for part in pieces(ring(numbers, arcs), view.centre)]


def placed(code: str, view: View, plane: Plane):
    if code not in POINTS:
        return None
    longitude, latitude = POINTS[code]
    return plane.at((longitude - view.centre + 180) % 360 - 180, latitude)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("countries", type=Path, help="countries-50m.json of world-atlas")
    parser.add_argument("--to", type=Path, default=TARGET)
    asked = parser.parse_args()
    arcs, countries = read(asked.countries)
    made = {
        "source": "Natural Earth 1:50m, public domain",
        "projection": "Equal Earth",
        "unit": 1 / UNIT,
        "views": {view.name: drawn(view, arcs, countries) for view in VIEWS},
    }
    asked.to.parent.mkdir(exist_ok=True)
    text = json.dumps(made, separators=(",", ":"), sort_keys=True)
    asked.to.write_text(text + "\n", encoding="utf-8")
    print(f"{asked.to}: {len(text) // 1000} kB, {len(countries)} countries")


if __name__ == "__main__":
    main()
