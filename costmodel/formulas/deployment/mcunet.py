"""MCUNet's search: the largest input and output of a convolution; beside a depthwise one the residual is kept, too."""

from costmodel.formulas.counting import Counting, in_bytes
from costmodel.formulas.deployment import Deployment
from costmodel.formulas.deployment.arithmetic import flash
from costmodel.ir.graph import Graph
from costmodel.ir.liveness import alive
from costmodel.numbers.algebra import Dim, largest, total

DEPTHWISE = "DWConv"


def ram(graph: Graph, counting: Counting) -> Dim:
    """The largest of the convolutions and fully connected layers, by what they read and write.

    Of a depthwise convolution all that is alive beside it counts: within an inverted residual that is the block's input. The
    other two convolutions of a block are counted without it.
    """
    writing = (node for node in graph.nodes if not node.is_view)
    sizes = [
        living if node.kind == DEPTHWISE else total((node.elements, *(graph.nodes[source].elements for source in node.inputs)))
        for node, living in zip(writing, alive(graph.nodes), strict=True)
        if node.is_weighted
    ]
    return in_bytes(largest(sizes or [0]) * counting.batch, counting.element_bits)


DEPLOYMENT = Deployment(
    "mcunet",
    "flash as by arithmetic; RAM: the largest input and output of a convolution, beside a depthwise one with the residual",
    passes=("fold", "fuse"),
    flash=flash,
    ram=ram,
    leaves_out="the residual beside convolutions that are not depthwise, pooling and sums, scales, code",
    bits=8,
    source="mit-han-lab/mcunet, mcunet/utils/pytorch_utils.py, count_peak_activation_size",
)
