"""STM32Cube.AI: "weights flash" as its tables print it. How it lays out its RAM is not known."""

from costmodel.formulas.counting import STORED, Counting, in_bytes
from costmodel.formulas.deployment import Deployment
from costmodel.formulas.deployment.arithmetic import ram
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import Dim, total

BIASED = frozenset(("Conv", "GConv", "DWConv", "FC"))  # kinds with a bias for each output channel, whatever was trained


def flash(graph: Graph, counting: Counting) -> Dim:
    """One byte a weight, and four an output channel of each convolution and fully connected layer."""
    weights = total(node.work.weights for node in graph.nodes)
    others = total(node.shape.channels if node.kind in BIASED else node.work.biases + node.work.norms for node in graph.nodes)
    return in_bytes(weights, counting.bits) + in_bytes(others, STORED)


DEPLOYMENT = Deployment(
    "stm32cube-ai",
    "flash: one byte a weight and four bytes an output channel of each convolution and fully connected layer; RAM as by "
    "arithmetic, which the tool's own is not",
    passes=("fold", "fuse"),
    flash=flash,
    ram=ram,
    leaves_out="code, the runtime's own RAM, and where the tool lets maps overlap",
    bits=8,
    source="what STM32Cube.AI 10.0.0 prints of MobileNets (published rows of mobilenet and mobilenet_v2)",
)
