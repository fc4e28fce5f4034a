"""The question `space`, in Python and on the command line; that its answers are right is tested where the members are."""

import csv
import json
import subprocess
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import costmodel
from costmodel.answers.formats import render
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.questions.space import SpaceAnswer, space
from costmodel.subjects.space import Members, read

ROOT = Path(__file__).parent.parent.parent
OFA = ROOT / "examples" / "ofa_mobilenet_v3.toml"
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "space-1.json").read_text())

ASKED: list[Mapping[str, Any]] = [
    {},
    {"budget": {"mult_adds": "150M"}, "count": True},
    {"budget": {"params": "20MB"}, "sample": 3, "seed": 5},
    {"budget": {"activations": "8M"}, "frontier": True, "counting": Counting(batch=2)},
    {"extremes": True, "counting": "imgclsmob"},
]


@pytest.fixture(scope="module", params=ASKED, ids=("nothing", "count", "sample", "frontier", "extremes"))
def answer(request: pytest.FixtureRequest) -> SpaceAnswer:
    return space(OFA, **request.param)


def test_the_record_keeps_its_contract(answer: SpaceAnswer) -> None:
    jsonschema.validate(json.loads(render(answer, "json")), SCHEMA)
    assert answer.record()["members"] == (9**2 + 9**3 + 9**4) ** 5


def test_every_format_has_all_rows(answer: SpaceAnswer) -> None:
    rows = list(csv.reader(StringIO(render(answer, "csv"))))
    assert len(rows) == 1 + max(1, len(answer.shown))
    assert f"{answer.members.size:,} members" in str(answer)
    assert "<table" in answer._repr_html_()


def test_a_budget_in_bytes_is_of_values_of_so_many_bits() -> None:
    by_bits = [space(OFA, budget={"params": "4MB"}, count=True, counting=Counting(bits=bits)).within for bits in (8, 16, 4)]
    assert by_bits == [Members(read(OFA), "params").count(4 * 10**6 * 8 // bits) for bits in (8, 16, 4)]
    assert by_bits[1] == 0


def test_a_space_is_public() -> None:
    given = costmodel.Space(name="one", stage=[{"width": [16], "depth": [1], "kernel": [3, 5], "expansion": [1]}])
    assert costmodel.space(given).members.size == costmodel.Members(given).size == 2


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"count": True}, "a count needs a budget"),
        ({"count": True, "extremes": True}, "one question at a time"),
        ({"budget": {"mult_adds": "many"}}, "is no amount"),
        ({"budget": {"mult_adds": "1M", "params": "1M"}}, "one budget at a time"),
        ({"budget": {"mult_adds": "100M"}, "sample": 5}, "the cheapest has 121,278,672"),
        ({"budget": {"mult_adds": "1MB"}}, "mult_adds is counted in mult-adds, not in bytes"),
        ({"budget": {"depth": "20"}}, "depth is no sum over layers; allowed: mult_adds, flops, params, mac, activations"),
        ({"budget": {"peak_memry": "20"}}, "unknown metric 'peak_memry'; did you mean peak_memory?"),
        ({"sample": 0}, "sample: '0' is not allowed"),
        ({"sample": 2, "seed": -1}, "seed: '-1' is not allowed"),
        ({"counting": "papper"}, "unknown convention 'papper'"),
    ],
)
def test_what_cannot_be_asked_is_one_line(asked: Any, message: str) -> None:
    with pytest.raises(CostModelError) as error:
        space(OFA, **asked)
    assert message in str(error.value)


@pytest.mark.parametrize("given", [None, 3, ["a"]])
def test_what_is_no_space_is_one_line(given: Any) -> None:
    with pytest.raises(CostModelError, match="is no space"):
        space(given)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("/nowhere/space.toml", "/nowhere/space.toml: cannot be read: No such file"),
        (f"{OFA} --count", "a count needs a budget"),
        (f"{OFA} --mult-adds 1M --params 1M", "one budget at a time"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: str, message: str) -> None:
    done = subprocess.run([sys.executable, "-m", "costmodel", "space", *arguments.split()], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_count_says_that_it_needs_numpy() -> None:
    code = "import sys; sys.modules['numpy'] = None\nfrom costmodel.doors.cli import main\nmain()"
    command = [sys.executable, "-c", code, "space", str(OFA)]
    done = subprocess.run([*command, "--count", "--mult-adds", "300M"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "costmodel: mult_adds: this needs numpy: pip install 'costmodel[sweep]'\n"
    assert subprocess.run([*command, "--extremes"], capture_output=True).returncode == 0
