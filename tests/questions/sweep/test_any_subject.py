"""Whatever has knobs is swept, under any counting, in any executor; and what cannot be swept says why in one line."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from swept_functions import fussy, net

import costmodel
from costmodel import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import cost
from costmodel.questions.sweep import Sweep
from costmodel.questions.sweep.plan import planned
from costmodel.subjects import subject

ROOT = Path(__file__).parent.parent.parent.parent
OFA = str(ROOT / "examples" / "ofa_mobilenet_v3.toml")

SUBJECTS: list[tuple[Any, Mapping[str, str], Mapping[str, Any]]] = [
    ("randwire", {"resolution": "224,256"}, {"seed": 3}),
    ("mobilenet:alpha=0.5", {"resolution": "160,192"}, {}),
    (net, {"alpha": "0.25:1:0.25", "blocks": "1,3"}, {"side": 40}),
    (OFA, {"kernel2": "3,5", "depth5": "2:4", "resolution": "128:224:32"}, {}),
    ("resnet", {"depth": "50:152", "resolution": "256x128,224"}, {}),
    ("mobilenet", {"se": "yes,no", "alpha": "0.35,1"}, {}),
]
COUNTINGS = [Counting(), Counting.of("imgclsmob", bits=6, batch=4), Counting.of("ptflops-pytorch"), Counting.of("strict")]


def rows(found: Sweep) -> list[dict[str, Any]]:
    return found.record()["rows"]


@pytest.mark.parametrize("counting", COUNTINGS, ids=lambda counting: counting.convention.name)
@pytest.mark.parametrize(("network", "vary", "knobs"), SUBJECTS, ids=lambda given: str(given)[:20])
def test_every_row_is_the_cost_of_what_the_subject_builds(network: Any, vary: Any, knobs: Any, counting: Counting) -> None:
    found = costmodel.sweep(network, vary, knobs, counting=counting)
    assert len(found) > 1
    for row in rows(found):
        # A ratio is the float that its decimal prints as.
        built = subject(network, knobs).build({knob: row[knob] for knob in vary})
        metrics = [name for name in found.columns if name not in vary]
        assert {name: row[name] for name in metrics} == cost(built, counting, metrics)


def test_a_fixed_graph_cannot_vary() -> None:
    for vary in ({}, {"alpha": "0.5,1"}):
        with pytest.raises(CostModelError, match="graph is a graph without knobs; none can be varied"):
            costmodel.sweep(net(1), vary)


def test_a_range_of_a_choice_is_what_lies_between() -> None:
    assert costmodel.sweep("resnet", {"depth": "34:101"}, metrics="params").columns["depth"].tolist() == [34, 50, 101]


def test_a_sweep_of_another_process_is_the_same_and_its_errors_are_ours() -> None:
    with ProcessPoolExecutor(1) as pool:
        found = costmodel.sweep(net, {"alpha": "0.25:1:0.25", "side": "16,32"}, executor=pool, ahead=1)
        assert rows(found) == rows(costmodel.sweep(net, {"alpha": "0.25:1:0.25", "side": "16,32"}))
        with pytest.raises(CostModelError, match="fussy: it is too wide; allowed: at most 16"):
            costmodel.sweep(fussy, {"width": "8,32"}, executor=pool)

        def local(alpha: float = 1) -> costmodel.Graph:
            return net(alpha)

        with pytest.raises(CostModelError, match="local cannot travel to another process"):
            costmodel.sweep(local, {"alpha": "0.5,1"}, executor=pool)


def test_a_worker_that_ends_is_one_line() -> None:
    with ProcessPoolExecutor(1) as pool, pytest.raises(CostModelError, match="a worker of the executor ended"):
        costmodel.sweep(ending, {"width": "8,32"}, executor=pool)


def ending(width: int = 8) -> costmodel.Graph:
    import multiprocessing

    if multiprocessing.parent_process() is not None:
        os._exit(3)
    return net(1, width)


def test_the_fingerprint_is_of_the_sweep() -> None:
    one = "from costmodel.questions.sweep.plan import planned; print(planned('mobilenet', {'alpha': '0.5,1'}).fingerprint)"
    told = {subprocess.run([sys.executable, "-c", one], capture_output=True, text=True).stdout.strip() for _ in range(2)}
    assert told == {planned("mobilenet", {"alpha": "0.5,1"}).fingerprint}
    others = [
        planned("mobilenet", {"alpha": "0.5,0.75"}),
        planned("mobilenet", {"alpha": "0.5,1"}, {"rho": "0.5"}),
        planned("mobilenet", {"alpha": "0.5,1"}, counting="strict"),
        planned("mobilenet", {"alpha": "0.5,1"}, counting=Counting(bits=8)),
        planned("mobilenet", {"alpha": "0.5,1"}, sample=10),
        planned("mobilenet", {"alpha": "0.5,1"}, sample=10, seed=1),
        planned("mobilenet_v2", {"alpha": "0.5,1"}),
        planned(fussy, {"width": "8,16"}),
    ]
    assert len({plan.fingerprint for plan in others} | told) == len(others) + 1


def test_a_changed_function_is_another_sweep(tmp_path: Path) -> None:
    told = set()
    for kernel in (3, 5):
        file = tmp_path / f"{kernel}" / "own.py"
        file.parent.mkdir()
        file.write_text(
            "from costmodel import Network\ndef net(width: int = 8):\n net = Network(side=8)\n"
            f" net.conv(net.input, width, {kernel})\n return net.graph()\n"
        )
        told.add(planned(f"{file}:net", {"width": "8,16"}).fingerprint)
    assert len(told) == 2


LARGE = {"alpha": "0.5:1000", "rho": "0.5:1000", "resolution": "99:1000000", "classes": "1:1000000"}


@pytest.mark.parametrize(
    ("vary", "asked", "message"),
    [
        ({"alpha": "0.5,1"}, {"seed": -1}, "seed: '-1' is not allowed"),
        ({"alpha": "0.5,1"}, {"seed": 10**23}, "seed: '1000"),
        ({"alpha": "0.5,1"}, {"seed": 1.5}, "seed: '1.5'"),
        ({"alpha": "0.5,1"}, {"sample": 1.5}, "sample: '1.5'"),
        ({"alpha": "0.5,1"}, {"sample": "1e9999999"}, "sample: '1e9999999'"),
        ({"alpha": "0.5,1"}, {"top": 0, "by": "params"}, "top: '0'"),
        ({"alpha": "0.5,1"}, {"top": 1}, "by which metric"),
        ({"alpha": "0.5,1"}, {"ahead": 0}, "ahead: '0'"),
        ({"alpha": "0.5,1"}, {"where": 5}, "'5' is no condition"),
        ({"alpha": "0.5,1"}, {"metrics": 5}, "'5' is no name"),
        ({"alpha": "0.5,1"}, {"pareto": ["mult_adds", None]}, "'None' is no name"),
        ({"variant": "standard,shallow"}, {"pareto": ["mult_adds", "variant"]}, "unknown metric or knob 'variant'"),
        ({"alpha": 5}, {}, "alpha: '5' is no list of values"),
        ({"alpha": []}, {}, "no values"),
        ({"alpha": [None]}, {}, "alpha cannot be 'None'"),
        ("alpha", {}, "what varies is a mapping"),
        ({"classes": "1:10:0.5"}, {}, "cannot go in steps of 0.5"),
        ({"variant": "1:2"}, {}, "is a choice and goes in no steps"),
        (LARGE, {"sample": 3}, "a sample is drawn from at most"),
    ],
)  # fmt: skip
def test_what_is_no_sweep_is_one_line(vary: Any, asked: Any, message: str) -> None:
    with pytest.raises(CostModelError) as error:
        costmodel.sweep("mobilenet", vary, **asked)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_an_axis_of_factored_arrays_that_ends_oddly() -> None:
    found = costmodel.sweep("squeezenet", {"classes": "1:1000000:100000"})
    assert found.columns["params"][-1] == cost(costmodel.build("squeezenet", classes=900001))["params"]


def test_a_sweep_is_an_answer(tmp_path: Path) -> None:
    found = costmodel.sweep("mobilenet", {"alpha": "0.25:1.5:0.01", "variant": "standard,shallow"}, metrics="mult_adds")
    schema = json.loads((ROOT / "docs" / "schemas" / "sweep-1.json").read_text())
    jsonschema.validate(found.record(), schema)
    assert "the first 40 of 252 rows" in str(found)
    assert "<table" in found._repr_html_()
    found.save(tmp_path / "rows.csv")
    assert len((tmp_path / "rows.csv").read_text().splitlines()) == 253
    assert list(found.to_pandas() if _has("pandas") else found.columns) == ["variant", "alpha", "mult_adds"]


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def test_without_numpy_the_question_is_described_and_says_what_it_needs() -> None:
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "import costmodel, inspect\n"
        "inspect.signature(costmodel.sweep)\n"
        "try: costmodel.sweep('mobilenet', {'alpha': '0.5,1'})\n"
        "except costmodel.CostModelError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "this needs numpy: pip install 'costmodel[sweep]'\n", done.stderr


def test_whole_metrics_stay_integers_and_halves_stay_halves() -> None:
    halves = costmodel.sweep("densenet", {"growth": "12,32"}, counting="imgclsmob").columns
    for place, growth in enumerate((12, 32)):
        expected = cost(costmodel.build("densenet", growth=growth), "imgclsmob")
        assert {name: halves[name][place] for name in expected} == expected
    assert costmodel.sweep("mobilenet", {"alpha": "0.5,1"}).columns["params"].dtype == np.int64
