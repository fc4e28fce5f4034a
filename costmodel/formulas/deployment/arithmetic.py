"""Plain arithmetic: weights at their bits and biases at 32, and the peak of the fused network."""

from costmodel.formulas.counting import STORED, Counting, in_bytes
from costmodel.formulas.deployment import Deployment
from costmodel.ir.graph import Graph
from costmodel.ir.liveness import alive
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, largest


def flash(graph: Graph, counting: Counting) -> Dim:
    """Weights at their bits; biases, and what is left of normalisation, at 32, as sums of products need them."""
    learned = Work.sum(node.work for node in graph.nodes)
    return in_bytes(learned.weights, counting.bits) + in_bytes(learned.biases + learned.norms, STORED)


def ram(graph: Graph, counting: Counting) -> Dim:
    """The largest sum of feature maps that are alive at one step, the input among them."""
    return in_bytes(largest(alive(graph.nodes)) * counting.batch, counting.element_bits)


DEPLOYMENT = Deployment(
    "arithmetic",
    "flash: weights at their bits, biases at 32; RAM: the largest sum of live maps of the fused network",
    passes=("fold", "fuse"),
    flash=flash,
    ram=ram,
    leaves_out="scales of quantised values, the graph, code, scratch buffers",
)
