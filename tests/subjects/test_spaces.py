"""Spaces: a small one is enumerated, and every answer of the dynamic program is what the list says."""

import tomllib
from collections import Counter
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from costmodel.errors import CostModelError
from costmodel.formulas.conventions import Convention
from costmodel.formulas.counting import STANDARD, Counting
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.subjects.space import Member, Members, Space, read
from costmodel.subjects.space.description import Block

ROOT = Path(__file__).parent.parent.parent
OFA = ROOT / "examples" / "ofa_mobilenet_v3.toml"

SMALL = """
name = "small"
resolution = 64
head = [96, 128]
[[stage]]
width = [16, 24]
depth = [1, 2]
kernel = [3, 5]
expansion = [1, 3]
stride = 2
score = { kernel = [0, 3], block = 1 }
[[stage]]
width = [32, 40]
depth = [1, 2]
kernel = [3, 7]
expansion = [2, 6]
stride = 2
se = true
each = "stage"
score = { width = [0, 2], expansion = [0, 4] }
[[stage]]
width = [48]
depth = [1]
kernel = [3, 5]
expansion = [3]
act = "h-swish"
score = { kernel = [0, 1] }
"""


@cache
def small() -> Space:
    return Space(**tomllib.loads(SMALL))


@cache
def enumerated() -> list[Member]:
    """All members, by loops over the choices."""
    stages = []
    for number, stage in enumerate(small().stage):
        options = []
        for width, depth in product(stage.width, stage.depth):
            single = [Block(number, width, k, e) for k, e in product(stage.kernel, stage.expansion)]
            options += [depth * (b,) for b in single] if stage.each == "stage" else list(product(single, repeat=depth))
        stages.append(options)
    return [Member(small(), tuple(b for part in parts for b in part), 0, 0) for parts in product(*stages)]


@cache
def networks() -> list[Graph]:
    return [member.network() for member in enumerated()]


def costs(metric: str, counting: Counting = STANDARD) -> list[Any]:
    """Of the whole networks, as their graphs have them."""
    return [cost(graph, counting, [metric])[metric] for graph in networks()]


def score(member: Member) -> int:
    total, before = 0, -1
    for block in member.blocks:
        stage = small().stage[block.stage]
        total += stage.score.block
        for name in ("kernel", "expansion", *(["width"] if block.stage != before else [])):
            if table := getattr(stage.score, name):
                total += table[getattr(stage, name).index(getattr(block, name))]
        before = block.stage
    return total


SCOPED = Convention("scoped", "no third stage", without=frozenset({"stage3", "Add"}), mac={"stage1/Conv.reads": 3})
COUNTINGS = [
    ("mult_adds", STANDARD),
    ("params", STANDARD),
    ("mac", STANDARD),
    ("activations", Counting(batch=3)),
    ("flops", Counting.of("strict")),
    ("mac", Counting(SCOPED)),
    *(("mult_adds", Counting.of(tool)) for tool in ("imgclsmob", "ptflops-pytorch", "thop", "fvcore")),
]


@pytest.mark.parametrize(("metric", "counting"), COUNTINGS)
def test_the_answers_are_those_of_the_list(metric: str, counting: Counting) -> None:
    members, every = Members(small(), metric, counting), costs(metric, counting)
    assert members.size == len(every) == len({str(one) for one in enumerated()})
    assert members.cheapest().cost == min(every) == cost(members.cheapest().network(), counting)[metric]
    assert members.dearest().cost == max(every) == cost(members.dearest().network(), counting)[metric]
    ordered = sorted(every)
    for budget in (0, ordered[0] - 1, ordered[0], ordered[7], ordered[len(every) // 2], ordered[-1] - 1, ordered[-1], 10**12):
        assert members.count(budget) == sum(one <= budget for one in every)


def test_the_frontier_is_that_of_the_list() -> None:
    points = sorted(zip(costs("mult_adds"), map(score, enumerated()), strict=True), key=lambda point: (point[0], -point[1]))
    expected = [p for i, p in enumerate(points) if all(q[1] < p[1] for q in points[:i])]
    found = Members(small()).frontier()
    assert [(member.cost, member.score) for member in found] == expected
    assert all(score(member) == member.score for member in found)
    assert Members(small()).frontier(expected[2][0]) == found[:3]


@pytest.mark.parametrize("share", [0.02, 0.5, 1])
def test_samples_are_uniform_within_the_budget(share: float) -> None:
    budget = sorted(costs("mult_adds"))[int(share * len(enumerated())) - 1]
    within = {str(m): c for m, c in zip(enumerated(), costs("mult_adds"), strict=True) if c <= budget}
    drawn = Members(small()).sample(20 * len(within), budget, seed=3)
    tally = Counter(map(str, drawn))
    assert tally.keys() <= within.keys()
    assert all(member.cost == within[str(member)] for member in drawn)
    chi_squared = sum((tally[one] - 20) ** 2 / 20 for one in within)
    assert abs(chi_squared - len(within)) < 5 * (2 * len(within)) ** 0.5


def test_once_for_all_is_counted_and_not_listed() -> None:
    members = Members(read(OFA))
    assert members.size == (9**2 + 9**3 + 9**4) ** 5
    for member in (members.cheapest(), members.dearest(), *members.sample(3, 2 * 10**8), *members.frontier()[::60]):
        assert member.cost == cost(member.network())["mult_adds"]
    exact, drawn = members.count(135 * 10**6) / members.size, members.sample(10, 135 * 10**6)
    assert 0 < exact < 1e-4
    assert all(member.cost <= 135 * 10**6 for member in drawn)


@pytest.mark.parametrize(
    ("line", "wrong", "message"),
    [
        ("resolution = 64", "resolution = 0", "resolution: allowed: a whole number from 1"),
        ("resolution = 64", "size = 64", "size: Extra inputs are not permitted"),
        ("resolution = 64", "resolution = ", "Invalid value"),
        ("kernel = [3, 5]", "kernel = []", "stage.1.kernel"),
        ("kernel = [3, 5]", "kernel = [3, 3]", "kernel has a choice twice"),
        ('act = "h-swish"', 'act = "gelo"', "stage.3.act: Input should be 'relu'"),
        ("kernel = [0, 3]", "kernel = [0, 3, 4]", "score.kernel needs 2 numbers"),
        ("depth = [1, 2]", "depth = [0]", "stage.1.depth.1: allowed: a whole number from 1"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, line: str, wrong: str, message: str) -> None:
    file = tmp_path / "space.toml"
    file.write_text(SMALL.replace(line, wrong, 1))
    with pytest.raises(CostModelError) as error:
        read(file)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
