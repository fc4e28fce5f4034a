"""A drawing as text for the programs that lay it out themselves: Graphviz and Mermaid."""

from collections.abc import Callable, Iterator

from costmodel.ir.views.blocks import OUTSIDE, Block, Blocks

Lines = Callable[[Block, str], list[str]]  # of a box, in the frame of that name


def dot(drawn: Blocks, lines: Lines, around: str = "") -> str:
    """Graphviz: frames are clusters."""
    numbers = {id(box): number for number, box in enumerate(drawn.all())}

    def level(blocks: Blocks, around: str, indent: str) -> Iterator[str]:
        for box in blocks.boxes:
            label = "\\n".join(map(_for_dot, lines(box, around)))
            if box.inside is None:
                yield f'{indent}n{numbers[id(box)]} [label="{label}"];'
            else:
                yield f"{indent}subgraph cluster{numbers[id(box)]} {{"
                yield f'{indent}  label="{label}";'
                yield from level(box.inside, box.name, indent + "  ")
                yield f"{indent}}}"

    arrows = (f"  n{numbers[id(source)]} -> n{numbers[id(target)]};" for source, target in _arrows(drawn))
    return "\n".join(["digraph network {", "  node [shape=box];", *level(drawn, around, "  "), *arrows, "}", ""])


def mermaid(drawn: Blocks, lines: Lines, around: str = "") -> str:
    """Mermaid: frames are subgraphs."""
    numbers = {id(box): number for number, box in enumerate(drawn.all())}

    def level(blocks: Blocks, around: str, indent: str) -> Iterator[str]:
        for box in blocks.boxes:
            label = "<br/>".join(map(_for_mermaid, lines(box, around)))
            if box.inside is None:
                yield f'{indent}n{numbers[id(box)]}["{label}"]'
            else:
                yield f'{indent}subgraph n{numbers[id(box)]}["{label}"]'
                yield from level(box.inside, box.name, indent + "  ")
                yield f"{indent}end"

    arrows = (f"  n{numbers[id(source)]} --> n{numbers[id(target)]}" for source, target in _arrows(drawn))
    return "\n".join(["flowchart TD", *level(drawn, around, "  "), *arrows, ""])


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
