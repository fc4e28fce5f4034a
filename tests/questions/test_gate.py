"""Budgets: over ranges, of parts, relative to a baseline; what is named when one breaks; as tests of pytest."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from costmodel import build, cost, gate, report
from costmodel.errors import CostModelError, UnknownName

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parents[2]
PLUGIN = ("-p", "no:costmodel", "-p", "costmodel.doors.pytest_plugin", "-p", "no:cacheprovider", "-q")  # installed or not


@pytest.fixture
def budgets(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "costmodel.toml"
        path.write_text(text)
        return path

    return write


def test_a_cost_that_peaks_inside_a_range_is_found(budgets: Any) -> None:
    """255 pixels cost what 256 do; every resolution is looked at."""
    over = '[[budget]]\nnetwork = "mobilenet_v2"\nfor = {{ resolution = "96:256:1" }}\nmax = {{ mult_adds = "{}" }}\n'
    [held] = gate(str(budgets(over.format("392456192")))).judged
    assert (held.measured.value, held.measured.at, held.measured.configurations) == (392_456_192, {"resolution": 255}, 161)
    assert held.holds
    assert held.limit.slack(held.measured.value) == 0
    every = [cost(build("mobilenet_v2", resolution=side), metrics=["mult_adds"])["mult_adds"] for side in range(96, 257)]
    assert max(every) == held.measured.value
    [broken] = gate(str(budgets(over.format("392456191")))).broken
    assert broken.where == "mobilenet_v2:resolution=255"
    assert "1 mult-adds too many; heaviest: conv_last" in broken.why


def test_a_least_and_an_exact_number_over_a_range(budgets: Any) -> None:
    path = budgets(
        '[[budget]]\nnetwork = "mobilenet"\nfor = { alpha = "0.25,0.5,1" }\n'
        'min = { params = "470K" }\nequals = { depth = 28 }\n'
    )
    least, *exact = gate(str(path)).judged
    assert (least.measured.value, least.measured.at) == (470_072, {"alpha": 0.25})
    assert least.holds
    assert [one.measured.value for one in exact] == [28, 28]  # the most and the least
    assert all(one.holds for one in exact)


def test_a_part_of_a_network_and_how_it_is_counted(budgets: Any) -> None:
    path = budgets(
        '[[budget]]\nnetwork = "mobilenet_v2"\nscope = "classifier"\nequals = { params = 1281000 }\n'
        '[[budget]]\nnetwork = "mobilenet_v2"\nmax = { peak_bytes = "1.5MB" }\n'
        'counting = { bits = 8, passes = ["fold", "fuse"] }\n'
        '[[budget]]\nnetwork = "mobilenet_v2"\nmax = { latency_bound = "1ms" }\ncounting = { device = "rtx3090" }\n'
    )
    classifier, peak, bound = gate(str(path)).judged
    assert (classifier.measured.value, classifier.holds) == (1_281_000, True)
    assert (peak.measured.value, peak.holds) == (1_505_280, False)
    assert bound.holds
    assert peak.why.startswith("mobilenet_v2: peak_bytes <= 1.5MB, and it is 1,505,280, 5,280 bytes too many")


def snapshot(path: Path, alpha: str) -> None:
    made = report("mobilenet", {"alpha": alpha})
    layers = [{"name": layer["name"], "params": layer["params"]} for layer in made.layers()]
    subjects = [{"subject": "mobilenet", "totals": made.totals, "layers": layers}]
    path.write_text(json.dumps({"schema": "costmodel/snapshot-1", "subjects": subjects}))


def test_growth_since_a_baseline_names_what_has_grown(budgets: Any, tmp_path: Path) -> None:
    snapshot(tmp_path / "before.json", "0.9")
    path = budgets('baseline = "before.json"\n[[budget]]\nnetwork = "mobilenet"\nmax = { params = "+2%", depth = "+0%" }\n')
    params, depth = gate(str(path)).judged
    assert not params.holds
    assert depth.holds
    assert params.grown
    assert params.why.count(" +") == 4  # the limit and three layers
    assert "grown most: pair13/pointwise +" in params.why
    snapshot(tmp_path / "before.json", "1")
    assert gate(str(path)).failing is None


def test_exit_codes_and_formats(budgets: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from costmodel.doors.cli import main

    path = budgets('[[budget]]\nnetwork = "squeezenet"\nmax = { params = "1M", depth = 26 }\n')

    def run(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["costmodel", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    assert run("gate", str(path)) == 1
    out, err = capsys.readouterr()
    assert "1 of 2 limits broken" in out
    assert err.startswith("costmodel: squeezenet: params <= 1M, and it is 1,248,424, 248,424 parameters too many")
    assert err.count("\n") == 1
    assert run("gate", str(path), "--format", "json") == 1
    assert [one["holds"] for one in json.loads(capsys.readouterr().out)["limits"]] == [False, True]
    monkeypatch.chdir(path.parent)
    assert run("gate") == 1
    assert run("gate", str(ROOT / "examples" / "costmodel.toml")) == 0


def test_limits_of_a_report() -> None:
    made = report("mobilenet_v2", most={"mult_adds": "300M", "params": "4M"}, least={"depth": 50})
    assert [one.holds for one in made.limits] == [False, True, True]
    assert made.failing is not None
    assert "774,272 mult-adds too many" in made.failing.why
    assert [one["metric"] for one in made.record()["limits"]] == ["mult_adds", "params", "depth"]
    assert report("mobilenet_v2", most={"params": "4M"}).failing is None
    with pytest.raises(UnknownName, match="did you mean mult_adds"):
        report("mobilenet_v2", most={"mult-ads": "3"})


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "it has no budget"),
        ("[[budget]]\n", "budget.1.network: Field required"),
        ('[[budget]]\nnetwork = "mobilenet"\n', "it has no limit"),
        ('[[budget]]\nnetwrk = "mobilenet"\nmax = { params = "1M" }\n', "unknown key 'netwrk'; did you mean network?"),
        ('[[budgets]]\nnetwork = "mobilenet"\n', "unknown key 'budgets'; did you mean budget?"),
        ('[[budget]]\nnetwork = "mobilenut"\nmax = { params = "1M" }\n', "did you mean mobilenet"),
        ('[[budget]]\nnetwork = "mobilenet"\nmax = { parms = "1M" }\n', "unknown metric 'parms'; did you mean params?"),
        ('[[budget]]\nnetwork = "mobilenet"\nmax = { params = "much" }\n', "'much' is no amount"),
        ('[[budget]]\nnetwork = "mobilenet"\nmax = { params = "3ms" }\n', "3ms"),
        ('[[budget]]\nnetwork = "mobilenet"\nscope = "pair99"\nmax = { params = "1M" }\n', "did you mean pair"),
        ('[[budget]]\nnetwork = "mobilenet"\nscope = "pair1"\nmax = { depth = 3 }\n', "depth is of whole networks"),
        ('[[budget]]\nnetwork = "mobilenet"\nknobs = { alfa = 1 }\nmax = { params = "1M" }\n', "alpha"),
        ('[[budget]]\nnetwork = "mobilenet"\nfor = { alpha = "1:0:1" }\nmax = { params = "1M" }\n', "alpha"),
        ('[[budget]]\nnetwork = "mobilenet"\nmax = { params = "+2%" }\n', "relative, and there is no baseline"),
        ('[[budget]]\nnetwork = "mobilenet"\nmax = { latency_bound = "1ms" }\n', "needs a device"),
        (
            '[[budget]]\nnetwork = "mobilenet"\nmax = { params = "1M" }\ncounting = { convntion = "x" }\n',
            "did you mean convention",
        ),
        (
            '[[budget]]\nnetwork = "mobilenet"\nmax = { params = "1M" }\ncounting = { bits = 0 }\n',
            "bits cannot be '0'",
        ),
        ('baseline = "none.json"\n[[budget]]\nnetwork = "mobilenet"\nmax = { params = "1M" }\n', "none.json"),
        ("[[budget\n", "costmodel.toml"),
    ],
)
def test_a_file_that_is_wrong(text: str, complaint: str, budgets: Any) -> None:
    with pytest.raises(CostModelError) as raised:
        gate(str(budgets(text)))
    assert complaint in str(raised.value)
    assert "costmodel.toml" in str(raised.value) or "none.json" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": "costmodel/report-1"}'])
def test_a_baseline_that_is_none(content: str, budgets: Any, tmp_path: Path) -> None:
    (tmp_path / "before.json").write_text(content)
    path = budgets('baseline = "before.json"\n[[budget]]\nnetwork = "mobilenet"\nmax = { params = "+2%" }\n')
    with pytest.raises(CostModelError, match=r"before\.json: it"):
        gate(str(path))


def test_the_plugin(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_fits(costmodel):
            costmodel("mobilenet", alpha="0.5").max(mult_adds="150M", params="1.4M").min(depth=28).equals(depth=28)

        def test_grew(costmodel):
            costmodel("mobilenet").max(params="4M")

        def test_counted(costmodel):
            import costmodel as tool
            costmodel("mobilenet", tool.Counting(bits=8)).max(weight_bytes="4.3MB")
        """
    )
    (pytester.path / "costmodel.toml").write_text(
        '[[budget]]\nnetwork = "squeezenet"\nmax = { params = "1M", depth = 26 }\n'
        '[[budget]]\nnetwork = "nothing_like_it"\nmax = { params = "1M" }\n'
    )
    found = pytester.runpytest_subprocess(*PLUGIN)
    found.assert_outcomes(passed=3, failed=3)
    for line in ("mobilenet: params <= 4M, and it is 4,231,976", "squeezenet: params <= 1M, and it is", "nothing_like_it"):
        found.stdout.fnmatch_lines([f"*{line}*"])
    listed = pytester.runpytest_subprocess(*PLUGIN, "--co")
    listed.stdout.fnmatch_lines(["*1-squeezenet-max-params*", "*1-squeezenet-max-depth*"])


def test_a_file_that_is_wrong_is_one_error_of_pytest(pytester: pytest.Pytester) -> None:
    (pytester.path / "costmodel.toml").write_text('[[budget]]\nnetwrk = "squeezenet"\n')
    found = pytester.runpytest_subprocess(*PLUGIN)
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines(["*unknown key 'netwrk'; did you mean network?*"])


def test_the_plugin_reads_nothing_until_it_is_used(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_of_something_else():
            read = {name for name in sys.modules if name.startswith("costmodel.")}
            assert read == {"costmodel.doors", "costmodel.doors.pytest_plugin"}
            assert "pydantic" not in sys.modules
        """
    )
    pytester.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=1)
