"""Names beside points, each on the side where no other stands."""

from collections.abc import Sequence
from math import log10
from typing import Any

LETTER, LINE = 6.2, 13.0  # width and height of a text's letters
AWAY = 8.0  # from the point
PADDING = 14.0  # between the outermost points and the edges of the picture

SIDES = {  # where a name begins, from its point, in its own width and in pixels; how Vega aligns it
    "right": (0.0, AWAY, 0.0, {"align": "left", "dx": AWAY}),
    "left": (-1.0, -AWAY, 0.0, {"align": "right", "dx": -AWAY}),
    "above": (-0.5, 0.0, -LINE, {"align": "center", "dy": -LINE}),
    "below": (-0.5, 0.0, LINE, {"align": "center", "dy": LINE}),
}


def sides(
    names: Sequence[str], xs: Sequence[Any], ys: Sequence[Any], size: tuple[float, float], log: tuple[bool, bool]
) -> list[str]:
    """A side for each name: the first on which it covers no name before it and no point.

    Args:
        size: of the picture, in pixels.
        log: is the scale of x logarithmic, and that of y?
    """
    across, down = _scaled(xs, size[0], log[0]), _scaled(ys, size[1], log[1])
    taken = [(x - 4, size[1] - y - 4, x + 4, size[1] - y + 4) for x, y in zip(across, down, strict=True)]
    found = []
    for name, x, y in zip(names, across, down, strict=True):
        width = LETTER * len(name)
        boxes = {
            side: (
                x + begin * width + dx,
                size[1] - y + dy - LINE / 2,
                x + (begin + 1) * width + dx,
                size[1] - y + dy + LINE / 2,
            )
            for side, (begin, dx, dy, _) in SIDES.items()
        }
        free = [side for side, box in boxes.items() if _within(box, size) and not any(_meet(box, one) for one in taken)]
        side = free[0] if free else "right"
        taken.append(boxes[side])
        found.append(side)
    return found


def _scaled(values: Sequence[Any], length: float, log: bool) -> list[float]:
    places = [log10(value) if log else float(value) for value in values]
    least, most = min(places), max(places)
    return [length * (place - least) / (most - least) if most > least else length / 2 for place in places]


def _within(box: tuple[float, ...], size: tuple[float, float]) -> bool:
    return min(box) >= -PADDING and box[2] <= size[0] + PADDING and box[3] <= size[1] + PADDING


def _meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
