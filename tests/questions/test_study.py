"""Which count predicts speed: the figures of the page, the statistics by hand, files of one's own, and what is refused."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from costmodel import Counting, build, cost, study
from costmodel.errors import CostModelError, UnknownName
from costmodel.published.measured import names, seconds_of, setup
from costmodel.questions.study.statistics import median_error, rank_correlation
from costmodel.subjects import subject

MINE = "network,measured,batch\nmobilenet,3.9 ms,1\nresnet18,100 samples/s,8\nsqueezenet,4.0 ms,1\n"


# What a study with other code found on the same tables, where it had the same networks.
@pytest.mark.parametrize(
    ("name", "networks", "rho"),
    [
        ("pixel1_cpu", 53, {"mult_adds": 0.992, "mac": 0.974, "activations": 0.948, "params": 0.795}),
        ("pixel3_cpu", 33, {"mult_adds": 0.981}),
        ("pixel3_gpu", 31, {"mac": 0.952, "activations": 0.929, "mult_adds": 0.875}),
        ("coral_usb", 12, {"params": 0.979, "mult_adds": 0.942, "activations": 0.669}),
        ("gtx_1080", 8, {"activations": 1.0, "mult_adds": 0.81}),
        ("gtx_1080_ti_pairs", 12, {"mac": 1.0}),
    ],
)
def test_ranks_that_others_found(name: str, networks: int, rho: dict[str, float]) -> None:
    [found] = study(name).setups
    assert found.setup.networks == networks
    for metric, value in rho.items():
        assert round(found.qualities[metric].rho or 0, len(str(value)) - 2) == value


@pytest.mark.parametrize("card", ["rtx_3090", "rtx_4090"])
def test_the_roofline_predicts_a_gpu_and_multiply_adds_do_not(card: str) -> None:
    [found] = study(card).setups
    bound, mult_adds = found.qualities["latency_bound"], found.qualities["mult_adds"]
    assert found.best == "latency_bound"
    assert bound.rho is not None
    assert bound.error is not None
    assert bound.rho > 0.99
    assert bound.error < 0.06
    assert mult_adds.error is not None
    assert mult_adds.error > 0.6


@pytest.mark.parametrize("name", names())
def test_every_shipped_network_is_one_of_the_catalog_or_a_stack(name: str) -> None:
    found = setup(name)
    assert found.kind
    assert found.precision
    for run in found.runs:
        assert run.sources
        assert all(run.sources)
        assert len({one.network for one in run.measurements}) == len(run.measurements)
        for one in run.measurements:
            assert one.seconds > 0
            kind = subject(one.network).kind
            assert kind == ("function" if one.network.startswith("costmodel.published.measured") else "family")


def test_a_measured_time_is_of_one_sample_and_so_are_counts() -> None:
    [found] = study("rtx_3090").setups
    point = next(point for point in found.points if point.network == "resnet:depth=18")
    measured = next(one for one in setup("rtx_3090").runs[0].measurements if one.network == "resnet:depth=18")
    rate = Fraction(measured.printed.removesuffix(" samples/s"))
    assert point.seconds == 1 / rate
    graph = build("resnet", depth=18)
    assert point.counts["mult_adds"] == cost(graph)["mult_adds"]
    assert point.counts["params"] == cost(graph)["params"]
    counting = Counting.of(device="rtx_3090", precision="fp16", batch=measured.batch)
    assert point.counts["latency_bound"] == cost(graph, counting)["latency_bound"] / measured.batch


def test_the_statistics_by_hand() -> None:
    assert rank_correlation([1, 2, 3, 4], [10, 20, 30, 40]) == pytest.approx(1)
    assert rank_correlation([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1)
    # d = 0, 1, -1, 0: 1 - 6*2 / (4*15)
    assert rank_correlation([1, 2, 3, 4], [1, 3, 2, 4]) == pytest.approx(0.8)
    # Equal values share a rank: 1, 2.5, 2.5, 4 against 1, 2, 3, 4 is 4.5 / sqrt(4.5 * 5).
    assert rank_correlation([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(4.5 / (4.5 * 5) ** 0.5)
    assert rank_correlation([1, 1], [1, 2]) is None
    assert rank_correlation([1], [2]) is None
    assert median_error([1, 2, 4], [2, 4, 8]) == 0
    assert median_error([1, 1, 1], [1, 2, 4]) == pytest.approx(0.5)  # scale 2: off by 1, 0 and 1/2
    assert median_error([0, 1], [1, 1]) is None


@pytest.mark.parametrize(
    ("printed", "batch", "seconds"),
    [
        ("3.2 ms", 1, Fraction(32, 10_000)),
        ("100 samples/s", 8, Fraction(8, 100)),
        ("250 us", 4, Fraction(1, 4000)),
        ("2 batches/s", 8, Fraction(1, 2)),
        ("0.5 s", 1, Fraction(1, 2)),
    ],
)
def test_speeds_as_they_are_written(printed: str, batch: int, seconds: Fraction) -> None:
    assert seconds_of(printed, batch) == seconds


def test_measurements_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(MINE)
    [found] = study(measurements=str(file)).setups
    assert (found.setup.name, found.setup.networks) == ("mine", 3)
    assert "latency_bound" not in found.qualities
    [on_device] = study(measurements=str(file), counting=Counting.of(device="rtx_3090", precision="fp16")).setups
    assert on_device.qualities["latency_bound"].rho is not None
    assert [point.seconds for point in found.points][1] == Fraction(1, 100)

    same = tmp_path / "same.toml"
    same.write_text(
        'unit = "ms"\n[[source]]\nsource = "my desk"\n[source.printed]\n"mobilenet" = "3.9"\n'
        '"resnet18" = { printed = "80", batch = 8 }\n"squeezenet" = 4.0\n'
    )
    [again] = study(measurements=str(same)).setups
    assert again.qualities == found.qualities


def test_a_ridge_gives_an_order_where_no_profile_is_printed() -> None:
    [plain] = study("pixel1_cpu").setups
    [with_ridge] = study("pixel1_cpu", ridge=Fraction(4)).setups
    assert "latency_bound" not in plain.qualities
    assert with_ridge.qualities["latency_bound"].rho is not None
    [endless] = study("pixel1_cpu", ridge=Fraction(1, 10**6)).setups  # arithmetic always binds
    assert endless.qualities["latency_bound"].rho == plain.qualities["mult_adds"].rho


def test_several_machines_have_a_scale_each() -> None:
    [found] = study("ncnn_one_thread").setups
    assert len(found.setup.runs) > 20
    one = found.setup.runs[0]
    assert len({point.run for point in found.points}) == len(found.setup.runs)
    assert one.title


def test_tables_for_machines_and_networks() -> None:
    found = study(["pixel1_cpu", "coral_usb"], metrics=["params", "mult_adds"])
    assert [row[3] for row in found.table().rows] == ["params", "mult_adds"] * 2
    assert len(study("coral_usb", by="network").document().tables[0].rows) == 12
    assert "kind" in study("coral_usb", by="kind").document().tables[0].title
    assert "mult_adds best on 1 of 2" in found.document().headline
    assert json.dumps(found.record())


def test_a_picture_is_of_one_setup() -> None:
    picture = study("coral_usb", metrics=["params", "mult_adds"]).pictured()
    assert [one.name for one in picture.parted.series] == ["count = params", "count = mult_adds"]
    with pytest.raises(CostModelError, match="a picture is of one setup; here are 2"):
        study(["coral_usb", "pixel1_cpu"]).pictured()


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.csv", "network,time\nmobilenet,3\n", "the column measured is missing"),
        ("a.csv", "network,measured,place\nmobilenet,3 ms,x\n", "unknown column 'place'"),
        ("a.csv", "network,measured\nmobilenet,3\n", "'3' is no measured speed"),
        ("a.csv", "network,measured\nmobilenet,-3 ms\n", "'-3 ms'"),
        ("a.csv", "network,measured,batch\nmobilenet,3 ms,0\n", "line 2"),
        ("a.csv", "network,measured,batch\nmobilenet,3 ms\n", "not as many cells"),
        ("a.csv", "network,measured\n", "it has no measurement"),
        ("a.toml", 'unit = "ms"\n', "source"),
        ("a.toml", '[[source]]\nsource = "x"\n[source.printed]\nmobilenet = "3 apples"\n', "3 apples"),
        ("a.toml", '[[source]]\nsource = "x"\nplace = "y"\n[source.printed]\nmobilenet = "3 ms"\n', "place"),
    ],
)
def test_a_file_that_is_none(name: str, content: str, complaint: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(content)
    with pytest.raises(CostModelError) as raised:
        study(measurements=str(file))
    assert complaint in str(raised.value)
    assert str(file) in str(raised.value)


def test_what_is_refused(complain: Callable[..., None], tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean rtx_3090"):
        study("rtx_3080")
    complain("study", "pixel")
    complain("study", "--measurements", str(tmp_path / "none.csv"))
    complain("study", "pixel1_cpu", "--ridge", "0")
    complain("study", "pixel1_cpu", "--metrics", "speed")
    complain("study", "pixel1_cpu", "--by", "colour")
    (tmp_path / "odd.csv").write_text("network,measured\nmobilenut,3 ms\n")
    complain("study", "--measurements", str(tmp_path / "odd.csv"))


def test_the_page_shows_what_is_shipped() -> None:
    page = (Path(__file__).parents[2] / "docs" / "speed.md").read_text(encoding="utf-8")
    assert f"{len(names())} setups" in page
    rows: list[Any] = [row for name in names() for run in setup(name).runs for row in run.measurements]
    assert len(rows) > 500
