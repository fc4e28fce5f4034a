"""What people and libraries call the members of families: each name is a network, and a library's is the very one there."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import costmodel
from costmodel.archs import names
from costmodel.archs.common.called import LIBRARIES
from costmodel.archs.common.members import Called, called, key, of_family
from costmodel.errors import CostModelError, UnknownName, plain
from costmodel.formulas.metrics import cost
from costmodel.subjects.kinds import family

MEASURED: dict[str, Any] = json.loads((Path(__file__).parent / "references.json").read_text())["measured"]
# How those were made for the measurement whose auxiliary classifiers stand in the module and work in training only.
AS_BUILT = {
    "torchvision:googlenet": "torchvision:googlenet(init_weights=False, aux_logits=False)",
    "torchvision:inception_v3": "torchvision:inception_v3(init_weights=False, aux_logits=False)",
}
# Of those that were not measured: `num_params` in torchvision's own documentation of their weights.
DOCUMENTED = {"torchvision:vgg13": 133047848, "torchvision:vgg11_bn": 132868840, "torchvision:vgg19_bn": 143678248}

ALL = [one for name in names() for one in of_family(name)]
OF_LIBRARIES = [one for one in ALL if one.library]


@pytest.fixture(autouse=True)
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(family, "find_spec", lambda name: None)


def called_so(one: Called) -> str:
    return f"{one.library}:{one.name}".removeprefix(":")


@pytest.mark.parametrize("one", ALL, ids=called_so)
def test_a_name_is_a_network_of_its_family(one: Called) -> None:
    meant = costmodel.subject(called_so(one))
    assert (meant.name, meant.given) == (one.family, one.knobs)
    assert meant.read()
    assert meant.said.startswith(f"{called_so(one)} is {meant.label}")


@pytest.mark.parametrize("one", OF_LIBRARIES, ids=called_so)
def test_a_library_has_that_very_network(one: Called) -> None:
    meant, name = costmodel.subject(called_so(one)), AS_BUILT.get(called_so(one), called_so(one))
    if name in DOCUMENTED:
        assert cost(meant.build(), metrics=["params"]) == {"params": DOCUMENTED[name]}
        return
    for resolution, facts in MEASURED[name].items():
        found = cost(meant.build({"resolution": resolution}), metrics=["params", "mult_adds"])
        assert found == {metric: facts[metric] for metric in found}, resolution


def test_another_network_is_found_to_be_one() -> None:
    """The paper's ResNet-50 is not torchvision's, and its line says so."""
    papers = costmodel.subject("resnet50")
    assert cost(papers.build(), metrics=["mult_adds"])["mult_adds"] != MEASURED["torchvision:resnet50"]["224"]["mult_adds"]
    assert papers.said == "resnet50 is resnet:depth=50; that of torchvision and timm has stride_in=3x3"
    assert costmodel.subject("resnet18").said == "resnet18 is resnet:depth=18"


def test_no_name_means_two_networks_or_hides_a_family() -> None:
    keys = [(one.library, key(one.name)) for one in ALL]
    assert len(set(keys)) == len(keys)
    assert not {key(name) for name in names()} & {name for library, name in keys if not library}
    assert len({plain(name) for name in names()}) == len(names())


def test_the_literal_is_what_the_family_states() -> None:
    for name in names():
        stated = getattr(import_module(f"costmodel.archs.{name}"), "CALLED", {})
        assert set(stated) == {one.library for one in of_family(name)}
        assert set(stated) <= {"", *LIBRARIES}
        for pattern, knobs in (pair for listed in stated.values() for pair in listed):
            assert all((f"{{{knob}}}" in pattern) == isinstance(value, list | dict) for knob, value in knobs.items()), pattern


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("ResNet", "resnet"),
        ("Mobile-Net-V2", "mobilenet_v2"),
        ("mobilenetv2", "mobilenet_v2"),
        ("InceptionResNetV2", "inception_resnet_v2"),
        ("resnet-50", "resnet:depth=50"),
        ("ResNet-50 v1.5", "resnet:depth=50,stride_in=3x3"),
        ("EfficientNetB4", "efficientnet:variant=b4"),
        ("efficientnet-b4", "efficientnet:variant=b4"),
        ("squeezenet1.1", "squeezenet:version=1.1"),
        ("WRN-28-10", "wide_resnet:depth=28,widening=10"),
        ("SE-ResNet-50", "resnet:depth=50,se=true"),
        ("NASNetMobile", "nasnet:size=mobile"),
        ("resnet110", "resnet:depth=110,dataset=cifar10"),
        ("resnet50:Stride-In=3X3", "resnet:depth=50,stride_in=3X3"),
        ("timm:ResNet50:classes=10", "resnet:depth=50,stride_in=3x3,classes=10"),
        ("torchvision:mnasnet1_0", "mnasnet:variant=b1,alpha=1.0"),
        ("mnasnet1_0", "mnasnet:variant=b1,alpha=1.0"),
    ],
)
def test_names_as_people_type_them(typed: str, label: str) -> None:
    assert costmodel.subject(typed).label == label
    assert costmodel.subject(typed).build()


@pytest.mark.parametrize("typed", ["resnet51", "convnext", "torchvision:mobilenet", "resnet50x", "vgg16bn2", "", "50"])
def test_what_is_in_no_list_is_not_guessed(typed: str) -> None:
    library, _, name = typed.rpartition(":")
    assert called(name, library) is None
    with pytest.raises(CostModelError):
        costmodel.subject(typed)


def test_what_is_not_in_the_catalog_says_where_it_may_come_from() -> None:
    with pytest.raises(UnknownName, match=r"unknown architecture 'convnext'; allowed: .*costmodel list.*timm:convnext_tiny"):
        costmodel.subject("convnext")
    with pytest.raises(UnknownName, match="did you mean resnet or resnext"):
        costmodel.subject("resnet5")
    with pytest.raises(CostModelError, match=r"there is no file 'm.pth'; allowed: .*onnx"):
        costmodel.subject("m.pth")


def test_a_knob_that_the_name_gives_is_given() -> None:
    with pytest.raises(CostModelError, match="depth is given twice: 50 and 18"):
        costmodel.subject("resnet50:depth=18")
    with pytest.raises(UnknownName, match=r"for torchvision is not installed; .*: unknown knob of mobilenet_v2 'height'"):
        costmodel.subject("torchvision:mobilenet_v2").free("height")


def test_an_installed_library_is_asked_for_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(family, "find_spec", lambda name: name)
    assert family.made("torchvision:resnet50") is None
    assert family.made("resnet50") is not None
