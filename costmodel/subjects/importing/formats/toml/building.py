"""The graph of a network's file at a setting of its knobs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from costmodel.errors import CostModelError, UnknownName, located
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network as Net
from costmodel.ir.origin import Origin
from costmodel.numbers.algebra import whole
from costmodel.subjects.importing.formats.toml.description import INPUT, Block, Layer, Network
from costmodel.subjects.importing.formats.toml.sizes import size_of
from costmodel.subjects.importing.formats.toml.words import Names, input_of, read, word

MOST = 10**4  # layers of a network


def build(place: str, network: Network, knobs: Mapping[str, Any]) -> Graph:
    """The network at a setting of its knobs.

    Raises:
        CostModelError: if a word, key or name is unknown, or a layer does not fit; names the layer.
    """
    with located(INPUT):
        net = input_of(network.input, knobs)
    _Builder(net, network.blocks).run(network.layers, net.input, Names(knobs, {INPUT: net.input}))
    return replace(net.graph(), origin=Origin(place, "TOML", notes=(network.paper,) if network.paper else ()))


class _Builder:
    """A network under construction.

    Attributes:
        inside: the blocks that are being written, from the outside in.
        layers: how many have been written.
    """

    def __init__(self, net: Net, blocks: Mapping[str, Block]) -> None:
        self.net, self.blocks = net, blocks
        self.inside: list[str] = []
        self.layers = 0
        self.uses: dict[str, int] = {}

    def run(self, layers: Sequence[Layer], x: Node, names: Names) -> Node:
        """Write layers down, one behind the other.

        Args:
            x: what the first of them reads, if it names nothing.
        """
        nodes = dict(names.nodes)
        names = Names(names.numbers, nodes)
        for number, layer in enumerate(layers, start=1):
            with located(f"layer {number} ({layer.op or layer.block})"):
                inputs = [names.node(name) for name in layer.inputs] or [x]
                for _ in range(_times(layer, names.numbers)):
                    self._count()
                    x = self._block(layer, inputs, names) if layer.block else self._op(layer, inputs, names)
                    inputs = [x]
                if layer.name in nodes:
                    raise CostModelError(f"the name {layer.name!r} is there already", allowed="a name for each layer")
                if layer.name:
                    nodes[layer.name] = x
        return x

    def _op(self, layer: Layer, inputs: Sequence[Node], names: Names) -> Node:
        known = word(layer.op)
        return known.write(self.net, inputs, layer.name or None, read(known.arguments, layer.numbers, names))

    def _block(self, layer: Layer, inputs: Sequence[Node], names: Names) -> Node:
        """The layers of a block, in a scope of their own, with its parameters for names."""
        block = self.blocks.get(layer.block)
        if block is None:
            raise UnknownName("block", layer.block, self.blocks)
        if layer.block in self.inside:
            raise CostModelError(f"the block {layer.block} is made of itself", allowed="blocks of others")
        if len(inputs) != len(block.inputs):
            raise CostModelError(f"it has {len(inputs)} inputs", allowed=f"{len(block.inputs)}: {', '.join(block.inputs)}")
        values = _parameters(block, layer, names.numbers)
        self.inside.append(layer.block)
        with self.net.scope(layer.name or self._numbered(layer.block)):
            made = self.run(block.layers, inputs[0], Names(values, dict(zip(block.inputs, inputs, strict=True))))
        self.inside.pop()
        return made

    def _numbered(self, block: str) -> str:
        self.uses[block] = self.uses.get(block, 0) + 1
        return f"{block}{self.uses[block]}"

    def _count(self) -> None:
        self.layers += 1
        if self.layers > MOST:
            raise CostModelError("the network is too large", allowed=f"at most {MOST:,} layers")


def _parameters(block: Block, layer: Layer, names: Mapping[str, Any]) -> dict[str, Any]:
    """The knobs, and the values of a block's parameters."""
    values = dict(names)
    for name in layer.numbers:
        if name not in block.parameters:
            raise UnknownName("parameter", name, block.parameters)
    for name in block.parameters:
        if name not in layer.numbers:
            raise CostModelError(f"{name} is missing", allowed=", ".join(block.parameters))
        with located(name):
            values[name] = size_of(layer.numbers[name], names)
    return values


def _times(layer: Layer, names: Mapping[str, Any]) -> int:
    """How often a layer follows upon itself."""
    with located("repeat"):
        times = whole(size_of(layer.repeat, names))
    if type(times) is not int or times < 0:
        raise CostModelError(f"it cannot be repeated {times} times", allowed="a whole number from 0 on")
    return times
