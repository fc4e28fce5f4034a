"""The floor of the energy: sums against brute force, every number system alike, sources, and what is wrong in one line."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import costmodel
from costmodel.archs import names as families
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.formulas.hardware.technology import FOLDER, names, technology
from costmodel.formulas.metrics import cost
from costmodel.numbers.expression import at

FLOOR = ["energy_floor"]
PRINTED = {  # picojoules of a product, of its sum, and of a value in 8 KB of SRAM, of which 32 bits take 5
    "fp32": (Fraction("3.7"), Fraction("0.9"), Fraction(5)),
    "fp16": (Fraction("1.1"), Fraction("0.4"), Fraction(5, 2)),
    "int8": (Fraction("0.2"), Fraction("0.03"), Fraction(5, 4)),
}


@pytest.mark.parametrize("name", names())
def test_every_energy_has_a_source(name: str) -> None:
    found = technology(name)
    assert set(found.sources) == set(found.printed)
    assert all("Horowitz" in source for source in found.sources.values())


@pytest.mark.parametrize("name", families())
@pytest.mark.parametrize("precision", PRINTED)
def test_the_floor_is_the_sum_over_nodes(name: str, precision: str) -> None:
    graph, picojoules = costmodel.build(name), Fraction(0)
    multiply, add, value = PRINTED[precision]
    for node in graph.nodes:
        work = node.work
        stored = work.weights + work.biases + work.norms + work.statistics + work.shared_weights + work.shared_others
        picojoules += work.mult_adds * 3 * (multiply + add) + ((work.reads + work.writes) * 3 + stored) * value
    counting = Counting.of(technology="45nm", precision=precision, batch=3)
    assert cost(graph, counting, FLOOR)["energy_floor"] == picojoules / 10**12


def test_the_closed_form_and_arrays_are_what_the_numbers_are() -> None:
    counting = Counting.of(technology="45nm", precision="int8")
    form = costmodel.closed_form("mobilenet", ["alpha"], metrics=FLOOR, counting=counting)
    swept = costmodel.sweep("mobilenet", {"alpha": "0.25:1:0.25"}, metrics=FLOOR, counting=counting).columns
    for alpha, found in zip(swept["alpha"], swept["energy_floor"], strict=True):
        exact = cost(costmodel.build("mobilenet", {"alpha": alpha}), counting, FLOOR)["energy_floor"]
        assert at(form.metrics["energy_floor"], {"alpha": Fraction(float(alpha))}) == exact
        assert found == pytest.approx(float(exact), rel=1e-12)


def test_the_precision_is_the_devices_where_there_is_one() -> None:
    assert Counting.of(technology="45nm").energies == technology("45nm").energies("fp32")
    assert Counting.of(technology="45nm", device="stm32h743").energies == technology("45nm").energies("int8")
    assert "energies of 45 nm at 0.9 V in int8" in Counting.of(technology="45nm", device="stm32h743").line


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"technology": "7nm"}, "unknown technology '7nm'"),
        ({"technology": "45nm", "precision": "tf32"}, "unknown precision of 45 nm at 0.9 V 'tf32'; allowed: fp32, fp16, int8"),
        ({"technology": "45nm", "device": "tpu_v4"}, "unknown precision of 45 nm at 0.9 V 'bf16'"),
        ({"technology": "no.toml"}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_one_line(given: dict[str, Any], message: str) -> None:
    with pytest.raises(CostModelError) as caught:
        Counting.of(**given)
    assert message in str(caught.value)


def test_without_a_technology_there_is_no_floor() -> None:
    with pytest.raises(CostModelError, match="energy_floor needs a technology"):
        cost(costmodel.build("mobilenet"), metrics=FLOOR)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"0.2 pJ"', '"0.2 W"', "is no amount"),
        ('"0.2 pJ"', '"0.2 ms"', "multiply int8: '0.2 ms' is in seconds, not in joules"),
        ("int8 =", "int9 =", "'int9' is no precision"),
        ("access =", "# access =", "access: Field required"),
    ],
)
def test_a_technology_that_is_wrong_is_one_line(old: str, new: str, message: str, tmp_path: Path) -> None:
    text = (FOLDER / "45nm.toml").read_text()
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text)
    assert technology(str(path)).energies("int8") == technology("45nm").energies("int8")
    path.write_text(text.replace(old, new))
    with pytest.raises(CostModelError) as caught:
        technology(str(path))
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))
