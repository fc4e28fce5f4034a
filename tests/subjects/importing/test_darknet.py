"""Darknet's files: sizes and sums as the program itself prints them, and one line for what is no such file."""

from itertools import islice
from pathlib import Path
from random import Random

import pytest

import costmodel
from costmodel.errors import CostModelError
from costmodel.ir.graph import Graph
from costmodel.subjects import build
from fuzz.files import mutated
from fuzz.outcome import outcome_of

NET = "[net]\nbatch=64\nsubdivisions=16\nheight={0}\nwidth={0}\nchannels=3\nlearning_rate=0.001\n"


def conv(filters: int, size: int = 3, stride: int = 1, act: str = "leaky", normalised: bool = True) -> str:
    options = f"filters={filters}\nsize={size}\nstride={stride}\npad=1\nactivation={act}\n"
    return f"[convolutional]\n{'batch_normalize=1' if normalised else ''}\n{options}"


def residual(filters: int, times: int) -> str:
    """A convolution that halves the map, and blocks of a smaller and a larger one."""
    block = conv(filters // 2, 1) + conv(filters) + "[shortcut]\nfrom=-3\nactivation=linear\n"
    return conv(filters, stride=2) + block * times


def detector(filters: int) -> str:
    head = conv(255, 1, act="linear", normalised=False) + "[yolo]\nmask = 0,1,2\nclasses=80\nnum=9\njitter=.3\n"
    return 3 * (conv(filters, 1) + conv(2 * filters)) + head


def yolov3(side: int = 416) -> str:
    """Redmon and Farhadi 2018: Darknet-53 (table 1), and three detectors, each on a larger map than the one before."""
    text = NET.format(side) + conv(32)
    for filters, times in ((64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)):
        text += residual(filters, times)
    text += detector(512)
    for filters, route in ((256, 61), (128, 36)):
        text += (
            f"[route]\nlayers = -4\n{conv(filters, 1)}[upsample]\nstride=2\n[route]\nlayers = -1, {route}\n{detector(filters)}"
        )
    return text


def graph(tmp_path: Path, text: str, **knobs: object) -> Graph:
    file = tmp_path / "net.cfg"
    file.write_text(text)
    return build(str(file), knobs)


def small(tmp_path: Path, *sections: str, side: int = 8) -> Graph:
    return graph(tmp_path, NET.format(side) + "".join(sections))


def billions(of: Graph) -> str:
    """As Darknet prints them: two operations for each multiplication of a convolution."""
    return f"{2 * sum(node.work.mult_adds for node in of.nodes if 'Conv' in node.kind) / 10**9:.3f}"


def test_yolov3_is_as_darknet_prints_it(tmp_path: Path) -> None:
    made = graph(tmp_path, yolov3())
    assert billions(made) == "65.864"
    assert costmodel.cost(made)["params"] == 61_949_149
    assert [made[f"convolutional{number}"].shape[-1] for number in (81, 93, 105)] == [13, 26, 52]
    assert billions(graph(tmp_path, yolov3(608))) == "140.692"
    assert billions(graph(tmp_path, yolov3(), height=608, width=608)) == "140.692"


def test_its_closed_form_is_exact_for_whole_maps(tmp_path: Path) -> None:
    (tmp_path / "net.cfg").write_text(yolov3())
    form = costmodel.closed_form(str(tmp_path / "net.cfg"), ["height", "width"], metrics=["mult_adds", "params"])
    assert str(form.metrics["mult_adds"]) == "190297*height*width"
    assert str(form.metrics["params"]) == "61949149"


def test_a_batch_multiplies_all_but_what_is_learned(tmp_path: Path) -> None:
    one, three = costmodel.cost(graph(tmp_path, yolov3())), costmodel.cost(graph(tmp_path, yolov3(), batch=3))
    assert (three["mult_adds"], three["params"]) == (3 * one["mult_adds"], one["params"])


@pytest.mark.parametrize(
    ("section", "shape"),
    [
        ("[maxpool]\nsize=2\nstride=2\n", (1, 3, 4, 4)),
        ("[maxpool]\nsize=2\nstride=1\n", (1, 3, 8, 8)),
        ("[maxpool]\nsize=3\nstride=2\n", (1, 3, 4, 4)),
        ("[maxpool]\nsize=3\nstride=2\npadding=0\n", (1, 3, 3, 3)),
        ("[maxpool]\nstride=2\nstride_y=1\n", (1, 3, 8, 4)),
        ("[local_avgpool]\nsize=2\nstride=2\n", (1, 3, 4, 4)),
        ("[avgpool]\n", (1, 3, 1, 1)),
        ("[upsample]\nstride=3\n", (1, 3, 24, 24)),
        ("[reorg]\nstride=2\n", (1, 12, 4, 4)),
        ("[crop]\ncrop_height=5\ncrop_width=6\n", (1, 3, 5, 6)),
        ("[conv]\nfilters=4\nsize=3\nstride=2\npadding=0\n", (1, 4, 3, 3)),
        ("[conv]\nfilters=4\nsize=5\ndilation=2\npad=1\n", (1, 4, 8, 8)),
        ("[conv]\nfilters=4\nsize=3\npad=1\nstride_x=2\nstride_y=1\n", (1, 4, 8, 4)),
        ("[deconv]\nfilters=4\nsize=4\nstride=2\npadding=1\n", (1, 4, 16, 16)),
        ("[connected]\noutput=7\n", (1, 7, 1, 1)),
        ("[route]\nlayers=0,0\n[route]\nlayers=-1\ngroups=2\ngroup_id=1\n", (1, 3, 8, 8)),
        ("[softmax]\n", (1, 3, 8, 8)),
        ("[normalization]\nsize=5\n", (1, 3, 8, 8)),
    ],
)
def test_sizes_are_darknets(tmp_path: Path, section: str, shape: tuple[int, ...]) -> None:
    assert small(tmp_path, "[activation]\nactivation=relu\n", section).nodes[-1].shape == shape


@pytest.mark.parametrize(
    ("section", "mult_adds", "params"),
    [
        ("filters=4\nsize=3\npad=1\n", 64 * 27 * 4, 27 * 4 + 4),
        ("filters=4\nsize=3\npad=1\nbatch_normalize=1\n", 64 * 27 * 4, 27 * 4 + 8),
        ("filters=6\nsize=3\npad=1\ngroups=3\n", 64 * 9 * 6, 9 * 6 + 6),
        ("", 64 * 3, 3 + 1),
    ],
)
def test_a_convolution(tmp_path: Path, section: str, mult_adds: int, params: int) -> None:
    made = costmodel.cost(small(tmp_path, f"[convolutional]\n{section}activation=linear\n"))
    assert (made["mult_adds"], made["params"]) == (mult_adds, params)


def test_what_layers_share_is_learned_once(tmp_path: Path) -> None:
    shared = "[conv]\nfilters=3\nsize=3\npad=1\nbatch_normalize=1\n"
    made = small(tmp_path, shared, shared + "share_index=0\n")
    assert costmodel.cost(made)["params"] == 3 * 27 + 6
    assert costmodel.cost(made)["mult_adds"] == 2 * 64 * 3 * 27


def test_a_shortcut_adds_what_two_maps_have_in_common(tmp_path: Path) -> None:
    """Bochkovskiy's partial residual networks have fewer channels on one side, Redmon's residual networks larger maps."""
    wider = small(tmp_path, conv(4, 1), conv(6, 1), "[shortcut]\nfrom=-2\n")
    assert wider["shortcut2"].shape == (1, 4, 8, 8)
    assert wider.nodes[-1].shape == (1, 6, 8, 8)
    larger = small(tmp_path, conv(4, 1), conv(4, stride=2), "[shortcut]\nfrom=-2\n")
    assert larger.nodes[-1].shape == (1, 4, 4, 4)
    assert larger["shortcut2"].work.pointwise == 4 * 16


@pytest.mark.parametrize(("kind", "weights"), [("per_feature", 3), ("per_channel", 3 * 4), ("none", 0)])
def test_a_shortcut_may_learn_factors(tmp_path: Path, kind: str, weights: int) -> None:
    made = small(tmp_path, conv(4, 1), conv(4, 1), conv(4, 1), f"[shortcut]\nfrom=-2,-3\nweights_type={kind}\n")
    assert made["shortcut3"].work.weights == weights


def test_a_gate_comes_before_what_it_scales(tmp_path: Path) -> None:
    made = small(tmp_path, conv(4, 1), "[avgpool]\n", conv(4, 1, act="logistic"), "[scale_channels]\nfrom=-3\n")
    assert made["scale_channels3"].shape == (1, 4, 8, 8)
    assert made["scale_channels3"].work.pointwise == 4 * 64


@pytest.mark.parametrize(("kind", "matrices"), [("lstm", 8), ("gru", 6)])
def test_recurrent_layers_are_made_of_matrices(tmp_path: Path, kind: str, matrices: int) -> None:
    made = costmodel.cost(graph(tmp_path, f"[net]\ninputs=16\n[{kind}]\noutput=16\nbatch_normalize=1\n"))
    assert made["mult_adds"] == matrices * 16 * 16
    assert made["params"] == matrices * (16 * 16 + 2 * 16)


def test_a_simple_recurrent_layer(tmp_path: Path) -> None:
    made = costmodel.cost(graph(tmp_path, "[net]\ninputs=16\n[rnn]\nhidden=8\noutput=4\nactivation=leaky\n"))
    assert made["params"] == 16 * 8 + 8 * 8 + 8 * 4 + 8 + 8 + 4


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            NET.format(8) + "[convolutionl]\nfilters=3\n",
            r"\[convolutionl\] 0: unknown section 'convolutionl'; did you mean conv",
        ),
        (NET.format(8) + conv(3) + "[conv]\nfliters=3\n", r"\[conv\] 1: unknown option 'fliters'; did you mean filters"),
        (NET.format(8) + "[conv]\nfilters=0\n", "filters= cannot be '0'; allowed: whole numbers from 1"),
        (NET.format(8) + "[conv]\nfilters=3x\n", "filters= cannot be '3x'"),
        (NET.format(8) + "[conv]\nactivation=leeky\n", "unknown activation 'leeky'; did you mean leaky"),
        (NET.format(8) + "[conv]\nantialiasing=1\n", "antialiasing=1 has no rule here"),
        (NET.format(8) + "[route]\nlayers=-2\n", r"\[route\] 0: there is no layer -2"),
        (NET.format(8) + "[shortcut]\n", "from= is missing"),
        (NET.format(8) + conv(3) + "[yolo]\nclasses=80\nmask=0,1,2\n", "it reads 255 channels, and the layer before gives 3"),
        (NET.format(8) + "[conv]\nsize=9\n", "does not fit into 8 pixels"),
        (NET.format(8), "nothing is computed from an input"),
        ("[net]\nwidth=8\nchannels=3\n[conv]\n", "height= is missing"),
        ("[net]\nheight=8\nwidth=8\n[conv]\n", "channels= is missing"),
        ("[convolutional]\nfilters=3\n", r"it does not begin with a section \[net\]"),
        ("[net]\nheight\n", "line 2: 'height' is no option"),
        ("height=3\n", "line 1: 'height=3' is no option"),
        ("", r"it does not begin with a section \[net\]"),
    ],
)
def test_what_is_no_network_is_one_line(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(CostModelError, match=why):
        graph(tmp_path, text)


def test_repeated_maps_do_not_grow_without_bound(tmp_path: Path) -> None:
    with pytest.raises(CostModelError, match="at most 1000000000000"):
        small(tmp_path, conv(3), 100 * "[route]\nlayers=-1,-1\n")


def test_a_mutated_file_is_a_network_or_one_line(tmp_path: Path) -> None:
    chance = Random(1)
    texts = iter(lambda: mutated(yolov3(64), chance), None)
    outcomes = [
        outcome_of(lambda text=text: graph(tmp_path, text.encode(errors="replace").decode())) for text in islice(texts, 60)
    ]
    assert [outcome.words for outcome in outcomes if outcome.kind == "fault"] == []
    assert {outcome.kind for outcome in outcomes} == {"answer", "refusal"}
