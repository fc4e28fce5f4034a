"""Families, functions, graphs and spaces are one kind of thing to a question."""

import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob, Whole
from costmodel.archs.common.knobs import Count, Multiplier, Side
from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.ir.network import Network
from costmodel.numbers.expression import symbol
from costmodel.subjects import subject

SOURCE = """from costmodel import Network


def make(side: int = 8):
    net = Network(side=side)
    return net.classify(net.input, 10)
"""
OFA = Path(__file__).parent.parent.parent / "examples" / "ofa_mobilenet_v3.toml"


def net(alpha: Multiplier = 1, side: Side = 32, blocks: int = 2, head: Literal["small", "large"] = "small") -> Graph:
    """Two convolutions or more, and a classifier."""
    made = Network(side=side)
    x = made.input
    for _ in range(blocks):
        x = made.conv(x, alpha * 16, 3)
    return made.classify(x, 10 if head == "small" else 100)


def plain(alpha: Any, side: Any) -> Graph:
    made = Network(side=side)
    return made.classify(made.conv(made.input, 8 * alpha, 1), 10)


def test_a_family_by_name_and_with_knobs_in_its_name() -> None:
    named = subject("mobilenet:alpha=0.5,rho=0.714")
    assert cost(named.build())["mult_adds"] == 76_524_800
    assert cost(subject("mobilenet", {"alpha": "0.5"}).build({"rho": "0.714"}))["mult_adds"] == 76_524_800
    assert (named.name, named.kind, named.catalog, named.label) == (
        "mobilenet", "family", "mobilenet", "mobilenet:alpha=0.5,rho=0.714",
    )  # fmt: skip
    with pytest.raises(BadKnob, match="alpha is given twice"):
        subject("mobilenet:alpha=0.5", {"alpha": 1})


def test_a_function_has_the_knobs_of_its_parameters() -> None:
    own = subject(net)
    assert {name: knob.structural for name, knob in own.knobs.items()} == {
        "alpha": False, "side": False, "blocks": True, "head": True,
    }  # fmt: skip
    assert isinstance(own.knobs["blocks"].kind, Whole)
    assert cost(own.build({"alpha": "0.5", "blocks": 3}))["params"] == 9 * (3 * 8 + 8 * 8 + 8 * 8) + 90
    assert cost(own.build({"alpha": symbol("alpha")}))["params"].free_symbols == {symbol("alpha")}
    with pytest.raises(BadKnob, match="unknown knob 'beta'; allowed: alpha, side, blocks, head"):
        own.build({"beta": 1})


def test_a_function_without_annotations() -> None:
    own = subject(plain)
    assert all(knob.required for knob in own.knobs.values())
    assert cost(own.build({"alpha": Fraction(1, 2), "side": "8"}))["params"] == 12 + 50
    with pytest.raises(BadKnob, match="plain: alpha, side needs a value"):
        own.build()


def test_a_function_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(SOURCE)
    assert cost(subject(f"{file}:make").build())["params"] == 40
    assert cost(subject(f"{file}:make:side=4").build())["params"] == 40
    for wrong, complaint in (
        (f"{file}:made", "has no attribute 'made'"),
        (f"{tmp_path}/no.py:make", "there is no file"),
        ("costmodel.nothing:make", "importing 'costmodel.nothing' failed"),
        (str(file), "is a file, and something in it is meant"),
    ):
        with pytest.raises(CostModelError, match=complaint):
            subject(wrong)


def broken(alpha: Multiplier = 1) -> Graph:
    raise KeyError("stage5")


def test_what_a_users_function_raises_is_one_line_that_says_where() -> None:
    with pytest.raises(CostModelError, match=r"^broken: KeyError: 'stage5' \(test_subjects.py, line \d+\)$") as caught:
        subject(broken).build()
    assert isinstance(caught.value.__cause__, KeyError)


def test_a_graph_has_no_knobs() -> None:
    graph = build("vgg")
    assert subject(graph).build() is graph
    with pytest.raises(BadKnob, match="graph is a graph without knobs"):
        subject(graph).free(["alpha"])
    with pytest.raises(BadKnob, match="unknown knob 'alpha'; allowed: none"):
        subject(graph, {"alpha": 1}).build()


def test_a_space_has_the_choices_of_its_stages() -> None:
    ofa = subject(str(OFA))
    assert {"resolution", "depth2", "kernel5", "expansion3"} <= set(ofa.knobs)
    smallest = {name: min(knob.kind.words) for name, knob in ofa.knobs.items() if name != "resolution"}
    from costmodel.subjects.space import Members, read

    members = Members(read(OFA))
    assert cost(ofa.build())["mult_adds"] == members.dearest().cost
    assert cost(ofa.build(smallest))["mult_adds"] == members.cheapest().cost
    assert cost(subject(f"{OFA}:depth2=2").build())["mult_adds"] < members.dearest().cost


@pytest.mark.parametrize("given", ["mobilenet:alpha=0.5", net, str(OFA)], ids=["family", "function", "space"])
def test_a_subject_travels(given: Any) -> None:
    again = pickle.loads(pickle.dumps(subject(given)))
    assert cost(again.build()) == cost(subject(given).build())
    assert again.label == subject(given).label


@pytest.mark.parametrize("given", [None, 3, 0.5, [], {}, object(), Count, Network])
def test_what_is_no_subject(given: Any) -> None:
    with pytest.raises(CostModelError, match="nothing that a network can be built from"):
        subject(given)


def test_a_file_that_is_no_network_is_told_from_a_name_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.h5").write_bytes(b"")
    with pytest.raises(CostModelError, match=r"'net\.h5' is no file that can be read here; allowed: files of .*\.onnx"):
        subject("net.h5")
    Path("data.json").write_text("{}")
    with pytest.raises(CostModelError, match="no file that can be read here"):
        subject("data.json")
    for name in ("resnet5", 500 * "x", "a\0b"):
        with pytest.raises(CostModelError, match="unknown architecture"):
            subject(name)
