"""What text selects: a fact of nodes by kind, type and scope; and that a misspelt one is an error and no zero."""

import pickle
from fractions import Fraction
from typing import Any

import pytest

import costmodel
from costmodel.errors import CostModelError, UnknownName
from costmodel.formulas.conventions import Convention
from costmodel.formulas.metrics import cost
from costmodel.formulas.select import Select, Tally
from costmodel.ir.graph import Graph
from costmodel.ir.ops import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.where import Where
from costmodel.ir.work import Work
from costmodel.published.kinds import row_of
from costmodel.published.verdict import judge


@pytest.fixture(scope="module")
def googlenet() -> Graph:
    return costmodel.build("googlenet")


def mult_adds(graph: Graph, **changes: Any) -> Any:
    return cost(graph, Convention("x", "x", **changes))["mult_adds"]


@pytest.mark.parametrize(
    ("text", "select"),
    [
        ("weights", Select("weights")),
        ("BatchNorm.pointwise", Select("pointwise", Where(kind="BatchNorm"))),
        ("GConv.bias_adds", Select("bias_adds", Where(kind="GConv"))),
        ("MaxPool 3x3.reads", Select("reads", Where(type="MaxPool 3x3"))),
        ("MaxPool.reads", Select("reads", Where(type="MaxPool"))),
        ("ReLU6.writes", Select("writes", Where(type="ReLU6"))),
        ("classifier/GlobalAvgPool.reads", Select("reads", Where(type="GlobalAvgPool", scope="classifier"))),
        ("classifier/FC.bias_adds", Select("bias_adds", Where(kind="FC", scope="classifier"))),
    ],
)
def test_text_is_parsed(text: str, select: Select) -> None:
    assert Select.read(text) == select


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mult_add", "unknown fact 'mult_add'; did you mean mult_adds"),
        ("BatchNorm.pointwize", "unknown fact 'pointwize'; did you mean pointwise"),
        ("BatchNrom.pointwise", "unknown kind or type 'BatchNrom'; did you mean BatchNorm"),
        ("MaxPol 3x3.reads", "unknown kind or type 'MaxPol 3x3'; did you mean MaxPool"),
        ("MaxPool 3by3.reads", "unknown kind or type 'MaxPool 3by3'"),
        ("stage1/block1/ReLU.reads", "scope 'stage1/block1' is not an outermost one"),
        ("", "unknown fact ''"),
    ],
)
def test_a_misspelt_selector_is_an_error_when_the_convention_is_made(text: str, message: str) -> None:
    with pytest.raises(CostModelError, match=message):
        Convention("m", "x", mult_adds={"mult_adds": 1, text: 1})


@pytest.mark.parametrize("factor", [0.5, True, "1", None])
def test_a_factor_is_exact(factor: Any) -> None:
    with pytest.raises(CostModelError, match=r"weights cannot count .* times; allowed: an int or a Fraction"):
        Tally({"weights": factor})


@pytest.mark.parametrize("selector", ["MaxPool", "MaxPool 3x3", "inception_3a/MaxPool", "Pool", "ReLU", "inception_3a/Conv"])
@pytest.mark.parametrize("by", ["type", "module", "layer"])
def test_a_selector_takes_its_nodes_and_no_others(selector: str, by: Any, googlenet: Graph) -> None:
    scope, _, name = selector.rpartition("/")
    chosen = [n for n in googlenet.nodes if name in (n.kind, n.type, n.type.split()[0]) and (not scope or n.module == scope)]
    counting = Convention("x", "x", mult_adds={f"{selector}.writes": 1})
    assert chosen
    assert cost(googlenet, counting)["mult_adds"] == sum(node.work.writes for node in chosen)
    made = costmodel.report(googlenet, counting=counting, by=by)
    assert sum(part["mult_adds"] for part in made.parts(by)) == made.totals["mult_adds"]


def test_a_scope_that_the_graph_has_not_is_an_error_when_it_is_counted(googlenet: Graph) -> None:
    with pytest.raises(UnknownName, match="unknown scope 'clasifier'; did you mean classifier"):
        mult_adds(googlenet, mult_adds={"clasifier/FC.mult_adds": 1})
    with pytest.raises(UnknownName, match="unknown kind or scope 'clasifier'; did you mean classifier"):
        mult_adds(googlenet, without=frozenset({"clasifier"}))
    assert mult_adds(googlenet, without=frozenset({"classifier", "BatchNorm"})) < mult_adds(googlenet)


def test_an_op_of_ones_own_can_be_selected() -> None:
    with pytest.raises(UnknownName):
        Select.read("Doubling.pointwise")

    @op
    class Doubling(Op):
        def out(self, x: Shape) -> Shape:
            return x

        def work(self, y: Shape, x: Shape) -> Work:
            return Work(pointwise=x.size)

    net = costmodel.Network(channels=3, side=4)
    net.apply(Doubling(), net.input)
    assert mult_adds(net.graph(), mult_adds={"Doubling.pointwise": Fraction(1, 2)}) == 24


def test_a_convention_pickles() -> None:
    counting = Convention("x", "x", mult_adds={"MaxPool.writes": 1}, sees={"module": 1})
    graph = costmodel.build("squeezenet")
    assert cost(graph, pickle.loads(pickle.dumps(counting))) == cost(graph, counting)


ROW = {"architecture": "vgg", "paper": "A", "where": "Table 1", "metric": "params", "printed": "138", "unit": "M"}


def test_a_published_row_with_a_misspelt_key_is_an_error_that_names_the_row() -> None:
    with pytest.raises(CostModelError, match=r"counts: .*unknown fact 'wieghts'; did you mean weights"):
        row_of({**ROW, "counts": {"wieghts": 1}, "stated_in": "Table 1"})
    with pytest.raises(
        CostModelError, match="vgg/a/table-1/params: unknown kind or scope 'clasifier'; did you mean classifier"
    ):
        judge(row_of({**ROW, "without": ["clasifier"], "stated_in": "Table 1"}))
