"""Sweeps: each row is what the exact rules give for that configuration alone; frontiers, conditions and files are exact too."""

import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costmodel
from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost, several
from costmodel.numbers.algebra import Undecided
from costmodel.numbers.factored import Factored
from costmodel.questions.sweep.files import Note
from costmodel.questions.sweep.frontier import frontier
from costmodel.questions.sweep.keeping import keep
from costmodel.questions.sweep.plan import planned
from costmodel.questions.sweep.where import condition
from costmodel.subjects import Subject

# Families whose sizes factor in different ways, with grids on and off the values for which the authors rounded.
GRIDS: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("mobilenet", {"alpha": "0.25:1.5:0.125", "rho": "0.3,0.714,5/7,1", "variant": "standard,shallow"}, {}),
    ("mobilenet", {"alpha": "0.3,1", "resolution": "160,224", "rho": "0.5,0.714", "classes": "10,1000"}, {"se": True}),
    ("mobilenet_v3", {"alpha": "0.35:1.4:0.35", "resolution": "96:256:53", "size": "small,large"}, {}),
    ("mobilenet_v2", {"alpha": "0.05:1:0.05", "resolution": "96,224"}, {}),  # narrow networks have more residual sums
    ("densenet", {"growth": "12,32,48", "compression": "0.5,0.7,1", "resolution": "96:224:64"}, {}),
    ("shufflenet_v1", {"groups": "1,2,3,4,8", "scale": "0.5:2:0.5", "resolution": "128,224"}, {}),
    ("resnext", {"cardinality": "8,32", "resolution": "160,224"}, {}),
]


def alone(name: str, columns: dict[str, Any], row: int, knobs: list[str], fixed: dict[str, Any]) -> dict[str, Any]:
    values = {
        k: str(Fraction(str(columns[k][row])).limit_denominator(10**6))
        if columns[k].dtype.kind in "fi"
        else str(columns[k][row])
        for k in knobs
    }
    return cost(costmodel.build(name, **fixed, **values))


@pytest.mark.parametrize(("name", "vary", "fixed"), GRIDS)
@pytest.mark.parametrize("sample", [None, 50])
def test_every_row_is_what_the_exact_rules_give(
    name: str, vary: dict[str, str], fixed: dict[str, Any], sample: int | None
) -> None:
    result = costmodel.sweep(name, vary, fixed, sample=sample)
    columns = result.columns
    assert list(columns)[len(vary) :] == list(several(None))
    for row in range(0, len(result), max(1, len(result) // 24)):
        expected = alone(name, columns, row, list(vary), fixed)
        assert {metric: columns[metric][row] for metric in several(None)} == expected


def test_the_tile_and_the_executor_change_nothing() -> None:
    plan = planned("mobilenet", {"alpha": "0.25:1.5:0.01", "rho": "0.5:1:0.1"}, metrics=["mult_adds", "params", "peak_memory"])
    whole = keep(plan).columns
    small = keep(replace(plan, tile=7)).columns
    with ThreadPoolExecutor(2) as threads:
        threaded = costmodel.sweep(
            "mobilenet",
            {"alpha": "0.25:1.5:0.01", "rho": "0.5:1:0.1"},
            metrics=["mult_adds", "params", "peak_memory"],
            executor=threads,
        ).columns
    for name, column in whole.items():
        assert np.array_equal(column, small[name])
        assert np.array_equal(column, threaded[name])


def test_what_does_not_factor_is_built_tile_by_tile() -> None:
    vary = {"alpha": "0.25:1.5:0.001", "rho": "0.3:1:0.0008"}  # a maximum over more points than are multiplied out at once
    found = costmodel.sweep("mobilenet", vary, metrics=["peak_memory"], where="100K <= peak_memory <= 100100").columns
    assert len(found["alpha"]) > 100
    for row in range(0, len(found["alpha"]), 50):
        assert found["peak_memory"][row] == alone("mobilenet", found, row, list(vary), {})["peak_memory"]


def test_what_cannot_be_decided_for_a_whole_grid_is_decided_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    vary = {"alpha": "0.25:1.5:0.25", "resolution": "96,160,224"}
    expected = costmodel.sweep("mobilenet", vary).columns, costmodel.sweep("mobilenet", vary, sample=40).columns
    build = Subject.build

    def undecided(self: Subject, knobs: Any = None) -> Any:
        alpha = knobs["alpha"].dense() if isinstance(knobs["alpha"], Factored) else knobs["alpha"]
        if np.size(alpha) > 1 and len({*np.ravel(alpha)}) > 1:
            raise Undecided("is alpha this or that?")
        return build(self, knobs)

    monkeypatch.setattr(Subject, "build", undecided)
    found = costmodel.sweep("mobilenet", vary).columns, costmodel.sweep("mobilenet", vary, sample=40).columns
    for one, other in zip(expected, found, strict=True):
        assert all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("sample", [None, 5000])
def test_a_grid_is_parted_where_the_answer_changes(monkeypatch: pytest.MonkeyPatch, sample: int | None) -> None:
    """Below alpha 0.28 the first bottleneck of MobileNet V2 has a residual sum: two parts, and not one for each alpha."""
    sizes: list[int] = []
    build = Subject.build

    def watched(self: Subject, knobs: Any = None) -> Any:
        graph = build(self, knobs)
        sizes.append(np.size(knobs["alpha"].dense() if isinstance(knobs["alpha"], Factored) else knobs["alpha"]))
        return graph

    monkeypatch.setattr(Subject, "build", watched)
    costmodel.sweep("mobilenet_v2", {"alpha": "0.2:1.4:0.01"}, {"resolution": 224}, sample=sample)
    assert len([size for size in sizes if size > 1]) == 2


def test_other_processes_may_do_the_work() -> None:
    with ProcessPoolExecutor(1) as pool:
        found = costmodel.sweep("mobilenet", {"alpha": "0.5,1"}, pareto=["mult_adds", "-params"], executor=pool)
    assert found.columns["mult_adds"].tolist() == [149497088, 568740352]


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 4), st.integers(1, 6), st.integers(0, 2**32 - 1), st.sampled_from([1, 30, 5000]))
def test_the_frontier_is_that_of_the_definition(objectives: int, values: int, seed: int, points: int) -> None:
    chance = np.random.default_rng(seed)
    columns = [chance.integers(0, values**3, points).astype(float) for _ in range(objectives)]
    matrix = np.stack(columns, axis=1)
    found = frontier(columns)
    for place in found:
        worse_or_equal = np.all(matrix <= matrix[place], axis=1)
        assert not np.any(worse_or_equal & np.any(matrix < matrix[place], axis=1)), "not dominated"
        assert np.flatnonzero(worse_or_equal)[0] == place, "the first of its equals"
    for other in range(0, points, max(1, points // 50)):
        assert np.any(np.all(matrix[found] <= matrix[other], axis=1)), "each point is met by one of the frontier"


def test_a_frontier_by_tiles_is_the_frontier() -> None:
    vary = {"alpha": "0.25:1.5:0.02", "resolution": "96:256:16"}
    whole = costmodel.sweep("mobilenet", vary, metrics=["mult_adds", "params", "activations"]).columns
    for objectives in (
        ["mult_adds", "-params"],
        ["mult_adds", "-alpha", "-resolution"],
        ["params", "-mult_adds", "activations"],
    ):
        signed = [(-1 if o[0] == "-" else 1) * whole[o.lstrip("-")].astype(float) for o in objectives]
        expected = frontier(signed)
        plan = replace(planned("mobilenet", vary, pareto=objectives, metrics=["mult_adds"]), tile=100)
        found = keep(plan).columns
        assert found["mult_adds"].tolist() == whole["mult_adds"][expected].tolist()


def test_the_top_breaks_ties_by_order() -> None:
    found = costmodel.sweep("mobilenet", {"rho": "0.5:1:0.001"}, top=4, by="-mult_adds")
    assert found.columns["rho"].tolist() == [0.994, 0.995, 0.996, 0.997]  # from 223 pixels on the maps are the same


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("mult_adds<=300M and params<2M", lambda m, p, a: m <= 300e6 and p < 2e6),
        ("not (params > 2M or alpha = 0.5)", lambda m, p, a: not (p > 2e6 or a == 0.5)),
        ("100M < mult_adds < 0.4G", lambda m, p, a: 1e8 < m < 4e8),
        ("mult_adds / params >= 100 + 2*5 and alpha != 1", lambda m, p, a: m / p >= 110 and a != 1),
        ("-alpha < -0.6", lambda m, p, a: a > 0.6),
    ],
)
def test_conditions(text: str, rule: Any) -> None:
    vary = {"alpha": "0.25:1.5:0.05"}
    whole = costmodel.sweep("mobilenet", vary, metrics=["mult_adds", "params"]).columns
    expected = [a for m, p, a in zip(whole["mult_adds"], whole["params"], whole["alpha"], strict=True) if rule(m, p, a)]
    assert 0 < len(expected) < len(whole["alpha"])
    assert costmodel.sweep("mobilenet", vary, where=text).columns["alpha"].tolist() == expected
    assert set(costmodel.sweep("mobilenet", vary, where=text, sample=200).columns["alpha"]) <= set(expected)


def test_a_knob_hides_the_metric_of_its_name() -> None:
    """`depth` of EfficientNet is a ratio, and the metric of that name a number of layers."""
    vary = {"depth": "0.5,1,1.2"}
    found = costmodel.sweep("efficientnet", vary).columns
    assert found["depth"].tolist() == [0.5, 1, 1.2]
    assert len(found) == len(several(None))
    for where, sample in (("depth >= 1", None), ("depth >= 1", 50)):
        kept = costmodel.sweep("efficientnet", vary, where=where, sample=sample).columns
        assert set(kept["depth"].tolist()) == {1, 1.2}
    best = costmodel.sweep("efficientnet", vary, pareto=["-mult_adds", "depth"]).columns
    assert best["depth"].tolist() == [0.5, 1, 1.2]
    with pytest.raises(CostModelError, match="hidden"):
        costmodel.sweep("efficientnet", vary, metrics=["depth"])


def test_a_choice_is_compared_with_a_text() -> None:
    assert len(costmodel.sweep("mobilenet", {"variant": "standard,shallow"}, where="variant = 'shallow'")) == 1


@given(st.text(alphabet="mult_adsparh <>=()+-*/0123456789.MKeand'ornot", max_size=40))
def test_a_condition_is_read_or_refused(text: str) -> None:
    with suppress(CostModelError):
        condition(text, ["mult_adds", "params", "alpha"])


@pytest.mark.parametrize(
    "text", ["__import__('os')", "mult_adds.real < 3", "mult_adds < 3 3", "(" * 100, "mult_adds < 3X", "params < 'a'"]
)
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(CostModelError):
        condition(text, ["mult_adds", "params"])


def test_the_closed_form_agrees_on_its_domain() -> None:
    vary = {"alpha": "0.25:1.5:0.03125", "rho": "1/7:1:1/7"}
    exact = costmodel.sweep("mobilenet", vary).columns
    smooth = costmodel.sweep("mobilenet", vary, smooth=True).columns
    for name in several(None):
        assert np.array_equal(exact[name], np.round(smooth[name])), name
    off = costmodel.sweep("mobilenet", {"alpha": "0.3,0.7"}, smooth=True, metrics=["params"]).columns
    assert off["params"].tolist() == pytest.approx([float(3139584 * a * a + 1091392 * a + 1000) for a in (0.3, 0.7)])


@pytest.mark.parametrize("alpha", ["1,900", "1,900,2"])
def test_a_cost_beyond_64_bits_is_refused(alpha: str) -> None:
    with pytest.raises(CostModelError, match="64-bit"):
        costmodel.sweep("mobilenet", {"alpha": alpha}, {"resolution": 10**6})


def test_a_corner_that_does_not_build_is_named() -> None:
    with pytest.raises(CostModelError, match=r"alpha 1/2 with width 1 leaves no channel"):
        costmodel.sweep("resnet", {"alpha": "1,0.5,1.4", "width": "64,1,2"})


@pytest.mark.parametrize("objectives", [[], ["mult_adds", "-params"]])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_interrupted_and_resumed_equals_never_interrupted(tmp_path: Path, objectives: list[str], suffix: str) -> None:
    plan = planned("mobilenet", {"alpha": "0.25:1.5:0.05", "rho": "0.5:1:0.01"}, pareto=objectives)
    plan = replace(plan, tile=100)
    whole, parts = tmp_path / f"whole{suffix}", tmp_path / f"parts{suffix}"
    keep(plan, whole)

    def interrupt(done: int, size: int) -> None:
        if done >= 500:
            raise KeyboardInterrupt

    outcome = keep(plan, parts, progress=interrupt)
    assert 0 < outcome.done < plan.size
    held = parts.read_bytes()
    assert held.endswith(b"\n")
    if not objectives:
        assert whole.read_bytes().startswith(held)
        parts.write_bytes(held + b"0.25,0.5,12")  # as if the machine had stopped in the middle of a row
    assert keep(plan, parts, resume=True).done == plan.size
    assert parts.read_bytes() == whole.read_bytes()
    assert not Note(plan, parts).path.exists()
    with pytest.raises(CostModelError, match="no unfinished sweep"):
        keep(plan, parts, resume=True)


def test_a_note_of_another_sweep_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    Note(planned("mobilenet", {"alpha": "0.5,1"}), file).write(1, 0)
    with pytest.raises(CostModelError, match="another sweep"):
        keep(planned("mobilenet", {"alpha": "0.5,0.75"}), file, resume=True)


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.symlink_to("/dev/full")
    with pytest.raises(CostModelError, match=r"cannot write .*No space left"):
        keep(planned("mobilenet", {"alpha": "0.5,1"}), file)


def test_a_request_to_terminate_keeps_whole_rows(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    vary = ["--vary", "alpha=0.25:1.5:0.0001", "--vary", "rho=0.5:1:0.0001", "--metrics", "mult_adds"]
    run = subprocess.Popen(
        [sys.executable, "-m", "costmodel", "sweep", "mobilenet", *vary, "--output", str(file)],
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (file.exists() and file.stat().st_size > 10**6):
        time.sleep(0.05)
    run.send_signal(signal.SIGTERM)
    _, message = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "interrupted after" in message
    with file.open("rb") as held:
        held.seek(-1, 2)
        assert held.read() == b"\n"
    assert json.loads((tmp_path / "rows.csv.progress").read_text())["bytes"] <= file.stat().st_size


def test_parquet_holds_the_same_rows(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    plan = planned("mobilenet", {"alpha": "0.25:1:0.25", "variant": "standard,shallow"})
    keep(plan, tmp_path / "rows.parquet")
    table = parquet.read_table(tmp_path / "rows.parquet").to_pydict()
    assert table == {name: column.tolist() for name, column in keep(plan).columns.items()}


def test_frames_where_their_library_is_installed() -> None:
    pytest.importorskip("pyarrow")
    assert costmodel.sweep("mobilenet", {"alpha": "0.5,1"}).to_arrow().column_names[:2] == ["alpha", "mult_adds"]


@pytest.mark.parametrize("suffix", [".svg", ".png", ".html", ".vl.json"])
def test_pictures(tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("vl_convert")
    file = tmp_path / f"frontier{suffix}"
    costmodel.sweep("mobilenet", {"alpha": "0.25:1:0.25"}, pareto=["mult_adds", "-params"], plot=file, log="x")
    assert file.stat().st_size > 1000


def test_a_sweep_is_drawn_over_its_first_knob_or_its_objectives_or_as_it_is_asked_for() -> None:
    from costmodel.questions.plot.swept import of_sweep

    def axes(swept: costmodel.Answer, *asked: str) -> tuple[str, str]:
        picture = of_sweep(swept, *asked).picture  # type: ignore[arg-type]
        return picture.x.name, picture.y.name

    swept = costmodel.sweep("mobilenet", {"alpha": "0.5,1"})
    assert axes(swept) == ("alpha", "mult_adds")
    assert axes(swept, "params", "mac") == ("params", "mac")
    assert axes(costmodel.sweep("mobilenet", {"alpha": "0.5,1"}, pareto=["mac", "-params"])) == ("mac", "params")
    with pytest.raises(CostModelError, match="unknown column of the sweep 'rho'"):
        axes(swept, "rho")


def test_arrays_of_another_library_pass_through_the_builders() -> None:
    """The strict reference library has nothing but the array API, so what passes here needs nothing else."""
    xp = pytest.importorskip("array_api_strict")
    for name, knob, values in [("mobilenet", "alpha", [0.25, 0.3, 1.0]), ("mobilenet_v2", "resolution", [96, 160, 224])]:
        totals = cost(costmodel.build(name, **{knob: xp.asarray(values)}))
        assert type(totals["mult_adds"]) is type(xp.asarray(values))
        for place, value in enumerate(values):
            for metric, expected in cost(costmodel.build(name, **{knob: str(value)})).items():
                column = totals[metric]
                assert int(column if isinstance(column, int) or column.ndim == 0 else column[place]) == expected, metric


@pytest.mark.parametrize("size", list(product([1, 3], [1, 4], [2, 5])))
def test_tiles_cover_the_grid_once_and_in_order(size: tuple[int, int, int]) -> None:
    a, b, c = size
    plan = (
        planned("mobilenet", {"alpha": f"1:{a}", "resolution": f"100:{99 + b}", "classes": f"1:{c}"})
        if a > 1
        else planned("mobilenet", {"resolution": f"100:{99 + b}", "classes": f"1:{c}"})
    )
    for most in (1, 2, 3, 7, 10**6):
        tiles = list(replace(plan, tile=most).tiles())
        assert len(tiles) == replace(plan, tile=most).parts
        assert [tile.number for tile in tiles] == list(np.cumsum([0, *(tile.size for tile in tiles)])[:-1])
        assert sum(tile.size for tile in tiles) == plan.size


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--vary alpha=1:0.5:0.1", "the range is reversed"),
        ("--vary alpha=0.5:1:0", "the step has to be above 0"),
        ("--vary alpha=", "no values"),
        ("--vary alpha", "allowed: KNOB=VALUES"),
        ("--vary beta=1,2", "unknown knob of mobilenet 'beta'"),
        ("--vary alpha=0,1", "alpha cannot be '0'"),
        (
            "--vary alpha=0.000001:1000:0.001 --vary resolution=1:1000000:1 --vary classes=1:1000",
            "1,000,000,000,000,000 configurations; draw a sample",
        ),
        ("--vary alpha=0.5,1 --where mult_ads<3", "unknown metric or knob 'mult_ads'; did you mean mult_adds?"),
        ("--vary alpha=0.5,1 --output /nowhere/rows.csv", "cannot write /nowhere/rows.csv"),
        ("--vary alpha=0.5,1 --output rows.xml", "unknown kind of file '.xml'"),
        ("--vary alpha=0.5,1 --pareto params", "two objectives"),
        ("--vary alpha=0.5,1 --alpha 2", "alpha varies and has the value 2"),
        ("--vary alpha=1/3333333,1", "more digits than a sweep decides exactly"),
        ("--vary alpha=0.5,1 --sample 1.5", "sample: '1.5' is not allowed; allowed: a whole number"),
        ("--vary alpha=0.25:1.5:0.0001 --vary rho=0.5:1:0.001", "say what is kept"),
        ("", "nothing varies"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: str, message: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "costmodel", "sweep", "mobilenet", *arguments.split()], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
