"""What stands in a box: a name, what it is made of, the map that it gives, and its share of the cost."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from costmodel.errors import shortened
from costmodel.ir.graph import Graph, Node
from costmodel.ir.ops.windowed import Windowed
from costmodel.ir.views.blocks import Block
from costmodel.ir.views.layers import Layer

TIMES = "\N{MULTIPLICATION SIGN}"
LONGEST = 34  # characters of a line
MOST_LINES = 2


class Words(NamedTuple):
    """The texts of a box.

    Attributes:
        name: without the scopes that its frame names already.
        times: how many, behind the sign; empty of one.
        made_of: in lines; none where the name says it.
        gives: the sizes of its output.
    """

    name: str
    times: str
    made_of: tuple[str, ...]
    gives: str


def words(block: Block, graph: Graph, around: str = "") -> Words:
    """The texts of a box or a frame in the frame of that name."""
    name = block.name.removeprefix(f"{around}/")
    if block.times > 1:
        name = f"{name} … {block.last.removeprefix(f'{around}/')}"
    if not block.layers:
        made_of: list[str] = ["from outside"]
    elif len(block.layers) == 1:
        made_of = list(_of_layer(block.layers[0], graph))
    else:
        made_of = [] if block.inside else _of_module(block.layers)
    if made_of and made_of[0].lower() == name.rstrip("0123456789").rpartition("/")[2].replace("_", " "):
        made_of = made_of[1:]
    times = f"{TIMES}{block.times}" if block.times > 1 else ""
    return Words(_middle(name), times, tuple(shortened(line, LONGEST) for line in made_of), sizes(block.output))


def sizes(node: Node) -> str:
    """Of a node's map: each by each; of a vector its length."""
    shape = list(node.shape)
    while len(shape) > 1 and shape[-1] == 1:
        shape.pop()
    return TIMES.join(map(str, shape))


def kind(node: Node) -> str:
    """A type with the sign of multiplication."""
    name, space, window = node.type.rpartition(" ")
    return f"{name} {window.replace('x', TIMES)}" if space and window[:1].isdigit() else node.type


def _of_layer(layer: Layer, graph: Graph) -> Iterator[str]:
    """What goes before a layer's op; the op with its stride, groups and channels; what goes after it."""
    main, op = layer.main, layer.main.op
    strides = [slide.stride for slide in op.window.slides] if isinstance(op, Windowed) else []
    steps = strides[0] if len(set(strides)) == 1 else TIMES.join(map(str, strides))
    stride = f" /{steps}" if any(step != 1 for step in strides) else ""
    groups = getattr(op, "groups", 1)
    parted = f", {groups} groups" if main.kind == "GConv" else ""
    through = ""
    if main.is_weighted and main.inputs:
        read = graph.nodes[main.inputs[0]].shape
        through = f", {read[-3 if len(read) > 2 else -1]} → {main.shape[-3 if len(main.shape) > 2 else -1]}"
    before = [kind(node) for node in layer.nodes if node.position < main.position]
    after = [kind(node) for node in layer.nodes if node.position > main.position]
    if before:
        yield f"{', '.join(before)} +"
    yield f"{kind(main)}{stride}{parted}{through}"
    if after:
        yield f"+ {', '.join(after)}"


def _of_module(layers: Sequence[Layer]) -> list[str]:
    """Its weighted layers in order, or how many of each kind where that is too long; its other layers where it has none."""
    nodes = [layer.main for layer in layers]
    nodes = [node for node in nodes if node.is_weighted] or nodes
    in_row = " · ".join(_counted(name, len(list(same))) for name, same in groupby(map(kind, nodes)))
    if len(in_row) <= LONGEST:
        return [in_row]
    totals = Counter(map(kind, nodes)).most_common()
    lines = [""]
    for place, (name, count) in enumerate(totals):
        text = _counted(name, count)
        more = f"{sum(many for _, many in totals[place:])} more"
        if len(lines[-1]) + len(text) + 3 > (LONGEST if len(lines) < MOST_LINES else LONGEST - len(more)):
            if len(lines) == MOST_LINES:
                lines[-1] += f" · {more}"
                break
            lines.append("")
        lines[-1] += f" · {text}" if lines[-1] else text
    return lines


def _counted(name: str, count: int) -> str:
    return name if count == 1 else f"{count} {name}"


def _middle(name: str) -> str:
    """A name that fits: of a long path the ends."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST // 2 - 1]}…{name[-LONGEST // 2 :]}"
