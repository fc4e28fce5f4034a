"""Inverse design is exact: brute force over the grid, and over every family, finds nothing larger."""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Any

import pytest

import costmodel
from costmodel import Whole, solve
from costmodel.archs import architecture, build, names
from costmodel.archs.common.kinds import BadKnob
from costmodel.archs.common.spec import width_knob
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import cost
from costmodel.questions.solve import line


def width(name: str) -> str | None:
    try:
        return width_knob(architecture(name).Spec)
    except BadKnob:
        return None


def total(name: str, metric: str = "mult_adds", **knobs: Any) -> int | None:
    try:
        return int(cost(build(name, **knobs))[metric])
    except CostModelError:
        return None


def text(value: Fraction) -> str:
    return str(value)


def test_mobilenet_within_150m() -> None:
    best = solve("mobilenet", ["alpha"], {"mult_adds": "150M"}).best
    assert best.inside.values == {"alpha": Fraction("0.501")}
    assert best.inside.cost == {"mult_adds": 149_561_298}
    assert best.beyond is not None
    assert best.beyond.values == {"alpha": Fraction("0.502")}
    assert best.beyond.cost == {"mult_adds": 150_187_881}


@pytest.mark.parametrize("name", [name for name in names() if width(name)])
def test_every_family_with_a_width(name: str) -> None:
    """The solution is counted again; so is the next allowed value, which breaks the budget."""
    knob, default = width(name), total(name)
    assert knob is not None
    assert default is not None
    budget = default * 11 // 10
    solution = solve(name, [knob], {"mult_adds": budget})
    inside, beyond = solution.best.inside, solution.best.beyond
    assert beyond is not None
    spelled = {point: str(knobs["knobs"][knob]) for point, knobs in (("in", inside.record()), ("out", beyond.record()))}
    assert total(name, **{knob: spelled["in"]}) == inside.cost["mult_adds"] <= budget
    assert total(name, **{knob: spelled["out"]}) == beyond.cost["mult_adds"] > budget


@pytest.mark.parametrize(
    ("name", "knob", "values", "metric", "budget"),
    [
        ("mobilenet_v3", "alpha", [Fraction(i, 50) for i in range(1, 100)], "mult_adds", 100_000_000),
        ("shufflenet_v1", "scale", [Fraction(i, 50) for i in range(1, 120)], "params", 2_500_000),
        ("mobilenet_v2", "resolution", [Fraction(i) for i in range(1, 300)], "peak_memory", 500_000),
        ("densenet", "depth", [Fraction(i) for i in (121, 161, 169, 201, 264)], "params", 15_000_000),
        ("shufflenet_v2", "width", [Fraction(i) for i in range(1, 150)], "mult_adds", 140_000_000),
    ],
)
def test_brute_force_finds_nothing_larger(name: str, knob: str, values: list[Fraction], metric: str, budget: int) -> None:
    step = {knob: "0.02"} if values[0].denominator > 1 else {}
    best = solve(name, [knob], {metric: budget}, steps=step).best
    costs = {value: total(name, metric, **{knob: text(value)}) for value in values}
    within = [value for value, one in costs.items() if one is not None and one <= budget]
    assert best.inside.values[knob] == max(within)
    larger = [value for value, one in costs.items() if one is not None and value > max(within)]
    assert best.beyond is not None
    assert best.beyond.values[knob] == min(larger)


def test_a_knob_that_makes_it_smaller_is_turned_the_other_way() -> None:
    best = solve("senet", ["reduction"], {"params": "114M"}).best
    assert best.beyond is not None
    assert best.inside.values["reduction"] == 19
    assert best.beyond.values["reduction"] == 18


def test_a_cost_that_is_not_monotone_is_tried_at_every_value() -> None:
    best = solve("shufflenet_v1", ["groups"], {"mult_adds": "140M"}).best
    assert best.inside.cost["mult_adds"] == max(
        one for groups in (1, 2, 3, 4, 8) if (one := total("shufflenet_v1", groups=groups)) is not None and one <= 140_000_000
    )


def test_bytes_are_of_values_of_so_many_bits() -> None:
    for bits, elements in ((8, 512_000), (32, 128_000)):
        best = solve("mobilenet", ["resolution"], {"peak_memory": "512KB"}, counting=Counting(bits=bits)).best
        assert best.beyond is not None
        assert best.inside.cost["peak_memory"] <= elements < best.beyond.cost["peak_memory"]
    assert (
        solve("mobilenet", ["alpha"], {"weight_bytes": "1MiB"}, counting=Counting(bits=8)).best.inside.cost["weight_bytes"]
        <= 2**20
    )


def test_several_knobs_trade_off() -> None:
    solution = solve("mobilenet", ["alpha", "resolution"], {"mult_adds": "150M", "params": "2M"}, steps={"resolution": 32})
    assert len(solution.curve) > 3
    points = [one.inside.values for one in solution.curve]
    for one in solution.curve:
        assert not one.inside.breaks(solution.budgets)
        assert one.beyond is not None
        assert one.beyond.breaks(solution.budgets)
        assert not any(
            other != one.inside.values and all(other[k] >= v for k, v in one.inside.values.items()) for other in points
        )
    assert solution.best.inside.cost["mult_adds"] == max(one.inside.cost["mult_adds"] for one in solution.curve)


def test_the_record() -> None:
    made = solve("mobilenet", ["alpha"], {"mult_adds": "150M"}).record()
    assert made["schema"] == "costmodel/solve-1"
    assert made["grid"] == {"alpha": "steps of 0.001"}
    assert made["solution"] == {"knobs": {"alpha": "0.501"}, "totals": {"mult_adds": 149_561_298}}
    assert made["next"]["breaks"] == ["mult_adds"]
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize(
    ("free", "budgets", "extra", "complaint"),
    [
        (
            ["alpha"],
            {"mult_adds": "1K"},
            {},
            "no mobilenet meets the budget: the smallest, alpha=0.001, needs 5,662,992 mult_adds",
        ),
        (["alpha"], {}, {}, "a budget is missing"),
        ([], {"mult_adds": "1M"}, {}, "name each free knob once"),
        (["nope"], {"mult_adds": "1M"}, {}, "unknown knob of mobilenet 'nope'"),
        (["variant"], {"mult_adds": "1M"}, {}, "is a choice and no number"),
        (["alpha"], {"nope": "1M"}, {}, "unknown metric"),
        (["alpha"], {"mult_adds": "5KB"}, {}, "not in bytes"),
        (["resolution"], {"params": "1M"}, {}, "resolution does not change the params"),
        (["alpha"], {"mult_adds": "1M"}, {"knobs": {"alpha": "1"}}, "alpha is free and has the value 1"),
        (["alpha"], {"mult_adds": "1M"}, {"steps": {"rho": 1}}, "rho has a step but is not free"),
        (["resolution"], {"mult_adds": "1M"}, {"steps": {"resolution": "0.5"}}, "cannot go in steps of 0.5"),
    ],
)
def test_bad_requests(free: list[str], budgets: dict[str, str], extra: dict[str, Any], complaint: str) -> None:
    with pytest.raises(CostModelError, match=complaint) as error:
        solve("mobilenet", free, budgets, **extra)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--free", "alpha"],
        ["--free", "alpha", "--mult-adds", "0"],
        ["--free", "alpha", "--mult-adds=-1"],
        ["--free", "alpha", "--mult-adds", "__import__('os').system('true')"],
        ["--free", "alpha", "--mult-adds", "150M", "--step", "alpha"],
    ],
)
def test_the_command_complains_in_one_line(arguments: list[str], complain: Callable[..., None]) -> None:
    complain("solve", "mobilenet", *arguments)


def test_a_knob_without_end_stops_at_its_limit() -> None:
    best = solve("mobilenet", ["alpha"], {"mult_adds": "999999999G"}).best
    assert best.inside.values == {"alpha": 1000}
    assert best.beyond is None
    with pytest.raises(CostModelError, match=r"the smallest, reduction=\d+, needs"):
        solve("senet", ["reduction"], {"mult_adds": "500M"})


def tower(built: list[int]) -> Callable[..., costmodel.Graph]:
    """A network of so many equal layers, which writes down what it is asked for."""

    def layers(depth: Annotated[int, Whole(structural=True, most=300)] = 10) -> costmodel.Graph:
        built.append(depth)
        net = costmodel.Network(channels=8, side=8)
        x = net.input
        for _ in range(depth):
            x = net.conv(x, 8, 3)
        return net.graph()

    return layers


@pytest.mark.parametrize("depth", [3, 57, 123, 298])
def test_few_networks_are_built(depth: int) -> None:
    built: list[int] = []
    best = solve(tower(built), ["depth"], {"params": depth * 576 + 500}).best
    assert best.inside.values == {"depth": depth}
    assert best.beyond is not None
    assert best.beyond.values == {"depth": depth + 1}
    assert len(built) == len(set(built)) <= 8  # two to start from, and six about the boundary


def test_neighbours_that_would_take_too_long_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "MOST_NODES", 350)
    built: list[int] = []
    best = solve(tower(built), ["depth"], {"params": "1M"}).best
    assert best.inside.values == {"depth": 300}
    assert best.beyond is None
    assert built.count(300) == 1
    assert sum(built) < 450
    with pytest.raises(
        CostModelError, match="given up after networks of 401 layers in all: the largest, depth=299, needs 172,224"
    ):
        solve(tower([]), ["depth"], {"params": 299 * 576})


def test_what_was_tried_of_further_knobs_is_said_where_nothing_fits() -> None:
    with pytest.raises(CostModelError, match=r"needs .* peak_bytes .*; resolution was tried in steps of 32 from 128 to 336"):
        solve("mobilenet", ["alpha", "resolution"], {"peak_bytes": "16KiB"}, {"classes": 10})
