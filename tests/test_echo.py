"""What a prompt echoes is short and readable, however large the network."""

import pytest

import costmodel
from costmodel.formulas.counting import Counting, fold

REPORT = costmodel.report("densenet:depth=201")
GRAPH = REPORT.graph
MOST = 2000


@pytest.mark.parametrize(
    ("echoed", "most"),
    [
        (GRAPH, 300),
        (GRAPH.nodes[7], 300),
        (GRAPH.nodes[7].work, 200),
        (Counting.of("thop"), 400),
        (fold(GRAPH)[0], 300),
        (fold(GRAPH), MOST),
        (REPORT.parts("layer"), MOST),
        (REPORT.layers(), MOST),
        (REPORT.published[0], 200),
        (costmodel.closed_form("mobilenet", ["alpha", "rho"]), 3000),
        (costmodel.compare(["resnet", "vgg"]), 3000),
        (costmodel.sweep("mobilenet", {"alpha": "0.25:1:0.001"}), 10_000),
    ],
    ids=lambda one: type(one).__name__ if not isinstance(one, int) else "",
)
def test_an_echo_is_no_dump(echoed: object, most: int) -> None:
    text = repr(echoed)
    assert len(text) <= most
    assert " at 0x" not in text


def test_an_echo_says_what_is_there() -> None:
    assert repr(costmodel.report("mobilenet").graph) == "<Graph of 84 nodes, from input 3x224x224 to classifier/fc 1000x1x1>"
    assert repr(costmodel.report("mobilenet").layers()).endswith("... and 80 more]")
    assert repr(GRAPH.nodes[1].work).startswith("Work(mult_adds=118013952, weights=9408, reads=")
