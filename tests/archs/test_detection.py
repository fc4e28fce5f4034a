"""Detectors: six maps, and what they cost on the two networks that were published with them."""

import pytest

from costmodel.archs import build


@pytest.mark.parametrize(
    ("network", "knobs", "channels"),
    [("mobilenet", {}, 512), ("mobilenet", {"variant": "shallow"}, 512), ("mobilenet_v2", {}, 576)],
)
def test_detectors_see_six_maps(network: str, knobs: dict[str, str], channels: int) -> None:
    graph = build(network, head="ssdlite", **knobs)
    maps = [graph[f"detector/map{number}/boxes/depthwise"].shape for number in range(1, 7)]
    assert [map_.height for map_ in maps] == [20, 10, 5, 3, 2, 1]
    assert maps[0].channels == channels
    boxes = 3 * 20**2 + 6 * (10**2 + 5**2 + 3**2 + 2**2 + 1)
    assert graph["detector/concat"].shape.channels == boxes * (4 + 81)


def test_separable_predictions_are_seven_times_smaller() -> None:
    """MobileNetV2, Table 5: 14.8 M and 2.1 M."""
    dense, separable = (
        sum(node.work.weights for node in build("mobilenet_v2", head=head).inside("detector")) for head in ("ssd", "ssdlite")
    )
    assert (dense, separable) == (14_770_368, 2_093_696)


def test_a_detector_has_its_own_defaults_and_takes_others() -> None:
    assert build("mobilenet_v2", head="ssd")["input"].shape.height == 320
    assert build("mobilenet_v2", head="ssd", resolution=300)["input"].shape.height == 300
