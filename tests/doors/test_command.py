"""The generic command line: what is read from a question's signature, whatever a user's knobs and files are called."""

import json
import os
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from refresh import PAGES, blocks_of, commands_of

import costmodel.questions as questions
from costmodel.doors.cli import main

ROOT = Path(__file__).parent.parent.parent
SPACE = str(ROOT / "examples" / "ofa_mobilenet_v3.toml")

NETWORK = """
from costmodel import Network

def make(side=64, bits=2, seed=1, depth=1, format=3, self=1, network=1, by=1):
    net = Network(channels=format, side=side)
    x = net.input
    for _ in range({layers}):
        x = net.conv(x, 8 * bits, 3, name="conv\\x1b[31m")
    return net.classify(x, 10)
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str


Ask = Callable[..., Done]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["costmodel", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Done(ended.value.code if isinstance(ended.value.code, int) else 0, captured.out, captured.err)

    return asked


def refused(done: Done) -> bool:
    """One printable line, and exit code 2."""
    line = done.err.removesuffix("\n")
    return done.code == 2 and not done.out and line.isprintable() and line.startswith("costmodel: ") and len(line) < 520


@pytest.fixture
def network(tmp_path: Path) -> str:
    file = tmp_path / "net.py"
    file.write_text(NETWORK.format(layers=2))
    return f"{file}:make"


def commands(page: Path) -> list[str]:
    """Command lines of a page that can be run as they stand; those whose answer the page shows are run by `test_docs`."""
    text = page.read_text().replace("\\\n", " ")
    shown = [command for block in blocks_of(page, "console") for command, _ in commands_of(block)]
    for command in shown:
        text = text.replace(f"$ {command}\n", "")
    found = re.findall(r"^\$ costmodel ([^\n#]*)$", text, re.MULTILINE) + re.findall(r"`costmodel ([^`\n]*)`", text)
    found = [re.split(r" (?:[|&;>]|2>)", line)[0] for line in found]  # what a shell does with an answer is its own
    return [line for line in dict.fromkeys(found) if " " in line and not re.search(r"[A-Z]{2,}|\.\.\.|install|fuzz", line)]


# A reader's own file, and what only an extra brings.
NOT_HERE = re.compile("no such file|there is no file|this needs|is not installed", re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_of_the_pages_is_answered(
    page: Path, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    for line in commands(page):
        done = ask(*shlex.split(line))
        if NOT_HERE.search(done.err):
            continue
        assert done.code == 0 or " ".join(done.err.split()) in " ".join(page.read_text().split()), (line, done.err)


def test_a_question_is_one_file(tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "how_many.py").write_text(
        '''"""How many layers a network has."""

from dataclasses import dataclass
from typing import Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.subjects import AsSubject, Knobs, subject


@dataclass(frozen=True, eq=False, repr=False)
class HowMany(Answer):
    layers: int

    def record(self) -> dict[str, Any]:
        return {"schema": "costmodel/how-many-1", "layers": self.layers}

    def document(self) -> Document:
        return Document("how many", (), [Table("layers", [Column("layers", "integer")], [[self.layers]])])


def how_many(network: AsSubject, knobs: Knobs = None, *, most: int = 10**6) -> HowMany:
    """How many layers a network has.

    Args:
        most: that are counted,
            at the least.
    """
    return HowMany(min(most, len(subject(network, knobs).build())))


QUESTION = how_many
'''
    )
    monkeypatch.setattr(questions, "__path__", [str(tmp_path), *questions.__path__])
    questions.verbs.cache_clear()
    try:
        monkeypatch.setattr(questions, "_source", lambda name: (tmp_path / "how_many.py").read_text())
        assert json.loads(ask("how-many", "vgg", "--depth", "11", "--format", "json").out)["layers"] > 11
        assert json.loads(ask("how-many", "vgg:depth=11", "--most=1e1", "--format", "json").out)["layers"] == 10
        text = ask("how-many", "vgg", "--help").out
        assert "--depth" in text
        assert "That are counted, at the least." in " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())
    finally:
        questions.verbs.cache_clear()
        sys.modules.pop("costmodel.questions.how_many", None)


def test_any_kind_of_subject(ask: Ask, network: str) -> None:
    for line in (
        "report mobilenet --alpha 0.5",
        "report mobilenet:alpha=0.5",
        "report --format json mobilenet --alpha=0.5",
        f"report {network} --side 32",
        f"report {SPACE} --depth2 2",
        f"guidelines {network}",
        f"conventions {network} --side 32",
    ):
        done = ask(*line.split())
        assert done.code == 0, (line, done.err)


def test_a_knob_never_becomes_a_keyword_and_hides_no_option(ask: Ask, network: str) -> None:
    record = json.loads(ask("report", network, "--bits", "3", "--report-bits", "8", "--report-format", "json", "--by", "1").out)
    assert (record["knobs"]["bits"], record["bits"]) == ("3", 8)
    assert json.loads(ask("report", f"{network}:bits=3,format=1", "--report-format=json").out)["input"]["channels"] == 1
    assert "--pareto" not in ask("report", network, "--help").out
    for line in ("compare shufflenet_v1 mobilenet:bits=8", "report inception_v3:network=x", "report efficientnet:name=x"):
        assert refused(ask(*line.split())), line


def test_counting_is_asked_for_alike_by_every_verb(ask: Ask) -> None:
    for line in ("report mobilenet", "guidelines mobilenet", "reconcile mobilenet --params 4M"):
        assert ask(*line.split(), "--convention", "strict", "--bits", "8", "--activation-bits=4", "--batch", "2").code == 0
        for wrong in (
            "--bits=0",
            "--bits=1.5",
            "--bits=int8",
            "--batch=-1",
            "--batch=",
            "--convention=",
            "--activation-bits=1e9",
        ):
            assert refused(ask(*line.split(), wrong)), (line, wrong)


def test_a_file_is_written_in_the_format_of_its_suffix(ask: Ask, tmp_path: Path) -> None:
    starts = {
        "csv": "type,layers",
        "json": "{",
        "md": "# mobilenet",
        "tex": "% mobilenet",
        "html": "<!doctype html>",
        "txt": "mobilenet\n",
    }
    for suffix, start in starts.items():
        file = tmp_path / f"report.{suffix}"
        assert ask("report", "mobilenet", "--output", str(file)) == Done(0, "", "")
        assert file.read_text().startswith(start)
    assert ask("report", "mobilenet", "--output", str(tmp_path / "other"), "--format", "csv").code == 0
    assert ask("report", "mobilenet", "--output", "-", "--format=csv").out.startswith("type,layers")
    assert sorted(file.suffix for file in tmp_path.iterdir()) == sorted(["", *(f".{suffix}" for suffix in starts)])


@pytest.mark.parametrize(
    "output",
    [
        ".",
        "",
        "..",
        "/",
        "x" * 300 + ".csv",
        "\udcff.csv/\udcff.csv",
        "a\0b.csv",
        "/nowhere/\x1b[31m.csv",
        "{file}/x.csv",
    ],
    ids=ascii,
)
def test_an_output_that_cannot_be_is_one_line(ask: Ask, tmp_path: Path, output: str) -> None:
    (tmp_path / "plain").touch()
    named = output.format(file=tmp_path / "plain")
    assert refused(ask("report", "mobilenet", "--output", named))
    assert refused(ask("report", "mobilenet", "--output", named, "--format", "csv"))
    assert [file.name for file in tmp_path.iterdir()] == ["plain"]


def test_a_pipe_is_written_to_and_stays_one(ask: Ask, tmp_path: Path) -> None:
    """As a device does: `--output /dev/null` must not put a file in its place."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert ask("report", "mobilenet", "--output", str(pipe), "--format", "csv") == Done(0, "", "")
    assert os.read(reader, 11) == b"type,layers"
    os.close(reader)
    assert pipe.is_fifo()


def test_a_name_that_is_no_utf_8_is_written(ask: Ask, tmp_path: Path) -> None:
    assert ask("report", "mobilenet", "--output", str(tmp_path / "\udcff.csv")).code == 0
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_user_wrote_reaches_a_terminal_harmless(ask: Ask, network: str) -> None:
    text = ask("report", network, "--by", "1", "--report-by", "layer").out
    assert "conv\\x1b[31m" in text
    assert "\x1b" not in text
    for line in (
        ["report", "\x1b]0;t\x07"],
        ["report", "vgg", "--depth", "\x1b[2J\n"],
        ["report", "vgg", "--\x1b[2J", "1"],
        ["\x07"],
    ):
        assert refused(ask(*line)), line


def test_help_costs_no_question(ask: Ask) -> None:
    text = ask("--help").out
    assert all(verb in text for verb in questions.verbs())
    places = [text.index(title) for title in questions.GROUPS.values()]
    assert places == sorted(places)
    assert places[-1] < text.index("reconcile")
    named = ask("report", "--help").out
    assert "mobilenet_v2" in named
    assert "--alpha" not in named


def test_repeated_and_listed_names_are_one(ask: Ask) -> None:
    table = ask("elasticities", "mobilenet", "--metric", "params", "--metric", "mac").out
    assert table == ask("elasticities", "mobilenet", "--metrics", "params,mac").out
    assert refused(ask("elasticities", "mobilenet", "--metrics", ","))
    assert refused(ask("elasticities", "mobilenet", "--metrics", "parms"))
