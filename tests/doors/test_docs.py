"""The documentation says what the program does: examples are run, schemas hold, no op is missing from its page."""

import doctest
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import generate
import jsonschema
import pytest
from api import described
from commands import commands_page, options
from deployment import deployment_page
from generate import all_ops, counted_page, known_ops_page, ops_page
from house import EXAMPLES, asked_page
from man import MAN, man_page
from measured import FILES, measured_page
from refresh import PAGES, Session, blocks_of, commands_of, files_of, printed, refreshed

import costmodel
from costmodel.answers.formats import render
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.deployment import names as deployments
from costmodel.formulas.metrics import METRICS
from costmodel.ir.ops.op import KINDS, Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim
from costmodel.questions import verbs
from costmodel.questions.check import check
from costmodel.questions.list import catalog
from costmodel.subjects.importing import formats
from costmodel.subjects.kinds import kinds

ROOT = Path(__file__).parent.parent.parent
SCHEMAS = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "docs" / "schemas").glob("*.json"))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_python_examples_print_what_they_say(page: Path) -> None:
    """The `pycon` blocks of a page, one session after another."""
    differing = Session().of(page).differing
    assert not differing, "".join(f"{example.source}{example.want}is now\n{got}" for example, got in differing)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_shell_examples_print_what_they_say(page: Path) -> None:
    """A command that is followed by output printed exactly that; `make refresh` writes it anew."""
    with files_of(page) as folder:
        for command, shown in (one for block in blocks_of(page, "console") for one in commands_of(block)):
            assert printed(command, folder) == shown, command


@pytest.mark.parametrize("name", sorted(set(dir(costmodel)) - {"__version__"}))
def test_a_public_name_has_an_example_that_prints_what_it_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names = {one: getattr(costmodel, one) for one in dir(costmodel)}
    if not isinstance(names[name], ModuleType):
        session = doctest.DocTestParser().get_doctest(described(name), {"__name__": name, **names}, name, None, None)
        assert session.examples
        runner = Session()
        runner.run(session)
        assert not runner.differing


def test_a_page_is_written_anew(tmp_path: Path) -> None:
    """Commands over several lines and in pipes, messages, exit codes and Python; the second time nothing changes."""
    page = tmp_path / "page.md"
    page.write_text(
        "```console\n$ cat a.txt\n1 < 2\n```\n```console\n$ costmodel report nosuch || echo $?\nold\n"
        "$ costmodel report a.onnx\n$ python -c 'print(open(\"a.txt\").read(), 2)' | \\\n    cat\nold\nolder\n```\n"
        "```pycon\n>>> sum(\n...     [1, 2]\n... )\n4\n>>> 1 / 0\n```\n"
    )
    once = refreshed(page)
    assert "    cat\n1 < 2\n 2\n```" in once
    assert "nosuch || echo $?\ncostmodel: " in once
    assert "\n2\n$ costmodel report a.onnx\n$ python" in once
    assert ">>> sum(\n...     [1, 2]\n... )\n3\n>>> 1 / 0\nTraceback" in once
    assert "old" not in once
    page.write_text(once)
    assert refreshed(page) == once


def validator(name: str) -> jsonschema.Draft202012Validator:
    """Of one file alone: what a schema refers to stands in it."""
    return jsonschema.Draft202012Validator(SCHEMAS[name])


# Every question, with what it is asked; a question that stands not here fails its test.
ASKED: dict[str, tuple[str, ...]] = {
    "check": ("shiftnet",),
    "compare": ("mobilenet", "vgg:depth=11", "--metrics=params,depth"),
    "conventions": ("mobilenet",),
    "devices": ("rtx3090", "stm32h743"),
    "draw": ("squeezenet", "--by=layer"),
    "elasticities": ("mobilenet", "--metrics=params"),
    "explore": ("xception",),
    "fit": ("mobilenet:alpha=0.25", "--device=stm32h743", "--bits=8"),
    "formula": ("pointwise_mac", "--set=hw=9,c1=2,c2=1/3"),
    "gate": (str(ROOT / "examples" / "costmodel.toml"),),
    "guidelines": ("shufflenet_v2",),
    "identify": ("squeezenet:version=1.1",),
    "list": (),
    "memory": ("mobilenet_v2", "--fused", "--bits=8"),
    "plot": ("mobilenet", "--vary=alpha=0.5,1", "--published", "--pareto=alpha,mult_adds"),
    "reconcile": ("mobilenet", "--mult-adds=569M"),
    "report": ("mobilenet", "--guidelines", "--batch=2"),
    "roofline": ("mobilenet", "--device=rtx3090", "--free=resolution", "--measured=1ms", "--fused"),
    "solve": ("squeezenet", "--free=squeeze_ratio", "--params=900K"),
    "study": ("pixel1_cpu", "coral_usb"),
    "space": (str(ROOT / "examples" / "ofa_mobilenet_v3.toml"), "--extremes"),
    "sweep": ("mobilenet", "--vary=alpha=0.5,1"),
    "symbolic": ("mobilenet", "--free=alpha", "--metrics=params", "--by=type"),
}


@pytest.mark.parametrize("verb", verbs())
def test_every_question_keeps_its_schema(verb: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "costmodel", verb, *ASKED[verb], "--format", "json"], capture_output=True, text=True, check=True
    )
    record = json.loads(done.stdout)
    assert record["schema"] == f"costmodel/{verb}-1" == SCHEMAS[f"{verb}-1"]["title"]
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[f"{verb}-1"])
    validator(f"{verb}-1").validate(record)


@pytest.mark.parametrize("family", ["densenet", "nasnet", "shiftnet", "squeezenet"])
def test_a_family_keeps_the_schema_of_the_list(family: str) -> None:
    validator("list-1").validate(catalog(family).record())


def test_a_published_row_of_a_report_is_a_row_of_check() -> None:
    for other in ("report-1", "identify-1"):
        assert SCHEMAS[other]["$defs"]["row"] == SCHEMAS["check-1"]["$defs"]["row"]
    assert set(SCHEMAS) == {f"{verb}-1" for verb in verbs()}


@pytest.mark.parametrize("knobs", [{}, {"alpha": "0.5", "rho": "0.714"}, {"variant": "shallow"}])
def test_reports_keep_their_schema(knobs: dict[str, str]) -> None:
    validator("report-1").validate(costmodel.report("mobilenet", knobs).record())


def test_halves_keep_the_schema_too() -> None:
    """999 classes without a bias leave imgclsmob an odd number of operations."""
    made = costmodel.report("shufflenet_v2", {"classes": 999}, counting="imgclsmob")
    record = json.loads(render(made, "json"))
    validator("report-1").validate(record)
    assert record["totals"]["mult_adds"] == 150621050.5
    assert record["totals"]["flops"] == 301242101
    solved = costmodel.solve("squeezenet", ["squeeze_ratio"], {"mult_adds": "900M"}, counting="imgclsmob")
    validator("solve-1").validate(json.loads(render(solved, "json")))


@pytest.mark.parametrize("shape", [(64,), (1, 16000), (3, 16, 112, 112)])
def test_reports_on_any_shape_keep_their_schema(shape: tuple[int, ...]) -> None:
    net = costmodel.Network(shape=shape)
    record = costmodel.report(net.classify(net.linear(net.input, 8), 10)).record()
    validator("report-1").validate(record)
    assert record["input"] == {"shape": list(shape)}


def test_checks_keep_their_schema() -> None:
    validator("check-1").validate(check("mobilenet").record())


@pytest.mark.parametrize("by", [None, "type"])
def test_closed_forms_keep_their_schema(by: str | None) -> None:
    form = costmodel.closed_form("mobilenet", ["alpha"], metrics=["params", "depth"], by=by)
    validator("symbolic-1").validate(form.record())


def test_solutions_keep_their_schema() -> None:
    for budget in ("150M", "900B"):
        validator("solve-1").validate(costmodel.solve("squeezenet", ["squeeze_ratio"], {"params": budget}).record())


def test_an_op_is_shown_on_the_example_of_its_docstring(monkeypatch: pytest.MonkeyPatch) -> None:
    class Blocks(Op):
        """Rows become channels.

        Example:
            Blocks(m) of (c, h, w)
        """

        block: Dim

        def out(self, x: Shape) -> Shape:
            return Shape(x.channels * self.block, x.height // self.block, x.width)

        def work(self, y: Shape, x: Shape) -> Work:
            return Work(reads=x.size)

    monkeypatch.setitem(KINDS.made, "Blocks", op(Blocks))
    monkeypatch.setattr(generate, "all_ops", lambda: [KINDS["Blocks"]])
    shown, inputs = generate.example(KINDS["Blocks"])
    assert str(shown.out(*inputs)[0]) == "c*m"


def test_every_question_about_a_network_is_asked_of_every_kind() -> None:
    page = asked_page(["graph"])  # of the others when the manual is made
    of_no_network = ("check", "devices", "formula", "gate", "list", "space", "study")
    assert all(f"| `{verb}` |" in page for verb in verbs() if verb not in of_no_network)
    assert set(EXAMPLES) == set(kinds())


def test_the_page_of_commands_and_the_manual_page_have_every_option_of_every_command() -> None:
    page, manual = commands_page(), man_page()
    for verb in verbs():
        listed = page.partition(f"\n### `{verb}`\n")[2].partition("\n### ")[0]
        assert all(f"`{text}" in listed for one in options(verb) for text in one.written)
        assert f"\n.SH {verb.upper()}\n" in manual
    assert "`--alpha RATIO`" in page
    assert "`--se`, `--no-se`" in page
    assert MAN.read_text(encoding="utf-8") == manual, "`make refresh` writes it anew"


def test_the_page_of_what_is_counted_has_every_metric_and_convention() -> None:
    page = counted_page()
    assert all(f"| `{name}` |" in page for name in METRICS)
    assert all(f"## {name}\n" in page for name in CONVENTIONS)


def test_the_page_of_microcontrollers_has_every_way_and_every_print_that_can_be_computed() -> None:
    page = deployment_page()
    assert all(f"## {name}\n" in page for name in deployments())
    flash = page.partition("\n## Printed flash\n")[2]
    stm = [line.split(" | ") for line in flash.splitlines() if "MCU memory footprint" in line]
    assert len(stm) == 13
    assert {line[3 + deployments().index("stm32cube-ai")] for line in stm} == {"1.000"}


def test_the_page_of_what_was_measured_has_every_tool_and_every_exception() -> None:
    page = measured_page()
    for measured in map(json.loads, map(Path.read_text, FILES)):
        assert all(f"| `{tool}` | {run['version']} | {run['date']} |" in page for tool, run in measured["tools"].items())
        for network, tools in measured["differs"].items():
            assert all(f"| {network} | `{tool}` |" in page for tool in tools)
    assert "not held against what it prints: `darknet`, `toco`." in page


def test_the_readme_has_what_the_conventions_give() -> None:
    """The table of other counters, in millions with one decimal."""
    subjects = {
        "ResNet-50 v1.5": "resnet:stride_in=3x3",
        "MobileNetV2": "mobilenet_v2",
        "DenseNet-121": "densenet",
        "EfficientNet-B0": "efficientnet",
    }
    tools = ("paper", "fvcore", "ptflops-pytorch", "thop", "torchprofile", "onnx-tool", "torchmeter")
    table = re.findall(r"^\| ([A-Z][\w. -]+) \| (\d.*) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert [name for name, _ in table] == list(subjects)
    for name, printed_there in table:
        graph = costmodel.build(subjects[name])
        counted = [costmodel.cost(graph, tool)["mult_adds"] for tool in tools]
        assert [f"{count / 10**6:,.1f}" for count in counted] == printed_there.split(" | ")


def test_the_page_of_known_ops_has_every_rule_of_every_format() -> None:
    page = known_ops_page()
    assert {"onnx", "torch", "keras", "tflite", "darknet", "caffe"} <= set(formats.ruled())
    for name in formats.ruled():
        listed = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert set(re.findall(r"`([^`]+)`[,.]", listed)) >= set(formats.registry(name)) > set()
    for known in ("Conv", "conv2d", "SeparableConv2D", "DEPTHWISE_CONV_2D", "convolutional", "innerproduct"):
        assert f"`{known}`" in page


def test_the_page_of_ops_has_every_op_and_the_papers_formula() -> None:
    page = ops_page()
    assert {f"## {op.__name__}" for op in all_ops()} <= set(page.splitlines())
    assert len(all_ops()) > 20
    assert r"| `mult_adds` | $\frac{c c_{2} h k_{h} k_{w} w}{g}$ |" in page


@pytest.mark.parametrize("word", ["int8", "SRAM", "flash", "latency", "ONNX", "MAC", "peak memory"])
def test_what_people_search_for_stands_in_the_manual(word: str) -> None:
    """Sphinx's search finds the words of a page; generated pages have more of them."""
    assert any(re.search(rf"\b{word}\b", page.read_text(encoding="utf-8")) for page in PAGES if page.name != "README.md")
