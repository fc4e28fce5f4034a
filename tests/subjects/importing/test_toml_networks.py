"""Networks written by hand as data: the builder's own words, and every trouble one line that says where."""

import re
import tomllib
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random

import pytest

import costmodel
from costmodel.errors import CostModelError
from costmodel.ir.graph import Graph
from costmodel.subjects import build, subject
from costmodel.subjects.importing.formats.toml.sizes import names_in, size_of
from costmodel.subjects.importing.formats.toml.words import phrases, word
from fuzz.files import mutated
from fuzz.outcome import outcome_of

ROOT = Path(__file__).parent.parent.parent.parent
UNET = ROOT / "examples" / "unet.toml"

# Howard et al. 2017, table 1.
MOBILENET = """
input = { side = "resolution" }
layers = [
  { op = "conv", channels = { slim = "32*alpha" }, kernel = 3, stride = 2, norm = true, act = "relu" },
  { block = "pair", channels = 64, stride = 1 },
  { block = "pair", channels = 128, stride = 2 },
  { block = "pair", channels = 128, stride = 1 },
  { block = "pair", channels = 256, stride = 2 },
  { block = "pair", channels = 256, stride = 1 },
  { block = "pair", channels = 512, stride = 2 },
  { block = "pair", channels = 512, stride = 1, repeat = "pairs" },
  { block = "pair", channels = 1024, stride = 2 },
  { block = "pair", channels = 1024, stride = 1 },
  { op = "global_pool" },
  { op = "fc", units = "classes" },
]

[knobs]
alpha = { default = 1.0, about = "width multiplier" }
resolution = 224
classes = 1000
pairs = 5

[blocks.pair]
parameters = ["channels", "stride"]
layers = [
  { op = "dwconv", kernel = 3, stride = "stride", norm = true, act = "relu", name = "depthwise" },
  { op = "conv", channels = { slim = "channels*alpha" }, kernel = 1, norm = true, act = "relu", name = "pointwise" },
]
"""


def graph(tmp_path: Path, text: str, **knobs: object) -> Graph:
    file = tmp_path / "net.toml"
    file.write_text(text)
    return build(str(file), knobs)


def small(tmp_path: Path, *layers: str, more: str = "") -> Graph:
    rows = ",\n".join(f"{{ {layer} }}" for layer in layers)
    return graph(tmp_path, f"input = {{ side = 8 }}\nlayers = [\n{rows}\n]\n{more}")


@pytest.mark.parametrize("knobs", [{}, {"alpha": "0.714"}, {"alpha": "0.5", "resolution": 160}, {"classes": 10}])
def test_mobilenet_costs_what_the_catalogs_does(tmp_path: Path, knobs: dict[str, object]) -> None:
    assert costmodel.cost(graph(tmp_path, MOBILENET, **knobs)) == costmodel.cost(build("mobilenet", knobs))


def test_its_closed_form_is_that_of_the_catalog(tmp_path: Path) -> None:
    (tmp_path / "net.toml").write_text(MOBILENET)
    own = costmodel.closed_form("mobilenet", ["alpha", "resolution"])
    assert costmodel.closed_form(str(tmp_path / "net.toml"), ["alpha", "resolution"]).metrics == own.metrics


def test_a_knob_may_say_how_often(tmp_path: Path) -> None:
    (tmp_path / "net.toml").write_text(MOBILENET)
    knobs = subject(str(tmp_path / "net.toml")).knobs
    assert {name for name, knob in knobs.items() if knob.structural} == {"pairs"}
    form = costmodel.closed_form(str(tmp_path / "net.toml"), ["pairs"], metrics=["depth"])
    assert str(form.metrics["depth"]) == "2*pairs + 18"


def test_a_knob_may_say_how_often_through_a_block(tmp_path: Path) -> None:
    more = '[knobs]\nn = 3\nwidth = 4\n[blocks.b]\nparameters = ["times"]\nlayers = [{ op = "norm", repeat = "times" }]\n'
    made = small(tmp_path, 'block = "b", times = "n+1"', more=more)
    assert [node.name for node in made.nodes[1:]] == ["b1/norm", "b1/norm2", "b1/norm3", "b1/norm4"]
    assert {name: knob.structural for name, knob in subject(str(tmp_path / "net.toml")).knobs.items()} == {
        "n": True,
        "width": False,
    }


def test_arrays_and_numbers_agree(tmp_path: Path) -> None:
    """Half of the commuting square; the other half is the closed form's."""
    import numpy as np

    text = MOBILENET.replace('"32*alpha"', '"alpha/0.5*16 + 0.5 - 1/2"')
    arrays = costmodel.cost(graph(tmp_path, text, alpha=np.array([0.25, 0.5, 1.0])))
    each = [costmodel.cost(graph(tmp_path, text, alpha=alpha)) for alpha in ("1/4", "0.5", 1)]
    assert list(arrays["mult_adds"]) == [one["mult_adds"] for one in each]
    assert list(arrays["params"]) == [one["params"] for one in each]


def test_the_published_unet() -> None:
    made = build(str(UNET))
    assert costmodel.cost(made)["params"] == 31_030_658
    assert made["head"].shape == (2, 512, 512)
    assert made["up1/concat"].shape == (128, 512, 512)


def test_the_page_shows_the_example() -> None:
    shown = re.findall(r"^```toml\n(.*?)^```", (ROOT / "docs" / "toml-networks.md").read_text(), re.DOTALL | re.MULTILINE)[0]
    example = tomllib.loads(UNET.read_text())
    assert tomllib.loads(shown) == {name: table for name, table in example.items() if name != "paper"}


def test_every_phrase_of_the_builder_and_every_op_is_a_word() -> None:
    assert {"conv", "dwconv", "fc", "add", "concat", "max_pool", "global_pool", "norm", "act"} <= set(phrases())
    assert not {"apply", "graph", "scope", "classify"} & set(phrases())
    assert set(word("Shuffle").arguments) == {"groups", "axis"}
    assert word("conv").arguments["channels"].required


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ('op = "conv", channels = 4, kernel = [3, 1], padding = "valid"', (4, 6, 8)),
        ('op = "conv", channels = 4, kernel = 3, padding = [[1, 0], [1, 1]]', (4, 7, 8)),
        ('op = "conv", channels = "2*2", kernel = "1+2", stride = "4/2"', (4, 4, 4)),
        ('op = "conv", channels = { divisible = "11*0.9" }, kernel = 1', (16, 8, 8)),
        ('op = "max_pool", kernel = 3, stride = 2, padding = 0, ceil_mode = true', (3, 4, 4)),
        ('op = "global_pool", mode = "max"', (3, 1, 1)),
        ('op = "act", function = "h-swish"', (3, 8, 8)),
        ('op = "linear", units = 5', (5, 8, 8)),
        ('op = "fc", units = 5, bias = false', (5, 1, 1)),
        ('op = "Shuffle", groups = 3', (3, 8, 8)),
        ('op = "Permute", axes = [-1, -3, -2]', (8, 3, 8)),
        ('op = "View", shape = [3, 64]', (3, 64)),
        ('op = "Elementwise", function = "square"', (3, 8, 8)),
        ('op = "TransposedConv", channels = 2, kernel = 2, stride = 2', (2, 16, 16)),
        ('op = "concat", from = ["input", "input"]', (6, 8, 8)),
        ('op = "add", from = ["input", "input"], act = "relu"', (3, 8, 8)),
        ('op = "norm", from = "input"', (3, 8, 8)),
        ('op = "norm", repeat = 0', (3, 8, 8)),
    ],
)
def test_words_take_what_the_builder_takes(tmp_path: Path, layer: str, shape: tuple[int, ...]) -> None:
    assert small(tmp_path, layer).nodes[-1].shape == shape


def test_inputs_may_have_any_axes(tmp_path: Path) -> None:
    text = (
        'input = { shape = [1, "n"] }\nlayers = [{ op = "conv", channels = 4, kernel = 3, stride = 2 }]\nknobs = { n = 100 }\n'
    )
    assert graph(tmp_path, text).nodes[-1].shape == (4, 50)
    assert graph(tmp_path, text, n=60).nodes[-1].shape == (4, 30)


def test_a_layer_is_read_by_its_name(tmp_path: Path) -> None:
    made = small(
        tmp_path, 'op = "norm", name = "a"', 'op = "norm"', 'op = "add", from = ["a", "input"]', 'op = "act", function = "relu"'
    )
    assert [node.inputs for node in made.nodes] == [(), (0,), (1,), (1, 0), (3,)]


def test_a_block_sees_only_what_it_is_given(tmp_path: Path) -> None:
    more = '[blocks.b]\nlayers = [{ op = "add", from = ["input", "a"] }]\n'
    with pytest.raises(CostModelError, match=r"layer 2 \(b\): layer 1 \(add\): unknown layer 'a'; allowed: input"):
        small(tmp_path, 'op = "norm", name = "a"', 'block = "b"', more=more)


def test_a_space_is_still_a_space() -> None:
    assert subject(str(ROOT / "examples" / "ofa_mobilenet_v3.toml")).kind == "space"
    assert subject(str(UNET)).kind == "model"


def test_a_network_says_where_it_came_from() -> None:
    origin = build(str(UNET)).origin
    assert origin is not None
    assert (origin.format, origin.place) == ("TOML", str(UNET))


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (3, 3),
        ("3", 3),
        (0.714, Fraction(357, 500)),
        ("2*(n + 1) - n/3", 12),
        ("-n + 10", 4),
        ({"floor": "n/4"}, 1),
        ({"nearest": {"ceil": "n/4"}}, 2),
        ({"divisible": "n*3"}, 24),
    ],
)
def test_a_size(given: object, value: object) -> None:
    assert size_of(given, {"n": 6}) == value
    assert names_in(given) == ({"n"} if "n" in str(given).replace("floor", "").replace("nearest", "") else set())


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("m", "unknown name 'm'; allowed: n"),
        ("n/0", "a division by 0"),
        ("n <= 3", "no arithmetic of names"),
        ("n +", "at the end"),
        ("__import__('os')", "here it should end"),
        ("9e99*9e99", "too large"),
        ("9e20", "is too large"),
        (True, "'True' is no size"),
        ([1], "is no size"),
        ({}, "is no size"),
        ({"flor": 1}, "unknown rounding 'flor'; did you mean floor"),
        ("(" * 99, "nested too deeply"),
    ],
)
def test_what_is_no_size(given: object, why: str) -> None:
    with pytest.raises(CostModelError, match=why):
        size_of(given, {"n": 6})


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        ('op = "cnov", channels = 3', r"layer 1 \(cnov\): unknown op 'cnov'; did you mean conv"),
        ('op = "conv", channels = 3, kernle = 3', "unknown key 'kernle'; did you mean kernel"),
        ('op = "conv", channels = 3', "kernel is missing"),
        ('op = "conv", channels = 2.5, kernel = 3', "channels: 2.5 is not whole"),
        ('op = "conv", channels = true, kernel = 3', "channels: it cannot be 'True'"),
        ('op = "conv", channels = 3, kernel = 3, bias = "yes"', "bias: it cannot be 'yes'; allowed: true, false"),
        ('op = "conv", channels = 3, kernel = 3, act = "rleu"', "act: unknown word 'rleu'; did you mean relu"),
        ('op = "conv", channels = 3, kernel = 3, padding = "smae"', "padding: unknown word 'smae'; did you mean same"),
        ('op = "conv", channels = 3, kernel = 9, padding = 0', "does not fit into 8 pixels"),
        ('op = "norm", from = ["input", "input"]', "it has 2 inputs; allowed: one"),
        ('op = "norm", from = "inptu"', "unknown layer 'inptu'; did you mean input"),
        ('op = "norm", from = 3', "layers.1.from"),
        ('op = "norm", repeat = -1', "it cannot be repeated -1 times"),
        ('op = "norm", repeat = 1.5', "repeat: 1.5 is not whole"),
        ('op = "norm", repeat = 100000', "too large; allowed: at most 10,000 layers"),
        ('op = "norm", block = "b"', "layers.1: a layer has either op or block"),
        ('name = "a"', "layers.1: a layer has either op or block"),
        ('block = "b", n = 1, x = 2', r"layer 1 \(b\): unknown parameter 'x'; allowed: n"),
        ('block = "b"', "n is missing"),
        ('block = "c"', "unknown block 'c'"),
        ('block = "loop"', "the block loop is made of itself"),
        ('op = "Opaque", name = "x"', "unknown op 'Opaque'"),
        ('op = "Input"', "unknown op 'Input'"),
    ],
)
def test_what_is_no_layer_is_one_line(tmp_path: Path, layer: str, why: str) -> None:
    more = '[blocks.b]\nparameters = ["n"]\nlayers = [{ op = "norm" }]\n[blocks.loop]\nlayers = [{ block = "loop" }]\n'
    with pytest.raises(CostModelError, match=why) as error:
        small(tmp_path, layer, more=more)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("layers = []\ninput = { side = 8 }\n", "layers: "),
        ("layers = [{ op = 'norm' }]\n", "input: "),
        ("layers = [{ op = 'norm' }]\ninput = { sied = 8 }\n", "input: unknown key 'sied'; did you mean side"),
        ("layers = [{ op = 'norm' }]\ninput = { side = 8 }\nlayer = 3\n", "layer: "),
        ("name = '\u202e'\nlayers = [{ op = 'norm' }]\ninput = { side = 8 }\n", "characters that cannot be printed"),
        ("layers = [{ op = 'norm' }]\ninput = { side = 8 }\nknobs = { copy = 3 }\n", "'copy' cannot be the name of a number"),
        ("layers = [{ op = 'norm' }]\ninput = { side = 8 }\nknobs = { a = true }\n", "knobs.a: a default is a number"),
        ("layers = [{ op = 'norm' }]\ninput = { side = 8 }\nknobs = { a = -1 }\n", "the default of a cannot be '-1'"),
        ("layers = [{ op = 'norm' }]\ninput = { side = 8 }\nknobs = { a = { defualt = 1 } }\n", "knobs.a"),
    ],
)
def test_what_is_no_network_is_one_line(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(CostModelError, match=why):
        graph(tmp_path, text)


def test_a_mutated_file_is_a_network_or_one_line(tmp_path: Path) -> None:
    chance = Random(1)
    texts = iter(lambda: mutated(MOBILENET, chance), None)
    outcomes = [
        outcome_of(lambda text=text: graph(tmp_path, text.encode(errors="replace").decode())) for text in islice(texts, 100)
    ]
    assert [outcome.words for outcome in outcomes if outcome.kind == "fault"] == []
    assert {outcome.kind for outcome in outcomes} == {"answer", "refusal"}
