"""Schedules and passes on random graphs, against a simulation of memory that knows nothing of theirs."""

from collections.abc import Iterator, Sequence
from itertools import islice

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from costmodel import Network, build, cost
from costmodel.archs import names
from costmodel.errors import CostModelError
from costmodel.ir.graph import Graph, Node
from costmodel.ir.liveness import alive
from costmodel.ir.ops import Scale, Slice, Split
from costmodel.ir.passes import after
from costmodel.ir.schedules import best
from costmodel.ir.schedules.exact import exact
from costmodel.ir.schedules.greedy import greedy
from costmodel.ir.schedules.running import Piece
from costmodel.ir.schedules.steps import steps_of
from costmodel.numbers.algebra import Undecided

MOST_ORDERS = 3000
PASSES = ((), ("fold", "fuse"))


@st.composite
def graphs(draw: st.DrawFn, most: int = 9) -> Graph:
    """Convolutions, depthwise ones with normalisation and activation, sums, concatenations, gates, slices, several outputs."""
    net = Network(channels=draw(st.integers(1, 4)), side=4)
    maps = [net.input]
    for _ in range(draw(st.integers(1, most))):
        x = maps[draw(st.integers(max(0, len(maps) - 4), len(maps) - 1))]
        kind = draw(st.sampled_from(("conv", "depthwise", "add", "concat", "gate", "slice", "act")))
        if kind == "conv":
            maps.append(
                net.conv(x, draw(st.integers(1, 6)), 1, norm=draw(st.booleans()), act=draw(st.sampled_from((None, "relu"))))
            )
        elif kind == "depthwise":
            maps.append(net.dwconv(x, 3, norm=True, act="relu"))
        elif kind == "add":
            alike = [other for other in maps if other.shape.is_plainly(x.shape)]
            other = alike[draw(st.integers(0, len(alike) - 1))]
            maps.append(net.add(x, other) if other is not x else net.act(x, "relu"))
        elif kind == "concat":
            maps.append(net.concat(x, maps[draw(st.integers(0, len(maps) - 1))]))
        elif kind == "gate":
            gate = net.conv(net.global_pool(x), x.shape[0], 1, bias=True, act="sigmoid")
            maps.append(net.apply(Scale(), x, gate))
        elif kind == "slice":
            maps.append(net.apply(Slice(1), x))
        else:
            maps.append(net.act(x, "relu"))
    return net.graph()


def simulated(nodes: Sequence[Node]) -> int:
    """The peak by holding maps in hand: each is let go when nobody who comes later needs it."""
    held: dict[int, int] = {}
    home: dict[int, int] = {}
    read = {source for node in nodes for source in node.inputs}
    peak = 0
    for place, node in enumerate(nodes):
        if node.is_view:
            home[node.position] = home[node.inputs[0]]
        else:
            home[node.position] = node.position
            size = int(node.elements)  # type: ignore[call-overload]
            if node.is_in_place:
                host = home[node.inputs[0]]
                peak = max(peak, sum(held.values()) - held[host] + max(held[host], size))
                held[host] = 0
            held[node.position] = size
            peak = max(peak, sum(held.values()))
        later = {home[source] for other in nodes[place + 1 :] for source in other.inputs if source in home}
        outputs = {home[one.position] for one in nodes[: place + 1] if one.position not in read}
        views = {
            home[one.position] for one in nodes[: place + 1] if any(one.position in two.inputs for two in nodes[place + 1 :])
        }
        held = {position: size for position, size in held.items() if position in later | outputs | views}
    return peak


def orders(graph: Graph) -> Iterator[list[int]]:
    """All orders of the steps."""
    steps = steps_of(graph)

    def more(done: list[int]) -> Iterator[list[int]]:
        if len(done) == len(steps):
            yield done
        for step in steps:
            if step.place not in done and set(step.reads) <= set(done):
                yield from more([*done, step.place])

    return more([])


@given(graphs())
def test_the_peak_is_what_a_simulation_holds(graph: Graph) -> None:
    for passes in (*PASSES, ("in-place",), ("fold", "fuse", "in-place"), ("fold", "fuse", "reorder", "in-place")):
        nodes = after(graph, passes).nodes
        assert max(alive(nodes)) == simulated(nodes)


@given(graphs(6))
def test_no_order_has_a_smaller_peak_than_the_exact_one(graph: Graph) -> None:
    for passes in PASSES:
        passed = after(graph, passes)
        found = best(passed)
        assert found.is_least
        assert found.peak == max(alive(found.graph.nodes)) == simulated(found.graph.nodes)
        steps = steps_of(passed)
        whole = Piece(steps, range(len(steps)))
        every = list(islice(orders(passed), MOST_ORDERS))
        least = min(map(whole.peak, every))
        assert found.peak <= least
        if len(every) < MOST_ORDERS:
            assert found.peak == least
        for order in (greedy(whole), exact(whole, 10**6)):
            assert order is not None
            assert sorted(order) == list(range(len(steps)))
            assert all(set(steps[place].reads) <= set(order[:number]) for number, place in enumerate(order))
            assert whole.peak(order) >= least or len(every) == MOST_ORDERS


@given(graphs())
def test_a_schedule_is_the_same_network(graph: Graph) -> None:
    for passes in PASSES:
        before = after(graph, passes)
        found = best(before).graph
        assert [node.position for node in found.nodes] == list(range(len(before)))
        assert all(source < node.position for node in found.nodes for source in node.inputs)
        wiring = [
            {node.name: [some.nodes[source].name for source in node.inputs] for node in some.nodes} for some in (before, found)
        ]
        assert wiring[0] == wiring[1]
        peaks = {"peak_memory": 0, "peak_bytes": 0}
        assert {**cost(found), **peaks} == {**cost(before), **peaks}


@given(graphs())
def test_what_rides_has_all_it_reads_before_its_host_runs(graph: Graph) -> None:
    for passes in (("fold", "fuse"), ("fold", "fuse", "reorder")):
        nodes = after(graph, passes).nodes
        root: dict[int, int] = {}
        for node in nodes:
            root[node.position] = root[node.inputs[0]] if node.is_view else node.position
            if type(node.op).__name__ == "Riding":
                assert all(other < root[node.position] for other in node.inputs[1:])


@given(graphs())
def test_what_passes_leave_as_it_was(graph: Graph) -> None:
    built = cost(graph, "strict")
    for passes in (("fold",), ("fuse",), ("in-place",), ("reorder",), ("fold", "fuse", "reorder", "in-place")):
        found = cost(after(graph, passes), "strict")
        assert found["mult_adds"] == built["mult_adds"]
        assert found["peak_memory"] <= built["peak_memory"]
        assert found["mac"] <= built["mac"]
        assert found["flops"] <= built["flops"]
        if "fold" not in passes:
            assert (found["params"], found["flops"]) == (built["params"], built["flops"])
        if passes in (("in-place",), ("reorder",)):
            assert found["mac"] == built["mac"]


@given(graphs())
def test_a_pass_is_applied_once(graph: Graph) -> None:
    once = after(graph, ("fold", "fuse"))
    assert after(once, ("fold", "fuse")) is once
    assert once.passes == ("fold", "fuse")


@pytest.mark.parametrize("name", names())
def test_the_whole_catalog_is_scheduled_and_proved(name: str) -> None:
    for passes in PASSES:
        graph = after(build(name), passes)
        found = best(graph)
        assert found.is_least
        assert found.peak == max(alive(found.graph.nodes)) <= max(alive(graph.nodes))


def test_too_many_sets_of_steps_leave_the_better_of_the_others_unproved() -> None:
    found = best(build("nasnet"), most_states=10)
    assert not found.is_least
    assert found.words == "by a greedy search; not proved to be the least"
    assert best(build("nasnet")).peak < found.peak < cost(build("nasnet"))["peak_memory"]


def test_the_order_of_paths_by_hand() -> None:
    net = Network(channels=1, side=8)
    wide = net.conv(net.input, 32, 1, name="wide")
    small = net.conv(net.conv(net.input, 64, 1, name="step1"), 1, 1, name="step2")
    graph = net.classify(net.concat(wide, small), 10)
    found = best(graph)
    assert cost(graph)["peak_memory"] == 64 * (32 + 64 + 1)
    assert found.peak == cost(found.graph)["peak_memory"] == 64 * (1 + 64 + 1)
    assert [node.name for node in found.graph.nodes][:4] == ["input", "step1", "step2", "wide"]


def test_an_output_is_alive_to_the_end_though_it_is_a_part_of_a_map() -> None:
    net = Network(channels=4, side=8)
    wide = net.conv(net.input, 8, 1)
    net.apply(Split(2), wide)  # an output, which holds all of the map
    net.conv(net.conv(wide, 1, 1), 16, 1)
    assert cost(net.graph())["peak_memory"] == 64 * (8 + 1 + 16)


def test_a_schedule_needs_numbers() -> None:
    side = sympy.Symbol("side", positive=True)
    with pytest.raises(Undecided, match="give every knob a number"):
        best(Network(side=side).graph())


def test_the_order_of_passes() -> None:
    graph = build("mobilenet")
    for passes in (("fuse", "fold"), ("in-place", "fuse"), ("reorder", "fuse"), ("in-place", "reorder")):
        with pytest.raises(CostModelError, match=f"pass {passes[1]} after {passes[0]}"):
            after(graph, passes)
