"""ReLUs that ride on the node before them, and nothing else: as TensorFlow Lite writes networks down."""

from costmodel.ir.graph import Graph, Node
from costmodel.ir.passes import Pass
from costmodel.ir.passes.fuse import fuse

FUSED = frozenset(("ReLU", "ReLU6"))  # types; a hard swish or a sum stays an operator with an output of its own


def fuse_activations(graph: Graph) -> Graph:
    """An operator of TensorFlow Lite carries a ReLU in its options (`fused_activation_function` of its schema)."""
    return fuse(graph, _is_fused)


def _is_fused(node: Node) -> bool:
    return node.type in FUSED


PASS = Pass(
    "fuse-activations",
    "ReLUs ride on the node before them, as in TensorFlow Lite; sums and other activations stay by themselves",
    requires="nobody but the ReLU reads the map",
    ensures="the same function and work; such a ReLU has no map of its own and moves nothing",
    rewrite=fuse_activations,
    before=frozenset(("fold",)),
)
