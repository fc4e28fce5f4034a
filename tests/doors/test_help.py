"""Helps: a command's own options first, a short list of families last, no wider than the terminal; any spelling of options."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from costmodel.archs import names
from costmodel.formulas.metrics import METRICS
from costmodel.questions import GROUPS, verbs

COMMAND = [sys.executable, "-m", "costmodel"]


def run(*arguments: str, columns: int = 80) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, env={**os.environ, "COLUMNS": str(columns)})


@pytest.mark.parametrize("columns", [80, 100, 140])
@pytest.mark.parametrize(
    "arguments", [["--help"], ["report", "-h"], ["sweep", "--help"], ["solve", "resnet", "--help"]], ids=str
)
def test_a_help_is_no_wider_than_the_terminal(arguments: list[str], columns: int) -> None:
    done = run(*arguments, columns=columns)
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= columns
    assert "<bool>" not in done.stdout
    assert "\x1b" not in done.stdout


def test_the_options_of_a_command_come_first_and_the_families_last() -> None:
    text = run("report", "--help").stdout
    places = [text.index(part) for part in ("--by type|module|layer", "--format", "--convention", "NAME  ", "The catalog has")]
    assert places == sorted(places)
    told = " ".join(text[places[-1] :].split())
    assert told.startswith(f"The catalog has {', '.join(names())};")
    assert len(text[places[-1] :].splitlines()) < 10


def test_a_help_lists_or_points_at_the_values_of_an_option() -> None:
    text = " ".join(run("compare", "--help").stdout.split())
    assert "csv, html, json, latex, markdown or table" in text
    assert f"There are {', '.join(METRICS)}." in text
    assert "`costmodel conventions NAME` shows all" in text


def test_the_knobs_of_a_network_are_a_section() -> None:
    text = run("report", "mobilenet", "--help").stdout
    assert text.index("options:") < text.index("knobs:") < text.index("--alpha RATIO")


def test_the_commands_stand_in_their_groups() -> None:
    text = run("--help").stdout
    assert [line.rstrip(":") for line in text.splitlines() if line.rstrip(":") in GROUPS.values()] == list(GROUPS.values())
    assert all(f"\n  {verb} " in text for verb in verbs())


@pytest.mark.parametrize(
    "arguments",
    [
        ["Report", "MobileNet", "--ALPHA", "0.5", "-f", "CSV"],
        ["report", "-fcsv", "mobilenet", "--alpha=0.5"],
        ["report", "-f", "csv", "mobilenet:Alpha=0.5", "--By", "Type"],
    ],
    ids=" ".join,
)
def test_however_it_is_spelled_it_is_asked(arguments: list[str]) -> None:
    assert run(*arguments).stdout == run("report", "mobilenet", "--alpha", "0.5", "--format", "csv").stdout


def test_short_options(tmp_path: Path) -> None:
    assert run("-V").stdout == run("--version").stdout
    file = tmp_path / "report.md"
    assert run("report", "-o", str(file), "mobilenet").stdout == ""
    assert file.read_text().startswith("# mobilenet")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--aplha=1", "unknown option '--aplha'; did you mean --alpha"),
        ("--stride-in=1", "unknown option '--stride-in'; did you mean --strides"),
        ("--xyzzy", "unknown option '--xyzzy'; allowed: --"),
    ],
)
def test_an_unknown_option_is_one_line_with_the_nearest(option: str, message: str) -> None:
    done = run("report", "mobilenet", option)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
