"""A graph as a notebook shows it: its first and last nodes, each with what it reads and gives."""

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from costmodel.ir.graph import Graph, Node

MOST = 24  # rows; of a longer graph the middle is left out
LEFT = ' style="text-align: left"'  # notebooks align to the right


def layer_table(graph: "Graph") -> str:
    """A table in HTML that takes its looks from the notebook."""
    nodes = graph.nodes
    half = MOST // 2
    shown = nodes if len(nodes) <= MOST else (*nodes[:half], None, *nodes[-half:])
    rows = "\n".join(_gap(len(nodes) - MOST) if node is None else _row(graph, node) for node in shown)
    heads = "".join(f'<th scope="col"{LEFT}>{name}</th>' for name in ("layer", "type", "input", "output"))
    caption = f"<caption{LEFT}>{len(nodes)} nodes</caption>"
    return f"<table>\n{caption}\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _row(graph: "Graph", node: "Node") -> str:
    given = " + ".join(str(graph.nodes[source].shape) for source in node.inputs)
    cells = (node.name, node.type, given, str(node.shape))
    return f"<tr>{''.join(f'<td{LEFT}>{escape(cell)}</td>' for cell in cells)}</tr>"


def _gap(nodes: int) -> str:
    return f'<tr><td colspan="4"{LEFT}>and {nodes} more</td></tr>'
