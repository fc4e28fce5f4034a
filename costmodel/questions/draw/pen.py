"""The strokes of a drawing: texts, boxes, bars and arrows as elements of SVG.

Colours stand in attributes, in the light ones of the palette, so that a program without style sheets reads them too.
"""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, pairwise

from costmodel.answers.palette import PALETTE
from costmodel.questions.draw.layout import Point

PAPER, PANEL, LINE = PALETTE["background"].light, PALETTE["panel"].light, PALETTE["line"].light
TEXT, MUTED, ACCENT, BAR = (PALETTE[name].light for name in ("text", "muted", "accent", "bar"))
FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, sans-serif"
NAME, SMALL = 12.5, 11.0  # sizes of text
BAR_HEIGHT = 5.0
CORNER = 6.0  # radius of an arrow's

# Widths of letters of Helvetica in units of the size; the others are about as wide as a digit.
NARROW, WIDE = "ijl.,:;'|!/ft()[] \N{MIDDLE DOT}", "mwMWGOQ@%\N{HORIZONTAL ELLIPSIS}\N{RIGHTWARDS ARROW}"


def text_width(words: str, size: float, bold: bool = False) -> float:
    """About how wide a text is, which no font is asked for."""
    units = sum(0.3 if c in NARROW else 0.87 if c in WIDE else 0.67 if c.isupper() else 0.56 for c in words)
    return units * size * (1.07 if bold else 1.0)


def text(x: float, y: float, words: str, size: float, ink: str, bold: bool = False, anchor: str = "") -> str:
    weight = ' font-weight="600"' if bold else ""
    where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{ink}"{weight}{where}>{escape(words)}</text>'


def rectangle(x: float, y: float, width: float, height: float, fill: str, radius: float, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius}" fill="{fill}" '
        f'stroke="{LINE}"{dash}/>'
    )


def bar(x: float, y: float, width: float, ink: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BAR_HEIGHT}" rx="2" fill="{ink}"/>'


def badge(x: float, y: float, times: str) -> Iterator[str]:
    """How many times, in a pill whose text begins at x."""
    if times:
        width = text_width(times, SMALL) + 12
        yield f'<rect x="{x - 6:.1f}" y="{y - 11:.1f}" width="{width:.1f}" height="15" rx="7.5" fill="{BAR}"/>'
        yield text(x, y, times, SMALL, TEXT, bold=True)


def arrow(points: Sequence[Point], head: bool) -> str:
    """A line through points: straight where it runs upright or level, a curve that leaves and arrives upright elsewhere."""
    points = [point for point, _ in groupby(points)]  # a head points where its last stroke goes, so that has a length
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for place, ((x, y), (nx, ny)) in enumerate(pairwise(points), start=1):
        if abs(nx - x) >= 1 and abs(ny - y) >= 1:
            middle = (y + ny) / 2
            path += f"C{x:.1f} {middle:.1f} {nx:.1f} {middle:.1f} {nx:.1f} {ny:.1f}"
            continue
        turns = points[place + 1] if place + 1 < len(points) else (nx, ny)
        if (abs(nx - x) < 1) != (abs(turns[0] - nx) < 1) and 0 in (turns[0] - nx, turns[1] - ny):
            before, after = _towards((nx, ny), (x, y)), _towards((nx, ny), turns)
            path += f"L{before[0]:.1f} {before[1]:.1f}Q{nx:.1f} {ny:.1f} {after[0]:.1f} {after[1]:.1f}"
        else:
            path += f"L{nx:.1f} {ny:.1f}"
    end = ' marker-end="url(#head)"' if head else ""
    return f'<path d="{path}" fill="none" stroke="{MUTED}" stroke-width="1.2"{end}/>'


def _towards(start: Point, end: Point) -> Point:
    """A corner's radius away from a point on the way to another."""
    length = max(abs(end[0] - start[0]), abs(end[1] - start[1]), CORNER)
    return start[0] + (end[0] - start[0]) * CORNER / length, start[1] + (end[1] - start[1]) * CORNER / length
