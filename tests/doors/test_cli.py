"""The command line as a user meets it: golden text a format, exit codes, one clear line for what is wrong."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
COMMAND = [sys.executable, "-m", "costmodel"]


def run(*arguments: str, columns: int = 80, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "COLUMNS": str(columns), **environment}
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, env=env)


def golden(name: str, text: str) -> None:
    """Compare with the stored text; `UPDATE_GOLDEN=1 pytest` writes it anew, to be read in the diff."""
    file = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    assert text == file.read_text()


@pytest.mark.parametrize(
    ("name", "arguments", "columns"),
    [
        ("report-80.txt", ["report", "mobilenet", "--alpha", "0.5", "--rho", "0.714"], 80),
        ("report-140.txt", ["report", "mobilenet", "--alpha", "0.5", "--rho", "0.714"], 140),
        ("report.json", ["report", "mobilenet", "--alpha", "0.5", "--rho", "0.714", "--format", "json"], 80),
        ("report.md", ["report", "mobilenet", "--alpha", "0.5", "--format", "markdown"], 80),
        ("report.csv", ["report", "mobilenet", "--alpha", "0.5", "--format", "csv"], 80),
        ("report.tex", ["report", "mobilenet", "--alpha", "0.5", "--format", "latex"], 80),
        ("compare.html", ["compare", "mobilenet", "mobilenet:alpha=0.5", "--format", "html"], 80),
        ("report-layers.txt", ["report", "mobilenet", "--by", "layer"], 100),
        ("report-modules.txt", ["report", "mobilenet", "--by", "module"], 80),
        ("formula.txt", ["formula", "separable_saves_eight_times", "--set", "N=72"], 80),
    ],
)
def test_golden_text(name: str, arguments: list[str], columns: int) -> None:
    done = run(*arguments, columns=columns)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    if columns and name.endswith(".txt"):
        assert max(map(len, done.stdout.splitlines())) <= columns
    golden(name, done.stdout)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("report mobilnet", "unknown architecture 'mobilnet'; did you mean mobilenet"),
        ("report", "the name of an architecture is missing"),
        ("repot mobilenet", "unknown command 'repot'; did you mean report?"),
        ("report mobilenet --beta 1", "unknown option '--beta'"),
        ("report mobilenet --alpha 0", "alpha cannot be '0'; allowed: a number above 0"),
        ("report mobilenet --alpha -1", "alpha cannot be '-1'"),
        ("report mobilenet --alpha nan", "alpha cannot be 'nan'"),
        ("report mobilenet --alpha 1e400", "alpha cannot be '1e400'"),
        ("report mobilenet --alpha abc", "alpha cannot be 'abc'; allowed: a number such as 0.75"),
        ("report mobilenet --alpha 1/0", "alpha cannot be '1/0'"),
        ("report mobilenet --resolution 0", "resolution cannot be '0'; allowed: a whole number from 1"),
        ("report mobilenet --resolution 224.5", "resolution cannot be '224.5'"),
        ("report mobilenet --rho 0.001", "rho 0.001 leaves no pixel of the resolution 224"),
        ("report alexnet --resolution 10", "alexnet: conv1/max_pool (MaxPool 3x3) does not fit on 96x1x1: a window of 3"),
        ("report mobilenet --classes 0", "classes cannot be '0'"),
        ("report mobilenet --variant deep", "variant cannot be 'deep'; allowed: 'standard', 'shallow' or 'full-conv'"),
        ("report mobilenet --convention papr", "unknown convention 'papr'; did you mean paper?"),
        ("report mobilenet --format xml", "unknown format 'xml'; allowed: csv, html, json"),
        ("report mobilenet --caption Cost", "table takes no caption; allowed: caption with latex"),
        ("report mobilenet --format csv --label tab:cost", "csv takes no label; allowed: label with latex"),
        ("report mobilenet --format latex --label a}b", "a label cannot be 'a}b'; allowed: letters, digits and :._-/"),
        ("report vgg --output vgg.pdf", "unknown suffix '.pdf'; allowed: .csv, .html, .json"),
        ("report mobilenet --alpha 0.5 --alpha 1", "alpha: given twice: '0.5' and '1'"),
        ("report mobilenet --bits 8 --bits 16", "--bits: given twice: '8' and '16'"),
        ("solve vgg --free resolution --params 1M --params 2M", "'params' stands twice"),
        ("solve vgg --free resolution --mult-adds many", "mult_adds: 'many' is no amount"),
        ("solve vgg --free resolution --mult-adds 1G --step resolution=4KB", "the step of resolution: '4KB' is no number"),
        ("reconcile vgg --mult-adds many", "mult_adds: 'many' is no printed number"),
        ("report mobilenet --by colour", "unknown breakdown 'colour'"),
        ("report mobilenet --output /nowhere/report.txt", "cannot write '/nowhere/report.txt': No such file or directory"),
        ("check mobilnet", "unknown architecture"),
        ("formula separable", "unknown law 'separable'"),
        ("formula pointwise_mac --set hw=1", "pointwise_mac also needs c1, c2; allowed: --set hw,c1,c2"),
        ("formula directly_connected --set c=1/3,c_branch=1,j=3136", "exponent"),
        ("formula directly_connected --set c=0.5,c_branch=2,j=1/2", "no real value"),
        ("formula compound_cost --set alpha=1.2,beta=1.1,gamma=1.15,phi=1e50", "at most 1000"),
        ("formula branches_save --set C=128,self=1", "branches_save takes C; given: C, self"),
        ("formula pointwise_mac --set hw=__import__('os')", "is no number"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: str, message: str) -> None:
    done = run(*arguments.split())
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("costmodel: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_is_written_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    assert run("report", "mobilenet", "--format", "json", "--output", str(target)).returncode == 0
    assert json.loads(target.read_text())["totals"]["mult_adds"] == 568740352
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]
    assert run("report", "mobilenet", "--output", str(tmp_path)).returncode == 2
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]


def test_check_passes_and_a_spoiled_row_fails_it(tmp_path: Path) -> None:
    done = run("check", "mobilenet", "--format", "json")
    record = json.loads(done.stdout)
    assert done.returncode == 0
    assert record["schema"] == "costmodel/check-1"
    assert record["counts"]["differs"] == 0
    assert set(record["rows"][0]) == {
        "id", "architecture", "source", "metric", "convention", "printed", "computed", "verdict", "reason", "selective",
    }  # fmt: skip
    spoil = (
        "import costmodel.published.literature as row, sys\n"
        "true = row.tables\n"
        "row.tables = lambda name: tuple({**f, 'printed': '570'} if f.get('printed') == '569' else f for f in true(name))\n"
        "sys.argv = ['costmodel', 'check', 'mobilenet']\n"
        "from costmodel.doors.cli import main; main()\n"
    )
    spoiled = subprocess.run([sys.executable, "-c", spoil], capture_output=True, text=True)
    assert spoiled.returncode == 1
    assert "mobilenet/howard-et-al.-2017/table-4/mobilenet/mult_adds" in spoiled.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without a device that is full")
def test_what_cannot_be_written_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*COMMAND, "report", "vgg"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (2, "costmodel: cannot write the output: No space left on device\n")


def test_closed_streams_are_no_error() -> None:
    done = subprocess.run(f"{shlex.join(COMMAND)} report vgg >&-", shell=True, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interruption_is_silent_wherever_it_comes() -> None:
    code = (
        "import sys\nfrom importlib.abc import MetaPathFinder\n"
        "class Interrupting(MetaPathFinder):\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'costmodel.doors': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from costmodel.__main__ import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_help_lists_an_architectures_own_knobs() -> None:
    text = run("report", "mobilenet", "--help", columns=120).stdout
    for knob in ("--alpha", "--rho", "--resolution", "--classes", "--variant", "standard|shallow|full-conv"):
        assert knob in text


def test_colour_is_for_terminals_only() -> None:
    assert "\x1b" not in run("report", "mobilenet").stdout


def test_version_comes_from_one_place() -> None:
    from costmodel import __version__

    assert run("--version").stdout == f"costmodel {__version__}\n"


def test_list_shows_the_catalog() -> None:
    record = json.loads(run("list", "--format", "json").stdout)
    by_name = {entry["architecture"]: entry for entry in record["architectures"]}
    assert by_name["mobilenet"]["year"] == 2017
    assert "alpha" in by_name["mobilenet"]["knobs"]
    assert [entry["year"] for entry in record["architectures"]] == sorted(entry["year"] for entry in record["architectures"])
