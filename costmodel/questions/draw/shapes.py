"""Boxes and frames with their texts, laid out from the inside out."""

from collections.abc import Callable, Iterator
from html import escape
from typing import NamedTuple, TypeAlias

from costmodel.ir.views.blocks import OUTSIDE, Block, Blocks
from costmodel.questions.draw import columns, pen
from costmodel.questions.draw.layout import Point, Size, laid_out
from costmodel.questions.draw.pen import NAME, SMALL, badge, bar, rectangle, text, text_width
from costmodel.questions.draw.words import Words

PAD, LEADING = 10.0, 15.0
NARROWEST, WIDEST = 116.0, 300.0
FRAME, TITLE = 16.0, 22.0  # the room around what a frame holds; for its name
PORT = Size(0, 0.01, 0, 0)  # where arrows come into a frame and leave it


class Cost(NamedTuple):
    """Of a box.

    Attributes:
        text: such as `22.4%`; empty where it costs nothing.
        length: of its bar, as a part of the longest.
    """

    text: str
    length: float


class Seen(NamedTuple):
    """How a box is asked for its texts, with the name of the frame around it, and for its cost."""

    words: Callable[[Block, str], Words]
    cost: Callable[[Block], Cost]


class Level:
    """Blocks of one frame, or of none, in their places.

    Args:
        around: the frame's name.
        in_columns: break a tall one.
    """

    def __init__(self, drawn: Blocks, seen: Seen, around: str, in_columns: bool = False) -> None:
        self.shapes = [shape(block, seen, around) for block in drawn.boxes]
        boxes = [one for one in self.shapes if isinstance(one, Box)]
        widest = max((box.size.width for box in boxes), default=0.0)
        for box in boxes:
            box.size = _centred(widest, box.size.height)
        sizes = [one.size for one in self.shapes]
        self.ported = any(OUTSIDE in arrow for arrow in drawn.arrows)
        self.leaves = any(target == OUTSIDE for _, target in drawn.arrows)
        arrows = list(drawn.arrows)
        if self.ported:
            sizes = [PORT, *sizes, PORT]
            arrows = [(source + 1, len(sizes) - 1 if target == OUTSIDE else target + 1) for source, target in arrows]
        self.placed = laid_out(sizes, arrows)
        if in_columns:
            self.placed = columns.in_columns(self.placed, sizes, arrows)
        self.heads = [target != OUTSIDE and isinstance(self.shapes[target], Box) for _, target in drawn.arrows]

    def drawn(self, corner: Point) -> Iterator[str]:
        x, y = corner
        for route, head in zip(self.placed.routes, self.heads, strict=True):
            yield pen.arrow([(x + px, y + py) for px, py in route], head)
        corners = self.placed.boxes[1:-1] if self.ported else self.placed.boxes
        for one, (px, py) in zip(self.shapes, corners, strict=True):
            yield from one.drawn((x + px, y + py))


class Frame:
    """Blocks with an edge and a name around them."""

    size: Size

    def __init__(self, block: Block, inside: Blocks, seen: Seen, around: str) -> None:
        self.block = block
        self.words = seen.words(block, around)
        self.cost = seen.cost(block)
        self.inside = Level(inside, seen, block.name)
        placed = self.inside.placed
        title = text_width(self.words.name, NAME, bold=True) + text_width(f"{self.words.times}  {self.cost.text}", SMALL) + 30
        width = max(placed.width, title) + 2 * FRAME
        self.left = (width - placed.width) / 2
        come, go = placed.boxes[0][0], placed.boxes[-1][0]
        below = 0 if self.inside.leaves else FRAME
        self.size = Size(width, placed.height + TITLE + below, self.left + come, self.left + go)

    def drawn(self, corner: Point) -> Iterator[str]:
        (x, y), words = corner, self.words
        yield f"<g><title>{escape(self.block.name)}</title>"
        yield rectangle(x, y, self.size.width, self.size.height, pen.PANEL, radius=8)
        yield text(x + PAD, y + 16, words.name, NAME, pen.TEXT, bold=True)
        yield from badge(x + PAD + text_width(words.name, NAME, bold=True) + 14, y + 16, words.times)
        yield text(x + self.size.width - PAD, y + 16, self.cost.text, SMALL, pen.MUTED, anchor="end")
        yield from self.inside.drawn((x + self.left, y + TITLE))
        yield "</g>"


class Box:
    """A box with its texts and its bar."""

    size: Size

    def __init__(self, block: Block, seen: Seen, around: str) -> None:
        self.block = block
        self.words = words = seen.words(block, around)
        self.cost = seen.cost(block)
        first = text_width(words.name, NAME, bold=True) + (text_width(words.times, SMALL) + 22 if words.times else 0)
        last = text_width(words.gives, SMALL) + (text_width(self.cost.text, SMALL) + 24 if self.cost.text else 0)
        widest = max(first, last, *(text_width(line, SMALL) for line in words.made_of)) + 2 * PAD
        height = PAD + LEADING * (2 + len(words.made_of)) + (pen.BAR_HEIGHT + 8 if self.cost.text else 4)
        self.size = _centred(min(max(widest, NARROWEST), WIDEST), height)

    def drawn(self, corner: Point) -> Iterator[str]:
        (x, y), (width, height, *_), words = corner, self.size, self.words
        is_outside = not self.block.layers
        yield f"<g><title>{escape(' '.join([self.block.name, *words.made_of, words.gives, self.cost.text]))}</title>"
        yield rectangle(x, y, width, height, pen.PAPER, radius=6, dashed=is_outside)
        line, right = y + PAD + 9, x + width - PAD
        yield text(x + PAD, line, words.name, NAME, pen.MUTED if is_outside else pen.TEXT, bold=True)
        yield from badge(right - text_width(words.times, SMALL) - 6, line, words.times)
        for made_of in words.made_of:
            line += LEADING
            yield text(x + PAD, line, made_of, SMALL, pen.MUTED)
        line += LEADING
        yield text(x + PAD, line, words.gives, SMALL, pen.TEXT)
        if self.cost.text:
            yield text(right, line, self.cost.text, SMALL, pen.TEXT, anchor="end")
            yield bar(x + PAD, line + 8, width - 2 * PAD, pen.LINE)
            yield bar(x + PAD, line + 8, max(1.5, (width - 2 * PAD) * self.cost.length), pen.ACCENT)
        yield "</g>"


def _centred(width: float, height: float) -> Size:
    return Size(width, height, width / 2, width / 2)


Shape: TypeAlias = Box | Frame


def shape(block: Block, seen: Seen, around: str) -> Shape:
    """What a block is drawn as."""
    return Box(block, seen, around) if block.inside is None else Frame(block, block.inside, seen, around)
