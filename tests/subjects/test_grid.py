"""The grid of a knob: what its declaration allows, in steps."""

from fractions import Fraction

import pytest

from costmodel import subject, sweep
from costmodel.subjects.grid import Grid


@pytest.mark.parametrize("step", [1, 2, 3, 4, 6, 9, 12, 45])
@pytest.mark.parametrize(
    ("name", "knobs", "knob", "values"),
    [
        ("densenet", {"dataset": "cifar10"}, "depth", range(10, 2001, 6)),  # 6n+4
        ("resnext", {"dataset": "cifar10"}, "depth", range(11, 20_001, 9)),  # 9n+2, of which none divides by 3
        ("vgg", {}, "depth", (11, 13, 16, 19)),
        ("mnasnet", {}, "resolution", range(1, 10**6 + 1)),
    ],
)
def test_a_grid_has_the_multiples_of_a_step_that_the_lattice_has(
    name: str, knobs: dict[str, str], knob: str, values: range | tuple[int, ...], step: int
) -> None:
    assert list(Grid.of(subject(name, knobs), knob, Fraction(step)).numbers) == [value for value in values if value % step == 0]


def test_a_grid_of_nasnet_goes_in_multiples_of_24() -> None:
    assert list(Grid.of(subject("nasnet"), "filters").numbers[:3]) == [24, 48, 72]
    assert list(sweep("nasnet", {"filters": "100:200"}, metrics=["params"]).frame()["filters"]) == [120, 144, 168, 192]
