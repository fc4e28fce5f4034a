"""Exported programs, `net.pt2`, written here as `torch.export` writes them: no PyTorch is needed."""

import json
import pickle
from copy import deepcopy
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from sympy import expand

import costmodel
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting, Incomplete
from costmodel.ir.graph import Graph
from costmodel.subjects.importing.formats.pt2 import archive as reader
from costmodel.subjects.importing.formats.pt2.scopes import Scopes
from fuzz.files import mutated
from fuzz.outcome import outcome_of

Json = dict[str, Any]
BATCH, HEIGHT, WIDTH = (f"Symbol('s{number}', positive=True, integer=True)" for number in range(3))
HALF = f"FloorDiv({HEIGHT}, Integer(2))"


def size(given: int | str, hint: int = 16) -> Json:
    return {"as_int": given} if isinstance(given, int) else {"as_expr": {"expr_str": given, "hint": {"as_int": hint}}}


def tensor(name: str) -> Json:
    return {"as_tensor": {"name": name}}


def number(name: str) -> Json:
    return {"as_sym_int": {"as_name": name}}


def node(target: str, output: Any, stack: str = "", /, **inputs: Any) -> Json:
    """A node whose output is a tensor of that name, or what is given."""
    return {
        "target": target if target.startswith(("_operator", "torch.")) else f"torch.ops.aten.{target}",
        "inputs": [{"name": name, "arg": arg, "kind": 1} for name, arg in inputs.items()],
        "outputs": [tensor(output) if isinstance(output, str) else output],
        "metadata": {"nn_module_stack": stack, "torch_fn": "f_1;method_descriptor.f"},
    }


def layer(path: str, kind: str) -> str:
    return f"L__self__,,net.Net;L__self__{path},{path},torch.nn.modules.{kind}"


def program(nodes: list[Json], values: dict[str, list[int | str]], learned: dict[str, str], **others: Any) -> Json:
    """A program.

    Args:
        values: the sizes of each tensor; x is what it is given.
        learned: the parameters, each by the name of its tensor.
    """
    return {
        "graph_module": {
            "graph": {
                "inputs": [tensor(name) for name in (*learned, "x")],
                "outputs": nodes[-1]["outputs"],
                "nodes": nodes,
                "tensor_values": {name: {"dtype": 7, "sizes": [size(one) for one in sizes]} for name, sizes in values.items()},
                "sym_int_values": {"h": size(HEIGHT), "half": size(HALF)},
            },
            "signature": {
                "input_specs": [
                    *({"parameter": {"arg": {"name": name}, "parameter_name": own}} for name, own in learned.items()),
                    {"user_input": {"arg": tensor("x")}},
                ],
                "output_specs": [],
            },
            "module_call_graph": [{"fqn": "", "signature": None}, {"fqn": "conv", "signature": None}],
        },
        "opset_version": {"aten": 10},
        "range_constraints": {"s0": {"min_val": 2, "max_val": None}, "s1": {"min_val": 4, "max_val": 64}},
        "schema_version": {"major": 8, "minor": 20},
        "torch_version": "2.14.1",
        **others,
    }


MAP: list[int | str] = [BATCH, 8, HEIGHT, WIDTH]
CONV = node(
    "conv2d.default",
    "c",
    layer("conv", "conv.Conv2d"),
    input=tensor("x"),
    weight=tensor("w"),
    bias=tensor("b"),
    padding={"as_ints": [1, 1]},
)
NODES = [
    CONV,
    node("relu_.default", "r", self=tensor("c")),
    node("sym_size.int", number("h"), self=tensor("x"), dim={"as_int": 2}),
    node("_operator.floordiv", number("half"), a=number("h"), b={"as_int": 2}),
    node("slice.Tensor", "s", self=tensor("c"), dim={"as_int": 2}, start={"as_none": True}, end=number("half")),
    node("mean.dim", "m", self=tensor("s"), dim={"as_ints": [-1, -2]}),
    node("linear.default", "l", input=tensor("m"), weight=tensor("v")),
    node("linear.default", "y", input=tensor("l"), weight=tensor("u")),
]
VALUES: dict[str, list[int | str]] = {
    "x": [BATCH, 3, HEIGHT, WIDTH],
    "w": [8, 3, 3, 3],
    "b": [8],
    "u": [8, 8],
    "v": [8, 8],
    "z": [5],
    "c": MAP,
    "r": MAP,
    "s": [BATCH, 8, HALF, WIDTH],
    "m": [BATCH, 8],
    "l": [BATCH, 8],
    "y": [BATCH, 8],
}
LEARNED = {"w": "conv.weight", "b": "conv.bias", "u": "first.weight", "v": "second.weight", "z": "spare"}
NET = program(NODES, VALUES, LEARNED)
TIED = {
    name: {
        "path_name": "weight_2" if name in ("first.weight", "second.weight") else name,
        "is_param": True,
        "tensor_meta": {"sizes": [size(8)], "storage_offset": size(0), "device": {"type": "cpu"}},
    }
    for name in LEARNED.values()
}


def written(path: Path, exported: object, member: str = "net/models/model.json", weights: Json | None = None) -> str:
    with ZipFile(path, "w") as archive:
        archive.writestr(member, exported if isinstance(exported, str) else json.dumps(exported))
        archive.writestr("net/data/weights/weight_0", pickle.dumps("never read"))
        if weights is not None:
            archive.writestr("net/data/weights/model_weights_config.json", json.dumps({"config": weights}))
    return str(path)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "net.pt2"


def graph(place: Path, exported: object, **knobs: Any) -> Graph:
    return costmodel.subject(written(place, exported)).build(knobs)


def test_sizes_are_knobs_with_the_limits_of_the_program(place: Path) -> None:
    knobs = costmodel.subject(written(place, NET)).knobs
    assert {name: knob.default for name, knob in knobs.items()} == {"batch": 1, "height": 16, "width": 16}
    with pytest.raises(CostModelError, match="height cannot be '65'; allowed: a whole number from 4 to 64"):
        graph(place, NET, height="65")


def test_costs_at_numbers(place: Path) -> None:
    at = {"batch": 2, "height": 10, "width": 6}
    assert costmodel.cost(graph(place, NET, **at))["mult_adds"] == 2 * (8 * 27 * 60 + 64 + 64)
    assert costmodel.cost(graph(place, NET, **at))["params"] == 8 * 27 + 8 + 64 + 64
    assert [str(one.shape) for one in graph(place, NET, **at).nodes if one.kind == "Slice"] == ["2x8x5x6"]


def test_costs_at_symbols_are_exact_in_their_domain(place: Path) -> None:
    form = costmodel.closed_form(written(place, NET), ["batch", "height", "width"])
    batch, height, width = map(costmodel.symbol, ("batch", "height", "width"))
    assert expand(form.metrics["mult_adds"] - batch * (216 * height * width + 128)) == 0
    assert form.exact_when == ("height is a multiple of 2",)


def test_a_write_in_place_is_seen_where_the_tensor_is_read_again(place: Path) -> None:
    """The slice is one of the rectified map, though the program names the map before it."""
    made = {one.name: one for one in graph(place, NET).nodes}
    assert made["slice"].inputs == (made["relu"].position,)


def test_a_layer_is_named_by_its_module(place: Path) -> None:
    made = graph(place, NET).nodes
    assert [(one.name, one.written) for one in made[1:3]] == [("conv", "module"), ("relu", "method")]
    scopes = Scopes(["", "attention", "attention.out"])
    assert (
        scopes.place("linear", {"nn_module_stack": layer("attention", "activation.MultiheadAttention")}).name
        == "attention/linear"
    )


def test_what_is_read_by_nothing_is_said(place: Path) -> None:
    assert [(one.name, one.size) for one in graph(place, NET).origin.unread] == [("spare", 5)]


def test_weights_in_one_place_are_one(place: Path) -> None:
    tied = costmodel.subject(written(place, NET, weights=TIED)).build()
    assert costmodel.cost(tied)["params"] == 8 * 27 + 8 + 64
    everything = {
        name: {**one, "tensor_meta": {**one["tensor_meta"], "device": {"type": "meta"}}} for name, one in TIED.items()
    }
    untied = costmodel.subject(written(place, NET, weights=everything)).build()
    assert costmodel.cost(untied)["params"] == 8 * 27 + 8 + 64 + 64


def test_archives_before_2_7(place: Path) -> None:
    """Another member, and formulas as they print rather than as they are made."""
    text = json.dumps(NET)
    for number_ in range(3):
        text = text.replace(f"Symbol('s{number_}', positive=True, integer=True)", f"s{number_}")
    old = costmodel.subject(written(place, text, "serialized_exported_program.json"))
    assert old.knobs["height"].kind.most == 64
    assert costmodel.cost(old.build({"height": 10}))["mult_adds"] == 216 * 160 + 128


def test_a_graph_within_a_node_is_run(place: Path) -> None:
    inner = {
        "inputs": [tensor("c")],
        "outputs": [tensor("a")],
        "nodes": [node("add.Tensor", "a", self=tensor("c"), other={"as_int": 1})],
        "tensor_values": {name: {"sizes": [size(one) for one in MAP]} for name in ("c", "a")},
    }
    wrapped = node("torch.ops.higher_order.wrap_with_set_grad_enabled", "d")
    wrapped["inputs"] = [
        {"name": "", "arg": arg} for arg in ({"as_bool": False}, {"as_graph": {"name": "g", "graph": inner}}, tensor("c"))
    ]
    after = node("relu.default", "e", self=tensor("d"))
    made = graph(place, program([CONV, wrapped, after], {**VALUES, "d": MAP, "e": MAP}, LEARNED)).nodes
    assert [one.kind for one in made] == ["Input", "Conv", "Elementwise", "Activation"]


def test_what_depends_on_data_ends_the_reading(place: Path) -> None:
    nodes = [
        CONV,
        node("item.default", number("u"), self=tensor("c")),
        node("slice.Tensor", "s", self=tensor("c"), dim={"as_int": 2}, end=number("u")),
    ]
    made = graph(place, program(nodes, VALUES, LEARNED))
    assert made.origin.notes == ("the reading ends at item, which depends on data; nothing behind it is counted",)
    with pytest.raises(Incomplete, match="item"):
        costmodel.cost(made)
    assert costmodel.cost(made, Counting(partial=True))["mult_adds"] == 216 * 16 * 16


def test_an_operator_without_a_rule_refuses_the_totals(place: Path) -> None:
    unknown = program([CONV, node("torch.ops.mine.odd.default", "r", x=tensor("c"))], VALUES, LEARNED)
    with pytest.raises(Incomplete, match="mine::odd"):
        costmodel.report(written(place, unknown))


def test_a_size_that_only_the_source_could_state_is_refused(place: Path) -> None:
    odd = program([CONV, node("torch.ops.mine.odd.default", "r", x=tensor("c"))], {**VALUES, "r": [BATCH, HALF]}, LEARNED)
    with pytest.raises(CostModelError, match="mine::odd has a shape that only its source could state"):
        graph(place, odd)


@pytest.mark.parametrize("wrong", [[BATCH, 9, HEIGHT, WIDTH], [BATCH, 8, WIDTH, HEIGHT], [BATCH, 8]])
def test_a_shape_is_held_against_the_stated_one(place: Path, wrong: list[int | str]) -> None:
    with pytest.raises(CostModelError, match=r"conv: conv2d gives 1x8x16x12, and the source says"):
        graph(place, program([CONV], {**VALUES, "c": wrong}, LEARNED), width=12)


def test_formulas_are_held_against_each_other(place: Path) -> None:
    """Nobody reads them, but the same text is the same size."""
    other = deepcopy(NODES)
    other[3]["inputs"][1]["arg"]["as_int"] = 4
    pooled = node("avg_pool2d.default", "p", self=tensor("c"), kernel_size={"as_ints": [2, 1]})
    with pytest.raises(CostModelError, match="half is 4, and the same formula gave 8 before"):
        graph(place, program([CONV, pooled, *other[1:]], {**VALUES, "p": [BATCH, 8, HALF, WIDTH]}, LEARNED))


def test_conditions_of_the_program_are_told(place: Path) -> None:
    guarded = program(NODES, VALUES, LEARNED, guards_code=["__import__('os').abort()"])
    assert graph(place, guarded).origin.notes == (
        "the program is one for sizes that meet 1 conditions of its own, which are not read here",
    )


REFUSED: dict[str, tuple[Any, str, str]] = {
    "no program": (NET, "net/other.json", "holds 0 programs"),
    "no JSON": ("{", "net/models/model.json", "not as torch.export writes it: : Invalid JSON"),
    "no schema": ({"graph_module": {}}, "net/models/model.json", "graph_module.graph: Field required"),
    "nested": ("[" * 100_000, "net/models/model.json", "not as torch.export writes it"),
    "negative": (
        program([CONV], {**VALUES, "x": [-1, 3, 4, 4]}, LEARNED),
        "net/models/model.json",
        "tensor_values.x.sizes.0.as_int: Input should be greater than or equal to 0",
    ),
    "no tensor": (program([CONV], VALUES, {"w": "conv.weight"}), "net/models/model.json", "nothing makes the tensor 'b'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_program_is_one_line(place: Path, name: str) -> None:
    exported, member, said = REFUSED[name]
    with pytest.raises(CostModelError, match=said):
        costmodel.report(written(place, exported, member))


def test_several_programs_are_refused(place: Path) -> None:
    written(place, NET)
    with ZipFile(place, "a") as archive:
        archive.writestr("net/models/other.json", "{}")
    with pytest.raises(CostModelError, match=r"holds 2 programs: net/models/model.json, net/models/other.json"):
        costmodel.report(str(place))


def test_a_file_that_is_none_is_one_line(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CostModelError, match="cannot be read: No such file"):
        costmodel.report(str(place))
    place.write_bytes(b"PK\3\4 and nothing more")
    with pytest.raises(CostModelError, match="this is no exported program: File is not a zip file"):
        costmodel.report(str(place))
    monkeypatch.setattr(reader, "MOST_BYTES", 100)
    with pytest.raises(CostModelError, match=r"models/model.json is too large; allowed: at most 100 bytes"):
        costmodel.report(written(place, NET))


def test_a_mutated_program_is_a_network_or_one_line(place: Path) -> None:
    chance = Random(1)
    texts = iter(lambda: mutated(json.dumps(NET), chance), None)
    outcomes = [
        outcome_of(lambda text=text: graph(place, text.encode(errors="replace").decode())) for text in islice(texts, 150)
    ]
    assert [outcome.words for outcome in outcomes if outcome.kind == "fault"] == []
    assert {outcome.kind for outcome in outcomes} == {"answer", "refusal"}


ODD = (None, -1, 0, 2**62, 10**400, 1.5, "", "c", [], {}, {"as_tensor": {"name": "c"}}, {"as_int": 0}, [1, 2, 3, 4, 5, 6, 7])


def misshapen(part: Any, chance: Random) -> Any:
    """The same with something within it dropped, doubled, or something else."""
    if not isinstance(part, dict | list) or not part or chance.random() < 0.1:
        return chance.choice(ODD)
    places = list(part) if isinstance(part, dict) else range(len(part))
    place = chance.choice(list(places))
    made = part.copy()
    if chance.random() < 0.1:
        del made[place]
    else:
        made[place] = misshapen(part[place], chance)
    return made


def test_a_misshapen_program_is_a_network_or_one_line(place: Path) -> None:
    chance, program = Random(1), NET["graph_module"]
    others = [{**NET, "graph_module": {**program, "graph": misshapen(program["graph"], chance)}} for _ in range(200)]
    outcomes = [outcome_of(lambda other=other: graph(place, other)) for other in others]
    assert [outcome.words for outcome in outcomes if outcome.kind == "fault"] == []
    assert {outcome.kind for outcome in outcomes} == {"answer", "refusal"}


def test_a_subject_survives_a_pickle(place: Path) -> None:
    asked = costmodel.subject(written(place, NET))
    assert costmodel.cost(pickle.loads(pickle.dumps(asked)).build()) == costmodel.cost(asked.build())
