"""How implementations write networks, what tools see of that, and what nobody knows they make of an op."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import costmodel
from costmodel.answers.formats import render
from costmodel.archs import architecture, names
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import CONVENTIONS, READ, Convention
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.ir.implementation import Implementation
from costmodel.ir.ops import FC, Conv, GlobalPool, Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.ways import WRITTEN
from costmodel.ir.where import Where
from costmodel.ir.work import Work

SCHEMAS = Path(__file__).parent.parent.parent / "docs" / "schemas"
FAMILIES = [name for name in names() if hasattr(architecture(name), "WRITTEN")]
TORCHVISIONS = {"googlenet": {"variant": "batch-norm"}}  # which of a family's networks is written as it says
TOOLS = [name for name in CONVENTIONS if CONVENTIONS[name].prints]


def by_hand(written: str = "") -> Graph:
    """A ReLU of 12 elements, written in some way."""
    net = costmodel.Network(channels=3, side=2)
    net.act(net.input, "relu")
    first, relu = net.graph().nodes
    return Graph((first, relu._replace(written=written)))


@pytest.mark.parametrize("name", FAMILIES)
def test_what_a_family_says_holds_for_nodes_that_it_has(name: str) -> None:
    """So that a scope or op that was renamed does not move a tool's number silently."""
    switches: dict[str, Any] = {"auxiliary": True} if "auxiliary" in architecture(name).Spec.model_fields else {}
    graph = costmodel.build(name, **switches, **TORCHVISIONS.get(name, {}))
    assert graph.implementations
    for implementation in graph.implementations.values():
        assert implementation.ways
        for text in implementation.ways:
            assert any(Where.read(text).holds(node) for node in graph.nodes), text


def test_every_implementation_is_one_that_a_tool_is_run_on() -> None:
    """So that a name that was misspelt, here or there, does not leave a network as it is drawn silently."""
    named = {one for name in FAMILIES for one in costmodel.build(name).implementations}
    of_its_own = {CONVENTIONS[tool].implementation for tool in TOOLS if CONVENTIONS[tool].ways.ways}
    assert {CONVENTIONS[tool].implementation for tool in TOOLS} - {""} == named | of_its_own


@pytest.mark.parametrize(
    ("ways", "of_last"),
    [
        ({"ReLU": "method", "last/ReLU": "function"}, "function"),
        ({"last/ReLU": "function", "ReLU": "method"}, "method"),
    ],
)
def test_the_later_rule_decides(ways: dict[str, str], of_last: str) -> None:
    nodes = Implementation(ways).nodes(costmodel.build("densenet").nodes)
    relus = [node for node in nodes if node.type == "ReLU"]
    assert {node.written for node in relus if node.module == "last"} == {of_last}
    assert {node.written for node in relus if node.module != "last"} == {"method"}


def test_what_a_node_says_itself_decides_before_all() -> None:
    [_, relu] = Implementation({"ReLU": "function"}).nodes(by_hand("method").nodes)
    assert relu.written == "method"


def test_a_gate_of_convolutions_has_their_facts_and_the_same_work() -> None:
    graph = costmodel.build("mobilenet_v3")
    drawn = {node.name: node for node in graph.nodes}
    written = graph.implementations["torchvision"].nodes(graph.nodes)
    changed = [node for node in written if node is not drawn[node.name]]
    assert {node.type for node in changed} == {"Conv 1x1"}
    assert {node.module for node in graph.nodes if isinstance(node.op, FC)} - {node.module for node in changed} == {
        "classifier"
    }
    for node in changed:
        source = graph.nodes[drawn[node.name].inputs[0]].shape
        assert node.work == node.op.work(node.op.out(source), source)


def test_a_repooling_is_one_pixel_for_one() -> None:
    graph = costmodel.build("vgg")
    extra = [node for node in graph.implementations["torchvision"].nodes(graph.nodes) if node.kind == GlobalPool.kind]
    assert [(node.name, node.work.reads, node.work.writes) for node in extra] == [("stage5/max_pool", 25_088, 25_088)]


def test_a_biased_convolution_has_the_facts_of_one_with_a_bias() -> None:
    drawn = {node.name: node for node in costmodel.build("mobilenet").nodes}
    written = Implementation({"Conv": "biased", "DWConv": "biased"}).nodes(tuple(drawn.values()))
    changed = [node for node in written if node is not drawn[node.name]]
    assert {node.kind for node in changed} == {"Conv", "DWConv"}
    assert len(changed) == sum(node.kind in ("Conv", "DWConv") for node in drawn.values()) == 27
    sources = list(drawn.values())
    for node in changed:
        assert node.op.bias  # type: ignore[attr-defined]
        assert node.work == node.op.work(node.shape, sources[node.inputs[0]].shape)
    again = Implementation({"Conv": "biased", "DWConv": "biased"}).nodes(written)
    assert all(one is other for one, other in zip(again, written, strict=True))


def test_a_reused_module_is_recalled_but_for_its_last_call_in_a_block() -> None:
    graph = costmodel.build("resnet", depth=50)
    relus = [node for node in graph.implementations["torchvision"].nodes(graph.nodes) if node.type == "ReLU"]
    assert [node.written for node in relus if node.name.startswith("stage2/block1/")] == ["recalled", "recalled", ""]
    assert sum(node.written == "" for node in relus) == 1 + 3 + 4 + 6 + 3, "the stem's, and one a block"
    assert cost(graph, "thop") == cost(Graph(graph.nodes), "thop"), "most tools count each call"


def test_a_normalisation_behind_a_convolution_leaves_its_bias() -> None:
    net = costmodel.Network(channels=3, side=8)
    x = net.conv(net.input, 4, 3, norm=True, act="relu")
    x = net.norm(x)
    graph = net.graph()
    folded = Implementation({"BatchNorm": "folded"}).nodes(graph.nodes)
    assert [node.kind for node in folded] == ["Input", "Conv", "Activation", "BatchNorm"]
    assert (folded[1].work.biases, folded[1].work.bias_adds) == (4, 4 * 8 * 8)


def test_one_softmax_stands_behind_the_last_layer() -> None:
    graph = costmodel.build("vgg")
    written = Implementation({"classifier/FC": "softmaxed"}).nodes(graph.nodes)
    assert [node.type for node in written if node not in graph.nodes] == ["Softmax"]
    assert (written[-1].name, written[-1].work.reads) == (graph.nodes[-1].name, 1000)


def test_a_bias_of_shared_weights_is_there_once() -> None:
    net = costmodel.Network(channels=4, side=8)
    convolution = net.apply(Conv(4, 3), net.input)
    net.apply(Conv(4, 3), convolution, shared_with=convolution)
    graph = net.graph()
    written = Graph(tuple(Implementation({"Conv": "biased"}).nodes(graph.nodes)))
    assert cost(written)["params"] - cost(graph)["params"] == 4
    assert [node.work.shared_others for node in written.nodes] == [0, 0, 4]


@pytest.mark.parametrize(
    ("ways", "message"),
    [
        ({"ReLU": "functon"}, "unknown way to write ReLU 'functon'; did you mean function"),
        ({"RelU": "function"}, "unknown kind or type 'RelU'; did you mean ReLU"),
        ({"ReLU": "convolution"}, "ReLU cannot be written as convolution; allowed: FC, or that in a scope"),
        ({"last/FC": "biased"}, "last/FC cannot be written as biased; allowed: Conv or GConv or DWConv, or that in a scope"),
    ],
)
def test_a_rule_that_says_nothing_is_refused(ways: dict[str, str], message: str) -> None:
    with pytest.raises(CostModelError, match=message):
        Implementation(ways)


@pytest.mark.parametrize(
    ("tool", "counts"),
    [
        ("ptflops-0-6", (12, 12, 0, 0, 0)),
        ("ptflops-pytorch", (24, 24, 12, 0, 0)),
        ("thop", (0, 0, 0, 0, 0)),
        ("thop-0-0-22", (12, 0, 0, 0, 0)),
        ("onnx-tool", (12, 12, 12, 12, 0)),
    ],
)
def test_a_tool_counts_what_it_sees(tool: str, counts: tuple[int, ...]) -> None:
    """Hooks on modules see no function, and one that overwrites only a module's last call; patched functions see no method.

    None of them sees a backward pass.
    """
    assert tuple(cost(by_hand(written), tool)["mult_adds"] for written in WRITTEN) == counts
    assert cost(by_hand(), tool) == cost(by_hand("module"), tool)


def test_what_is_not_seen_is_parted_from_what_is() -> None:
    first, relu = by_hand().nodes
    both = Graph((first, relu, relu._replace(position=2, name="other", inputs=(1,), written="function")))
    counting = Convention("x", "x", mult_adds={"ReLU.reads": 1}, sees={"module": 1, "function": Fraction(1, 3)})
    for by in ("type", "module", "layer"):
        made = costmodel.report(both, counting=counting, by=by)
        assert sum(part["mult_adds"] for part in made.parts(by)) == made.totals["mult_adds"] == 16
        assert sum(part["layers"] for part in made.parts(by)) == 2


def test_a_tool_may_only_see_ways_that_there_are() -> None:
    with pytest.raises(CostModelError, match="unknown way to write a node 'modul'; did you mean module"):
        Convention("x", "x", sees={"modul": 1})
    with pytest.raises(CostModelError, match="unknown kind or type 'RelU'"):
        Convention("x", "x", knows=frozenset({"RelU"}))


def test_conventions_of_the_literature_count_the_network_as_its_paper_draws_it() -> None:
    for name in ("vgg", "mobilenet_v3"):
        graph = costmodel.build(name)
        for convention in ("paper", "weights-only", "strict"):
            assert cost(graph, convention) == cost(Graph(graph.nodes), convention)


@pytest.fixture(scope="module")
def unheard_of() -> Graph:
    @op
    class Wavelet(Op):
        def out(self, x: Shape) -> Shape:
            return x

        def work(self, y: Shape, x: Shape) -> Work:
            return Work(mult_adds=4 * x.size, weights=5, reads=x.size, writes=x.size)

    net = costmodel.Network(channels=3, side=8)
    x = net.conv(net.input, 4, 3, act="relu")
    return net.classify(net.apply(Wavelet(), net.apply(Wavelet(), x)), 10)


def test_an_op_that_a_tool_does_not_know_is_left_out_and_shown(unheard_of: Graph) -> None:
    readings = costmodel.conventions(unheard_of)
    wavelets = 2 * 4 * 4 * 8 * 8
    for name in TOOLS:
        reading = readings[name]
        if not CONVENTIONS[name].knows:
            assert name == "keras", "a tool that counts operations says which ops it knows"
            continue
        assert reading.warning == f"uncounted by {name}: 2 layers (Wavelet)"
        assert reading.record()["uncounted"] == {"Wavelet": 2}
    assert readings["torch-flop-counter"].values["flops"] == readings["paper"].values["flops"] - 2 * wavelets
    assert readings["thop"].values["params"] == readings["paper"].values["params"], "parameters are there whoever looks"
    assert readings["strict"].warning == ""
    assert "uncounted by thop: 2 layers (Wavelet)" in render(readings, "table")
    schema = json.loads((SCHEMAS / "conventions-1.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(readings.record(), default=float)))


def test_everything_of_the_catalog_is_known() -> None:
    for name in names():
        assert not any(CONVENTIONS[tool].uncounted(costmodel.build(name)) for tool in TOOLS), name
    for text in READ:
        Where.read(text)
