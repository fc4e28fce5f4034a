"""Plots: what is on the axes, how series are told apart, what was printed beside them, and that the picture is valid data."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import costmodel
from costmodel.errors import CostModelError, UnknownName
from costmodel.questions.plot.labels import sides
from costmodel.questions.plot.points import frontier, parted

pytest.importorskip("numpy")

CURVES: dict[str, Any] = {"vary": {"alpha": "0.25:1:0.25", "resolution": "128,224"}}


def points(made: Any) -> list[dict[str, Any]]:
    return [point for series in made.record()["series"] for point in series["points"]]


def test_a_curve_has_the_costs_of_its_configurations() -> None:
    made = costmodel.plot(["mobilenet"], **CURVES)
    assert (made.picture.x.name, made.picture.y.name, made.picture.lines) == ("alpha", "mult_adds", True)
    assert [series.name for series in made.picture.parted.series] == ["resolution = 128", "resolution = 224"]
    for point in points(made):
        knobs = {"alpha": str(point["alpha"]), "resolution": point["resolution"]}
        assert point["mult_adds"] == costmodel.report("mobilenet", knobs).totals["mult_adds"]


def test_networks_are_points_with_their_names() -> None:
    made = costmodel.plot(["mobilenet:alpha=0.5", "vgg", "squeezenet"], y="peak_memory", log=["x", "y"])
    assert [point["network"] for point in points(made)] == ["mobilenet:alpha=0.5", "vgg", "squeezenet"]
    assert made.picture.parted.named
    assert not made.picture.lines
    texts = [layer for layer in made.specification["layer"] if layer["mark"]["type"] == "text"]
    assert sum(len(layer["data"]["values"]) for layer in texts) == 3
    assert made.specification["layer"][0]["encoding"]["x"]["scale"]["type"] == "log"


def test_a_knob_that_some_networks_have_varies_there() -> None:
    made = costmodel.plot(["mobilenet", "mobilenet_v2", "squeezenet"], x="params", vary={"alpha": "0.5,1"})
    assert [point["network"] for point in points(made)] == [*["mobilenet"] * 2, *["mobilenet_v2"] * 2, "squeezenet"]
    assert [series.name for series in made.picture.parted.series] == ["mobilenet", "mobilenet_v2", "squeezenet"]
    assert made.picture.lines


def test_mobilenets_own_tables_lie_on_its_curve() -> None:
    """Tables 6 and 7 of the paper, within their digits."""
    made = costmodel.plot(["mobilenet"], vary={"alpha": "0.25:1:0.25", "resolution": "128:224:32"}, published=True)
    computed = {(point["alpha"], point["resolution"]): point["mult_adds"] for point in points(made)}
    paper = next(series for series in made.picture.printed if series.name == "printed by Howard et al. 2017")
    tables = [row for row in paper.rows if row["row"].startswith(("Table 6", "Table 7"))]
    assert len(tables) == 8
    for row in tables:
        near = [value for (alpha, _), value in computed.items() if alpha == row["alpha"]]
        assert min(abs(value - row["mult_adds"]) for value in near) < 10**6


def test_what_is_printed_of_other_networks_is_not_beside_the_curve() -> None:
    made = costmodel.plot(["mobilenet"], vary={"alpha": "0.5:0.75:0.25"}, published=True)
    assert {row["alpha"] for series in made.picture.printed for row in series.rows} == {0.5, 0.75}
    assert not costmodel.plot(["mobilenet:classes=10"], published=True).picture.printed


def test_a_frontier_is_what_none_beats() -> None:
    rows = [{"a": a, "b": b} for a, b in ((1, 5), (2, 5), (2, 4), (3, 6), (4, 1), (4, 0))]
    assert [(row["a"], row["b"]) for row in frontier(rows, ("a", "b"))] == [(1, 5), (2, 4), (4, 0)]
    assert [(row["a"], row["b"]) for row in frontier(rows, ("a", "-b"))] == [(1, 5), (3, 6)]


def test_series_that_are_too_many_are_coloured_by_a_number_or_refused() -> None:
    numbers = parted([{"a": a, "b": a} for a in range(20)], ["a"])
    assert (numbers.coloured_by, len(numbers.series)) == ("a", 1)
    with pytest.raises(CostModelError, match="20 series are more than a picture can tell apart; allowed: 8 at most"):
        parted([{"a": str(a)} for a in range(20)], ["a"])
    with pytest.raises(CostModelError, match="10,001 points are too many for a picture"):
        parted([{"a": 1}] * 10_001, [])


def test_series_differ_in_colour_and_in_shape() -> None:
    layers = costmodel.plot(["mobilenet"], published=True, **CURVES).specification["layer"]
    for layer in layers:
        for channel in {"color", "shape"} & layer["encoding"].keys():
            scale = layer["encoding"][channel]["scale"]
            computed = scale["range"][:2]
            assert len(set(computed)) == len(computed) == 2
    assert {"shape", "color"} <= layers[-1]["encoding"].keys()


def test_names_do_not_cover_each_other() -> None:
    near = sides(["resnet", "resnext", "left", "right"], [5, 5, 1, 9], [5, 5.01, 1, 9], (400, 300), (False, False))
    assert near[0] != near[1]


def test_altair_takes_the_specification() -> None:
    altair = pytest.importorskip("altair")
    for made in (
        costmodel.plot(["mobilenet"], published=True, **CURVES),
        costmodel.plot(["mobilenet", "vgg"], pareto=["params", "mult_adds"]),
        costmodel.plot(["mobilenet"], vary={"variant": "standard,shallow"}),
    ):
        assert isinstance(made.chart, altair.LayerChart)
        assert made.chart.to_dict()["layer"]


def test_a_notebook_is_shown_the_chart_and_the_picture() -> None:
    bundle = costmodel.plot(["mobilenet", "vgg"])._repr_mimebundle_()
    assert bundle["application/vnd.vegalite.v5+json"]["layer"]
    assert "mobilenet and vgg" in bundle["text/plain"]


@pytest.mark.parametrize(("suffix", "start"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF"), (".html", b"<")])
def test_pictures_are_written_by_their_suffix(tmp_path: Path, suffix: str, start: bytes) -> None:
    pytest.importorskip("vl_convert")
    file = tmp_path / f"plot{suffix}"
    costmodel.plot(["mobilenet", "vgg"]).save(file)
    assert file.read_bytes().lstrip().startswith(start)
    if suffix == ".svg":
        assert ElementTree.fromstring(file.read_text()).get("role") == "img"
        assert "prefers-color-scheme: dark" in file.read_text()


def test_the_specification_is_a_file_too(tmp_path: Path) -> None:
    made = costmodel.plot(["mobilenet", "vgg"])
    made.save(tmp_path / "plot.vl.json")
    made.save(tmp_path / "plot.json")
    assert '"$schema"' in (tmp_path / "plot.vl.json").read_text()
    assert '"costmodel/plot-1"' in (tmp_path / "plot.json").read_text()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"networks": []}, "give one network or more"),
        ({"x": "weight"}, "unknown metric or knob of mobilenet 'weight'"),
        ({"vary": {"beta": "1,2"}}, "unknown knob of mobilenet 'beta'"),
        ({"log": "z"}, "unknown axis 'z'"),
        ({"vary": {"variant": "standard,shallow"}, "log": "x"}, "variant has values without a logarithm"),
        ({"pareto": ["mult_adds", "mac"]}, "a frontier is of both axes"),
        ({"vary": {"alpha": "0.001:1:0.00001"}}, "points are too many for a picture"),
    ],
)
def test_what_cannot_be_plotted_is_said(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(CostModelError, match=said):
        costmodel.plot(**{"networks": ["mobilenet"], **asked})
    assert issubclass(UnknownName, CostModelError)
