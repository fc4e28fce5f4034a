"""What a counting holds besides its convention: bits and batch, and what they may not be."""

from typing import Any

import pytest

import costmodel
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import CONVENTIONS, PAPER
from costmodel.formulas.counting import STANDARD, Counting, fold
from costmodel.formulas.metrics import METRICS, cost
from costmodel.ir.graph import Graph


@pytest.fixture(scope="module")
def graph() -> Graph:
    return costmodel.build("mobilenet_v2")


def test_a_counting_is_made_of_a_name_a_convention_or_itself() -> None:
    assert Counting.of() == Counting.of("paper") == Counting.of(PAPER) == STANDARD
    eight = Counting.of("thop", bits=8, batch=2)
    assert (eight.convention, eight.bits, eight.element_bits, eight.batch) == (CONVENTIONS["thop"], 8, 8, 2)
    assert Counting.of(eight) is eight
    assert Counting.of("paper", bits=4, activation_bits=16).element_bits == 16


def test_what_is_given_besides_a_counting_is_laid_over_it() -> None:
    assert Counting.of(Counting.of("thop", bits=8), batch=4) == Counting.of("thop", bits=8, batch=4)


@pytest.mark.parametrize("batch", [1, 2, 7])
@pytest.mark.parametrize("convention", ["paper", "strict", "thop", "imgclsmob"])
def test_a_batch_works_as_often_and_learns_once(convention: str, batch: int, graph: Graph) -> None:
    one, many = cost(graph, Counting.of(convention)), cost(graph, Counting.of(convention, batch=batch))
    for name in ("mult_adds", "flops", "activations", "peak_memory"):
        if convention != "imgclsmob" or name in ("activations", "peak_memory"):  # whose kernels are counted once
            assert many[name] == one[name] * batch
    for name in ("params", "weight_bytes", "depth"):
        assert many[name] == one[name]
    learned = cost(graph)["params"] + (0 if convention != "strict" else sum(node.work.statistics for node in graph.nodes))
    stored = learned if convention == "strict" else sum(node.work.weights for node in graph.nodes)
    assert many["mac"] - stored == (one["mac"] - stored) * batch


@pytest.mark.parametrize("by", ["type", "module", "layer"])
def test_parts_of_a_batch_add_up(by: str, graph: Graph) -> None:
    counting = Counting.of("strict", batch=3)
    for name in ("mult_adds", "flops", "params", "mac"):
        rule = METRICS[name].of_part
        assert rule is not None
        assert sum(rule(part, counting.convention) for part in fold(graph, by, counting)) == cost(graph, counting)[name]


@pytest.mark.parametrize(("bits", "size"), [(32, 4 * 3_504_872), (8, 3_504_872), (1, 438_109), (3, 1_314_327), (12, 5_257_308)])
def test_bits_size_the_parameters(bits: int, size: int, graph: Graph) -> None:
    assert cost(graph, Counting.of("paper", bits=bits), ["weight_bytes"])["weight_bytes"] == size


@pytest.mark.parametrize("name", ["bits", "activation_bits", "batch"])
@pytest.mark.parametrize("bad", [-3, 0, "int8", 1.5, True, 10**9])
def test_a_bad_value_is_one_clear_line(name: str, bad: Any) -> None:
    with pytest.raises(CostModelError, match=rf"{name} cannot be .*; allowed: a whole number from 1 to ") as error:
        Counting.of("paper", **{name: bad})
    assert error.value.given == bad


@pytest.mark.parametrize("name", ["bits", "batch"])
def test_nothing_is_no_value(name: str) -> None:
    with pytest.raises(CostModelError, match=f"{name} cannot be 'None'"):
        Counting.of("paper", **{name: None})


@pytest.mark.parametrize("bad", ["papr", None, 3, {"mult_adds": 1}])
def test_what_is_no_convention_is_refused(bad: Any) -> None:
    with pytest.raises(CostModelError, match="convention"):
        Counting.of(bad)
    with pytest.raises(CostModelError, match=r"Counting\.of reads one by name"):
        Counting(bad)
