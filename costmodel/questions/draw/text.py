"""A drawing as text for the programs that lay it out themselves: Graphviz and Mermaid."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from costmodel.ir.views.blocks import OUTSIDE, Block, Blocks

Lines = Callable[[Block, str], list[str]]  # of a box, in the frame of that name


class Language(NamedTuple):
    """How a program writes a graph; `{n}` is a box's number, `{label}` its texts.

    Attributes:
        frame: begins a frame; `end` ends it.
        between: lines of a label.
    """

    head: str
    box: str
    frame: str
    end: str
    arrow: str
    foot: str
    between: str
    escaped: Callable[[str], str]

    def written(self, drawn: Blocks, lines: Lines, around: str = "") -> str:
        """The blocks in this language."""
        numbers = {id(box): number for number, box in enumerate(drawn.all())}

        def level(blocks: Blocks, around: str, indent: str) -> Iterator[str]:
            for box in blocks.boxes:
                label = self.between.join(map(self.escaped, lines(box, around)))
                form = self.box if box.inside is None else self.frame
                text = form.format(n=numbers[id(box)], label=label)
                yield from (f"{indent}{line}" for line in text.split("\n"))
                if box.inside is not None:
                    yield from level(box.inside, box.name, indent + "  ")
                    yield f"{indent}{self.end}"

        arrows = (self.arrow.format(numbers[id(source)], numbers[id(target)]) for source, target in _arrows(drawn))
        return "\n".join([self.head, *level(drawn, around, "  "), *arrows, self.foot])


def _arrows(drawn: Blocks) -> Iterator[tuple[Block, Block]]:
    """Between boxes, through the frames around them."""
    for source, target in drawn.arrows:
        if OUTSIDE not in (source, target):
            for leaving in _ends(drawn.boxes[source], 1):
                for entered in _ends(drawn.boxes[target], 0):
                    yield leaving, entered
    for box in drawn.boxes:
        if box.inside is not None:
            yield from _arrows(box.inside)


def _ends(box: Block, side: int) -> Iterator[Block]:
    """The boxes in a frame that read from outside it (side 0), or are read there (side 1)."""
    if box.inside is None:
        yield box
        return
    for arrow in box.inside.arrows:
        if arrow[1 - side] != OUTSIDE and arrow[side] == OUTSIDE:
            yield from _ends(box.inside.boxes[arrow[1 - side]], side)


def _for_dot(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def _for_mermaid(text: str) -> str:
    """Mermaid's own entities: `#` first, because it starts them."""
    for character, entity in (("#", "#35;"), ("&", "#38;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("\n", " ")):
        text = text.replace(character, entity)
    return text


DOT = Language(
    head="digraph network {\n  node [shape=box];",
    box='n{n} [label="{label}"];',
    frame='subgraph cluster{n} {{\n  label="{label}";',
    end="}",
    arrow="  n{} -> n{};",
    foot="}\n",
    between="\\n",
    escaped=_for_dot,
)
MERMAID = Language(
    head="flowchart TD",
    box='n{n}["{label}"]',
    frame='subgraph n{n}["{label}"]',
    end="end",
    arrow="  n{} --> n{}",
    foot="",
    between="<br/>",
    escaped=_for_mermaid,
)
