"""RandWire: stages whose wiring is a random graph."""

from random import Random
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from costmodel.archs.common.kinds import Whole
from costmodel.archs.common.knobs import DepthMultiplier, Follows
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.errors import CostModelError
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops import WeightedSum
from costmodel.numbers.algebra import Dim, floor_div
from costmodel.numbers.show import shown

PAPER = Paper("Xie et al.", 2019, "Exploring Randomly Wired Neural Networks for Image Recognition", "arXiv 1904.01569")

# Table 1, the random stages: what N is divided by to give the nodes, what C is multiplied by to give the channels. They end
# with conv5; in the small regime conv2 is one convolution.
STAGES = {
    "small": ((1, 1), (1, 2), (1, 4)),
    "regular": ((2, 1), (1, 2), (1, 4), (1, 8)),
}
CHANNELS = {"small": 78, "regular": 109}
HEAD = 1280
# Section 3.3: the generators and the parameters that did best.
PARAMETERS: dict[str, dict[str, Any]] = {"ws": {"k": 4, "p": "0.75"}, "er": {"p": "0.2"}, "ba": {"m": 5}}
TRIES = 1000  # graphs drawn until one is connected

Probability: TypeAlias = DepthMultiplier  # a fraction that decides the structure
Wiring: TypeAlias = list[list[int]]  # of each node the nodes it reads, all of them before it


def of_generator(parameter: str) -> Follows:
    """A parameter that a generator has, as it did best, or has not."""
    return Follows(lambda known: PARAMETERS[known["generator"]].get(parameter))


class Spec(ArchSpec):
    """Knobs of RandWire."""

    regime: Literal["small", "regular"] = Field("small", description="three random stages or four (Table 1)")
    channels: Annotated[Any, Whole(least=2, most=10**6), Follows(lambda known: CHANNELS[known["regime"]])] = Field(
        78, description="C: channels of the first random stage, doubled in each further one; regular 109"
    )
    nodes: Annotated[int, Whole(structural=True, least=2, most=10**4)] = Field(32, description="N: nodes of a random stage")
    generator: Literal["ws", "er", "ba"] = Field("ws", description="Watts-Strogatz, Erdos-Renyi or Barabasi-Albert")
    k: Annotated[int | None, Whole(structural=True, least=2, most=10**4), of_generator("k")] = Field(
        None, description="ws: neighbours of a node, even; default 4"
    )
    p: Annotated[Probability | None, of_generator("p")] = Field(
        None, description="ws, er: probability of rewiring or of an edge; default 0.75, 0.2"
    )
    m: Annotated[int | None, Whole(structural=True, most=10**4), of_generator("m")] = Field(
        None, description="ba: edges of each new node; default 5"
    )
    seed: Annotated[int, Whole(structural=True, least=0, most=10**9)] = Field(
        0, description="of the random graphs: one seed, one network"
    )

    @property
    def input_channels(self) -> int:
        return 3  # `channels` is the paper's C

    @model_validator(mode="after")
    def _parameters_fit(self) -> "Spec":
        least = self.nodes // 2 if self.regime == "regular" else self.nodes
        for name in ("k", "p", "m"):
            if getattr(self, name) is not None and name not in PARAMETERS[self.generator]:
                raise ValueError(
                    f"{name} is no parameter of {self.generator}; allowed: {', '.join(PARAMETERS[self.generator])}"
                )
        if self.p is not None and self.p > 1:
            raise ValueError(f"p cannot be {shown(self.p)}; allowed: a probability above 0 and at most 1")
        if self.k is not None and (self.k % 2 or self.k >= least):
            raise ValueError(f"k cannot be {self.k}; allowed: an even number below the {least} nodes of the smallest stage")
        if self.m is not None and self.m >= least:
            raise ValueError(f"m cannot be {self.m}; allowed: 1 to {least - 1}, as the smallest stage has {least} nodes")
        return self


def wiring(spec: Spec, nodes: int, draw: Random) -> Wiring:
    """A random connected graph made acyclic: every edge leads from the lower to the higher node (section 3.2)."""
    import networkx as nx

    if spec.m is not None:
        # The paper starts from M nodes without edges; networkx starts from a star. The first new node joins all M of them,
        # which is a star as well, but one whose centre is node M and not node 0.
        start = nx.Graph((node, spec.m) for node in range(spec.m))
        graph = nx.barabasi_albert_graph(nodes, spec.m, seed=draw, initial_graph=start)
    else:
        for _ in range(TRIES):
            if spec.generator == "ws":
                graph = nx.watts_strogatz_graph(nodes, spec.k, spec.p, seed=draw)
            else:
                graph = nx.gnp_random_graph(nodes, spec.p, seed=draw)
            if nx.is_connected(graph):
                break
        else:
            raise CostModelError(
                f"no connected graph of {nodes} nodes in {TRIES} draws with p = {shown(spec.p)}; a larger p is needed"
            )
    return [sorted(other for other in graph[node] if other < node) for node in range(nodes)]


def build(spec: Spec) -> Graph:
    draw = Random(spec.seed)
    net = spec.network()
    x = net.conv(net.input, floor_div(spec.channels, 2), 3, stride=2, norm=True, name="conv1")
    if spec.regime == "small":
        x = net.conv(net.act(x, "relu", name="conv2/relu"), spec.channels, 3, stride=2, norm=True, name="conv2")
    stages = STAGES[spec.regime]
    for number, (divisor, multiple) in enumerate(stages, start=6 - len(stages)):
        with net.scope(f"conv{number}"):
            x = random_stage(net, x, wiring(spec, spec.nodes // divisor, draw), spec.channels * multiple)
    x = net.conv(net.act(x, "relu", name="head/relu"), HEAD, 1, norm=True, name="head")
    return net.classify(x, spec.classes)


def random_stage(net: Network, x: Node, reads: Wiring, channels: Dim) -> Node:
    """Nodes that read none before them read the stage's input and halve it; the mean of those that none reads is its output."""
    outputs: list[Node] = []
    for number, sources in enumerate(reads):
        with net.scope(f"node{number}"):
            node = net.apply(WeightedSum(), *(outputs[source] for source in sources), name="sum") if sources else x
            node = net.dwconv(net.act(node, "relu"), 3, stride=1 if sources else 2, name="depthwise")
            outputs.append(net.conv(node, channels, 1, norm=True, name="pointwise"))
    read = {source for sources in reads for source in sources}
    return net.apply(WeightedSum(learned=False), *(node for n, node in enumerate(outputs) if n not in read), name="mean")
