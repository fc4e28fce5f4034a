"""The printed equations held against graphs, and every claim decided."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy

from costmodel.errors import CostModelError
from costmodel.formulas.laws import Law, law, laws
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Node
from costmodel.ir.network import Network
from costmodel.questions.symbolic import equation_of, prove

D_K, M, N, D_F, alpha, rho = sympy.symbols("D_K M N D_F alpha rho", positive=True)
hw, c1, c2 = sympy.symbols("hw c1 c2", positive=True)


def total(build: Callable[[Network, Node], Any], channels: Any, side: Any, metric: str) -> Any:
    net = Network(channels=channels, side=side)
    build(net, net.input)
    return cost(net.graph())[metric]


def standard(net: Network, x: Node) -> Node:
    return net.conv(x, N, D_K)


def separable(net: Network, x: Node) -> Node:
    return net.conv(net.dwconv(x, D_K), N, 1)


def thin_separable(net: Network, x: Node) -> Node:
    return net.conv(net.dwconv(x, D_K), alpha * N, 1)


@pytest.mark.parametrize(
    ("name", "values", "measured"),
    [
        ("standard_convolution", {"D_K": D_K, "M": M, "N": N, "D_F": D_F}, total(standard, M, D_F, "mult_adds")),
        ("standard_convolution_params", {"D_K": D_K, "M": M, "N": N}, total(standard, M, D_F, "params")),
        ("depthwise_separable", {"D_K": D_K, "M": M, "N": N, "D_F": D_F}, total(separable, M, D_F, "mult_adds")),
        ("depthwise_separable_params", {"D_K": D_K, "M": M, "N": N}, total(separable, M, D_F, "params")),
        (
            "scaled_separable",
            {"D_K": D_K, "M": M, "N": N, "D_F": D_F, "alpha": alpha, "rho": rho},
            total(thin_separable, alpha * M, rho * D_F, "mult_adds"),
        ),
        (
            "pointwise_mac",
            {"hw": hw**2, "c1": c1, "c2": c2},
            total(lambda net, x: net.conv(x, c2, 1), c1, hw, "mac"),
        ),
    ],
)
def test_a_graph_costs_what_the_equation_says(name: str, values: dict[str, Any], measured: Any) -> None:
    assert sympy.expand(law(name)(values) - measured) == 0


def test_the_reduction_is_derived() -> None:
    assert sympy.simplify(equation_of(law("separable_to_standard")) - (1 / N + 1 / D_K**2)) == 0
    assert str(equation_of(law("separable_to_standard"))) == "1/N + D_K**(-2)"


def test_eight_to_nine_times_holds_from_72_filters() -> None:
    assert prove(law("separable_saves_eight_times")).holds == "N >= 72"
    assert prove(law("separable_saves_at_most_nine_times")).holds == "everywhere"
    assert prove(law("separable_saves_at_most_nine_times")).equality == ""
    saving = law("separable_saves_eight_times")
    assert saving({"N": 72}) == 0
    assert saving({"N": 71}) < 0


def test_equal_channels_and_no_others_meet_the_bound() -> None:
    proof = prove(law("equal_channels_minimise_mac"))
    assert (proof.holds, proof.equality) == ("everywhere", "c1 = c2")
    margin = law("equal_channels_minimise_mac")
    assert margin({"hw": 3136, "c1": 128, "c2": 128}) == 0
    assert margin({"hw": 3136, "c1": 64, "c2": 256}) > 0


@pytest.mark.parametrize("one", laws().values(), ids=lambda one: one.name)
def test_every_law_speaks_all_number_systems(one: Law) -> None:
    assert one.statement
    assert one.source
    values = dict.fromkeys(one.symbols, 4)
    stated = equation_of(one)
    number = one(values)
    assert float(stated.subs(dict.fromkeys(stated.free_symbols, 4))) == pytest.approx(float(number))
    if one.kind == "claim":
        assert prove(one).holds


def test_a_missing_symbol_is_named() -> None:
    with pytest.raises(CostModelError, match="takes hw, c1, c2; given: hw"):
        law("pointwise_mac")({"hw": Fraction(1)})


@pytest.mark.parametrize("symbol", ["self", "values", "name", "lambda"])
def test_a_symbol_never_meets_a_name_of_python(symbol: str) -> None:
    with pytest.raises(CostModelError, match=f"takes hw, c1, c2; given: {symbol}$"):
        law("pointwise_mac")({symbol: 1})


def test_values_that_are_no_mapping_are_refused() -> None:
    with pytest.raises(CostModelError, match="pointwise_mac takes values by symbol; given: '3'"):
        law("pointwise_mac")(3)  # type: ignore[arg-type]
