"""Phrases of what relates positions to each other: attention and recurrent layers, and the embedding that they begin with."""

from math import prod
from typing import TYPE_CHECKING

from costmodel.errors import located
from costmodel.ir.graph import Node
from costmodel.ir.phrases.layer import rank
from costmodel.ir.sharing import earlier
from costmodel.numbers.algebra import Dim, exact_div
from costmodel.numbers.dimension import dimension

if TYPE_CHECKING:
    from costmodel.ir.network import Network

# What attention makes, in a row: each projection but the last with its view, then the attention with its own.
ATTENTION = ("query", "query/heads", "key", "key/heads", "value", "value/heads", "attention", "attention/heads", "output")


def embedding(
    net: "Network", x: Node, entries: Dim, features: Dim, *, name: str | None = None, shared_with: Node | None = None
) -> Node:
    """A row of a learned table for each index: (length,) becomes (features, length)."""
    from costmodel.ir.ops.rearranging import Embedding

    return net.apply(Embedding(entries, features, -rank(x) - 1), x, name=name, shared_with=shared_with)


def attention(
    net: "Network",
    x: Node,
    heads: Dim,
    *,
    keys: Node | None = None,
    bias: bool = True,
    name: str | None = None,
    shared_with: Node | None = None,
) -> Node:
    """Multi-head attention (Vaswani et al. 2017, section 3.2.2) between all positions, with its four projections.

    Queries, keys, values and output have as many channels as `x`.

    Args:
        keys: what is attended to, in place of `x` itself.

    Raises:
        CostModelError: if the heads do not divide the channels.
    """
    from costmodel.ir.ops.attention import Attention
    from costmodel.ir.ops.rearranging import View

    keys = x if keys is None else keys
    rank(x), rank(keys)
    channels = x.shape[0]
    with located("attention"):
        split = (heads, exact_div(channels, dimension("heads", heads)))

    def projected(source: Node, part: str) -> Node:
        owner = None
        if shared_with is not None:
            owner = earlier(net.nodes, shared_with, len(ATTENTION) - 1 - ATTENTION.index(part))
        return net.linear(source, channels, bias=bias, name=part, shared_with=owner)

    def headed(source: Node, part: str) -> Node:
        made = projected(source, part)
        return net.apply(View((*split, prod(made.shape[1:]))), made, name=f"{part}/heads")

    with net.scope("attention" if name is None else name):
        parts = headed(x, "query"), headed(keys, "key"), headed(keys, "value")
        y = net.apply(Attention(axis=-2), *parts, name="attention")
        return projected(net.apply(View(tuple(x.shape)), y, name="attention/heads"), "output")


def lstm(
    net: "Network",
    x: Node,
    hidden: Dim,
    *,
    layers: int = 1,
    directions: int = 1,
    bias: bool = True,
    projection: Dim = 0,
    name: str | None = None,
    shared_with: Node | None = None,
) -> Node:
    """Long short-term memory over the positions as steps.

    Args:
        directions: 2 reads them backwards too.
        projection: channels to which each layer's output is projected; 0 for none.
    """
    from costmodel.ir.ops.recurrent import LSTM

    op = LSTM(hidden, layers, directions, bias, projection, -rank(x))
    return net.apply(op, x, name=name, shared_with=shared_with)


def gru(
    net: "Network",
    x: Node,
    hidden: Dim,
    *,
    layers: int = 1,
    directions: int = 1,
    bias: bool = True,
    name: str | None = None,
    shared_with: Node | None = None,
) -> Node:
    """Gated recurrent units over the positions as steps.

    Args:
        directions: 2 reads them backwards too.
    """
    from costmodel.ir.ops.recurrent import GRU

    return net.apply(GRU(hidden, layers, directions, bias, -rank(x)), x, name=name, shared_with=shared_with)
