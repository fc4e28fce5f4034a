"""Drawings as text, written by hand: no drawing library is needed, and one network always gives the same text."""

from collections.abc import Callable, Mapping

from costmodel.errors import UnknownName
from costmodel.ir.graph import Graph, Node

DRAWN: Mapping[str, Callable[[Node], str]] = {"layer": lambda node: node.name, "module": lambda node: node.module}


def dot(graph: Graph, by: str = "layer") -> str:
    """The network as Graphviz text, a box a `layer` or a `module`."""
    boxes, arrows = _drawn(graph, by)
    labels = ["\\n".join(_for_dot(text) for text in box) for box in boxes]
    lines = ["digraph network {", "  node [shape=box];"]
    lines += [f'  n{number} [label="{label}"];' for number, label in enumerate(labels)]
    lines += [f"  n{source} -> n{target};" for source, target in arrows]
    return "\n".join([*lines, "}", ""])


def mermaid(graph: Graph, by: str = "layer") -> str:
    """The network as Mermaid text, a box a `layer` or a `module`."""
    boxes, arrows = _drawn(graph, by)
    labels = ["<br/>".join(_for_mermaid(text) for text in box) for box in boxes]
    lines = ["flowchart TD"]
    lines += [f'  n{number}["{label}"]' for number, label in enumerate(labels)]
    lines += [f"  n{source} --> n{target}" for source, target in arrows]
    return "\n".join([*lines, ""])


def _drawn(graph: Graph, by: str) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """The texts in each box, and the arrows between boxes, each once, all in construction order.

    Raises:
        UnknownName: if there is no such kind of box.
    """
    if by not in DRAWN:
        raise UnknownName("drawing", by, list(DRAWN))
    name = DRAWN[by]
    number: dict[str, int] = {}
    last: dict[str, Node] = {}
    arrows: dict[tuple[int, int], None] = {}
    for node in graph.nodes:
        box = number.setdefault(name(node), len(number))
        last[name(node)] = node
        for source in node.inputs:
            other = number[name(graph.nodes[source])]
            if other != box:
                arrows[other, box] = None
    boxes = [[box, *([node.type] if by == "layer" else []), str(node.shape)] for box, node in last.items()]
    return boxes, list(arrows)


def _for_dot(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def _for_mermaid(text: str) -> str:
    """Mermaid's own entities: `#` first, because it starts them."""
    for character, entity in (("#", "#35;"), ("&", "#38;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("\n", " ")):
        text = text.replace(character, entity)
    return text
