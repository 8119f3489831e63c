"""Where names stand on a small map: beside their point when there is room, else at the edge with a thin line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.optimize import linear_sum_assignment
from shapely import LineString, Point, box
from shapely.geometry import Polygon

LINE_HEIGHT = 14.0
_AWAY = 6.0  # from a point to its name
_SHORT_LINES = (14.0, 22.0, 32.0)
_EDGE = 3.0  # from a name to the map's edge
_CROSSES = 1_000.0  # what it costs a thin line to run through something

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Label:
    """A name's place in a map's own pixels, y downwards: where its text begins (`left`) or ends (`right`), on the
    middle of its line; `leader` is the end of the thin line from its point, None where the name stands beside it."""

    x: float
    y: float
    align: Align
    width: float
    leader: tuple[float, float] | None = None

    def thin(self, origin: tuple[float, float]) -> LineString:
        """The thin line from the point to the name; of no length where the name stands beside it."""
        return LineString([origin, self.leader or origin])

    @property
    def area(self) -> Polygon:
        """The rectangle the words take."""
        left = self.x if self.align == "left" else self.x - self.width
        return box(left, self.y - LINE_HEIGHT / 2, left + self.width, self.y + LINE_HEIGHT / 2)


def place_labels(
    hub: tuple[float, float],
    hub_area: Polygon,
    origins: Sequence[tuple[float, float]],
    widths: Sequence[float],
    side: float,
) -> list[Label]:
    """A place for each of the first `len(widths)` origins, the most important first, on a square map of `side` pixels.

    No name meets another, a point, the hub's name or the edge. Names without room near their point stand at the
    left or right edge, matched to their points with the least total length of thin lines, so that these do not cross.
    """
    lines = [LineString([origin, hub]) for origin in origins if origin != hub]
    marks = [Point(at).buffer(3.5) for at in (hub, *origins)]
    frame = box(0, 0, side, side)
    taken: list[Any] = [hub_area]
    placed: dict[int, Label] = {}
    for number, width in enumerate(widths):
        origin = origins[number]
        others = [mark for mark, at in zip(marks, (hub, *origins), strict=True) if at != origin]
        for label in (*_beside(origin, hub, width, side), *_near(origin, hub, width, side)):
            area, thin = label.area, label.thin(origin)
            free = not any(area.intersects(other) for other in (*taken, *marks, *lines))
            if frame.contains(area) and free and not any(thin.intersects(other) for other in (*taken, *others)):
                placed[number] = label
                taken += [area.buffer(1), thin]
                break
    crowded = [number for number in range(len(widths)) if number not in placed]
    placed.update(_at_the_edge(crowded, origins, widths, side, taken, marks, lines))
    return [placed[number] for number in range(len(widths))]


def _beside(origin: tuple[float, float], hub: tuple[float, float], width: float, side: float) -> list[Label]:
    """Outwards from the hub first, then above or below, then inwards."""
    x, y = origin
    right, left = Label(x + _AWAY, y, "left", width), Label(x - _AWAY, y, "right", width)
    start = _centred(x, width, side)
    above, below = (Label(start, y + step * LINE_HEIGHT, "left", width) for step in (-0.9, 0.9))
    outwards, inwards = (right, left) if x >= hub[0] else (left, right)
    first, last = (above, below) if y <= hub[1] else (below, above)
    return [outwards, first, last, inwards]


def _near(origin: tuple[float, float], hub: tuple[float, float], width: float, side: float) -> list[Label]:
    """A short thin line away: the directions nearest to outwards first, then straight above or below."""
    outwards = math.atan2(origin[1] - hub[1], origin[0] - hub[0])
    labels = []
    for away in _SHORT_LINES:
        for turn in (0, 30, -30, 60, -60, 90, -90):
            angle = outwards + math.radians(turn)
            x, y = origin[0] + away * math.cos(angle), origin[1] + away * math.sin(angle)
            if abs(math.cos(angle)) > 0.5:  # a steep line would run along its own name
                align: Align = "left" if math.cos(angle) > 0 else "right"
                labels.append(Label(x + (2 if align == "left" else -2), y, align, width, (x, y)))
        for step in (-away, away):
            end = (origin[0], origin[1] + step)
            below = math.copysign(LINE_HEIGHT / 2 + 1, step)
            labels.append(Label(_centred(origin[0], width, side), end[1] + below, "left", width, end))
    return labels


def _centred(x: float, width: float, side: float) -> float:
    """Where a name over or under `x` begins: centred, but inside the map."""
    return min(max(x - width / 2, _EDGE), side - _EDGE - width)


def _at_the_edge(
    crowded: Sequence[int],
    origins: Sequence[tuple[float, float]],
    widths: Sequence[float],
    side: float,
    taken: Sequence[Any],
    marks: Sequence[Polygon],
    lines: Sequence[LineString],
) -> dict[int, Label]:
    """The names that found no room beside their point, at the edges."""
    if not crowded:
        return {}
    rows = np.arange(LINE_HEIGHT, side - LINE_HEIGHT / 2, LINE_HEIGHT + 2)
    choices: list[list[Label]] = []
    costs = np.empty((len(crowded), 2 * len(rows)))
    for at, number in enumerate(crowded):
        width = widths[number]
        west = [Label(_EDGE, y, "left", width, (_EDGE + width + 2, y)) for y in rows]
        east = [Label(side - _EDGE, y, "right", width, (side - _EDGE - width - 2, y)) for y in rows]
        choices.append([*west, *east])
        for column, label in enumerate(choices[-1]):
            area, thin = label.area, label.thin(origins[number])
            hidden = sum(area.intersects(other) for other in (*marks, *taken, thin))
            crossed = sum(area.intersects(line) for line in lines) + sum(thin.intersects(other) for other in taken)
            costs[at, column] = thin.length + _CROSSES * (crossed + 10 * hidden)
    chosen = zip(*linear_sum_assignment(costs), strict=True)
    return {crowded[at]: choices[at][column] for at, column in chosen}
