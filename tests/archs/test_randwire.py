"""RandWire: what the random graphs must have in common, and that only their input nodes decide the cost."""

from random import Random

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.archs.randwire import Spec, wiring
from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost


def drawn(nodes=32, seed=0, **knobs):
    return wiring(Spec.read({"nodes": nodes, **knobs}), nodes, Random(seed))


def inputs(reads):
    return sum(not sources for sources in reads)


@pytest.mark.parametrize("seed", range(5))
def test_wiring(seed):
    small_world, grown = drawn(seed=seed), drawn(seed=seed, generator="ba")
    assert sum(map(len, small_world)) == 32 * 4 // 2
    assert sum(map(len, grown)) == 5 * (32 - 5)
    assert inputs(grown) == 5
    assert all(max(sources, default=-1) < node for node, sources in enumerate(small_world))


def test_seed_gives_one_graph():
    assert drawn(seed=3) == drawn(seed=3) != drawn(seed=4)


@pytest.mark.parametrize("knobs", [{}, {"generator": "er"}, {"generator": "ba"}, {"regime": "regular"}])
def test_cost_follows_from_the_input_nodes(knobs):
    """Nodes that read the stage's input have as many channels as it; all others have those of the stage."""
    graph = build("randwire", **knobs)
    for stage in ("conv3", "conv4", "conv5"):
        nodes = graph.inside(stage)
        products = [node for node in nodes if node.type == "Conv 1x1"]
        _, height, width = products[0].shape
        channels = products[0].shape.channels
        entering = sum(node.op.stride == 2 for node in nodes if node.kind == "DWConv")
        before = graph.nodes[nodes[0].inputs[0]].shape.channels
        each = [9 * before + before * channels] * entering + [9 * channels + channels**2] * (32 - entering)
        assert sum(node.work.mult_adds for node in nodes) == height * width * sum(each)


def test_one_factor_an_edge():
    factors = sum(node.work.weights for node in build("randwire").nodes if node.name.endswith("/sum"))
    assert factors == 3 * 64


def test_barabasi_albert_starts_from_isolated_nodes():
    costs = {cost(build("randwire", generator="ba", seed=seed))["mult_adds"] for seed in range(3)}
    assert costs == {583_760_444}  # five input nodes in every graph; a star with one would cost 603.7 million


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"k": 3}, "k cannot be 3; allowed: an even number below the 32 nodes"),
        ({"p": 2}, "p cannot be 2; allowed: a probability"),
        ({"m": 5}, "m is no parameter of ws; allowed: k, p"),
        ({"generator": "ba", "m": 16, "regime": "regular"}, "m cannot be 16; allowed: 1 to 15"),
    ],
)
def test_bad_knobs(knobs, complaint):
    with pytest.raises(BadKnob, match=complaint):
        build("randwire", **knobs)


def test_graph_that_is_never_connected():
    with pytest.raises(CostModelError, match="no connected graph of 32 nodes in 1000 draws"):
        build("randwire", generator="er", p="0.001")


def test_a_parameter_that_is_left_unset_is_the_generators_own() -> None:
    assert cost(build("randwire", p=None)) == cost(build("randwire"))
